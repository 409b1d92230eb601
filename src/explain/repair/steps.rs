//! Changes as steps that somebody makes, and the reasons that nothing repairs, in words.
//! Which changes are made is left to the searches.

use super::actions::{self, NOBODY};
use super::moves::Move;
use super::{Step, Stuck};
use crate::evaluate::{Ran, Reason};
use crate::explain::leaves::Explainer;
use crate::explain::parts::{OpenPart, unstated_part};
use crate::explain::trial::Trial;
use crate::explain::{narrate, titles, what_if};
use crate::facts::{FactPath, Facts};
use crate::value::State;

/// A change as somebody makes it.
pub(super) fn step(trial: &Trial<'_>, made: &Move, before: &Facts) -> Step {
    let was = match made.change.path() {
        Some(path) => {
            what_if::leaf(before, &path.into()).map_or_else(String::new, |(l, names)| format!("{}{names}", narrate::found(&l)))
        }
        None => format!("is {}", before.now),
    };
    let acts = made.action.acts.clone();
    let who = acts.as_ref().and_then(|role| who(trial, before, role));
    Step {
        change: made.change.clone(),
        kind: made.action.kind,
        before: was,
        action: made.action.action.clone(),
        acts: acts.map(|role| {
            let roles = &trial.program.policy.vocabulary.roles;
            roles.get(role.as_str()).map_or_else(|| role.clone(), |r| r.title.to_string())
        }),
        who,
        cost: made.action.cost,
    }
}

/// Who a role is on this site, where a fact says so.
fn who(trial: &Trial<'_>, facts: &Facts, role: &str) -> Option<String> {
    let path = &trial.program.policy.vocabulary.roles.get(role)?.who.as_ref()?.text;
    let spot = facts.spot_at(&FactPath::parse(path).ok()?.into())?;
    match facts.scalar(spot).state {
        State::Known(value) => Some(crate::text::printable::printable(&value.to_string()).into_owned()),
        _ => None,
    }
}

/// Reasons that nothing repairs, and the facts that each rests on.
pub(super) fn stuck(trial: &Trial<'_>, before: &Ran, reasons: &[&Reason]) -> Vec<Stuck> {
    let explainer = Explainer::new(trial.program, &before.facts, &before.evaluation);
    let one = |reason: &&Reason| {
        let rule =
            explainer.ground(reason).and_then(|g| trial.program.rule_of(g)).map_or(reason.name.clone(), |r| r.id.to_string());
        let mut facts: Vec<(String, &'static str)> = Vec::new();
        for leaf in explainer.support(reason).into_iter().chain(explainer.missing(reason)) {
            let unnamed = leaf.path.steps().iter().any(|step| &**step == "*");
            let part = if unnamed { unstated_part(&before.facts, &leaf.path) } else { OpenPart::At(leaf.path.clone()) };
            let text = part.to_string();
            if facts.iter().any(|(known, _)| *known == text) {
                continue;
            }
            let inputs = part.path().map(|path| actions::inputs(&before.facts, path)).unwrap_or_default();
            let why = inputs.iter().find_map(|p| actions::action(&before.facts, p).err()).unwrap_or(NOBODY);
            let changeable = inputs.iter().any(|p| actions::action(&before.facts, p).is_ok());
            facts.push((text, if changeable { "changing it is not enough" } else { why }));
        }
        let title = titles::title(&trial.program.policy, &reason.target, &reason.strength);
        Stuck { rule, title, because: explainer.because(reason), facts }
    };
    reasons.iter().map(one).collect()
}
