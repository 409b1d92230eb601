//! Puts the names of software in a document under one spelling each, and server extensions into their list, before it is read.
//! Which names there are is said by the shapes; values are read by `decode`, the places of everything stay as they were.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Key, Kind, Node, Scalar};
use crate::schema::shape::{Form, Record, Shape};
use crate::schema::software::{Software, is_name};
use crate::text::spelling::squeezed;
use crate::text::{Span, wording};
use crate::value::Ty;

/// The document with its names of software in one spelling; none when it has them already.
pub fn spelled(node: &Node, shape: &Shape, sink: &mut Sink) -> Option<Node> {
    match (&node.kind, &shape.form) {
        (Kind::List(elements), Form::List(element)) => list(node, elements, element, sink),
        // `{ partial: true, items: […] }`
        (Kind::Map(entries), Form::List(element)) => each(node, entries, sink, |entry, sink| match &entry.value.kind {
            Kind::List(elements) if entry.key.text == "items" => list(&entry.value, elements, element, sink),
            _ => None,
        }),
        (Kind::Map(entries), Form::Map { value, .. }) => each(node, entries, sink, |e, sink| spelled(&e.value, value, sink)),
        (Kind::Map(entries), Form::Record(record)) => {
            let below = |e: &Entry, sink: &mut Sink| spelled(&e.value, shape.field(&e.key.text)?, sink);
            let inner = each(node, entries, sink, below);
            let Some(software) = record.software() else { return inner };
            let entries = inner.as_ref().map_or(entries.as_slice(), Node::entries);
            Some(Node { span: node.span, kind: Kind::Map(named(entries, record, software, sink)) })
        }
        _ => None,
    }
}

/// The same, for somebody to whom what is wrong with names was told already.
pub fn spelled_again(node: &Node, shape: &Shape) -> Option<Node> {
    spelled(node, shape, &mut Sink::new())
}

fn each(
    node: &Node,
    entries: &[Entry],
    sink: &mut Sink,
    mut change: impl FnMut(&Entry, &mut Sink) -> Option<Node>,
) -> Option<Node> {
    let made: Vec<Option<Node>> = entries.iter().map(|entry| change(entry, sink)).collect();
    made.iter().any(Option::is_some).then(|| {
        let with = |(entry, new): (&Entry, Option<Node>)| Entry {
            key: entry.key.clone(),
            value: new.unwrap_or_else(|| entry.value.clone()),
        };
        Node { span: node.span, kind: Kind::Map(entries.iter().zip(made).map(with).collect()) }
    })
}

fn list(node: &Node, elements: &[Node], element: &Shape, sink: &mut Sink) -> Option<Node> {
    let one = |n: &Node, sink: &mut Sink| match (&element.note.extension, n.text()) {
        (Some(software), Some(text)) if !is_state(n) => {
            let name = software.extension_name(text);
            (*name != *text).then(|| scalar(&name, n.span))
        }
        _ => spelled(n, element, sink),
    };
    let made: Vec<Option<Node>> = elements.iter().map(|n| one(n, sink)).collect();
    made.iter().any(Option::is_some).then(|| {
        let with = |(old, new): (&Node, Option<Node>)| new.unwrap_or_else(|| old.clone());
        Node { span: node.span, kind: Kind::List(elements.iter().zip(made).map(with).collect()) }
    })
}

/// The entries of a map of software: each name once, in one spelling, extensions in their list.
fn named(entries: &[Entry], record: &Record, software: &Software, sink: &mut Sink) -> Vec<Entry> {
    let list = record.list_of_extensions();
    let mut out: Vec<Entry> = Vec::with_capacity(entries.len());
    let mut found = Extensions::default();
    let mut seen: BTreeMap<Arc<str>, &Key> = BTreeMap::new();
    for entry in entries {
        if !is_name(&entry.key.text) {
            out.push(entry.clone());
            continue;
        }
        let name = record.key_of(&entry.key.text);
        if list.as_ref() == Some(&name) && *name != *entry.key.text {
            found.all_of(entry);
            continue;
        }
        if list.is_some()
            && let Some(extension) = software.extension(&entry.key.text)
            && found.one(&extension, entry)
        {
            continue;
        }
        if let Some(first) = seen.insert(name.clone(), &entry.key) {
            sink.push(twice(&entry.key, first, software.title(&name)));
            continue;
        }
        let is_entry = record.fields.get(&name).is_none_or(|field| record.is_entry(field));
        let ty = record.rest.as_deref().and_then(Shape::ty).filter(|_| is_entry);
        let value = ty.and_then(|ty| version(&entry.value, ty, &name, software, sink)).unwrap_or_else(|| entry.value.clone());
        out.push(Entry { key: Key { text: name.to_string(), span: entry.key.span }, value });
    }
    if let Some(list) = list {
        found.put(&list, &mut out, software);
    }
    out
}

fn twice(again: &Key, first: &Key, title: &str) -> Diagnostic {
    let headline = format!("{} and {} are the same software", wording::quote(&first.text), wording::quote(&again.text));
    Diagnostic::new(Code::DuplicateKey, headline)
        .at(again.span, format!("{title} again"))
        .at(first.span, format!("{title} is stated here"))
        .help(format!(
            "keep one of them, and remove the other: {} or {}",
            wording::quote(&first.text),
            wording::quote(&again.text)
        ))
}

/// The value of a key without the name of its software before it (`PHP 8.1`). A version that names other software is one of
/// that: nothing is known of this one then.
fn version(value: &Node, ty: &Ty, name: &str, software: &Software, sink: &mut Sink) -> Option<Node> {
    let text = value.text().map(str::trim).filter(|_| !is_state(value))?;
    let digit = text.find(|c: char| !c.is_alphabetic() && !c.is_whitespace() && !matches!(c, '-' | '_' | ':'))?;
    let (before, bare) = text.split_at_checked(digit)?;
    let before = before.trim_end_matches([':', '-', '_', ' ']);
    let own = !squeezed(before).is_empty() && *software.name(before) == *name;
    if own {
        return Some(scalar(bare, value.span));
    }
    let other = software.instead_of(name, text).filter(|_| matches!(ty, Ty::Version(_)))?;
    let (title, real) = (software.title(name), software.title(other));
    sink.push(
        Diagnostic::new(Code::ContradictoryFacts, format!("{} is a version of {real}, not of {title}", wording::quote(text)))
            .at(value.span, format!("names {real}"))
            .help(format!("write {}", wording::quote(&format!("{other}: {text}"))))
            .note("treated as unknown"),
    );
    Some(scalar("unknown", value.span))
}

/// The extensions that keys ask for.
#[derive(Default)]
struct Extensions {
    elements: Vec<Node>,
    /// Whether there may be others.
    open: bool,
    at: Option<Span>,
}

impl Extensions {
    /// Takes up what a key says of one extension. False where it asks for a version, too.
    fn one(&mut self, extension: &str, entry: &Entry) -> bool {
        match entry.value.text().map(str::trim) {
            Some("none") => return true,
            None if entry.value.is_null() => self.open = true,
            Some("unknown") => self.open = true,
            _ => self.elements.push(scalar(extension, entry.key.span)),
        }
        self.at = self.at.or(Some(entry.key.span));
        matches!(entry.value.text().map(str::trim), None | Some("*" | "true" | "unknown"))
            && !matches!(entry.value.kind, Kind::List(_) | Kind::Map(_))
    }

    /// Takes up a list under another key: `extension: mbstring`.
    fn all_of(&mut self, entry: &Entry) {
        self.at = self.at.or(Some(entry.key.span));
        match &entry.value.kind {
            Kind::Scalar(_) if is_state(&entry.value) => self.open |= entry.value.text() != Some("none"),
            Kind::Scalar(_) => self.elements.push(entry.value.clone()),
            Kind::List(elements) => self.elements.extend(elements.iter().cloned()),
            Kind::Map(_) => {
                self.elements.extend(entry.value.get("items").map(Node::elements).unwrap_or_default().iter().cloned());
                self.open |= entry.value.get("partial").and_then(Node::text) != Some("false");
            }
        }
    }

    /// Adds them to the list beside the keys.
    fn put(self, list: &str, out: &mut Vec<Entry>, software: &Software) {
        let Some(at) = self.at else { return };
        let name = |node: Node| match node.text() {
            Some(text) if !is_state(&node) => scalar(&software.extension_name(text), node.span),
            _ => node,
        };
        let mut added: Vec<Node> = self.elements.into_iter().map(name).collect();
        let place = match out.iter().position(|e| e.key.text == list) {
            Some(place) => place,
            None => {
                let value = Node { span: at, kind: Kind::List(Vec::new()) };
                out.push(Entry { key: Key { text: list.to_owned(), span: at }, value });
                out.len() - 1
            }
        };
        let Some(entry) = out.get_mut(place) else { return };
        let mut open = self.open;
        let mut elements = match &entry.value.kind {
            Kind::List(elements) => elements.clone(),
            Kind::Map(_) if entry.value.get("items").is_none_or(|i| matches!(i.kind, Kind::List(_))) => {
                open |= entry.value.get("partial").and_then(Node::text) == Some("true");
                entry.value.get("items").map(Node::elements).unwrap_or_default().to_vec()
            }
            Kind::Scalar(_) if is_state(&entry.value) => {
                open |= entry.value.text() != Some("none");
                Vec::new()
            }
            // What is no list is told as that.
            _ => return,
        };
        added.retain(|new| !elements.iter().any(|known| known.text() == new.text()));
        elements.append(&mut added);
        let span = entry.value.span;
        let all = Node { span, kind: Kind::List(elements) };
        let key = |text: &str| Key { text: text.to_owned(), span: at };
        entry.value = if open {
            let entries = vec![Entry { key: key("partial"), value: scalar("true", at) }, Entry { key: key("items"), value: all }];
            Node { span, kind: Kind::Map(entries) }
        } else {
            all
        };
    }
}

/// Whether a node says nothing, or that there is nothing.
fn is_state(node: &Node) -> bool {
    node.is_null() || matches!(node.text(), Some("unknown" | "none"))
}

fn scalar(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar(Scalar { text: text.to_owned(), plain: true }) }
}
