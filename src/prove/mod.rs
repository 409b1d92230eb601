//! What policies can come to, whatever the facts are: how two of them differ, and whether an invariant holds. Facts that show it are
//! looked for by the symbolic core and evaluated by the engine before they are given; how they are shown is left to `report`.

mod compare;
mod differences;
mod invariants;
mod search;
mod side;
mod space;
#[cfg(test)]
mod tests;
mod witness;
mod written;

pub use compare::{Compared, Comparison, Limits, Told, Way, Whole, compare};
pub use differences::{Changed, How};
pub use invariants::{Proved, prove};
pub use search::Reach;
pub use witness::{Came, InForce, Witness};
pub use written::{counterexamples, written};
