//! Numbers the distinct tests of a program: tests that ask the same share a number, and are answered once.
//! What makes two tests the same is their canonical text, their types and the frames they are bound in.

use std::collections::HashMap;
use std::sync::Arc;

use super::program::Program;
use crate::condition::print;
use crate::condition::tree::{Cond, CondKind, Op, Operand, Path, Root, Segment, Slot, Test, WindowOperand};

/// The number of a test in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestId(pub u32);

/// A distinct test.
#[derive(Clone, Debug)]
pub struct TestSlot {
    /// The test, as the first rule that asks it writes it.
    pub test: Arc<Test>,
    /// Its canonical text.
    pub text: Arc<str>,
    /// Whether it asks about the element a rule is bound to; if not, one answer serves all rules.
    pub of_element: bool,
    /// Whether it speaks of the documents rather than the world: held fixed while facts are completed.
    pub evidence: bool,
}

/// The distinct tests so far.
#[derive(Debug, Default)]
pub struct Slots {
    tests: Vec<TestSlot>,
    by_key: HashMap<String, TestId>,
}

/// What makes two tests of rules with this many elements bound the same.
fn key_of(test: &Test, text: &str, bound: usize, lifting: bool) -> String {
    if mentions_frame(test, bound) || test.op.body().is_some() {
        format!("{text} /{bound}{}/ {:?}", if lifting { "u" } else { "" }, test.path.ty)
    } else {
        text.to_owned()
    }
}

impl Slots {
    /// The number of a test of a rule with this many elements bound.
    pub fn number(&mut self, test: &Arc<Test>, bound: usize, lifting: bool) -> TestId {
        let text = print::test(test);
        let of_element = mentions_frame(test, bound);
        let key = key_of(test, &text, bound, lifting);
        let next = TestId(u32::try_from(self.tests.len()).unwrap_or(u32::MAX));
        let id = *self.by_key.entry(key).or_insert(next);
        if id == next {
            self.tests.push(TestSlot { test: test.clone(), text: Arc::from(text), of_element, evidence: is_evidence(test) });
        }
        id
    }

    /// The numbers that the tests of a program have; the tests stay with the program.
    pub fn of(program: &Program) -> Self {
        let mut out = Self::default();
        for rule in &program.rules {
            let untils = rule.effects.iter().filter_map(|e| e.until.as_ref()).map(|until| (until, true));
            for (expr, lifting) in std::iter::once((&rule.when, false)).chain(untils) {
                expr.tests(false, &mut |id, _| {
                    if let Some(slot) = program.test(id) {
                        out.by_key.insert(key_of(&slot.test, &slot.text, rule.each.len(), lifting), id);
                    }
                });
            }
        }
        out
    }

    /// Takes the tests of a program to number further ones.
    pub fn take(&mut self, tests: Vec<TestSlot>) {
        self.tests = tests;
    }

    /// The tests so far.
    pub fn tests(&self) -> &[TestSlot] {
        &self.tests
    }

    /// Gives the tests back to a program, and keeps their numbers.
    pub fn lend(&mut self) -> Vec<TestSlot> {
        std::mem::take(&mut self.tests)
    }

    /// Forgets the numbers from this one on.
    pub fn forget(&mut self, from: usize) {
        self.by_key.retain(|_, id| usize::try_from(id.0).is_ok_and(|n| n < from));
    }

    /// All tests in the order of their numbers.
    pub fn finish(self) -> Vec<TestSlot> {
        self.tests
    }
}

/// Whether a test speaks of the documents, itself or somewhere in its body.
pub fn is_evidence(test: &Test) -> bool {
    let own = matches!(test.op, Op::Stated(_)) || test.path.evidence || test.op.operand_paths().iter().any(|p| p.evidence);
    own || test.op.body().is_some_and(|body| {
        let mut found = false;
        body.cond.tests(false, &mut |inner, _| found |= is_evidence(inner));
        found
    })
}

/// Whether a test mentions one of the first `bound` frames.
fn mentions_frame(test: &Test, bound: usize) -> bool {
    let slot = |slot: Slot| matches!(slot, Slot::Frame(n) if n < bound);
    let path = |path: &Path| {
        matches!(&path.root, Root::Var(var) if slot(var.slot))
            || path.segments.iter().any(|s| matches!(s, Segment::Var(var) if slot(var.slot)))
    };
    let operand = |operand: &Operand| matches!(operand, Operand::Var(var) if slot(var.slot));
    let own = match &test.op {
        Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) | Op::Count { number: o, .. } => operand(o),
        Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list.iter().any(operand),
        Op::Age { by, at, .. } => operand(by) || at.as_ref().is_some_and(operand),
        Op::Inside(w) | Op::Overlaps(w) => window(w, &operand),
        _ => false,
    };
    own || path(&test.path)
        || test.op.operand_paths().into_iter().any(path)
        || test.op.body().is_some_and(|body| cond_mentions(&body.cond, bound))
}

fn window(operand: &WindowOperand, asks: &dyn Fn(&Operand) -> bool) -> bool {
    match operand {
        WindowOperand::Between(start, end) => asks(start) || asks(end),
        WindowOperand::List(list) => list.iter().any(|w| window(w, asks)),
        WindowOperand::Window(_) | WindowOperand::Fact(_) => false,
    }
}

fn cond_mentions(cond: &Cond, bound: usize) -> bool {
    match &cond.kind {
        CondKind::All(parts) | CondKind::Any(parts) => parts.iter().any(|p| cond_mentions(p, bound)),
        CondKind::Not(inner) => cond_mentions(inner, bound),
        CondKind::Test(test) => mentions_frame(test, bound),
    }
}
