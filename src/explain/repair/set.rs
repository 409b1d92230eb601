//! Sets of changes, at most one of each fact.
//! Which of them work is left to the searches.

use std::collections::BTreeMap;

use super::moves::Move;
use crate::facts::{Change, FactPath};

/// What is changed: a fact, or the moment where there is no path.
pub(crate) type Slot = Option<FactPath>;
/// A set of changes, one for each fact.
pub(crate) type Set = BTreeMap<Slot, Move>;

/// The changes.
pub(crate) fn changes(set: &Set) -> Vec<Change> {
    set.values().map(|m| m.change.clone()).collect()
}
