//! Tests of a policy: suites of cases, each with facts and what should come of them, run against a program.
//! Which files there are is `project`'s business, how results look `report`'s.

mod actual;
mod compare;
pub mod coverage;
mod expect;
mod fields;
pub mod mutate;
mod overlay;
mod prepare;
mod read;
mod read_expect;
mod rows;
mod run;
mod stated;
pub mod suite;

pub use compare::{Ask, Difference};
pub use expect::Expect;
pub use prepare::{PreparedCase, prepare};
pub use read::read;
pub use run::{CaseResult, Failure, Outcome, SuiteResult, Tally, run_case, run_suite, run_suites};
pub use suite::{Case, Suite, SuiteSource};
