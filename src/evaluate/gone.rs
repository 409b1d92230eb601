//! Standing reasons whose element or rule is gone: what was decided stands, and nothing is known of what it was about.
//! Standing reasons whose element is still there are `pass`'s business.

use std::sync::Arc;

use super::bindings::binding_of;
use super::evaluation::{Binding, Reason, Status};
use super::pass::{Pass, conclude};
use crate::compile::GroundRule;
use crate::compile::program::GroundTarget;
use crate::condition::conclusions::Concluded;
use crate::condition::context::{Bound, Context, Place};
use crate::decision::{ItemRef, Strength, Target, Verb};
use crate::facts::store::Member;
use crate::policy::Rule;
use crate::value::Truth;
use crate::vocabulary::Due;

impl<'a> Pass<'a> {
    /// Standing reasons of this rule whose element is no longer among the facts: their fields are unknown.
    pub(super) fn gone(
        &mut self,
        place: usize,
        ground: &'a GroundRule,
        rule: &Rule,
        conclusions: &mut Vec<(Verb, Arc<str>, Concluded)>,
    ) {
        let (name, words) = (self.program.name_of(ground), binding_of(rule, ground, &[]));
        let prefix = rule.id.to_string();
        let left: Vec<(String, String, String)> = self.standing.keys().filter(|(r, ..)| *r == prefix).cloned().collect();
        for key in left {
            let Some(binding) = super::standing::parse_binding(&key.1, rule, &words) else { continue };
            let Ok(target) = Target::parse(&key.2) else { continue };
            let Some(effect) = ground.effects.iter().find(|e| e.verb == target.verb && e.until.is_some()) else { continue };
            let Some(meant) = rule.effects.get(effect.effect) else { continue };
            let Some(frames) = self.gone_frames(ground, &binding) else { continue };
            let strength = match &effect.target {
                GroundTarget::Item(var) => {
                    let bound = binding.iter().find(|b| b.name == var.name);
                    let kind = bound.and_then(|b| b.kind.clone()).unwrap_or_else(|| Arc::from("item"));
                    let id = bound.and_then(|b| b.id.clone());
                    Strength::pause_item(id.map_or_else(|| ItemRef::unlisted(&kind), |id| ItemRef::listed(&kind, &id)))
                }
                _ => effect.strength.clone(),
            };
            let reason = self.reason(place, ground, rule, meant, effect, &name, &binding, &frames, Truth::NO, target, strength);
            if reason.standing.is_some() {
                conclusions.extend(conclude(&reason));
                self.reasons.push(reason);
            }
        }
    }

    /// Frames in which nothing is known of the elements.
    fn gone_frames(&self, ground: &GroundRule, binding: &[Binding]) -> Option<Vec<Bound<'a>>> {
        let mut frames: Vec<Bound<'a>> = Vec::new();
        for (name, path) in &ground.each {
            let mut context = Context::new(self.facts, &self.conclusions);
            context.frames.clone_from(&frames);
            let from = context.path_of(path);
            let Place::Spot(spot) = context.locate(path) else { return None };
            let spot = self.facts.step_unknown(spot)?;
            let id = binding.iter().find(|b| b.name == *name).and_then(|b| b.id.clone());
            frames.push(Bound { member: Member { spot, id, item: None, home: None, sure: false }, from });
        }
        Some(frames)
    }

    /// Whether a rule still decides this and has no lift condition for it: then the reason ended with its condition.
    fn ends_with_its_condition(&self, rule: &str, verb: Verb) -> bool {
        let Some(rule) = self.program.policy.rules.iter().find(|r| r.id.as_str() == rule) else { return false };
        let mut effects = rule.effects.iter().filter(|e| e.verb == verb).peekable();
        effects.peek().is_some() && rule.until.is_none() && effects.all(|e| e.until.is_none())
    }

    /// Standing entries whose rule no longer exists: they stand, and somebody should know.
    pub(super) fn orphans(&mut self) -> Vec<String> {
        let left = std::mem::take(&mut self.standing);
        let mut out = Vec::new();
        for ((rule, binding, decision), entry) in left {
            let Ok(target) = Target::parse(&decision) else { continue };
            if self.ends_with_its_condition(&rule, target.verb) {
                continue;
            }
            out.push(rule.clone());
            let strength = match target.verb {
                Verb::Pause => Strength::Paused(crate::decision::Paused::whole()),
                verb => Strength::highest(verb),
            };
            let effective = if entry.standing.certain { Truth::YES } else { Truth::UNKNOWN };
            let due = Due::Now;
            self.reasons.push(Reason {
                rule: None,
                name: rule,
                effect: 0,
                binding: Vec::new(),
                strength: if entry.standing.certain { strength } else { strength.as_precaution() },
                when: Truth::NO,
                waived: None,
                standing: Some(entry.standing),
                lifted: Some(false),
                effective,
                status: if effective.is_yes() { Status::Holds } else { Status::Undetermined },
                caution: target.verb.caution(),
                due,
                acts: None,
                deadline: None,
                unnamed: false,
                missed: false,
                target,
            });
            let _ = binding;
        }
        out.sort();
        out.dedup();
        out
    }
}
