//! Holdpoint decides, before a software update is scheduled and again while it runs, where the hold points are.
//! Every layer below is pure but `project` and `cli`: text and an explicit `now` go in, explained decisions come out.

pub mod calendar;
pub mod cli;
pub mod compile;
pub mod condition;
pub mod decision;
pub mod diagnostic;
pub mod evaluate;
pub mod explain;
pub mod document;
pub mod facts;
pub mod generate;
pub mod policy;
pub mod project;
pub mod report;
pub mod schema;
pub mod skeleton;
pub mod text;
pub mod value;
pub mod vocabulary;
