//! Says of a mutant that nothing can tell it from the policy, whatever the facts: then no case is missing.
//! What isn't said here is no claim: whether facts exist that tell them apart is found by trying, in `seek`.

mod form;
mod pairs;
mod values;

use std::sync::Arc;

use crate::compile::ground::choices;
use crate::condition::ground::cond as put;
use crate::condition::tree::Cond;
use crate::decision::Verb;
use crate::policy::{Effect, EffectTarget, Policy, Rule};
use crate::scenario::mutate::change::Mutant;
use crate::value::Truth;

pub use pairs::Pairs;

/// Whether nothing can tell a mutant from the policy. False means that this could not be shown.
pub fn equivalent(policy: &Policy, mutant: &Mutant) -> bool {
    let exchange = &mutant.exchange;
    if let Some(waivers) = &exchange.waivers {
        let named = |id: &crate::decision::RuleId| policy.waivers.iter().chain(waivers).any(|w| w.rule == *id);
        let rules: Vec<&Rule> = policy.rules.iter().filter(|r| named(&r.id)).collect();
        return exchange.rules.is_empty() && rules.into_iter().all(never);
    }
    exchange.rules.iter().all(|(place, new)| match (policy.rules.get(*place), new) {
        (Some(old), Some(new)) => same_rule(policy, old, new),
        (Some(old), None) => never(old),
        (None, _) => true,
    })
}

/// What a truth comes to for a reason: which of its answers are left that make a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Holds,
    MayHold,
    Later,
    No,
}

fn class(truth: Truth) -> Class {
    if truth.is_yes() {
        Class::Holds
    } else if truth.can_be_yes() {
        Class::MayHold
    } else if truth.can_be_later() {
        Class::Later
    } else {
        Class::No
    }
}

/// Whether a rule can't make any reason.
fn never(rule: &Rule) -> bool {
    // A reason that stood before stands whatever the condition says.
    rule.until.is_none()
        && rule.effects.iter().all(|e| e.until.is_none())
        && choices(rule).iter().all(|words| never_holds(&rule.when, words))
}

fn never_holds(when: &Cond, words: &[Arc<str>]) -> bool {
    let when = put(when, words);
    pairs::of(&when, &when, false).iter().all(|(t, _)| t.is_no())
}

fn same_rule(policy: &Policy, old: &Rule, new: &Rule) -> bool {
    let aligned = old.effects.len() == new.effects.len()
        && old.effects.iter().zip(&new.effects).all(|(a, b)| a.span == b.span)
        && old.for_each.len() == new.for_each.len();
    if !aligned {
        return never(old);
    }
    let bound = |words: &[Arc<str>]| words.iter().zip(&new.for_each).all(|(w, var)| var.words.contains(w));
    let unlifted = old.until.is_none() && old.effects.iter().all(|e| e.until.is_none());
    let waived = policy.waivers.iter().any(|w| w.rule == old.id);
    choices(old).iter().all(|words| {
        if !bound(words) {
            return unlifted && never_holds(&old.when, words);
        }
        let (a, b) = (put(&old.when, words), put(&new.when, words));
        let when = pairs::of(&a, &b, false);
        let derives = old.effects.iter().any(|e| e.verb == Verb::Derive);
        let same = when.iter().all(|(a, b)| if derives { a == b } else { class(a) == class(b) });
        let undetermined = waived || !old.each.is_empty() || when.iter().any(|(a, _)| class(a) == Class::MayHold);
        let caution = old.if_unknown == new.if_unknown || (!undetermined && unlifted);
        same && caution
            && old.effects.iter().zip(&new.effects).all(|(e, f)| {
                same_until(old, new, e, f, words) && (e.strength == f.strength || dominated(policy, old, e, words, &a))
            })
    })
}

/// Whether an effect is lifted alike.
fn same_until(old: &Rule, new: &Rule, a: &Effect, b: &Effect, words: &[Arc<str>]) -> bool {
    let until = |rule: &Rule, effect: &Effect| effect.until.as_ref().or(rule.until.as_ref()).map(|c| put(c, words));
    match (until(old, a), until(new, b)) {
        (None, None) => true,
        (Some(a), Some(b)) => pairs::of(&a, &b, true).iter().all(|(a, b)| a.is_yes() == b.is_yes()),
        // With a lift condition a reason stands, even with one that never holds.
        _ => false,
    }
}

/// Whether another rule certainly decides the same at least as strongly whenever this one may.
fn dominated(policy: &Policy, rule: &Rule, effect: &Effect, words: &[Arc<str>], when: &Cond) -> bool {
    let word = |rule: &Rule, effect: &Effect, words: &[Arc<str>]| {
        match &effect.target {
            EffectTarget::Word(word) => Some(Some(word.clone())),
            EffectTarget::Var(var) => crate::condition::ground::word(var, words).map(Some),
            EffectTarget::Alone => Some(None),
            EffectTarget::Item(_) => None,
        }
        .filter(|_| rule.each.is_empty() && effect.of.is_none())
    };
    let Some(ours) = word(rule, effect, words) else { return false };
    let plain = |rule: &Rule, effect: &Effect| {
        rule.until.is_none() && effect.until.is_none() && policy.waivers.iter().all(|w| w.rule != rule.id)
    };
    policy.rules.iter().filter(|other| other.id != rule.id).any(|other| {
        other.effects.iter().any(|e| {
            e.verb == effect.verb
                && e.due == effect.due
                && e.strength.at_least(&effect.strength)
                && plain(other, e)
                && choices(other).iter().any(|theirs| {
                    word(other, e, theirs).is_some_and(|target| target == ours)
                        && pairs::of(when, &put(&other.when, theirs), false).iter().all(|(a, b)| !a.can_be_yes() || b.is_yes())
                })
        })
    })
}
