//! Reads the keys of one entry of the vocabulary and reports what is wrong with them.
//! Which keys an entry has is said by `build`.

use std::sync::Arc;

use crate::diagnostic::{Code, Sink};
use crate::document::{self, Kind as Form, Node};
use crate::text::{Span, wording};
use crate::value::Scheme;

use super::entry::{BLOCK_STRENGTHS, Due, Written};
use super::problems;

/// The keys of one entry.
pub(super) struct Fields<'a> {
    /// The entry in words: "area `workflows`".
    pub(super) what: String,
    /// Its name.
    pub(super) name: &'a str,
    /// The place of its name.
    pub(super) span: Span,
    entries: &'a [document::Entry],
    sink: &'a mut Sink,
}

impl<'a> Fields<'a> {
    /// The keys below `entry`, all of which must be among `allowed` or begin with `x-`. Nothing at all reads as no keys.
    pub(super) fn new(what: String, entry: &'a document::Entry, allowed: &[&str], sink: &'a mut Sink) -> Self {
        let entries = mapping(&what, &entry.value, sink).unwrap_or_default();
        for found in entries {
            let key = found.key.text.as_str();
            if !allowed.contains(&key) && !key.starts_with("x-") {
                sink.push(problems::unknown_key(&what, key, found.key.span, allowed));
            }
        }
        Self { what, name: &entry.key.text, span: entry.key.span, entries, sink }
    }

    /// The keys that are written.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a document::Key> + use<'a> {
        self.entries.iter().map(|e| &e.key)
    }

    /// Where problems go.
    pub(super) fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// The title; the name stands in where it is missing.
    pub(super) fn title(&mut self) -> Arc<str> {
        if self.value("title").is_none() {
            self.sink.push(problems::missing_title(&self.what, self.name, self.span));
            return Arc::from(self.name);
        }
        self.shared("title").unwrap_or_else(|| Arc::from(self.name))
    }

    /// The text of a key.
    pub(super) fn text(&mut self, key: &str) -> Option<Written> {
        let node = self.value(key)?;
        let text = node.text().map(wording::one_line).filter(|t| !t.is_empty());
        if text.is_none() {
            self.sink.push(problems::wrong_shape(&format!("`{key}` of {}", self.what), "text", node));
        }
        text.map(|t| Written { text: Arc::from(t.as_str()), span: node.span })
    }

    /// The text of a key, without its place.
    pub(super) fn shared(&mut self, key: &str) -> Option<Arc<str>> {
        self.text(key).map(|w| w.text)
    }

    /// The words of a list.
    pub(super) fn list(&mut self, key: &str) -> Vec<Written> {
        let Some(node) = self.value(key) else {
            return Vec::new();
        };
        let place = format!("`{key}` of {}", self.what);
        if !matches!(node.kind, Form::List(_)) {
            self.sink.push(problems::wrong_shape(&place, "a list of words", node));
        }
        let mut words = Vec::new();
        for element in node.elements() {
            match element.text() {
                Some(text) => words.push(Written { text: Arc::from(text.trim()), span: element.span }),
                None => self.sink.push(problems::wrong_shape(&format!("an element of {place}"), "text", element)),
            }
        }
        words
    }

    /// By when: a phase or `now`.
    pub(super) fn due(&mut self) -> Option<Due> {
        let written = self.text("due")?;
        let due = Due::parse(&written.text);
        if due.is_none() {
            let place = format!("`due` of {}", self.what);
            self.sink.push(problems::unknown_word(&place, &written, Code::UnknownValue, &Due::WORDS));
        }
        due
    }

    /// Yes or no; no when left out.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        let Some(written) = self.text(key) else { return false };
        if !["true", "false"].contains(&&*written.text) {
            let place = format!("`{key}` of {}", self.what);
            self.sink.push(problems::unknown_word(&place, &written, Code::UnknownValue, &["true", "false"]));
        }
        &*written.text == "true"
    }

    /// How versions are ordered; as those of plugins are when left out.
    pub(super) fn scheme(&mut self) -> Scheme {
        let Some(written) = self.text("scheme") else { return Scheme::Php };
        Scheme::parse(&written.text).unwrap_or_else(|| {
            let place = format!("`scheme` of {}", self.what);
            self.sink.push(problems::unknown_word(&place, &written, Code::UnknownValue, &Scheme::ALL.map(Scheme::name)));
            Scheme::Php
        })
    }

    /// The strengths of an action, from smaller to larger.
    pub(super) fn strengths(&mut self) -> Vec<&'static str> {
        let written = self.list("strengths");
        let place = format!("a strength of {}", self.what);
        for word in &written {
            if !BLOCK_STRENGTHS.contains(&&*word.text) {
                self.sink.push(problems::unknown_word(&place, word, Code::UnknownStrength, &BLOCK_STRENGTHS));
            }
        }
        BLOCK_STRENGTHS.into_iter().filter(|known| written.iter().any(|w| &*w.text == *known)).collect()
    }

    fn value(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().find(|e| e.key.text == key).map(|e| &e.value)
    }
}

/// The entries of a mapping; anything else is reported, and nothing at all reads as a mapping without keys.
pub(super) fn mapping<'a>(what: &str, node: &'a Node, sink: &mut Sink) -> Option<&'a [document::Entry]> {
    if matches!(node.kind, Form::Map(_)) || node.is_null() {
        return Some(node.entries());
    }
    sink.push(problems::wrong_shape(what, "a mapping", node));
    None
}
