//! Mutants of a policy: small changes of it, each of which some case should notice; what survives comes with the case that is
//! missing. What cases are and how they are run is the business of the layer around.

mod baseline;
pub mod change;
#[cfg(test)]
mod checks;
pub mod equal;
pub mod report;
pub mod run;
pub mod seek;
pub mod seen;
mod suggest;
#[cfg(test)]
mod testing;

pub use change::{Kind, Mutant, Wanted, mutants};
pub use report::{Report, Tally};
pub use run::{Fate, Limits, Mutated, Outcome, Tested, run};
