//! Why something is in force by precaution: the rules that are not settled, what isn't known, and what speaks for it.
//! Law: with what isn't known stated the decision is settled; while it is not, nothing else that is stated settles it.

use super::leaves::Explainer;
use super::trace::{Found, Tracer};
use super::wanted::Wanted;
use crate::condition::context::Leaf;
use crate::evaluate::{Decision, Reason};
use crate::facts::Forgetter;

/// Why something is in force by precaution.
#[derive(Clone, Debug)]
pub struct Precaution {
    /// The reasons in force that are not settled, by place in the evaluation.
    pub reasons: Vec<usize>,
    /// What isn't known, each fact once: of these rules, and of those that decide it only when they are certain.
    pub unknown: Vec<Leaf>,
    /// How the known facts speak for it.
    pub found: Found,
}

/// Why a decision is in force by precaution.
pub fn precaution(explainer: &Explainer<'_>, decision: &Decision) -> Precaution {
    let policy = &explainer.program.policy;
    let forgetter = Forgetter::new(explainer.facts, &policy.vocabulary);
    let tracer = Tracer { explainer, forgetter: &forgetter, keep: None };
    let open = |r: &Reason| r.target == decision.target && r.effective.is_undetermined() && !r.missed;
    let mut out = Precaution { reasons: Vec::new(), unknown: Vec::new(), found: Found::default() };
    let mut others: Vec<&Reason> = Vec::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate().filter(|(_, r)| open(r)) {
        if !reason.in_force() {
            others.push(reason);
            continue;
        }
        out.reasons.push(place);
        out.add_unknown(explainer.missing(reason));
        tracer.stood(reason, &mut out.found);
        if let (Some(ground), Some(frames)) = (explainer.ground(reason), explainer.frames(reason)) {
            tracer.holding(&ground.when, &frames, Wanted::YES, &mut out.found);
        }
    }
    others.into_iter().for_each(|reason| out.add_unknown(explainer.missing(reason)));
    out
}

impl Precaution {
    fn add_unknown(&mut self, leaves: Vec<Leaf>) {
        for leaf in leaves {
            if !self.unknown.iter().any(|u| u.path == leaf.path) {
                self.unknown.push(leaf);
            }
        }
    }
}
