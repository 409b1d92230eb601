//! Edits a text by spans: one value set, one entry added or removed, everything else kept to the byte.
//! Every edit is read again and compared with the tree that was meant; which facts to edit is left to `facts::change`.

mod splice;
mod write;

use super::node::{Entry, Key, Kind, Node, Scalar};
use super::parse;
use crate::diagnostic::Sink;
use crate::text::{Masked, Sources, Span};

pub use splice::Splice;

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key; a key that is missing is added.
    Key(String),
    /// An element of a list, by its place.
    Element(usize),
    /// A new element at the end of a list.
    Append,
}

/// One change of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub steps: Vec<Step>,
    /// The value there; none removes the entry or element.
    pub to: Option<Node>,
}

/// A text that is edited step by step.
#[derive(Debug)]
pub struct Editor {
    name: String,
    text: Masked,
    root: Node,
    splices: Vec<Splice>,
}

impl Editor {
    /// Reads a text to edit; the message says why it can't be.
    pub fn open(name: &str, text: Masked) -> Result<Self, String> {
        let root = read(name, &text)?;
        Ok(Self { name: name.to_owned(), text, root, splices: Vec::new() })
    }

    /// The tree as it is now.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The text as it is now.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// What was done, each splice on the text that the one before it left.
    pub fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// Applies one edit. Nothing is changed when the message says why it can't be done.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), String> {
        let mut meant = self.root.clone();
        if !in_tree(&mut meant, edit) {
            return Err("there is no such place in the document".to_owned());
        }
        if same(&meant, &self.root) {
            return Ok(());
        }
        for splice in splice::candidates(self.text.as_str(), &self.root, edit, self.name.ends_with(".json")) {
            let Some(text) = splice.on(&self.text) else { continue };
            // What is read again must be what was meant.
            if let Ok(root) = read(&self.name, &text)
                && same(&root, &meant)
            {
                (self.text, self.root) = (text, root);
                self.splices.push(splice);
                return Ok(());
            }
        }
        Err("the text around it is written in a way that can't be edited without changing something else".to_owned())
    }
}

fn read(name: &str, text: &Masked) -> Result<Node, String> {
    let mut sources = Sources::new();
    let id = sources.add_masked(name, text.clone());
    let mut sink = Sink::new();
    match parse(&sources, id, &mut sink) {
        Some(document) if !sink.has_errors() => Ok(document.root),
        _ => Err("it can't be read".to_owned()),
    }
}

/// Applies an edit to a tree; false where the way leads nowhere. A scalar in the way gives place to what is needed there.
pub fn in_tree(root: &mut Node, edit: &Edit) -> bool {
    match (edit.steps.as_slice(), &edit.to) {
        ([], Some(to)) => {
            *root = to.clone();
            true
        }
        ([], None) => false,
        ([step], None) => remove(root, step),
        ([step, rest @ ..], to) => {
            let inner = Edit { steps: rest.to_vec(), to: to.clone() };
            let span = Span { end: root.span.start, ..root.span };
            let fresh = || Node { span, kind: Kind::Scalar(Scalar { text: String::new(), plain: true }) };
            match step {
                Step::Key(name) => {
                    if to.is_none() && root.get(name).is_none() {
                        return false;
                    }
                    if matches!(root.kind, Kind::Scalar(_)) {
                        root.kind = Kind::Map(Vec::new());
                    }
                    let Kind::Map(entries) = &mut root.kind else { return false };
                    if let Some(entry) = entries.iter_mut().find(|e| e.key.text == *name) {
                        return in_tree(&mut entry.value, &inner);
                    }
                    let mut value = fresh();
                    let done = in_tree(&mut value, &inner);
                    entries.push(Entry { key: Key { text: name.clone(), span }, value });
                    done
                }
                Step::Element(place) => match &mut root.kind {
                    Kind::List(elements) => elements.get_mut(*place).is_some_and(|element| in_tree(element, &inner)),
                    _ => false,
                },
                Step::Append => {
                    if matches!(root.kind, Kind::Scalar(_)) {
                        root.kind = Kind::List(Vec::new());
                    }
                    let Kind::List(elements) = &mut root.kind else { return false };
                    let mut element = fresh();
                    let done = in_tree(&mut element, &inner);
                    elements.push(element);
                    done
                }
            }
        }
    }
}

fn remove(root: &mut Node, step: &Step) -> bool {
    match (&mut root.kind, step) {
        (Kind::Map(entries), Step::Key(name)) => {
            let before = entries.len();
            entries.retain(|e| e.key.text != *name);
            entries.len() < before
        }
        (Kind::List(elements), Step::Element(place)) if *place < elements.len() => {
            elements.remove(*place);
            true
        }
        _ => false,
    }
}

/// Whether two trees say the same, wherever it stands and however it is quoted.
pub fn same(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Scalar(x), Kind::Scalar(y)) => x.is_null() == y.is_null() && (x.is_null() || x.text == y.text),
        (Kind::List(x), Kind::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Kind::Map(x), Kind::Map(y)) => {
            x.len() == y.len()
                && x.iter().all(|e| y.iter().find(|f| f.key.text == e.key.text).is_some_and(|f| same(&e.value, &f.value)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
