//! What the cases of a policy have shown of it: rules that decided something, tests that were answered either way and decided
//! alone, lift conditions and waivers on both sides. How it looks is `report`'s business.

mod account;
mod plan;
mod seen;

use super::prepare::PreparedCase;
use super::run::in_order;
use crate::compile::Program;

pub use account::{Coverage, Kind, LiftCoverage, RuleCoverage, Share, TestCoverage, WaiverCoverage};

/// What some cases show of a program, on up to so many threads.
pub fn coverage(program: &Program, cases: &[&PreparedCase], jobs: usize) -> Coverage {
    let plan = plan::Plan::of(program);
    let mut all = seen::Seen::default();
    for one in in_order(cases, jobs, &|case| seen::seen(program, &plan, case)) {
        all.add(one);
    }
    account::account(program, &plan, &all, cases.len())
}
