//! What a ground rule reads of other rules' conclusions. How a test reads them, and with which sign, is said by `policy`;
//! here a reading is one of this target or of any.

use std::sync::Arc;

use super::program::GroundRule;
use super::slots::TestSlot;
use crate::condition::tree::Test;
use crate::decision::Verb;
pub use crate::policy::reads::Sign;
use crate::policy::reads::{self, Conclusion, Named};
use crate::text::Span;

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Decisions of a verb: of one target, or of any.
    Decided(Verb, Option<Arc<str>>),
    /// A derived conclusion.
    Derived(Arc<str>),
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is read.
    pub what: What,
    /// How it acts: of a negative reading more there is less here.
    pub sign: Sign,
    /// The test that reads it.
    pub span: Span,
}

/// Everything a ground rule reads of other rules.
pub fn of_rule(rule: &GroundRule, tests: &[TestSlot]) -> Vec<Read> {
    let mut out = Vec::new();
    // What lifts a reason acts against it: a lift condition is an edge of the opposite sign.
    let lifts = rule.effects.iter().filter_map(|e| e.until.as_ref()).map(|until| (until, true));
    for (expr, negated) in std::iter::once((&rule.when, false)).chain(lifts) {
        expr.tests(negated, &mut |id, negated| {
            if let Some(slot) = usize::try_from(id.0).ok().and_then(|n| tests.get(n)) {
                of_test(&slot.test, negated, &mut out);
            }
        });
    }
    out
}

/// What one test reads, those in its body too.
pub fn of_test(test: &Test, negated: bool, out: &mut Vec<Read>) {
    let mut found = Vec::new();
    reads::below_test(test, negated, &mut found);
    out.extend(found.into_iter().map(|read| {
        let what = match (read.conclusion, read.named) {
            (Conclusion::Derived(name), _) => What::Derived(name),
            (Conclusion::Decided(verb), Named::Word(word)) => What::Decided(verb, Some(word)),
            // A variable that is left is bound at run time.
            (Conclusion::Decided(verb), Named::Any | Named::Var(_)) => What::Decided(verb, None),
        };
        Read { what, sign: read.sign, span: read.span }
    }));
}
