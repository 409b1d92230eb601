//! Puts words in the place of `for_each` variables, so that a rule becomes one rule for each word.
//! Which words there are is `compile`'s business.

use std::sync::Arc;

use super::tree::{Body, Cond, CondKind, Op, Operand, Path, PathTy, RangeOperand, Root, Segment, Slot, Test, Var, WindowOperand};
use crate::value::Value;

/// The words for the `for_each` variables of a rule, by their slot.
pub type Words = [Arc<str>];

/// The condition with words put in.
pub fn cond(cond: &Cond, words: &Words) -> Cond {
    let kind = match &cond.kind {
        CondKind::All(parts) => CondKind::All(parts.iter().map(|p| self::cond(p, words)).collect()),
        CondKind::Any(parts) => CondKind::Any(parts.iter().map(|p| self::cond(p, words)).collect()),
        CondKind::Not(inner) => CondKind::Not(Box::new(self::cond(inner, words))),
        CondKind::Certainly(inner) => CondKind::Certainly(Box::new(self::cond(inner, words))),
        CondKind::Test(test) => CondKind::Test(Arc::new(self::test(test, words))),
    };
    Cond { span: cond.span, kind }
}

fn test(test: &Test, words: &Words) -> Test {
    Test { span: test.span, path: path(&test.path, words), op: op(&test.op, words) }
}

/// The word of a variable, when it is a `for_each` one.
pub fn word(var: &Var, words: &Words) -> Option<Arc<str>> {
    match var.slot {
        Slot::Ground(n) => words.get(n).cloned(),
        Slot::Frame(_) => None,
    }
}

/// The path with words put in.
pub fn path(path: &Path, words: &Words) -> Path {
    let root = match &path.root {
        Root::Var(var) => word(var, words).map_or_else(|| path.root.clone(), Root::Word),
        root => root.clone(),
    };
    let segments = path
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Var(var) => word(var, words).map_or_else(|| segment.clone(), Segment::Key),
            Segment::Key(_) => segment.clone(),
        })
        .collect();
    // Where the key is a word now, the type is that of this key.
    let key = path.segments.iter().rev().find_map(|s| if let Segment::Var(var) = s { Some(word(var, words)) } else { None });
    let (ty, others) = match key.flatten() {
        Some(key) => {
            let own = path.others.iter().find(|(other, _)| *other == key).map(|(_, ty)| PathTy::Scalar(ty.clone()));
            (own.unwrap_or_else(|| path.ty.clone()), Vec::new())
        }
        None => (path.ty.clone(), path.others.clone()),
    };
    Path { root, segments, ty, others, ..path.clone() }
}

fn operand(operand: &Operand, words: &Words) -> Operand {
    match operand {
        Operand::Var(var) => word(var, words).map_or_else(|| operand.clone(), |w| Operand::Value(Value::Word(w))),
        Operand::Fact(p) => Operand::Fact(Box::new(path(p, words))),
        other => other.clone(),
    }
}

fn operands(list: &[Operand], words: &Words) -> Vec<Operand> {
    list.iter().map(|o| operand(o, words)).collect()
}

fn window(w: &WindowOperand, words: &Words) -> WindowOperand {
    match w {
        WindowOperand::Window(window) => WindowOperand::Window(window.clone()),
        WindowOperand::Between(start, end) => WindowOperand::Between(operand(start, words), operand(end, words)),
        WindowOperand::Fact(p) => WindowOperand::Fact(Box::new(path(p, words))),
        WindowOperand::List(list) => WindowOperand::List(list.iter().map(|w| window(w, words)).collect()),
    }
}

fn body(body: &Body, words: &Words) -> Body {
    Body { cond: cond(&body.cond, words), frame: body.frame }
}

fn op(op: &Op, words: &Words) -> Op {
    match op {
        Op::Is(o) => Op::Is(operand(o, words)),
        Op::IsNot(o) => Op::IsNot(operand(o, words)),
        Op::OneOf(list) => Op::OneOf(operands(list, words)),
        Op::Order(how, o, members) => Op::Order(*how, operand(o, words), members.clone()),
        Op::Range { satisfies, range } => Op::Range {
            satisfies: *satisfies,
            range: match range {
                RangeOperand::Fact(p) => RangeOperand::Fact(Box::new(path(p, words))),
                RangeOperand::Range(range) => RangeOperand::Range(range.clone()),
            },
        },
        Op::Age { older, by, at } => {
            Op::Age { older: *older, by: operand(by, words), at: at.as_ref().map(|o| operand(o, words)) }
        }
        Op::Within(by) => Op::Within(operand(by, words)),
        Op::Inside(w) => Op::Inside(window(w, words)),
        Op::Overlaps(w) => Op::Overlaps(window(w, words)),
        Op::IncludesAny(list) => Op::IncludesAny(operands(list, words)),
        Op::IncludesAll(list) => Op::IncludesAll(operands(list, words)),
        Op::AnyOf(b) => Op::AnyOf(Box::new(body(b, words))),
        Op::EveryOf(b) => Op::EveryOf(Box::new(body(b, words))),
        Op::Count { body: b, distinct, compare, number } => Op::Count {
            body: b.as_ref().map(|b| Box::new(body(b, words))),
            distinct: distinct.clone(),
            compare: *compare,
            number: operand(number, words),
        },
        Op::Empty(wanted) => Op::Empty(*wanted),
        Op::Exists(wanted) => Op::Exists(*wanted),
        Op::Stated(wanted) => Op::Stated(*wanted),
    }
}
