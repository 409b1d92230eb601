//! The exact search: every set of changes in the order of its cost, so that what it ends with is cheapest beyond doubt.
//! A set that works must touch what each reason in the way reads; so sets grow by one change that such a reason can tell.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::Goal;
use super::cone::{Cone, Need, Touch};
use super::fixes::Fixer;
use super::offending::offending;
use super::set::{Set, changes, cost, key};
use crate::evaluate::Ran;
use crate::explain::leaves::Explainer;
use crate::explain::trial::Trial;

/// What the search ended with.
pub(super) struct Outcome {
    /// Sets that work, cheapest first.
    pub found: Vec<Set>,
    /// Whether nothing cheaper was left to be looked at.
    pub complete: bool,
}

/// Looks for sets that are cheaper than those known, until it is sure or has read documents so often.
pub(super) fn search(trial: &Trial<'_>, goal: &Goal, known: Vec<Set>, wanted: usize, tries: usize) -> Outcome {
    let limit = trial.spent().saturating_add(tries);
    let mut search =
        Search { trial, goal, wanted, found: known, nodes: Vec::new(), open: BinaryHeap::new(), seen: BTreeSet::new() };
    search.found.sort_by_key(cost);
    search.push(Set::new(), 0, None);
    loop {
        let Some(Reverse((least, _, _))) = search.open.peek() else { return search.outcome(true) };
        if search.cutoff().is_some_and(|cutoff| *least >= cutoff) {
            return search.outcome(true);
        }
        if trial.spent() >= limit {
            return search.outcome(false);
        }
        search.step();
    }
}

struct Search<'a> {
    trial: &'a Trial<'a>,
    goal: &'a Goal,
    wanted: usize,
    found: Vec<Set>,
    /// Sets, with the changes by which they can grow once that is known.
    nodes: Vec<(Set, Option<Vec<Touch>>)>,
    /// The least that a set costs when it works, its size, its place; the larger of two equals first.
    open: BinaryHeap<Reverse<(u32, usize, usize)>>,
    seen: BTreeSet<String>,
}

impl Search<'_> {
    fn outcome(self, complete: bool) -> Outcome {
        Outcome { found: self.found, complete }
    }

    /// The cost from which nothing is of interest any more.
    fn cutoff(&self) -> Option<u32> {
        self.found.get(self.wanted.saturating_sub(1)).map(cost)
    }

    fn push(&mut self, set: Set, least: u32, grows: Option<Vec<Touch>>) {
        let missing = usize::MAX - set.len();
        self.nodes.push((set, grows));
        self.open.push(Reverse((least, missing, self.nodes.len() - 1)));
    }

    fn step(&mut self) {
        let Some(Reverse((least, _, place))) = self.open.pop() else { return };
        let Some((set, grows)) = self.nodes.get_mut(place).map(std::mem::take) else { return };
        if let Some(grows) = grows {
            for touch in grows {
                let mut next = set.clone();
                next.insert(touch.slot, touch.made);
                let least = least.max(cost(&next));
                self.push(next, least, None);
            }
            return;
        }
        let holds = |part: &Set| part.iter().all(|(slot, made)| set.get(slot) == Some(made));
        if !self.seen.insert(key(&set)) || self.found.iter().any(holds) {
            return;
        }
        let Ok(tried) = self.trial.evaluate(&changes(&set)) else { return };
        if self.goal.is_met(&tried.evaluation) {
            // Other values of the same facts are no other repair.
            if !self.found.iter().any(|known| known.keys().eq(set.keys()) && cost(known) <= cost(&set)) {
                self.found.push(set);
                self.found.sort_by_key(cost);
            }
            return;
        }
        if let Some((rest, grows)) = self.grows(&tried, &set) {
            let least = least.max(cost(&set).saturating_add(rest));
            self.push(set, least, Some(grows));
        }
    }

    /// What must still be spent at least, and the changes of which a set that works has one; none where nothing can help.
    fn grows(&self, tried: &Ran, set: &Set) -> Option<(u32, Vec<Touch>)> {
        let explainer = Explainer::new(self.trial.program, &tried.facts, &tried.evaluation);
        let base = changes(set);
        let fixer = Fixer::new(self.trial, &explainer, &base);
        let cone = Cone::new(&fixer);
        let offending = offending(self.goal, &tried.evaluation);
        let mut each: Vec<Need> = match self.goal {
            Goal::On(target) if offending.is_empty() => vec![cone.on(target)],
            _ => offending.into_iter().map(|reason| cone.off(reason)).collect(),
        };
        // What is changed already stays as it is, and so does what is around it or in it.
        let apart = |touch: &Touch| {
            set.keys().all(|slot| match (slot, &touch.slot) {
                (Some(a), Some(b)) => !a.holds(b) && !b.holds(a),
                (a, b) => a != b,
            })
        };
        each.iter_mut().for_each(|need| need.touches.retain(apart));
        if each.iter().any(|need| need.touches.is_empty()) {
            return None;
        }
        let Need { touches, least, .. } = Need::together(each)?;
        Some((least?, touches))
    }
}
