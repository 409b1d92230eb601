//! Whether a waiver takes a reason out: the one place that decides it, with the moment of the evaluation.
//! Waivers are checked when a policy is loaded; here scope and expiry are compared.

use std::sync::Arc;

use super::bindings::binding_of;
use super::evaluation::Binding;
use super::targets::site_id;
use crate::compile::{GroundRule, Program};
use crate::condition::context::Bound;
use crate::facts::Facts;
use crate::policy::Waiver;
use crate::value::{Instant, Truth};

/// The waiver that speaks of a reason most certainly, by its place, and whether it is effective. None when none does.
pub(super) fn waived(
    waivers: &[Waiver],
    named: &[usize],
    binding: &[Binding],
    site: &Option<Arc<str>>,
    now: Instant,
) -> Option<(usize, Truth)> {
    let mut best: Option<(usize, Truth)> = None;
    for place in named {
        let Some(waiver) = waivers.get(*place) else { continue };
        let truth = effective(waiver, binding, site.as_deref(), now);
        let better = match best {
            None => truth.can_be_yes(),
            Some((_, known)) => truth.is_yes() && !known.is_yes(),
        };
        if better {
            best = Some((*place, truth));
        }
    }
    best
}

/// How far a waiver takes out what a rule decides of these elements; none where none speaks of it.
pub(crate) fn waived_by(program: &Program, facts: &Facts, ground: &GroundRule, frames: &[Bound<'_>]) -> Option<Truth> {
    if ground.waivers.is_empty() {
        return None;
    }
    let binding = binding_of(program.rule_of(ground)?, ground, frames);
    waived(&program.policy.waivers, &ground.waivers, &binding, &site_id(facts), facts.now).map(|(_, truth)| truth)
}

fn effective(waiver: &Waiver, binding: &[Binding], site: Option<&str>, now: Instant) -> Truth {
    let mut truth = Truth::of(now < waiver.expires.at());
    if let Some(sites) = &waiver.sites {
        truth = truth.and(among(site, sites));
    }
    for (name, words) in &waiver.scope {
        let bound = binding.iter().find(|b| b.name == *name);
        truth = truth.and(bound.map_or(Truth::NO, |b| among(b.id.as_deref(), words)));
    }
    if let Some(items) = &waiver.items {
        let bound = binding.iter().filter(|b| b.path.is_some());
        truth = truth.and(bound.fold(Truth::NO, |t, b| t.or(among(b.id.as_deref(), items))));
    }
    truth
}

/// An element without a name may be any of those named.
fn among(id: Option<&str>, words: &[Arc<str>]) -> Truth {
    match id {
        Some(id) => Truth::of(words.iter().any(|w| &**w == id)),
        None => Truth::UNKNOWN,
    }
}
