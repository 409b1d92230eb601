//! Small readers of bytes that the finders of `kinds` share.
//! What they find with them is their own business.

use std::ops::Range;

/// The byte after the run of bytes of a kind that begins at `start`.
pub(in crate::text::mask) fn run_end(bytes: &[u8], start: usize, kind: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|b| !kind(*b)).unwrap_or(rest.len())
}

/// Whether a word may begin at `at`: nothing that belongs to a word stands before it.
pub(super) fn ends_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|n| bytes.get(n));
    before.is_none_or(|b| !(b.is_ascii_alphanumeric() || *b >= 0x80))
}

/// Letters of tokens with dots: `a.b-c_d`.
pub(super) fn is_dotted(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"_-.".contains(&b)
}

/// Letters of a URL or of anything else without blanks and quotes.
pub(super) fn is_solid(b: u8) -> bool {
    !b.is_ascii_whitespace() && !b"\"'`<>\\".contains(&b)
}

/// The end without the full stops and other signs of a sentence before it.
pub(super) fn trimmed(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && bytes.get(end - 1).is_some_and(|b| b".,;:!?)".contains(b)) {
        end -= 1;
    }
    end
}

/// The maximal runs of bytes of a kind.
pub(super) fn runs(bytes: &[u8], kind: impl Fn(u8) -> bool + Copy) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(|b| kind(*b))?;
        let end = run_end(bytes, start, kind);
        at = end;
        Some(start..end)
    })
}

/// The places where a part occurs, whatever its case.
pub(super) fn places<'a>(text: &'a str, part: &'a str) -> impl Iterator<Item = usize> + 'a {
    let first = part.as_bytes().first().map(u8::to_ascii_lowercase).unwrap_or_default();
    let bytes = text.as_bytes();
    let is_here = move |at: usize| bytes.get(at..at + part.len()).is_some_and(|here| here.eq_ignore_ascii_case(part.as_bytes()));
    bytes
        .iter()
        .enumerate()
        .filter(move |(_, b)| b.to_ascii_lowercase() == first)
        .map(|(at, _)| at)
        .filter(move |at| is_here(*at))
}

/// How many characters the separator that begins here has in bytes: a blank of any width, a hyphen, a dot, a slash; 0 when none does.
pub(super) fn separator(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b' ' | b'-' | b'.' | b'/' | b'_' | b'\t' | b'\n' | b'*' | b'|', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe2, 0x80, 0x80..=0x95 | 0xaf, ..] => 3,
        _ => 0,
    }
}
