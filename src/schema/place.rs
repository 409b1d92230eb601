//! Follows a JSON pointer at once through a document and through its shape, to where a problem is shown.
//! What the problem is, is `fault`'s business.

use super::index::Index;
use super::shape::{Form, Shape};
use crate::document::{Kind, Node};
use crate::text::Span;

/// Where a pointer leads.
pub(super) struct Place<'a> {
    /// The node there, or the nearest above it that is written.
    pub node: &'a Node,
    /// The key it stands under; none at the root and for elements of a list.
    pub key: Option<Span>,
    /// Its shape, as far as the schema knows the way.
    pub shape: Option<&'a Shape>,
    /// The path as policies write it, with the root's name.
    pub path: String,
    /// The last name on the way, without elements of lists.
    pub name: String,
    /// The shapes passed on the way, from the root to the one above this place, with their paths.
    pub above: Vec<(String, &'a Shape)>,
    /// Whether the last step was one into a list.
    pub element: bool,
    /// Whether the document is JSON.
    pub json: bool,
    /// Where keys and elements are.
    pub index: &'a Index<'a>,
}

impl<'a> Place<'a> {
    /// Follows `pointer` from the root of a document called `name` in paths.
    pub(super) fn find(root: &'a Node, shape: &'a Shape, name: &str, pointer: &str, index: &'a Index<'a>) -> Self {
        let mut place = Self {
            node: root,
            key: None,
            shape: Some(shape),
            path: name.to_owned(),
            name: name.to_owned(),
            above: Vec::new(),
            element: false,
            json: false,
            index,
        };
        for segment in pointer.split('/').skip(1) {
            if !place.step(&segment.replace("~1", "/").replace("~0", "~")) {
                break;
            }
        }
        place
    }

    fn step(&mut self, segment: &str) -> bool {
        let shape = self.shape;
        let is_list = match shape {
            Some(shape) => matches!(shape.form, Form::List(_)),
            None => matches!(self.node.kind, Kind::List(_)),
        };
        if is_list {
            // An open list is written as a mapping: `{ partial: true, items: [...] }`.
            let list = self.node.get("items").unwrap_or(self.node);
            let inner = shape.and_then(Shape::element);
            let element = segment.parse().ok().and_then(|n: usize| self.index.counted(list, inner, n));
            let Some((at, element)) = element else { return false };
            self.go(inner);
            self.path.push_str(&match element.get("id").and_then(Node::text) {
                Some(id) => step_text(id),
                None => format!("[{at}]"),
            });
            (self.node, self.key, self.element) = (element, None, true);
        } else {
            let Some(entry) = self.index.named(self.node, shape, segment) else {
                return false;
            };
            self.go(shape.and_then(|shape| shape.field(segment)));
            self.path.push_str(&step_text(segment));
            segment.clone_into(&mut self.name);
            (self.node, self.key, self.element) = (&entry.value, Some(entry.key.span), false);
        }
        true
    }

    fn go(&mut self, next: Option<&'a Shape>) {
        if let Some(shape) = self.shape {
            self.above.push((self.path.clone(), shape));
        }
        self.shape = next;
    }

    /// Whether it must be stated.
    pub(super) fn is_required(&self) -> bool {
        let around = self.above.last().and_then(|(_, shape)| shape.record()).filter(|_| !self.element);
        around.is_some_and(|record| record.required.iter().any(|name| **name == *self.name))
    }

    /// Where a problem with the value is shown: the value when it is one piece of text, else its key.
    pub(super) fn span(&self) -> Span {
        match &self.node.kind {
            Kind::Scalar(_) if !self.node.span.is_empty() => self.node.span,
            _ => self.key.or_else(|| self.node.entries().first().map(|entry| entry.key.span)).unwrap_or(self.node.span),
        }
    }
}

/// Whether an element states that it is unknown, or is none where that has a meaning.
pub(super) fn says_nothing(node: &Node, shape: Option<&Shape>) -> bool {
    match shape {
        Some(shape) => shape.said(node).is_some_and(|said| !said.is_wrong()),
        None => node.is_null(),
    }
}

/// A name as a step of a path.
pub(super) fn step_text(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if plain { format!(".{name}") } else { format!("[\"{name}\"]") }
}
