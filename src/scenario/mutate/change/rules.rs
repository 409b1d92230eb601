//! The mutants of one rule: those of its conditions and lift conditions, of its effects, of what it binds, the rule dropped.
//! Parameters and waivers are changed by `params` and `waivers`.

use std::sync::Arc;

use super::conditions::{Variant, variants};
use super::{Kind, Mutant};
use crate::compile::patch::Exchange;
use crate::condition::print;
use crate::condition::tree::{Cond, CondKind};
use crate::decision::{Caution, Rollback, Strength, Verb};
use crate::policy::{Effect, EffectTarget, Policy, Rule, WordsFrom};
use crate::text::Span;

/// Adds the mutants of a rule.
pub fn mutate(policy: &Policy, place: usize, rule: &Rule, out: &mut Vec<Mutant>) {
    let mut all = Mutants { place, rule, out };
    all.conditions();
    all.lifting();
    all.effects(policy);
    all.targets();
    all.if_unknown();
    all.add(Kind::Rule, rule.span, format!("rule {}", rule.id), String::new(), None);
}

struct Mutants<'a> {
    place: usize,
    rule: &'a Rule,
    out: &'a mut Vec<Mutant>,
}

impl Mutants<'_> {
    fn add(&mut self, kind: Kind, span: Span, before: String, after: String, rule: Option<Rule>) {
        let exchange = Exchange { rules: vec![(self.place, rule)], waivers: None };
        self.out.push(Mutant { kind, subject: Arc::from(self.rule.id.as_str()), span, before, after, exchange });
    }

    fn with(&mut self, variant: Variant, put: impl FnOnce(&mut Rule, Cond)) {
        let mut rule = self.rule.clone();
        put(&mut rule, variant.cond);
        self.add(variant.kind, variant.span, variant.before, variant.after, Some(rule));
    }

    fn conditions(&mut self) {
        for variant in variants(&self.rule.when) {
            self.with(variant, |rule, cond| rule.when = cond);
        }
        if !matches!(&self.rule.when.kind, CondKind::All(parts) if parts.is_empty()) {
            let when = Cond::always(self.rule.when.span);
            let rule = Rule { when, ..self.rule.clone() };
            self.add(Kind::When, self.rule.when.span, print::cond(&self.rule.when), String::new(), Some(rule));
        }
    }

    fn lifting(&mut self) {
        if let Some(until) = &self.rule.until {
            for variant in variants(until) {
                self.with(variant, |rule, cond| rule.until = Some(cond));
            }
            let rule = Rule { until: None, ..self.rule.clone() };
            self.add(Kind::Until, until.span, print::cond(until), String::new(), Some(rule));
        }
        for (n, effect) in self.rule.effects.iter().enumerate() {
            let Some(until) = &effect.until else { continue };
            let put = |rule: &mut Rule, cond: Cond| {
                if let Some(effect) = rule.effects.get_mut(n) {
                    effect.until = Some(cond);
                }
            };
            for variant in variants(until) {
                self.with(variant, put);
            }
            // Without its own the rule's would lift it.
            let mut rule = self.rule.clone();
            put(&mut rule, Cond { span: until.span, kind: CondKind::Any(Vec::new()) });
            self.add(Kind::Until, until.span, print::cond(until), String::new(), Some(rule));
        }
    }

    fn effects(&mut self, policy: &Policy) {
        let rule = self.rule;
        for (n, effect) in rule.effects.iter().enumerate() {
            if rule.effects.len() > 1 {
                let mut rule = rule.clone();
                rule.effects.remove(n);
                self.add(Kind::Effect, effect.span, describe(effect), String::new(), Some(rule));
            }
            for lower in lowered(policy, effect) {
                let new = Effect { strength: lower, ..effect.clone() };
                let (before, after) = (describe(effect), describe(&new));
                let mut rule = rule.clone();
                if let Some(slot) = rule.effects.get_mut(n) {
                    *slot = new;
                }
                self.add(Kind::Strength, effect.span, before, after, Some(rule));
            }
        }
    }

    fn targets(&mut self) {
        for (n, var) in self.rule.for_each.iter().enumerate() {
            if var.from != WordsFrom::List || var.words.len() < 2 {
                continue;
            }
            let text = |words: &[Arc<str>]| format!("for_each: {{ {}: [{}] }}", var.name, words.join(", "));
            for dropped in &var.words {
                let mut rule = self.rule.clone();
                let words: Vec<Arc<str>> = var.words.iter().filter(|w| *w != dropped).cloned().collect();
                let after = text(&words);
                if let Some(slot) = rule.for_each.get_mut(n) {
                    slot.words = words;
                }
                self.add(Kind::Target, var.span, text(&var.words), after, Some(rule));
            }
        }
    }

    fn if_unknown(&mut self) {
        let Some(verb) = self.rule.effects.iter().map(|e| e.verb).find(|v| *v != Verb::Derive) else { return };
        let now = self.rule.if_unknown.unwrap_or_else(|| verb.caution());
        let other = match now {
            Caution::Precaution => Caution::Ask,
            Caution::Ask | Caution::Ignore => Caution::Precaution,
        };
        let rule = Rule { if_unknown: Some(other), ..self.rule.clone() };
        let text = |caution: Caution| format!("if_unknown: {}", caution.name());
        self.add(Kind::IfUnknown, self.rule.span, text(now), text(other), Some(rule));
    }
}

/// The strengths below that of an effect that it could have.
fn lowered(policy: &Policy, effect: &Effect) -> Vec<Strength> {
    let words = Strength::words(effect.verb);
    let allowed = |word: &&&str| match (&effect.target, effect.verb) {
        (EffectTarget::Word(action), Verb::Block) => {
            policy.vocabulary.actions.get(&**action).is_some_and(|a| a.strengths.contains(*word))
        }
        (_, Verb::Block) => false,
        _ => true,
    };
    let below = words.iter().take(effect.strength.rank()).rfind(allowed);
    let lower = below.and_then(|word| Strength::parse(effect.verb, word));
    let keep = |strength: Strength| match (&strength, &effect.strength) {
        (Strength::Rollback(new), Strength::Rollback(old)) => Strength::Rollback(Rollback { by: old.by, ..*new }),
        _ => strength,
    };
    let mut out: Vec<Strength> = lower.map(keep).into_iter().collect();
    if let Strength::Rollback(Rollback { level, by: Some(by) }) = &effect.strength {
        let weaker = crate::decision::RollbackBy::ALL.into_iter().take_while(|b| b != by).last();
        out.push(Strength::Rollback(Rollback { level: *level, by: weaker }));
    }
    out
}

/// An effect as a policy writes it, as far as its mutants differ.
fn describe(effect: &Effect) -> String {
    let target = match &effect.target {
        EffectTarget::Word(word) => word.to_string(),
        EffectTarget::Var(var) | EffectTarget::Item(var) => format!("${}", var.name),
        EffectTarget::Alone => String::new(),
    };
    match (&effect.strength, effect.strength.word()) {
        (Strength::Rollback(r), Some(word)) => match r.by {
            Some(by) => format!("rollback: {word}, by: {}", by.name()),
            None => format!("rollback: {word}"),
        },
        (_, Some(word)) if effect.strength != Strength::highest(effect.verb) => {
            format!("{}: {target}, strength: {word}", effect.verb)
        }
        _ => format!("{}: {target}", effect.verb),
    }
}
