//! Where lines begin in a text, and how many characters lie before a byte.
//! Built once per source, so that asking for a place costs the same at the end of a large file as at its start.

use std::ops::Range;

/// Distance between two remembered character counts.
const STEP: usize = 4096;

/// The lines of one text. A line ends at `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Byte at which each line begins; the first is 0.
    starts: Vec<u32>,
    /// Characters before byte `STEP * n`; empty for ASCII text, where bytes are characters.
    characters: Vec<u32>,
    /// Length of the text.
    len: u32,
}

impl Lines {
    /// The lines of `text`. A text without any line break has one line.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(clip(at + 1));
            }
        }
        let characters = if text.is_ascii() { Vec::new() } else { count_characters(bytes) };
        Self { starts, characters, len: clip(text.len()) }
    }

    /// How many lines there are; a break at the very end opens no further line.
    pub fn count(&self) -> usize {
        let open = self.starts.len() > 1 && self.starts.last() == Some(&self.len);
        self.starts.len() - usize::from(open)
    }

    /// The number, from 0, of the line that holds the byte.
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = clip(offset.min(self.len as usize));
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line (from 0) without its line break; empty after the last line.
    pub fn range(&self, line: usize, text: &str) -> Range<usize> {
        let end_of_text = self.len as usize;
        let start = self.starts.get(line).map_or(end_of_text, |s| *s as usize);
        let next = self.starts.get(line + 1).map_or(end_of_text, |s| *s as usize);
        let body = text.get(start..next).unwrap_or_default();
        start..start + body.trim_end_matches(['\n', '\r']).len()
    }

    /// How many characters of `text` lie before the byte.
    pub fn characters_before(&self, offset: usize, text: &str) -> usize {
        let offset = offset.min(text.len());
        if self.characters.is_empty() {
            return offset;
        }
        let known = offset / STEP;
        let before = self.characters.get(known).map_or(0, |n| *n as usize);
        let rest = text.as_bytes().get(known * STEP..offset).unwrap_or_default();
        before + rest.iter().filter(|b| starts_character(**b)).count()
    }
}

fn count_characters(bytes: &[u8]) -> Vec<u32> {
    let mut counts = vec![0];
    let mut sum = 0;
    for chunk in bytes.chunks(STEP) {
        sum += chunk.iter().filter(|b| starts_character(**b)).count();
        counts.push(clip(sum));
    }
    counts
}

fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let table = Lines::of(text);
        (0..table.count()).map(|n| text.get(table.range(n, text)).unwrap()).collect()
    }

    #[test]
    fn a_line_ends_at_any_of_the_three_breaks() {
        assert_eq!(lines("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(lines("a\n\nb\n"), ["a", "", "b"]);
        assert_eq!(lines(""), [""]);
    }

    #[test]
    fn a_byte_belongs_to_the_line_that_holds_it() {
        let table = Lines::of("ab\ncd\n");
        assert_eq!([0, 2, 3, 5, 6, 99].map(|n| table.line_of(n)), [0, 0, 1, 1, 2, 2]);
    }

    #[test]
    fn characters_are_counted_across_the_remembered_steps() {
        let text = "ö☕x".repeat(3000);
        let table = Lines::of(&text);
        for at in [0, 2, 5, 6, 4096, 12_000, 18_000] {
            let at = text.floor_char_boundary(at);
            assert_eq!(table.characters_before(at, &text), text.get(..at).unwrap().chars().count(), "at {at}");
        }
    }
}
