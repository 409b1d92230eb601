//! Pairs of facts that can't stand in any order: `relations` in the `x-holdpoint` of the record that both are reached from.
//! Comparing what is stated is left to `facts::relations`.

use std::sync::LazyLock;

use super::extend::Schemas;
use super::keywords::check_keys;
use super::problem::bad;
use super::shape::Shape;
use crate::diagnostic::Sink;
use crate::document::{Kind, Node};
use crate::text::{NamedPath, Span, wording};
use crate::value::{Scheme, Ty};

/// The keys of a relation.
const KEYS: [&str; 5] = ["first", "then", "must", "anywhere", "because"];

/// Two facts of which only some pairs of values can both be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The path of the earlier or smaller one, from the record; a path that begins with `release`, `site` or `update` leads from there.
    pub first: NamedPath,
    /// The path of the other one.
    pub then: NamedPath,
    /// What must be so.
    pub must: Must,
    /// Whether a date of the first is a day of an unknown zone, such as that of the vendor.
    pub anywhere: bool,
    /// Why, as a sentence.
    pub because: String,
    /// Where the schema says so.
    pub span: Option<Span>,
}

/// What must be so of two facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// The first is before the other, or at the same time.
    NotAfter,
    /// The first is before the other.
    Before,
    /// They are not the same.
    Differ,
}

impl Must {
    const ALL: [(&'static str, Must); 3] = [("not-after", Must::NotAfter), ("before", Must::Before), ("differ", Must::Differ)];

    /// How a sentence says it, between the two.
    pub fn says(self) -> &'static str {
        match self {
            Must::NotAfter => "is never after",
            Must::Before => "is always before",
            Must::Differ => "is never the same as",
        }
    }
}

/// A window opens before it closes, whether its schema says so or not.
pub fn of_window(shape: &Shape) -> Option<Relation> {
    static ENDS: LazyLock<[NamedPath; 2]> = LazyLock::new(|| ["start", "end"].map(NamedPath::read));
    let instant = |name: &str| shape.record()?.fields.get(name)?.ty().filter(|ty| **ty == Ty::Instant);
    let [start, end] = &*ENDS;
    instant("start").and(instant("end")).map(|_| Relation {
        first: start.clone(),
        then: end.clone(),
        must: Must::Before,
        anywhere: false,
        because: "What ends at its start, or before it, is never in force.".to_owned(),
        span: shape.note.span,
    })
}

/// Reads the relations of a record.
pub(super) fn read(node: &Node, sink: &mut Sink) -> Vec<Relation> {
    let Kind::List(elements) = &node.kind else {
        let help = "write `[{ \"first\": \"start\", \"then\": \"end\", \"must\": \"before\", \"because\": \"…\" }]`";
        sink.push(bad(node.span, "`relations` is not a list", "this needs a list", help));
        return Vec::new();
    };
    elements.iter().filter_map(|one| relation(one, sink)).collect()
}

fn relation(node: &Node, sink: &mut Sink) -> Option<Relation> {
    check_keys(node, "relations", &KEYS, sink);
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let (Some(first), Some(then), Some(because)) = (text("first"), text("then"), text("because")) else {
        let help = "write `\"first\"`, `\"then\"` and `\"because\"`, a sentence for a site owner";
        sink.push(bad(node.span, "a relation doesn't say what it relates, or why", "a part is missing here", help));
        return None;
    };
    let word = text("must").unwrap_or_default();
    let Some((_, must)) = Must::ALL.into_iter().find(|(name, _)| *name == word) else {
        let words = wording::list_or(&wording::quote_all(&Must::ALL.map(|(name, _)| name)));
        let at = node.get("must").map_or(node.span, |must| must.span);
        sink.push(bad(
            at,
            "a relation doesn't say what must be so",
            "no such relation",
            format!("write `\"must\"` with {words}"),
        ));
        return None;
    };
    let anywhere = text("anywhere").as_deref() == Some("true");
    let (first, then) = (NamedPath::read(&first), NamedPath::read(&then));
    Some(Relation { first, then, must, anywhere, because, span: Some(node.span) })
}

impl Schemas {
    /// Reports relations that lead to no pair of facts which can be compared. Packs may have added either, so it is asked last.
    pub fn check_relations(&self, sink: &mut Sink) {
        for root in [&self.release, &self.site, &self.update] {
            root.walk(&mut |_, shape| {
                for relation in &shape.note.relations {
                    let types = [&relation.first, &relation.then].map(|path| self.related(shape, path).and_then(Shape::ty));
                    let fits = match types {
                        [Some(a), Some(b)] => shape.record().is_some() && a == b && (relation.must == Must::Differ || has_order(a)),
                        _ => false,
                    };
                    if let Some(span) = relation.span.filter(|_| !fits) {
                        let pair = wording::list_and(&wording::quote_all(&[&relation.first, &relation.then].map(ToString::to_string)));
                        let help = "name two fields of this record, or of `release`, `site` or `update`, that are versions, whole numbers or points in time";
                        sink.push(bad(span, format!("{pair} can't be compared"), "no such pair of facts", help));
                    }
                }
            });
        }
    }

    /// The shape at a path of a relation of a record.
    fn related<'s>(&'s self, record: &'s Shape, path: &NamedPath) -> Option<&'s Shape> {
        let (name, rest) = path.names().split_first()?;
        match self.root(name).filter(|_| record.field(name).is_none()) {
            Some(root) => root.at(rest),
            None => record.at(path.names()),
        }
    }
}

fn has_order(ty: &Ty) -> bool {
    match ty {
        Ty::Instant | Ty::Integer { .. } => true,
        Ty::Version(scheme) => *scheme != Scheme::Opaque,
        _ => false,
    }
}
