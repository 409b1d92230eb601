//! How two policies differ as JSON, version 1. The schema is `schemas/comparison.schema.json`.
//! What differs is found by `prove`.

use serde::Serialize;

use crate::prove::{Came, Comparison, How, Reach, Told, Way};
use crate::report::text::comparison::stated;
use crate::text::printable::printable;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.comparison";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    old: String,
    new: String,
    now: String,
    whole: &'static str,
    finished: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    only: Option<&'static str>,
    rules: Vec<Rule>,
    around: Vec<&'static str>,
    decisions: Vec<Decision>,
    untouched: usize,
}

#[derive(Debug, Serialize)]
struct Rule {
    rule: String,
    how: &'static str,
}

#[derive(Debug, Serialize)]
struct Decision {
    decision: String,
    whole: &'static str,
    weaker: Direction,
    stricter: Direction,
}

#[derive(Debug, Serialize)]
struct Direction {
    shown: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elements: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stated: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<Outcome>,
}

#[derive(Debug, Serialize)]
struct Outcome {
    verdict: &'static str,
    in_force: Vec<InForce>,
}

#[derive(Debug, Serialize)]
struct InForce {
    decision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<String>,
    precaution: bool,
}

/// The comparison as JSON. `names` are the policies as they were written.
pub fn render(names: [&str; 2], answer: &Comparison) -> String {
    let [old, new] = names.map(|name| printable(name).into_owned());
    let how = |how| match how {
        How::Removed => "removed",
        How::Added => "added",
        How::Changed => "changed",
    };
    let document = Document {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        old,
        new,
        now: answer.now.iso(),
        whole: answer.whole().name(),
        finished: answer.is_finished(),
        only: answer.only.map(|way| match way {
            Way::Weaker => "weaker",
            Way::Stricter => "stricter",
        }),
        rules: answer.rules.iter().map(|c| Rule { rule: c.rule.clone(), how: how(c.how) }).collect(),
        around: answer.around.clone(),
        decisions: answer
            .decisions
            .iter()
            .map(|d| Decision {
                decision: d.target.to_string(),
                whole: d.whole().name(),
                weaker: direction(d.told(Way::Weaker)),
                stricter: direction(d.told(Way::Stricter)),
            })
            .collect(),
        untouched: answer.untouched,
    };
    super::text(&document)
}

fn direction(told: &Told) -> Direction {
    let empty = Direction { shown: false, reach: None, elements: None, phase: None, stated: Vec::new(), was: None, is: None };
    match told {
        Told::Shown(witness, before, after) => Direction {
            shown: true,
            phase: Some(witness.phase.name()),
            stated: stated(witness),
            was: Some(outcome(before)),
            is: Some(outcome(after)),
            ..empty
        },
        Told::Not(Reach::Everywhere) => Direction { reach: Some("everywhere"), ..empty },
        Told::Not(Reach::Within(n)) => Direction { reach: Some("within"), elements: Some(*n), ..empty },
        Told::Not(Reach::Unfinished) => Direction { reach: Some("unfinished"), ..empty },
    }
}

fn outcome(came: &Came) -> Outcome {
    let one = |one: &crate::prove::InForce| InForce {
        decision: one.target.to_string(),
        strength: one.strength.clone(),
        precaution: one.precaution,
    };
    Outcome { verdict: came.verdict.name(), in_force: came.in_force.iter().map(one).collect() }
}
