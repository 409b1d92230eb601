//! What a reason can tell: the changes that could alter the answer of a test it rests on, its own or one of the rules it reads.
//! Whether they help is left to the search.

use std::collections::BTreeSet;

use super::actions;
use super::moves::{Move, Moves, again};
use super::set::Slot;
use crate::compile::reads::{self, What};
use crate::compile::{Expr, ExprKind, GroundRule, GroundTarget, TestId};
use crate::condition::answer::answer_test;
use crate::condition::context::{Bound, Context, Leaf, LeafState, Place};
use crate::condition::tree::{Path, Test};
use crate::decision::{Target, Verb};
use crate::evaluate::{Reason, bindings_of};
use crate::explain::why_not;
use crate::facts::{FactPath, ReadPath};
use crate::schema::Form;
use crate::value::Truth;

/// A change that a reason can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    /// What is changed.
    pub slot: Slot,
    /// How.
    pub made: Move,
}

/// Changes of which one must be made.
#[derive(Clone, Debug)]
pub(super) struct Need {
    /// The changes.
    pub touches: Vec<Touch>,
    /// Everything that could be changed for it.
    pub slots: BTreeSet<Slot>,
}

impl Need {
    fn nothing() -> Self {
        Self { touches: Vec::new(), slots: BTreeSet::new() }
    }

    fn of(touches: Vec<Touch>) -> Self {
        let slots = touches.iter().map(|t| t.slot.clone()).collect();
        Self { slots, touches }
    }

    /// Either of two.
    fn or(mut self, other: Self) -> Self {
        other.touches.into_iter().for_each(|touch| add(touch, &mut self.touches));
        self.slots.extend(other.slots);
        self
    }

    /// All of several: it is enough to begin with the one that leaves the least choice.
    fn together(mut each: Vec<Self>) -> Option<Self> {
        each.sort_by_key(|need| need.touches.len());
        let slots = each.iter().flat_map(|need| need.slots.iter().cloned()).collect();
        let touches = each.into_iter().next()?.touches;
        Some(Self { touches, slots })
    }
}

/// How a condition is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    Yes,
    No,
    NotYes,
    NotNo,
    /// Not certain.
    Lacking,
    /// Its opposite not certain.
    LackingNo,
}

impl Want {
    fn is(self, truth: Truth) -> bool {
        match self {
            Want::Yes => truth.is_yes(),
            Want::No => truth.is_no(),
            Want::NotYes => !truth.can_be_yes(),
            Want::NotNo => !truth.can_be_no(),
            Want::Lacking => !truth.is_yes(),
            Want::LackingNo => !truth.is_no(),
        }
    }

    fn of_negated(self) -> Self {
        match self {
            Want::Yes => Want::No,
            Want::No => Want::Yes,
            Want::NotYes => Want::NotNo,
            Want::NotNo => Want::NotYes,
            Want::Lacking => Want::LackingNo,
            Want::LackingNo => Want::Lacking,
        }
    }

    /// How the inner part of a `certainly` is wanted, which itself is yes or no.
    fn of_certain(self) -> Self {
        match self {
            Want::Yes | Want::NotNo | Want::LackingNo => Want::Yes,
            Want::No | Want::NotYes | Want::Lacking => Want::Lacking,
        }
    }
}

/// Looks for the changes that reasons can tell.
pub(crate) struct Cone<'f, 'a> {
    moves: &'f Moves<'a>,
}

impl<'f, 'a> Cone<'f, 'a> {
    /// Looks among the changes that can be made.
    pub(crate) fn new(moves: &'f Moves<'a>) -> Self {
        Self { moves }
    }

    /// The changes that it looks among.
    pub(super) fn moves(&self) -> &'f Moves<'a> {
        self.moves
    }

    /// The changes that a test can tell which read these facts: of the facts, of the elements that are in lists, of time.
    pub(super) fn told_by(&self, test: &Test, leaves: &[Leaf]) -> Vec<(Slot, Vec<Move>)> {
        let mut slots = Vec::new();
        let mut removed = Vec::new();
        for leaf in leaves {
            self.slots(&leaf.path, &mut slots);
            if matches!(leaf.state, LeafState::Collection { .. }) {
                self.elements(leaf, &mut removed);
            }
        }
        let waits = self.moves.waits(test, leaves);
        let facts = slots.into_iter().map(|(path, moves)| (Some(path), moves));
        let removed = removed.into_iter().map(|touch: Touch| (touch.slot, vec![touch.made]));
        facts.chain(removed).chain((!waits.is_empty()).then_some((None, waits))).collect()
    }

    /// The changes of a fact, or of those that it is computed from.
    pub(super) fn changes_of(&self, path: &ReadPath) -> Vec<(FactPath, Vec<Move>)> {
        let mut out = Vec::new();
        self.slots(path, &mut out);
        out
    }

    /// An element taken out of its list, where somebody can.
    pub(super) fn removal(&self, path: &FactPath) -> Option<Move> {
        self.moves.removal(path)
    }

    /// What takes away the elements that a reason is bound to, or says otherwise of which thing it decides something.
    pub(super) fn gone(&self, reason: &Reason) -> Vec<Touch> {
        let explainer = self.moves.explainer;
        let mut out = Vec::new();
        if let (Some(ground), Some(frames)) = (explainer.ground(reason), explainer.frames(reason)) {
            self.bindings(ground, &frames, &mut out);
        }
        out
    }

    /// Whether some change can bind a rule to elements that there are not yet: to words, since no records are made up. Those that it is
    /// bound to now are given by a binding, or by none where there are none.
    pub(super) fn may_be_bound_otherwise(&self, ground: &GroundRule, frames: &[Bound<'a>]) -> bool {
        let of_records = |(depth, (_, path)): (usize, &(std::sync::Arc<str>, Path))| {
            let context = self.moves.explainer.context(frames.iter().take(depth).cloned().collect());
            match context.locate(path) {
                Place::Spot(spot) => matches!(&spot.shape.form, Form::List(element) if element.record().is_some()),
                Place::Given(_) => false,
            }
        };
        let mut out = Vec::new();
        let open = ground.each.iter().enumerate().take(frames.len() + 1).any(|each| !of_records(each));
        if open {
            self.collections(ground, frames, &mut out);
        }
        !out.is_empty()
    }

    /// What brings about members of the lists that rules are bound to which could decide something.
    pub(super) fn bound(&self, target: &Target) -> Vec<Touch> {
        let mut out = Vec::new();
        for place in why_not::heads(self.moves.trial.program, target) {
            if let Some(ground) = self.moves.trial.program.rules.get(place) {
                self.collections(ground, &[], &mut out);
            }
        }
        out
    }

    /// What takes a reason out of force.
    pub(super) fn off(&self, reason: &Reason) -> Need {
        let explainer = self.moves.explainer;
        let (Some(ground), Some(frames)) = (explainer.ground(reason), explainer.frames(reason)) else { return Need::nothing() };
        let mut touches = Vec::new();
        self.bindings(ground, &frames, &mut touches);
        let mut need = Need::of(touches);
        if !reason.standing.is_some_and(|s| s.certain) {
            need = need.or(self.need(&ground.when, &frames, Want::NotYes, false).unwrap_or_else(Need::nothing));
        }
        let until = ground.effects.iter().find(|e| e.effect == reason.effect).and_then(|e| e.until.as_ref());
        match until.and_then(|until| self.need(until, &frames, Want::Yes, true)) {
            Some(lifted) => need.or(lifted),
            None => need,
        }
    }

    /// What makes some rule decide something.
    pub(super) fn on(&self, target: &Target) -> Need {
        let mut out = Need::nothing();
        for place in why_not::heads(self.moves.trial.program, target) {
            let Some(ground) = self.moves.trial.program.rules.get(place) else { continue };
            let bindings = bindings_of(ground, self.moves.explainer.facts, self.moves.conclusions());
            let mut touches = Vec::new();
            self.collections(ground, &[], &mut touches);
            for (frames, _) in bindings {
                match self.need(&ground.when, &frames, Want::Yes, false) {
                    Some(need) => out = out.or(need),
                    None => self.binding(ground, &frames, &mut BTreeSet::from([place]), &mut touches),
                }
            }
            out = out.or(Need::of(touches));
        }
        out
    }

    /// What brings a condition about; nothing where it is so already.
    fn need(&self, expr: &Expr, frames: &[Bound<'a>], want: Want, lifting: bool) -> Option<Need> {
        if want.is(self.moves.explainer.truth(expr, frames, lifting)) {
            return None;
        }
        match &expr.kind {
            ExprKind::Not(inner) => self.need(inner, frames, want.of_negated(), lifting),
            ExprKind::Certainly(inner) => self.need(inner, frames, want.of_certain(), lifting),
            ExprKind::Test(id) => {
                let mut touches = Vec::new();
                self.test(*id, frames, lifting, &mut BTreeSet::new(), &mut touches);
                Some(Need::of(touches))
            }
            ExprKind::All(parts) | ExprKind::Any(parts) => {
                let each: Vec<Need> = parts.iter().filter_map(|p| self.need(p, frames, want, lifting)).collect();
                let together = matches!(expr.kind, ExprKind::All(_)) == matches!(want, Want::Yes | Want::NotNo | Want::LackingNo);
                if !together {
                    return Some(each.into_iter().fold(Need::nothing(), Need::or));
                }
                Some(Need::together(each).unwrap_or_else(Need::nothing))
            }
        }
    }

    /// A rule under every binding.
    fn rule(&self, place: usize, seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        let Some(ground) = self.moves.trial.program.rules.get(place).filter(|_| seen.insert(place)) else { return };
        let bindings = bindings_of(ground, self.moves.explainer.facts, self.moves.conclusions());
        if bindings.is_empty() {
            self.collections(ground, &[], out);
        }
        for (frames, _) in bindings {
            self.binding(ground, &frames, seen, out);
        }
    }

    /// A rule under one binding.
    fn binding(&self, ground: &GroundRule, frames: &[Bound<'a>], seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        self.around(ground, frames, out);
        let mut ids: Vec<(TestId, bool)> = Vec::new();
        let untils = ground.effects.iter().filter_map(|e| e.until.as_ref()).map(|until| (until, true));
        for (expr, lifting) in std::iter::once((&ground.when, false)).chain(untils) {
            expr.tests(false, &mut |id, _| ids.push((id, lifting)));
        }
        for (id, lifting) in ids {
            self.test(id, frames, lifting, seen, out);
        }
    }

    /// What a rule is bound to, and what says of which thing it decides something.
    fn around(&self, ground: &GroundRule, frames: &[Bound<'a>], out: &mut Vec<Touch>) {
        self.collections(ground, frames, out);
        self.targets(ground, frames, out);
    }

    /// What takes away the elements that a reason is bound to, or says otherwise of which thing it decides something.
    fn bindings(&self, ground: &GroundRule, frames: &[Bound<'a>], out: &mut Vec<Touch>) {
        for bound in frames {
            // What is not named is there as long as its list is open.
            match (&bound.member.id, bound.member.home) {
                (None, Some(home)) => self.facts(&ReadPath::of("site", &[home]), out),
                (None, None) => self.facts(&bound.from, out),
                (Some(_), home) => {
                    if let Some(path) = bound.path().fact_path() {
                        self.element(path, out);
                    }
                    if home.is_none() {
                        self.facts(&bound.from, out);
                    }
                }
            }
        }
        self.targets(ground, frames, out);
    }

    fn targets(&self, ground: &GroundRule, frames: &[Bound<'a>], out: &mut Vec<Touch>) {
        let context = self.moves.explainer.context(frames.to_vec());
        for effect in &ground.effects {
            let paths = why_not::target_paths(effect, &context);
            paths.iter().for_each(|path| self.facts(path, out));
        }
    }

    /// The lists that a rule is bound to the members of.
    fn collections(&self, ground: &GroundRule, frames: &[Bound<'a>], out: &mut Vec<Touch>) {
        for (depth, (_, path)) in ground.each.iter().enumerate().take(frames.len() + 1) {
            let around: Vec<Bound<'a>> = frames.iter().take(depth).cloned().collect();
            let mut context = self.moves.explainer.context(around);
            context.leaves = Some(Vec::new());
            let members = context.collection(path).members;
            for leaf in context.leaves.take().unwrap_or_default() {
                self.facts(&leaf.path, out);
            }
            let from = context.path_of(path);
            for member in members {
                if let Some(path) = (Bound { member, from: from.clone() }).path().fact_path() {
                    self.element(path, out);
                }
            }
        }
    }

    fn test(&self, id: TestId, frames: &[Bound<'a>], lifting: bool, seen: &mut BTreeSet<usize>, out: &mut Vec<Touch>) {
        let explainer = self.moves.explainer;
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
            let Some(facts) = self.moves.facts(&made.change) else { return false };
            let Some(frames) = again(frames, &facts) else { return true };
            let mut context = Context::new(&facts, self.moves.conclusions());
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
        for made in self.moves.waits(&slot.test, &answered.leaves) {
            add(Touch { slot: None, made }, out);
        }
    }

    fn facts(&self, path: &ReadPath, out: &mut Vec<Touch>) {
        let mut slots = Vec::new();
        self.slots(path, &mut slots);
        for (path, moves) in slots {
            moves.into_iter().for_each(|made| add(Touch { slot: Some(path.clone()), made }, out));
        }
    }

    fn slots(&self, path: &ReadPath, out: &mut Vec<(FactPath, Vec<Move>)>) {
        for path in actions::inputs(self.moves.explainer.facts, path) {
            // What is around a fact may be stated as a whole: that there is none, or which entries there are.
            let around = std::iter::successors(path.parent(), FactPath::parent);
            for path in std::iter::once(path.clone()).chain(self.moves.fields(&path)).chain(around) {
                let moves = self.moves.of(&path);
                if !moves.is_empty() && !out.iter().any(|(known, _)| *known == path) {
                    out.push((path, moves));
                }
            }
        }
    }

    /// The members of a list that somebody can finish with.
    fn elements(&self, leaf: &Leaf, out: &mut Vec<Touch>) {
        let facts = self.moves.explainer.facts;
        for path in actions::inputs(facts, &leaf.path) {
            let Some(spot) = actions::spot(facts, &path) else { continue };
            for member in facts.members(spot).members {
                if let Some(id) = member.id {
                    self.element(path.child(id), out);
                }
            }
        }
    }

    fn element(&self, path: FactPath, out: &mut Vec<Touch>) {
        if let Some(made) = self.removal(&path) {
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
pub(super) fn concludes(what: &What, verb: Verb, target: &GroundTarget) -> bool {
    let word = |name: &std::sync::Arc<str>| if let GroundTarget::Word(word) = target { word == name } else { true };
    match what {
        What::Decided(read, None) => verb == *read,
        What::Decided(read, Some(name)) => verb == *read && word(name),
        What::Derived(name) => verb == Verb::Derive && word(name),
    }
}
