//! Two evaluations side by side as JSON, version 1. The schema is `schemas/what-if.schema.json`.
//! What differs is found by `explain::what_if`.

use serde::Serialize;

use crate::decision::{Strength, Verdict};
use crate::explain::what_if::{FactChange, Side, WhatIf};
use crate::text::Sources;
use crate::text::printable::printable;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.what-if";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Answer {
    format: &'static str,
    version: u32,
    engine: &'static str,
    title: String,
    changes: Vec<String>,
    now: Pair<String>,
    verdict: Pair<JsonVerdict>,
    decisions: Vec<Difference>,
    restarts: Vec<Restart>,
}

#[derive(Debug, Serialize)]
struct Pair<T> {
    before: T,
    after: T,
}

#[derive(Debug, Serialize)]
struct JsonVerdict {
    name: &'static str,
    precaution_only: bool,
}

#[derive(Debug, Serialize)]
struct Difference {
    decision: String,
    verb: &'static str,
    before: Option<JsonSide>,
    after: Option<JsonSide>,
    reasons: Vec<Reason>,
}

#[derive(Debug, Serialize)]
struct JsonSide {
    in_force: Option<String>,
    precaution: bool,
    lo: Option<String>,
    hi: Option<String>,
}

#[derive(Debug, Serialize)]
struct Reason {
    rule: String,
    binding: String,
    before: Option<&'static str>,
    after: Option<&'static str>,
    because: String,
    facts: Vec<Fact>,
}

#[derive(Debug, Serialize)]
struct Fact {
    fact: String,
    before: String,
    after: String,
    place: Option<Point>,
}

#[derive(Debug, Serialize)]
struct Point {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
struct Restart {
    asked: String,
    before: bool,
    after: bool,
}

/// The comparison as JSON text, with a newline at its end.
pub fn render(title: &str, changes: &[String], answer: &WhatIf, sources: &Sources) -> String {
    let verdict =
        |v: Verdict| JsonVerdict { name: v.name(), precaution_only: matches!(v, Verdict::Hold { precaution_only: true }) };
    let value = Answer {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        title: title.to_owned(),
        changes: changes.iter().map(|c| printable(c).into_owned()).collect(),
        now: Pair { before: answer.now.0.iso(), after: answer.now.1.iso() },
        verdict: Pair { before: verdict(answer.verdict.0), after: verdict(answer.verdict.1) },
        decisions: answer
            .decisions
            .iter()
            .map(|d| Difference {
                decision: printable(&d.target.to_string()).into_owned(),
                verb: d.target.verb.name(),
                before: d.before.as_ref().map(side),
                after: d.after.as_ref().map(side),
                reasons: d
                    .reasons
                    .iter()
                    .map(|r| Reason {
                        rule: r.rule.clone(),
                        binding: printable(&r.binding).into_owned(),
                        before: r.before.map(super::evaluation::status),
                        after: r.after.map(super::evaluation::status),
                        because: r.because.clone(),
                        facts: r.facts.iter().map(|f| fact(f, sources)).collect(),
                    })
                    .collect(),
            })
            .collect(),
        restarts: answer
            .restarts
            .iter()
            .map(|(asked, before, after)| Restart { asked: printable(asked).into_owned(), before: *before, after: *after })
            .collect(),
    };
    super::text(&value)
}

fn side(side: &Side) -> JsonSide {
    let word = |s: &Option<Strength>| s.as_ref().map(ToString::to_string);
    JsonSide { in_force: word(&side.in_force), precaution: side.precaution, lo: word(&side.lo), hi: word(&side.hi) }
}

fn fact(fact: &FactChange, sources: &Sources) -> Fact {
    let place = fact.span.map(|span| {
        let at = sources.place(span);
        Point { file: printable(&at.name).into_owned(), line: at.line, column: at.column }
    });
    Fact { fact: printable(fact.path.text()).into_owned(), before: fact.before.clone(), after: fact.after.clone(), place }
}
