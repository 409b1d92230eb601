//! Facts as they are told in JSON, the steps of a derivation that read them, and the table of those that reasons name, each once.
//! What is missing and what decides is found by `explain`.

use std::collections::HashMap;

use serde::Serialize;

use super::{Point, point};
use crate::condition::context::Leaf;
use crate::explain::derivation::Step;
use crate::explain::items::{self as many, OfMany};
use crate::explain::narrate;
use crate::facts::fact::Basis;
use crate::text::printable::printable;
use crate::text::{Sources, Span};

#[derive(Debug, Serialize)]
pub(in crate::report::json) struct Fact {
    fact: String,
    state: String,
    basis: &'static str,
    place: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Items>,
}

#[derive(Debug, Serialize)]
pub(in crate::report::json) struct JsonStep {
    text: String,
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    see: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<Fact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<JsonStep>,
}

#[derive(Debug, Serialize)]
pub(super) struct Items {
    count: usize,
    first: Vec<String>,
}

/// What makes a fact the same: what it says of whom, and where.
type Key = (String, String, &'static str, Option<Span>, Option<(usize, Vec<String>)>);

/// The facts, and the place of each.
#[derive(Debug, Default)]
pub(super) struct Table {
    facts: Vec<Fact>,
    known: HashMap<Key, usize>,
}

impl Table {
    /// The places of facts, which are added where they are new.
    pub fn places(&mut self, told: Vec<OfMany<Leaf>>, sources: &Sources) -> Vec<usize> {
        let mut out: Vec<usize> = told.into_iter().map(|one| self.place(one, sources)).collect();
        out.dedup();
        out
    }

    /// All of them.
    pub fn finish(self) -> Vec<Fact> {
        self.facts
    }

    fn place(&mut self, told: OfMany<Leaf>, sources: &Sources) -> usize {
        let new = as_told(&told, sources);
        let of = told.items.map(|(_, of)| (of.count, of.first));
        let next = self.facts.len();
        let place = *self.known.entry((new.fact.clone(), new.state.clone(), new.basis, told.first.span, of)).or_insert(next);
        if place == next {
            self.facts.push(new);
        }
        place
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::LeftOut => "left-out",
        Basis::Default => "default",
        Basis::NotConfirmed => "not-confirmed",
        Basis::NoEvent => "no-event",
        Basis::InventoryComplete => "inventory-complete",
        Basis::Computed => "computed",
        Basis::Given => "given",
    }
}

pub(in crate::report::json) fn fact(leaf: &Leaf, sources: &Sources) -> Fact {
    Fact {
        fact: printable(leaf.path.text()).into_owned(),
        state: narrate::found(leaf),
        basis: basis(leaf.basis),
        place: leaf.span.map(|s| point(s, sources)),
        items: None,
    }
}

/// A fact, or what it is of many items.
fn as_told(told: &OfMany<Leaf>, sources: &Sources) -> Fact {
    let mut fact = fact(&told.first, sources);
    if let Some((general, of)) = &told.items {
        fact.fact = printable(general.text()).into_owned();
        fact.items = Some(items(of));
    }
    fact
}

pub(in crate::report::json) fn step(from: &Step, sources: &Sources) -> JsonStep {
    JsonStep {
        text: from.text.clone(),
        answer: from.truth.name(),
        place: from.span.map(|s| point(s, sources)),
        see: from.see,
        number: from.number,
        facts: from.leaves.iter().map(|l| as_told(l, sources)).collect(),
        steps: from.steps.iter().map(|s| step(s, sources)).collect(),
    }
}

/// Items of which the first are named.
pub(super) fn items(of: &many::Items) -> Items {
    Items { count: of.count, first: of.first.iter().map(|id| printable(id).into_owned()).collect() }
}
