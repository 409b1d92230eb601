//! The facts that a reason rests on: those that make it hold, and those whose absence leaves it open.
//! They are found by answering the tests of its rule again, with the facts noted down.

use std::sync::Arc;

use super::kept::leaf_at;
use super::narrate;
use super::why::standing_of;
use crate::compile::program::{GroundOf, GroundTarget};
use crate::compile::reads::{self, What};
use crate::compile::{Expr, ExprKind, GroundRule, Program, TestId};
use crate::condition::answer::answer_test;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::tree::Op;
use crate::decision::Verb;
use crate::evaluate::{Evaluation, Reason, conclusions, frames_of};
use crate::facts::Facts;
use crate::facts::fact::Basis;
use crate::text::printable::printable;
use crate::value::{State, Truth, Value};

/// Answers questions about one evaluation.
pub struct Explainer<'a> {
    /// The program that ran.
    pub program: &'a Program,
    /// The facts it ran on.
    pub facts: &'a Facts,
    /// What came of it.
    pub evaluation: &'a Evaluation,
    conclusions: Conclusions,
}

/// A test answered again, with what it read.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The answer.
    pub truth: Truth,
    /// The facts it read.
    pub leaves: Vec<Leaf>,
}

impl<'a> Explainer<'a> {
    /// Prepares to explain an evaluation.
    pub fn new(program: &'a Program, facts: &'a Facts, evaluation: &'a Evaluation) -> Self {
        Self { program, facts, evaluation, conclusions: conclusions(evaluation) }
    }

    /// What the rules concluded, as conditions read it.
    pub fn conclusions(&self) -> &Conclusions {
        &self.conclusions
    }

    /// The ground rule of a reason; none for a standing one whose rule no longer exists.
    pub fn ground(&self, reason: &Reason) -> Option<&'a GroundRule> {
        self.program.rules.get(reason.rule?)
    }

    /// The elements a reason is bound to.
    pub fn frames(&self, reason: &Reason) -> Option<Vec<Bound<'a>>> {
        frames_of(self.ground(reason)?, self.facts, &self.conclusions, &reason.binding)
    }

    /// The sentence of the rule, filled from the facts.
    pub fn because(&self, reason: &Reason) -> String {
        match self.ground(reason) {
            Some(ground) => ground.because.fill(&mut self.context(self.frames(reason).unwrap_or_default())),
            None => "It stood before, and its rule no longer exists.".to_owned(),
        }
    }

    /// A test answered under a binding, with the facts it read.
    pub fn answer(&self, id: TestId, frames: &[Bound<'a>], lifting: bool) -> Answered {
        let Some(slot) = self.program.test(id) else { return Answered { truth: Truth::NO, leaves: Vec::new() } };
        let mut context = self.context(frames.to_vec());
        context.lifting = lifting;
        context.leaves = Some(Vec::new());
        let truth = answer_test(&slot.test, &mut context);
        Answered { truth, leaves: context.leaves.unwrap_or_default() }
    }

    /// The answer to a condition under a binding.
    pub fn truth(&self, expr: &Expr, frames: &[Bound<'a>], lifting: bool) -> Truth {
        match &expr.kind {
            ExprKind::All(parts) => parts.iter().fold(Truth::YES, |t, p| t.and(self.truth(p, frames, lifting))),
            ExprKind::Any(parts) => parts.iter().fold(Truth::NO, |t, p| t.or(self.truth(p, frames, lifting))),
            ExprKind::Not(inner) => self.truth(inner, frames, lifting).not(),
            ExprKind::Test(id) => self.answer(*id, frames, lifting).truth,
        }
    }

    /// The facts that make a reason hold, stated ones first; of alternatives the first that holds.
    pub fn support(&self, reason: &Reason) -> Vec<Leaf> {
        let mut out = Vec::new();
        let frames = self.frames(reason).unwrap_or_default();
        if let Some(ground) = self.ground(reason) {
            self.deciding(&ground.when, &frames, true, &mut |id, _| {
                out.extend(self.answer(id, &frames, false).leaves);
                if let Some(reason) = self.read_reasons(id, &frames).into_iter().find(|r| r.effective.is_yes()) {
                    out.extend(self.support(reason));
                }
            });
        }
        // One that stands while its condition doesn't hold rests on the entry that says so.
        if let Some(path) = standing_of(self, reason).filter(|_| !reason.when.is_yes()) {
            out.push(leaf_at(self.facts, &path).0);
        }
        // A rule that asks nothing of its elements rests on their being there.
        let says = |leaf: &Leaf| leaf.basis != Basis::Given && !leaf.state.is_unknown();
        if !out.iter().any(|leaf| says(leaf) && (leaf.basis != Basis::Computed || leaf.span.is_some())) {
            let elements = frames.iter().filter(|bound| bound.member.sure && bound.member.id.is_some());
            out.extend(elements.map(|bound| leaf_at(self.facts, &bound.path()).0));
        }
        each_once(out)
    }

    /// What answers the condition of a reason where no fact does: now, what other rules don't decide, or nothing at all.
    pub fn given(&self, reason: &Reason) -> Option<String> {
        let ground = self.ground(reason)?;
        let frames = self.frames(reason)?;
        let mut said = Vec::new();
        self.deciding(&ground.when, &frames, true, &mut |id, wanted| {
            let leaves = self.answer(id, &frames, false).leaves;
            match self.program.test(id) {
                Some(slot) if leaves.is_empty() => said.push(narrate::test(&slot.test, !wanted, &self.program.policy.schemas)),
                _ => said.extend(leaves.iter().map(|leaf| format!("{} {}", printable(&leaf.path), narrate::found(leaf)))),
            }
        });
        said.into_iter().next().or_else(|| Some("its rule always holds".to_owned()))
    }

    /// The tests that make a condition answer so; of alternatives those of the first that does.
    fn deciding(&self, expr: &Expr, frames: &[Bound<'a>], wanted: bool, found: &mut dyn FnMut(TestId, bool)) {
        match &expr.kind {
            ExprKind::Not(inner) => self.deciding(inner, frames, !wanted, found),
            ExprKind::All(parts) | ExprKind::Any(parts) => {
                if matches!(expr.kind, ExprKind::All(_)) == wanted {
                    parts.iter().for_each(|p| self.deciding(p, frames, wanted, found));
                    return;
                }
                let truth = |p: &Expr| if wanted { self.truth(p, frames, false) } else { self.truth(p, frames, false).not() };
                let chosen = parts.iter().find(|p| truth(p).is_yes()).or_else(|| parts.iter().find(|p| truth(p).can_be_yes()));
                if let Some(part) = chosen {
                    self.deciding(part, frames, wanted, found);
                }
            }
            ExprKind::Test(id) => found(*id, wanted),
        }
    }

    /// The unknown facts that leave a reason open, through what other rules decided or derived down to the facts.
    pub fn missing(&self, reason: &Reason) -> Vec<Leaf> {
        let mut out = Vec::new();
        self.missing_of(reason, &mut out, &mut Vec::new());
        each_once(out)
    }

    fn missing_of(&self, reason: &Reason, out: &mut Vec<Leaf>, seen: &mut Vec<(usize, String)>) {
        let (Some(place), Some(ground), Some(frames)) = (reason.rule, self.ground(reason), self.frames(reason)) else { return };
        self.unknown_target(ground, reason, &frames, out);
        let key = (place, reason.places_text());
        if seen.contains(&key) {
            return;
        }
        seen.push(key);
        for (depth, (bound, (_, path))) in frames.iter().zip(&ground.each).enumerate() {
            // Of an element that is not named, or only possibly a member, the collection is what is not known.
            if !bound.member.sure {
                let around: Vec<Bound<'a>> = frames.iter().take(depth).cloned().collect();
                let mut context = self.context(around);
                context.leaves = Some(Vec::new());
                let _ = context.collection(path);
                for mut leaf in context.leaves.unwrap_or_default() {
                    if let Some(list) = bound.member.home {
                        leaf.path = format!("site.{list}");
                    }
                    out.push(leaf);
                }
            }
        }
        self.unknown(&ground.when, &frames, out, seen);
    }

    /// What isn't known of the thing that a reason decides about: the category of an item, the field that names it.
    fn unknown_target(&self, ground: &GroundRule, reason: &Reason, frames: &[Bound<'a>], out: &mut Vec<Leaf>) {
        let Some(effect) = ground.effects.iter().find(|e| e.effect == reason.effect) else { return };
        let mut context = self.context(frames.to_vec());
        context.leaves = Some(Vec::new());
        if let GroundTarget::Item(var) = &effect.target
            && let Some(bound) = context.bound(var).cloned()
        {
            context.field_of(bound.member.spot, &bound.path(), "category");
        }
        if let Some(GroundOf::Field(path)) = &effect.of {
            context.scalar(path);
        }
        out.extend(context.leaves.unwrap_or_default().into_iter().filter(|l| l.state.is_unknown()));
    }

    fn unknown(&self, expr: &Expr, frames: &[Bound<'a>], out: &mut Vec<Leaf>, seen: &mut Vec<(usize, String)>) {
        let truth = self.truth(expr, frames, false);
        if truth.is_yes() || truth.is_no() {
            return;
        }
        match &expr.kind {
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().for_each(|p| self.unknown(p, frames, out, seen)),
            ExprKind::Not(inner) => self.unknown(inner, frames, out, seen),
            ExprKind::Test(id) => {
                out.extend(self.answer(*id, frames, false).leaves.into_iter().filter(|l| l.state.is_unknown()));
                for reason in self.read_reasons(*id, frames).into_iter().filter(|r| !r.effective.is_yes()) {
                    self.missing_of(reason, out, seen);
                }
            }
        }
    }

    /// The reasons that a test on `decided` or `derived` reads.
    pub fn read_reasons(&self, id: TestId, frames: &[Bound<'a>]) -> Vec<&'a Reason> {
        let Some(slot) = self.program.test(id) else { return Vec::new() };
        let mut read = Vec::new();
        reads::of_test(&slot.test, false, &mut read);
        if read.is_empty() {
            return Vec::new();
        }
        let words = self.operand_words(&slot.test.op, frames);
        let named = |name: &Arc<str>| words.is_empty() || words.contains(name);
        let matches = |reason: &&Reason| {
            read.iter().any(|read| match &read.what {
                What::Decided(verb, None) => reason.target.verb == *verb && named(&reason.target.name),
                What::Decided(verb, Some(target)) => reason.target.verb == *verb && *target == reason.target.name,
                What::Derived(name) => {
                    let thing = reason.target.of.as_ref().is_none_or(|of| named(of) || &**of == "*");
                    reason.target.verb == Verb::Derive && reason.target.name == *name && thing
                }
            })
        };
        self.evaluation.reasons.iter().filter(matches).collect()
    }

    /// The words that a test asks for, where it asks for some.
    pub fn operand_words(&self, op: &Op, frames: &[Bound<'a>]) -> Vec<Arc<str>> {
        let (Op::IncludesAny(list) | Op::IncludesAll(list)) = op else { return Vec::new() };
        let mut context = self.context(frames.to_vec());
        let word = |operand| match context.operand(operand) {
            State::Known(Value::Word(word) | Value::Text(word)) => Some(word),
            _ => None,
        };
        list.iter().filter_map(word).collect()
    }

    /// A context for questions under a binding.
    pub fn context(&self, frames: Vec<Bound<'a>>) -> Context<'a, '_> {
        let mut context = Context::new(self.facts, &self.conclusions);
        context.frames = frames;
        context
    }
}

/// Each leaf once, stated ones first.
fn each_once(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut out: Vec<Leaf> = Vec::new();
    for leaf in leaves {
        if !out.contains(&leaf) {
            out.push(leaf);
        }
    }
    out.sort_by_key(|l| l.basis != Basis::Stated);
    out
}
