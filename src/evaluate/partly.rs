//! Runs a few rules of a program, where what the others conclude is known or not wanted.
//! Whole evaluations are `pass`'s business.

use std::collections::BTreeSet;

use super::evaluation::{Held, Reason};
use super::pass::Pass;
use crate::compile::Program;
use crate::condition::conclusions::Conclusions;
use crate::facts::store::Facts;

/// The reasons that a few rules make, of which each reads nothing but what others of them conclude; in no particular order.
pub(crate) fn reasons_of(program: &Program, facts: &Facts, held: &Held, rules: &BTreeSet<usize>) -> Vec<Reason> {
    partly(program, facts, Some(held), Conclusions::default(), rules.iter().copied())
}

/// The reasons that a few rules make, given what all other rules conclude; in no particular order. None of them reads what
/// another of them concludes, or what it reads of it is given too.
pub(crate) fn reasons_given(program: &Program, facts: &Facts, conclusions: &Conclusions, rules: &[usize]) -> Vec<Reason> {
    partly(program, facts, None, conclusions.clone(), rules.iter().copied())
}

fn partly(
    program: &Program,
    facts: &Facts,
    held: Option<&Held>,
    conclusions: Conclusions,
    rules: impl Iterator<Item = usize>,
) -> Vec<Reason> {
    let mut pass = Pass::new(program, facts, held, conclusions);
    for place in rules {
        if let Some(rule) = program.rules.get(place) {
            pass.rule(place, rule);
        }
    }
    pass.reasons
}
