//! A text as it reads once its escapes are resolved: backslashes, percent signs, entities, full-width letters, letters that can't be seen.
//! What is found in it is led back to the bytes that were written; what to look for is left to others.

use std::ops::Range;

use super::words::narrow;
use crate::text::printable::hidden;

/// A text with its escapes resolved.
pub(super) struct View {
    /// The text.
    pub(super) text: String,
    /// For each byte of it, where what it stands for begins in what was written; at the end the length of that.
    places: Vec<u32>,
}

impl View {
    /// The text as it reads; none when nothing in it is escaped.
    pub(super) fn of(written: &str) -> Option<Self> {
        let bytes = written.as_bytes();
        let candidate = |b: &u8| matches!(b, b'\\' | b'%' | b'&') || *b >= 0x80;
        bytes.iter().position(candidate)?;
        let mut view = Self { text: String::with_capacity(written.len()), places: Vec::with_capacity(written.len() + 1) };
        let mut differs = false;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let escape = match byte {
                b'\\' => backslash(bytes, at),
                b'%' => percent(bytes, at),
                b'&' => entity(bytes, at),
                0..=0x7f => None,
                _ => unusual(written, at),
            };
            match escape {
                Some((c, length)) => {
                    differs = true;
                    c.into_iter().for_each(|c| view.push(c, at));
                    at += length;
                }
                None => {
                    let c = written.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\u{fffd}');
                    view.push(c, at);
                    at += c.len_utf8();
                }
            }
        }
        view.places.push(clip(written.len()));
        differs.then_some(view)
    }

    /// A text with its lines put together, as folding does.
    pub(super) fn unfolded(written: &str) -> Self {
        let mut view = Self { text: String::with_capacity(written.len()), places: Vec::with_capacity(written.len() + 1) };
        let mut blank = false;
        for (at, c) in written.char_indices() {
            let breaks = matches!(c, '\n' | '\r');
            if breaks {
                blank = true;
                view.push(' ', at);
            } else if !(blank && matches!(c, ' ' | '\t')) {
                blank = false;
                view.push(c, at);
            }
        }
        view.places.push(clip(written.len()));
        view
    }

    fn push(&mut self, c: char, place: usize) {
        self.text.push(c);
        self.places.extend(std::iter::repeat_n(clip(place), c.len_utf8()));
    }

    /// The same as a view of what the view before it was made of.
    pub(super) fn through(mut self, before: &View) -> Self {
        for place in &mut self.places {
            let at = *place as usize;
            *place = before.places.get(at).or(before.places.last()).copied().unwrap_or_default();
        }
        self
    }

    /// Where a range of the text stands in what was written.
    pub(super) fn written(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| self.places.get(at).or(self.places.last()).map_or(0, |p| *p as usize);
        place(range.start)..place(range.end).max(place(range.start))
    }
}

impl Drop for View {
    fn drop(&mut self) {
        crate::text::raw::wipe(&mut self.text);
    }
}

/// What an escape stands for (nothing, when it is left out), and how many bytes it takes.
type Escape = Option<(Option<char>, usize)>;

fn backslash(bytes: &[u8], at: usize) -> Escape {
    let c = match bytes.get(at + 1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        sign @ (b'/' | b'\\' | b'"' | b'\'' | b' ') => char::from(*sign),
        b'x' => return Some((Some(digits(bytes, at + 2, 2)?), 4)),
        b'u' => return Some((Some(digits(bytes, at + 2, 4)?), 6)),
        b'U' => return Some((Some(digits(bytes, at + 2, 8)?), 10)),
        _ => return None,
    };
    Some((Some(c), 2))
}

/// `%40`, and letters of more bytes: `%C3%B6`.
fn percent(bytes: &[u8], at: usize) -> Escape {
    let mut decoded = Vec::new();
    while bytes.get(at + 3 * decoded.len()) == Some(&b'%') && decoded.len() < 4 {
        let digit = bytes.get(at + 3 * decoded.len() + 1..at + 3 * decoded.len() + 3);
        decoded.push(digit.and_then(hex).and_then(|n| u8::try_from(n).ok())?);
        if let Some(c) = std::str::from_utf8(&decoded).ok().and_then(|t| t.chars().next()) {
            return Some((Some(c), 3 * decoded.len()));
        }
    }
    None
}

/// `&amp;`, `&#64;`, `&#x40;`
fn entity(bytes: &[u8], at: usize) -> Escape {
    const NAMED: [(&str, char); 8] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("commat", '@'), ("colon", ':'), ("nbsp", ' ')];
    let rest = bytes.get(at + 1..(at + 11).min(bytes.len()))?;
    let end = rest.iter().position(|b| *b == b';')?;
    let name = std::str::from_utf8(rest.get(..end)?).ok()?;
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    let c = number.and_then(char::from_u32).or_else(|| NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c))?;
    Some((Some(c), end + 2))
}

/// Full-width letters, and letters that can't be seen.
fn unusual(written: &str, at: usize) -> Escape {
    let c = written.get(at..)?.chars().next()?;
    if hidden(c) {
        return Some((None, c.len_utf8()));
    }
    let ordinary = match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}'..='\u{201e}' | '«' | '»' => '"',
        '→' | '⇒' | '➜' => '=',
        _ => narrow(c),
    };
    (ordinary != c).then_some((Some(ordinary), c.len_utf8()))
}

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<char> {
    hex(bytes.get(at..at + count)?).and_then(char::from_u32)
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
}

fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> String {
        View::of(written).map_or_else(|| written.to_owned(), |v| v.text.clone())
    }

    #[test]
    fn every_kind_of_escape_is_resolved() {
        assert_eq!(read("https:\\/\\/x"), "https://x");
        assert_eq!(read("p\\u0061ss\\x77ord"), "password");
        assert_eq!(read("ana%40example.org %C3%B6 100%"), "ana@example.org ö 100%");
        assert_eq!(read("a&amp;b&#64;c&#x40;d &x; &"), "a&b@c@d &x; &");
        assert_eq!(read("ｋｅｙ\u{200b}\u{2011}x"), "key-x");
        assert!(View::of("plain text, ünusual letters").is_none());
    }

    #[test]
    fn what_is_found_is_led_back() {
        let written = "x=%41%42 \\u0043z";
        let view = View::of(written).unwrap();
        assert_eq!(view.text, "x=AB Cz");
        assert_eq!(written.get(view.written(2..4)), Some("%41%42"));
        assert_eq!(written.get(view.written(5..7)), Some("\\u0043z"));
        assert_eq!(written.get(view.written(0..7)), Some(written));
    }
}
