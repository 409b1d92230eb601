//! Answers every request to restart something: it may if no pause of it is in force and no block of restarting covers it.
//! What is asked for stands in `update.resume_requested`.

use std::sync::Arc;

use super::evaluation::{Evaluation, Reason, RestartAnswer};
use crate::compile::Program;
use crate::decision::{Strength, Verb};
use crate::facts::store::Facts;
use crate::value::{State, Value};

/// Answers every request to restart something.
pub fn restarts(program: &Program, facts: &Facts, evaluation: &Evaluation) -> Vec<RestartAnswer> {
    let Some(list) = facts.root("update").and_then(|u| facts.step(u, "resume_requested")) else { return Vec::new() };
    let asked = facts.members(list).members;
    asked
        .into_iter()
        .filter_map(|member| {
            let asked = member.id.clone()?;
            let (category, item) = restarted(program, facts, &asked);
            let against = |reason: &Reason| {
                reason.in_force()
                    && match reason.target.verb {
                        Verb::Pause => {
                            category.as_deref() == Some(&*reason.target.name) && covers(&reason.strength, item.as_deref())
                        }
                        Verb::Block => {
                            &*reason.target.name == "restart"
                                && reason
                                    .target
                                    .of
                                    .as_ref()
                                    .is_none_or(|of| Some(of) == category.as_ref() || Some(of) == item.as_ref())
                        }
                        _ => false,
                    }
            };
            let reasons: Vec<usize> = evaluation.reasons.iter().enumerate().filter(|(_, r)| against(r)).map(|(n, _)| n).collect();
            let known = category.is_some();
            Some(RestartAnswer { may: known && reasons.is_empty(), known, span: member.spot.near, asked, reasons })
        })
        .collect()
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
            let category = facts.step(member.spot, "category").map(|s| facts.scalar(s).state);
            return match category {
                Some(State::Known(Value::Word(word))) => (Some(word), member.id),
                _ => (None, member.id),
            };
        }
    }
    (None, None)
}
