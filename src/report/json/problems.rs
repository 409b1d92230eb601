//! Problems as JSON, version 1, for programs that asked for JSON and gave invalid input.
//! The schema is `schemas/problems.schema.json`.

use serde::Serialize;

use super::evaluation::{Problem, problem};
use crate::diagnostic::{Diagnostic, Selection};
use crate::text::Sources;

#[derive(Debug, Serialize)]
struct Problems {
    format: &'static str,
    version: u32,
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<usize>,
}

/// The problems as JSON text, with a newline at its end.
pub fn render(problems: &[Diagnostic], sources: &Sources) -> String {
    let shown = Selection::of(problems);
    let value = Problems {
        format: "holdpoint.problems",
        version: 1,
        problems: shown.problems.iter().map(|p| problem(p, sources)).collect(),
        truncated: (shown.more() > 0).then(|| shown.more()),
    };
    super::text(&value)
}
