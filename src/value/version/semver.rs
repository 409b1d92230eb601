//! Semantic versions 2.0.
//! What a step between two of them means is `version`'s business.

use super::number::Number;

/// A semantic version without its build part, which doesn't count. The derived order is the standard's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SemverKey {
    numbers: [Number; 3],
    stage: Stage,
}

/// A pre-release stands below its release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Stage {
    Pre(Vec<Identifier>),
    Release,
}

/// Numbers stand below words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identifier {
    Number(Number),
    Word(Box<str>),
}

impl SemverKey {
    /// Reads a version strictly: three numbers, no leading zeros.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (text, build) = match text.split_once('+') {
            Some((text, build)) => (text, Some(build)),
            None => (text, None),
        };
        if build.is_some_and(|b| !b.split('.').all(is_identifier)) {
            return None;
        }
        let (numbers, pre) = match text.split_once('-') {
            Some((numbers, pre)) => (numbers, Some(pre)),
            None => (text, None),
        };
        let mut numbers = numbers.split('.').map(read_number);
        let numbers = match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
            (Some(a), Some(b), Some(c), None) => [a?, b?, c?],
            _ => return None,
        };
        let stage = match pre {
            None => Stage::Release,
            Some(pre) => Stage::Pre(pre.split('.').map(Identifier::read).collect::<Option<_>>()?),
        };
        Some(Self { numbers, stage })
    }

    /// Whether it stands below the release of the same numbers.
    pub(super) fn is_prerelease(&self) -> bool {
        self.stage != Stage::Release
    }

    /// The three numbers.
    pub(super) fn release(&self) -> &[Number] {
        &self.numbers
    }
}

impl Identifier {
    fn read(text: &str) -> Option<Self> {
        if text.bytes().all(|b| b.is_ascii_digit()) {
            read_number(text).map(Self::Number)
        } else {
            is_identifier(text).then(|| Self::Word(text.into()))
        }
    }
}

fn read_number(text: &str) -> Option<Number> {
    if text.len() > 1 && text.starts_with('0') {
        return None;
    }
    Number::read(text)
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_in_the_order_of_the_standard() {
        // The chain of semver.org, section 11, and what surrounds it.
        let chain = [
            "0.9.9",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1-x-y",
            "1.0.1",
            "1.10.0",
            "2.0.0",
        ];
        for (i, a) in chain.iter().enumerate() {
            for (j, b) in chain.iter().enumerate() {
                let (x, y) = (SemverKey::read(a).unwrap(), SemverKey::read(b).unwrap());
                assert_eq!(x.cmp(&y), i.cmp(&j), "{a} and {b}");
            }
        }
    }

    #[test]
    fn the_build_part_does_not_count() {
        assert_eq!(SemverKey::read("1.0.0+linux.001"), SemverKey::read("1.0.0+mac-2"));
    }

    #[test]
    fn what_the_standard_forbids_is_refused() {
        for text in
            ["1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3-a_b", "a.b.c", "", "1.2.-3"]
        {
            assert_eq!(SemverKey::read(text), None, "{text}");
        }
    }
}
