//! What conditions ask of other rules' conclusions: `decided.VERB` and `derived.NAME`.
//! They read effective truths, never what is in force by caution, so that caution can't change an outcome.

use std::sync::Arc;

use crate::condition::answer::answer_body;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::Context;
use crate::condition::tree::{Body, Compare, Op, Operand, Path, PathTy, Root, Segment, Slot, Test, Var};
use crate::decision::{Strength, Verb};
use crate::facts::store::Member;
use crate::facts::{PathRoot, ReadPath};
use crate::value::bounds::at_least;
use crate::value::{State, Truth, Value};

/// A test on `decided.VERB`, as a map from target to strength or as the strength of one target.
pub fn answer_decided(verb: Verb, test: &Test, context: &mut Context<'_, '_>) -> Truth {
    let conclusions = context.conclusions;
    if let PathTy::Decisions(_) = &test.path.ty {
        return over_targets(verb, &test.op, context);
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
    let all = |ranks: Vec<(usize, bool)>| {
        ranks.into_iter().fold(Truth::YES, |all, (rank, so)| all.and(if so { reaches(rank) } else { reaches(rank).not() }))
    };
    match op {
        Op::IsNot(operand) => rank(verb, operand).map_or(Truth::NO, |r| all(exactly(r)).not()),
        Op::OneOf(operands) => {
            operands.iter().filter_map(|o| rank(verb, o)).fold(Truth::NO, |truth, r| truth.or(all(exactly(r))))
        }
        op => ranks_asked(verb, op).map_or(Truth::NO, all),
    }
}

/// The ranks that a decision must reach, and those that it must not, for a test of its strength to hold; none for a test that asks
/// for one of several or for the opposite.
pub fn ranks_asked(verb: Verb, op: &Op) -> Option<Vec<(usize, bool)>> {
    match op {
        Op::Exists(wanted) | Op::Stated(wanted) => Some(vec![(0, *wanted)]),
        Op::Is(operand) => rank(verb, operand).map(exactly),
        Op::Order(how, operand, _) => rank(verb, operand).map(|r| match how {
            Compare::AtLeast => vec![(r, true)],
            Compare::MoreThan => vec![(r + 1, true)],
            // Not decided at all is none, and every comparison with none is false.
            Compare::AtMost => vec![(0, true), (r + 1, false)],
            Compare::LessThan => vec![(0, true), (r, false)],
        }),
        _ => None,
    }
}

fn exactly(rank: usize) -> Vec<(usize, bool)> {
    vec![(rank, true), (rank + 1, false)]
}

fn rank(verb: Verb, operand: &Operand) -> Option<usize> {
    match operand.value() {
        Some(Value::Word(word)) => Strength::ranks(verb).iter().position(|w| *w == &**word),
        _ => None,
    }
}

/// A test on the map of all decisions of a verb.
fn over_targets(verb: Verb, op: &Op, context: &mut Context<'_, '_>) -> Truth {
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
        Op::AnyOf(body) => {
            targets.iter().fold(Truth::NO, |truth, target| truth.or(present(target).and(member(verb, target, body, context))))
        }
        Op::EveryOf(body) => targets
            .iter()
            .fold(Truth::YES, |truth, target| truth.and(present(target).not().or(member(verb, target, body, context)))),
        Op::Count { body, compare, number, .. } => {
            let truths: Vec<Truth> = targets
                .iter()
                .map(|t| match body {
                    Some(body) => present(t).and(member(verb, t, body, context)),
                    None => present(t),
                })
                .collect();
            count(&truths, Truth::NO, *compare, number, context)
        }
        _ => Truth::NO,
    }
}

/// The body of a quantifier over decisions. The decision is bound like an element, so that what is asked further in finds it.
fn member(verb: Verb, target: &Arc<str>, body: &Body, context: &mut Context<'_, '_>) -> Truth {
    // Only the strength of a decision can be asked; the place only keeps the frame.
    let Some(spot) = context.facts.root("site") else { return Truth::UNKNOWN };
    let stand_in = Member { spot, id: Some(target.clone()), item: None, home: None, sure: true };
    context.frames.truncate(body.frame);
    context.decisions.push((body.frame, verb, target.clone()));
    let truth =
        context.with_member(stand_in, ReadPath::new(PathRoot::Decided(verb.name())), |context| answer_body(body, context));
    context.decisions.pop();
    truth
}

/// A test of the decision that is bound in a frame; none when an element is.
pub fn answer_bound(test: &Test, context: &Context<'_, '_>) -> Option<Truth> {
    let Root::Var(Var { slot: Slot::Frame(frame), .. }) = &test.path.root else { return None };
    let (_, verb, target) = context.decisions.iter().rev().find(|(bound, ..)| bound == frame)?;
    Some(strength_test(*verb, Some(target), &test.op, context.conclusions))
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
