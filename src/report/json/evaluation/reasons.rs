//! The reasons of an evaluation as JSON, those that are alike as one entry.
//! Which are alike is `explain`'s business; the facts that they name stand in the table of `facts`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::Table;
use super::{JsonStep, JsonStrength, status, step, strength};
use crate::decision::{Strength, Verb};
use crate::evaluate::Reason;
use crate::explain::account::is_overdue;
use crate::explain::alike::{self, Alike, Entries};
use crate::explain::derivation::derivation;
use crate::explain::{Explainer, narrate};
use crate::text::Sources;
use crate::text::printable::printable;

/// What entries are made from.
pub(super) struct From<'a> {
    pub explainer: &'a Explainer<'a>,
    pub entries: &'a Entries,
    pub sources: &'a Sources,
    pub explain: bool,
    pub facts: Table,
}

#[derive(Debug, Serialize)]
pub(super) struct JsonReason {
    rule: String,
    name: String,
    binding: BTreeMap<String, Option<String>>,
    decision: String,
    strength: JsonStrength,
    status: &'static str,
    when: &'static str,
    effective: &'static str,
    if_unknown: &'static str,
    in_force: bool,
    missed: bool,
    because: String,
    due: &'static str,
    acts: Option<String>,
    deadline: Option<String>,
    overdue: bool,
    until: Option<String>,
    source: Option<String>,
    trace: Option<String>,
    owner: Option<String>,
    standing_since: Option<String>,
    waiver: Option<Waiver>,
    rests_on: Vec<usize>,
    missing: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alike: Option<About>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<JsonStep>,
}

#[derive(Debug, Serialize)]
struct Waiver {
    reason: String,
    owner: String,
    ticket: Option<String>,
    expires: String,
    effective: &'static str,
}

#[derive(Debug, Serialize)]
struct About {
    count: usize,
    decisions: Names,
    bindings: BTreeMap<String, Names>,
}

#[derive(Debug, Serialize)]
struct Names {
    count: usize,
    first: Vec<String>,
    unnamed: bool,
}

/// An entry of `reasons`; the facts that it names are put into the table.
pub(super) fn reason(entry: &Alike, reason: &Reason, from: &mut From<'_>) -> JsonReason {
    let From { explainer, entries, sources, explain, facts } = from;
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
    let until = rule.and_then(|r| r.effects.get(reason.effect).and_then(|e| e.until.as_ref()).or(r.until.as_ref()));
    let waiver = reason.waived.and_then(|(n, truth)| Some((explainer.program.policy.waivers.get(n)?, truth)));
    JsonReason {
        rule: rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()),
        name: reason.name.clone(),
        binding: reason.binding.iter().map(|b| (b.name.to_string(), b.id.as_ref().map(|i| printable(i).into_owned()))).collect(),
        decision: reason.target.to_string(),
        strength: if entry.more.is_empty() { strength(&reason.strength) } else { word(&reason.strength) },
        status: status(reason.status),
        when: reason.when.name(),
        effective: reason.effective.name(),
        if_unknown: reason.caution.name(),
        in_force: reason.in_force() && reason.target.verb != Verb::Derive,
        missed: reason.missed,
        because: explainer.because(reason),
        due: reason.due.name(),
        acts: reason.acts.as_ref().map(ToString::to_string),
        deadline: reason.deadline.map(|d| d.iso()),
        overdue: reason.deadline.is_some_and(|d| is_overdue(d, explainer.evaluation.now)),
        until: until.map(|c| narrate::condition(c, &explainer.program.policy.schemas)),
        source: rule.and_then(|r| r.source.clone()),
        trace: rule.and_then(|r| r.trace.clone()),
        owner: rule.and_then(|r| r.owner.clone()),
        standing_since: reason.standing.and_then(|s| s.since).map(|s| s.iso()),
        waiver: waiver.map(|(w, truth)| Waiver {
            reason: printable(&w.reason).into_owned(),
            owner: printable(&w.owner).into_owned(),
            ticket: w.ticket.as_ref().map(|t| printable(t).into_owned()),
            expires: w.expires.iso(),
            effective: truth.name(),
        }),
        rests_on: facts.places(entries.places(explainer, entry), sources),
        missing: facts.places(entries.missing(explainer, entry), sources),
        alike: entry.about(explainer.evaluation).map(|told| about(entry, told)),
        derivation: explain.then(|| step(&derivation(explainer, entries, reason), sources)),
    }
}

/// The word of a strength: which items are paused is said by the decisions.
fn word(of: &Strength) -> JsonStrength {
    JsonStrength { items: None, ..strength(of) }
}

fn about(entry: &Alike, about: alike::About) -> About {
    let names = |names: alike::Names| Names { count: names.count, first: names.first, unnamed: names.unnamed };
    About {
        count: entry.reasons().count(),
        decisions: names(about.decisions),
        bindings: about.bindings.into_iter().map(|(variable, bound)| (variable.to_string(), names(bound))).collect(),
    }
}
