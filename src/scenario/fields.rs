//! Reads plain values of a suite: words, lists of words, yes or no, and says which keys are not read.
//! What they mean is said where they are asked for.

use std::sync::Arc;

use super::expect::Word;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{Span, suggest, wording};

/// The place of a value; that of its key where nothing is written.
pub(super) fn place(entry: &Entry) -> Span {
    if entry.value.span.is_empty() { entry.key.span } else { entry.value.span }
}

/// The entry of a key that says something.
pub(super) fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    node.entry(key).filter(|e| !e.value.is_null())
}

/// Reports every key that is not read there.
pub(super) fn keys(what: &str, node: &Node, known: &[&str], sink: &mut Sink) {
    for entry in node.entries() {
        let key = entry.key.text.as_str();
        if known.contains(&key) || key.starts_with("x-") {
            continue;
        }
        let problem = Diagnostic::new(Code::UnknownKey, format!("unknown key {} in {what}", wording::quote(key)))
            .at(entry.key.span, "not a key that is read here");
        sink.push(match suggest::nearest(key, known) {
            Some(near) => problem.help(format!("write {}", wording::quote(near))),
            None => {
                let near = wording::quote_all(&suggest::candidates(key, known));
                problem.help(format!("write {}, or begin a key of your own with `x-`", wording::list_or(&near)))
            }
        });
    }
}

/// The text of a scalar with its place.
pub(super) fn word(entry: &Entry, sink: &mut Sink) -> Option<Word> {
    match entry.value.text().map(str::trim) {
        Some(text) if !text.is_empty() => Some(Word { text: Arc::from(text), span: entry.value.span }),
        _ => {
            sink.push(wrong(entry, "a text"));
            None
        }
    }
}

/// One word, or a list of them.
pub(super) fn words(entry: &Entry, wants: &str, sink: &mut Sink) -> Vec<Word> {
    let nodes: &[Node] = match &entry.value.kind {
        Kind::List(elements) => elements,
        Kind::Scalar(_) if !entry.value.is_null() => std::slice::from_ref(&entry.value),
        _ => {
            sink.push(wrong(entry, wants));
            return Vec::new();
        }
    };
    let mut out = Vec::new();
    for node in nodes {
        match node.text().map(str::trim) {
            Some(text) if !text.is_empty() => out.push(Word { text: Arc::from(text), span: node.span }),
            _ => {
                let headline = format!("an element of `{}` is {}, not a word", entry.key.text, node.describe());
                let span = if node.span.is_empty() { entry.key.span } else { node.span };
                sink.push(Diagnostic::new(Code::WrongType, headline).at(span, "this needs a word"));
            }
        }
    }
    out
}

/// `true` or `false`.
pub(super) fn flag(entry: &Entry, sink: &mut Sink) -> Option<bool> {
    match entry.value.text().map(str::trim) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            sink.push(wrong(entry, "`true` or `false`"));
            None
        }
    }
}

/// The entries of a mapping; a problem where it is something else.
pub(super) fn entries<'n>(entry: &'n Entry, wants: &str, sink: &mut Sink) -> &'n [Entry] {
    match &entry.value.kind {
        Kind::Map(entries) => entries,
        _ => {
            sink.push(wrong(entry, wants));
            &[]
        }
    }
}

/// A value of another shape than its key wants.
pub(super) fn wrong(entry: &Entry, wants: &str) -> Diagnostic {
    let headline = match entry.value.text() {
        Some(text) => format!("{} is {}, not {wants}", wording::quote(&entry.key.text), wording::quote(text)),
        None => format!("{} is {}, not {wants}", wording::quote(&entry.key.text), entry.value.describe()),
    };
    Diagnostic::new(Code::WrongType, headline).at(place(entry), format!("this needs {wants}"))
}

/// A word outside a closed list.
pub(super) fn unknown_value(key: &str, word: &Word, allowed: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownValue, format!("`{key}` can't be {}", wording::quote(&word.text)))
        .at(word.span, "not one of the words allowed");
    match suggest::nearest(&word.text, allowed.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => problem.help(format!("write {}", wording::list_or(&wording::quote_all(allowed)))),
    }
}
