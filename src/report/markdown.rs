//! Answers as Markdown, for tickets and pull requests: text from files stays text, whatever it says.
//! What is said comes from `explain`; lines are not wrapped, since those who show Markdown do.

pub mod comparison;
pub mod coverage;
pub mod escape;
pub mod evaluation;
pub mod handbook;
pub mod mutation;
mod page;
pub mod report;
