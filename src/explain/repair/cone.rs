//! What a reason can tell: the changes that could alter the answer of a test it rests on, its own or one of the rules it reads.
//! Whether they help is left to the search.

use std::collections::BTreeSet;

use super::actions;
use super::fixes::{Fixer, Move, again};
use super::set::Slot;
use crate::compile::reads::{self, What};
use crate::compile::{GroundRule, GroundTarget, TestId};
use crate::condition::answer::answer_test;
use crate::condition::context::{Bound, Context, Leaf, LeafState};
use crate::decision::{Target, Verb};
use crate::evaluate::{Reason, bindings_of};
use crate::explain::what_if::tests;
use crate::explain::why_not;
use crate::facts::FactPath;

/// A change that a reason can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// What is changed.
    pub slot: Slot,
    /// How.
    pub made: Move,
}

/// Looks for the changes that reasons can tell.
pub(super) struct Cone<'f, 'a> {
    fixer: &'f Fixer<'a>,
}

impl<'f, 'a> Cone<'f, 'a> {
    /// Looks with the means of a fixer.
    pub(super) fn new(fixer: &'f Fixer<'a>) -> Self {
        Self { fixer }
    }

    /// The changes that a reason can tell.
    pub(super) fn of_reason(&self, reason: &Reason) -> Vec<Touch> {
        let mut out = Vec::new();
        let explainer = self.fixer.explainer;
        if let (Some(place), Some(ground), Some(frames)) = (reason.rule, explainer.ground(reason), explainer.frames(reason)) {
            let mut seen = BTreeSet::from([place]);
            self.bound(ground, &frames, &mut seen, &mut out);
        }
        out
    }

    /// The changes that rules can tell which could decide something.
    pub(super) fn of_target(&self, target: &Target) -> Vec<Touch> {
        let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
        for place in why_not::heads(self.fixer.trial.program, target) {
            self.rule(place, &mut seen, &mut out);
        }
        out
    }

    /// A rule under every binding.
    fn rule(&self, place: usize, seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        let Some(ground) = self.fixer.trial.program.rules.get(place).filter(|_| seen.insert(place)) else { return };
        let bindings = bindings_of(ground, self.fixer.explainer.facts, self.fixer.conclusions());
        if bindings.is_empty() {
            self.collections(ground, &[], out);
        }
        for (frames, _) in bindings {
            self.bound(ground, &frames, seen, out);
        }
    }

    /// A rule under one binding.
    fn bound(&self, ground: &GroundRule, frames: &[Bound<'a>], seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        self.collections(ground, frames, out);
        let context = self.fixer.explainer.context(frames.to_vec());
        for effect in &ground.effects {
            let paths = why_not::target_paths(effect, &context);
            paths.iter().for_each(|path| self.facts(path, out));
        }
        let mut ids: Vec<(TestId, bool)> = Vec::new();
        let untils = ground.effects.iter().filter_map(|e| e.until.as_ref()).map(|until| (until, true));
        for (expr, lifting) in std::iter::once((&ground.when, false)).chain(untils) {
            let mut found = Vec::new();
            tests(expr, &mut found);
            ids.extend(found.into_iter().map(|id| (id, lifting)));
        }
        for (id, lifting) in ids {
            self.test(id, frames, lifting, seen, out);
        }
    }

    /// The lists that a rule is bound to the members of.
    fn collections(&self, ground: &GroundRule, frames: &[Bound<'a>], out: &mut Vec<Touch>) {
        for (depth, (_, path)) in ground.each.iter().enumerate().take(frames.len() + 1) {
            let around: Vec<Bound<'a>> = frames.iter().take(depth).cloned().collect();
            let mut context = self.fixer.explainer.context(around);
            context.leaves = Some(Vec::new());
            let members = context.collection(path).members;
            for leaf in context.leaves.take().unwrap_or_default() {
                self.facts(&leaf.path, out);
            }
            let from: std::sync::Arc<str> = context.path_text(path).into();
            for member in members {
                self.element(&Bound { member, from: from.clone() }.path(), out);
            }
        }
    }

    fn test(&self, id: TestId, frames: &[Bound<'a>], lifting: bool, seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        let explainer = self.fixer.explainer;
        let Some(slot) = explainer.program.test(id) else { return };
        let mut read = Vec::new();
        reads::of_test(&slot.test, false, &mut read);
        for (place, rule) in explainer.program.rules.iter().enumerate() {
            if rule.effects.iter().any(|e| read.iter().any(|r| concludes(&r.what, e.verb, &e.target))) {
                self.rule(place, seen, out);
            }
        }
        let answered = explainer.answer(id, frames, lifting);
        let mut slots: Vec<(FactPath, Vec<Move>)> = Vec::new();
        for leaf in &answered.leaves {
            self.slots(&leaf.path, &mut slots);
        }
        // A test of one fact can be told only by values that it answers otherwise.
        let alone = slots.len() == 1 && read.is_empty();
        let tells = |made: &Move| {
            let Some(facts) = self.fixer.facts(&made.change) else { return false };
            let Some(frames) = again(frames, &facts) else { return true };
            let mut context = Context::new(&facts, self.fixer.conclusions());
            (context.frames, context.lifting) = (frames, lifting);
            answer_test(&slot.test, &mut context) != answered.truth
        };
        for (path, moves) in slots {
            for made in moves {
                if !alone || tells(&made) {
                    add(Touch { slot: Some(path.clone()), made }, out);
                }
            }
        }
        for leaf in answered.leaves.iter().filter(|l| matches!(l.state, LeafState::Collection { .. })) {
            self.elements(leaf, out);
        }
        for made in self.fixer.waits(&slot.test, &answered.leaves) {
            add(Touch { slot: None, made }, out);
        }
    }

    fn facts(&self, path: &str, out: &mut Vec<Touch>) {
        let mut slots = Vec::new();
        self.slots(path, &mut slots);
        for (path, moves) in slots {
            moves.into_iter().for_each(|made| add(Touch { slot: Some(path.clone()), made }, out));
        }
    }

    fn slots(&self, path: &str, out: &mut Vec<(FactPath, Vec<Move>)>) {
        for path in actions::inputs(self.fixer.explainer.facts, path) {
            for path in std::iter::once(path.clone()).chain(self.fixer.fields(&path)) {
                let moves = self.fixer.moves(&path);
                if !moves.is_empty() && !out.iter().any(|(known, _)| *known == path) {
                    out.push((path, moves));
                }
            }
        }
    }

    /// The members of a list that somebody can finish with.
    fn elements(&self, leaf: &Leaf, out: &mut Vec<Touch>) {
        let facts = self.fixer.explainer.facts;
        for path in actions::inputs(facts, &leaf.path) {
            let Some(spot) = actions::spot(facts, &path) else { continue };
            for member in facts.members(spot).members {
                if let Some(id) = member.id {
                    let steps = path.steps.iter().cloned().chain([id]).collect();
                    self.element(&FactPath { kind: path.kind, steps }.to_string(), out);
                }
            }
        }
    }

    fn element(&self, path: &str, out: &mut Vec<Touch>) {
        let Ok(path) = FactPath::parse(path) else { return };
        if let Some(action) = actions::removal(self.fixer.explainer.facts, &path) {
            let made = Move { change: crate::facts::Change::Unset { path: path.clone() }, action };
            add(Touch { slot: Some(path), made }, out);
        }
    }
}

fn add(touch: Touch, out: &mut Vec<Touch>) {
    if !out.contains(&touch) {
        out.push(touch);
    }
}

/// Whether an effect concludes what is read.
fn concludes(what: &What, verb: Verb, target: &GroundTarget) -> bool {
    let word = |name: &std::sync::Arc<str>| if let GroundTarget::Word(word) = target { word == name } else { true };
    match what {
        What::Decided(read, None) => verb == *read,
        What::Decided(read, Some(name)) => verb == *read && word(name),
        What::Derived(name) => verb == Verb::Derive && word(name),
    }
}
