//! The search for repairs. The cheapest set of changes that nothing learnt so far rules out is evaluated; each reason that is still
//! in its way says what every set that works must do otherwise, and that is learnt. So the first set that works is cheapest beyond
//! doubt, and where no set is left there is none. What a reason can tell is `cone`'s business, what is cheapest `symbolic`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{self, Kind};
use super::cone::{Cone, Need, Touch};
use super::moves::{Move, Moves};
use super::offending::offending;
use super::set::{Set, Slot, changes};
use super::steps::{step, stuck};
use super::{Goal, Limits, Repair, Repairs, Step, works};
use crate::decision::Verdict;
use crate::evaluate::{Ran, Reason};
use crate::explain::leaves::Explainer;
use crate::explain::trial::Trial;
use crate::explain::what_if;
use crate::facts::FactPath;
use crate::symbolic::{Choice, Circuit, Found, Lit, cheapest, smallest_core};

/// How many dead ends the solver may meet.
const CONFLICTS: u64 = 200_000;
/// One unit of cost, so that of sets that cost the same one with fewer changes is preferred.
const COST: u32 = 10_000;
/// One change, so that of those the one with the more natural values is preferred.
const CHANGE: u32 = 100;

/// Finds repairs.
pub fn repair(trial: &Trial<'_>, goal: &Goal, limits: Limits) -> Repairs {
    let tried = trial.tried();
    let mut out = Repairs {
        goal: goal.clone(),
        before: Verdict::Clear,
        already: false,
        repairs: Vec::new(),
        stuck: Vec::new(),
        complete: false,
        tried: 0,
    };
    if let Ok(before) = trial.evaluate(&[]) {
        out.before = before.evaluation.verdict;
        out.already = goal.is_met(&before.evaluation);
        out.complete = true;
        if !out.already {
            let mut search = Search::new(trial, goal, limits, &before);
            out.complete = search.run();
            out.repairs = std::mem::take(&mut search.found);
            out.stuck = search.stuck();
        }
    }
    out.tried = trial.tried() - tried;
    out
}

struct Search<'a> {
    trial: &'a Trial<'a>,
    goal: &'a Goal,
    limits: Limits,
    before: &'a Ran,
    /// What was spent when the search began.
    start: usize,
    circuit: Circuit,
    /// The changes so far by what they change: whether each is made.
    made: BTreeMap<Slot, Vec<(Move, Lit)>>,
    choices: Vec<Choice>,
    /// Whether a fact is changed at all.
    changed: BTreeMap<Slot, Lit>,
    /// Whether a reason of the evaluation as it is has to go, by its name and place.
    goes: BTreeMap<String, Lit>,
    /// The names of those that can't all go.
    blamed: Vec<String>,
    found: Vec<Repair>,
}

impl<'a> Search<'a> {
    fn new(trial: &'a Trial<'a>, goal: &'a Goal, limits: Limits, before: &'a Ran) -> Self {
        let mut circuit = Circuit::new(CONFLICTS);
        let goes = offending(goal, &before.evaluation).into_iter().map(|reason| (name(reason), circuit.fresh())).collect();
        Self {
            trial,
            goal,
            limits,
            before,
            start: trial.spent(),
            circuit,
            made: BTreeMap::new(),
            choices: Vec::new(),
            changed: BTreeMap::new(),
            goes,
            blamed: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Searches, and says whether the search came to its end.
    fn run(&mut self) -> bool {
        while self.found.len() < self.limits.repairs {
            if self.trial.spent() - self.start >= self.limits.tries {
                self.dive();
                return false;
            }
            let wanted: Vec<Lit> = self.goes.values().copied().collect();
            match cheapest(&mut self.circuit, &wanted, &self.choices) {
                Found::Cheapest(lits, _) => {
                    let set = self.set(&lits);
                    if self.works_or_learns(&set) {
                        self.give(&set, true);
                    }
                }
                Found::Impossible(_) => {
                    let core = if self.found.is_empty() { smallest_core(&mut self.circuit, &wanted) } else { None };
                    let blamed = |lit: &Lit| core.as_ref().is_some_and(|core| core.contains(lit));
                    self.blamed = self.goes.iter().filter(|(_, lit)| blamed(lit)).map(|(name, _)| name.clone()).collect();
                    return true;
                }
                Found::Unfinished(_) => {
                    self.dive();
                    return false;
                }
            }
        }
        true
    }

    /// The changes that are made when these literals hold.
    fn set(&self, lits: &[Lit]) -> Set {
        let chosen = |moves: &Vec<(Move, Lit)>| moves.iter().find(|(_, lit)| lits.contains(lit)).map(|(made, _)| made.clone());
        self.made.iter().filter_map(|(slot, moves)| Some((slot.clone(), chosen(moves)?))).collect()
    }

    /// Whether the changes bring about what is wanted; else what must be done otherwise is learnt.
    fn works_or_learns(&mut self, set: &Set) -> bool {
        let base = changes(set);
        let Ok(tried) = self.trial.evaluate(&base) else {
            // Nothing is known but that these don't go together.
            let all: BTreeSet<Slot> = set.keys().cloned().collect();
            self.learn(set, &all, Vec::new(), None);
            return false;
        };
        if self.goal.is_met(&tried.evaluation) {
            return true;
        }
        let explainer = Explainer::new(self.trial.program, &tried.facts, &tried.evaluation);
        let moves = Moves::new(self.trial, &explainer, &base);
        let cone = Cone::new(&moves);
        if let Goal::On(target) = self.goal {
            let all: BTreeSet<Slot> = set.keys().cloned().collect();
            self.learn(set, &all, cone.on(target).touches, None);
            return false;
        }
        for reason in offending(self.goal, &tried.evaluation) {
            let reads = slots_read(&explainer, reason);
            let Need { touches, slots, .. } = cone.off(reason);
            let near: BTreeSet<Slot> =
                set.keys().filter(|slot| slots.contains(*slot) || touches_any(&reads, slot)).cloned().collect();
            self.learn(set, &near, touches, self.goes.get(&name(reason)).copied());
        }
        false
    }

    /// Learns that a set that works does without one of the changes made near a reason, or makes one that the reason can tell.
    fn learn(&mut self, set: &Set, near: &BTreeSet<Slot>, touches: Vec<Touch>, goes: Option<Lit>) {
        let mut clause: Vec<Lit> = goes.into_iter().map(Lit::not).collect();
        for (slot, made) in set.iter().filter(|(slot, _)| near.contains(*slot)) {
            clause.push(self.lit(slot, made, 0).not());
        }
        let mut seen: BTreeMap<Slot, u32> = BTreeMap::new();
        for touch in touches {
            let rank = seen.entry(touch.slot.clone()).or_default();
            // What is made already is no news.
            if set.get(&touch.slot) != Some(&touch.made) {
                clause.push(self.lit(&touch.slot, &touch.made, *rank));
            }
            *rank += 1;
        }
        self.circuit.require(&clause);
    }

    /// Whether a change is made; of what overlaps with it nothing is.
    fn lit(&mut self, slot: &Slot, made: &Move, rank: u32) -> Lit {
        if let Some((_, lit)) = self.made.get(slot).and_then(|moves| moves.iter().find(|(known, _)| known == made)) {
            return *lit;
        }
        let lit = self.circuit.fresh();
        for (_, moves) in self.made.iter().filter(|(other, _)| overlap(slot, other)) {
            for (_, other) in moves {
                self.circuit.require(&[lit.not(), other.not()]);
            }
        }
        let changed = *self.changed.entry(slot.clone()).or_insert_with(|| self.circuit.fresh());
        self.circuit.require(&[lit.not(), changed]);
        let cost = made.action.cost.saturating_mul(COST).saturating_add(CHANGE + rank.min(CHANGE - 1));
        self.choices.push(Choice { lit, cost });
        self.made.entry(slot.clone()).or_default().push((made.clone(), lit));
        lit
    }

    /// Gives a set that works as a repair. Whatever changes the same facts and more is no other one.
    fn give(&mut self, set: &Set, minimal: bool) {
        let verdict = self.trial.evaluate(&changes(set)).map_or(self.before.evaluation.verdict, |ran| ran.evaluation.verdict);
        let mut steps: Vec<Step> = set.values().map(|made| step(self.trial, made, &self.before.facts)).collect();
        steps.sort_by_key(|s| (s.kind == Kind::Wait, s.acts.clone(), s.cost));
        self.found.push(Repair { cost: steps.iter().map(|s| s.cost).sum(), steps, verdict, minimal });
        let unchanged: Vec<Lit> = set.keys().filter_map(|slot| self.changed.get(slot)).map(|lit| lit.not()).collect();
        self.circuit.require(&unchanged);
    }

    /// The search was cut: what is cheapest so far grows until it works, and is cut down to what it needs. Nothing says that it is
    /// cheapest.
    fn dive(&mut self) {
        if !self.found.is_empty() {
            return;
        }
        let mut kept: Vec<Lit> = Vec::new();
        let most = self.trial.spent().saturating_add(self.limits.tries / 4);
        while self.trial.spent() < most {
            let wanted: Vec<Lit> = self.goes.values().copied().chain(kept.iter().copied()).collect();
            let Found::Cheapest(lits, _) = cheapest(&mut self.circuit, &wanted, &self.choices) else { return };
            let mut set = self.set(&lits);
            if self.works_or_learns(&set) {
                for slot in set.keys().cloned().collect::<Vec<_>>() {
                    let Some(without) = set.remove(&slot) else { continue };
                    if !works(self.trial, self.goal, &changes(&set)) {
                        set.insert(slot, without);
                    }
                }
                self.give(&set, false);
                return;
            }
            kept = lits;
        }
    }

    /// The reasons that nothing repairs: not one by one, not together.
    fn stuck(&self) -> Vec<super::Stuck> {
        let all = offending(self.goal, &self.before.evaluation);
        let reasons: Vec<&Reason> = all.into_iter().filter(|reason| self.blamed.contains(&name(reason))).collect();
        stuck(self.trial, self.before, &reasons)
    }
}

/// A reason by its rule, its effect and what it is bound to.
fn name(reason: &Reason) -> String {
    format!("{} {} {} {}", reason.name, reason.effect, reason.places_text(), reason.target)
}

/// The facts a reason reads, with what they are computed from.
fn slots_read(explainer: &Explainer<'_>, reason: &Reason) -> BTreeSet<FactPath> {
    let mut paths = BTreeSet::new();
    what_if::read_paths(explainer, reason, &mut paths, &mut BTreeSet::new());
    paths.iter().flat_map(|p| actions::inputs(explainer.facts, p)).collect()
}

/// Whether a change of the slot can reach one of the facts; time reaches everything.
fn touches_any(reads: &BTreeSet<FactPath>, slot: &Slot) -> bool {
    slot.is_none() || reads.iter().any(|read| overlap(slot, &Some(read.clone())))
}

/// Whether two changes can't both be made, or one reaches the other: the same fact, or one in the other.
fn overlap(one: &Slot, other: &Slot) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.holds(other) || other.holds(one),
        (None, _) | (_, None) => one == other,
    }
}
