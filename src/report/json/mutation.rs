//! What came of the mutants of policies as JSON, version 1. The schema is `schemas/mutation.schema.json`.
//! It counts all of them and lists those that somebody should look at: survivors with their cases, and undecided ones.

use serde::Serialize;

use super::evaluation::{Point, point};
use crate::scenario::mutate::{Fate, Kind, Outcome, Report, Tally};
use crate::text::Sources;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.mutation";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    policies: Vec<Policy>,
}

#[derive(Debug, Serialize)]
struct Policy {
    pack: String,
    cases: usize,
    mutants: Counts,
    kinds: Vec<OfKind>,
    survivors: Vec<Survivor>,
    undecided: Vec<Mutant>,
    untried: usize,
}

#[derive(Debug, Serialize)]
struct Counts {
    score: usize,
    killed: usize,
    survived: usize,
    equivalent: usize,
    undecided: usize,
    invalid: usize,
}

#[derive(Debug, Serialize)]
struct OfKind {
    kind: &'static str,
    #[serde(flatten)]
    mutants: Counts,
}

#[derive(Debug, Serialize)]
struct Survivor {
    #[serde(flatten)]
    mutant: Mutant,
    suite: String,
    file: String,
    case: String,
}

#[derive(Debug, Serialize)]
struct Mutant {
    kind: &'static str,
    subject: String,
    place: Point,
    before: String,
    after: Option<String>,
}

/// The reports as JSON text, with a newline at its end.
pub fn render(reports: &[Report], sources: &Sources) -> String {
    let value = Document {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        policies: reports.iter().map(|report| policy(report, sources)).collect(),
    };
    super::text(&value)
}

fn policy(report: &Report, sources: &Sources) -> Policy {
    let survivor = |outcome: &Outcome| match &outcome.fate {
        Fate::Survives(suite, case) => {
            let (suite, file) = report.suites.get(*suite).cloned().unwrap_or_default();
            Some(Survivor { mutant: mutant(outcome, sources), suite, file, case: case.clone() })
        }
        _ => None,
    };
    let of_kind = |kind: Kind| {
        let tally = Tally::of(report.mutants.iter().filter(|m| m.kind == kind));
        (tally.all() > 0).then(|| OfKind { kind: kind.name(), mutants: counts(tally) })
    };
    Policy {
        pack: report.policy.clone(),
        cases: report.cases,
        mutants: counts(Tally::of(&report.mutants)),
        kinds: Kind::ALL.into_iter().filter_map(of_kind).collect(),
        survivors: report.mutants.iter().filter_map(survivor).collect(),
        undecided: report.mutants.iter().filter(|m| m.fate == Fate::Undecided).map(|m| mutant(m, sources)).collect(),
        untried: report.untried,
    }
}

fn counts(tally: Tally) -> Counts {
    Counts {
        score: tally.score(),
        killed: tally.killed,
        survived: tally.survived,
        equivalent: tally.equivalent,
        undecided: tally.undecided,
        invalid: tally.invalid,
    }
}

fn mutant(outcome: &Outcome, sources: &Sources) -> Mutant {
    Mutant {
        kind: outcome.kind.name(),
        subject: outcome.subject.clone(),
        place: point(outcome.span, sources),
        before: outcome.before.clone(),
        after: (!outcome.after.is_empty()).then(|| outcome.after.clone()),
    }
}
