//! The facts that a reason rests on: those that make it hold, and those whose absence leaves it open.
//! They are found by answering the tests of its rule again, with the facts noted down.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::known::Known;
use super::parts::computed_from;
use crate::compile::program::{GroundOf, GroundTarget};
use crate::compile::reads;
use crate::compile::{Expr, ExprKind, GroundRule, Program, TestId};
use crate::condition::answer::answer_test;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::form::Answers;
use crate::condition::tree::Op;
use crate::evaluate::{Collections, Evaluation, Reason, conclusions};
use crate::facts::fact::Basis;
use crate::facts::{Facts, ReadPath};
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
    /// How many rules ask each test, by its number.
    asked: OnceCell<Vec<usize>>,
    collections: Collections<'a>,
    known: Known,
    /// What leaves each reason open, by its place.
    missing: RefCell<HashMap<usize, Arc<[Leaf]>>>,
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
        Self {
            program,
            facts,
            evaluation,
            conclusions: conclusions(evaluation),
            asked: OnceCell::new(),
            collections: Collections::new(program, facts),
            known: Known::default(),
            missing: RefCell::default(),
        }
    }

    /// What the rules concluded, as conditions read it.
    pub fn conclusions(&self) -> &Conclusions {
        &self.conclusions
    }

    /// How many rules ask a test when they decide: what few of them ask says more of those.
    pub(super) fn askers(&self, id: TestId) -> usize {
        let asked = self.asked.get_or_init(|| {
            let mut asked = vec![BTreeSet::new(); self.program.tests.len()];
            for ground in &self.program.rules {
                ground.when.tests(false, &mut |id, _| {
                    if let Some(rules) = usize::try_from(id.0).ok().and_then(|n| asked.get_mut(n)) {
                        rules.insert(ground.rule);
                    }
                });
            }
            asked.iter().map(BTreeSet::len).collect()
        });
        usize::try_from(id.0).ok().and_then(|n| asked.get(n)).copied().unwrap_or_default()
    }

    /// The ground rule of a reason; none for a standing one whose rule no longer exists.
    pub fn ground(&self, reason: &Reason) -> Option<&'a GroundRule> {
        self.program.rules.get(reason.rule?)
    }

    /// The elements a reason is bound to.
    pub fn frames(&self, reason: &Reason) -> Option<Vec<Bound<'a>>> {
        self.collections.frames_of(self.ground(reason)?, self.facts, &reason.binding)
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
        expr.truth(&mut Told { explainer: self, frames, lifting })
    }

    /// The answer of a test, which is found once of the same elements.
    fn truth_of(&self, id: TestId, frames: &[Bound<'a>], lifting: bool) -> Truth {
        let Some(slot) = self.program.test(id) else { return Truth::NO };
        self.known.truth(id, slot, frames, || {
            let mut context = self.context(frames.to_vec());
            context.lifting = lifting;
            answer_test(&slot.test, &mut context)
        })
    }

    /// The unknown facts that leave a reason open, through what other rules decided or derived down to the facts.
    pub fn missing(&self, reason: &Reason) -> Vec<Leaf> {
        self.missing_shared(reason).to_vec()
    }

    /// The same, found once for each reason of the evaluation.
    pub(super) fn missing_shared(&self, reason: &Reason) -> Arc<[Leaf]> {
        let place = self.place_of(reason);
        if let Some(known) = place.and_then(|place| self.missing.borrow().get(&place).cloned()) {
            return known;
        }
        let mut out = Vec::new();
        self.missing_of(reason, &mut out, &mut BTreeSet::new());
        let found: Arc<[Leaf]> = each_once(out.into_iter().flat_map(|leaf| self.days_behind(leaf)).collect()).into();
        if let Some(place) = place {
            self.missing.borrow_mut().insert(place, found.clone());
        }
        found
    }

    /// The place of a reason among those of the evaluation; none of one that only looks like one of them.
    fn place_of(&self, reason: &Reason) -> Option<usize> {
        let first = std::ptr::from_ref(self.evaluation.reasons.first()?).addr();
        let place = std::ptr::from_ref(reason).addr().checked_sub(first)? / size_of::<Reason>();
        self.evaluation.reason(place).filter(|known| std::ptr::eq(*known, reason)).map(|_| place)
    }

    /// What leaves a computed fact open, in its place, when a day is among that; else the fact itself.
    fn days_behind(&self, leaf: Leaf) -> Vec<Leaf> {
        let read = |path: ReadPath| super::what_if::leaf(self.facts, &path).map(|(found, _)| found);
        let from = computed_from(&leaf.path).into_iter().filter_map(read);
        let open: Vec<Leaf> = from.filter(|found| found.state.is_unknown()).collect();
        if open.iter().any(|found| found.state.says()) { open } else { vec![leaf] }
    }

    fn missing_of(&self, reason: &Reason, out: &mut Vec<Leaf>, seen: &mut BTreeSet<(usize, String)>) {
        let (Some(place), Some(ground), Some(frames)) = (reason.rule, self.ground(reason), self.frames(reason)) else { return };
        self.unknown_target(ground, reason, &frames, out);
        let key = (place, reason.places_text());
        if !seen.insert(key) {
            return;
        }
        for (depth, (bound, (_, path))) in frames.iter().zip(&ground.each).enumerate() {
            // Of an element that is not named, or only possibly a member, the collection is what is not known.
            if !bound.member.sure {
                let around: Vec<Bound<'a>> = frames.iter().take(depth).cloned().collect();
                let mut context = self.context(around);
                context.leaves = Some(Vec::new());
                let _ = context.collection(path);
                for mut leaf in context.leaves.unwrap_or_default() {
                    if let Some(list) = bound.member.home {
                        leaf.path = ReadPath::of("site", &[list]);
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

    fn unknown(&self, expr: &Expr, frames: &[Bound<'a>], out: &mut Vec<Leaf>, seen: &mut BTreeSet<(usize, String)>) {
        let truth = self.truth(expr, frames, false);
        if truth.is_yes() || truth.is_no() {
            return;
        }
        match &expr.kind {
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().for_each(|p| self.unknown(p, frames, out, seen)),
            ExprKind::Not(inner) | ExprKind::Certainly(inner) => self.unknown(inner, frames, out, seen),
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
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for read in &read {
            places.extend(self.known.concluding(self.evaluation, &read.what, &words));
        }
        places.into_iter().filter_map(|place| self.evaluation.reason(place)).collect()
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
        context.open = self.program.is_open();
        context
    }
}

/// An explainer that is asked about the elements in these frames.
struct Told<'e, 'f, 'a> {
    explainer: &'e Explainer<'a>,
    frames: &'f [Bound<'a>],
    lifting: bool,
}

impl Answers<TestId> for Told<'_, '_, '_> {
    fn leaf(&mut self, id: &TestId) -> Truth {
        self.explainer.truth_of(*id, self.frames, self.lifting)
    }

    fn certainly(&mut self, inner: &Expr) -> Truth {
        self.explainer.program.certainly(inner.truth(self))
    }
}

/// Each leaf once, stated ones first.
pub(super) fn each_once(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut out = distinct(leaves);
    out.sort_by_key(|l| l.basis != Basis::Stated);
    out
}

/// Each leaf once, in the order in which they came.
pub(super) fn distinct(leaves: impl IntoIterator<Item = Leaf>) -> Vec<Leaf> {
    let mut by_path: HashMap<ReadPath, Vec<usize>> = HashMap::new();
    let mut out: Vec<Leaf> = Vec::new();
    for leaf in leaves {
        let known = by_path.entry(leaf.path.clone()).or_default();
        if !known.iter().any(|n| out.get(*n) == Some(&leaf)) {
            known.push(out.len());
            out.push(leaf);
        }
    }
    out
}
