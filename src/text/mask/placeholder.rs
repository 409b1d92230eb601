//! What stands in the place of a secret: as many bytes, a number, equal where the originals were equal.
//! Where it stands is said by `marks`.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::marks::{Form, Piece};
use super::values::is_placeholder;

/// From this length on a name with a number fits.
const NAMED: usize = "masked-1".len();

/// The numbers of a run. Of the originals only digests are kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    seen: BTreeMap<[u8; 32], usize>,
    /// The highest number that is given.
    last: usize,
    /// Originals too short for a name, numbered by their length.
    short: BTreeMap<(usize, [u8; 32]), usize>,
    counts: BTreeMap<usize, usize>,
}

/// The digest by which an original is known again.
pub(super) fn known_by(original: &[u8]) -> [u8; 32] {
    Sha256::digest(original).into()
}

impl Numbers {
    /// As many bytes as the original has, in characters that mean nothing to YAML or JSON.
    pub(super) fn stand_in(&mut self, original: &[u8], piece: &Piece) -> Vec<u8> {
        if let Some(number) = std::str::from_utf8(original).ok().filter(|text| is_placeholder(text)) {
            // Masked by an earlier run: its number is kept, and given to nothing else.
            let number = number.trim_start_matches("masked-").trim_end_matches('-').parse().unwrap_or_default();
            self.last = self.last.max(number);
            return original.to_vec();
        }
        if piece.form == Form::Digits {
            return digits(original, self.short(original.len(), piece.known_by));
        }
        if original.len() >= NAMED {
            let name = format!("masked-{}", self.number(piece.known_by)).into_bytes();
            if name.len() <= original.len() {
                // No formatted width: a secret may be longer than a width can say.
                return name.into_iter().chain(std::iter::repeat(b'-')).take(original.len()).collect();
            }
        }
        letters(original.len(), self.short(original.len(), piece.known_by))
    }

    fn number(&mut self, known_by: [u8; 32]) -> usize {
        let last = &mut self.last;
        *self.seen.entry(known_by).or_insert_with(|| {
            *last += 1;
            *last
        })
    }

    fn short(&mut self, length: usize, known_by: [u8; 32]) -> usize {
        let count = self.counts.entry(length).or_default();
        *self.short.entry((length, known_by)).or_insert_with(|| {
            *count += 1;
            *count - 1
        })
    }
}

/// `xxxx`, `xxx1`, `xxx2` …; of one letter there are only as many as there are letters.
fn letters(length: usize, number: usize) -> Vec<u8> {
    const ONE: &[u8] = b"xabcdghijklmopqrsuvwz";
    if length <= 1 {
        return ONE.get(number % ONE.len()).copied().into_iter().take(length).collect();
    }
    let mut out = vec![b'x'; length];
    let mut rest = number;
    for place in out.iter_mut().skip(1).rev() {
        if rest == 0 {
            break;
        }
        *place = digit(rest % 10);
        rest /= 10;
    }
    out
}

/// A number stays one: its sign and its point stand where they stood.
fn digits(original: &[u8], number: usize) -> Vec<u8> {
    let mut out = original.to_vec();
    let mut rest = number;
    let first = out.iter().position(u8::is_ascii_digit);
    for (n, place) in out.iter_mut().enumerate().rev().filter(|(_, b)| b.is_ascii_digit()) {
        *place = if Some(n) == first { b'1' + u8::try_from(rest % 9).unwrap_or_default() } else { digit(rest % 10) };
        rest /= 10;
    }
    out
}

fn digit(n: usize) -> u8 {
    b'0' + u8::try_from(n % 10).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(original: &str, form: Form) -> Piece {
        Piece { range: 0..original.len(), form, known_by: known_by(original.as_bytes()) }
    }

    fn stand_ins(originals: &[&str], form: Form) -> Vec<String> {
        let mut numbers = Numbers::default();
        originals.iter().map(|o| String::from_utf8(numbers.stand_in(o.as_bytes(), &piece(o, form))).unwrap()).collect()
    }

    #[test]
    fn equal_originals_share_a_number_and_different_ones_do_not() {
        let all = stand_ins(&["hunter2-a", "hunter2-bc", "hunter2-a"], Form::Text);
        assert_eq!(all, ["masked-1-", "masked-2--", "masked-1-"]);
    }

    #[test]
    fn short_originals_stay_apart_as_well() {
        assert_eq!(
            stand_ins(&["a@b.co", "c@d.co", "a@b.co", "ab", "cd"], Form::Text),
            ["xxxxxx", "xxxxx1", "xxxxxx", "xx", "x1"]
        );
        assert_eq!(stand_ins(&["a", "b", ""], Form::Text), ["x", "a", ""]);
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(stand_ins(&["-4711", "-4712", "3.5", "-4711"], Form::Digits), ["-1000", "-1001", "1.0", "-1000"]);
    }

    #[test]
    fn what_was_masked_before_stays() {
        assert_eq!(stand_ins(&["masked-7---", "hunter2-a"], Form::Text), ["masked-7---", "masked-8-"]);
    }

    #[test]
    fn a_secret_of_any_length_has_a_stand_in() {
        let long = "a".repeat(70_000);
        assert_eq!(stand_ins(&[&long], Form::Text)[0].len(), 70_000);
    }
}
