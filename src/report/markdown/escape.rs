//! Makes text from files harmless in Markdown: it can't become emphasis, a table, a link, a mention, a heading, a list or HTML.
//! What can't be seen is escaped by `text` already; the structure of documents is `page`'s.

use crate::text::printable::printable;

/// Text as it must be written so that a reader of Markdown sees exactly that text, wherever it stands in a line.
///
/// Backslashes suffice for what Markdown itself reads. What services make of the finished text (mentions, references,
/// addresses, emoji) doesn't care for backslashes, so a character that such a thing needs stands in a code span of its own.
pub fn escape(text: &str) -> String {
    let text = printable(text.trim());
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 16);
    let marker = list_marker(&chars);
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        if reference(&chars, at).is_some() {
            // Those that follow each other share a span: two spans side by side would be one.
            out.push('`');
            while let Some(length) = reference(&chars, at) {
                out.extend(chars.iter().skip(at).take(length));
                at += length;
            }
            out.push('`');
            continue;
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Neither a backslash nor a code span keeps these two from their work everywhere.
            '|' => out.push_str("&#124;"),
            '`' => out.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '$' | '^' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '-' | '+' | '=' | '#' | ':' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            _ if marker == Some(at) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        at += 1;
    }
    out
}

/// Text in a code span, for paths, rules and places; text that a code span can't hold is escaped instead.
pub fn code(text: &str) -> String {
    let shown = printable(text.trim());
    if shown.is_empty() || shown.contains(['`', '|', '\\']) { escape(text) } else { format!("`{shown}`") }
}

/// How many characters from here on would be read as a reference by the services that show Markdown.
fn reference(chars: &[char], at: usize) -> Option<usize> {
    let here = |n: usize| chars.get(at + n).copied();
    let run = |wanted: char| chars.iter().skip(at).take_while(|c| **c == wanted).count();
    let before = at.checked_sub(1).and_then(|n| chars.get(n)).copied();
    match here(0)? {
        '@' => Some(run('@')),
        '#' if here(1).is_some_and(char::is_alphanumeric) => Some(1),
        // A percentage or a price is none.
        '!' | '%' | '~' | '&' | '$'
            if here(1).is_some_and(|c| c.is_ascii_digit()) && !before.is_some_and(char::is_alphanumeric) =>
        {
            Some(1)
        }
        ':' if here(1) == Some('/') && here(2) == Some('/') => Some(3),
        ':' if emoji(chars, at) => Some(1),
        '.' if before.is_some() && ends_with_www(chars, at) => Some(1),
        '-' if before.is_some_and(|c| c.eq_ignore_ascii_case(&'h')) && here(1).is_some_and(|c| c.is_ascii_digit()) => {
            let g = at.checked_sub(2).and_then(|n| chars.get(n));
            g.filter(|c| c.eq_ignore_ascii_case(&'g')).map(|_| 1)
        }
        _ => None,
    }
}

fn ends_with_www(chars: &[char], at: usize) -> bool {
    at.checked_sub(3).is_some_and(|from| chars.iter().skip(from).take(3).all(|c| c.eq_ignore_ascii_case(&'w')))
}

/// Whether `:word:` begins here.
fn emoji(chars: &[char], at: usize) -> bool {
    let mut word = chars.iter().skip(at + 1);
    let starts = word.clone().next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '+' | '-'));
    let end = word.find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-')));
    starts && end == Some(&':')
}

/// Where the mark stands that makes a number at the start of a line the number of a list.
fn list_marker(chars: &[char]) -> Option<usize> {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let mark = chars.get(digits).filter(|c| matches!(c, '.' | ')'))?;
    let alone = chars.get(digits + 1).is_none_or(|c| c.is_whitespace());
    (digits > 0 && alone && mark.is_ascii()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_sentences_stay_readable() {
        for text in ["2.4.0 changes workflows.", "no backup, 3 - 4 days", "ivo (staging owner): 50%", "at 20:00:30Z", "Größe ☕"]
        {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(escape("*a* _b_ [c](d) ~e~"), "\\*a\\* \\_b\\_ \\[c\\](d) \\~e\\~");
        assert_eq!(escape("<b> & `c` | d"), "&lt;b&gt; &amp; &#96;c&#96; &#124; d");
        assert_eq!(escape("# a"), "\\# a");
        assert_eq!(escape("- a"), "\\- a");
        assert_eq!(escape("12. a"), "12\\. a");
        assert_eq!(escape("==="), "\\===");
        assert_eq!(escape(" a\nb "), "a\\\\nb");
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_is_referred_to() {
        assert_eq!(escape("ask @ana, see acme/shop#12 or GH-3"), "ask `@`ana, see acme/shop`#`12 or GH`-`3");
        assert_eq!(escape("https://evil.example www.evil.example"), "https`://`evil.example www`.`evil.example");
        assert_eq!(escape(":tada: @@x"), "`:`tada: `@@`x");
        assert_eq!(escape("!5 ($approval)"), "`!`5 (\\$approval)");
    }

    #[test]
    fn code_that_would_break_its_span_is_escaped() {
        assert_eq!(code("site.yaml:3"), "`site.yaml:3`");
        assert_eq!(code("a`b"), "a&#96;b");
        assert_eq!(code("a|b"), "a&#124;b");
        assert_eq!(code(""), "");
    }
}
