//! The places in the page that links lead to: one for each decision or many that are alike, each entry, rule, shared step and highlighted derivation.
//! What stands there is the sections' business.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::compile::Program;
use crate::decision::{Strength, Target, Verb};
use crate::evaluate::{Decision, Evaluation, Reason, Status};
use crate::explain::alike::Entries;
use crate::explain::items::FEW;

/// The heading under which a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What is told in one place: a decision, or many for the same reasons.
#[derive(Clone, Debug)]
pub(super) struct Card {
    /// Its heading.
    pub standing: Standing,
    /// The decisions by their place in the list; at least one.
    pub decisions: Vec<usize>,
    /// The entries that speak for them, by number.
    pub entries: Vec<usize>,
}

/// Names of places.
#[derive(Debug)]
pub(super) struct Anchors {
    /// The decisions, in the order of the page.
    pub cards: Vec<Card>,
    decisions: BTreeMap<Target, (usize, String)>,
    rules: BTreeMap<String, String>,
}

/// What decisions have in common that are told in one place.
type Alike<'d> = (Standing, Verb, [&'d Option<Strength>; 3], Vec<usize>);

impl Anchors {
    /// Names every place; decisions that are alike have one where reasons have.
    pub fn of(listed: &[Decision], program: &Program, evaluation: &Evaluation, entries: &Entries) -> Self {
        let cards = cards(listed, evaluation, entries);
        let mut taken = BTreeSet::new();
        let mut decisions = BTreeMap::new();
        for (number, card) in cards.iter().enumerate() {
            let mut targets = card.decisions.iter().filter_map(|place| listed.get(*place)).map(|decision| &decision.target);
            if let Some(first) = targets.next() {
                let id = free("decision", &first.to_string(), &mut taken);
                decisions.extend(targets.map(|target| (target.clone(), (number, id.clone()))));
                decisions.insert(first.clone(), (number, id));
            }
        }
        let mut rules = BTreeMap::new();
        for rule in &program.policy.rules {
            rules.insert(rule.id.to_string(), free("rule", rule.id.as_str(), &mut taken));
        }
        Self { cards, decisions, rules }
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

fn cards(listed: &[Decision], evaluation: &Evaluation, entries: &Entries) -> Vec<Card> {
    let mut reasons: HashMap<&Target, Vec<(usize, &Reason)>> = HashMap::new();
    for (place, reason) in evaluation.reasons.iter().enumerate() {
        reasons.entry(&reason.target).or_default().push((place, reason));
    }
    let mut alike: HashMap<Alike<'_>, Vec<usize>> = HashMap::new();
    for (place, decision) in listed.iter().enumerate() {
        let mut own = reasons.remove(&decision.target).unwrap_or_default();
        own.sort_by_key(|(_, reason)| (super::reasons::missed(reason), reason.status));
        let own = entries.of_reasons(own.into_iter().map(|(place, _)| place));
        let bounds = [&decision.lo, &decision.hi, &decision.in_force];
        alike.entry((standing(decision), decision.target.verb, bounds, own)).or_default().push(place);
    }
    let mut out: Vec<Card> = Vec::new();
    for ((standing, _, _, entries), places) in alike {
        let card = |decisions| Card { standing, decisions, entries: entries.clone() };
        match places.len() > FEW {
            true => out.push(card(places)),
            false => out.extend(places.into_iter().map(|place| card(vec![place]))),
        }
    }
    out.sort_by_key(|card| (card.standing, card.decisions.first().copied()));
    out
}

/// Every decision, and what would be decided if it weren't lifted or waived.
pub(super) fn listed(evaluation: &Evaluation) -> Vec<Decision> {
    let mut out = evaluation.decisions.clone();
    let mut known: BTreeSet<&Target> = evaluation.decisions.iter().map(|d| &d.target).collect();
    for reason in &evaluation.reasons {
        let set_aside = matches!(reason.status, Status::Lifted | Status::Waived) && reason.when.can_be_yes();
        if set_aside && known.insert(&reason.target) {
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

/// Where an entry stands to which others refer.
pub(super) fn entry(number: usize) -> String {
    format!("reason-{number}")
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
