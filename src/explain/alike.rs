//! Which reasons are told as one: those of one rule that are not settled and differ only in what they are about.
//! It is decided here once for every format; what is missing of an entry is put together here, how it looks is `report`'s business.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::items::{FEW, NAMED, OfMany, put_together};
use super::leaves::Explainer;
use super::narrate;
use crate::condition::context::Leaf;
use crate::decision::{Caution, Strength, Verb};
use crate::evaluate::{Evaluation, Reason, Status};
use crate::facts::ReadPath;
use crate::facts::fact::Basis;
use crate::text::Span;
use crate::text::printable::printable;
use crate::value::Truth;
use crate::vocabulary::{Due, Role};

/// Every reason of an evaluation, those that are alike as one.
#[derive(Clone, Debug)]
pub struct Entries {
    entries: Vec<Alike>,
    /// The entry of each reason, by its place.
    entry_of: Vec<usize>,
    general: bool,
}

/// One reason, or several that are told as one, by place in the evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The first, which stands for the others.
    pub first: usize,
    /// The others.
    pub more: Vec<usize>,
}

/// What the reasons of an entry are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What they decide.
    pub decisions: Names,
    /// What each variable of the rule is bound to.
    pub bindings: BTreeMap<Arc<str>, Names>,
}

/// Names of which the first few are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// How many there are.
    pub count: usize,
    /// The first of them, all where they are few.
    pub first: Vec<String>,
    /// Whether elements that nobody named are among what is meant.
    pub unnamed: bool,
}

/// What reasons must have in common to be told as one.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    rule: usize,
    verb: Verb,
    strength: Option<&'static str>,
    rank: usize,
    truth: (Truth, Truth, Status),
    caution: Caution,
    in_force: bool,
    missed: bool,
    due: Due,
    acts: Option<Role>,
    deadline: Option<String>,
    since: Option<Option<String>>,
    until: Option<Span>,
    waiver: Option<usize>,
}

impl Entries {
    /// Those that are alike together, where they are more than a few.
    pub fn of(explainer: &Explainer<'_>) -> Self {
        let mut groups: HashMap<Key, Vec<usize>> = HashMap::new();
        let mut all: Vec<Alike> = Vec::new();
        for (place, reason) in explainer.evaluation.reasons.iter().enumerate() {
            match key(explainer, reason) {
                Some(key) => groups.entry(key).or_default().push(place),
                None => all.push(Alike { first: place, more: Vec::new() }),
            }
        }
        for places in groups.into_values() {
            match places.split_first() {
                Some((first, more)) if more.len() >= FEW => all.push(Alike { first: *first, more: more.to_vec() }),
                _ => all.extend(places.into_iter().map(|first| Alike { first, more: Vec::new() })),
            }
        }
        all.sort_by_key(|alike| alike.first);
        Self::made_of(all, explainer.evaluation, true)
    }

    /// Each reason by itself, with everything that is missing of each item.
    pub fn each(evaluation: &Evaluation) -> Self {
        let alone = (0..evaluation.reasons.len()).map(|first| Alike { first, more: Vec::new() });
        Self::made_of(alone.collect(), evaluation, false)
    }

    fn made_of(entries: Vec<Alike>, evaluation: &Evaluation, general: bool) -> Self {
        let mut entry_of = vec![0; evaluation.reasons.len()];
        for (number, entry) in entries.iter().enumerate() {
            for place in entry.reasons() {
                if let Some(known) = entry_of.get_mut(place) {
                    *known = number;
                }
            }
        }
        Self { entries, entry_of, general }
    }

    /// The entries, in the order of their first reasons.
    pub fn iter(&self) -> impl Iterator<Item = &Alike> {
        self.entries.iter()
    }

    /// An entry by its number.
    pub fn get(&self, number: usize) -> Option<&Alike> {
        self.entries.get(number)
    }

    /// The numbers of the entries to which reasons belong, each once.
    pub fn of_reasons(&self, places: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut seen = HashSet::new();
        let numbers = places.into_iter().filter_map(|place| self.entry_of.get(place).copied());
        numbers.filter(|number| seen.insert(*number)).collect()
    }

    /// What leaves an entry open: what is missing of many items alike once, unless each reason is told by itself.
    pub fn missing(&self, explainer: &Explainer<'_>, entry: &Alike) -> Vec<OfMany<Leaf>> {
        let mut leaves: Vec<Leaf> = Vec::new();
        let mut seen: HashMap<ReadPath, Vec<usize>> = HashMap::new();
        for reason in entry.reasons().filter_map(|place| explainer.evaluation.reason(place)) {
            if !reason.effective.is_undetermined() {
                continue;
            }
            for leaf in explainer.missing_once(reason).iter() {
                let known = seen.get(&leaf.path).is_some_and(|known| known.iter().any(|n| leaves.get(*n) == Some(leaf)));
                if !known {
                    seen.entry(leaf.path.clone()).or_default().push(leaves.len());
                    leaves.push(leaf.clone());
                }
            }
        }
        self.told(explainer, leaves)
    }

    /// Where the deciding facts of an entry stand: of its first reason, those of many items once.
    pub fn places(&self, explainer: &Explainer<'_>, entry: &Alike) -> Vec<OfMany<Leaf>> {
        let Some(reason) = explainer.evaluation.reason(entry.first) else { return Vec::new() };
        let evident = |l: &Leaf| {
            matches!(l.basis, Basis::Stated | Basis::Computed | Basis::Default | Basis::InventoryComplete) && l.state.says()
        };
        let mut placed: Vec<Leaf> = explainer.support(reason).into_iter().filter(|l| l.span.is_some()).collect();
        if placed.iter().any(evident) {
            placed.retain(evident);
        }
        self.told(explainer, placed)
    }

    /// Facts, those of many items alike once, unless each reason is told by itself.
    pub(super) fn told(&self, explainer: &Explainer<'_>, leaves: Vec<Leaf>) -> Vec<OfMany<Leaf>> {
        match self.general {
            true => put_together(explainer.facts, leaves, |leaf| &leaf.path, |leaf| (narrate::found(leaf), leaf.basis)),
            false => leaves.into_iter().map(OfMany::alone).collect(),
        }
    }
}

impl Alike {
    /// Its reasons, by place.
    pub fn reasons(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// What it is about, where it stands for several.
    pub fn about(&self, evaluation: &Evaluation) -> Option<About> {
        if self.more.is_empty() {
            return None;
        }
        let all = || self.reasons().filter_map(|place| evaluation.reason(place));
        let mut bindings: BTreeMap<Arc<str>, BTreeSet<Option<&str>>> = BTreeMap::new();
        for bound in all().flat_map(|reason| &reason.binding) {
            bindings.entry(bound.name.clone()).or_default().insert(bound.id.as_deref());
        }
        let decisions: BTreeSet<String> = all().map(|reason| reason.target.to_string()).collect();
        Some(About {
            decisions: Names::of(&decisions.iter().map(|name| Some(name.as_str())).collect()),
            bindings: bindings.into_iter().map(|(variable, names)| (variable, Names::of(&names))).collect(),
        })
    }
}

impl Names {
    fn of(names: &BTreeSet<Option<&str>>) -> Self {
        let named: Vec<&str> = names.iter().copied().flatten().collect();
        let most = if named.len() > FEW { NAMED } else { named.len() };
        let first = named.iter().take(most).map(|name| printable(name).into_owned()).collect();
        Self { count: named.len(), first, unnamed: names.contains(&None) }
    }

    /// The names in words, with how many more there are: "agents, approvals, chat and 6 more".
    pub fn text(&self) -> String {
        let more = self.count.saturating_sub(self.first.len());
        let counted = (more > 0).then(|| format!("{more} more"));
        let unnamed = self.unnamed.then(|| "what is not listed".to_owned());
        crate::text::wording::list_and(&self.first.iter().cloned().chain(counted).chain(unnamed).collect::<Vec<_>>())
    }
}

/// What a reason has in common with those that are told with it; none for one that is settled.
fn key(explainer: &Explainer<'_>, reason: &Reason) -> Option<Key> {
    if !matches!(reason.status, Status::Undetermined | Status::Later) {
        return None;
    }
    let place = explainer.ground(reason)?.rule;
    let rule = explainer.program.policy.rules.get(place)?;
    let until = rule.effects.get(reason.effect).and_then(|effect| effect.until.as_ref()).or(rule.until.as_ref());
    let strength = match &reason.strength {
        Strength::Rollback(rollback) => rollback.by.map(|by| by.name()),
        strength => strength.word(),
    };
    Some(Key {
        rule: place,
        verb: reason.target.verb,
        strength,
        rank: reason.strength.rank(),
        truth: (reason.when, reason.effective, reason.status),
        caution: reason.caution,
        in_force: reason.in_force(),
        missed: reason.missed,
        due: reason.due,
        acts: reason.acts.clone(),
        deadline: reason.deadline.map(|deadline| deadline.iso()),
        since: reason.standing.map(|standing| standing.since.map(|since| since.iso())),
        until: until.map(|condition| condition.span),
        waiver: reason.waived.map(|(place, _)| place),
    })
}
