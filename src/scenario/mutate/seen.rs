//! What a case can see of an evaluation, and what it would have to expect to tell two of them apart.
//! How cases compare is the business of the layer around.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Program;
use crate::decision::{Strength, Target, Verb, Verdict};
use crate::evaluate::{Reason, Run, Status};
use crate::explain::account::shown;
use crate::facts::Facts;
use crate::scenario::actual::Actual;

/// What a case can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The verdict.
    pub verdict: Verdict,
    /// What is in force, conclusions too.
    pub in_force: BTreeMap<Target, InForce>,
    /// Decisions and rules that stand in another state.
    pub states: BTreeSet<(&'static str, String)>,
    /// Unknown facts that leave something open, where somebody wants to know.
    pub unknown: Option<BTreeSet<String>>,
}

/// One decision in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The rules that are its reasons.
    pub rules: BTreeSet<String>,
    /// How strongly.
    pub strength: Option<Strength>,
    /// Whether it is a precaution only.
    pub precaution: bool,
}

/// One thing that a case can expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// A decision in force, with rules among its reasons and what else must be said of it.
    Decision(Target, Vec<String>, Option<Told>),
    /// A decision in force for these rules and no others.
    Exactly(Target, Vec<String>),
    /// Not in force.
    Not(Target),
    /// A rule of which nothing is in force.
    NotRule(String),
    /// In another state.
    State(&'static str, String),
    /// The verdict.
    Verdict(String),
    /// Unknown facts that matter; of none, that nothing does.
    Unknown(Option<String>),
}

/// What can be said of a decision beside its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Whether it is certain.
    Certain(bool),
    /// How strongly it is decided.
    Strength(&'static str),
    /// By which means production goes back.
    By(&'static str),
    /// Which items are paused.
    Items(Vec<String>),
}

/// What a case can see of an evaluation; `asks` says whether what is unknown is wanted too.
pub fn seen(program: &Program, facts: &Facts, asks: bool) -> Seen {
    let evaluation = &Run::again(program, facts, None);
    let rule = |reason: &Reason| {
        let ground = reason.rule.and_then(|n| program.rules.get(n));
        ground.and_then(|g| program.rule_of(g)).map_or_else(|| reason.name.clone(), |r| r.id.to_string())
    };
    let mut in_force: BTreeMap<Target, InForce> = BTreeMap::new();
    for decision in evaluation.decisions.iter().filter(|d| d.in_force.is_some()) {
        let reasons = evaluation.reasons_of(decision).filter(|r| r.in_force() && shown(evaluation, r));
        let one =
            InForce { rules: reasons.map(&rule).collect(), strength: decision.in_force.clone(), precaution: decision.precaution };
        in_force.insert(decision.target.clone(), one);
    }
    let mut states = BTreeSet::new();
    for reason in &evaluation.reasons {
        if reason.target.verb == Verb::Derive && reason.effective.is_yes() {
            let new = || InForce { rules: BTreeSet::new(), strength: None, precaution: false };
            in_force.entry(reason.target.clone()).or_insert_with(new).rules.insert(rule(reason));
        }
        let stands = match reason.status {
            Status::Lifted if reason.when.can_be_yes() => Some("met"),
            Status::Waived => Some("waived"),
            Status::Later => Some("later"),
            _ if reason.missed && reason.effective.is_yes() => Some("missed"),
            _ => None,
        };
        if let Some(state) = stands {
            states.insert((state, reason.target.to_string()));
            states.insert((state, rule(reason)));
        }
    }
    let unknown = asks.then(|| Actual { program, facts, evaluation }.unknown());
    Seen { verdict: evaluation.verdict, in_force, states, unknown }
}

/// What can be expected of the first that the second doesn't give; what says most of a rule comes first.
pub fn differences(of: &Seen, from: &Seen, rule: &str) -> Vec<Expectation> {
    let mut out = Vec::new();
    // A case that names the rules of all packs breaks whenever one of them is extended, so it names this one where it can.
    let rules = |found: &InForce| {
        let own = found.rules.contains(rule).then(|| vec![rule.to_owned()]);
        own.unwrap_or_else(|| found.rules.iter().cloned().collect())
    };
    let nowhere = |name: &String| of.in_force.values().all(|found| !found.rules.contains(name));
    for (target, found) in &of.in_force {
        let other = from.in_force.get(target);
        let theirs = other.map(|other| &other.rules);
        let lost: Vec<String> = found.rules.iter().filter(|r| theirs.is_none_or(|t| !t.contains(*r))).cloned().collect();
        let more = theirs.into_iter().flatten().filter(|r| !found.rules.contains(*r)).cloned();
        if !lost.is_empty() {
            let own = lost.iter().any(|r| r == rule).then(|| vec![rule.to_owned()]);
            out.push(Expectation::Decision(target.clone(), own.unwrap_or(lost), None));
        } else {
            let all = || found.rules.iter().cloned().collect();
            out.extend(more.map(|name| match nowhere(&name) {
                true => Expectation::NotRule(name),
                false => Expectation::Exactly(target.clone(), all()),
            }));
        }
        let Some(other) = other else { continue };
        if other.precaution != found.precaution {
            let certain = Some(Told::Certain(!found.precaution));
            out.push(Expectation::Decision(target.clone(), rules(found), certain));
        }
        if let (Some(ours), Some(theirs)) = (&found.strength, &other.strength) {
            let told = strengths(target.verb, ours, theirs);
            out.extend(told.into_iter().map(|word| Expectation::Decision(target.clone(), rules(found), Some(word))));
        }
    }
    out.extend(from.in_force.keys().filter(|t| !of.in_force.contains_key(*t)).cloned().map(Expectation::Not));
    out.extend(of.states.difference(&from.states).map(|(state, name)| Expectation::State(state, name.clone())));
    if let (Some(ours), Some(theirs)) = (&of.unknown, &from.unknown) {
        out.extend(
            ours.difference(theirs).filter(|path| !path.contains('*')).map(|path| Expectation::Unknown(Some(path.clone()))),
        );
        out.extend((ours.is_empty() && !theirs.is_empty()).then_some(Expectation::Unknown(None)));
    }
    if of.verdict != from.verdict {
        out.push(Expectation::Verdict(match of.verdict {
            Verdict::Hold { precaution_only: true } => "hold-by-precaution".to_owned(),
            Verdict::Hold { precaution_only: false } => "certain-hold".to_owned(),
            other => other.name().to_owned(),
        }));
    }
    out.sort_by_key(|e| (!e.names(rule), !e.is_plain()));
    out
}

/// What tells two strengths of one decision apart.
fn strengths(verb: Verb, ours: &Strength, theirs: &Strength) -> Vec<Told> {
    let mut out = Vec::new();
    if ours.rank() != theirs.rank()
        && let Some(word) = Strength::ranks(verb).get(ours.rank())
    {
        out.push(Told::Strength(word));
    }
    match (ours, theirs) {
        (Strength::Paused(a), Strength::Paused(b)) if a != b && !a.is_whole() => {
            out.push(Told::Items(a.items().iter().map(ToString::to_string).collect()));
        }
        (Strength::Rollback(a), Strength::Rollback(b)) if a.by != b.by => {
            out.extend(a.by.map(|by| Told::By(by.name())));
        }
        _ => {}
    }
    out
}

impl Expectation {
    /// Whether it speaks of a rule.
    fn names(&self, rule: &str) -> bool {
        match self {
            Expectation::Decision(_, rules, _) | Expectation::Exactly(_, rules) => rules.iter().any(|r| r == rule),
            Expectation::State(_, name) | Expectation::NotRule(name) => name == rule,
            Expectation::Not(_) => true,
            Expectation::Verdict(_) | Expectation::Unknown(_) => false,
        }
    }

    /// Whether it names things that a case can name.
    fn is_plain(&self) -> bool {
        match self {
            Expectation::Decision(target, ..) | Expectation::Exactly(target, _) | Expectation::Not(target) => {
                target.of.as_deref() != Some("*")
            }
            Expectation::State(..) | Expectation::NotRule(_) | Expectation::Verdict(_) | Expectation::Unknown(_) => true,
        }
    }
}
