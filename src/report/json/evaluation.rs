//! An evaluation as JSON, version 1. The schema is `schemas/evaluation.schema.json`.
//! Everything the text says is in it, and the bounds, reasons and missing facts in full.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::condition::context::Leaf;
use crate::decision::{Strength, Verb};
use crate::diagnostic::{Diagnostic, Selection, Severity};
use crate::evaluate::{Decision, Reason, Status};
use crate::explain::account::{self, Account, is_overdue};
use crate::explain::derivation::{Step, derivation};
use crate::explain::{Explainer, narrate, titles};
use crate::facts::fact::Basis;
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
    reasons: Vec<JsonReason>,
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
struct JsonReason {
    rule: String,
    name: String,
    binding: BTreeMap<String, Option<String>>,
    decision: String,
    strength: JsonStrength,
    status: &'static str,
    when: &'static str,
    effective: &'static str,
    if_unknown: &'static str,
    in_force: bool,
    missed: bool,
    because: String,
    due: &'static str,
    acts: Option<String>,
    deadline: Option<String>,
    overdue: bool,
    until: Option<String>,
    source: Option<String>,
    trace: Option<String>,
    owner: Option<String>,
    standing_since: Option<String>,
    waiver: Option<Waiver>,
    places: Vec<Place>,
    missing: Vec<Fact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<JsonStep>,
}

#[derive(Debug, Serialize)]
struct Waiver {
    reason: String,
    owner: String,
    ticket: Option<String>,
    expires: String,
    effective: &'static str,
}

#[derive(Debug, Serialize)]
struct Place {
    file: String,
    line: usize,
    column: usize,
    fact: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Fact {
    fact: String,
    state: String,
    basis: &'static str,
    place: Option<Point>,
}

#[derive(Debug, Serialize)]
pub(super) struct Point {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct JsonStep {
    text: String,
    answer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    see: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<Fact>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<JsonStep>,
}

#[derive(Debug, Serialize)]
struct Question {
    part: String,
    opens: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Items>,
}

#[derive(Debug, Serialize)]
struct Items {
    count: usize,
    first: Vec<String>,
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

/// The evaluation as JSON text, with a newline at its end. Derivations are included when asked for.
pub fn render(explainer: &Explainer<'_>, account: &Account, problems: &[Diagnostic], sources: &Sources, explain: bool) -> String {
    let value = evaluation(explainer, account, problems, sources, explain);
    super::text(&value)
}

fn evaluation(
    explainer: &Explainer<'_>,
    account: &Account,
    problems: &[Diagnostic],
    sources: &Sources,
    explain: bool,
) -> Evaluation {
    let all = &explainer.evaluation.reasons;
    let shown = Selection::of(problems);
    let reason = |reason: &Reason| json_reason(explainer, reason, sources, explain);
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
        decisions: explainer.evaluation.decisions.iter().map(decision).collect(),
        reasons: all.iter().map(reason).collect(),
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
                reasons: r.reasons.clone(),
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
    let first = |ids: &[String]| ids.iter().map(|id| printable(id).into_owned()).collect();
    Question {
        part: question.part.to_string(),
        opens: question.opens,
        items: question.items.as_ref().map(|items| Items { count: items.count, first: first(&items.first) }),
    }
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

fn decision(decision: &Decision) -> JsonDecision {
    JsonDecision {
        decision: decision.target.to_string(),
        verb: decision.target.verb.name(),
        target: decision.target.name.to_string(),
        of: decision.target.of.as_ref().map(ToString::to_string),
        lo: decision.lo.as_ref().map(strength),
        hi: decision.hi.as_ref().map(strength),
        in_force: decision.in_force.as_ref().map(strength),
        precaution: decision.precaution,
        reasons: decision.reasons.clone(),
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

fn json_reason(explainer: &Explainer<'_>, reason: &Reason, sources: &Sources, explain: bool) -> JsonReason {
    let rule = explainer.ground(reason).and_then(|g| explainer.program.rule_of(g));
    let until = rule.and_then(|r| r.effects.get(reason.effect).and_then(|e| e.until.as_ref()).or(r.until.as_ref()));
    let support = explainer.support(reason);
    let evident = |l: &&Leaf| {
        matches!(l.basis, Basis::Stated | Basis::Computed | Basis::Default | Basis::InventoryComplete) && l.state.says()
    };
    let waiver = reason.waived.and_then(|(n, truth)| Some((explainer.program.policy.waivers.get(n)?, truth)));
    JsonReason {
        rule: rule.map_or_else(|| reason.name.clone(), |r| r.id.to_string()),
        name: reason.name.clone(),
        binding: reason.binding.iter().map(|b| (b.name.to_string(), b.id.as_ref().map(|i| printable(i).into_owned()))).collect(),
        decision: reason.target.to_string(),
        strength: strength(&reason.strength),
        status: status(reason.status),
        when: reason.when.name(),
        effective: reason.effective.name(),
        if_unknown: reason.caution.name(),
        in_force: reason.in_force() && reason.target.verb != Verb::Derive,
        missed: reason.missed,
        because: explainer.because(reason),
        due: reason.due.name(),
        acts: reason.acts.as_ref().map(ToString::to_string),
        deadline: reason.deadline.map(|d| d.iso()),
        overdue: reason.deadline.is_some_and(|d| is_overdue(d, explainer.evaluation.now)),
        until: until.map(|c| narrate::condition(c, &explainer.program.policy.schemas)),
        source: rule.and_then(|r| r.source.clone()),
        trace: rule.and_then(|r| r.trace.clone()),
        owner: rule.and_then(|r| r.owner.clone()),
        standing_since: reason.standing.and_then(|s| s.since).map(|s| s.iso()),
        waiver: waiver.map(|(w, truth)| Waiver {
            reason: printable(&w.reason).into_owned(),
            owner: printable(&w.owner).into_owned(),
            ticket: w.ticket.as_ref().map(|t| printable(t).into_owned()),
            expires: w.expires.iso(),
            effective: truth.name(),
        }),
        places: if support.iter().any(|l| evident(&l) && l.span.is_some()) {
            support.iter().filter(evident).filter_map(|l| Some(place(l.span?, l.path.text(), sources))).collect()
        } else {
            support.iter().filter_map(|l| Some(place(l.span?, l.path.text(), sources))).collect()
        },
        missing: if reason.effective.is_undetermined() {
            explainer.missing(reason).iter().map(|l| fact(l, sources)).collect()
        } else {
            Vec::new()
        },
        derivation: explain.then(|| step(&derivation(explainer, reason), sources)),
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

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::LeftOut => "left-out",
        Basis::Default => "default",
        Basis::NotConfirmed => "not-confirmed",
        Basis::NoEvent => "no-event",
        Basis::InventoryComplete => "inventory-complete",
        Basis::Computed => "computed",
        Basis::Given => "given",
    }
}

pub(super) fn fact(leaf: &Leaf, sources: &Sources) -> Fact {
    Fact {
        fact: printable(leaf.path.text()).into_owned(),
        state: narrate::found(leaf),
        basis: basis(leaf.basis),
        place: leaf.span.map(|s| point(s, sources)),
    }
}

pub(super) fn step(from: &Step, sources: &Sources) -> JsonStep {
    JsonStep {
        text: from.text.clone(),
        answer: from.truth.name(),
        place: from.span.map(|s| point(s, sources)),
        see: from.see,
        number: from.number,
        facts: from.leaves.iter().map(|l| fact(l, sources)).collect(),
        steps: from.steps.iter().map(|s| step(s, sources)).collect(),
    }
}

fn place(span: Span, fact: &str, sources: &Sources) -> Place {
    let at = sources.place(span);
    Place { file: printable(&at.name).into_owned(), line: at.line, column: at.column, fact: printable(fact).into_owned() }
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
