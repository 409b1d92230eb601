//! Marks the bytes of one text that are to be overwritten: in scalars that a parser read, in what lies between them, in text that can't be
//! read. What is secret is asked of `judge` and `words`; in what can't be read only letters and digits are marked, so that it stays as wrong.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::aligned::aligned;
use super::judge::{self, Around};
use super::placeholder::known_by;
use super::values;
use super::words::{Keyed, Words};

/// A scalar that a parser read.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    /// The bytes it is written with, quotes included.
    pub written: Range<usize>,
    /// Its text, escapes resolved.
    pub text: &'a str,
    /// Whether it stands in no quotes and in no block.
    pub plain: bool,
}

/// What a piece is replaced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    /// Only the digits: a number stays one.
    Digits,
}

/// Bytes on one line that give place to others.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) form: Form,
    /// A digest of what the bytes say.
    pub(super) known_by: [u8; 32],
}

/// The marked bytes of a text.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    pieces: Vec<Piece>,
    again: bool,
}

/// Marks the secrets of one text.
pub struct Marks<'a> {
    text: &'a str,
    words: &'a Words,
    found: Pieces,
    /// What was found out about keys, as the same ones are written again and again.
    keys: HashMap<String, Key>,
}

/// What a key says.
#[derive(Clone, Copy)]
struct Key {
    keyed: Keyed,
    around: Around,
    /// Whether the key itself looks like a secret.
    is_secret: bool,
}

/// Most keys that are remembered.
const MOST_KEYS: usize = 10_000;

impl Pieces {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether a scalar is marked of which the text isn't what is written, so that it must be read again to know what it says now.
    pub fn must_be_read_again(&self) -> bool {
        self.again
    }

    /// In order, without overlap.
    pub(super) fn into_sorted(self) -> impl Iterator<Item = Piece> {
        let mut pieces = self.pieces;
        pieces.sort_by_key(|p| (p.range.start, std::cmp::Reverse(p.range.end)));
        let mut done = 0;
        pieces.into_iter().filter_map(move |mut piece| {
            piece.range.start = piece.range.start.max(done);
            done = done.max(piece.range.end);
            (piece.range.start < piece.range.end).then_some(piece)
        })
    }
}

impl<'a> Marks<'a> {
    pub(super) fn new(text: &'a str, words: &'a Words) -> Self {
        Self { text, words, found: Pieces::default(), keys: HashMap::new() }
    }

    /// What was marked.
    pub fn finish(self) -> Pieces {
        self.found
    }

    /// Whether all below a key is secret.
    pub fn is_secret(&mut self, key: &str) -> bool {
        self.about(key).keyed != Keyed::Plain
    }

    fn about(&mut self, key: &str) -> Key {
        if let Some(known) = self.keys.get(key) {
            return *known;
        }
        let is_secret = !judge::find(key, self.words, Around::default()).is_empty();
        let about = Key { keyed: self.words.keyed(key), around: Around::of(key), is_secret };
        if self.keys.len() >= MOST_KEYS {
            self.keys.clear();
        }
        self.keys.insert(key.to_owned(), about);
        about
    }

    /// A value. `key` is its key; with `inherited` it is secret whatever that says.
    pub fn value(&mut self, leaf: &Leaf<'_>, key: Option<&str>, inherited: bool) {
        let about = key.map(|key| (key, self.about(key)));
        let by_key = about.is_some_and(|(key, about)| values::is_secret(key, about.keyed, leaf.text, leaf.plain));
        if by_key || (inherited && !values::is_readable(leaf.text.trim())) {
            return self.whole(leaf);
        }
        self.parts(leaf, about.map(|(_, about)| about.around).unwrap_or_default());
    }

    /// A value under a key that names something rather than states it: a parameter, a task. Only what looks like a secret is one.
    pub fn named(&mut self, leaf: &Leaf<'_>, key: &str) {
        if self.is_secret(key) && values::looks_random_beside(leaf.text.trim()) {
            return self.whole(leaf);
        }
        let around = self.about(key).around;
        self.parts(leaf, around);
    }

    /// A key, which is judged by its form.
    pub fn key(&mut self, leaf: &Leaf<'_>) {
        if self.about(leaf.text).is_secret {
            self.parts(leaf, Around::default());
        }
    }

    /// The whole of a scalar.
    pub fn whole(&mut self, leaf: &Leaf<'_>) {
        let content = self.content(leaf);
        let written = self.slice(content.clone());
        let one_line = !written.contains(['\n', '\r']);
        // Of quotes on one line, what is between them is the text from now on.
        self.found.again |= !one_line || (written != leaf.text && content == leaf.written);
        let form = if leaf.plain && is_number(leaf.text) { Form::Digits } else { Form::Text };
        if one_line {
            let known_by = known_by(leaf.text.trim().as_bytes());
            return self.push(content, form, Some(known_by));
        }
        self.push(content, form, None);
    }

    /// The parts of a scalar that are secret by their form.
    fn parts(&mut self, leaf: &Leaf<'_>, around: Around) {
        let found = merged(judge::find(leaf.text, self.words, around));
        if found.is_empty() {
            return;
        }
        if leaf.plain && is_number(leaf.text) {
            return self.whole(leaf);
        }
        let content = self.content(leaf);
        if self.slice(content.clone()) == leaf.text {
            for part in found {
                self.push(content.start + part.start..content.start + part.end, Form::Text, None);
            }
            return;
        }
        let Some(pairs) = aligned(self.slice(leaf.written.clone()), leaf.text) else {
            return self.whole(leaf);
        };
        self.found.again = true;
        for part in found {
            let first = pairs.partition_point(|p| p.text.end <= part.start);
            let last = pairs.partition_point(|p| p.text.start < part.end);
            let inside = pairs.get(first..last).unwrap_or_default();
            if let (Some(a), Some(b)) = (inside.first(), inside.last()) {
                let range = leaf.written.start + a.written.start..leaf.written.start + b.written.end;
                let said = leaf.text.get(a.text.start..b.text.end).unwrap_or_default();
                let one = !self.slice(range.clone()).contains(['\n', '\r']);
                self.push(range, Form::Text, one.then(|| known_by(said.as_bytes())));
            }
        }
    }

    /// What lies between scalars: comments, and signs of the language with names in them. `near` says that it stands beside a secret.
    pub fn between(&mut self, range: Range<usize>, near: bool) {
        let text = self.slice(range.clone());
        if !text.bytes().any(|b| b.is_ascii_alphanumeric() || b >= 0x80) {
            return;
        }
        let comments = comments(self.text, range.clone());
        let begins = comments.first().map_or(range.end, |c| c.start);
        let around = Around { near, ..Around::default() };
        let found = merged(judge::find(self.slice(begins..range.end), self.words, around));
        for part in found {
            let part = begins + part.start..begins + part.end;
            let first = comments.partition_point(|c| c.end <= part.start);
            for comment in comments.iter().skip(first).take_while(|c| c.start < part.end) {
                self.push(part.start.max(comment.start + 1)..part.end.min(comment.end), Form::Text, None);
            }
        }
        let mut at = range.start;
        for comment in comments.into_iter().chain(std::iter::once(range.end..range.end)) {
            self.unread_piece(at..comment.start, Around::default());
            at = comment.end;
        }
    }

    /// Text that can't be read, or that nobody reads.
    pub fn unread(&mut self, range: Range<usize>) {
        self.unread_piece(range, Around::default());
    }

    /// In names of files and arguments a hyphen may stand between a secret's name and the secret: `token-….yaml`.
    pub fn joined_names(&mut self) {
        let mut at = 0;
        for word in self.text.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')) {
            let mut part_at = at;
            let mut named = false;
            for part in word.split(['-', '_']) {
                if named && part.len() >= 5 && values::looks_used(part) {
                    self.careful(part_at..at + word.len());
                    break;
                }
                named = self.words.is_named(part);
                part_at += part.len() + 1;
            }
            at += word.len() + self.text.get(at + word.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }

    fn unread_piece(&mut self, range: Range<usize>, around: Around) {
        let text = self.slice(range.clone());
        if text.len() < 3 {
            return;
        }
        let mut found = judge::find(text, self.words, around);
        found.extend(judge::find_folded(text, self.words));
        anchored(text, &mut found);
        for part in merged(found) {
            self.careful(range.start + part.start..range.start + part.end);
        }
    }

    /// Marks letters and digits only: what they stand among decides how the text is read, or why it can't be.
    fn careful(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        // What follows a backslash belongs to an escape, and must stay one.
        let before = bytes.get(..range.start).unwrap_or_default();
        let escaped = before.iter().rev().take_while(|b| **b == b'\\').count() % 2;
        let mut at = range.start - escaped;
        while at < range.end {
            let Some(byte) = bytes.get(at).copied() else { break };
            if byte == b'\\' {
                at = self.escape(at).min(range.end.max(at + 1));
                continue;
            }
            if !is_part(byte) {
                at += 1;
                continue;
            }
            let end =
                at + bytes.get(at..range.end).unwrap_or_default().iter().position(|b| !is_part(*b)).unwrap_or(range.end - at);
            let word = self.slice(at..end);
            if !matches!(word, "true" | "false" | "null") {
                let form = if word.bytes().all(|b| b.is_ascii_digit()) { Form::Digits } else { Form::Text };
                self.push(at..end, form, None);
            }
            at = end;
        }
    }

    /// Steps over an escape; where it names a character by its number, its last digits are marked and it stays an escape.
    fn escape(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let digits = match bytes.get(at + 1) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(_) => return self.text.ceil_char_boundary(at + 2),
            None => return at + 1,
        };
        let end = at + 2 + digits;
        let number = self.text.get(at + 2..end).and_then(|d| u32::from_str_radix(d, 16).ok()).and_then(char::from_u32);
        // Half of a pair stays half of a pair.
        if number.is_none_or(|c| c.is_control()) {
            return at + 2;
        }
        self.push(end - 2..end, Form::Digits, None);
        end
    }

    /// What is written between the quotes, or all of it where there are none.
    fn content(&self, leaf: &Leaf<'_>) -> Range<usize> {
        let written = self.slice(leaf.written.clone());
        let quoted =
            !leaf.plain && written.len() >= 2 && ['"', '\''].iter().any(|q| written.starts_with(*q) && written.ends_with(*q));
        if quoted { leaf.written.start + 1..leaf.written.end - 1 } else { leaf.written.clone() }
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Marks a range, line by line and without the blanks around each. `known_by` names all of it when that is one piece.
    fn push(&mut self, range: Range<usize>, form: Form, known_by: Option<[u8; 32]>) {
        let range = self.text.floor_char_boundary(range.start)..self.text.ceil_char_boundary(range.end);
        let mut at = range.start;
        let bytes = self.text.as_bytes();
        let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r') || *b < b' ' || *b == 0x7f;
        while at < range.end {
            // Control characters are an error where they stand, and must stay one.
            let end = at
                + bytes
                    .get(at..range.end)
                    .unwrap_or_default()
                    .iter()
                    .position(|b| *b < b' ' && *b != b'\t' || *b == 0x7f)
                    .unwrap_or(range.end - at);
            let line = bytes.get(at..end).unwrap_or_default();
            let front = line.iter().take_while(|b| blank(b)).count();
            let back = line.iter().rev().take_while(|b| blank(b)).count();
            if front < line.len() {
                let piece = at + front..end - back;
                let known_by = known_by.unwrap_or_else(|| self::known_by(self.slice(piece.clone()).as_bytes()));
                self.found.pieces.push(Piece { range: piece, form, known_by });
            }
            at = end + 1;
        }
    }
}

/// Where a secret's name is followed by an alias, what stands behind its anchor is the secret.
fn anchored(text: &str, found: &mut Vec<Range<usize>>) {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let aliases: HashSet<&str> = found
        .iter()
        .filter_map(|part| text.get(part.clone())?.strip_prefix('*'))
        .map(|rest| rest.split(|c: char| !is_name(c)).next().unwrap_or_default())
        .collect();
    if aliases.iter().all(|name| name.is_empty()) {
        return;
    }
    for (at, _) in text.match_indices('&') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.split(|c: char| !is_name(c)).next().unwrap_or_default();
        if !name.is_empty() && aliases.contains(name) {
            let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
            found.push(at + 1 + name.len()..at + 1 + line);
        }
    }
}

/// The comments in a range, each from its sign to the end of its line.
fn comments(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let rest = bytes.get(at..range.end).unwrap_or_default();
        let Some(sign) = rest.iter().position(|b| *b == b'#').map(|n| at + n) else { break };
        let opens = sign == 0 || bytes.get(sign - 1).is_some_and(u8::is_ascii_whitespace);
        if !opens {
            at = sign + 1;
            continue;
        }
        let line = bytes.get(sign..range.end).unwrap_or_default();
        let end = sign + line.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(line.len());
        out.push(sign..end);
        at = end;
    }
    out
}

/// The ranges in order, those that touch or overlap as one.
fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.retain(|r| r.start < r.end);
    found.sort_unstable_by_key(|r| r.start);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) && text.parse::<f64>().is_ok_and(f64::is_finite)
}
