//! The marks of a YAML text in order: keys, texts, dashes, colons, brackets, comments. Between them stands white space only.
//! Where each of them belongs is `layout`'s business.

use std::collections::BTreeSet;

use super::Refusal;
use crate::document::node::{Document, Kind, Node};
use crate::text::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A key of a mapping.
    Key,
    /// A text without or in quotes, or an alias; perhaps over several lines.
    Text,
    /// A block scalar, from its header to the end of its last line.
    Block,
    /// An anchor or a tag.
    Property,
    /// The dash of a list.
    Dash,
    /// The colon behind a key.
    Colon,
    /// A comma between brackets.
    Comma,
    /// An opening bracket or brace.
    Open(u8),
    /// A closing one.
    Close(u8),
    /// A comment, to the end of its line.
    Comment,
    /// `---`, `...` or a directive.
    Marker,
}

/// A mark with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub what: What,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// How far it stands from the beginning of its line, in bytes.
    pub column: usize,
    /// Whether only white space stands before it on its line.
    pub first: bool,
}

/// All marks of a text, in order.
pub(super) fn tokens(text: &str, document: &Document) -> Result<Vec<Token>, Refusal> {
    let aliases: BTreeSet<(u32, u32)> = document.aliases.iter().map(|a| (a.start, a.end)).collect();
    let mut atoms = Vec::new();
    collect(text, &document.root, &aliases, &mut atoms);
    atoms.sort_by_key(|(start, ..)| *start);
    let mut lexer = Lexer { text, tokens: Vec::new(), header: false, line: 0, searched: 0 };
    let mut at = 0;
    for (start, end, what) in atoms {
        lexer.gap(at, start)?;
        at = lexer.atom(what, start, end);
    }
    lexer.gap(at, text.len())?;
    Ok(lexer.tokens)
}

/// Keys and scalars as they are written. What an alias stands for is written elsewhere.
fn collect(text: &str, node: &Node, aliases: &BTreeSet<(u32, u32)>, out: &mut Vec<(usize, usize, What)>) {
    let Span { start, end, .. } = node.span;
    if aliases.contains(&(start, end)) {
        out.push((start as usize, end as usize, What::Text));
        return;
    }
    match &node.kind {
        Kind::Scalar(scalar) => {
            let (start, end) = (start as usize, end as usize);
            let written = text.get(start..end).unwrap_or_default();
            if written.is_empty() {
                return;
            }
            // The body of a block scalar is told by the header before it; without a body the header is its place.
            let what = if !scalar.plain && written.starts_with(['|', '>']) { What::Block } else { What::Text };
            out.push((start, start + written.trim_end().len(), what));
        }
        Kind::List(elements) => elements.iter().for_each(|element| collect(text, element, aliases, out)),
        Kind::Map(entries) => {
            for entry in entries {
                let key = entry.key.span;
                let written = text.get(key.start as usize..key.end as usize).unwrap_or_default();
                out.push((key.start as usize, key.start as usize + written.trim_end().len(), What::Key));
                collect(text, &entry.value, aliases, out);
            }
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The last token is the header of a block scalar whose body follows.
    header: bool,
    /// Where the line of the last token began, and how far the text was searched for line breaks.
    line: usize,
    searched: usize,
}

impl Lexer<'_> {
    fn push(&mut self, what: What, start: usize, end: usize) {
        // A document may be one long line: nothing is searched twice.
        if let Some(last) = self.text.get(self.searched..start).and_then(|between| between.rfind('\n')) {
            self.line = self.searched + last + 1;
        }
        self.searched = start;
        let line = self.line;
        let first = self.tokens.last().is_none_or(|last| last.end <= line);
        self.tokens.push(Token { what, start, end, column: start - line, first });
    }

    /// A key or a scalar. Gives the byte behind it.
    fn atom(&mut self, what: What, start: usize, end: usize) -> usize {
        let header = std::mem::take(&mut self.header) && what != What::Key;
        match self.tokens.last_mut() {
            Some(last) if header => {
                // Spaces at the end of the last line are content.
                let rest = self.text.get(end..).unwrap_or_default();
                let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
                last.end = end + line.len();
                last.end
            }
            _ => {
                self.push(what, start, end);
                end
            }
        }
    }

    /// The marks between two texts.
    fn gap(&mut self, from: usize, to: usize) -> Result<(), Refusal> {
        let text = self.text;
        let mut at = from;
        while at < to {
            let rest = text.get(at..to).unwrap_or_default();
            let Some(letter) = rest.chars().next() else { break };
            let ends = |n: usize| rest.as_bytes().get(n).is_none_or(|b| b.is_ascii_whitespace());
            let line_start = text.get(..at).is_some_and(|b| b.is_empty() || b.ends_with('\n'));
            let to_line_end = || {
                let line = text.get(at..).unwrap_or_default().split('\n').next().unwrap_or_default();
                line.trim_end().len()
            };
            let (what, length) = match letter {
                ' ' | '\t' | '\n' => {
                    at += 1;
                    continue;
                }
                '\r' if rest.starts_with("\r\n") || at + 1 == text.len() => {
                    at += 1;
                    continue;
                }
                '\r' => return Err(Refusal::new(at, "a line ends in a carriage return alone")),
                '#' => (What::Comment, to_line_end()),
                '{' | '[' => (What::Open(letter as u8), 1),
                '}' | ']' => (What::Close(letter as u8), 1),
                ',' => (What::Comma, 1),
                ':' => (What::Colon, 1),
                '-' if line_start && rest.starts_with("---") && ends(3) => (What::Marker, 3),
                '.' if line_start && rest.starts_with("...") && ends(3) => (What::Marker, 3),
                '%' if line_start => (What::Marker, to_line_end()),
                '-' if ends(1) => (What::Dash, 1),
                '&' | '!' => {
                    let stop = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
                    (What::Property, rest.find(stop).unwrap_or(rest.len()))
                }
                '|' | '>' => {
                    self.push(What::Block, at, at + to_line_end());
                    self.header = true;
                    at += to_line_end();
                    continue;
                }
                '?' => return Err(Refusal::new(at, "a key is written with `?`")),
                _ => return Err(Refusal::new(at, "something here is neither key, value nor comment")),
            };
            self.push(what, at, at + length);
            self.header = false;
            at += length;
        }
        Ok(())
    }
}
