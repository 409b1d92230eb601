//! What conditions ask of other rules' conclusions: `decided.VERB` and `derived.NAME`.
//! They read effective truths, never what is in force by caution, so that caution can't change an outcome.

use std::sync::Arc;

use crate::condition::answer::answer;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::Context;
use crate::condition::tree::{Body, Compare, Cond, CondKind, Op, Operand, Path, PathTy, Segment, Test};
use crate::decision::{Strength, Verb};
use crate::value::bounds::at_least;
use crate::value::{Members, State, Truth, Value};

/// A test on `decided.VERB`, as a map from target to strength or as the strength of one target.
pub fn answer_decided(verb: Verb, test: &Test, context: &mut Context<'_, '_>) -> Truth {
    let conclusions = context.conclusions;
    if let PathTy::Decisions(members) = &test.path.ty {
        return over_targets(verb, members, &test.op, context);
    }
    let target = match target_name(&test.path, context) {
        Some(target) => target,
        // An element without a name: it may be any target.
        None if !test.path.segments.is_empty() => return Truth::UNKNOWN,
        None => None,
    };
    strength_test(verb, target.as_deref(), &test.op, conclusions)
}

/// Outer none: named by a variable that has no name. Inner none: the verb has no targets (`rollback`).
fn target_name(path: &Path, context: &Context<'_, '_>) -> Option<Option<Arc<str>>> {
    match path.segments.first() {
        None => Some(None),
        Some(Segment::Key(key)) => Some(Some(key.clone())),
        Some(Segment::Var(var)) => context.var_text(var).map(Some),
    }
}

/// A test of the strength of one decision, whose ranks stand in the operand's words.
fn strength_test(verb: Verb, target: Option<&str>, op: &Op, conclusions: &Conclusions) -> Truth {
    let reaches = |rank: usize| conclusions.decided(verb, target, rank);
    let words = Strength::ranks(verb);
    let rank = |operand: &Operand| match operand.value() {
        Some(Value::Word(word)) => words.iter().position(|w| *w == &**word),
        _ => None,
    };
    let exactly = |r: usize| reaches(r).and(reaches(r + 1).not());
    match op {
        Op::Exists(wanted) | Op::Stated(wanted) => {
            if *wanted {
                reaches(0)
            } else {
                reaches(0).not()
            }
        }
        Op::Is(operand) => rank(operand).map_or(Truth::NO, exactly),
        Op::IsNot(operand) => rank(operand).map_or(Truth::NO, |r| exactly(r).not()),
        Op::OneOf(operands) => operands.iter().filter_map(rank).fold(Truth::NO, |truth, r| truth.or(exactly(r))),
        Op::Order(how, operand, _) => rank(operand).map_or(Truth::NO, |r| match how {
            Compare::AtLeast => reaches(r),
            Compare::MoreThan => reaches(r + 1),
            // Not decided at all is none, and every comparison with none is false.
            Compare::AtMost => reaches(0).and(reaches(r + 1).not()),
            Compare::LessThan => reaches(0).and(reaches(r).not()),
        }),
        _ => Truth::NO,
    }
}

/// A test on the map of all decisions of a verb.
fn over_targets(verb: Verb, members: &Arc<Members>, op: &Op, context: &mut Context<'_, '_>) -> Truth {
    let conclusions = context.conclusions;
    let targets = conclusions.targets(verb);
    let present = |target: &str| conclusions.decided(verb, Some(target), 0);
    match op {
        Op::IncludesAny(operands) => {
            names(operands, context).into_iter().fold(Truth::NO, |t, name| t.or(name.map_or(Truth::UNKNOWN, |n| present(&n))))
        }
        Op::IncludesAll(operands) => {
            names(operands, context).into_iter().fold(Truth::YES, |t, name| t.and(name.map_or(Truth::UNKNOWN, |n| present(&n))))
        }
        Op::Empty(wanted) | Op::Exists(wanted) => {
            let any = conclusions.decided(verb, None, 0);
            if *wanted == matches!(op, Op::Exists(_)) { any } else { any.not() }
        }
        Op::AnyOf(body) => targets
            .iter()
            .fold(Truth::NO, |truth, target| truth.or(present(target).and(member(verb, target, members, body, context)))),
        Op::EveryOf(body) => targets
            .iter()
            .fold(Truth::YES, |truth, target| truth.and(present(target).not().or(member(verb, target, members, body, context)))),
        Op::Count { body, compare, number, .. } => {
            let truths: Vec<Truth> = targets
                .iter()
                .map(|t| match body {
                    Some(body) => present(t).and(member(verb, t, members, body, context)),
                    None => present(t),
                })
                .collect();
            count(&truths, Truth::NO, *compare, number, context)
        }
        _ => Truth::NO,
    }
}

/// The body of a quantifier over decisions asks about the strength of one: its tests have a path without segments.
fn member(verb: Verb, target: &str, members: &Arc<Members>, body: &Body, context: &mut Context<'_, '_>) -> Truth {
    fn ask(cond: &Cond, verb: Verb, target: &str, context: &mut Context<'_, '_>) -> Truth {
        match &cond.kind {
            CondKind::All(parts) => parts.iter().fold(Truth::YES, |t, p| t.and(ask(p, verb, target, context))),
            CondKind::Any(parts) => parts.iter().fold(Truth::NO, |t, p| t.or(ask(p, verb, target, context))),
            CondKind::Not(inner) => ask(inner, verb, target, context).not(),
            CondKind::Test(test)
                if test.path.segments.is_empty() && matches!(test.path.root, crate::condition::tree::Root::Var(_)) =>
            {
                strength_test(verb, Some(target), &test.op, context.conclusions)
            }
            CondKind::Test(_) => answer(cond, context),
        }
    }
    let _ = members;
    ask(&body.cond, verb, target, context)
}

fn count(truths: &[Truth], further: Truth, compare: Compare, number: &Operand, context: &mut Context<'_, '_>) -> Truth {
    let State::Known(Value::Integer(wanted)) = context.operand(number) else { return Truth::UNKNOWN };
    let reaches = |n: i64| usize::try_from(n).map_or(Truth::YES, |n| at_least(n, truths, further));
    match compare {
        Compare::AtLeast => reaches(wanted),
        Compare::MoreThan => reaches(wanted.saturating_add(1)),
        Compare::LessThan => reaches(wanted).not(),
        Compare::AtMost => reaches(wanted.saturating_add(1)).not(),
    }
}

/// The names that operands stand for; none for an element without a name.
fn names(operands: &[Operand], context: &mut Context<'_, '_>) -> Vec<Option<Arc<str>>> {
    operands
        .iter()
        .map(|operand| match context.operand(operand) {
            State::Known(Value::Word(word) | Value::Text(word)) => Some(word),
            _ => None,
        })
        .collect()
}

/// A test on `derived.NAME`.
pub fn answer_derived(name: &Arc<str>, test: &Test, context: &mut Context<'_, '_>) -> Truth {
    let conclusions = context.conclusions;
    let whole = conclusions.derived(name, None);
    let present = |thing: &str| conclusions.derived(name, Some(thing));
    match &test.op {
        Op::Is(operand) => match operand.value() {
            Some(Value::Bool(true)) => whole,
            Some(Value::Bool(false)) => whole.not(),
            _ => Truth::NO,
        },
        Op::IsNot(operand) => match operand.value() {
            Some(Value::Bool(true)) => whole.not(),
            Some(Value::Bool(false)) => whole,
            _ => Truth::NO,
        },
        Op::Exists(wanted) | Op::Stated(wanted) => {
            if *wanted {
                whole
            } else {
                whole.not()
            }
        }
        Op::Empty(wanted) => {
            if *wanted {
                whole.not()
            } else {
                whole
            }
        }
        Op::IncludesAny(operands) => {
            names(operands, context).into_iter().fold(Truth::NO, |t, n| t.or(n.map_or(Truth::UNKNOWN, |n| present(&n))))
        }
        Op::IncludesAll(operands) => {
            names(operands, context).into_iter().fold(Truth::YES, |t, n| t.and(n.map_or(Truth::UNKNOWN, |n| present(&n))))
        }
        Op::Count { compare, number, .. } => {
            let (things, further) = conclusions.things(name);
            let truths: Vec<Truth> = things.iter().map(|t| present(t)).collect();
            count(&truths, further, *compare, number, context)
        }
        _ => Truth::NO,
    }
}
