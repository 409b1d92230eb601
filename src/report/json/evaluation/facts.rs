//! The table of the facts that reasons name, each once; a reason refers to them by their place in it.
//! What is missing and what decides is found by `explain`.

use std::collections::HashMap;

use super::Fact;
use crate::condition::context::Leaf;
use crate::explain::items::OfMany;
use crate::text::{Sources, Span};

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
        let new = super::told(&told, sources);
        let of = told.items.map(|(_, of)| (of.count, of.first));
        let next = self.facts.len();
        let place = *self.known.entry((new.fact.clone(), new.state.clone(), new.basis, told.first.span, of)).or_insert(next);
        if place == next {
            self.facts.push(new);
        }
        place
    }
}
