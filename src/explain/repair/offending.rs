//! The reasons that keep an evaluation from being as wanted.
//! What takes them out is left to the searches.

use super::Goal;
use crate::decision::{RollbackLevel, Strength, Verb, Verdict};
use crate::evaluate::verdict::next_action;
use crate::evaluate::{Evaluation, Reason};

/// The reasons that keep an evaluation from being as wanted.
pub(super) fn offending<'e>(goal: &Goal, evaluation: &'e Evaluation) -> Vec<&'e Reason> {
    if goal.is_met(evaluation) {
        return Vec::new();
    }
    let in_force = evaluation.reasons.iter().filter(|r| r.in_force() && r.target.verb != Verb::Derive);
    match goal {
        Goal::Off(target) => in_force.filter(|r| r.target == *target).collect(),
        Goal::On(_) => Vec::new(),
        Goal::Verdict(wanted) => {
            let action = next_action(evaluation.phase);
            let level = |r: &Reason| match &r.strength {
                Strength::Rollback(rollback) => Some(rollback.level),
                _ => None,
            };
            in_force
                .filter(|r| match r.target.verb {
                    _ if *wanted == Verdict::Clear => !matches!(r.strength, Strength::Advice(crate::decision::Advice::Advised)),
                    Verb::Block if &*r.target.name == action => {
                        let staged = r.due == crate::vocabulary::Due::In(crate::value::Phase::Staging);
                        match wanted {
                            Verdict::Clear | Verdict::Prepare => true,
                            Verdict::StageFirst => !staged,
                            Verdict::Hold { precaution_only: true } => !staged && r.effective.is_yes(),
                            _ => false,
                        }
                    }
                    Verb::Rollback => match wanted {
                        Verdict::Decide => level(r) == Some(RollbackLevel::Required),
                        Verdict::RollBack => false,
                        _ => level(r).is_some_and(|l| l >= RollbackLevel::DecisionNeeded),
                    },
                    _ => false,
                })
                .collect()
        }
    }
}
