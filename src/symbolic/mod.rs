//! The symbolic core: which facts make a policy answer so, asked once, as propositional clauses, and answered exactly.
//! What is asked is left to whoever asks; nothing that is found here is shown before the engine has evaluated it.
//!
//! A truth is three literals, one for each answer that is still possible ([`bits`]). Every gate is an equivalence, because the bits
//! are read with either sign ([`circuit`]). The search is that of a library ([`solver`]); what is cheapest, and why there is nothing,
//! is found by asking it again ([`cheapest()`]).

pub mod bits;
pub mod cheapest;
pub mod circuit;
pub mod solver;

pub use bits::Bits;
pub use cheapest::{Choice, Found, cheapest, smallest_core};
pub use circuit::Circuit;
pub use solver::{Answer, Lit, Solver};

#[cfg(test)]
mod tests;
