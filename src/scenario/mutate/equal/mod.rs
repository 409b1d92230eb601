//! Says of a mutant that nothing can tell it from the policy, whatever the facts of one release, site and update: then no case
//! is missing. What isn't said here is no claim: whether facts exist that tell them apart is found by trying, in `seek`.

mod form;
mod pairs;
mod values;

use std::sync::Arc;

use crate::compile::ground::choices;
use crate::condition::ground::{cond as put, word};
use crate::condition::tree::{Cond, CondKind};
use crate::decision::{Caution, RuleId, Verb};
use crate::policy::{Effect, EffectTarget, Policy, Rule};
use crate::scenario::mutate::change::Mutant;
use crate::value::Truth;

use form::Around;
pub use pairs::Pairs;

/// Whether nothing can tell a mutant from the policy. False means that this could not be shown.
pub fn equivalent(policy: &Policy, mutant: &Mutant) -> bool {
    let judge = Judge { policy };
    let exchange = &mutant.exchange;
    if let Some(waivers) = &exchange.waivers {
        let named = |id: &RuleId| policy.waivers.iter().chain(waivers).any(|w| w.rule == *id);
        let mut rules = policy.rules.iter().filter(|r| named(&r.id));
        return exchange.rules.is_empty() && rules.all(|rule| judge.never(rule));
    }
    exchange.rules.iter().all(|(place, new)| match (policy.rules.get(*place), new) {
        (Some(old), Some(new)) => judge.same_rule(old, new),
        (Some(old), None) => judge.never(old),
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

struct Judge<'a> {
    policy: &'a Policy,
}

impl Judge<'_> {
    fn pairs(&self, a: &Cond, b: &Cond, lifting: bool) -> Pairs {
        pairs::of(a, b, Around { schemas: &self.policy.schemas, lifting })
    }

    /// Whether a rule can't make any reason.
    fn never(&self, rule: &Rule) -> bool {
        is_unlifted(rule) && choices(rule).iter().all(|words| self.never_holds(&rule.when, words))
    }

    fn never_holds(&self, when: &Cond, words: &[Arc<str>]) -> bool {
        let when = put(when, words);
        self.pairs(&when, &when, false).iter().all(|(t, _)| t.is_no())
    }

    fn same_rule(&self, old: &Rule, new: &Rule) -> bool {
        let aligned = old.effects.len() == new.effects.len()
            && old.effects.iter().zip(&new.effects).all(|(a, b)| a.span == b.span)
            && old.for_each.len() == new.for_each.len();
        if !aligned {
            return self.never(old);
        }
        let bound = |words: &[Arc<str>]| words.iter().zip(&new.for_each).all(|(w, var)| var.words.contains(w));
        choices(old).iter().all(|words| {
            if bound(words) { self.same_ground(old, new, words) } else { is_unlifted(old) && self.never_holds(&old.when, words) }
        })
    }

    /// Whether a rule decides the same with these words.
    fn same_ground(&self, old: &Rule, new: &Rule, words: &[Arc<str>]) -> bool {
        let (a, b) = (put(&old.when, words), put(&new.when, words));
        let when = self.pairs(&a, &b, false);
        let derives = old.effects.iter().any(|e| e.verb == Verb::Derive);
        let same = when.iter().all(|(a, b)| if derives { a == b } else { class(a) == class(b) });
        same && old.effects.iter().zip(&new.effects).all(|(e, f)| {
            self.same_until(old, new, e, f, words)
                && (e.strength == f.strength || self.drowned(old, e, words, &a, Truth::can_be_yes))
                && (caution(old, e) == caution(new, f) || self.certain(old, new, e, words, &a))
        })
    }

    /// Whether an effect is lifted alike.
    fn same_until(&self, old: &Rule, new: &Rule, a: &Effect, b: &Effect, words: &[Arc<str>]) -> bool {
        let until = |rule: &Rule, effect: &Effect| effect.until.as_ref().or(rule.until.as_ref()).map(|c| put(c, words));
        match (until(old, a), until(new, b)) {
            (None, None) => true,
            (Some(a), Some(b)) => self.pairs(&a, &b, true).iter().all(|(a, b)| a.is_yes() == b.is_yes()),
            // With a lift condition a reason stands, even with one that never holds.
            _ => false,
        }
    }

    /// Whether it never matters what an effect means while undetermined: it is never, or something else is certain then.
    fn certain(&self, rule: &Rule, new: &Rule, effect: &Effect, words: &[Arc<str>], when: &Cond) -> bool {
        let waived = self.policy.waivers.iter().any(|w| w.rule == rule.id);
        let undetermined = |t: Truth| class(t) == Class::MayHold;
        let never = !waived
            && rule.each.is_empty()
            && is_unlifted(rule)
            && !self.pairs(when, when, false).iter().any(|(t, _)| undetermined(t));
        // What is ignored is not asked for either, and a case can see that.
        let ignored = [rule, new].iter().any(|r| caution(r, effect) == Caution::Ignore);
        never || (!ignored && self.drowned(rule, effect, words, when, undetermined))
    }

    /// Whether other rules certainly decide the same, at least as strongly, whenever this condition answers so.
    fn drowned(&self, rule: &Rule, effect: &Effect, words: &[Arc<str>], when: &Cond, so: impl Fn(Truth) -> bool) -> bool {
        let Some(ours) = target(rule, effect, words) else { return false };
        let waived = |rule: &Rule| self.policy.waivers.iter().any(|w| w.rule == rule.id);
        if !is_unlifted(rule) || waived(rule) {
            return false;
        }
        let mut others: Vec<Cond> = Vec::new();
        for other in self.policy.rules.iter().filter(|o| o.id != rule.id && o.until.is_none() && !waived(o)) {
            let alike = |e: &&Effect| {
                e.verb == effect.verb && e.due == effect.due && e.until.is_none() && e.strength.at_least(&effect.strength)
            };
            for e in other.effects.iter().filter(alike) {
                let same = choices(other).into_iter().filter(|theirs| target(other, e, theirs).as_ref() == Some(&ours));
                others.extend(same.map(|theirs| put(&other.when, &theirs)));
            }
        }
        // Of each alone first: together they may be too many to go through.
        let covers = |other: &Cond| self.pairs(when, other, false).iter().all(|(a, b)| !so(a) || b.is_yes());
        let together = Cond { span: when.span, kind: CondKind::Any(others.clone()) };
        others.iter().any(&covers) || (others.len() > 1 && covers(&together))
    }
}

/// What an undetermined reason means.
fn caution(rule: &Rule, effect: &Effect) -> Caution {
    rule.if_unknown.unwrap_or_else(|| effect.verb.caution())
}

/// Whether a reason of a rule ends with its condition: one that stood before stands whatever the condition says.
fn is_unlifted(rule: &Rule) -> bool {
    rule.until.is_none() && rule.effects.iter().all(|e| e.until.is_none())
}

/// The word an effect is aimed at; the inner none is the rollback decision. None where only an element says.
#[expect(clippy::option_option, reason = "the rollback decision has no word, and is known all the same")]
fn target(rule: &Rule, effect: &Effect, words: &[Arc<str>]) -> Option<Option<Arc<str>>> {
    if !rule.each.is_empty() || effect.of.is_some() {
        return None;
    }
    match &effect.target {
        EffectTarget::Word(word) => Some(Some(word.clone())),
        EffectTarget::Var(var) => word(var, words).map(Some),
        EffectTarget::Alone => Some(None),
        EffectTarget::Item(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::mutate::testing::{program, rule};
    use crate::scenario::mutate::{Wanted, mutants};

    /// The mutants that nothing can tell from the policy, each as what becomes of what.
    fn equivalents(rules: &str) -> Vec<String> {
        let (program, _) = program(rules);
        let all = mutants(&program.policy, &Wanted::default());
        let found = all.iter().filter(|m| equivalent(&program.policy, m));
        found.map(|m| format!("{}: {} => {}", m.subject, m.before, m.after)).collect()
    }

    fn one(when: &str) -> String {
        rule("a.rule", &format!("when:\n  {when}\nthen: {{ block: update }}\nif_unknown: ask"))
    }

    #[test]
    fn what_another_test_says_already_can_be_dropped() {
        let when = "all:\n    - site.backup.taken_at: { older_than: 24h }\n    - site.backup.taken_at: { older_than: 12h }";
        let weaker = "a.rule: site.backup.taken_at: { older_than: 43200s }";
        let found = equivalents(&one(when));
        assert!(found.contains(&"a.rule: site.backup.taken_at: { older_than: 12h } => ".to_owned()), "{found:?} {weaker}");
        assert!(found.iter().all(|f| !f.starts_with("a.rule: site.backup.taken_at: { older_than: 1d } => ")), "{found:?}");
    }

    #[test]
    fn boundaries_that_another_test_covers_make_no_difference() {
        let when = "any:\n    - site.window.end: { within: 30m }\n    - site.window.end: { at_most: { fact: now } }";
        let found = equivalents(&one(when));
        let covered = "a.rule: site.window.end: { at_most: { fact: now } } => site.window.end: { less_than: { fact: now } }";
        assert_eq!(found, [covered]);
    }

    #[test]
    fn a_rule_that_never_holds_can_be_changed_at_will() {
        let when = "all:\n    - site.type: { stated: true }\n    - site.type: { stated: false }";
        let found = equivalents(&one(when));
        assert!(found.contains(&"a.rule: rule a.rule => ".to_owned()), "{found:?}");
        assert!(!found.contains(&"a.rule: all => any".to_owned()), "{found:?}");
    }

    #[test]
    fn what_is_confirmed_or_not_is_never_undetermined() {
        let confirmed = rule("a.rule", "when: { site.window.agreed: true }\nthen: { block: update }");
        let caution = "a.rule: if_unknown: precaution => if_unknown: ask";
        assert_eq!(equivalents(&confirmed), [caution]);
        let observed = rule("a.rule", "when: { site.backup.files: true }\nthen: { block: update }");
        assert_eq!(equivalents(&observed), Vec::<String>::new());
    }

    #[test]
    fn what_lifts_must_be_certain_anyway() {
        let certain = "certainly: { site.backup.files: true }";
        let dropped = format!("a.rule: {certain} => site.backup.files: true");
        let until = rule("a.rule", &format!("then: {{ block: update }}\nuntil: {{ {certain} }}"));
        assert!(equivalents(&until).contains(&dropped), "{:?}", equivalents(&until));
        let when = one(certain);
        assert!(!equivalents(&when).contains(&dropped), "{:?}", equivalents(&when));
        // Of what is confirmed or not, everything is known.
        let confirmed = "certainly: { site.window.agreed: true }";
        let known = one(confirmed);
        assert!(
            equivalents(&known).contains(&format!("a.rule: {confirmed} => site.window.agreed: true")),
            "{:?}",
            equivalents(&known)
        );
    }

    #[test]
    fn a_weaker_strength_is_drowned_by_a_rule_that_says_the_same() {
        let strong = rule("a.strong", "then: { stage: core }");
        let weak = rule("b.weak", "when: { site.type: store }\nthen: { stage: core }");
        let found = equivalents(&format!("{strong}{weak}"));
        assert!(found.contains(&"b.weak: stage: core => stage: core, strength: advised".to_owned()), "{found:?}");
        assert!(!found.contains(&"a.strong: stage: core => stage: core, strength: advised".to_owned()), "{found:?}");
        // Its reasons are listed all the same: dropping it shows.
        assert!(!found.iter().any(|f| f.starts_with("b.weak: rule")), "{found:?}");
    }

    #[test]
    fn bodies_of_quantifiers_are_looked_into() {
        let when = "site.errors: { any: { all: [{ class: host }, { class: { is_not: plugin } }] } }";
        let found = equivalents(&one(when));
        assert!(found.contains(&"a.rule: class: { is_not: plugin } => ".to_owned()), "{found:?}");
        assert!(!found.contains(&"a.rule: class: host => ".to_owned()), "{found:?}");
    }
}
