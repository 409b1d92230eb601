//! An evaluation as JSON, version 1. The schema is `schemas/evaluation.schema.json`.
//! Everything the text says is in it, with the bounds of each decision; reasons that are alike are one entry, each fact stands once.

mod facts;
mod reasons;

pub(super) use facts::{Fact, JsonStep, fact, step};
use facts::{Items, items};

use serde::Serialize;

use crate::decision::Strength;
use crate::diagnostic::{Diagnostic, Selection, Severity};
use crate::evaluate::{Decision, Status};
use crate::explain::account::{self, Account};
use crate::explain::alike::Entries;
use crate::explain::{Explainer, titles};
use crate::text::printable::printable;
use crate::text::{Sources, Span};

/// The name of the format.
pub const FORMAT: &str = "holdpoint.evaluation";
/// Its version.
pub const VERSION: u32 = 1;

/// An evaluation.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    format: &'static str,
    version: u32,
    engine: &'static str,
    now: String,
    zones: String,
    phase: &'static str,
    release: String,
    site: String,
    packs: Vec<Pack>,
    verdict: Verdict,
    way_back: Option<WayBack>,
    decisions: Vec<JsonDecision>,
    reasons: Vec<reasons::JsonReason>,
    facts: Vec<Fact>,
    questions: Vec<Question>,
    assumptions: Vec<String>,
    later: Vec<String>,
    restarts: Vec<Restart>,
    loosened: Vec<Loosened>,
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Pack {
    name: String,
    version: String,
    digest: String,
}

#[derive(Debug, Serialize)]
struct Verdict {
    name: &'static str,
    precaution_only: bool,
    exit_status: u8,
    meaning: &'static str,
}

#[derive(Debug, Serialize)]
struct WayBack {
    strength: &'static str,
    precaution: bool,
    acts: Vec<Person>,
    by: Option<&'static str>,
    asked_by: Vec<String>,
    planned: Option<&'static str>,
    sentence: String,
}

#[derive(Debug, Serialize)]
struct Person {
    role: String,
    who: Option<String>,
}

#[derive(Debug, Serialize)]
struct JsonDecision {
    decision: String,
    verb: &'static str,
    target: String,
    of: Option<String>,
    lo: Option<JsonStrength>,
    hi: Option<JsonStrength>,
    in_force: Option<JsonStrength>,
    precaution: bool,
    reasons: Vec<usize>,
}

#[derive(Debug, Serialize)]
pub(super) struct JsonStrength {
    strength: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Point {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
struct Question {
    part: String,
    opens: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Items>,
}

#[derive(Debug, Serialize)]
struct Restart {
    asked: String,
    known: bool,
    may: bool,
    narrowly: bool,
    reasons: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct Loosened {
    pack: String,
    sentence: String,
    place: Point,
}

/// A problem in a document.
#[derive(Debug, Serialize)]
pub struct Problem {
    code: &'static str,
    severity: &'static str,
    headline: String,
    help: Option<String>,
    notes: Vec<String>,
    place: Option<Point>,
}

/// What of an evaluation is printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Derivations.
    pub explain: bool,
    /// Each reason by itself, with everything that is missing of each item.
    pub all: bool,
}

/// The evaluation as JSON text, with a newline at its end.
pub fn render(
    explainer: &Explainer<'_>,
    account: &Account,
    problems: &[Diagnostic],
    sources: &Sources,
    options: Options,
) -> String {
    super::lines(&evaluation(explainer, account, problems, sources, options))
}

fn evaluation(
    explainer: &Explainer<'_>,
    account: &Account,
    problems: &[Diagnostic],
    sources: &Sources,
    Options { explain, all }: Options,
) -> Evaluation {
    let shown = Selection::of(problems);
    let entries = if all { Entries::each(explainer.evaluation) } else { Entries::of(explainer) };
    let mut from = reasons::From { explainer, entries: &entries, sources, explain, facts: facts::Table::default() };
    let told =
        entries.iter().filter_map(|entry| Some(reasons::reason(entry, explainer.evaluation.reason(entry.first)?, &mut from)));
    let told = told.collect();
    Evaluation {
        format: FORMAT,
        version: VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        now: account.now.iso(),
        zones: crate::calendar::zone_data_version().to_owned(),
        phase: account.phase.name(),
        release: account.release.clone(),
        site: account.site.clone(),
        packs: account
            .packs
            .iter()
            .map(|p| Pack { name: p.name.to_string(), version: p.version.clone(), digest: p.digest.clone() })
            .collect(),
        verdict: Verdict {
            name: account.verdict.name(),
            precaution_only: matches!(account.verdict, crate::decision::Verdict::Hold { precaution_only: true }),
            exit_status: account.verdict.exit_status(),
            meaning: account.verdict.meaning(account.phase),
        },
        way_back: account.way_back.as_ref().map(|back| way_back(back, explainer)),
        decisions: explainer.evaluation.decisions.iter().map(|d| decision(d, &entries)).collect(),
        reasons: told,
        facts: from.facts.finish(),
        questions: account.questions.iter().map(question).collect(),
        assumptions: account.assumptions.clone(),
        later: account.later.clone(),
        restarts: account
            .restarts
            .iter()
            .map(|r| Restart {
                asked: printable(&r.asked).into_owned(),
                known: r.known,
                may: r.may,
                narrowly: r.narrowly,
                reasons: entries.of_reasons(r.reasons.iter().copied()),
            })
            .collect(),
        loosened: account
            .loosened
            .iter()
            .map(|l| Loosened { pack: l.pack.to_string(), sentence: l.sentence.clone(), place: point(l.span, sources) })
            .collect(),
        problems: shown.problems.iter().map(|p| problem(p, sources)).collect(),
        truncated: (shown.more() > 0).then(|| shown.more()),
    }
}

fn question(question: &account::Question) -> Question {
    Question { part: question.part.to_string(), opens: question.opens, items: question.items.as_ref().map(items) }
}

fn way_back(back: &account::WayBack, explainer: &Explainer<'_>) -> WayBack {
    WayBack {
        strength: back.level.name(),
        precaution: back.precaution,
        acts: back.acts.iter().map(|(role, who)| Person { role: role.to_string(), who: who.clone() }).collect(),
        by: back.by().map(|by| by.name()),
        asked_by: back.asked.as_ref().map(|(_, rules)| rules.clone()).unwrap_or_default(),
        planned: match back.planned {
            account::Planned::By(by) => Some(by.name()),
            account::Planned::Nothing => Some("none"),
            account::Planned::NotStated => None,
        },
        sentence: titles::way_back(&explainer.program.policy, back),
    }
}

fn decision(decision: &Decision, entries: &Entries) -> JsonDecision {
    JsonDecision {
        decision: decision.target.to_string(),
        verb: decision.target.verb.name(),
        target: decision.target.name.to_string(),
        of: decision.target.of.as_ref().map(ToString::to_string),
        lo: decision.lo.as_ref().map(strength),
        hi: decision.hi.as_ref().map(strength),
        in_force: decision.in_force.as_ref().map(strength),
        precaution: decision.precaution,
        reasons: entries.of_reasons(decision.reasons.iter().copied()),
    }
}

pub(super) fn strength(strength: &Strength) -> JsonStrength {
    let plain = |word: &str| JsonStrength { strength: word.to_owned(), by: None, whole: None, items: None };
    match strength {
        Strength::Paused(paused) => JsonStrength {
            strength: if paused.is_whole() { "category" } else { "items" }.to_owned(),
            by: None,
            whole: Some(paused.is_whole()),
            items: Some(paused.items().iter().map(|i| i.code()).collect()),
        },
        Strength::Rollback(rollback) => {
            JsonStrength { by: rollback.by.map(|b| b.name().to_owned()), ..plain(rollback.level.name()) }
        }
        other => plain(other.word().unwrap_or("required")),
    }
}

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Holds => "holds",
        Status::Undetermined => "undetermined",
        Status::Later => "later",
        Status::Lifted => "lifted",
        Status::Waived => "waived",
    }
}

pub(super) fn point(span: Span, sources: &Sources) -> Point {
    let at = sources.place(span);
    Point { file: printable(&at.name).into_owned(), line: at.line, column: at.column }
}

/// A problem with its place.
pub fn problem(problem: &Diagnostic, sources: &Sources) -> Problem {
    Problem {
        code: problem.code.name(),
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        headline: problem.headline.clone(),
        help: problem.help.clone(),
        notes: problem.notes.clone(),
        place: problem.labels.first().map(|l| point(l.span, sources)),
    }
}
