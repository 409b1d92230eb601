//! Finds what stands behind a secret's name on one line of any text: `password=…`, `"token": "…"`, `the password is …`, `Bearer …`.
//! Which words name secrets is said by `words`; what goes on over several lines by `lines`.

mod follow;

use std::ops::Range;

pub(super) use follow::every_word;

use super::kinds::scan::run_end;
use super::values::{is_plain_name, is_readable, is_version, looks_random_beside, looks_used};
use super::words::{self, Words, is_everyday};

/// How far from a secret's name a word made at random belongs to it, in bytes.
const NEAR: usize = 80;

/// What a line leaves open for the lines below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// Where the secret's name begins.
    pub(super) name: usize,
    /// How far its value goes.
    pub(super) until: Until,
}

/// How far a value goes that doesn't end on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Until {
    /// As far as the lines below are indented deeper.
    Indent,
    /// To the bracket that closes it; so many are open.
    Bracket(usize),
    /// To this quote.
    Quote(u8),
}

/// One line that is looked through.
struct Line<'a> {
    text: &'a str,
    bytes: &'a [u8],
    range: Range<usize>,
    words: &'a Words,
    /// Where the first word of the line begins.
    first: usize,
    found: &'a mut Vec<Range<usize>>,
    open: Option<Open>,
    /// Where names of secrets stand.
    names: Vec<Range<usize>>,
}

/// Finds what secrets' names are followed by in a range of a text. `near` says that a secret stands around the line, so that any word
/// that looks like a value counts.
pub(super) fn line(text: &str, range: Range<usize>, words: &Words, near: bool, found: &mut Vec<Range<usize>>) -> Option<Open> {
    let bytes = text.as_bytes();
    let first = run_end(bytes, range.start, |b| b" \t-#*>?\"'`{[(,;/".contains(&b)).min(range.end);
    let first =
        match text.get(first..range.end).and_then(|rest| rest.strip_prefix("export ").or_else(|| rest.strip_prefix("set "))) {
            Some(rest) => range.end - rest.len(),
            None => first,
        };
    let mut line = Line { text, bytes, range, words, first, found, open: None, names: Vec::new() };
    line.words();
    line.beside(near);
    line.open
}

impl Line<'_> {
    fn words(&mut self) {
        let mut recent: [Option<Range<usize>>; 2] = [None, None];
        let mut at = self.range.start;
        while at < self.range.end {
            if !self.byte(at).is_some_and(is_word) {
                at += 1;
                continue;
            }
            let end = self.run(at, is_word);
            let word = self.trimmed(at..end);
            let adjacent = recent[1].as_ref().is_some_and(|b| word.start == b.end + 1 && self.byte(b.end).is_some_and(is_blank));
            if !adjacent {
                recent = [None, None];
            }
            // A name is one word or up to three: `mot de passe`.
            let name = self.name(&word, &recent);
            at = match name {
                Some(name) => {
                    self.names.push(name.clone());
                    match self.follows(&name, end) {
                        Some(follows) => self.value(&name, follows).max(end),
                        None => {
                            self.key_alone(&word, end);
                            end
                        }
                    }
                }
                None => self.scheme(&word, end),
            };
            recent = [recent[1].take(), Some(word)];
        }
    }

    /// Where the key begins of which a name is the end: `wp license key`.
    fn key_start(&self, name: usize) -> usize {
        let before = self.slice(self.first..name);
        let is_key = before.len() <= 80 && !before.contains([':', '{', '[', ',', '=', '"', '\'']);
        if is_key && self.first < name { self.first } else { name }
    }

    /// The name of a secret that ends with a word.
    fn name(&self, word: &Range<usize>, recent: &[Option<Range<usize>>; 2]) -> Option<Range<usize>> {
        if self.words.is_named(self.slice(word.clone())) {
            return Some(word.clone());
        }
        let may_end = recent[1].is_some() && words::may_end(self.slice(word.clone()));
        let joined = recent.iter().rev().flatten().filter(|_| may_end).map(|before| before.start..word.end);
        joined.into_iter().find(|name| self.words.is_named(self.slice(name.clone())))
    }

    /// A key of JSON whose colon stands on the next line.
    fn key_alone(&mut self, word: &Range<usize>, end: usize) {
        let quoted = word.start.checked_sub(1).and_then(|n| self.byte(n)) == Some(b'"');
        if quoted && self.run(end, is_wrapping) >= self.range.end {
            self.open = Some(Open { name: self.key_start(word.start), until: Until::Indent });
        }
    }

    /// Words made at random that stand beside a secret's name.
    fn beside(&mut self, near: bool) {
        if self.names.is_empty() && !near {
            return;
        }
        let mut names = self.names.iter().peekable();
        let mut at = self.range.start;
        let mut found = Vec::new();
        while at < self.range.end {
            if !self.byte(at).is_some_and(is_word) {
                at += 1;
                continue;
            }
            let end = self.run(at, |b| is_word(b) || b"+/".contains(&b));
            let word = self.trimmed(at..end);
            while names.peek().is_some_and(|n| n.end + NEAR < word.start) {
                names.next();
            }
            let close = names.peek().is_some_and(|n| n.start <= word.end + NEAR);
            let next = self.names.partition_point(|n| n.end <= word.start);
            let is_name = self.names.get(next).is_some_and(|n| n.start < word.end);
            let text = self.slice(word.clone());
            if !is_name && ((close && looks_random_beside(text)) || (near && stands_out(text))) {
                found.push(word);
            }
            at = end;
        }
        self.found.extend(found);
    }

    // Small readers.

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied().filter(|_| at < self.range.end)
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn run(&self, at: usize, kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(at..self.range.end).unwrap_or_default();
        at + rest.iter().position(|b| !kind(*b)).unwrap_or(rest.len())
    }

    /// A word without the hyphens of an option before it and the full stop of a sentence behind it.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let word = self.slice(range.clone());
        let front = word.len() - word.trim_start_matches(['-', '.']).len();
        let end = range.start + word.trim_end_matches(['-', '.', '!', '=', '&', '*']).len();
        (range.start + front).min(end)..end
    }
}

/// Whether a word is none of a sentence: near a secret it is taken for a part of it.
fn stands_out(word: &str) -> bool {
    let count = |f: fn(&u8) -> bool| word.bytes().filter(f).count();
    let (letters, digits) = (count(u8::is_ascii_alphabetic), count(u8::is_ascii_digit));
    let capitals = word.bytes().skip(1).filter(u8::is_ascii_uppercase).count();
    let mixed = letters >= 3 && digits >= 1 && word.len() >= 5 && !is_version(word);
    !is_readable(word) && (looks_used(word) || mixed || (capitals >= 1 && letters >= 6 && !is_plain_name(word)))
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'.' || b >= 0x80
}

fn is_blank(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

/// What may stand between a word, its sign and its value: blanks, quotes, escaped quotes, brackets that close.
fn is_wrapping(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\' | b'`')
}
