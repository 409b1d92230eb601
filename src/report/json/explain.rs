//! An explanation as JSON, version 1. The schema is `schemas/explanation.schema.json`.
//! It says what the text says, with every rule, fact and place.

use serde::Serialize;

use super::evaluation::{Fact, JsonStep, JsonStrength, Point, fact, point, step, strength};
use crate::condition::context::Leaf;
use crate::explain::Explainer;
use crate::explain::explanation::{Explanation, FactShown, NotShown, Outcome, Part, RuleShown};
use crate::explain::why_not::Hindrance;
use crate::text::Sources;

/// The name of the format.
pub const FORMAT: &str = "holdpoint.explanation";
/// Its version.
pub const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    engine: &'static str,
    now: String,
    phase: &'static str,
    asked: String,
    verdict: Option<&'static str>,
    parts: Vec<JsonPart>,
}

#[derive(Debug, Serialize)]
pub(super) struct JsonPart {
    decision: Option<String>,
    outcome: &'static str,
    strength: Option<JsonStrength>,
    sentence: String,
    rules: Vec<Rule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way_back: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    means: Vec<Rule>,
    facts: Vec<Ground>,
    evidence: Vec<Evidence>,
    unknown: Vec<Fact>,
    routes: Vec<String>,
    others: Vec<Rule>,
    why_not: Vec<Not>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    derivation: Vec<JsonStep>,
}

#[derive(Debug, Serialize)]
struct Rule {
    rule: String,
    name: String,
    title: String,
    binding: String,
    through: bool,
    because: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    until: Option<String>,
    standing_since: Option<String>,
    source: Option<String>,
    trace: Option<String>,
}

#[derive(Debug, Serialize)]
struct Ground {
    #[serde(flatten)]
    fact: Fact,
    says: String,
    sentence: String,
}

#[derive(Debug, Serialize)]
struct Evidence {
    sentence: String,
    places: Vec<Point>,
}

#[derive(Debug, Serialize)]
struct Not {
    rule: Rule,
    state: &'static str,
    says: String,
    distance: usize,
    tests: Vec<Test>,
}

#[derive(Debug, Serialize)]
struct Test {
    needs: String,
    answer: &'static str,
    found: Vec<String>,
    places: Vec<Point>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    through: Vec<Not>,
}

/// The explanation as JSON text, with a newline at its end; with the derivations when the tree is asked for.
pub fn render(explainer: &Explainer<'_>, explanation: &Explanation, sources: &Sources, tree: bool) -> String {
    let value = Document {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        now: explainer.evaluation.now.iso(),
        phase: explainer.evaluation.phase.name(),
        asked: explanation.asked.clone(),
        verdict: explanation.verdict.map(|v| v.name()),
        parts: explanation.parts.iter().map(|p| part(p, sources, tree)).collect(),
    };
    super::text(&value)
}

pub(super) fn part(part: &Part, sources: &Sources, tree: bool) -> JsonPart {
    let ground = |shown: &FactShown| Ground {
        fact: fact(&Leaf { span: shown.place, ..shown.leaf.clone() }, sources),
        says: shown.label.clone(),
        sentence: shown.clause.clone(),
    };
    JsonPart {
        decision: part.decision.as_ref().map(ToString::to_string),
        outcome: match part.outcome {
            Outcome::Certain => "certain",
            Outcome::Precaution => "precaution",
            Outcome::Not => "not",
        },
        strength: part.strength.as_ref().map(strength),
        sentence: part.headline.clone(),
        rules: part.rules.iter().map(rule).collect(),
        way_back: part.way_back.as_ref().map(|lines| lines.join(" ")),
        means: part.means.iter().map(rule).collect(),
        facts: part.facts.iter().map(ground).collect(),
        evidence: part
            .evidence
            .iter()
            .map(|e| Evidence { sentence: e.clause.clone(), places: e.places.iter().map(|(s, _)| point(*s, sources)).collect() })
            .collect(),
        unknown: part.unknown.iter().map(|u| fact(&u.leaf, sources)).collect(),
        routes: part.routes.clone(),
        others: part.others.iter().map(rule).collect(),
        why_not: part.not.iter().map(|n| not(n, sources)).collect(),
        derivation: if tree { part.tree.iter().map(|s| step(s, sources)).collect() } else { Vec::new() },
    }
}

fn rule(rule: &RuleShown) -> Rule {
    Rule {
        rule: rule.id.clone(),
        name: rule.name.clone(),
        title: rule.title.clone(),
        binding: rule.binding.clone(),
        through: rule.through,
        because: rule.because.clone(),
        by: rule.by.map(|by| by.name()),
        until: rule.until.clone(),
        standing_since: rule.since.map(|s| s.iso()),
        source: rule.source.clone(),
        trace: rule.trace.clone(),
    }
}

fn not(not: &NotShown, sources: &Sources) -> Not {
    Not {
        rule: rule(&not.rule),
        state: match not.hindrance {
            Hindrance::Nothing => "decides",
            Hindrance::Missed => "missed",
            Hindrance::Waived => "waived",
            Hindrance::Lifted => "lifted",
            Hindrance::Unsettled => "not-settled",
            Hindrance::Later => "later",
            Hindrance::Fails => "fails",
            Hindrance::NoMembers => "no-members",
        },
        says: not.says.clone(),
        distance: not.distance,
        tests: not
            .tests
            .iter()
            .map(|t| Test {
                needs: t.needed.clone(),
                answer: t.truth.name(),
                found: t.found.clone(),
                places: t.places.iter().map(|(s, _)| point(*s, sources)).collect(),
                through: t.through.iter().map(|n| self::not(n, sources)).collect(),
            })
            .collect(),
    }
}
