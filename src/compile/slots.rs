//! Numbers the distinct tests of a program: tests that ask the same share a number, and are answered once.
//! What makes two tests the same is their canonical text, their types and the frames they are bound in.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::program::Program;
use crate::condition::operands::Part;
use crate::condition::tree::{Around, Op, Operand, Root, Segment, Slot, Test, Var};
use crate::condition::{mixed, print};

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
    /// The frames of the elements that it asks about, in their order: the same elements there, the same answer.
    pub frames: Vec<usize>,
    /// Whether it speaks of the documents rather than the world: held fixed while facts are completed.
    pub evidence: bool,
    /// Whether something else than the answer is kept of it: what it said of the evidence, or values that it couldn't compare. It
    /// is asked although the answer of the whole is certain without it.
    pub kept: bool,
}

/// The distinct tests so far.
#[derive(Debug, Default)]
pub struct Slots {
    tests: Vec<TestSlot>,
    by_key: HashMap<String, TestId>,
}

/// What makes two tests of rules with this many elements bound the same.
fn key_of(test: &Test, text: &str, bound: usize, lifting: bool) -> String {
    let frames = frames(test, bound);
    if frames.is_empty() && test.op.body().is_none() {
        return text.to_owned();
    }
    format!("{text} /{bound}{}/ {frames:?} {:?}", if lifting { "u" } else { "" }, test.path.ty)
}

/// The variables of the first `bound` frames that a test mentions, with the frame of each.
fn frames(test: &Test, bound: usize) -> BTreeMap<Arc<str>, usize> {
    let mut out = BTreeMap::new();
    mentioned(test, bound, &mut out);
    out
}

/// Whether a test asks about the element that is bound in a frame.
pub fn asks_about(test: &Test, frame: usize) -> bool {
    frames(test, frame + 1).into_values().any(|mentioned| mentioned == frame)
}

impl Slots {
    /// The number of a test of a rule with this many elements bound.
    pub fn number(&mut self, test: &Arc<Test>, bound: usize, lifting: bool) -> TestId {
        let text = print::test(test);
        let mut frames: Vec<usize> = frames(test, bound).into_values().collect();
        frames.sort_unstable();
        frames.dedup();
        let key = key_of(test, &text, bound, lifting);
        let next = TestId(u32::try_from(self.tests.len()).unwrap_or(u32::MAX));
        let id = *self.by_key.entry(key).or_insert(next);
        if id == next {
            let (text, of_element, evidence) = (Arc::from(text), !frames.is_empty(), is_evidence(test));
            let kept = evidence || mixed::may_be_told(test);
            self.tests.push(TestSlot { test: test.clone(), text, of_element, frames, evidence, kept });
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
        body.cond.each_test(Around::default(), &mut |inner, around| found |= around.certainly || is_evidence(inner));
        found
    })
}

/// Adds them to those so far.
fn mentioned(test: &Test, bound: usize, out: &mut BTreeMap<Arc<str>, usize>) {
    let mut var = |var: &Var| {
        if let Slot::Frame(n) = var.slot
            && n < bound
        {
            out.insert(var.name.clone(), n);
        }
    };
    for part in test.op.operands() {
        if let Part::Operand(Operand::Var(own)) = part {
            var(own);
        }
    }
    for path in std::iter::once(&test.path).chain(test.op.operand_paths()) {
        if let Root::Var(root) | Root::Key(root) = &path.root {
            var(root);
        }
        for segment in &path.segments {
            if let Segment::Var(key) = segment {
                var(key);
            }
        }
    }
    if let Some(body) = test.op.body() {
        body.cond.tests(false, &mut |inner, _| mentioned(inner, bound, out));
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::compile;
    use crate::diagnostic::Sink;
    use crate::policy::testing::{policy, rule};

    #[test]
    fn the_same_words_about_elements_in_other_frames_are_other_tests() {
        let bound =
            |id: &str, each: &str| rule(id, &format!("each: {each}\nwhen: {{ $item.enabled: true }}\nthen: {{ pause: $item }}"));
        let first = bound("a.first", "{ item: site.items, other: site.items }");
        let second = bound("a.second", "{ other: site.items, item: site.items }");
        let third = bound("a.third", "{ item: site.items, more: site.items }");
        let program = compile(policy(&format!("rules:\n{first}{second}{third}")), &mut Sink::new()).unwrap();
        let tests: Vec<Vec<u32>> = ["a.first", "a.second", "a.third"]
            .iter()
            .map(|id| {
                let mut found = Vec::new();
                let ground = program.rules.iter().find(|r| program.name_of(r) == *id).unwrap();
                ground.when.tests(false, &mut |test, _| found.push(test.0));
                found
            })
            .collect();
        assert_ne!(tests[0], tests[1]);
        assert_eq!(tests[0], tests[2]);
    }
}
