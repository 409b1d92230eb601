//! Answers as JSON for programs: types of their own, versioned, with a schema in `schemas/`.
//! Internal types can change freely; these can't.

pub mod ask;
pub mod coverage;
pub mod evaluation;
pub mod explain;
pub mod mutation;
pub mod problems;
pub mod repair;
pub mod test;
pub mod what_if;
