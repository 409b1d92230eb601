//! Versions in PHP's order, which WordPress, its plugins and its themes use.
//! What a step between two of them means is `version`'s business.

use super::number::Number;

/// A version as numbers and words in turn: `6.9-RC2` is 6.9, then RC, then 2, then the end.
///
/// The derived order compares the numbers of a section, then its word, then goes on. Only the last section ends, so
/// that no key is the beginning of another one and the order is total.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PhpKey {
    sections: Vec<Section>,
}

/// Numbers up to the next word. Zeros at the end of the numbers are dropped, so that missing numbers count as zero.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Section {
    numbers: Vec<Number>,
    word: Word,
}

/// The words PHP knows, in its order. The end of the version takes the place that PHP gives to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Word {
    /// Any word that isn't listed, all alike.
    Other,
    Dev,
    Alpha,
    Beta,
    Candidate,
    End,
    Patch,
}

impl PhpKey {
    /// Reads a version that starts with a digit. Nothing but letters, digits and `. - _ + ~` may occur in it.
    pub(super) fn read(text: &str) -> Option<Self> {
        if !text.starts_with(|c: char| c.is_ascii_digit())
            || !text.ends_with(|c: char| c.is_ascii_alphanumeric())
            || text.contains("..")
            || !text.bytes().all(|b| b.is_ascii_alphanumeric() || is_separator(b))
        {
            return None;
        }
        let mut sections = Vec::new();
        let mut numbers = Vec::new();
        for part in parts(text) {
            if let Some(number) = Number::read(part) {
                numbers.push(number);
            } else if part.eq_ignore_ascii_case("x") {
                // `8.x` is a pattern, not a version.
                return None;
            } else {
                sections.push(Section::new(std::mem::take(&mut numbers), Word::read(part)));
            }
        }
        sections.push(Section::new(numbers, Word::End));
        Some(Self { sections })
    }

    /// Whether the word after the first numbers is dev, alpha, beta or RC. A distribution's suffix is no pre-release.
    pub(super) fn is_prerelease(&self) -> bool {
        self.sections.first().is_some_and(|s| (Word::Dev..=Word::Candidate).contains(&s.word))
    }

    /// The numbers before the first word, without zeros at the end.
    pub(super) fn release(&self) -> &[Number] {
        self.sections.first().map_or(&[], |s| &s.numbers)
    }
}

impl Section {
    fn new(mut numbers: Vec<Number>, word: Word) -> Self {
        while numbers.last() == Some(&Number::ZERO) {
            numbers.pop();
        }
        Self { numbers, word }
    }
}

impl Word {
    fn read(text: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(text));
        if is(&["dev"]) {
            Self::Dev
        } else if is(&["alpha", "a"]) {
            Self::Alpha
        } else if is(&["beta", "b"]) {
            Self::Beta
        } else if is(&["rc"]) {
            Self::Candidate
        } else if is(&["pl", "p"]) {
            Self::Patch
        } else {
            Self::Other
        }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'+' | b'~')
}

/// The runs of digits and the runs of letters in a text, without what separates them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|piece| {
        let mut rest = piece;
        std::iter::from_fn(move || {
            let first = rest.bytes().next()?;
            let end = rest.bytes().position(|b| b.is_ascii_digit() != first.is_ascii_digit()).unwrap_or(rest.len());
            let (part, after) = rest.split_at_checked(end)?;
            rest = after;
            Some(part)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    /// Version, our order, version, PHP's order where it differs, and why.
    type Row = (&'static str, char, &'static str, Option<(char, &'static str)>);

    const ZERO: &str = "missing numbers count as zero";
    const CASE: &str = "words are known in any case";

    const TABLE: &[Row] = &[
        // Numbers.
        ("6.9", '<', "6.10", None),
        ("6.9.1", '<', "6.10", None),
        ("6.9", '<', "6.9.1", None),
        ("6.9", '=', "6.9", None),
        ("6.9", '=', "6.9.0", Some(('<', ZERO))),
        ("6.9", '=', "6.9.0.0", Some(('<', ZERO))),
        ("6", '=', "6.0", Some(('<', ZERO))),
        ("6", '<', "6.0.1", None),
        ("8.10", '>', "8.9", None),
        ("8.2", '<', "8.10", None),
        ("10.0", '>', "9.9.9", None),
        ("5.9.4.1", '>', "5.9.4", None),
        ("5.9.4.1", '<', "5.9.5", None),
        ("08.2", '=', "8.2", None),
        ("1.01", '=', "1.1", None),
        ("1.01", '<', "1.2", None),
        ("20260721", '<', "20260722", None),
        ("0.9.9", '<', "1", None),
        ("0", '=', "0.0", Some(('<', ZERO))),
        // Numbers against words.
        ("6.9-RC2", '<', "6.9", None),
        ("6.9-RC2", '<', "6.9.0", None),
        ("6.9.0-RC2", '<', "6.9", Some(('>', ZERO))),
        ("6.9.0-RC2", '=', "6.9-RC2", Some(('>', ZERO))),
        ("6.9-RC2", '<', "6.9.1", None),
        ("6.9-RC2", '>', "6.8.9", None),
        ("6.9.1-RC1", '>', "6.9", None),
        ("6.9.1-RC1", '<', "6.9.1", None),
        ("6.9-beta1", '<', "6.9", None),
        ("6.9-alpha-59021", '<', "6.9-beta1", None),
        ("6.9-alpha-59021", '<', "6.9-alpha-59022", None),
        ("6.9-dev", '<', "6.9", None),
        ("6.9-pl1", '>', "6.9", None),
        ("6.9-pl1", '<', "6.10", None),
        ("6.9.0-pl1", '<', "6.9.1", None),
        ("6.9-pl1", '<', "6.9.1", Some(('>', ZERO))),
        ("6.9-pl1", '=', "6.9.0pl1", Some(('>', ZERO))),
        // Words among themselves.
        ("1.0-dev", '<', "1.0-alpha", None),
        ("1.0-alpha", '=', "1.0-a", None),
        ("1.0-alpha", '=', "1.0a", None),
        ("1.0-alpha", '<', "1.0-beta", None),
        ("1.0-beta", '=', "1.0-b", None),
        ("1.0-beta", '<', "1.0-RC", None),
        ("1.0-RC", '=', "1.0-rc", None),
        ("1.0-RC", '<', "1.0-pl", None),
        ("1.0-pl", '=', "1.0-p", None),
        ("1.0-dev", '<', "1.0-RC1", None),
        ("1.0-foo", '<', "1.0-dev", None),
        ("1.0-foo", '=', "1.0-bar", None),
        ("1.0-foo", '<', "1.0", None),
        ("1.0-foo1", '<', "1.0-bar2", None),
        ("2.0-Beta1", '>', "2.0-alpha3", Some(('<', CASE))),
        ("2.0-Rc1", '>', "2.0-beta3", Some(('<', CASE))),
        ("2.0-BETA1", '=', "2.0-beta1", Some(('<', CASE))),
        // Numbers after words.
        ("10.4.0-rc.1", '>', "10.4.0-beta.9", None),
        ("10.4.0-beta.2", '<', "10.4.0-beta.10", None),
        ("6.9-RC1", '<', "6.9-RC2", None),
        ("6.9-RC2", '<', "6.9-RC10", None),
        ("6.9-RC", '<', "6.9-RC1", None),
        ("6.9-RC", '=', "6.9-RC0", Some(('<', ZERO))),
        ("6.9-RC1", '<', "6.9-RC1.1", None),
        ("6.9-RC1-59021", '>', "6.9-RC1", None),
        ("6.9-RC1-dev", '<', "6.9-RC1", None),
        ("1.0b2", '<', "1.0b10", None),
        // Separators are all alike, and a change between digits and letters is one too.
        ("6.9-RC2", '=', "6.9RC2", None),
        ("6.9-RC2", '=', "6.9.RC.2", None),
        ("6.9-RC2", '=', "6.9_RC+2", None),
        ("1.0a1", '=', "1.0-alpha-1", None),
        // What distributions add.
        ("7.1.3-2+deb.sury.org~yakkety+1", '>', "7.1.3", None),
        ("7.1.3-2+deb.sury.org~yakkety+1", '<', "7.1.4", None),
        ("7.1.3-2+deb.sury.org~yakkety+1", '>', "7.1.3-1", None),
        ("8.1.2-1ubuntu2.14", '<', "8.1.2-1ubuntu2.19", None),
        ("8.1.2-1ubuntu2.14", '>', "8.1.2", None),
        ("11.4.9-MariaDB-log", '>', "11.4.8", None),
        ("11.4.9-MariaDB-log", '<', "11.4.10", None),
        ("11.4.9-MariaDB-log", '<', "11.4.9", None),
        ("11.4.9-MariaDB-log", '=', "11.4.9-MariaDB-deb", None),
    ];

    fn sign(order: Ordering) -> char {
        match order {
            Ordering::Less => '<',
            Ordering::Equal => '=',
            Ordering::Greater => '>',
        }
    }

    /// The documented rule, part by part: words as listed, anything else below `dev`, `#` for a number or an end, and
    /// further numbers make a version greater.
    fn documented(a: &str, b: &str) -> Ordering {
        fn rank(part: &str) -> usize {
            match part {
                "dev" => 1,
                "alpha" | "a" => 2,
                "beta" | "b" => 3,
                "RC" | "rc" => 4,
                "pl" | "p" => 6,
                number if number.starts_with(|c: char| c.is_ascii_digit()) => 5,
                _ => 0,
            }
        }
        let (mut a, mut b) = (parts(a), parts(b));
        loop {
            let order = match (a.next(), b.next()) {
                (None, None) => return Ordering::Equal,
                (Some(x), Some(y)) if rank(x) == 5 && rank(y) == 5 => x.parse::<u64>().unwrap().cmp(&y.parse().unwrap()),
                (Some(x), Some(y)) => rank(x).cmp(&rank(y)),
                (Some(x), None) => rank(x).cmp(&5).then(Ordering::Greater),
                (None, Some(y)) => 5.cmp(&rank(y)).then(Ordering::Less),
            };
            if order.is_ne() {
                return order;
            }
        }
    }

    #[test]
    fn versions_stand_in_the_documented_order_but_for_the_marked_pairs() {
        assert!(TABLE.len() >= 60);
        for &(a, ours, b, php) in TABLE {
            let (x, y) = (PhpKey::read(a).unwrap(), PhpKey::read(b).unwrap());
            assert_eq!(sign(x.cmp(&y)), ours, "{a} and {b}");
            assert_eq!(y.cmp(&x), x.cmp(&y).reverse(), "{b} and {a}");
            let expected = php.map_or(ours, |(order, _)| order);
            assert_eq!(sign(documented(a, b)), expected, "PHP: {a} and {b}");
        }
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in
            ["", "v", "latest", "-1", ".5", "6.", "6..9", "6.9 or later", "8.x", "8.2.*", "6.9-", "1:11.4", "6,9", "6.9é", ">=8"]
        {
            assert_eq!(PhpKey::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_distribution_suffix_is_no_prerelease() {
        let pre = |t| PhpKey::read(t).unwrap().is_prerelease();
        for text in ["6.9-RC2", "6.9-alpha-59021", "1.0b2", "2.0-Beta1", "3-dev"] {
            assert!(pre(text), "{text}");
        }
        for text in ["6.9", "6.9-pl1", "7.1.3-2+deb.sury.org~yakkety+1", "11.4.9-MariaDB-log", "8.1.2-1+bpo11"] {
            assert!(!pre(text), "{text}");
        }
    }
}
