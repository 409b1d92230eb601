//! The one-word answer for a site, from what is in force (design 5, *Verdict*).
//! Its words and exit statuses are `decision`'s.

use super::evaluation::{Evaluation, Reason};
use crate::decision::{Blocked, RollbackLevel, Strength, Target, Verb, Verdict};
use crate::value::Phase;
use crate::vocabulary::Due;

/// The verdict of an evaluation whose decisions are made.
pub(crate) fn verdict(evaluation: &Evaluation) -> Verdict {
    let (certain, cautious) = rollback(evaluation);
    match certain {
        Some(RollbackLevel::Required) => return Verdict::RollBack,
        Some(RollbackLevel::DecisionNeeded) => return Verdict::Decide,
        _ => {}
    }
    let action = next_action(evaluation.phase);
    // What only keeps automation off its normal schedule leaves the next step open: a narrow one.
    let whole = |r: &&Reason| r.strength == Strength::Blocked(Blocked::Any);
    let ours = |r: &&Reason| r.target.verb == Verb::Block && &*r.target.name == action && r.in_force();
    let blocks: Vec<&Reason> = evaluation.reasons.iter().filter(ours).filter(whole).collect();
    if !blocks.is_empty() {
        if blocks.iter().all(|r| r.due == Due::In(Phase::Staging)) {
            let decision_open = cautious == Some(RollbackLevel::DecisionNeeded);
            return if decision_open { Verdict::Hold { precaution_only: true } } else { Verdict::StageFirst };
        }
        let precaution_only = !blocks.iter().any(|r| r.effective.is_yes() && r.due != Due::In(Phase::Staging));
        return Verdict::Hold { precaution_only };
    }
    if cautious == Some(RollbackLevel::DecisionNeeded) {
        return Verdict::Hold { precaution_only: true };
    }
    if evaluation.decisions.iter().any(|d| d.in_force.as_ref().is_some_and(above_advised)) {
        return Verdict::Prepare;
    }
    Verdict::Clear
}

/// The action that a phase leads to.
pub(crate) fn next_action(phase: Phase) -> &'static str {
    match phase {
        Phase::Before | Phase::Staging | Phase::Production => "update",
        Phase::After | Phase::Recovery => "restart",
    }
}

/// How far the rollback decision certainly goes, and how far by precaction too.
fn rollback(evaluation: &Evaluation) -> (Option<RollbackLevel>, Option<RollbackLevel>) {
    let level = |strength: &Option<Strength>| match strength {
        Some(Strength::Rollback(rollback)) => Some(rollback.level),
        _ => None,
    };
    match evaluation.decision(&Target::rollback()) {
        Some(decision) => (level(&decision.lo), level(&decision.in_force)),
        None => (None, None),
    }
}

fn above_advised(strength: &Strength) -> bool {
    !matches!(strength, Strength::Advice(crate::decision::Advice::Advised))
}
