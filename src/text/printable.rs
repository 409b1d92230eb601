//! Makes text from files fit to print: what can't be seen, or reorders what can, is written as an escape.
//! Escaping that an output format needs on top is that format's business; the last pass before a stream is [`shown`], and [`logged`]
//! for what is no document of a format.

use std::borrow::Cow;

/// The text on one line, with invisible and reordering characters written as `\u{202e}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    escape(text, |c| hidden(c) || c == '\t')
}

/// Like [`printable`], but keeps line breaks: for texts of several lines, each of which is printed by itself.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c != '\n' && (hidden(c) || c == '\t'))
}

/// Stands for the escape character at the beginning of a colour until the text is printed. It is no character of any text (Unicode
/// reserves it for programs), so what a file says can't be taken for a colour: there it is hidden, and written as an escape.
pub const COLOUR: char = '\u{fdd0}';

/// A text of a document, in which nothing begins a colour: the character that would is replaced by the one for characters that can't be
/// shown.
pub fn uncoloured(text: &str) -> String {
    text.replace(COLOUR, "\u{fffd}")
}

/// A text that is fit to be seen by people: only [`shown`] and [`logged`] make one. Streams take no other text, and neither do files that are written
/// as a whole, so that nothing gets there past it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a>(Cow<'a, str>);

impl Shown<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The last pass over everything that is printed: colours of this program become those of a terminal, line breaks and tabs stay, and
/// whatever else can't be seen or reorders others is written as an escape, wherever it came from.
pub fn shown(text: &str) -> Shown<'_> {
    if !text.chars().any(|c| c != '\n' && hidden(c)) {
        return Shown(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.strip_prefix(c).unwrap_or_default();
        match (c, colour(after)) {
            (COLOUR, Some(colour)) => {
                out.push('\u{1b}');
                out.push_str(colour);
                rest = after.strip_prefix(colour).unwrap_or_default();
                continue;
            }
            ('\n', _) => out.push(c),
            _ if hidden(c) => out.push_str(&escaped(c)),
            _ => out.push(c),
        }
        rest = after;
    }
    Shown(Cow::Owned(out))
}

/// The last pass over text that may end in the log of a build, where services take some lines for commands: like [`shown`], and what
/// would begin such a command is written as an escape.
pub fn logged(text: &str) -> Shown<'_> {
    match uncommanded(text) {
        Cow::Borrowed(text) => shown(text),
        Cow::Owned(text) => Shown(Cow::Owned(shown(&text).0.into_owned())),
    }
}

/// The text without commands to a service that reads it: no line begins with `::` behind blanks (GitHub Actions), and nowhere do two
/// number signs and a word stand before a bracket (`##[…]` of GitHub and Azure, `##vso[…]`, `##teamcity[…]`).
fn uncommanded(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let bare = unindented(line);
        let (indent, _) = line.split_at(line.len() - bare.len());
        out.push_str(indent);
        let mut rest = bare;
        while let Some(c) = rest.chars().next() {
            let opens = (c == ':' && rest.len() == bare.len() && bare.starts_with("::")) || begins_command(rest);
            if opens {
                out.push_str(&escaped(c))
            } else {
                out.push(c)
            }
            rest = rest.strip_prefix(c).unwrap_or_default();
        }
    }
    Cow::Owned(out)
}

/// The line from the first character on that can be seen: behind blanks, colours and marks that only change how others look.
fn unindented(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{fe00}'..='\u{fe0f}'));
        let coloured = rest.strip_prefix(COLOUR).and_then(|after| after.strip_prefix(colour(after)?));
        match coloured {
            Some(behind) => rest = behind,
            None => return rest,
        }
    }
}

/// Whether a text begins with what build services take for a command wherever it stands in a line: `##[`, `##vso[`.
pub fn begins_command(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.strip_prefix("##").is_some_and(|rest| rest.trim_start_matches(word).starts_with('['))
}

/// The colour that a text begins with, such as `[1;31m`: bold, faint, italic or underlined, in one of the usual colours of letters. None
/// of them hides anything.
fn colour(text: &str) -> Option<&str> {
    let (codes, _) = text.strip_prefix('[')?.split_once('m')?;
    let harmless = |code: &str| matches!(code, "" | "0" | "1" | "2" | "3" | "4" | "22" | "39") || is_letters_colour(code);
    (codes.len() <= 16 && codes.split(';').all(harmless)).then(|| text.get(..codes.len() + 2)).flatten()
}

fn is_letters_colour(code: &str) -> bool {
    matches!(code.as_bytes(), [b'3' | b'9', b'1'..=b'7'])
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
            | '\u{fdd0}'..='\u{fdef}'       // no characters at all, for programs among themselves
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
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
    fn the_last_pass_shows_colours_of_the_program_and_nothing_else_that_hides() {
        let shown = |text: &str| super::shown(text).as_str().to_owned();
        assert_eq!(shown("a\nb\tc"), "a\nb\tc");
        assert_eq!(shown("\u{fdd0}[1;31mred\u{fdd0}[0m"), "\u{1b}[1;31mred\u{1b}[0m");
        assert_eq!(shown("\u{1b}[31m\u{7}\u{202e}\r"), "\\u{1b}[31m\\u{7}\\u{202e}\\r");
        // Not a colour of letters: hidden text, a black one, a move of the cursor, an unfinished one.
        for text in ["[8m", "[30m", "[40m", "[2J", "[1", "", "[38;5;0m", "]0;title\u{7}"] {
            assert!(shown(&format!("{COLOUR}{text}")).starts_with("\\u{fdd0}"), "{text}");
        }
        assert_eq!(printable("\u{fdd0}[31m"), "\\u{fdd0}[31m");
    }

    #[test]
    fn no_line_of_a_log_is_a_command() {
        let logged = |text: &str| super::logged(text).as_str().to_owned();
        assert_eq!(logged("::error file=x::pwned"), "\\u{3a}:error file=x::pwned");
        assert_eq!(logged("a\n  \u{a0}\t::add-mask::x\n"), "a\n  \u{a0}\t\\u{3a}:add-mask::x\n");
        assert_eq!(
            logged("\u{fdd0}[2m \u{fe0f}\u{fdd0}[0m::stop-commands::x"),
            "\u{1b}[2m \u{fe0f}\u{1b}[0m\\u{3a}:stop-commands::x"
        );
        assert_eq!(
            logged("x ##[error]y ##vso[task.complete] ###[x"),
            "x \\u{23}#[error]y \\u{23}#vso[task.complete] #\\u{23}#[x"
        );
        for text in ["a::b", "x ::y", ": :", "## Heading [x]", "[#\"a\"#]", "# [x]", ""] {
            assert!(matches!(super::logged(text), Shown(Cow::Borrowed(same)) if same == text) || logged(text) == text, "{text}");
        }
        // In a document of a format nothing of this is changed.
        assert_eq!(super::shown("::error::x ##[y]").as_str(), "::error::x ##[y]");
    }

    #[test]
    fn escaping_twice_changes_nothing() {
        let once = printable("x\u{0}\n").into_owned();
        assert_eq!(printable(&once), once);
    }
}
