//! The mutants of a condition: tests dropped, `all` and `any` exchanged, negations added and removed, `certainly` dropped, and those of each test.
//! What a rule does with its condition is changed by `rules`.

use std::sync::Arc;

use super::Kind;
use super::tests;
use crate::condition::print;
use crate::condition::tree::{Body, Cond, CondKind, Op, Test};
use crate::text::Span;

/// A condition with one change somewhere in it.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What kind of change.
    pub kind: Kind,
    /// Where.
    pub span: Span,
    /// What stands there.
    pub before: String,
    /// What the variant has there; empty where it has nothing.
    pub after: String,
    /// The whole condition.
    pub cond: Cond,
}

/// Every condition with one change in it.
pub fn variants(cond: &Cond) -> Vec<Variant> {
    let mut out = Vec::new();
    match &cond.kind {
        CondKind::All(parts) => {
            of_parts(cond, parts, CondKind::All, &mut out);
            if parts.len() > 1 {
                out.push(instead(Kind::Quantifier, cond, CondKind::Any(parts.clone()), ("all", "any")));
            }
        }
        CondKind::Any(parts) => {
            of_parts(cond, parts, CondKind::Any, &mut out);
            if parts.len() > 1 {
                out.push(instead(Kind::Quantifier, cond, CondKind::All(parts.clone()), ("any", "all")));
                out.push(negated(cond));
            }
        }
        CondKind::Not(inner) => {
            out.push(Variant {
                kind: Kind::Negation,
                span: cond.span,
                before: print::cond(cond),
                after: print::cond(inner),
                cond: Cond { span: cond.span, kind: inner.kind.clone() },
            });
            let around = |new: Cond| Cond { span: cond.span, kind: CondKind::Not(Box::new(new)) };
            out.extend(variants(inner).into_iter().filter(|v| v.kind != Kind::Negation).map(|v| wrap(v, &around)));
        }
        CondKind::Certainly(inner) => {
            out.push(Variant {
                kind: Kind::Certainty,
                span: cond.span,
                before: print::cond(cond),
                after: print::cond(inner),
                cond: Cond { span: cond.span, kind: inner.kind.clone() },
            });
            let around = |new: Cond| Cond { span: cond.span, kind: CondKind::Certainly(Box::new(new)) };
            out.extend(variants(inner).into_iter().map(|v| wrap(v, &around)));
        }
        CondKind::Test(test) => of_test(cond, test, &mut out),
    }
    out
}

fn of_parts(cond: &Cond, parts: &[Cond], make: fn(Vec<Cond>) -> CondKind, out: &mut Vec<Variant>) {
    for (n, part) in parts.iter().enumerate() {
        if parts.len() > 1 {
            let rest = parts.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, p)| p.clone()).collect();
            out.push(Variant {
                kind: Kind::Test,
                span: part.span,
                before: print::cond(part),
                after: String::new(),
                cond: Cond { span: cond.span, kind: make(rest) },
            });
        }
        let around = |new: Cond| {
            let all = parts.iter().enumerate().map(|(m, p)| if m == n { new.clone() } else { p.clone() }).collect();
            Cond { span: cond.span, kind: make(all) }
        };
        out.extend(variants(part).into_iter().map(|v| wrap(v, &around)));
    }
}

fn of_test(cond: &Cond, test: &Arc<Test>, out: &mut Vec<Variant>) {
    let with = |op: Op| {
        let new = Test { span: test.span, path: test.path.clone(), op };
        Cond { span: cond.span, kind: CondKind::Test(Arc::new(new)) }
    };
    for (kind, op) in tests::variants(test) {
        let cond = with(op);
        out.push(Variant { kind, span: test.span, before: print::test(test), after: print::cond(&cond), cond });
    }
    if matches!(
        test.op,
        Op::OneOf(_)
            | Op::Within(_)
            | Op::Inside(_)
            | Op::Overlaps(_)
            | Op::IncludesAny(_)
            | Op::IncludesAll(_)
            | Op::AnyOf(_)
            | Op::EveryOf(_)
    ) {
        out.push(negated(cond));
    }
    let Some(body) = test.op.body() else { return };
    let around = |new: Cond| {
        let body = Box::new(Body { cond: new, frame: body.frame });
        with(match &test.op {
            Op::AnyOf(_) => Op::AnyOf(body),
            Op::EveryOf(_) => Op::EveryOf(body),
            Op::Count { distinct, compare, number, .. } => {
                Op::Count { body: Some(body), distinct: distinct.clone(), compare: *compare, number: number.clone() }
            }
            other => other.clone(),
        })
    };
    out.extend(variants(&body.cond).into_iter().map(|v| wrap(v, &around)));
}

fn wrap(variant: Variant, around: &dyn Fn(Cond) -> Cond) -> Variant {
    Variant { cond: around(variant.cond), ..variant }
}

fn instead(kind: Kind, cond: &Cond, new: CondKind, (before, after): (&str, &str)) -> Variant {
    Variant {
        kind,
        span: cond.span,
        before: before.to_owned(),
        after: after.to_owned(),
        cond: Cond { span: cond.span, kind: new },
    }
}

fn negated(cond: &Cond) -> Variant {
    let new = cond.clone().negated();
    Variant { kind: Kind::Negation, span: cond.span, before: print::cond(cond), after: print::cond(&new), cond: new }
}
