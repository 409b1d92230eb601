//! The search for repairs. The cheapest set of changes that nothing rules out so far is evaluated; each reason that is in its way is
//! written down as clauses (`encode`), or says what every set that works must do otherwise. So the first set that works is cheapest
//! beyond doubt, and where no set is left there is none. What is cheapest is `symbolic`'s business.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{self, Kind};
use super::choices::{Choices, overlap};
use super::cone::{Cone, Need, Touch};
use super::encode::Encoder;
use super::moves::Moves;
use super::offending::offending;
use super::set::{Set, Slot, changes};
use super::steps::{step, stuck};
use super::{Goal, Limits, Repair, Repairs, Step, works};
use crate::decision::Verdict;
use crate::evaluate::{Ran, Reason};
use crate::explain::leaves::Explainer;
use crate::explain::trial::Trial;
use crate::explain::what_if;
use crate::facts::{Change, FactPath};
use crate::symbolic::{Found, Lit, cheapest, smallest_core};

/// How many dead ends the solver may meet.
const CONFLICTS: u64 = 200_000;

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
            let explainer = Explainer::new(trial.program, &before.facts, &before.evaluation);
            let moves = Moves::new(trial, &explainer, &[]);
            let cone = Cone::new(&moves);
            let mut search = Search::new(trial, goal, limits, &before, &cone);
            out.complete = search.run() && !search.choices.guessed;
            out.repairs = std::mem::take(&mut search.found);
            // That nothing repairs them is said where it is shown.
            out.stuck = if out.complete { search.stuck() } else { Vec::new() };
        }
    }
    out.tried = trial.tried() - tried;
    out
}

struct Search<'s, 'a> {
    trial: &'s Trial<'s>,
    goal: &'s Goal,
    limits: Limits,
    before: &'s Ran,
    /// What was spent when the search began.
    start: usize,
    choices: Choices,
    cone: &'s Cone<'s, 'a>,
    encoder: Encoder<'s, 'a>,
    /// The reasons that were written down.
    written: BTreeSet<String>,
    /// Whether a reason of the evaluation as it is has to go, by its name and place.
    goes: BTreeMap<String, Lit>,
    /// The names of those that can't all go.
    blamed: Vec<String>,
    /// What is still in the way after one change alone, by the change.
    alone: BTreeMap<String, BTreeSet<String>>,
    found: Vec<Repair>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(trial: &'s Trial<'s>, goal: &'s Goal, limits: Limits, before: &'s Ran, cone: &'s Cone<'s, 'a>) -> Self {
        let mut choices = Choices::new(CONFLICTS);
        // What stands of an earlier evaluation stands by what was said then.
        choices.guessed = before.evaluation.reasons.iter().any(|reason| reason.standing.is_some());
        let goes =
            offending(goal, &before.evaluation).into_iter().map(|reason| (name(reason), choices.circuit.fresh())).collect();
        Self {
            trial,
            goal,
            limits,
            before,
            start: trial.spent(),
            choices,
            cone,
            encoder: Encoder::new(cone),
            written: BTreeSet::new(),
            goes,
            blamed: Vec::new(),
            alone: BTreeMap::new(),
            found: Vec::new(),
        }
    }

    /// Whether as much was tried as may be.
    fn over(&self) -> bool {
        self.trial.spent() - self.start >= self.limits.tries
    }

    /// Searches, and says whether the search came to its end.
    fn run(&mut self) -> bool {
        while self.found.len() < self.limits.repairs {
            if self.over() {
                self.dive();
                return false;
            }
            let wanted: Vec<Lit> = self.goes.values().copied().collect();
            match cheapest(&mut self.choices.circuit, &wanted, &self.choices.costs) {
                Found::Cheapest(lits, _) => {
                    let set = self.choices.set(&lits);
                    if self.works_or_learns(&set) {
                        // Of what was found out by trying nothing says that no part of it would do.
                        let guessed = self.choices.guessed;
                        let set = if guessed { self.needed(set) } else { set };
                        self.give(&set, !guessed);
                    }
                }
                Found::Impossible(_) => {
                    let core = if self.found.is_empty() { smallest_core(&mut self.choices.circuit, &wanted) } else { None };
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
            if self.written.insert(target.to_string()) {
                let mut clause = self.encoder.decided_for_certain(target, &mut self.choices);
                for touch in self.cone.bound(target) {
                    clause.push(self.choices.lit(&touch.slot, &touch.made, 0));
                }
                self.choices.circuit.require(&clause);
                return false;
            }
            let all: BTreeSet<Slot> = set.keys().cloned().collect();
            self.learn(set, &all, cone.on(target).touches, None);
            return false;
        }
        for reason in offending(self.goal, &tried.evaluation) {
            if self.over() {
                return false;
            }
            if self.written.insert(name(reason)) && self.write(reason) {
                continue;
            }
            let reads = slots_read(&explainer, reason);
            let Need { touches, slots, .. } = cone.off(reason);
            let near: BTreeSet<Slot> =
                set.keys().filter(|slot| slots.contains(*slot) || touches_any(&reads, slot)).cloned().collect();
            self.learn(set, &near, touches, self.goes.get(&name(reason)).copied());
        }
        false
    }

    /// Writes down what it takes that a reason is not in force; whether that can be said of the facts as they are.
    fn write(&mut self, reason: &Reason) -> bool {
        let certainly = matches!(self.goal, Goal::Verdict(Verdict::Hold { precaution_only: true }));
        let Some(in_force) = self.encoder.in_force(reason, certainly, &mut self.choices) else { return false };
        let mut clause: Vec<Lit> = self.goes.get(&name(reason)).map(|lit| lit.not()).into_iter().collect();
        clause.push(in_force.not());
        for Touch { slot, made } in self.cone.gone(reason) {
            if !self.remains(reason, &made.change) {
                clause.push(self.choices.lit(&slot, &made, 0));
            }
        }
        self.choices.circuit.require(&clause);
        true
    }

    /// Whether a reason is in the way after this change alone, or nothing can be said.
    fn remains(&mut self, reason: &Reason, change: &Change) -> bool {
        let key = format!("{change:?}");
        if !self.alone.contains_key(&key) {
            let tried = self.trial.evaluate(std::slice::from_ref(change));
            let names = tried.map(|tried| offending(self.goal, &tried.evaluation).into_iter().map(name).collect());
            self.alone.insert(key.clone(), names.unwrap_or_else(|_| BTreeSet::from([name(reason)])));
        }
        self.alone.get(&key).is_none_or(|names| names.contains(&name(reason)))
    }

    /// Learns that a set that works does without one of the changes made near a reason, or makes one that the reason can tell.
    fn learn(&mut self, set: &Set, near: &BTreeSet<Slot>, touches: Vec<Touch>, goes: Option<Lit>) {
        let mut clause: Vec<Lit> = goes.into_iter().map(Lit::not).collect();
        for (slot, made) in set.iter().filter(|(slot, _)| near.contains(*slot)) {
            clause.push(self.choices.lit(slot, made, 0).not());
        }
        let mut seen: BTreeMap<Slot, u32> = BTreeMap::new();
        for touch in touches {
            let rank = seen.entry(touch.slot.clone()).or_default();
            // What is made already is no news.
            if set.get(&touch.slot) != Some(&touch.made) {
                clause.push(self.choices.lit(&touch.slot, &touch.made, *rank));
            }
            *rank += 1;
        }
        self.choices.circuit.require(&clause);
    }

    /// Gives a set that works as a repair. Whatever changes the same facts and more is no other one.
    fn give(&mut self, set: &Set, minimal: bool) {
        let verdict = self.trial.evaluate(&changes(set)).map_or(self.before.evaluation.verdict, |ran| ran.evaluation.verdict);
        let mut steps: Vec<Step> = set.values().map(|made| step(self.trial, made, &self.before.facts)).collect();
        steps.sort_by_key(|s| (s.kind == Kind::Wait, s.acts.clone(), s.cost));
        self.found.push(Repair { cost: steps.iter().map(|s| s.cost).sum(), steps, verdict, minimal });
        self.choices.exclude(set);
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
            let Found::Cheapest(lits, _) = cheapest(&mut self.choices.circuit, &wanted, &self.choices.costs) else { return };
            let set = self.choices.set(&lits);
            if self.works_or_learns(&set) {
                let set = self.needed(set);
                self.give(&set, false);
                return;
            }
            kept = lits;
        }
    }

    /// A set that works without those changes that it works without, one after the other.
    fn needed(&self, mut set: Set) -> Set {
        for slot in set.keys().cloned().collect::<Vec<_>>() {
            let Some(without) = set.remove(&slot) else { continue };
            if !works(self.trial, self.goal, &changes(&set)) {
                set.insert(slot, without);
            }
        }
        set
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
