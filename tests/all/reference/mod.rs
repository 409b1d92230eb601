//! A naive reference of what policies mean, beside the engine and without any of its evaluation: own truth tables, own
//! bounds, own reading of documents, all by trying. `properties.rs` compares the two and checks laws on both,
//! `laws_of_why.rs` checks the explanations.

pub mod ask;
pub mod choices;
pub mod complete;
pub mod engine;
pub mod generate;
pub mod judge;
pub mod logic;
pub mod policy;
pub mod read;
pub mod releases;
pub mod render;
pub mod runner;
pub mod world;
