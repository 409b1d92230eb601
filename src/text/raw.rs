//! Bytes of a file with whatever is secret in them: they can be masked, changed by places and written to a file, and shown nowhere.
//! Masking them is `mask`'s business, writing them that of `cli`.

use std::fmt;

use super::passes::{Replaced, passes};
use super::printable::Shown;

/// The bytes of a file as they are. Whatever holds them can't show them: there is no `Display`, and `Debug` says how many they are.
/// They are overwritten when they are no longer needed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Raw(Vec<u8>);

impl Raw {
    /// The bytes of a file.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, for two purposes: to read them into masked sources, and to write them to a file.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// Takes the bytes out, to be masked where they are.
    pub(super) fn into_inner(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    /// How many bytes they are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes behind a byte order mark, and how many bytes that takes.
    pub fn after_mark(&self) -> usize {
        if self.0.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 }
    }

    /// With several replacements, each on what the one before it left; none where one of them doesn't fit.
    #[must_use]
    pub fn spliced_all<'s>(&self, replacements: impl IntoIterator<Item = Replaced<'s>>) -> Option<Self> {
        let mut raw = self.clone();
        for pass in passes(replacements) {
            // What is long enough from the start is never moved, which would leave a copy behind.
            let more: usize = pass.iter().map(|(_, new)| new.len()).sum();
            let mut out = Self(Vec::with_capacity(raw.0.len().saturating_add(more)));
            let mut at = 0;
            for (range, new) in pass {
                out.0.extend_from_slice(raw.0.get(at..range.start)?);
                out.0.extend_from_slice(new.as_bytes());
                at = range.end;
            }
            out.0.extend_from_slice(raw.0.get(at..)?);
            raw = out;
        }
        Some(raw)
    }
}

/// A file that is written as a whole is read by people, too.
impl From<Shown<'_>> for Raw {
    fn from(text: Shown<'_>) -> Self {
        Self(text.as_str().as_bytes().to_vec())
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        wipe_bytes(&mut self.0);
    }
}

/// Overwrites a text that may hold secrets, and empties it.
pub(crate) fn wipe(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    wipe_bytes(&mut bytes);
}

fn wipe_bytes(bytes: &mut [u8]) {
    bytes.fill(0);
    // Nobody reads them again, and still they must be written.
    std::hint::black_box(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_bytes_are_not_shown() {
        assert_eq!(format!("{:?}", Raw::new(b"hunter2".to_vec())), "Raw(7 bytes)");
    }

    #[test]
    fn a_splice_keeps_the_rest() {
        let raw = Raw::new(b"token: a # b\n".to_vec());
        assert_eq!(raw.spliced_all([(7..8, "xyz")]).unwrap().reveal(), b"token: xyz # b\n");
        assert_eq!(raw.spliced_all([(7..80, "")]), None);
    }
}
