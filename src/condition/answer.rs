//! Answers a condition: the set of answers that the facts leave open.
//! Each operator answers for itself; here they are only put together. Nothing in it can fail.

use std::sync::Arc;

use super::context::Context;
use super::form::Answers;
use super::mixed;
use super::operators::{decided, membership, order, presence, quantify, window};
use super::tree::{Body, Cond, Op, Root, Test};
use crate::value::Truth;

/// The answers to a condition.
pub fn answer(cond: &Cond, context: &mut Context<'_, '_>) -> Truth {
    cond.truth(context)
}

impl Answers<Arc<Test>> for Context<'_, '_> {
    fn leaf(&mut self, test: &Arc<Test>) -> Truth {
        let truth = answer_test(test, self);
        if let Some(log) = &mut self.log {
            log.here.push(truth);
        }
        truth
    }

    fn certainly(&mut self, inner: &Cond) -> Truth {
        inner.truth(self).certainly(self.open)
    }

    /// Where nobody asked for the facts and answers on the way, and it comes upon nothing that is told.
    fn leaves_out(&self, part: &Cond) -> bool {
        self.leaves.is_none() && self.log.is_none() && !mixed::may_be_told_in(part)
    }
}

/// The answers to the body of a quantifier for the member that is bound.
pub fn answer_body(body: &Body, context: &mut Context<'_, '_>) -> Truth {
    let around = context.log.as_mut().map(|log| std::mem::take(&mut log.here));
    let truth = answer(&body.cond, context);
    if let (Some(log), Some(around)) = (&mut context.log, around) {
        let here = std::mem::replace(&mut log.here, around);
        log.bodies.push((body.cond.span, here));
    }
    truth
}

/// The answers to one test.
pub fn answer_test(test: &Test, context: &mut Context<'_, '_>) -> Truth {
    if let Some(truth) = decided::answer_bound(test, context) {
        return truth;
    }
    match &test.path.root {
        Root::Decided(verb) => return decided::answer_decided(*verb, test, context),
        Root::Derived(name) => return decided::answer_derived(name, test, context),
        _ => {}
    }
    let path = &test.path;
    match &test.op {
        Op::Is(operand) => order::is(path, operand, context),
        Op::IsNot(operand) => order::is_not(path, operand, context),
        Op::OneOf(operands) => order::one_of(path, operands, context),
        Op::Order(compare, operand, members) => order::compare(path, *compare, operand, members.as_deref(), context),
        Op::Range { satisfies, range } => order::range(path, *satisfies, range, context),
        Op::Age { older, by, at } => window::age(path, *older, by, at.as_ref(), context),
        Op::Within(by) => window::within(path, by, context),
        Op::Inside(operand) => window::inside(path, operand, context),
        Op::Overlaps(operand) => window::overlaps(path, operand, context),
        Op::IncludesAny(operands) => membership::includes_any(path, operands, context),
        Op::IncludesAll(operands) => membership::includes_all(path, operands, context),
        Op::Empty(wanted) => membership::empty(path, *wanted, context),
        Op::AnyOf(body) => quantify::any(path, body, context),
        Op::EveryOf(body) => quantify::every(path, body, context),
        Op::Count { body, distinct, compare, number } => {
            quantify::count(path, body.as_deref(), distinct.as_deref(), *compare, number, context)
        }
        Op::Exists(wanted) => presence::exists(path, *wanted, context),
        Op::Stated(wanted) => presence::stated(path, *wanted, context),
    }
}
