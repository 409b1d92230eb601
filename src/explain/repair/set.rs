//! Sets of changes, at most one of each fact: what they cost, how they are told apart.
//! Which of them work is left to the searches.

use std::collections::BTreeMap;

use super::fixes::Move;
use crate::facts::{Change, FactPath};

/// What is changed: a fact, or the moment where there is no path.
pub(super) type Slot = Option<FactPath>;
/// A set of changes, one for each fact.
pub(super) type Set = BTreeMap<Slot, Move>;

/// The sum of the costs.
pub(super) fn cost(set: &Set) -> u32 {
    set.values().map(|made| made.action.cost).sum()
}

/// The changes.
pub(super) fn changes(set: &Set) -> Vec<Change> {
    set.values().map(|m| m.change.clone()).collect()
}

/// The changes as text, by which sets are known again.
pub(super) fn key(set: &Set) -> String {
    let text = |(slot, m): (&Slot, &Move)| {
        let path = slot.as_ref().map_or_else(|| "now".to_owned(), ToString::to_string);
        format!("{path}={}", m.change.value().unwrap_or_else(|| "-".to_owned()))
    };
    set.iter().map(text).collect::<Vec<_>>().join(" ; ")
}
