//! Makes text from files fit to print: what can't be seen, or reorders what can, is written as an escape.
//! Escaping that an output format needs on top is that format's business.

use std::borrow::Cow;

/// The text on one line, with invisible and reordering characters written as `\u{202e}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    escape(text, |c| hidden(c) || c == '\t')
}

/// Like [`printable`], but keeps line breaks: for texts of several lines, each of which is printed by itself.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c != '\n' && (hidden(c) || c == '\t'))
}

/// Whether a character is one that a reader can't see or that changes how others are seen. Tabs are not.
pub fn hidden(c: char) -> bool {
    if c == '\t' {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}'                        // soft hyphen
            | '\u{34f}' | '\u{61c}'         // grapheme joiner, Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'       // zero width, direction marks
            | '\u{2028}'..='\u{202e}'       // separators of lines and paragraphs, direction overrides
            | '\u{2060}'..='\u{206f}'       // word joiner, invisible operators, direction isolates
            | '\u{3164}' | '\u{ffa0}'       // fillers
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}') // tags and further variation selectors; those of emoji are left alone
}

/// Writes one character the way [`printable`] does where it must be escaped.
pub fn escaped(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    }
}

fn escape(text: &str, must: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&must) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if must(c) {
            out.push_str(&escaped(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_of_any_language_stays() {
        for text in ["shop-north", "Größe ☕", "注文", "", "a\\b"] {
            assert!(matches!(printable(text), Cow::Borrowed(t) if t == text));
        }
    }

    #[test]
    fn what_hides_or_reorders_is_escaped() {
        assert_eq!(printable("a\u{202e}b\u{200b}c\u{feff}"), "a\\u{202e}b\\u{200b}c\\u{feff}");
        assert_eq!(printable("\u{1b}[31m\u{7}\u{9b}"), "\\u{1b}[31m\\u{7}\\u{9b}");
        assert_eq!(printable("a\nb\tc\rd\u{2028}"), "a\\nb\\tc\\rd\\u{2028}");
    }

    #[test]
    fn the_form_of_several_lines_keeps_only_their_breaks() {
        assert_eq!(printable_lines("a\nb\tc\u{2029}"), "a\nb\\tc\\u{2029}");
    }

    #[test]
    fn escaping_twice_changes_nothing() {
        let once = printable("x\u{0}\n").into_owned();
        assert_eq!(printable(&once), once);
    }
}
