//! Which categories that are in use may restart, with the reasons against it in words.
//! Whether they may is `evaluate`'s answer; nothing is decided here.

use super::leaves::Explainer;
use super::narrate;
use crate::decision::Verb;
use crate::evaluate::restarts::{in_use, may_restart};
use crate::evaluate::{Reason, RestartAnswer};
use crate::text::printable::printable;
use crate::vocabulary::Kind;

/// A category or an item, and whether it may restart.
#[derive(Clone, Debug)]
pub struct Restart {
    /// Its name in documents: the category, or the id of the item.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The answer.
    pub may: May,
    /// What stands against it, one entry for each rule; what is certain and what is a precaution stand apart.
    pub against: Vec<Against>,
    /// The items of a category; none below an item.
    pub items: Vec<Restart>,
}

/// Whether something may restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum May {
    /// Nothing stands against it.
    Yes,
    /// By hand or for one record, but not on its normal schedule.
    Narrowly,
    /// It is held by precaution only: facts are missing that could clear it.
    NotYet,
    /// Something certain stands against it.
    No,
}

/// A rule that stands against a restart.
#[derive(Clone, Debug)]
pub struct Against {
    /// The rule's id.
    pub rule: String,
    /// Why, as sentences, each once.
    pub because: Vec<String>,
    /// What lifts it, as a clause.
    pub until: Option<String>,
    /// Whether it is in force by precaution only.
    pub precaution: bool,
}

/// Every category in use, by name.
pub fn restarting(explainer: &Explainer<'_>) -> Vec<Restart> {
    let (program, facts, evaluation) = (explainer.program, explainer.facts, explainer.evaluation);
    let answer = |name: &str| may_restart(program, facts, evaluation, name, None);
    let used = in_use(program, facts, evaluation);
    let category = |(name, items): (&std::sync::Arc<str>, &Vec<std::sync::Arc<str>>)| {
        let title = program.policy.vocabulary.title(Kind::Category, name).unwrap_or(name);
        let items = items.iter().map(|id| restart(explainer, id, id, &answer(id))).collect();
        Restart { items, ..restart(explainer, name, title, &answer(&format!("category:{name}"))) }
    };
    used.iter().map(category).collect()
}

fn restart(explainer: &Explainer<'_>, name: &str, title: &str, answer: &RestartAnswer) -> Restart {
    let reasons: Vec<&Reason> = answer.reasons.iter().filter_map(|n| explainer.evaluation.reason(*n)).collect();
    let may = if answer.may {
        May::Yes
    } else if !reasons.iter().any(|r| r.effective.is_yes()) {
        May::NotYet
    } else if reasons.iter().all(|r| r.target.verb == Verb::Block && r.strength.word() == Some("normal-schedule")) {
        May::Narrowly
    } else {
        May::No
    };
    let shown = |text: &str| printable(text).into_owned();
    Restart { name: shown(name), title: shown(title), may, against: against(explainer, &reasons), items: Vec::new() }
}

fn against(explainer: &Explainer<'_>, reasons: &[&Reason]) -> Vec<Against> {
    let mut out: Vec<Against> = Vec::new();
    for reason in reasons {
        let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
        let id = rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string());
        let until = rule.and_then(|r| r.effects.get(reason.effect).and_then(|e| e.until.as_ref()).or(r.until.as_ref()));
        let until = until.map(|cond| narrate::condition(cond, &explainer.program.policy.schemas));
        let because = explainer.because(reason);
        let precaution = !reason.effective.is_yes();
        match out.iter_mut().find(|a| a.rule == id && a.until == until && a.precaution == precaution) {
            Some(known) => {
                if !known.because.contains(&because) {
                    known.because.push(because);
                }
            }
            None => out.push(Against { rule: id, because: vec![because], until, precaution }),
        }
    }
    out
}
