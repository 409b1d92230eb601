//! The places in the page that links lead to: one for each decision, rule, shared step and highlighted derivation.
//! What stands there is the sections' business.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Program;
use crate::decision::{Target, Verb};
use crate::evaluate::{Decision, Evaluation, Status};

/// The heading under which a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Certainly in force.
    Certain,
    /// In force because something is not known.
    Precaution,
    /// May be, and is not in force meanwhile.
    Open,
    /// A conclusion that other rules read.
    Derived,
    /// Lifted, waived, or otherwise without effect.
    Idle,
}

/// Names of places.
#[derive(Debug)]
pub(super) struct Anchors {
    /// The decisions by their place in the list, in the order of the page.
    pub order: Vec<(Standing, usize)>,
    decisions: BTreeMap<Target, (usize, String)>,
    rules: BTreeMap<String, String>,
}

impl Anchors {
    /// Names every place.
    pub fn of(listed: &[Decision], program: &Program) -> Self {
        let mut order: Vec<(Standing, usize)> = listed.iter().enumerate().map(|(n, decision)| (standing(decision), n)).collect();
        order.sort();
        let mut taken = BTreeSet::new();
        let mut decisions = BTreeMap::new();
        for (number, (_, place)) in order.iter().enumerate() {
            if let Some(decision) = listed.get(*place) {
                let id = free("decision", &decision.target.to_string(), &mut taken);
                decisions.insert(decision.target.clone(), (number, id));
            }
        }
        let mut rules = BTreeMap::new();
        for rule in &program.policy.rules {
            rules.insert(rule.id.to_string(), free("rule", rule.id.as_str(), &mut taken));
        }
        Self { order, decisions, rules }
    }

    /// Where a decision stands.
    pub fn decision(&self, target: &Target) -> Option<&str> {
        self.decisions.get(target).map(|(_, id)| id.as_str())
    }

    /// The number of a decision, by which the graph marks its derivation.
    pub fn number(&self, target: &Target) -> Option<usize> {
        self.decisions.get(target).map(|(number, _)| *number)
    }

    /// Where a rule stands.
    pub fn rule(&self, id: &str) -> Option<&str> {
        self.rules.get(id).map(String::as_str)
    }
}

/// Every decision, and what would be decided if it weren't lifted or waived.
pub(super) fn listed(evaluation: &Evaluation) -> Vec<Decision> {
    let mut out = evaluation.decisions.clone();
    for reason in &evaluation.reasons {
        let set_aside = matches!(reason.status, Status::Lifted | Status::Waived) && reason.when.can_be_yes();
        if set_aside && !out.iter().any(|d| d.target == reason.target) {
            let target = reason.target.clone();
            out.push(Decision { target, lo: None, hi: None, in_force: None, precaution: false, reasons: Vec::new() });
        }
    }
    out
}

/// Where the graph is shown with one derivation marked.
pub(super) fn graph(number: usize) -> String {
    format!("graph-{number}")
}

/// Where a step stands to which others refer.
pub(super) fn step(number: usize) -> String {
    format!("step-{number}")
}

fn standing(decision: &Decision) -> Standing {
    match (decision.target.verb, &decision.in_force, &decision.hi) {
        (Verb::Derive, ..) => Standing::Derived,
        (_, Some(_), _) if decision.precaution => Standing::Precaution,
        (_, Some(_), _) => Standing::Certain,
        (_, None, Some(_)) => Standing::Open,
        (_, None, None) => Standing::Idle,
    }
}

/// A name from letters, digits and hyphens only, whatever the text; numbered where it is taken.
fn free(kind: &str, text: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let first = format!("{kind}-{}", text.chars().take(60).map(plain).collect::<String>());
    let mut name = first.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{first}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_nothing_but_letters_digits_and_hyphens_and_is_used_once() {
        let mut taken = BTreeSet::new();
        assert_eq!(free("decision", "block:update (a\"b)", &mut taken), "decision-block-update--a-b-");
        assert_eq!(free("decision", "block:update (a'b)", &mut taken), "decision-block-update--a-b--2");
    }
}
