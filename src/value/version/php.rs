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

/// The words in their order, which is PHP's but for `Preview` and `Mark`. The end of the version takes the place that PHP
/// gives to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Word {
    /// A build that was never released, and a mark before a word of a pre-release (`2.0-pro-beta2`).
    Unstable,
    Dev,
    Alpha,
    Beta,
    Preview,
    Candidate,
    End,
    /// Any other word, all alike: what a distribution or a vendor adds to a release.
    Mark,
    Patch,
}

/// The words of pre-releases and patches, in any case.
const WORDS: [(&str, Word); 19] = [
    ("nightly", Word::Unstable),
    ("snapshot", Word::Unstable),
    ("canary", Word::Unstable),
    ("trunk", Word::Unstable),
    ("dev", Word::Dev),
    ("devel", Word::Dev),
    ("development", Word::Dev),
    ("alpha", Word::Alpha),
    ("a", Word::Alpha),
    ("beta", Word::Beta),
    ("b", Word::Beta),
    ("preview", Word::Preview),
    ("pre", Word::Preview),
    ("prerelease", Word::Preview),
    ("rc", Word::Candidate),
    ("patch", Word::Patch),
    ("patchlevel", Word::Patch),
    ("pl", Word::Patch),
    ("p", Word::Patch),
];

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
        // `8.x` is a pattern, not a version; `1.0-x64` is one.
        if text.split(is_no_part).any(|piece| piece.eq_ignore_ascii_case("x")) {
            return None;
        }
        let mut sections = Vec::new();
        let mut numbers = Vec::new();
        let mut marked = false;
        for part in parts(text) {
            if let Some(number) = Number::read(part) {
                numbers.push(number);
            } else {
                let word = Word::read(part, marked);
                marked |= word == Word::Mark;
                sections.push(Section::new(std::mem::take(&mut numbers), word));
            }
        }
        // A mark makes a version older only where a pre-release of what is marked follows.
        let last = sections.iter().rposition(|s| s.word.is_prerelease()).unwrap_or(0);
        for section in sections.iter_mut().take(last).filter(|s| s.word == Word::Mark) {
            section.word = Word::Unstable;
        }
        sections.push(Section::new(numbers, Word::End));
        Some(Self { sections })
    }

    /// Whether one of its words makes it a pre-release. What a distribution adds doesn't.
    pub(super) fn is_prerelease(&self) -> bool {
        self.sections.iter().any(|s| s.word.is_prerelease())
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
    /// The word that a text stands for. Behind a mark a single letter is a part of it: `1.2.3+dfsg-1+b2` is no beta.
    fn read(text: &str, marked: bool) -> Self {
        let known = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map_or(Self::Mark, |(_, word)| *word);
        if marked && text.len() == 1 { Self::Mark } else { known }
    }

    fn is_prerelease(self) -> bool {
        (Self::Unstable..=Self::Candidate).contains(&self)
    }
}

fn is_no_part(c: char) -> bool {
    !c.is_ascii_alphanumeric()
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'+' | b'~')
}

/// The runs of digits and the runs of letters in a text, without what separates them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_no_part).flat_map(|piece| {
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
mod tests;
