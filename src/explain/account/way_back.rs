//! How a site goes back, once somebody has to decide that it does: who acts, and which way.
//! Whether it goes back is `evaluate`'s business.

use super::{Acts, acts_of, rule_name};
use crate::decision::{Rollback, RollbackBy, RollbackLevel, Strength, Target, Verb};
use crate::evaluate::Reason;
use crate::explain::leaves::Explainer;
use crate::value::{State, Value};

/// The way back of a site that goes back, or about which somebody decides.
#[derive(Clone, Debug)]
pub struct WayBack {
    /// How far the decision goes.
    pub level: RollbackLevel,
    /// Whether it is in force by precaution only.
    pub precaution: bool,
    /// Who decides and who carries it out, each once.
    pub acts: Vec<Acts>,
    /// The means that the rules ask for at least, with the rules that name them.
    pub asked: Option<(RollbackBy, Vec<String>)>,
    /// What the site has planned.
    pub planned: Planned,
}

/// What the site has planned for going back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    /// By these means.
    By(RollbackBy),
    /// It is stated that there is no way back.
    Nothing,
    /// Nobody stated it.
    NotStated,
}

impl WayBack {
    /// The means: those of the plan, or those of the rules where they are more; none where neither says.
    pub fn by(&self) -> Option<RollbackBy> {
        let planned = match self.planned {
            Planned::By(by) => Some(by),
            Planned::Nothing | Planned::NotStated => None,
        };
        planned.max(self.asked.as_ref().map(|(by, _)| *by))
    }
}

/// The way back, where it is decided that the site goes back, or that somebody must decide.
pub fn way_back(explainer: &Explainer<'_>) -> Option<WayBack> {
    let evaluation = explainer.evaluation;
    let decision = evaluation.decision(&Target::rollback())?;
    let Some(Strength::Rollback(Rollback { level, by })) = decision.in_force else { return None };
    if level < RollbackLevel::DecisionNeeded {
        return None;
    }
    let going: Vec<&Reason> = evaluation.reasons_of(decision).filter(|r| r.in_force() && reaches(r, level)).collect();
    // What the rules that send the site back ask people to do is the doing of it.
    let task = |r: &&Reason| {
        let certain = level == RollbackLevel::Required && r.in_force() && r.effective.is_yes();
        certain && r.target.verb == Verb::Require && going.iter().any(|g| g.rule == r.rule)
    };
    let mut acts: Vec<Acts> = Vec::new();
    for reason in going.iter().copied().chain(evaluation.reasons.iter().filter(task)) {
        if let Some(who) = acts_of(explainer, reason).filter(|who| !acts.contains(who)) {
            acts.push(who);
        }
    }
    let asked = by.map(|by| {
        let names =
            |r: &&Reason| r.stands() && matches!(r.strength, Strength::Rollback(Rollback { by: Some(own), .. }) if own == by);
        let mut rules: Vec<String> = evaluation.reasons_of(decision).filter(names).map(|r| rule_name(explainer, r)).collect();
        rules.dedup();
        (by, rules)
    });
    Some(WayBack { level, precaution: decision.precaution, acts, asked, planned: planned(explainer) })
}

/// Whether a reason asks for no less than this; nobody goes back by precaution.
fn reaches(reason: &Reason, level: RollbackLevel) -> bool {
    let strength = if reason.effective.is_yes() { reason.strength.clone() } else { reason.strength.as_precaution() };
    matches!(strength, Strength::Rollback(rollback) if rollback.level >= level)
}

fn planned(explainer: &Explainer<'_>) -> Planned {
    let facts = explainer.facts;
    let way = facts.root("site").and_then(|site| facts.step(facts.step(site, "rollback")?, "way"));
    match way.map_or(State::None, |way| facts.scalar(way).state) {
        State::Known(Value::Word(word)) => RollbackBy::parse(&word).map_or(Planned::NotStated, Planned::By),
        State::None => Planned::Nothing,
        _ => Planned::NotStated,
    }
}
