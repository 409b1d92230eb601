//! Repairs as JSON, version 1. The schema is `schemas/repair.schema.json`.
//! Repairs are found by `explain::repair`.

use serde::Serialize;

use crate::explain::repair::{Goal, Kind, Repairs};
use crate::facts::Change;
use crate::facts::change::shown;
use crate::text::printable::printable;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.repair";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Answer {
    format: &'static str,
    version: u32,
    engine: &'static str,
    title: String,
    goal: JsonGoal,
    verdict: &'static str,
    already: bool,
    complete: bool,
    tried: usize,
    repairs: Vec<Repair>,
    stuck: Vec<Stuck>,
}

#[derive(Debug, Serialize)]
struct JsonGoal {
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Repair {
    cost: u32,
    verdict: &'static str,
    minimal: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    kind: &'static str,
    action: String,
    acts: Option<String>,
    who: Option<String>,
    cost: u32,
    fact: Option<String>,
    before: String,
    value: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stuck {
    rule: String,
    title: String,
    because: String,
    facts: Vec<Fact>,
}

#[derive(Debug, Serialize)]
struct Fact {
    fact: String,
    why: &'static str,
}

/// The repairs as JSON text, with a newline at its end.
pub fn render(title: &str, answer: &Repairs) -> String {
    let goal = match &answer.goal {
        Goal::Verdict(v) => JsonGoal { verdict: Some(v.name()), decision: None, on: None },
        Goal::Off(t) => JsonGoal { verdict: None, decision: Some(t.to_string()), on: Some(false) },
        Goal::On(t) => JsonGoal { verdict: None, decision: Some(t.to_string()), on: Some(true) },
    };
    let steps = |steps: &[crate::explain::repair::Step]| steps.iter().map(step).collect();
    let value = Answer {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        title: title.to_owned(),
        goal,
        verdict: answer.before.name(),
        already: answer.already,
        complete: answer.complete,
        tried: answer.tried,
        repairs: answer
            .repairs
            .iter()
            .map(|r| Repair { cost: r.cost, verdict: r.verdict.name(), minimal: r.minimal, steps: steps(&r.steps) })
            .collect(),
        stuck: answer
            .stuck
            .iter()
            .map(|s| Stuck {
                rule: s.rule.clone(),
                title: s.title.clone(),
                because: s.because.clone(),
                facts: s.facts.iter().map(|(f, why)| Fact { fact: printable(f).into_owned(), why }).collect(),
            })
            .collect(),
    };
    super::text(&value)
}

fn step(step: &crate::explain::repair::Step) -> Step {
    let value = match &step.change {
        Change::Set { to, .. } => Some(shown(to)),
        Change::Unset { .. } => None,
        Change::Now(at) => Some(at.iso()),
    };
    Step {
        kind: match step.kind {
            Kind::Do => "do",
            Kind::FindOut => "find-out",
            Kind::Remove => "remove",
            Kind::Wait => "wait",
        },
        action: step.action.clone(),
        acts: step.acts.clone(),
        who: step.who.clone(),
        cost: step.cost,
        fact: step.change.path().map(|p| printable(&p.to_string()).into_owned()),
        before: step.before.clone(),
        value: value.map(|v| printable(&v).into_owned()),
    }
}
