//! What is in force as entries: one for each decision, with the rules that ask for it under it, the strongest first.
//! What a rule's line says is `account`'s business.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::{Entry, Group, Line};
use super::{line, rule_name, until_of};
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::Reason;
use crate::evaluate::verdict::next_action;
use crate::explain::leaves::{Explainer, distinct};
use crate::explain::parts::unsaid;
use crate::value::Phase;
use crate::vocabulary::Due;

/// A rule that asks for something, and what lifts that.
type Asking = (String, Option<String>);

/// What the reasons that are wanted decide, with the cautious lines that stand by themselves, by when it is due. A decision
/// stands where the first of its reasons is due.
pub(super) fn groups(explainer: &Explainer<'_>, wanted: impl Fn(&Reason) -> bool, cautious: Vec<Line>) -> Vec<Group> {
    let mut groups: BTreeMap<Due, Vec<Entry>> = BTreeMap::new();
    for (due, entry) in entries(explainer, wanted) {
        groups.entry(due).or_default().push(entry);
    }
    for line in cautious {
        groups.entry(line.due).or_default().push(Entry::alone(line));
    }
    let order = |due: &Due| match due {
        Due::Now => 0,
        Due::In(phase) => 1 + Phase::ALL.iter().position(|p| p == phase).unwrap_or(0),
    };
    let mut groups: Vec<Group> = groups.into_iter().map(|(due, entries)| Group { due, entries: sorted(entries) }).collect();
    groups.sort_by_key(|g| order(&g.due));
    groups
}

fn entries(explainer: &Explainer<'_>, wanted: impl Fn(&Reason) -> bool) -> Vec<(Due, Entry)> {
    let mut asked: BTreeMap<&Target, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
        if reason.target.verb != Verb::Derive && wanted(reason) {
            asked.entry(&reason.target).or_default().entry(rule_name(explainer, reason)).or_default().push(place);
        }
    }
    // Decisions that the same rules ask for, until the same holds, are told together.
    let mut alike: BTreeMap<(Due, Verb, Vec<Asking>), Vec<&Target>> = BTreeMap::new();
    for (target, rules) in &asked {
        let dues = rules.values().flatten().filter_map(|n| Some(explainer.evaluation.reason(*n)?.due));
        let Some(due) = dues.min() else { continue };
        let until = |places: &Vec<usize>| places.first().and_then(|n| until_of(explainer, explainer.evaluation.reason(*n)?));
        let asking = rules.iter().map(|(rule, places)| (rule.clone(), until(places))).collect();
        alike.entry((due, target.verb, asking)).or_default().push(target);
    }
    alike
        .into_iter()
        .map(|((due, verb, rules), targets)| {
            let of =
                |target: &Target, rule: &str| asked.get(target).and_then(|rules| rules.get(rule)).cloned().unwrap_or_default();
            let lines = rules.iter().map(|(rule, _)| {
                let places: Vec<usize> = targets.iter().flat_map(|target| of(target, rule)).collect();
                line(explainer, verb, rule.clone(), false, places)
            });
            let mut lines: Vec<Line> = lines.collect();
            lines.sort_by_key(|l| (std::cmp::Reverse(l.rank()), l.due));
            let targets: Vec<(Target, Strength)> = targets
                .iter()
                .filter_map(|target| {
                    let all = rules.iter().flat_map(|(rule, _)| of(target, rule)).filter_map(|n| explainer.evaluation.reason(n));
                    let strength = Strength::join_all(all.map(|r| &r.strength))?;
                    let decided = explainer.evaluation.decision(target).and_then(|d| d.in_force.as_ref());
                    Some(((*target).clone(), decided.map_or(strength.clone(), |d| strength.by_means_of(d))))
                })
                .collect();
            let open = open(explainer, &targets);
            (due, Entry { targets, lines, open })
        })
        .collect()
}

/// What else could hold the next step: what nobody said of it. That the step is held for certain doesn't settle it.
fn open(explainer: &Explainer<'_>, targets: &[(Target, Strength)]) -> Vec<String> {
    let action = next_action(explainer.evaluation.phase);
    let ours = |r: &&Reason| {
        r.target.verb == Verb::Block
            && &*r.target.name == action
            && r.effective.is_undetermined()
            && r.caution == Caution::Precaution
            && !r.missed
            && r.target.of.is_none()
            && targets.iter().any(|(target, _)| *target == r.target)
    };
    let leaves = explainer.evaluation.reasons.iter().filter(ours).flat_map(|r| explainer.missing(r));
    unsaid(explainer.facts, &distinct(leaves))
}

/// Entries of one rule stand together, rules in the order of their first verb.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    let rank = |verb: Verb| Verb::ALL.iter().position(|v| *v == verb).unwrap_or(usize::MAX);
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for line in entries.iter().flat_map(|e| &e.lines) {
        let known = first.entry(line.rule.clone()).or_insert(usize::MAX);
        *known = (*known).min(rank(line.verb));
    }
    let key = |entry: &Entry| {
        let rules: BTreeSet<(usize, String)> =
            entry.lines.iter().map(|l| (first.get(&l.rule).copied().unwrap_or(usize::MAX), l.rule.clone())).collect();
        (entry.is_precaution(), rules.into_iter().next(), rank(entry.verb()))
    };
    entries.sort_by_key(key);
    entries
}
