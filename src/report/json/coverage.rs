//! What cases have shown of policies as JSON, version 1. The schema is `schemas/coverage.schema.json`.
//! It has every rule and test, those of which something was not shown first.

use serde::Serialize;

use super::evaluation::{Point, point};
use crate::scenario::coverage::{Coverage, RuleCoverage, Share, TestCoverage};
use crate::text::Sources;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.coverage";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    failed: usize,
    policies: Vec<Policy>,
}

#[derive(Debug, Serialize)]
struct Policy {
    pack: String,
    cases: usize,
    shares: Vec<JsonShare>,
    rules: Vec<Rule>,
    waivers: Vec<Waiver>,
}

#[derive(Debug, Serialize)]
struct JsonShare {
    kind: &'static str,
    about: &'static str,
    shown: usize,
    all: usize,
    percent: usize,
}

#[derive(Debug, Serialize)]
struct Rule {
    rule: String,
    place: Point,
    whole: bool,
    fired: bool,
    tests: Vec<Test>,
    lifts: Vec<Lift>,
}

#[derive(Debug, Serialize)]
struct Test {
    test: String,
    place: Point,
    lifting: bool,
    yes: bool,
    no: bool,
    alone_as_yes: bool,
    alone_as_no: bool,
    unknown: Option<bool>,
    later: Option<bool>,
    gaps: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Lift {
    place: Point,
    lifts: bool,
    stands: bool,
}

#[derive(Debug, Serialize)]
struct Waiver {
    rule: String,
    place: Point,
    waives: bool,
    expired: bool,
}

/// The coverage of each policy as JSON text, with a newline at its end; `failed` is how many cases failed.
pub fn render(all: &[Coverage], failed: usize, sources: &Sources) -> String {
    let value = Document {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        failed,
        policies: all.iter().map(|c| policy(c, sources)).collect(),
    };
    super::text(&value)
}

fn policy(coverage: &Coverage, sources: &Sources) -> Policy {
    let total = ("all", "everything together", coverage.total());
    let shares = coverage.shares.iter().map(|(k, s)| (k.name(), k.about(), *s)).chain([total]);
    let share = |(kind, about, s): (&'static str, &'static str, Share)| JsonShare {
        kind,
        about,
        shown: s.shown,
        all: s.all,
        percent: s.percent(),
    };
    Policy {
        pack: coverage.pack.clone(),
        cases: coverage.cases,
        shares: shares.map(share).collect(),
        rules: coverage.rules.iter().map(|r| rule(r, sources)).collect(),
        waivers: coverage
            .waivers
            .iter()
            .map(|w| Waiver { rule: w.rule.clone(), place: point(w.span, sources), waives: w.waives, expired: w.expired })
            .collect(),
    }
}

fn rule(rule: &RuleCoverage, sources: &Sources) -> Rule {
    let test = |test: &TestCoverage| Test {
        test: test.text.clone(),
        place: point(test.span, sources),
        lifting: test.lifting,
        yes: test.answers.0,
        no: test.answers.1,
        alone_as_yes: test.alone.0,
        alone_as_no: test.alone.1,
        unknown: test.unknown,
        later: test.later,
        gaps: test.gaps(),
    };
    Rule {
        rule: rule.id.clone(),
        place: point(rule.span, sources),
        whole: rule.is_whole(),
        fired: rule.fired,
        tests: rule.tests.iter().map(test).collect(),
        lifts: rule.lifts.iter().map(|l| Lift { place: point(l.span, sources), lifts: l.lifts, stands: l.stands }).collect(),
    }
}
