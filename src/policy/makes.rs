//! What a rule can conclude, said the way conditions read it: a conclusion and of what.
//! When it does conclude it is left to `evaluate`.

use std::sync::Arc;

use super::reads::{Conclusion, Named};
use super::rule::{Effect, EffectTarget, Rule};
use crate::condition::tree::{Slot, Var};
use crate::decision::Verb;

/// The targets or things that are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Things {
    /// Any at all: what is meant is known at run time only.
    Any,
    /// These.
    Words(Vec<Arc<str>>),
}

/// What the effects of a rule can conclude.
pub fn of_rule(rule: &Rule) -> Vec<(Conclusion, Things)> {
    rule.effects.iter().map(|effect| of_effect(rule, effect)).collect()
}

fn of_effect(rule: &Rule, effect: &Effect) -> (Conclusion, Things) {
    if let (Verb::Derive, EffectTarget::Word(name)) = (effect.verb, &effect.target) {
        return (Conclusion::Derived(name.clone()), Things::Any);
    }
    let things = match &effect.target {
        EffectTarget::Word(word) => Things::Words(vec![word.clone()]),
        EffectTarget::Var(var) => meant(rule, var),
        EffectTarget::Item(_) | EffectTarget::Alone => Things::Any,
    };
    (Conclusion::Decided(effect.verb), things)
}

/// What a rule means when it reads a conclusion of something.
pub fn named(rule: &Rule, named: &Named) -> Things {
    match named {
        Named::Any => Things::Any,
        Named::Word(word) => Things::Words(vec![word.clone()]),
        Named::Var(var) => meant(rule, var),
    }
}

fn meant(rule: &Rule, var: &Var) -> Things {
    match var.slot {
        Slot::Ground(n) => rule.for_each.get(n).map_or(Things::Any, |var| Things::Words(var.words.clone())),
        Slot::Frame(_) => Things::Any,
    }
}

impl Things {
    /// Whether the two can mean the same.
    pub fn meets(&self, other: &Things) -> bool {
        match (self, other) {
            (Things::Words(a), Things::Words(b)) => a.iter().any(|word| b.contains(word)),
            _ => true,
        }
    }
}
