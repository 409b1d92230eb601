//! What an evaluation came to, as a case asks for it: decisions by name, their reasons in force, what stands otherwise.
//! Comparing it with what was expected is `compare`'s business.

use std::collections::BTreeSet;

use super::expect::{Standing, What};
use crate::compile::Program;
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::{Decision, Evaluation, Reason, Status};
use crate::explain::Explainer;
use crate::explain::account::shown;
use crate::explain::parts::open_parts;
use crate::facts::Facts;

/// The outcome of one evaluation.
pub(super) struct Actual<'a> {
    pub program: &'a Program,
    pub facts: &'a Facts,
    pub evaluation: &'a Evaluation,
}

/// A decision as a case names it: of everything where it names no one thing.
pub(super) struct InForce<'a> {
    /// The decisions; empty for a conclusion.
    pub decisions: Vec<&'a Decision>,
    /// Its reasons in force.
    pub reasons: Vec<&'a Reason>,
}

impl<'a> Actual<'a> {
    /// What is in force of a decision; none when nothing is.
    pub fn in_force(&self, target: &Target) -> Option<InForce<'a>> {
        if target.verb == Verb::Derive {
            let reasons: Vec<&Reason> =
                self.evaluation.reasons.iter().filter(|r| is(target, &r.target) && r.effective.is_yes()).collect();
            return (!reasons.is_empty()).then_some(InForce { decisions: Vec::new(), reasons });
        }
        let decisions: Vec<&Decision> =
            self.evaluation.decisions.iter().filter(|d| is(target, &d.target) && d.in_force.is_some()).collect();
        let reasons: Vec<&Reason> = decisions.iter().flat_map(|d| self.reasons(d)).collect();
        (!decisions.is_empty()).then_some(InForce { decisions, reasons })
    }

    /// The reasons of a decision that `evaluate` shows: in force, and not drowned by a certain one.
    fn reasons(&self, decision: &'a Decision) -> Vec<&'a Reason> {
        let evaluation: &'a Evaluation = self.evaluation;
        evaluation.reasons_of(decision).filter(|r| r.in_force() && shown(evaluation, r)).collect()
    }

    /// Every decision in force, without those that the given ones name.
    pub fn others(&self, named: &[&Target]) -> Vec<&'a Decision> {
        let evaluation: &'a Evaluation = self.evaluation;
        let in_force = evaluation.decisions.iter().filter(|d| d.in_force.is_some());
        in_force.filter(|d| !named.iter().any(|target| is(target, &d.target))).collect()
    }

    /// The id of the rule that a reason comes from.
    pub fn rule(&self, reason: &'a Reason) -> &'a str {
        let ground = reason.rule.and_then(|n| self.program.rules.get(n));
        let program: &'a Program = self.program;
        ground.and_then(|g| program.rule_of(g)).map_or(reason.name.as_str(), |r| r.id.as_str())
    }

    /// The ids of the rules that reasons come from, each once.
    pub fn rules(&self, reasons: &[&'a Reason]) -> BTreeSet<&'a str> {
        reasons.iter().map(|r| self.rule(r)).collect()
    }

    /// The reasons that a rule makes and that are in force, conclusions too.
    pub fn made_by(&self, id: &str) -> Vec<&'a Reason> {
        let evaluation: &'a Evaluation = self.evaluation;
        let stands = |r: &&Reason| match r.target.verb {
            Verb::Derive => r.effective.is_yes(),
            _ => r.in_force() && shown(evaluation, r),
        };
        evaluation.reasons.iter().filter(|r| self.rule(r) == id).filter(stands).collect()
    }

    /// Whether a decision or a rule stands in this state.
    pub fn stands(&self, standing: Standing, what: &What) -> bool {
        let meant = |r: &&Reason| match what {
            What::Decision(target) => is(target, &r.target),
            What::Rule(id) => self.rule(r) == &**id,
        };
        let mut reasons = self.evaluation.reasons.iter().filter(meant);
        match standing {
            Standing::Met => reasons.any(|r| r.status == Status::Lifted && r.when.can_be_yes()),
            Standing::Missed => reasons.any(|r| r.missed && r.effective.is_yes()),
            Standing::Waived => reasons.any(|r| r.status == Status::Waived),
            Standing::Later => reasons.any(|r| r.status == Status::Later) || self.is_later(what),
        }
    }

    fn is_later(&self, what: &What) -> bool {
        let What::Rule(id) = what else { return false };
        let of_rule = |n: &usize| {
            let ground = self.program.rules.get(*n);
            ground.and_then(|g| self.program.rule_of(g)).is_some_and(|r| r.id.as_str() == &**id)
        };
        (0..self.program.rules.len()).filter(of_rule).any(|n| self.evaluation.rules.get(n).is_some_and(|t| t.is_later()))
    }

    /// The unknown facts that leave something open, each with the parts of a document that would state it.
    pub fn unknown(&self) -> BTreeSet<String> {
        let explainer = Explainer::new(self.program, self.facts, self.evaluation);
        let open = |r: &&Reason| {
            r.effective.is_undetermined() && !r.missed && r.caution != Caution::Ignore && r.target.verb != Verb::Derive
        };
        let mut out = BTreeSet::new();
        for leaf in self.evaluation.reasons.iter().filter(open).flat_map(|r| explainer.missing(r)) {
            out.extend(open_parts(self.facts, &leaf.path).iter().map(ToString::to_string));
            out.insert(leaf.path.to_string());
        }
        out
    }
}

/// The strength of what is in force of a decision, over every thing it is decided of.
pub(super) fn strength(found: &InForce<'_>) -> Option<Strength> {
    let all: Vec<&Strength> = found.decisions.iter().filter_map(|d| d.in_force.as_ref()).collect();
    Strength::join_all(all)
}

/// Whether a decision is the one that is named; of a name without one thing it is limited to, any.
pub(super) fn is(named: &Target, found: &Target) -> bool {
    named.verb == found.verb && named.name == found.name && (named.of.is_none() || named.of == found.of)
}
