//! Looks for facts that tell a mutant from the policy: starts from the facts of cases, makes the changed rule matter, and
//! changes what the changed part reads at the values that it tells apart. What is found was evaluated with both.

mod differ;
mod moves;
mod want;
mod world;

use std::rc::Rc;
use std::sync::Arc;

use crate::compile::Program;
use crate::compile::ground::choices;
use crate::condition::ground::cond as put;
use crate::condition::print;
use crate::condition::tree::Cond;
use crate::decision::Target;
use crate::evaluate::Run;
use crate::facts::FactPath;
use crate::facts::change::{Change, node};
use crate::policy::{Effect, Rule, Waiver};
use crate::scenario::mutate::change::Mutant;
use crate::value::Duration;

use moves::Moves;

pub use moves::no_span;
use want::{Then, Wants};
use world::{Ask, Frame, concludes};

pub use world::{Start, World, Worlds};

/// Looks for facts that tell a mutant from the policy: `worlds` reads facts for the policy, `program` is the mutant. `found`
/// says whether what differs in a world is enough. None when nothing was found in so many steps.
pub fn seek(
    worlds: &Worlds<'_>,
    program: &Program,
    mutant: &Mutant,
    starts: &[Start<'_>],
    steps: usize,
    found: &mut dyn FnMut(&World) -> bool,
) -> Option<Rc<World>> {
    let moves = Moves { worlds, tests: program, span: no_span() };
    let mut goal = None;
    for (n, start) in starts.iter().enumerate() {
        // The nearest case is the likeliest: it gets half of the steps, the others share the rest.
        let others = starts.len().saturating_sub(1).max(1);
        worlds.allow(if n == 0 { steps.div_ceil(2) } else { (steps / 2).div_ceil(others) });
        let Some(world) = worlds.start(start) else { continue };
        let mut then = |world: &Rc<World>| {
            let enough = worlds.spend() && found(world);
            if enough {
                goal = Some(world.clone());
            }
            enough
        };
        let seeker = Seeker { wants: Wants { moves: &moves, lifting: false, depth: 0 } };
        if seeker.mutant(&world, mutant, &mut then) {
            return goal;
        }
    }
    None
}

struct Seeker<'a> {
    wants: Wants<'a>,
}

impl Seeker<'_> {
    fn mutant(&self, world: &Rc<World>, mutant: &Mutant, then: Then<'_>) -> bool {
        if then(world) {
            return true;
        }
        let policy = &self.wants.moves.worlds.program.policy;
        if let Some(waivers) = &mutant.exchange.waivers {
            let changed = policy.waivers.iter().find(|w| !waivers.iter().any(|v| same(w, v)));
            return changed.is_some_and(|waiver| self.waiver(world, waiver, waivers, then));
        }
        mutant.exchange.rules.iter().any(|(place, new)| {
            let Some(old) = policy.rules.get(*place) else { return false };
            let at = |world: &Rc<World>, then: Then<'_>| {
                choices(old).iter().any(|words| self.rule(world, old, new.as_ref(), words, then))
            };
            at(world, then) || self.unwaived(world, old).iter().any(|world| at(world, then))
        })
    }

    fn rule(&self, world: &Rc<World>, old: &Rule, new: Option<&Rule>, words: &[Arc<str>], then: Then<'_>) -> bool {
        let bound = |new: &&Rule| words.iter().zip(&new.for_each).all(|(w, var)| var.words.contains(w));
        let new = new.filter(bound);
        let known = self.wants.bindings(world, old, words);
        let mut about = |world: &Rc<World>, frames: &[Frame]| match new {
            Some(new) => self.changed(world, old, new, words, frames, then),
            None => self.gone(world, old, words, frames, then),
        };
        known.iter().any(|frames| about(world, frames)) || self.wants.new_binding(world, old, &mut about)
    }

    /// The rule is gone, for these words: it shows when it decides something.
    fn gone(&self, world: &Rc<World>, rule: &Rule, words: &[Arc<str>], frames: &[Frame], then: Then<'_>) -> bool {
        let when = put(&rule.when, words);
        self.wants.cond(world, &when, frames, true, &mut |w| self.unlifted(w, rule, words, frames, then))
    }

    /// The same facts of another site, and after the last day, where waivers take the rule out.
    fn unwaived(&self, world: &Rc<World>, rule: &Rule) -> Vec<Rc<World>> {
        let worlds = self.wants.moves.worlds;
        let waivers: Vec<&Waiver> = worlds.program.policy.waivers.iter().filter(|w| w.rule == rule.id).collect();
        let Some(last) = waivers.iter().map(|w| w.expires).max() else { return Vec::new() };
        let mut changes = Vec::new();
        if let (true, Ok(path)) = (waivers.iter().all(|w| w.sites.is_some()), FactPath::parse("site.id")) {
            changes.push(Change::Set { path, to: node("another-site", self.wants.moves.span) });
        }
        changes.push(Change::Now(last));
        changes.iter().filter_map(|change| worlds.after(world, change)).collect()
    }

    /// No lift condition of the rule holds.
    fn unlifted(&self, world: &Rc<World>, rule: &Rule, words: &[Arc<str>], frames: &[Frame], then: Then<'_>) -> bool {
        let untils: Vec<Cond> =
            rule.until.iter().chain(rule.effects.iter().filter_map(|e| e.until.as_ref())).map(|c| put(c, words)).collect();
        then(world) || self.wants.lifting(true).parts(world, &untils, frames, false, then)
    }

    fn changed(&self, world: &Rc<World>, old: &Rule, new: &Rule, words: &[Arc<str>], frames: &[Frame], then: Then<'_>) -> bool {
        let (a, b) = (put(&old.when, words), put(&new.when, words));
        if print::cond(&a) != print::cond(&b) {
            return self.wants.differ(world, &a, &b, frames, &mut |w| self.unlifted(w, old, words, frames, then));
        }
        let lift = |rule: &Rule, effect: &Effect| effect.until.as_ref().or(rule.until.as_ref()).map(|c| put(c, words));
        for (e, f) in old.effects.iter().zip(&new.effects) {
            let lifting = self.wants.lifting(true);
            let found = match (lift(old, e), lift(new, f)) {
                (Some(p), Some(q)) if print::cond(&p) != print::cond(&q) => {
                    self.wants.cond(world, &a, frames, true, &mut |w| lifting.differ(w, &p, &q, frames, then))
                        || lifting.differ(world, &p, &q, frames, &mut |w| self.wants.cond(w, &a, frames, true, then))
                }
                (Some(p), None) | (None, Some(p)) => {
                    self.wants.cond(world, &a, frames, true, &mut |w| lifting.cond(w, &p, frames, true, then))
                }
                _ => false,
            };
            if found {
                return true;
            }
        }
        if old.if_unknown != new.if_unknown && self.undetermined(world, old, &a, words, frames, then) {
            return true;
        }
        self.wants.cond(world, &a, frames, true, &mut |w| {
            self.unlifted(w, old, words, frames, &mut |w| then(w) || self.alone(w, old, then))
        })
    }

    /// The condition is made to hold but for one fact, which is left out.
    fn undetermined(
        &self,
        world: &Rc<World>,
        rule: &Rule,
        when: &Cond,
        words: &[Arc<str>],
        frames: &[Frame],
        then: Then<'_>,
    ) -> bool {
        let worlds = self.wants.moves.worlds;
        self.wants.cond(world, when, frames, true, &mut |w| {
            let ask = Ask { leaves: true, concludes: concludes(when), ..Ask::default() };
            let asked = worlds.asked(w, frames, ask, |c| crate::condition::answer::answer(when, c));
            let leaves = asked.map(|(_, leaves)| leaves).unwrap_or_default();
            let open: Vec<Rc<World>> = self.wants.moves.left_out(w, &leaves).iter().filter_map(|c| worlds.after(w, c)).collect();
            // What costs little first: nothing else may have to change.
            open.iter().any(&mut *then)
                || open.iter().any(|w| self.unlifted(w, rule, words, frames, &mut |w| then(w) || self.alone(w, rule, then)))
        })
    }

    /// Other rules that decide the same are made not to.
    fn alone(&self, world: &Rc<World>, rule: &Rule, then: Then<'_>) -> bool {
        let program = self.wants.moves.worlds.program;
        let evaluation = Run::again(program, &world.facts, None);
        let of_rule = |n: Option<usize>| n.and_then(|n| program.rules.get(n)).and_then(|g| program.rule_of(g));
        let ours: Vec<&Target> =
            evaluation.reasons.iter().filter(|r| of_rule(r.rule).is_some_and(|o| o.id == rule.id)).map(|r| &r.target).collect();
        let mut others: Vec<(&Rule, Vec<Arc<str>>)> = Vec::new();
        for reason in evaluation.reasons.iter().filter(|r| ours.contains(&&r.target) && r.effective.can_be_yes()) {
            let ground = reason.rule.and_then(|n| program.rules.get(n));
            if let (Some(ground), Some(other)) = (ground, of_rule(reason.rule))
                && other.id != rule.id
                && !others.iter().any(|(r, w)| r.id == other.id && *w == ground.words)
            {
                others.push((other, ground.words.clone()));
            }
        }
        !others.is_empty() && self.silent(world, &others, then)
    }

    fn silent(&self, world: &Rc<World>, rules: &[(&Rule, Vec<Arc<str>>)], then: Then<'_>) -> bool {
        match rules.split_first() {
            None => then(world),
            Some(((rule, words), rest)) => {
                self.wants.rule(world, rule, words, false, &mut |w| then(w) || self.silent(w, rest, then))
            }
        }
    }

    /// A waiver that is gone, wider or ends at another time: the rule must decide something at a moment between.
    fn waiver(&self, world: &Rc<World>, old: &Waiver, new: &[Waiver], then: Then<'_>) -> bool {
        let worlds = self.wants.moves.worlds;
        let Some(rule) = worlds.program.policy.rules.iter().find(|r| r.id == old.rule) else { return false };
        let moved = new.iter().find(|w| w.rule == old.rule && w.span == old.span).map(|w| w.expires);
        let second = Duration::from_seconds(1);
        let between = match moved {
            Some(moved) if moved != old.expires => moved.max(old.expires).minus(second),
            _ => old.expires.minus(second).min(world.now),
        };
        let mut worlds_at: Vec<Rc<World>> = vec![world.clone()];
        if between != world.now {
            worlds_at = worlds.after(world, &Change::Now(between)).into_iter().collect();
        }
        if let (Some(site), Ok(path)) = (old.sites.as_ref().and_then(|s| s.first()), FactPath::parse("site.id")) {
            let set = Change::Set { path, to: node(site, self.wants.moves.span) };
            let named: Vec<Rc<World>> = worlds_at.iter().filter_map(|w| worlds.after(w, &set)).collect();
            worlds_at.splice(0..0, named);
        }
        worlds_at.iter().any(|world| {
            choices(rule).iter().any(|words| {
                let when = put(&rule.when, words);
                let hold = |world: &Rc<World>, frames: &[Frame], then: Then<'_>| {
                    self.wants.cond(world, &when, frames, true, &mut |w| self.unlifted(w, rule, words, frames, then))
                };
                self.wants.bindings(world, rule, words).iter().any(|frames| hold(world, frames, then))
                    || self.wants.new_binding(world, rule, &mut |w, frames| hold(w, frames, then))
            })
        })
    }
}

fn same(a: &Waiver, b: &Waiver) -> bool {
    a.span == b.span && a.expires == b.expires && a.scope == b.scope && a.sites == b.sites && a.items == b.items
}
