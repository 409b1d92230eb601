//! Mutants of a policy: small changes of it, each of which some case should notice.
//! What cases are and how they are run is the business of the layer around; which changes are made that of `change`.

pub mod change;
pub mod equal;
pub mod seek;
pub mod seen;
