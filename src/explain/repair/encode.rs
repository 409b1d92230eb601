//! Reasons as clauses over changes: a condition is put together from the tables of its tests as the engine puts it together from
//! their answers, through what other rules conclude down to the facts (design 5). What a table leaves open is found out by the search.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::choices::Choices;
use super::cone::{Cone, concludes};
use super::moves::Move;
use super::table::{self, Asked};
use crate::compile::reads::{self, What};
use crate::compile::slots::asks_about;
use crate::compile::{Expr, GroundEffect, GroundRule};
use crate::condition::context::{Bound, Place};
use crate::condition::form::{Tree, TreeKind};
use crate::condition::tree::{Body, Cond, Op, Root, Test};
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::{Reason, bindings_of, due_of, targets_of, waived_by};
use crate::facts::{FactPath, ReadPath};
use crate::schema::Form;
use crate::symbolic::{Bits, Lit};
use crate::value::Truth;
use crate::vocabulary::Due;

/// What a rule concludes under one binding.
#[derive(Clone, Debug)]
pub(crate) struct Concluded {
    /// The rule, by its place in the program.
    pub(crate) rule: usize,
    /// What it concludes something of.
    pub(crate) target: Target,
    /// How strongly.
    pub(crate) strength: Strength,
    /// By when it must have been acted on.
    pub(crate) due: Due,
    /// Whether.
    pub(crate) bits: Bits,
}

/// What says what a leaf of a condition answers.
pub(super) type Leaf<'l, E, L> = &'l dyn Fn(&mut E, &L, &mut Choices) -> Bits;

/// Writes down what reasons come to.
pub(crate) struct Encoder<'e, 'a> {
    pub(super) cone: &'e Cone<'e, 'a>,
    /// Tests by where they stand and the elements they ask about.
    tests: BTreeMap<(usize, String, bool), Bits>,
    /// What each rule concludes.
    rules: BTreeMap<usize, Rc<[Concluded]>>,
}

impl<'e, 'a> Encoder<'e, 'a> {
    /// About the facts of this cone.
    pub(crate) fn new(cone: &'e Cone<'e, 'a>) -> Self {
        Self { cone, tests: BTreeMap::new(), rules: BTreeMap::new() }
    }

    /// Whether a reason is in force; none where that can't be said of the facts as they are. `certainly`: whether it holds for
    /// certain, be it in force by precaution or not.
    pub(super) fn in_force(&mut self, reason: &Reason, certainly: bool, choices: &mut Choices) -> Option<Lit> {
        if reason.standing.is_some() {
            return None;
        }
        let explainer = self.cone.moves().explainer;
        let ground = explainer.ground(reason)?;
        let frames = explainer.frames(reason)?;
        let effect = ground.effects.iter().find(|e| e.effect == reason.effect)?;
        let bits = self.effect(ground, effect, &frames, Truth::YES, choices);
        // An element that may be there, or a target that may be meant, is as open as it is.
        let targets = targets_of(explainer.program, explainer.facts, self.cone.moves().conclusions(), effect, &frames);
        let certain =
            targets.iter().find(|(target, ..)| *target == reason.target).map_or(Truth::UNKNOWN, |(.., certain)| *certain);
        let sure = Truth::of(frames.iter().all(|bound| bound.member.sure));
        let here = if sure.is_yes() { certain } else { Truth::UNKNOWN };
        let bits = Bits::all(&[bits, Bits::of(here)], &mut choices.circuit);
        let certain = bits.is_yes(&mut choices.circuit);
        let precaution = !certainly && reason.caution == Caution::Precaution;
        Some(if precaution { choices.circuit.or([certain, bits.yes]) } else { certain })
    }

    /// Whether some rule certainly decides something.
    pub(super) fn decided_for_certain(&mut self, target: &Target, choices: &mut Choices) -> Vec<Lit> {
        let mut out = Vec::new();
        for place in self.heads(target.verb, Some(&target.name)) {
            for concluded in self.rule(place, choices).iter().filter(|concluded| concluded.target == *target) {
                out.push(concluded.bits.is_yes(&mut choices.circuit));
            }
        }
        out
    }

    fn effect(
        &mut self,
        ground: &GroundRule,
        effect: &GroundEffect,
        frames: &[Bound<'a>],
        here: Truth,
        choices: &mut Choices,
    ) -> Bits {
        let when = self.expr(&ground.when, frames, false, choices);
        let bits = Bits::all(&[Bits::of(here), when], &mut choices.circuit);
        match &effect.until {
            Some(until) => {
                let lifted = self.expr(until, frames, true, choices).is_yes(&mut choices.circuit);
                bits.unless(lifted, &mut choices.circuit)
            }
            None => bits,
        }
    }

    /// The rules that could conclude something.
    pub(crate) fn heads(&self, verb: Verb, name: Option<&str>) -> Vec<usize> {
        let what = match (verb, name.map(Arc::from)) {
            (Verb::Derive, Some(name)) => What::Derived(name),
            (verb, name) => What::Decided(verb, name),
        };
        let could = |effect: &GroundEffect| concludes(&what, effect.verb, &effect.target);
        let rules = self.cone.moves().trial.program.rules.iter().enumerate();
        rules.filter(|(_, rule)| rule.effects.iter().any(could)).map(|(place, _)| place).collect()
    }

    /// Everything that a rule concludes, for all that it is bound to.
    pub(crate) fn rule(&mut self, place: usize, choices: &mut Choices) -> Rc<[Concluded]> {
        if let Some(known) = self.rules.get(&place) {
            return known.clone();
        }
        let moves = self.cone.moves();
        let (program, facts, known) = (moves.trial.program, moves.explainer.facts, moves.conclusions());
        let Some(ground) = program.rules.get(place) else { return Rc::new([]) };
        let bindings = bindings_of(ground, facts, known);
        // Lists that are stated otherwise bind it to other elements.
        choices.guessed |= bindings.is_empty() && self.cone.may_be_bound_otherwise(ground, &[]);
        let mut out: Vec<Concluded> = Vec::new();
        for (frames, here) in bindings {
            choices.guessed |= self.cone.may_be_bound_otherwise(ground, &frames);
            let there = self.there(&frames, choices);
            for effect in &ground.effects {
                let mut bits = self.effect(ground, effect, &frames, here, choices);
                bits = Bits::all(&[bits, there], &mut choices.circuit);
                if let Some(waived) = waived_by(program, facts, ground, &frames) {
                    bits = Bits::all(&[bits, Bits::of(waived.not())], &mut choices.circuit);
                }
                for (target, strength, certain) in targets_of(program, facts, known, effect, &frames) {
                    let bits = Bits::all(&[bits, Bits::of(certain)], &mut choices.circuit);
                    let due = due_of(program, facts, known, ground, effect, &target);
                    out.push(Concluded { rule: place, target, strength, due, bits });
                }
            }
        }
        let out: Rc<[Concluded]> = out.into();
        self.rules.insert(place, out.clone());
        out
    }

    /// Whether the elements that a rule is bound to are still in their lists.
    fn there(&mut self, frames: &[Bound<'a>], choices: &mut Choices) -> Bits {
        let gone: Vec<Lit> = frames.iter().flat_map(|bound| self.gone(bound, choices)).collect();
        Bits::YES.unless(choices.circuit.or(gone), &mut choices.circuit)
    }

    /// The changes that take an element out of its list: it alone, or with all of them.
    fn gone(&self, bound: &Bound<'a>, choices: &mut Choices) -> Vec<Lit> {
        let moves = self.cone.moves();
        let list = match bound.member.home {
            Some(home) => ReadPath::of("site", &[home]),
            None => bound.from.clone(),
        };
        let mut gone: Vec<Lit> = bound.path().fact_path().and_then(|path| self.removed(&path, choices)).into_iter().collect();
        // Stated as a whole it has none of those that it has now; a field of it that is stated takes none away.
        let around = |path: &FactPath| list.fact_path().is_some_and(|list| path.holds(&list));
        for (path, changes) in self.cone.changes_of(&list).into_iter().filter(|(path, _)| around(path)) {
            let readable = |made: &&Move| moves.facts(&made.change).is_some();
            let changes = (0_u32..).zip(changes.iter().filter(readable));
            gone.extend(changes.map(|(rank, made)| choices.lit(&Some(path.clone()), made, rank)));
        }
        gone
    }

    fn expr(&mut self, expr: &Expr, frames: &[Bound<'a>], lifting: bool, choices: &mut Choices) -> Bits {
        let program = self.cone.moves().trial.program;
        self.tree(expr, choices, &|encoder, id, choices| match program.test(*id) {
            Some(slot) => encoder.test(&slot.test, frames, lifting, choices),
            None => Bits::NO,
        })
    }

    fn cond(&mut self, cond: &Cond, frames: &[Bound<'a>], lifting: bool, choices: &mut Choices) -> Bits {
        self.tree(cond, choices, &|encoder, test, choices| encoder.test(test, frames, lifting, choices))
    }

    /// A condition, put together from its leaves as the engine puts together their answers.
    pub(super) fn tree<L>(&mut self, tree: &Tree<L>, choices: &mut Choices, leaf: Leaf<'_, Self, L>) -> Bits {
        let mut each = |parts: &[Tree<L>], choices: &mut Choices| -> Vec<Bits> {
            parts.iter().map(|part| self.tree(part, choices, leaf)).collect()
        };
        match &tree.kind {
            TreeKind::All(parts) | TreeKind::Any(parts) => {
                let parts = each(parts, choices);
                Bits::joined(matches!(tree.kind, TreeKind::Any(_)), &parts, &mut choices.circuit)
            }
            TreeKind::Not(inner) => self.tree(inner, choices, leaf).not(),
            TreeKind::Certainly(inner) => {
                let open = self.cone.moves().trial.program.is_open();
                self.tree(inner, choices, leaf).certainly(open, &mut choices.circuit)
            }
            TreeKind::Test(test) => leaf(self, test, choices),
        }
    }

    fn test(&mut self, test: &Test, frames: &[Bound<'a>], lifting: bool, choices: &mut Choices) -> Bits {
        let names: Vec<String> = frames.iter().map(|bound| bound.path().to_string()).collect();
        let key = (std::ptr::from_ref(test).addr(), names.join(" "), lifting);
        if let Some(known) = self.tests.get(&key) {
            return *known;
        }
        let concludes = matches!(test.path.root, Root::Derived(_) | Root::Decided(_));
        let bits = match &test.op {
            _ if concludes => self.conclusion(test, frames, choices),
            Op::AnyOf(body) => self.members(test, body, false, frames, lifting, choices),
            Op::EveryOf(body) => self.members(test, body, true, frames, lifting, choices),
            _ => None,
        };
        let bits = bits.unwrap_or_else(|| {
            let mut read = Vec::new();
            reads::of_test(test, false, &mut read);
            // A table knows of no conclusion but those that there are.
            if read.is_empty() { table::bits(&Asked { test, frames, lifting }, self.cone, choices) } else { choices.open() }
        });
        self.tests.insert(key, bits);
        bits
    }

    /// A quantifier, by the bodies of its members. None where its collection is of another kind: then a table says what it answers.
    fn members(
        &mut self,
        test: &Test,
        body: &Body,
        every: bool,
        frames: &[Bound<'a>],
        lifting: bool,
        choices: &mut Choices,
    ) -> Option<Bits> {
        let moves = self.cone.moves();
        let mut context = moves.explainer.context(frames.to_vec());
        context.leaves = Some(Vec::new());
        let collection = context.collection(&test.path);
        let from = context.path_of(&test.path);
        let is_list = matches!(context.locate(&test.path), Place::Spot(spot) if matches!(spot.shape.form, Form::List(_)));
        let leaves = context.leaves.take().unwrap_or_default();
        drop(context);
        if collection.later.is_some() || collection.none || (collection.members.is_empty() && collection.unnamed.is_empty()) {
            return None;
        }
        // Of words that are listed otherwise a body may ask what rules conclude of the list: a table knows of no such thing.
        let mut read = Vec::new();
        reads::of_test(test, false, &mut read);
        let words =
            is_list && collection.members.iter().chain(&collection.unnamed).any(|member| member.spot.shape.ty().is_some());
        if words && !read.is_empty() {
            return self.alike(test, body, every, frames, lifting, choices);
        }
        // What a list of words holds when it is stated otherwise is a table's business; of records none are made up.
        if words && leaves.iter().any(|leaf| !self.cone.changes_of(&leaf.path).is_empty()) {
            return None;
        }
        let mut parts: Vec<Bits> = Vec::new();
        for member in collection.members.iter().chain(&collection.unnamed) {
            let bound = Bound { member: member.clone(), from: from.clone() };
            let present = Bits::of(if member.sure { Truth::YES } else { Truth::UNKNOWN });
            let gone = if words { Vec::new() } else { self.gone(&bound, choices) };
            let present = present.unless(choices.circuit.or(gone), &mut choices.circuit);
            let mut inner: Vec<Bound<'a>> = frames.iter().take(body.frame).cloned().collect();
            inner.push(bound);
            let holds = self.cond(&body.cond, &inner, lifting, choices);
            parts.push(Bits::of_member(every, present, holds, &mut choices.circuit));
        }
        Some(Bits::joined(!every, &parts, &mut choices.circuit))
    }

    /// A quantifier whose body asks nothing of the members: which there are is a table's business, what the body answers its own.
    fn alike(
        &mut self,
        test: &Test,
        body: &Body,
        every: bool,
        frames: &[Bound<'a>],
        lifting: bool,
        choices: &mut Choices,
    ) -> Option<Bits> {
        if body.cond.any_leaf(&|inner| asks_about(inner, body.frame)) {
            return None;
        }
        let holds = self.cond(&body.cond, frames, lifting, choices);
        let mut of = |cond: Cond| {
            let body = Box::new(Body { cond, frame: body.frame });
            let test = Test { op: if every { Op::EveryOf(body) } else { Op::AnyOf(body) }, ..test.clone() };
            table::bits(&Asked { test: &test, frames, lifting }, self.cone, choices)
        };
        let there = of(Cond::always(body.cond.span));
        let empty = if every { of(Cond::always(body.cond.span).negated()) } else { Bits::NO };
        let both = Bits::all(&[there, holds], &mut choices.circuit);
        Some(Bits::any(&[both, empty], &mut choices.circuit))
    }

    /// Whether an element is taken out of its list; none where nobody can.
    fn removed(&self, path: &FactPath, choices: &mut Choices) -> Option<Lit> {
        let made = self.cone.removal(path)?;
        Some(choices.lit(&Some(path.clone()), &made, 0))
    }
}
