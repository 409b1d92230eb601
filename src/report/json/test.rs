//! What came of suites of tests as JSON, version 1. The schema is `schemas/test-results.schema.json`.
//! It says what the text says; an explanation has the parts that `explain` has.

use serde::Serialize;

use super::evaluation::{Point, point};
use super::explain::{JsonPart, part};
use crate::scenario::{CaseResult, Failure, SuiteResult, Tally};
use crate::text::Sources;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.test-results";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    cases: usize,
    failed: usize,
    suites: Vec<Suite>,
}

#[derive(Debug, Serialize)]
struct Suite {
    name: String,
    file: String,
    cases: Vec<Case>,
}

#[derive(Debug, Serialize)]
struct Case {
    name: String,
    passed: bool,
    place: Point,
    differences: Vec<Difference>,
}

#[derive(Debug, Serialize)]
struct Difference {
    expected: String,
    got: String,
    place: Point,
    explanation: Vec<JsonPart>,
}

/// The results as JSON text, with a newline at its end.
pub fn render(suites: &[SuiteResult], sources: &Sources) -> String {
    let tally = Tally::of(suites);
    let suite = |suite: &SuiteResult| Suite {
        name: suite.name.clone(),
        file: suite.file.clone(),
        cases: suite.cases.iter().map(|c| case(c, sources)).collect(),
    };
    let value = Document {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        cases: tally.cases(),
        failed: tally.failed,
        suites: suites.iter().map(suite).collect(),
    };
    super::text(&value)
}

fn case(case: &CaseResult, sources: &Sources) -> Case {
    let difference = |Failure { difference, explanation }: &Failure| Difference {
        expected: difference.expected.clone(),
        got: difference.got.clone(),
        place: point(difference.span, sources),
        explanation: explanation.iter().flat_map(|e| &e.parts).map(|p| part(p, sources, false)).collect(),
    };
    Case {
        name: case.name.clone(),
        passed: case.passes(),
        place: point(case.span, sources),
        differences: case.failures.iter().map(difference).collect(),
    }
}
