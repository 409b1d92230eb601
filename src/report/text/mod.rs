//! Answers as text for people: 80 columns, colour only where it is asked for.
//! Problems in documents are drawn by `terminal`; machines read `json`.

pub mod ask;
pub mod code;
pub mod comparison;
pub mod coverage;
pub mod derivation;
mod entries;
pub mod evaluation;
pub mod explain;
pub mod lines;
pub mod mutation;
pub mod paint;
pub mod proof;
pub mod repair;
pub mod standing;
pub mod test;
pub mod what_if;
pub mod wrap;
