//! What a document leaves open of a skeleton: unknown facts and confirmations that nobody gave.
//! What leaving a fact out means is said by the schemas.

use super::part::{Below, Part};
use crate::document::{Kind, Node};
use crate::facts::spell::spelled_again;
use crate::schema::FactKind;
use crate::schema::note::ItemKind;
use crate::schema::shape::{Form, Shape};
use crate::text::nothing::is_blank;
use crate::value::{Phase, Ty};
use crate::vocabulary::{Match, Vocabulary, resolve};

/// The parts that the document `root` lacks, with the required keys as it states them, and how many facts can be known in a
/// later phase only.
pub(super) fn missing<'s>(parts: &[Part<'s>], root: &Node, shape: &Shape, vocabulary: &Vocabulary) -> (Vec<Part<'s>>, usize) {
    let named = spelled_again(root, shape);
    let root = named.as_ref().unwrap_or(root);
    let phase = root.get("phase").and_then(Node::text).and_then(Phase::parse).unwrap_or(Phase::Before);
    let complete = shape.field("inventory").is_some() && root.get("inventory").and_then(Node::text) == Some("complete");
    let mut reader = Reader { vocabulary, phase, complete, later: 0 };
    (reader.keys(parts, Some(root), None), reader.later)
}

struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    phase: Phase,
    complete: bool,
    later: usize,
}

impl Reader<'_> {
    /// The keys of a mapping that are missing; `item` is the kind of item that the mapping is.
    fn keys<'s>(&mut self, parts: &[Part<'s>], node: Option<&Node>, item: Option<&ItemKind>) -> Vec<Part<'s>> {
        let mut out = Vec::new();
        for part in parts {
            let written = node.and_then(|node| node.get(&part.name)).filter(|node| is_stated(node));
            if part.required {
                let value = written.and_then(Node::text).map(str::to_owned).or_else(|| part.value.clone());
                out.push(Part { value, ..part.clone() });
            } else if !(written.is_none() && self.follows(part, node, item)) {
                out.extend(self.part(part, written));
            }
        }
        out
    }

    /// Whether an unstated fact follows from its list or from what stands beside it.
    fn follows(&self, part: &Part<'_>, node: Option<&Node>, item: Option<&ItemKind>) -> bool {
        let beside = |name: &str| node.and_then(|node| node.get(name)).filter(|n| is_stated(n)).and_then(Node::text);
        match (part.name.as_str(), part.shape.ty()) {
            ("area", Some(Ty::Area)) if item.is_some_and(|item| item.area.is_some()) => true,
            ("category", Some(Ty::Category)) if item.is_some_and(|item| item.category.is_some()) => true,
            ("trigger", _) if item.is_some() => beside("next_run").is_some_and(|next| next != "none"),
            ("area", Some(Ty::Area)) => {
                beside("name").is_some_and(|name| matches!(resolve(self.vocabulary, name), Match::Exact(_)))
            }
            _ => false,
        }
    }

    fn part<'s>(&mut self, part: &Part<'s>, node: Option<&Node>) -> Option<Part<'s>> {
        let note = &part.shape.note;
        if note.known_from.is_some_and(|from| !self.phase.reaches(from)) {
            self.later += leaves(part);
            return None;
        }
        let assumed = note.default.is_some() || note.kind == FactKind::Event || (note.item.is_some() && self.complete);
        if node.is_none() && assumed {
            return None;
        }
        let below = match (&part.below, node) {
            (Below::Nothing, Some(_)) => return None,
            (Below::Nothing, None) => Below::Nothing,
            // `none`, or something that `check` complains about.
            (_, Some(node)) if matches!(node.kind, Kind::Scalar(_)) => return None,
            (Below::Keys(parts), node) => Below::Keys(filled(match (&part.shape.form, node) {
                (Form::Map { .. }, Some(node)) => self.values(parts, node),
                (Form::Record(record), Some(node)) => {
                    // A free key that stated keys leave out is none, unless there are more than those.
                    let open = match node.get("partial").and_then(Node::text) {
                        Some(said) => said == "true",
                        None => note.partial,
                    };
                    let asked = |part: &&Part<'s>| {
                        let apart = record.fields.get(part.name.as_str()).is_some_and(|field| !record.is_entry(field));
                        open || apart || node.get(&part.name).is_some()
                    };
                    let parts: Vec<Part<'s>> = parts.iter().filter(asked).cloned().collect();
                    self.keys(&parts, Some(node), None)
                }
                _ => self.keys(parts, node, None),
            })?),
            (Below::Elements(elements), Some(node)) => Below::Elements(filled(self.elements(elements, node, part.shape))?),
            (Below::Elements(elements), None) => {
                let item = note.item.as_ref();
                Below::Elements(elements.iter().map(|fields| self.keys(fields, None, item)).collect())
            }
        };
        Some(Part { below, ..part.clone() })
    }

    /// What is missing under each key of a map; a key that it lacks is none.
    fn values<'s>(&mut self, parts: &[Part<'s>], node: &Node) -> Vec<Part<'s>> {
        let Some(pattern) = parts.first() else { return Vec::new() };
        let entries = node.entries().iter().filter(|e| e.key.text != "partial" && !e.key.text.starts_with("x-"));
        let missing = entries.filter_map(|entry| {
            let named = Part { name: entry.key.text.clone(), ..pattern.clone() };
            self.part(&named, Some(&entry.value).filter(|node| is_stated(node)))
        });
        missing.collect()
    }

    /// What is missing in each element that can be named.
    fn elements<'s>(&mut self, pattern: &[Vec<Part<'s>>], node: &Node, list: &Shape) -> Vec<Vec<Part<'s>>> {
        let Some(fields) = pattern.first() else { return Vec::new() };
        let elements =
            if matches!(node.kind, Kind::Map(_)) { node.get("items").map_or(&[][..], Node::elements) } else { node.elements() };
        let mut out = Vec::new();
        for element in elements {
            let missing = self.keys(fields, Some(element), list.note.item.as_ref());
            let named = missing.iter().filter(|part| part.required).all(|part| element.get(&part.name).is_some_and(is_stated));
            if named && missing.first().is_some_and(|part| part.required) && missing.iter().any(|part| !part.required) {
                out.push(missing);
            }
        }
        out
    }
}

/// A mapping or list in which something is missing.
fn filled<T>(found: Vec<T>) -> Option<Vec<T>> {
    (!found.is_empty()).then_some(found)
}

fn is_stated(node: &Node) -> bool {
    !node.is_null() && !node.text().is_some_and(|text| text == "unknown" || is_blank(text))
}

/// How many facts a part asks for.
fn leaves(part: &Part<'_>) -> usize {
    match &part.below {
        Below::Nothing => 1,
        Below::Keys(parts) => parts.iter().map(leaves).sum(),
        Below::Elements(elements) => elements.iter().flatten().map(leaves).sum(),
    }
}
