//! What a rule reads of other rules' conclusions, with the sign of each reading.
//! A negative reading means that deciding more there decides less here.

use std::sync::Arc;

use super::program::{Expr, GroundRule};
use super::slots::TestSlot;
use crate::condition::tree::{Compare, Op, Operand, Path, Root, Segment, Test};
use crate::decision::Verb;
use crate::text::Span;
use crate::value::Value;

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Decisions of a verb: of one target, or of any.
    Decided(Verb, Option<Arc<str>>),
    /// A derived conclusion.
    Derived(Arc<str>),
}

/// How a conclusion acts on its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// More there is more here.
    Positive,
    /// More there is less here.
    Negative,
    /// Either.
    Both,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is read.
    pub what: What,
    /// How it acts.
    pub sign: Sign,
    /// The test that reads it.
    pub span: Span,
}

impl Sign {
    fn flipped(self, flip: bool) -> Self {
        match (self, flip) {
            (Sign::Positive, true) => Sign::Negative,
            (Sign::Negative, true) => Sign::Positive,
            (sign, _) => sign,
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Sign::Positive => "positive",
            Sign::Negative => "negative",
            Sign::Both => "both ways",
        }
    }
}

/// Everything a ground rule reads of other rules.
pub fn of_rule(rule: &GroundRule, tests: &[TestSlot]) -> Vec<Read> {
    let mut out = Vec::new();
    of_expr(&rule.when, false, tests, &mut out);
    // What lifts a reason acts against it: a lift condition is an edge of the opposite sign.
    for until in rule.effects.iter().filter_map(|e| e.until.as_ref()) {
        of_expr(until, true, tests, &mut out);
    }
    out
}

fn of_expr(expr: &Expr, negated: bool, tests: &[TestSlot], out: &mut Vec<Read>) {
    expr.tests(negated, &mut |id, negated| {
        if let Some(slot) = usize::try_from(id.0).ok().and_then(|n| tests.get(n)) {
            of_test(&slot.test, negated, out);
        }
    });
}

/// What one test reads, those in its body too.
pub fn of_test(test: &Test, negated: bool, out: &mut Vec<Read>) {
    let sign = sign(&test.op).flipped(negated);
    for (path, own) in std::iter::once((&test.path, true)).chain(test.op.operand_paths().into_iter().map(|p| (p, false))) {
        let sign = if own { sign } else { Sign::Both };
        for what in of_path(path, if own { Some(&test.op) } else { None }) {
            out.push(Read { what, sign, span: test.span });
        }
    }
    if let Some(body) = test.op.body() {
        let falling = matches!(&test.op, Op::Count { compare: Compare::AtMost | Compare::LessThan, .. });
        body.cond.tests(negated != falling, &mut |inner, negated| of_test_alone(inner, negated, out));
    }
}

/// A test inside a body: `Cond::tests` walks further bodies by itself.
fn of_test_alone(test: &Test, negated: bool, out: &mut Vec<Read>) {
    let sign = sign(&test.op).flipped(negated);
    for what in of_path(&test.path, Some(&test.op)) {
        out.push(Read { what, sign, span: test.span });
    }
    for path in test.op.operand_paths() {
        out.extend(of_path(path, None).into_iter().map(|what| Read { what, sign: Sign::Both, span: test.span }));
    }
}

fn of_path(path: &Path, op: Option<&Op>) -> Vec<What> {
    match &path.root {
        Root::Derived(name) => vec![What::Derived(name.clone())],
        Root::Decided(verb) => match (path.segments.first(), op) {
            (Some(Segment::Key(target)), _) => vec![What::Decided(*verb, Some(target.clone()))],
            (None, Some(Op::IncludesAny(list) | Op::IncludesAll(list))) => {
                let words: Option<Vec<Arc<str>>> =
                    list.iter()
                        .map(|o| match o {
                            Operand::Value(Value::Word(w) | Value::Text(w))
                            | Operand::Param(_, Value::Word(w) | Value::Text(w)) => Some(w.clone()),
                            _ => None,
                        })
                        .collect();
                match words {
                    Some(words) => words.into_iter().map(|w| What::Decided(*verb, Some(w))).collect(),
                    None => vec![What::Decided(*verb, None)],
                }
            }
            _ => vec![What::Decided(*verb, None)],
        },
        _ => Vec::new(),
    }
}

fn sign(op: &Op) -> Sign {
    match op {
        Op::IncludesAny(_) | Op::IncludesAll(_) | Op::AnyOf(_) => Sign::Positive,
        Op::Exists(true) | Op::Empty(false) => Sign::Positive,
        Op::Exists(false) | Op::Empty(true) | Op::EveryOf(_) => Sign::Negative,
        Op::Is(Operand::Value(Value::Bool(true))) | Op::IsNot(Operand::Value(Value::Bool(false))) => Sign::Positive,
        Op::Is(Operand::Value(Value::Bool(false))) | Op::IsNot(Operand::Value(Value::Bool(true))) => Sign::Negative,
        Op::Order(Compare::AtLeast | Compare::MoreThan, ..) => Sign::Positive,
        Op::Count { compare: Compare::AtLeast | Compare::MoreThan, .. } => Sign::Positive,
        Op::Count { .. } => Sign::Negative,
        // `at_most` needs the decision to exist and to be weak: it acts both ways.
        _ => Sign::Both,
    }
}
