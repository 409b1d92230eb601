//! Says of a category or an item whether it may restart: it may if no pause of it is in force and no block of restarting
//! covers it; what stands against an item stands against its whole category. What is asked for stands in `update.resume_requested`; reports ask for everything that is in use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evaluation::{Evaluation, Reason, RestartAnswer};
use crate::compile::Program;
use crate::decision::{Blocked, Strength, Verb};
use crate::facts::store::{Facts, Member};
use crate::text::Span;
use crate::value::{State, Value};

/// Answers every request to restart something.
pub(super) fn restarts(program: &Program, facts: &Facts, evaluation: &Evaluation) -> Vec<RestartAnswer> {
    let asked = requested(facts);
    asked.into_iter().map(|(asked, span)| may_restart(program, facts, evaluation, &asked, span)).collect()
}

/// Whether one category or item may restart: `commerce`, `category:commerce`, `wf-restock`, `workflow:wf-restock`.
pub(crate) fn may_restart(
    program: &Program,
    facts: &Facts,
    evaluation: &Evaluation,
    asked: &str,
    span: Option<Span>,
) -> RestartAnswer {
    let (category, item) = restarted(program, facts, asked);
    let items = if item.is_none() { items_of(facts, category.as_ref()) } else { BTreeSet::new() };
    let against = |reason: &Reason| {
        reason.in_force()
            && match reason.target.verb {
                Verb::Pause => category.as_deref() == Some(&*reason.target.name) && covers(&reason.strength, item.as_deref()),
                Verb::Block => {
                    &*reason.target.name == "restart"
                        && reason
                            .target
                            .of
                            .as_ref()
                            .is_none_or(|of| Some(of) == category.as_ref() || Some(of) == item.as_ref() || items.contains(of))
                }
                _ => false,
            }
    };
    let reasons: Vec<usize> = evaluation.reasons.iter().enumerate().filter(|(_, r)| against(r)).map(|(n, _)| n).collect();
    let known = category.is_some();
    let of_schedule =
        |n: &usize| evaluation.reasons.get(*n).is_some_and(|r| r.strength == Strength::Blocked(Blocked::NormalSchedule));
    let narrowly = known && !reasons.is_empty() && reasons.iter().all(of_schedule);
    RestartAnswer { may: known && reasons.is_empty(), narrowly, known, span, asked: Arc::from(asked), reasons }
}

/// The ids of the items of a category; `*` is the name that decisions about an item without a name go by.
fn items_of(facts: &Facts, category: Option<&Arc<str>>) -> BTreeSet<Arc<str>> {
    let items = facts.root("site").and_then(|s| facts.step(s, "items"));
    let members = items.map(|spot| facts.members(spot).members).unwrap_or_default();
    let ours = members.into_iter().filter(|m| category_of(facts, m).as_ref() == category).filter_map(|m| m.id);
    ours.chain(category.map(|_| Arc::from("*"))).collect()
}

/// The categories that are in use, by name, each with the ids of its items: those the site names, those its items belong to,
/// those that are paused and those whose restart is asked for.
pub(crate) fn in_use(program: &Program, facts: &Facts, evaluation: &Evaluation) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
    let mut out: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
    let site = facts.root("site");
    let named = site.and_then(|s| facts.step(s, "automation")).and_then(|a| facts.step(a, "categories"));
    for member in named.map(|spot| facts.members(spot).members).unwrap_or_default() {
        out.entry(member.id.unwrap_or_default()).or_default();
    }
    for member in site.and_then(|s| facts.step(s, "items")).map(|spot| facts.members(spot).members).unwrap_or_default() {
        if let (Some(category), Some(id)) = (category_of(facts, &member), member.id) {
            out.entry(category).or_default().push(id);
        }
    }
    let paused = evaluation.reasons.iter().filter(|r| r.target.verb == Verb::Pause && r.in_force());
    for reason in paused {
        out.entry(reason.target.name.clone()).or_default();
    }
    for (asked, _) in requested(facts) {
        if let (Some(category), _) = restarted(program, facts, &asked) {
            out.entry(category).or_default();
        }
    }
    out.retain(|name, _| program.policy.vocabulary.category(name).is_some());
    out
}

fn requested(facts: &Facts) -> Vec<(Arc<str>, Option<Span>)> {
    let Some(list) = facts.root("update").and_then(|u| facts.step(u, "resume_requested")) else { return Vec::new() };
    facts.members(list).members.into_iter().filter_map(|m| Some((m.id?, m.spot.near))).collect()
}

fn category_of(facts: &Facts, member: &Member<'_>) -> Option<Arc<str>> {
    match facts.step(member.spot, "category").map(|s| facts.scalar(s).state) {
        Some(State::Known(Value::Word(word))) => Some(word),
        _ => None,
    }
}

/// Whether a pause covers an item (the whole category is asked for when there is none).
fn covers(strength: &Strength, item: Option<&str>) -> bool {
    match (strength, item) {
        (Strength::Paused(paused), Some(item)) => paused.is_whole() || paused.items().iter().any(|i| i.id() == Some(item)),
        _ => true,
    }
}

/// The category of what is to restart, and the item when it is one: `commerce`, `category:commerce`, `wf-restock`, `workflow:wf-restock`.
fn restarted(program: &Program, facts: &Facts, asked: &str) -> (Option<Arc<str>>, Option<Arc<str>>) {
    let name = asked.strip_prefix("category:").unwrap_or(asked);
    if program.policy.vocabulary.category(name).is_some() {
        return (Some(Arc::from(name)), None);
    }
    let id = asked.split_once(':').map_or(asked, |(_, id)| id);
    let Some(items) = facts.root("site").and_then(|s| facts.step(s, "items")) else { return (None, None) };
    for member in facts.members(items).members {
        if member.id.as_deref() == Some(id) {
            return (category_of(facts, &member), member.id);
        }
    }
    (None, None)
}
