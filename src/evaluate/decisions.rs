//! What reasons come to together: for each target the join of what is certain, of what is possible, of what is in force.
//! Nothing here depends on an order, so two rules can't disagree.

use std::collections::BTreeMap;

use super::evaluation::{Decision, Reason};
use crate::decision::{Caution, Strength, Target, Verb};

/// The decisions that the reasons make, ordered by target.
pub(crate) fn decide(reasons: &[Reason]) -> Vec<Decision> {
    let mut by_target: BTreeMap<&Target, Vec<usize>> = BTreeMap::new();
    for (place, reason) in reasons.iter().enumerate() {
        if reason.effective.can_be_yes() && reason.target.verb != Verb::Derive {
            by_target.entry(&reason.target).or_default().push(place);
        }
    }
    by_target.into_iter().map(|(target, places)| decision(target, places, reasons)).collect()
}

fn decision(target: &Target, places: Vec<usize>, reasons: &[Reason]) -> Decision {
    let of = || places.iter().filter_map(|n| reasons.get(*n));
    let lo = join(of().filter(|r| r.effective.is_yes()).map(|r| r.strength.clone()));
    let hi = join(of().map(|r| r.strength.clone()));
    let current = || of().filter(|r| !r.missed);
    let certain = join(current().filter(|r| r.effective.is_yes()).map(|r| r.strength.clone()));
    let cautious =
        current().filter(|r| !r.effective.is_yes() && r.caution == Caution::Precaution).map(|r| r.strength.as_precaution());
    let in_force = join(certain.iter().cloned().chain(cautious));
    let precaution = certain.is_none() && in_force.is_some();
    Decision { target: target.clone(), lo, hi, in_force, precaution, reasons: places }
}

fn join(strengths: impl Iterator<Item = Strength>) -> Option<Strength> {
    let all: Vec<Strength> = strengths.collect();
    Strength::join_all(all.iter())
}
