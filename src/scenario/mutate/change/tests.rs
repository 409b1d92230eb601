//! The mutants of one test: another operator, another constant, one operand less.
//! What stands around a test, and in the body of a quantifier, is changed by `conditions`.

use std::sync::Arc;

use super::Kind;
use super::values::{neighbours, ranges};
use crate::calendar::Window;
use crate::condition::tree::{Compare, Op, Operand, PathTy, RangeOperand, Test, WindowOperand};
use crate::value::{Duration, Instant, Members, Ty, Value};

/// The operators that may stand in the place of this one, each with the kind of change.
pub fn variants(test: &Test) -> Vec<(Kind, Op)> {
    let members = members(test);
    let members = members.as_deref();
    let mut out = Vec::new();
    let mut operator = |op: Op| out.push((Kind::Operator, op));
    match &test.op {
        // Of a truth value the other one is the same as the other operator.
        Op::Is(o) if !is_bool(o) => operator(Op::IsNot(o.clone())),
        Op::IsNot(o) => operator(Op::Is(o.clone())),
        Op::Order(how, o, members) => {
            operator(Op::Order(opposite(*how), o.clone(), members.clone()));
            // Of numbers, instants and words the boundary itself moves, below.
            if !matches!(o, Operand::Value(Value::Integer(_) | Value::Instant(_) | Value::Duration(_) | Value::Word(_))) {
                operator(Op::Order(strict(*how), o.clone(), members.clone()));
            }
        }
        Op::Range { satisfies, range } => operator(Op::Range { satisfies: !satisfies, range: range.clone() }),
        Op::Age { older, by, at } => {
            operator(Op::Age { older: !older, by: by.clone(), at: at.clone() });
            if at.is_some() {
                operator(Op::Age { older: *older, by: by.clone(), at: None });
            }
        }
        Op::IncludesAny(list) if list.len() > 1 => operator(Op::IncludesAll(list.clone())),
        Op::IncludesAll(list) if list.len() > 1 => operator(Op::IncludesAny(list.clone())),
        Op::Empty(wanted) => operator(Op::Empty(!wanted)),
        Op::Exists(wanted) => operator(Op::Exists(!wanted)),
        Op::Stated(wanted) => operator(Op::Stated(!wanted)),
        Op::Count { body, distinct, compare, number } => {
            let with = |compare, body: &Option<_>, distinct: &Option<_>| Op::Count {
                body: Option::clone(body),
                distinct: Option::clone(distinct),
                compare,
                number: number.clone(),
            };
            operator(with(opposite(*compare), body, distinct));
            if body.is_some() {
                operator(with(*compare, &None, distinct));
            }
            if distinct.is_some() {
                operator(with(*compare, body, &None));
            }
        }
        _ => {}
    }
    match &test.op {
        Op::AnyOf(body) => out.push((Kind::Quantifier, Op::EveryOf(body.clone()))),
        Op::EveryOf(body) => out.push((Kind::Quantifier, Op::AnyOf(body.clone()))),
        _ => {}
    }
    out.extend(constants(&test.op, members).into_iter().map(|op| (Kind::Constant, op)));
    out
}

/// The operator with one constant moved, or with one operand less or more in a list.
fn constants(op: &Op, members: Option<&Members>) -> Vec<Op> {
    let moved = |o: &Operand, make: &dyn Fn(Operand) -> Op| -> Vec<Op> {
        // A parameter is changed as a whole, where it is declared.
        let Operand::Value(value) = o else { return Vec::new() };
        neighbours(value, members).into_iter().map(|v| make(Operand::Value(v))).collect()
    };
    match op {
        Op::Is(o) => moved(o, &Op::Is),
        Op::IsNot(o) if !is_bool(o) => moved(o, &Op::IsNot),
        Op::Within(o) => moved(o, &Op::Within),
        Op::Order(how, o, words) => moved(o, &|o| Op::Order(*how, o, words.clone())),
        Op::Age { older, by, at } => moved(by, &|by| Op::Age { older: *older, by, at: at.clone() }),
        Op::Count { body, distinct, compare, number } => {
            moved(number, &|number| Op::Count { body: body.clone(), distinct: distinct.clone(), compare: *compare, number })
        }
        Op::Range { satisfies, range: RangeOperand::Range(range) } => ranges(range)
            .into_iter()
            .map(|r| Op::Range { satisfies: *satisfies, range: RangeOperand::Range(Arc::new(r)) })
            .collect(),
        Op::OneOf(list) => {
            let mut out: Vec<Op> = fewer(list).into_iter().map(Op::OneOf).collect();
            out.extend(more(list, members).map(Op::OneOf));
            out
        }
        Op::IncludesAny(list) => fewer(list).into_iter().map(Op::IncludesAny).collect(),
        Op::IncludesAll(list) => fewer(list).into_iter().map(Op::IncludesAll).collect(),
        Op::Inside(w) => windows(w).into_iter().map(Op::Inside).collect(),
        Op::Overlaps(w) => windows(w).into_iter().map(Op::Overlaps).collect(),
        _ => Vec::new(),
    }
}

/// The list without one of its written operands; a list of one is not emptied.
fn fewer(list: &[Operand]) -> Vec<Vec<Operand>> {
    let drop = |n: usize| list.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, o)| o.clone()).collect();
    let written = list.iter().enumerate().filter(|(_, o)| !matches!(o, Operand::Param(..)));
    if list.len() < 2 { Vec::new() } else { written.map(|(n, _)| drop(n)).collect() }
}

/// The list with the first word more that it doesn't have.
fn more(list: &[Operand], members: Option<&Members>) -> Option<Vec<Operand>> {
    if list.iter().any(|o| !matches!(o, Operand::Value(Value::Word(_)))) {
        return None;
    }
    let has = |word: &Arc<str>| list.iter().any(|o| matches!(o.value(), Some(Value::Word(w)) if w == word));
    let word = members?.words.iter().find(|w| !has(w))?;
    Some(list.iter().cloned().chain([Operand::Value(Value::Word(word.clone()))]).collect())
}

/// A written window with one of its ends moved by a second.
fn windows(window: &WindowOperand) -> Vec<WindowOperand> {
    let near = |at: Instant| {
        let second = Duration::from_seconds(1);
        [at.minus(second), at.plus(second)]
    };
    match window {
        WindowOperand::Window(Window::Between { start, end }) => {
            let starts = near(*start).map(|start| Window::Between { start, end: *end });
            let ends = near(*end).map(|end| Window::Between { start: *start, end });
            starts.into_iter().chain(ends).map(WindowOperand::Window).collect()
        }
        WindowOperand::Between(start, end) => {
            let of = |o: &Operand| match o {
                Operand::Value(value) => neighbours(value, None).into_iter().map(Operand::Value).collect(),
                _ => Vec::new(),
            };
            let starts = of(start).into_iter().map(|start| WindowOperand::Between(start, end.clone()));
            let ends = of(end).into_iter().map(|end| WindowOperand::Between(start.clone(), end));
            starts.chain(ends).collect()
        }
        WindowOperand::List(list) => {
            let mut out = Vec::new();
            for (n, one) in list.iter().enumerate() {
                for new in windows(one) {
                    let mut all = list.clone();
                    if let Some(slot) = all.get_mut(n) {
                        *slot = new;
                        out.push(WindowOperand::List(all));
                    }
                }
                if list.len() > 1 {
                    let mut all = list.clone();
                    all.remove(n);
                    out.push(WindowOperand::List(all));
                }
            }
            out
        }
        WindowOperand::Window(Window::Weekly(_)) | WindowOperand::Fact(_) => Vec::new(),
    }
}

fn members(test: &Test) -> Option<Arc<Members>> {
    if let Op::Order(_, _, Some(members)) = &test.op {
        return Some(members.clone());
    }
    match &test.path.ty {
        PathTy::Scalar(Ty::Enum(members)) | PathTy::Scalars(Ty::Enum(members)) | PathTy::Decisions(members) => {
            Some(members.clone())
        }
        _ => None,
    }
}

fn is_bool(operand: &Operand) -> bool {
    matches!(operand, Operand::Value(Value::Bool(_)))
}

fn opposite(how: Compare) -> Compare {
    match how {
        Compare::AtLeast => Compare::LessThan,
        Compare::LessThan => Compare::AtLeast,
        Compare::AtMost => Compare::MoreThan,
        Compare::MoreThan => Compare::AtMost,
    }
}

fn strict(how: Compare) -> Compare {
    match how {
        Compare::AtLeast => Compare::MoreThan,
        Compare::MoreThan => Compare::AtLeast,
        Compare::AtMost => Compare::LessThan,
        Compare::LessThan => Compare::AtMost,
    }
}
