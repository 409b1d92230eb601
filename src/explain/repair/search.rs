//! The search for repairs: sets of changes, cheapest first, each evaluated; those given have no part that works.
//! What could be changed for one reason is proposed by `fixes`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::actions::{self, Kind};
use super::exact;
use super::fixes::{Fix, Fixer};
use super::offending::offending;
use super::set::{Set, Slot, changes, cost, key};
use super::steps::{step, stuck};
use super::{Goal, Limits, Repair, Repairs, Step, Stuck};
use crate::decision::Verdict;
use crate::evaluate::Ran;
use crate::evaluate::{Evaluation, Reason};
use crate::explain::leaves::Explainer;
use crate::explain::trial::Trial;
use crate::explain::what_if;
use crate::facts::FactPath;

/// The most ways to choose among the values of one fix that are tried.
const MOST_CHOICES: usize = 24;
/// The most parts of a repair that are tried to show that none works.
const MOST_PARTS: usize = 600;

/// Finds repairs.
pub fn repair(trial: &Trial<'_>, goal: &Goal, limits: Limits) -> Repairs {
    let (start, tried) = (trial.spent(), trial.tried());
    let mut search = Search { trial, goal, limits, start, cut: false, local: BTreeMap::new(), stuck: Vec::new() };
    let Ok(before) = trial.evaluate(&[]) else {
        return Repairs {
            goal: goal.clone(),
            before: Verdict::Clear,
            already: false,
            repairs: Vec::new(),
            stuck: Vec::new(),
            complete: false,
            tried: 0,
        };
    };
    let already = goal.is_met(&before.evaluation);
    let repairs = if already { Vec::new() } else { search.run(&before) };
    Repairs {
        goal: goal.clone(),
        before: before.evaluation.verdict,
        already,
        repairs,
        complete: !search.cut,
        stuck: std::mem::take(&mut search.stuck),
        tried: trial.tried() - tried,
    }
}

struct Search<'a> {
    trial: &'a Trial<'a>,
    goal: &'a Goal,
    limits: Limits,
    start: usize,
    cut: bool,
    /// What fixes a reason, by the reason and by those of the changes made so far that it reads.
    local: BTreeMap<String, Vec<Set>>,
    stuck: Vec<Stuck>,
}

impl Search<'_> {
    fn over(&mut self) -> bool {
        let over = self.trial.spent() - self.start >= self.limits.tries;
        self.cut |= over;
        over
    }

    fn run(&mut self, before: &Ran) -> Vec<Repair> {
        let guards = self.guards(before);
        let mut found: Vec<(Set, Repair)> = Vec::new();
        // The least sum of what is spent and what must still be spent comes first; of equals the one that is nearly done.
        let mut open: BinaryHeap<Reverse<(u32, u32, usize)>> = BinaryHeap::new();
        let mut sets: Vec<Set> = vec![Set::new()];
        let mut seen: BTreeSet<String> = BTreeSet::new();
        open.push(Reverse((0, 0, 0)));
        while let Some(Reverse((_, _, place))) = open.pop() {
            if found.len() >= self.limits.repairs || self.over() {
                break;
            }
            let Some(set) = sets.get(place).cloned() else { continue };
            if !seen.insert(key(&set)) || found.iter().any(|(f, _)| f.iter().all(|(slot, m)| set.get(slot) == Some(m))) {
                continue;
            }
            let Ok(tried) = self.trial.evaluate(&changes(&set)) else { continue };
            if self.goal.is_met(&tried.evaluation) {
                let (set, minimal) = self.smallest(set, &guards);
                if !found.iter().any(|(f, _)| *f == set) {
                    let repair = self.repair(&set, minimal, before);
                    found.push((set, repair));
                }
                continue;
            }
            let mut ways: Vec<(String, Vec<Set>)> = Vec::new();
            let offending = offending(self.goal, &tried.evaluation);
            if offending.is_empty() {
                ways.push(("on".to_owned(), self.local_on(&tried, &set)));
            }
            for reason in offending {
                let fixes = self.local(&tried, &set, reason);
                ways.push((reason.name.clone(), fixes));
            }
            if place == 0 {
                self.stuck = stuck(self.trial, before, self.goal, &ways);
            }
            let Some((_, chosen)) = ways.iter().min_by_key(|(_, fixes)| fixes.len()) else { continue };
            let spent: u32 = set.values().map(|m| m.action.cost).sum();
            for fix in chosen.clone() {
                let mut next = set.clone();
                let adds = fix.values().map(|m| m.action.cost).sum::<u32>();
                next.extend(fix.clone());
                if next == set {
                    continue;
                }
                let rest = at_least(&ways, &fix);
                let spent = next.values().map(|m| m.action.cost).sum::<u32>().max(spent.min(spent + adds));
                sets.push(next);
                open.push(Reverse((spent + rest, rest, sets.len() - 1)));
            }
        }
        // What was found by way of the rules is a start; whether there is anything cheaper is looked at in earnest.
        let start: Vec<Set> = found.iter().map(|(set, _)| set.clone()).collect();
        let exact = exact::search(self.trial, self.goal, start, self.limits.repairs, self.limits.tries / 2);
        self.cut = !exact.complete;
        for set in exact.found {
            if found.iter().any(|(known, _)| *known == set) {
                continue;
            }
            let (set, minimal) = self.smallest(set, &guards);
            if !found.iter().any(|(known, _)| *known == set) {
                let repair = self.repair(&set, minimal, before);
                found.push((set, repair));
            }
        }
        found.sort_by_key(|(set, _)| (cost(set), set.len()));
        found.truncate(self.limits.repairs);
        found.into_iter().map(|(_, repair)| repair).collect()
    }

    /// The verified ways to take one reason out of force.
    fn local(&mut self, tried: &Ran, set: &Set, reason: &Reason) -> Vec<Set> {
        let explainer = Explainer::new(self.trial.program, &tried.facts, &tried.evaluation);
        let reads = slots_read(&explainer, reason);
        let near: Set = set.iter().filter(|(slot, _)| touches(&reads, slot)).map(|(s, m)| (s.clone(), m.clone())).collect();
        let name = format!("{} {} {} | {}", reason.name, reason.effect, reason.places_text(), key(&near));
        if let Some(known) = self.local.get(&name) {
            return known.clone();
        }
        let base = changes(set);
        let fixer = Fixer::new(self.trial, &explainer, &base);
        let fixes = fixer.off(reason);
        self.cut |= *fixer.cut.borrow();
        let same = |r: &Reason| {
            r.name == reason.name
                && r.effect == reason.effect
                && r.places_text() == reason.places_text()
                && r.target == reason.target
        };
        let gone = |e: &Evaluation| !offending(self.goal, e).into_iter().any(same);
        let out = self.verified(set, fixes, &gone);
        self.local.insert(name, out.clone());
        out
    }

    fn local_on(&mut self, tried: &Ran, set: &Set) -> Vec<Set> {
        let Goal::On(target) = self.goal else { return Vec::new() };
        let explainer = Explainer::new(self.trial.program, &tried.facts, &tried.evaluation);
        let base = changes(set);
        let fixer = Fixer::new(self.trial, &explainer, &base);
        let fixes = fixer.on(target);
        self.cut |= *fixer.cut.borrow();
        let goal = self.goal;
        self.verified(set, fixes, &|e| goal.is_met(e))
    }

    /// The choices of each fix that do what it is for.
    fn verified(&mut self, set: &Set, fixes: Vec<Fix>, done: &dyn Fn(&Evaluation) -> bool) -> Vec<Set> {
        let mut out: Vec<Set> = Vec::new();
        for fix in fixes {
            for (tries, choice) in choices(&fix).into_iter().enumerate() {
                if self.over() || tries >= MOST_CHOICES {
                    self.cut |= tries >= MOST_CHOICES;
                    break;
                }
                let mut all = set.clone();
                all.extend(choice.clone());
                if self.trial.evaluate(&changes(&all)).is_ok_and(|t| done(&t.evaluation)) {
                    if !out.contains(&choice) {
                        out.push(choice);
                    }
                    break;
                }
            }
        }
        out
    }

    /// What must be touched: for each reason in the way the facts it reads. A part that leaves one alone can't work.
    fn guards(&self, before: &Ran) -> Vec<BTreeSet<FactPath>> {
        let explainer = Explainer::new(self.trial.program, &before.facts, &before.evaluation);
        offending(self.goal, &before.evaluation).into_iter().map(|r| slots_read(&explainer, r)).collect()
    }

    /// The set without what it can do without, and whether every proper part of it was shown not to work.
    fn smallest(&mut self, mut set: Set, guards: &[BTreeSet<FactPath>]) -> (Set, bool) {
        let works = |set: &Set| super::works(self.trial, self.goal, &changes(set));
        let mut again = true;
        while again {
            again = false;
            for slot in set.keys().cloned().collect::<Vec<_>>() {
                let mut less = set.clone();
                less.remove(&slot);
                if works(&less) {
                    set = less;
                    again = true;
                    break;
                }
            }
        }
        let slots: Vec<&Slot> = set.keys().collect();
        // A part must touch what each reason in the way reads; where only one change does, every part has that one.
        let masks: Vec<u64> = guards
            .iter()
            .map(|guard| slots.iter().enumerate().filter(|(_, s)| touches(guard, s)).map(|(n, _)| 1_u64 << n.min(63)).sum())
            .collect();
        let forced = masks.iter().filter(|m| m.count_ones() == 1).fold(0, |all, m| all | m);
        let free: Vec<usize> = (0..slots.len()).filter(|n| forced & (1 << (*n).min(63)) == 0).collect();
        if slots.len() > 63 || free.len() > 14 {
            return (set, false);
        }
        let mut parts = 0;
        for choice in 0..(1_u32 << free.len()) {
            let mask =
                free.iter().enumerate().filter(|(n, _)| choice & (1 << n) != 0).fold(forced, |all, (_, slot)| all | 1 << slot);
            let missing = slots.len() - usize::try_from(mask.count_ones()).unwrap_or(0);
            // Leaving out one was tried above.
            if missing <= 1 || mask == 0 || masks.iter().any(|guard| guard & mask == 0) {
                continue;
            }
            parts += 1;
            if parts > MOST_PARTS || self.trial.spent() - self.start >= self.limits.tries.saturating_mul(2) {
                return (set, false);
            }
            let chosen = |slot: &Slot| slots.iter().position(|s| *s == slot).is_some_and(|n| mask & (1 << n) != 0);
            let part: Set = set.iter().filter(|(s, _)| chosen(s)).map(|(s, m)| (s.clone(), m.clone())).collect();
            if works(&part) {
                return self.smallest(part, guards);
            }
        }
        (set, true)
    }

    fn repair(&self, set: &Set, minimal: bool, before: &Ran) -> Repair {
        let verdict = self.trial.evaluate(&changes(set)).map_or(before.evaluation.verdict, |t| t.evaluation.verdict);
        let mut steps: Vec<Step> = set.values().map(|m| step(self.trial, m, &before.facts)).collect();
        steps.sort_by_key(|s| (s.kind == Kind::Wait, s.acts.clone(), s.cost));
        Repair { cost: steps.iter().map(|s| s.cost).sum(), steps, verdict, minimal }
    }
}

/// What the other reasons in the way cost at the least: reasons that share no fact can't be fixed by one change.
fn at_least(ways: &[(String, Vec<Set>)], made: &Set) -> u32 {
    let mut taken: BTreeSet<&Slot> = made.keys().collect();
    let mut sum = 0_u32;
    for (_, fixes) in ways {
        let slots: BTreeSet<&Slot> = fixes.iter().flat_map(Set::keys).collect();
        if slots.is_disjoint(&taken) {
            sum = sum.saturating_add(fixes.iter().map(|f| f.values().map(|m| m.action.cost).sum()).min().unwrap_or(0));
            taken.extend(slots);
        }
    }
    sum
}

/// The facts a reason reads, with what they are computed from; `now` reads time.
fn slots_read(explainer: &Explainer<'_>, reason: &Reason) -> BTreeSet<FactPath> {
    let mut paths = BTreeSet::new();
    what_if::read_paths(explainer, reason, &mut paths, &mut BTreeSet::new());
    paths.iter().flat_map(|p| actions::inputs(explainer.facts, p)).collect()
}

/// Whether a change of the slot can reach one of the facts; time reaches everything.
fn touches(reads: &BTreeSet<FactPath>, slot: &Slot) -> bool {
    let Some(path) = slot else { return true };
    reads.iter().any(|read| read.holds(path) || path.holds(read))
}

/// The ways to choose one move for each fact, the first of each first.
fn choices(fix: &Fix) -> Vec<Set> {
    let mut out: Vec<Set> = vec![Set::new()];
    for (slot, moves) in fix {
        let mut next = Vec::new();
        for made in moves {
            for set in &out {
                let mut set = set.clone();
                set.insert(slot.clone(), made.clone());
                next.push(set);
            }
            if next.len() > MOST_CHOICES * 2 {
                break;
            }
        }
        out = next;
    }
    out
}
