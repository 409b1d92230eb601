//! Overwrites secrets in a text before anything else sees it, keeping every byte where it was, and numbers what it takes away.
//! What is secret is said by `kinds`, by the form of a text, and by `words`, by its key; a parser says which scalars there are.

mod aligned;
mod judge;
pub mod kinds;
mod lines;
mod marks;
mod placeholder;
mod prose;
mod values;
mod view;
mod words;

pub use kinds::{KINDS, Kind};
pub use marks::{Leaf, Marks, Pieces};

use std::ops::Range;

use placeholder::Numbers;
use words::Words;

/// What is masked, and what was masked so far in this run: equal originals get equal numbers.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    words: Words,
    numbers: Numbers,
}

impl Mask {
    /// A mask that knows the built-in secret words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds keys whose values are secret.
    pub fn secret_words<S: AsRef<str>>(&mut self, words: &[S]) {
        words.iter().for_each(|w| self.words.add_secret(w.as_ref()));
    }

    /// Adds keys, by their exact spelling, whose values are plain words although the key looks secret.
    pub fn plain_words<S: AsRef<str>>(&mut self, words: &[S]) {
        words.iter().for_each(|w| self.words.add_plain(w.as_ref()));
    }

    /// Begins to mark the secrets of a text.
    pub fn marks<'a>(&'a self, text: &'a str) -> Marks<'a> {
        Marks::new(text, &self.words)
    }

    /// Overwrites marked bytes where they stand, and says which they are, in order.
    pub(super) fn overwrite(&mut self, bytes: &mut [u8], pieces: Pieces) -> Vec<Range<u32>> {
        let mut masked: Vec<Range<u32>> = Vec::new();
        for piece in pieces.into_sorted() {
            let Some(place) = bytes.get_mut(piece.range.clone()) else { continue };
            let stand_in = self.numbers.stand_in(place, &piece);
            place.copy_from_slice(&stand_in);
            let (start, end) = (clip(piece.range.start), clip(piece.range.end));
            match masked.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => masked.push(start..end),
            }
        }
        masked
    }
}

/// The numbers that were given at some moment.
#[derive(Clone, Debug)]
pub(super) struct Given(Numbers);

impl Mask {
    pub(super) fn given(&self) -> Given {
        Given(self.numbers.clone())
    }

    /// Takes back the numbers that were given since.
    pub(super) fn give_back(&mut self, given: Given) {
        self.numbers = given.0;
    }
}

/// Whether the value of a key is taken for a secret where no schema says anything of it.
pub fn looks_secret(key: &str) -> bool {
    Words::default().is_secret(key)
}

/// Whether a key says which of several values the one beside it is, and whether one holds such a value: `{ name: API_TOKEN, value: … }`.
pub fn of_pair(key: &str) -> (bool, bool) {
    (words::names_another(key), words::holds_named(key))
}

/// The words that make the value of a key secret, by where in a key they do, in the order of the table: for the reference.
pub fn words_by_reach() -> Vec<(&'static str, Vec<&'static str>)> {
    words::by_reach()
}

/// Whether a text holds what stands in the place of a secret.
pub fn holds_stand_in(text: &str) -> bool {
    text.match_indices("masked-").any(|(at, name)| text.as_bytes().get(at + name.len()).is_some_and(u8::is_ascii_digit))
        || text.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() >= 2 && word.bytes().all(|b| b == b'x'))
}

/// A short text that is no document, such as an argument or the name of a file, with what is secret in it overwritten.
pub fn masked(text: &str) -> std::borrow::Cow<'_, str> {
    let mask = Mask::new();
    let mut marks = mask.marks(text);
    marks.unread(0..text.len());
    marks.joined_names();
    let pieces = marks.finish();
    if pieces.is_empty() {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    Mask::new().overwrite(&mut bytes, pieces);
    std::borrow::Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
