//! What an effect is decided of under a binding, by when, and by whom.
//! Whether it is decided is `pass`'s business.

use std::sync::Arc;

use super::bindings::{element_id, frame};
use super::pass::Pass;
use crate::compile::program::{GroundOf, GroundTarget};
use crate::compile::{GroundEffect, GroundRule, Program};
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context};
use crate::decision::{ItemRef, Strength, Target, Verb};
use crate::facts::store::Facts;
use crate::value::{State, Truth, Value, When};
use crate::vocabulary::Due;

impl<'a> Pass<'a> {
    /// What an effect may be decided of under a binding, and whether it is certainly that.
    pub(super) fn targets(&self, effect: &GroundEffect, frames: &[Bound<'a>]) -> Vec<(Target, Strength, Truth)> {
        let of: Option<Arc<str>> = effect.of.as_ref().map(|of| match of {
            GroundOf::Word(word) => word.clone(),
            GroundOf::Element(var) => element_id(var, frames).unwrap_or_else(|| Arc::from("*")),
            GroundOf::Field(path) => {
                let mut context = Context::new(self.facts, &self.conclusions);
                context.frames = frames.to_vec();
                match context.scalar(path).state {
                    State::Known(value) => Arc::from(value.to_string()),
                    _ => Arc::from("*"),
                }
            }
        });
        let make = |name: &str| {
            let target = Target::new(effect.verb, name);
            match &of {
                Some(of) => target.of(of),
                None => target,
            }
        };
        let vocabulary = &self.program.policy.vocabulary;
        match &effect.target {
            GroundTarget::Alone => vec![(Target::rollback(), effect.strength.clone(), Truth::YES)],
            GroundTarget::Word(word) => vec![(make(word), effect.strength.clone(), Truth::YES)],
            GroundTarget::Element(var) => match element_id(var, frames) {
                Some(word) => vec![(make(&word), effect.strength.clone(), Truth::YES)],
                None => crate::condition::words::target_kinds(effect.verb)
                    .iter()
                    .flat_map(|kind| vocabulary.names(*kind))
                    .map(|name| (make(name), effect.strength.clone(), Truth::UNKNOWN))
                    .collect(),
            },
            GroundTarget::Item(var) => {
                let Some(bound) = frame(var, frames) else { return Vec::new() };
                let kind = bound.member.item.unwrap_or(&var.name);
                let item = match &bound.member.id {
                    Some(id) => ItemRef::listed(kind, id),
                    None => ItemRef::unlisted(kind),
                };
                let strength = Strength::pause_item(item);
                let category = self.facts.step(bound.member.spot, "category").map(|s| self.facts.scalar(s).state);
                match category {
                    Some(State::Known(Value::Word(word))) => vec![(Target::new(Verb::Pause, &word), strength, Truth::YES)],
                    _ => vocabulary
                        .names(crate::vocabulary::Kind::Category)
                        .into_iter()
                        .map(|name| (Target::new(Verb::Pause, name), strength.clone(), Truth::UNKNOWN))
                        .collect(),
                }
            }
        }
    }

    /// By when, and by whom: what the effect says, else what the vocabulary says of the target.
    pub(super) fn duty(&self, target: &Target, meant: &crate::policy::Effect) -> (Due, Option<crate::vocabulary::Role>) {
        let vocabulary = &self.program.policy.vocabulary;
        let (due, acts) = match target.verb {
            Verb::Stage => (vocabulary.stage.due, vocabulary.stage.acts.clone()),
            Verb::Pause => (vocabulary.pause.due, vocabulary.pause.acts.clone()),
            Verb::Rollback => (vocabulary.rollback.due, vocabulary.rollback.acts.clone()),
            Verb::Block | Verb::Expedite => match vocabulary.actions.get(&*target.name) {
                Some(action) => (action.due, action.acts.clone()),
                None => (Due::Now, None),
            },
            Verb::Require => match vocabulary.tasks.get(&*target.name) {
                Some(task) => (task.due, task.acts.clone()),
                None => (Due::Now, None),
            },
            Verb::Escalate | Verb::Derive => (Due::Now, None),
        };
        (meant.due.unwrap_or(due), meant.acts.clone().or(acts))
    }

    pub(super) fn released_on(&self) -> Option<When> {
        self.facts.release.field("released_on").and_then(|f| f.state()).and_then(State::when)
    }
}

/// What an effect may be decided of under a binding, how strongly, and whether it is certainly that.
pub(crate) fn targets_of<'a>(
    program: &'a Program,
    facts: &'a Facts,
    conclusions: &Conclusions,
    effect: &GroundEffect,
    frames: &[Bound<'a>],
) -> Vec<(Target, Strength, Truth)> {
    Pass::new(program, facts, None, conclusions.clone()).targets(effect, frames)
}

/// By when what an effect decides of a target must have been acted on.
pub(crate) fn due_of(
    program: &Program,
    facts: &Facts,
    conclusions: &Conclusions,
    ground: &GroundRule,
    effect: &GroundEffect,
    target: &Target,
) -> Due {
    let meant = program.rule_of(ground).and_then(|rule| rule.effects.get(effect.effect));
    meant.map_or(Due::Now, |meant| Pass::new(program, facts, None, conclusions.clone()).duty(target, meant).0)
}

/// The id of the site, where it is stated.
pub(super) fn site_id(facts: &Facts) -> Option<Arc<str>> {
    match facts.site.field("id").and_then(|f| f.state()) {
        Some(State::Known(Value::Text(id))) => Some(id.clone()),
        _ => None,
    }
}
