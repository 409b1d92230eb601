//! What changes of facts change: decisions and reasons that appear, vanish, get stronger or more certain, each with the facts
//! that did it. How changes are applied is `trial`'s business.

use std::collections::{BTreeMap, BTreeSet};

use super::leaves::Explainer;
use super::{narrate, titles};
use crate::compile::Program;
use crate::condition::context::{Leaf, LeafState};
use crate::decision::{Strength, Target, Verb, Verdict};
use crate::evaluate::{Decision, Evaluation, Reason, Status};
use crate::facts::fact::Basis;
use crate::facts::store::Found;
use crate::facts::{Facts, PathRoot, ReadPath};
use crate::schema::Form;
use crate::text::Span;
use crate::value::{Instant, Phase, State};

/// Two evaluations side by side.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The moments.
    pub now: (Instant, Instant),
    /// The verdicts, before and after.
    pub verdict: (Verdict, Verdict),
    /// Where the update stands with the changes.
    pub phase: Phase,
    /// The facts that are asked for and read differently.
    pub facts: Vec<FactChange>,
    /// What is decided differently, in the order of targets.
    pub decisions: Vec<Difference>,
    /// What may restart after and not before, or the other way round.
    pub restarts: Vec<(String, bool, bool)>,
}

/// A fact that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactChange {
    /// Its path.
    pub path: ReadPath,
    /// What it was: "is pending".
    pub before: String,
    /// What it is.
    pub after: String,
    /// Its place after the change, else before.
    pub span: Option<Span>,
}

/// A decision that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What is decided.
    pub target: Target,
    /// What it is called.
    pub title: String,
    /// What was decided.
    pub before: Option<Side>,
    /// What is decided.
    pub after: Option<Side>,
    /// The reasons that differ.
    pub reasons: Vec<ReasonChange>,
}

/// One side of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What is in force.
    pub in_force: Option<Strength>,
    /// Whether that is a precaution only.
    pub precaution: bool,
    /// What is certain.
    pub lo: Option<Strength>,
    /// What is possible.
    pub hi: Option<Strength>,
}

/// A reason that differs.
#[derive(Clone, Debug)]
pub struct ReasonChange {
    /// The rule's id.
    pub rule: String,
    /// Its binding, as text.
    pub binding: String,
    /// What it came to; none where it did not apply.
    pub before: Option<Status>,
    /// What it comes to.
    pub after: Option<Status>,
    /// Why, in the words of the side where it applies.
    pub because: String,
    /// The changed facts it reads, itself or through what other rules decide.
    pub facts: Vec<FactChange>,
}

/// Compares two evaluations of one program.
pub fn compare(program: &Program, before: (&Facts, &Evaluation), after: (&Facts, &Evaluation)) -> WhatIf {
    let sides = (Explainer::new(program, before.0, before.1), Explainer::new(program, after.0, after.1));
    let targets: BTreeSet<&Target> = before.1.decisions.iter().chain(&after.1.decisions).map(|d| &d.target).collect();
    let mut decisions = Vec::new();
    for target in targets {
        let (old, new) = (before.1.decision(target), after.1.decision(target));
        let reasons = reasons(&sides, target);
        let (before, after) = (old.map(side), new.map(side));
        if before == after && reasons.is_empty() {
            continue;
        }
        let strength = new.or(old).and_then(|d| d.hi.clone()).unwrap_or(Strength::highest(target.verb));
        decisions.push(Difference {
            title: titles::title(&program.policy, target, &strength),
            target: target.clone(),
            before,
            after,
            reasons,
        });
    }
    let facts: BTreeSet<FactChange> = decisions.iter().flat_map(|d| &d.reasons).flat_map(|r| r.facts.clone()).collect();
    WhatIf {
        now: (before.0.now, after.0.now),
        verdict: (before.1.verdict, after.1.verdict),
        phase: after.1.phase,
        facts: facts.into_iter().collect(),
        decisions,
        restarts: restarts(before.1, after.1),
    }
}

impl WhatIf {
    /// Whether the two evaluations come to the same.
    pub fn is_nothing(&self) -> bool {
        self.verdict.0 == self.verdict.1 && self.decisions.is_empty() && self.restarts.is_empty()
    }
}

fn restarts(before: &Evaluation, after: &Evaluation) -> Vec<(String, bool, bool)> {
    let answers = |e: &Evaluation| e.restarts.iter().map(|r| (r.asked.to_string(), r.may)).collect::<BTreeMap<_, _>>();
    let (old, new) = (answers(before), answers(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let each = names.into_iter().map(|n| (n.clone(), old.get(n) == Some(&true), new.get(n) == Some(&true)));
    each.filter(|(_, a, b)| a != b).collect()
}

fn side(decision: &Decision) -> Side {
    Side {
        in_force: decision.in_force.clone(),
        precaution: decision.precaution,
        lo: decision.lo.clone(),
        hi: decision.hi.clone(),
    }
}

type Key = (String, usize, String);

fn reasons(sides: &(Explainer<'_>, Explainer<'_>), target: &Target) -> Vec<ReasonChange> {
    fn of<'e>(e: &'e Evaluation, target: &Target) -> BTreeMap<Key, &'e Reason> {
        let all = e.reasons.iter().filter(|r| r.target == *target);
        all.map(|r| ((r.name.clone(), r.effect, r.binding_text()), r)).collect()
    }
    let (old, new) = (of(sides.0.evaluation, target), of(sides.1.evaluation, target));
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let mut out = Vec::new();
    for key in keys {
        let (before, after) = (old.get(key), new.get(key));
        let what = |r: Option<&&Reason>| r.map(|r| (r.status, r.effective, r.strength.clone(), r.missed));
        if what(before) == what(after) {
            continue;
        }
        let (words, reason) = match (before, after) {
            (_, Some(reason)) if reason.effective.can_be_yes() || before.is_none() => (&sides.1, *reason),
            (Some(reason), _) => (&sides.0, *reason),
            (None, Some(reason)) => (&sides.1, *reason),
            (None, None) => continue,
        };
        let mut paths = BTreeSet::new();
        for (explainer, reason) in [(&sides.0, before), (&sides.1, after)] {
            if let Some(reason) = reason {
                read_paths(explainer, reason, &mut paths, &mut BTreeSet::new());
            }
        }
        let rule = words.ground(reason).and_then(|g| words.program.rule_of(g));
        out.push(ReasonChange {
            rule: rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()),
            binding: key.2.clone(),
            before: before.map(|r| r.status),
            after: after.map(|r| r.status),
            because: words.because(reason),
            facts: differing(&paths, sides.0.facts, sides.1.facts),
        });
    }
    out
}

/// The paths of all facts that a reason reads, through what other rules decide down to the facts.
pub fn read_paths(
    explainer: &Explainer<'_>,
    reason: &Reason,
    out: &mut BTreeSet<ReadPath>,
    seen: &mut BTreeSet<(usize, String)>,
) {
    let (Some(place), Some(ground)) = (reason.rule, explainer.ground(reason)) else { return };
    if !seen.insert((place, reason.places_text())) {
        return;
    }
    let Some(frames) = explainer.frames(reason) else { return };
    for (depth, (_, path)) in ground.each.iter().enumerate() {
        let mut context = explainer.context(frames.iter().take(depth).cloned().collect());
        context.leaves = Some(Vec::new());
        let _ = context.collection(path);
        out.extend(context.leaves.unwrap_or_default().into_iter().map(|l| l.path));
    }
    let until = ground.effects.iter().find(|e| e.effect == reason.effect).and_then(|e| e.until.as_ref());
    for (expr, lifting) in std::iter::once((&ground.when, false)).chain(until.map(|u| (u, true))) {
        let mut ids = Vec::new();
        expr.tests(false, &mut |id, _| ids.push(id));
        for id in ids {
            out.extend(explainer.answer(id, &frames, lifting).leaves.into_iter().map(|l| l.path));
            for read in explainer.read_reasons(id, &frames) {
                read_paths(explainer, read, out, seen);
            }
        }
    }
}

fn differing(paths: &BTreeSet<ReadPath>, before: &Facts, after: &Facts) -> Vec<FactChange> {
    let mut out = Vec::new();
    for path in paths {
        if *path.root() == PathRoot::Now {
            if before.now != after.now {
                let words = |at: Instant| format!("is {at}");
                out.push(FactChange { path: path.clone(), before: words(before.now), after: words(after.now), span: None });
            }
            continue;
        }
        let (old, new) = (leaf(before, path), leaf(after, path));
        let state = |l: &Option<(Leaf, String)>| l.as_ref().map(|(l, members)| (l.state.clone(), l.basis, members.clone()));
        if state(&old) == state(&new) {
            continue;
        }
        let words = |l: &Option<(Leaf, String)>| match l {
            Some((l, members)) => format!("{}{members}", narrate::found(l)),
            None => "does not exist".to_owned(),
        };
        let span = new.as_ref().and_then(|(l, _)| l.span).or(old.as_ref().and_then(|(l, _)| l.span));
        out.push(FactChange { path: path.clone(), before: words(&old), after: words(&new), span });
    }
    out
}

/// What stands at a path, with the names of the members of a short list.
pub fn leaf(facts: &Facts, path: &ReadPath) -> Option<(Leaf, String)> {
    let spot = facts.spot_somewhere(path)?;
    if let Form::Scalar(_) = spot.shape.form {
        let reading = facts.scalar(spot);
        let leaf = Leaf { path: path.clone(), state: LeafState::Scalar(reading.state), basis: reading.basis, span: reading.span };
        return Some((leaf, String::new()));
    }
    let found = facts.members(spot);
    let computed = matches!(spot.found, Found::Stated(fact) if fact.basis == Basis::Computed);
    let sure = found.members.iter().filter(|m| m.sure).count();
    let names: Vec<&str> = found.members.iter().filter_map(|m| m.id.as_deref()).collect();
    let is_map = matches!(&spot.shape.form, Form::Record(record) if record.rest.is_none());
    let named = if names.is_empty() || names.len() > 6 || is_map { String::new() } else { format!(" ({})", names.join(", ")) };
    let state = match found.later {
        Some(from) => LeafState::Scalar(State::Unknown(crate::value::Unknown::Later(from))),
        None if found.none => LeafState::Scalar(State::None),
        None => LeafState::Collection { sure, possible: found.members.len() - sure, open: !found.unnamed.is_empty() },
    };
    let basis = match (computed, found.stated) {
        (true, _) => Basis::Computed,
        (false, true) => Basis::Stated,
        (false, false) => Basis::LeftOut,
    };
    Some((Leaf { path: path.clone(), state, basis, span: found.span }, named))
}

impl Difference {
    /// The title with its verb, as a report begins a line with it.
    pub fn verb(&self) -> Verb {
        self.target.verb
    }
}
