//! Reads JSON into the tree, with a place for every key and value, and stops at the first thing that is not JSON.
//! YAML in brackets that is no JSON is `parse`'s business.

use super::node::{Document, Entry, Key, Kind, Node, Scalar};
use super::parse::first_place;
use super::problems::{self, DEEPEST, MOST_NODES, MOST_PROBLEMS};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::printable::uncoloured;
use crate::text::wording::quote;
use crate::text::{SourceId, Span, mask};
use std::collections::HashMap;

/// The tree of a JSON text; `None`, with a problem in the sink, when it is not JSON. Keys that are written twice and their values, which are
/// in no tree, go to `dropped`.
pub(super) fn read(text: &str, id: SourceId, dropped: &mut Vec<(Option<String>, Node)>, sink: &mut Sink) -> Option<Document> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, id, sink, dropped, nodes: 0, problems: 0 };
    match reader.document() {
        Ok(root) => Some(Document { root, aliases: Vec::new() }),
        Err(problem) => {
            reader.sink.push(*problem);
            None
        }
    }
}

/// Boxed, because a problem is large and rare.
type Read<T> = Result<T, Box<Diagnostic>>;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    id: SourceId,
    sink: &'a mut Sink,
    dropped: &'a mut Vec<(Option<String>, Node)>,
    nodes: usize,
    problems: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Read<Node> {
        self.blank()?;
        let root = self.value(0)?;
        self.blank()?;
        match self.peek() {
            None => Ok(root),
            Some(b'{' | b'[') => Err(Box::new(problems::several_documents(&[self.span(self.at, self.at + 1)]))),
            Some(_) => {
                self.fail("text follows the end of the document", self.word(), "the document ended before this", "remove it")
            }
        }
    }

    fn value(&mut self, depth: usize) -> Read<Node> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Box::new(problems::too_many_nodes(self.span(self.at, self.at))));
        }
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEEPEST => Err(Box::new(problems::too_deep(self.span(start, start + 1)))),
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => {
                let text = self.string()?;
                Ok(self.node(start, Kind::Scalar(Scalar { text, plain: false })))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word_value(),
            Some(b'\'') => self.fail(
                "a text is in single quotes",
                self.at..self.at + 1,
                "JSON wants double quotes",
                "write `\"` instead of `'`",
            ),
            Some(b'}' | b']' | b',') => self.fail(
                "a value is missing",
                self.at..self.at + 1,
                "a value was expected before this",
                "write the value, or remove the comma before it",
            ),
            None => self.fail(
                "the document ends too early",
                self.at..self.at,
                "a value was expected here",
                "write the value, and close what is open",
            ),
            Some(_) => self.fail(
                "a value can't be read",
                self.word(),
                "neither text, number, list nor mapping",
                "put the value in double quotes",
            ),
        }
    }

    fn list(&mut self, depth: usize) -> Read<Node> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        self.blank()?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(self.node(start, Kind::List(items)));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.next_or_end(start, b']')? {
                return Ok(self.node(start, Kind::List(items)));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Read<Node> {
        let start = self.at;
        self.at += 1;
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = HashMap::new();
        self.blank()?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(self.node(start, Kind::Map(entries)));
        }
        loop {
            let key_start = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(b'\'') => {
                    return self.fail(
                        "a key is in single quotes",
                        self.at..self.at + 1,
                        "JSON wants double quotes",
                        "write `\"` instead of `'`",
                    );
                }
                None => return self.unclosed(start),
                Some(_) => {
                    let word = self.word();
                    let help =
                        format!("write `\"{}\"`", self.text.get(word.clone()).unwrap_or_default().trim_end_matches([':', ',']));
                    return self.fail("a key is not in quotes", word, "JSON wants keys in double quotes", &help);
                }
            }
            let text = self.string()?;
            let span = self.span(key_start, self.at);
            self.blank()?;
            if self.peek() != Some(b':') {
                return self.fail(
                    "a colon is missing behind a key",
                    self.word(),
                    "a colon was expected before this",
                    "write `:` between key and value",
                );
            }
            self.at += 1;
            self.blank()?;
            let value = self.value(depth + 1)?;
            match first_place(&entries, &mut seen, &text) {
                None => entries.push(Entry { key: Key { text, span }, value }),
                Some(first) => {
                    self.problems += 1;
                    if self.problems > MOST_PROBLEMS {
                        return Err(Box::new(problems::too_many_problems(span)));
                    }
                    self.sink.push(problems::duplicate_key(&text, span, first));
                    let again = Node { span, kind: Kind::Scalar(Scalar { text: text.clone(), plain: false }) };
                    self.dropped.extend([(None, again), (Some(text), value)]);
                }
            }
            if self.next_or_end(start, b'}')? {
                return Ok(self.node(start, Kind::Map(entries)));
            }
        }
    }

    /// Steps over the comma to the next element, or over the closing bracket; whether it was the bracket.
    fn next_or_end(&mut self, start: usize, close: u8) -> Read<bool> {
        self.blank()?;
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.blank()?;
                if self.peek() == Some(close) {
                    return self.fail(
                        format!("a comma stands before `{}`", char::from(close)),
                        comma..comma + 1,
                        "JSON allows no comma behind the last element",
                        "remove the comma",
                    );
                }
                Ok(false)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(true)
            }
            None => self.unclosed(start),
            Some(b'}' | b']') => {
                let open = self.text.get(start..start + 1).unwrap_or_default();
                let found = self.text.get(self.at..self.at + 1).unwrap_or_default();
                let problem = self.problem(
                    format!("`{open}` is closed by `{found}`"),
                    self.at..self.at + 1,
                    format!("`{}` was expected here", char::from(close)),
                );
                Err(Box::new(
                    problem.at(self.span(start, start + 1), "opens here").help(format!("write `{}`", char::from(close))),
                ))
            }
            Some(_) => {
                let close = char::from(close);
                self.fail(
                    "a comma is missing",
                    self.word(),
                    format!("a comma or `{close}` was expected before this"),
                    "put a comma before it",
                )
            }
        }
    }

    fn string(&mut self) -> Read<String> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let from = self.at;
            let rest = self.bytes.get(from..).unwrap_or_default();
            let run = rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len());
            out.push_str(self.text.get(from..from + run).unwrap_or_default());
            self.at = from + run;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(uncoloured(&out));
                }
                Some(b'\\') => out.push(self.escape()?),
                None | Some(b'\n' | b'\r') => {
                    return self.fail(
                        "a quote is never closed",
                        open..self.at,
                        "the text doesn't end on this line",
                        "write `\"` at the end of the text",
                    );
                }
                Some(byte) => {
                    let shown = crate::text::printable::escaped(char::from(byte));
                    return self.fail(
                        format!("the control character `{shown}` stands in a text"),
                        self.at..self.at + 1,
                        "JSON wants it as an escape",
                        &format!("write `\\u{byte:04x}`"),
                    );
                }
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let start = self.at;
        let sign = self.bytes.get(start + 1).copied();
        self.at += 2;
        Ok(match sign {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start;
                let end = self.text.ceil_char_boundary((start + 2).min(self.text.len()));
                let written = self.text.get(start..end).unwrap_or_default().to_owned();
                return self.fail(
                    format!("{} is no escape", quote(&written)),
                    start..end,
                    "means nothing in JSON",
                    "write `\\\\` for a backslash",
                );
            }
        })
    }

    /// `\uXXXX`, or two of them that form one character.
    fn unicode(&mut self, start: usize) -> Read<char> {
        let first = self.four_digits(start)?;
        let code = match first {
            0xd800..=0xdbff if self.bytes.get(self.at..self.at + 2) == Some(b"\\u") => {
                self.at += 2;
                let second = self.four_digits(start)?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return self.half(start);
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => self.half(start),
        }
    }

    fn half(&self, start: usize) -> Read<char> {
        self.fail(
            "an escape is half of a pair",
            start..self.at,
            "names no character without its other half",
            "write the character itself, or both halves",
        )
    }

    fn four_digits(&mut self, start: usize) -> Read<u32> {
        let digits = self.bytes.get(self.at..self.at + 4).filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        let code = digits.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u32::from_str_radix(d, 16).ok());
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => {
                let end = self.at.min(self.text.len());
                self.fail("an escape is incomplete", start..end, "needs four hexadecimal digits", "write the character itself")
            }
        }
    }

    fn number(&mut self) -> Read<Node> {
        let start = self.at;
        let word = self.word();
        let text = self.text.get(word.clone()).unwrap_or_default();
        if is_number(text) {
            self.at = word.end;
            return Ok(self.node(start, Kind::Scalar(Scalar { text: text.to_owned(), plain: true })));
        }
        let help = in_quotes(text);
        self.fail(format!("{} is no number", quote(text)), word, "begins like a number and is none", &help)
    }

    fn word_value(&mut self) -> Read<Node> {
        let start = self.at;
        let word = self.word();
        let text = self.text.get(word.clone()).unwrap_or_default();
        if matches!(text, "true" | "false" | "null") {
            self.at = word.end;
            return Ok(self.node(start, Kind::Scalar(Scalar { text: text.to_owned(), plain: true })));
        }
        let help = in_quotes(text);
        self.fail(format!("the text {} is not in quotes", quote(text)), word, "JSON wants texts in double quotes", &help)
    }

    /// Skips blank space, and says so where a comment stands.
    fn blank(&mut self) -> Read<()> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r')).unwrap_or(rest.len());
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(b"//") || rest.starts_with(b"/*") || rest.starts_with(b"#") {
            let line = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
            return self.fail(
                "JSON has no comments",
                self.at..self.at + line,
                "a comment",
                "remove it, or rename the file to end in `.yaml` and write comments with `#`",
            );
        }
        Ok(())
    }

    fn unclosed<T>(&self, start: usize) -> Read<T> {
        let open = self.text.get(start..start + 1).unwrap_or_default();
        let close = if open == "[" { "]" } else { "}" };
        self.fail(format!("`{open}` is never closed"), start..start + 1, "opens here", &format!("write `{close}` at its end"))
    }

    /// From here to the next sign that ends a word.
    fn word(&self) -> std::ops::Range<usize> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || ",[]{}\":".contains(c)).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        self.at..self.at + end.max(first)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn node(&self, start: usize, kind: Kind) -> Node {
        Node { span: self.span(start, self.at), kind }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.id, start, end)
    }

    fn problem(&self, headline: impl Into<String>, range: std::ops::Range<usize>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::BadSyntax, headline).at(self.span(range.start, range.end), label)
    }

    fn fail<T>(
        &self,
        headline: impl Into<String>,
        range: std::ops::Range<usize>,
        label: impl Into<String>,
        help: &str,
    ) -> Read<T> {
        Err(Box::new(self.problem(headline, range, label).help(help)))
    }
}

/// The help for a value that needs quotes; one that was masked isn't shown, as nobody should write what stands in its place.
fn in_quotes(text: &str) -> String {
    if mask::holds_stand_in(text) {
        return "put the value in double quotes".to_owned();
    }
    format!("write `\"{}\"`", crate::text::printable::printable(text))
}

/// JSON's grammar of numbers.
fn is_number(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (mantissa, None),
    };
    let plain = digits(whole) && (whole == "0" || !whole.starts_with('0'));
    plain && fraction.is_none_or(digits) && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests;
