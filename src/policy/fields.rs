//! Reads plain values of a policy file: a text, a list of texts, yes or no; and says what is wrong with them.
//! Which keys there are is said by `keys`, conditions are read by `condition`.

use std::sync::Arc;

use crate::condition::filled::{Filled, Missing, is_empty};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::nothing::{is_blank, is_nothing};
use crate::text::{Span, suggest, wording};

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub text: Arc<str>,
    pub span: Span,
}

/// The place of a value; that of its key where nothing is written.
pub(super) fn place(entry: &Entry) -> Span {
    if entry.value.span.is_empty() { entry.key.span } else { entry.value.span }
}

/// Whether a key says something.
pub(super) fn has(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|value| !is_empty(value))
}

/// A text that names somebody or something, or gives a reason: a word that stands for nothing is none, and is refused.
pub(super) fn name(node: &Node, key: &str, sink: &mut Sink) -> Option<String> {
    let word = word(node, key, sink)?;
    named(key, &word, sink).then(|| word.text.to_string())
}

/// The texts of a key, each of which names something.
pub(super) fn names(node: &Node, key: &str, sink: &mut Sink) -> Option<Vec<Arc<str>>> {
    let mut words = words(node, key, sink)?;
    words.retain(|word| named(key, word, sink));
    Some(words.into_iter().map(|w| w.text).collect())
}

/// Whether a text that is written says something.
pub(super) fn says(node: &Node, key: &str, sink: &mut Sink) -> bool {
    let found = node.get(key).and_then(|value| Some(Word { text: Arc::from(value.text()?), span: value.span }));
    found.is_none_or(|word| named(key, &word, sink))
}

fn named(key: &str, word: &Word, sink: &mut Sink) -> bool {
    let nothing = is_blank(&word.text) || is_nothing(&word.text);
    if nothing {
        sink.push(
            Diagnostic::new(Code::Placeholder, format!("{} is no `{key}`", wording::quote(&word.text)))
                .at(word.span, "a word that stands for nothing")
                .help(format!("write the `{key}` that is meant")),
        );
    }
    !nothing
}

/// The text of a key on one line; none where nothing is written.
pub(super) fn text(node: &Node, key: &str, sink: &mut Sink) -> Option<String> {
    word(node, key, sink).map(|w| w.text.to_string())
}

/// The text of a key with its place; none where nothing is written.
pub(super) fn word(node: &Node, key: &str, sink: &mut Sink) -> Option<Word> {
    let entry = node.entry(key).filter(|e| !is_empty(&e.value))?;
    match entry.value.text().map(str::trim) {
        Some(text) => Some(Word { text: Arc::from(wording::one_line(text)), span: entry.value.span }),
        None => {
            sink.push(wrong(entry, "a text"));
            None
        }
    }
}

/// The texts of a key: one, or a list of them. None where nothing is written.
pub(super) fn words(node: &Node, key: &str, sink: &mut Sink) -> Option<Vec<Word>> {
    let entry = node.entry(key).filter(|e| !is_empty(&e.value))?;
    let nodes: &[Node] = match &entry.value.kind {
        Kind::List(elements) => elements,
        Kind::Scalar(_) => std::slice::from_ref(&entry.value),
        Kind::Map(_) => {
            sink.push(wrong(entry, "a list of words"));
            return None;
        }
    };
    let mut words = Vec::new();
    for element in nodes {
        if Filled::at(element, entry.key.span, || Missing::element_of(key), sink).is_none() {
            continue;
        }
        match element.text() {
            Some(text) => words.push(Word { text: Arc::from(text.trim()), span: element.span }),
            None => sink.push(
                Diagnostic::new(Code::WrongType, format!("an element of `{key}` is {}, not a word", element.describe()))
                    .at(if element.span.is_empty() { entry.key.span } else { element.span }, "this needs a word"),
            ),
        }
    }
    Some(words)
}

/// `true` or `false`; false where nothing is written.
pub(super) fn flag(node: &Node, key: &str, sink: &mut Sink) -> bool {
    let Some(entry) = node.entry(key) else { return false };
    match entry.value.text() {
        Some("true") => true,
        Some("false") => false,
        _ => {
            sink.push(wrong(entry, "`true` or `false`"));
            false
        }
    }
}

/// A value of another shape than its key wants.
pub(super) fn wrong(entry: &Entry, wants: &str) -> Diagnostic {
    let headline = match entry.value.text() {
        Some(text) => format!("`{}` is {}, not {wants}", entry.key.text, wording::quote(text)),
        None => format!("`{}` is {}, not {wants}", entry.key.text, entry.value.describe()),
    };
    Diagnostic::new(Code::WrongType, headline).at(place(entry), format!("this needs {wants}"))
}

/// A word outside a closed list.
pub(super) fn unknown_value(key: &str, word: &Word, allowed: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnknownValue, format!("`{key}` can't be {}", wording::quote(&word.text)))
        .at(word.span, "not one of the words allowed")
        .meant(word.span, &word.text, suggest::only(&word.text, allowed.iter().copied()));
    match suggest::nearest(&word.text, allowed.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => problem.help(format!("write {}", wording::list_or(&wording::quote_all(allowed)))),
    }
}

/// The cure for keys that must be written and aren't: each with what belongs under it.
pub(super) fn add(keys: &[&str], wanted: impl Fn(&str) -> &'static str) -> String {
    let each: Vec<String> = keys.iter().map(|key| format!("`{key}:` with {}", wanted(key))).collect();
    format!("add {}", wording::list_and(&each))
}

/// Keys that must be written and aren't. `what` is the thing that lacks them: "rule `acme.x`".
pub(super) fn missing(code: Code, what: &str, keys: &[&str], span: Span, help: String) -> Diagnostic {
    let names = wording::list_and(&wording::quote_all(keys));
    Diagnostic::new(code, format!("{what} has no {names}")).at(span, format!("{names} missing here")).help(help)
}
