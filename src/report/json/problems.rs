//! Problems as JSON, version 1, for programs that asked for JSON and gave invalid input.
//! The schema is `schemas/problems.schema.json`.

use serde::Serialize;

use super::evaluation::{Problem, problem};
use crate::diagnostic::Diagnostic;
use crate::text::Sources;

#[derive(Debug, Serialize)]
struct Problems {
    format: &'static str,
    version: u32,
    problems: Vec<Problem>,
}

/// The problems as JSON text, with a newline at its end.
pub fn render(problems: &[Diagnostic], sources: &Sources) -> String {
    let value =
        Problems { format: "holdpoint.problems", version: 1, problems: problems.iter().map(|p| problem(p, sources)).collect() };
    super::text(&value)
}
