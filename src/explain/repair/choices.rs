//! The changes that a search may make, as literals: which are made, that no two of them are in each other's way, and what they cost.
//! What must come of them is said by `encode`, which of them to make by the search.

use std::collections::BTreeMap;

use super::moves::Move;
use super::set::{Set, Slot};
use crate::symbolic::{Bits, Choice, Circuit, Lit};

/// One unit of cost, so that of sets that cost the same one with fewer changes is preferred.
const COST: u32 = 10_000;
/// One change, so that of those the one with the more natural values is preferred.
const CHANGE: u32 = 100;

/// The changes so far, and the clauses about them.
pub(crate) struct Choices {
    /// The clauses.
    pub(crate) circuit: Circuit,
    /// What each change costs.
    pub(crate) costs: Vec<Choice>,
    /// Whether something was left to be found out by evaluating it, so that nothing is said of all sets of changes.
    pub(crate) guessed: bool,
    /// Whether moments lie to each other as the values do that are looked at; else they may lie either way.
    pub(crate) exact: Lit,
    /// The changes by what they change: whether each is made.
    made: BTreeMap<Slot, Vec<(Move, Lit)>>,
    /// Whether a fact is changed at all.
    changed: BTreeMap<Slot, Lit>,
    /// How many changes of a fact the tables tell apart that know it.
    told: BTreeMap<Slot, usize>,
}

impl Choices {
    /// Without changes; the budget is that of the solver.
    pub(crate) fn new(budget: u64) -> Self {
        let mut circuit = Circuit::new(budget);
        let exact = circuit.fresh();
        Self {
            circuit,
            exact,
            costs: Vec::new(),
            guessed: false,
            made: BTreeMap::new(),
            changed: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    /// Whether a change is made; of what overlaps with it nothing is. Of changes that cost the same a lower rank is preferred.
    pub(super) fn lit(&mut self, slot: &Slot, made: &Move, rank: u32) -> Lit {
        if let Some((_, lit)) = self.made.get(slot).and_then(|moves| moves.iter().find(|(known, _)| known == made)) {
            return *lit;
        }
        // A table that knows the fact, and not this change of it, says nothing of it.
        self.guessed |= self.told.contains_key(slot);
        let lit = self.circuit.fresh();
        for (_, moves) in self.made.iter().filter(|(other, _)| overlap(slot, other)) {
            for (_, other) in moves {
                self.circuit.require(&[lit.not(), other.not()]);
            }
        }
        let changed = *self.changed.entry(slot.clone()).or_insert_with(|| self.circuit.fresh());
        self.circuit.require(&[lit.not(), changed]);
        let cost = made.action.cost.saturating_mul(COST).saturating_add(CHANGE + rank.min(CHANGE - 1));
        self.costs.push(Choice { lit, cost });
        self.made.entry(slot.clone()).or_default().push((made.clone(), lit));
        lit
    }

    /// A table tells so many changes of a fact apart.
    pub(super) fn told(&mut self, slot: &Slot, count: usize) {
        self.guessed |= self.made.get(slot).is_some_and(|made| made.len() > count);
        self.told.insert(slot.clone(), count);
    }

    /// An answer of which nothing is said: whoever evaluates finds out.
    pub(super) fn open(&mut self) -> Bits {
        self.guessed = true;
        let bits = Bits { yes: self.circuit.fresh(), no: self.circuit.fresh(), later: self.circuit.fresh() };
        self.circuit.require(&[bits.yes, bits.no, bits.later]);
        bits
    }

    /// The changes that are made when these literals hold.
    pub(crate) fn set(&self, lits: &[Lit]) -> Set {
        let chosen = |moves: &Vec<(Move, Lit)>| moves.iter().find(|(_, lit)| lits.contains(lit)).map(|(made, _)| made.clone());
        self.made.iter().filter_map(|(slot, moves)| Some((slot.clone(), chosen(moves)?))).collect()
    }

    /// From now on one of these facts is not changed.
    pub(super) fn exclude(&mut self, set: &Set) {
        let unchanged: Vec<Lit> = set.keys().filter_map(|slot| self.changed.get(slot)).map(|lit| lit.not()).collect();
        self.circuit.require(&unchanged);
    }
}

/// Whether two changes can't both be made, or one reaches the other: the same fact, or one in the other.
pub(super) fn overlap(one: &Slot, other: &Slot) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.holds(other) || other.holds(one),
        (None, _) | (_, None) => one == other,
    }
}
