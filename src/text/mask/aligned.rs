//! Which bytes of a scalar as it is written stand for which of its text: escapes, doubled quotes, folded and indented lines.
//! What can't be followed with certainty is masked as a whole; that is `marks`' business.

use std::ops::Range;

/// One character of the text with what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The character's bytes in the text.
    pub(super) text: Range<usize>,
    /// The bytes that are written for it.
    pub(super) written: Range<usize>,
}

/// The characters of a text that are no blanks, each with its place in what is written; none when the two can't be brought together.
/// Blanks, breaks and the indentation after them are not told apart: folding changes their number.
pub(super) fn aligned(written: &str, text: &str) -> Option<Vec<Pair>> {
    let inner = |quote: char| written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inner('"') {
        if let Some(pairs) = walk(inner, text, true, false) {
            return Some(moved(pairs, 1));
        }
    } else if let Some(inner) = inner('\'')
        && let Some(pairs) = walk(inner, text, false, true)
    {
        return Some(moved(pairs, 1));
    }
    walk(written, text, false, false)
}

fn moved(mut pairs: Vec<Pair>, by: usize) -> Vec<Pair> {
    pairs.iter_mut().for_each(|p| p.written = p.written.start + by..p.written.end + by);
    pairs
}

fn walk(written: &str, text: &str, escapes: bool, doubled: bool) -> Option<Vec<Pair>> {
    let mut pairs = Vec::new();
    let mut at = 0;
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut said = text.char_indices().filter(|(_, c)| !blank(*c)).peekable();
    while let Some(c) = written.get(at..)?.chars().next() {
        let (stands_for, length) = match c {
            c if blank(c) => (None, c.len_utf8()),
            '\\' if escapes => escape(written, at)?,
            '\'' if doubled => (Some('\''), written.get(at..)?.starts_with("''").then_some(2)?),
            c => (Some(c), c.len_utf8()),
        };
        if let Some(meant) = stands_for.filter(|c| !blank(*c)) {
            let (place, c) = said.next()?;
            if c != meant {
                return None;
            }
            pairs.push(Pair { text: place..place + c.len_utf8(), written: at..at + length });
        }
        at += length;
    }
    said.peek().is_none().then_some(pairs)
}

/// What an escape in double quotes stands for, and its length; nothing where it joins two lines.
fn escape(written: &str, at: usize) -> Option<(Option<char>, usize)> {
    let sign = written.get(at + 1..)?.chars().next()?;
    let code = |digits: usize| {
        let number = u32::from_str_radix(written.get(at + 2..at + 2 + digits)?, 16).ok()?;
        match (number, written.get(at + 6..at + 8)) {
            // Two halves of one character, as JSON writes it.
            (0xd800..=0xdbff, Some("\\u")) if digits == 4 => {
                let second = u32::from_str_radix(written.get(at + 8..at + 12)?, 16).ok()?;
                let c = char::from_u32(0x10000 + ((number - 0xd800) << 10) + second.checked_sub(0xdc00)?)?;
                Some((Some(c), 12))
            }
            _ => Some((Some(char::from_u32(number)?), 2 + digits)),
        }
    };
    match sign {
        'x' => code(2),
        'u' => code(4),
        'U' => code(8),
        '\n' => Some((None, 2)),
        '\r' => Some((None, 2)),
        _ => {
            let c = match sign {
                '0' => '\0',
                'a' => '\u{7}',
                'b' => '\u{8}',
                't' => '\t',
                'n' => '\n',
                'v' => '\u{b}',
                'f' => '\u{c}',
                'r' => '\r',
                'e' => '\u{1b}',
                'N' => '\u{85}',
                '_' => '\u{a0}',
                'L' => '\u{2028}',
                'P' => '\u{2029}',
                ' ' | '"' | '/' | '\\' | '\t' => sign,
                _ => return None,
            };
            Some((Some(c), 1 + sign.len_utf8()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written for a part of the text.
    fn of(written: &str, text: &str, part: &str) -> Option<String> {
        let at = text.find(part).unwrap();
        let pairs = aligned(written, text)?;
        let inside: Vec<&Pair> = pairs.iter().filter(|p| p.text.start >= at && p.text.end <= at + part.len()).collect();
        written.get(inside.first()?.written.start..inside.last()?.written.end).map(str::to_owned)
    }

    #[test]
    fn escapes_doubled_quotes_and_folds_are_followed() {
        assert_eq!(of("\"a\\/b c\\u0064e f\"", "a/b cde f", "cde").as_deref(), Some("c\\u0064e"));
        assert_eq!(of("'it''s x'", "it's x", "it's").as_deref(), Some("it''s"));
        assert_eq!(of("one two\n   three", "one two three", "two three").as_deref(), Some("two\n   three"));
        assert_eq!(of("\"ab\\\n   cd\"", "abcd", "abcd").as_deref(), Some("ab\\\n   cd"));
        assert_eq!(of("a\n  b\n\n  c", "a\nb\n\nc\n", "b").as_deref(), Some("b"));
        assert_eq!(of("\"\\ud83d\\ude00x\"", "😀x", "😀").as_deref(), Some("\\ud83d\\ude00"));
    }

    #[test]
    fn what_does_not_fit_is_not_followed() {
        assert_eq!(aligned("abc", "abd"), None);
        assert_eq!(aligned("\"a\\q\"", "aq"), None);
        assert_eq!(aligned("abc", "ab"), None);
    }
}
