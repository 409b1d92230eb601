//! The fields of the client summary: what changed, what was tested, what needs approval, in words for a client.
//! No place, rule, path or piece of evidence is in it; what is still paused is said by the restarts of every report.

use super::fields::{Outcome, Reader, listed, section, told};
use super::rollback::areas;
use super::{Field, FieldValue, Section};
use crate::decision::{Advice, Strength, Verb, Verdict};
use crate::evaluate::Reason;
use crate::facts::store::Spot;
use crate::text::wording;
use crate::value::{Phase, State, Value};
use crate::vocabulary::{Due, Kind};

/// The action that a policy blocks while what was tried on the copy proves nothing.
const ACCEPTING_STAGING: &str = "accept-staging";

pub(super) fn sections(reader: &Reader<'_, '_>) -> Vec<Section> {
    let mut out =
        vec![section("Where the update stands", standing(reader)), section("What changes", changes(reader)), tested(reader)];
    out.push(section("What needs your approval", approvals(reader)));
    out
}

fn standing(reader: &Reader<'_, '_>) -> Vec<Field> {
    let evaluation = reader.explainer.evaluation;
    let done = evaluation.phase.reaches(Phase::After);
    let sentence = match (evaluation.verdict, done) {
        (Verdict::RollBack, _) => "The site goes back to the version before the update.",
        (Verdict::Decide, _) => "It is being decided whether the site keeps the new version.",
        (Verdict::Hold { .. }, true) => "The update is in place. Some automation waits until the checks are complete.",
        (_, true) => "The update is in place and was checked.",
        (Verdict::Hold { .. }, false) => "The update waits until its preparation is complete.",
        (Verdict::StageFirst, false) => "The update is tried on a copy of your site first.",
        (_, false) => "The update can be scheduled.",
    };
    let mut out = vec![told("State", sentence)];
    out.push(match done {
        true => plain(reader.field("Updated at", &["update", "applied_at"])),
        false => match (reader.text(&["site", "window", "start"]), reader.text(&["site", "window", "end"])) {
            (Some(start), Some(end)) => told("Planned for", &format!("{start} to {end}")),
            _ => Field { value: super::fields::missing("not agreed yet"), ..told("Planned for", "") },
        },
    });
    out.push(plain(reader.field("Your contact", &["site", "owners", "client_comms"])));
    out
}

/// Names of changes are told only where somebody said that the notes may be shown to customers.
fn changes(reader: &Reader<'_, '_>) -> Vec<Field> {
    let mut out = vec![plain(reader.field("New version", &["release", "version"]))];
    if let Some(installed) =
        reader.text(&["site", "installed"]).filter(|_| !reader.explainer.evaluation.phase.reaches(Phase::After))
    {
        out.push(told("Version now", &installed));
    }
    out.push(match areas(reader) {
        Some(areas) => told("Affected parts", &areas.text),
        None => Field { value: super::fields::missing("not known yet"), ..told("Affected parts", "") },
    });
    if reader.text(&["release", "notes", "buyer_safe"]).as_deref() == Some("yes") {
        for change in reader.members(&["release", "changes"]).map(|all| all.members).unwrap_or_default() {
            let part = |name: &str| reader.below(change.spot, name).map(|spot| reader.value(spot));
            if let Some(FieldValue::Stated(name)) = part("name") {
                let kind = match part("kind") {
                    Some(FieldValue::Stated(kind)) => wording::capital(&kind.text),
                    _ => "Changed".to_owned(),
                };
                out.push(told(&kind, &name.text));
            }
        }
    }
    out
}

fn tested(reader: &Reader<'_, '_>) -> Section {
    let copy = copy_counts(reader);
    let mut fields = vec![result(plain(reader.field("On a copy of your site", &["site", "staging", "result"])), copy)];
    let on_copy = reader.checks_briefly(&["site", "staging", "checks"]);
    let live = reader.checks_briefly(&["update", "production", "checks"]);
    let (repeated, on_copy): (Vec<_>, Vec<_>) =
        on_copy.into_iter().partition(|(_, outcome)| copy == Copy::Refused && *outcome == Outcome::Passed);
    let of = |wanted: Outcome| on_copy.iter().chain(&live).filter(move |(_, outcome)| *outcome == wanted);
    for (title, wanted) in [("Passed", Outcome::Passed), ("Not finished", Outcome::Open), ("Did not pass", Outcome::Failed)] {
        let names: Vec<String> = of(wanted).map(|(name, _)| name.clone()).collect();
        if !names.is_empty() {
            fields.push(told(title, &listed(&names)));
        }
    }
    if !repeated.is_empty() {
        fields.push(told("To be repeated", &listed(&repeated.into_iter().map(|(name, _)| name).collect::<Vec<_>>())));
    }
    section("What was tested", fields)
}

/// What the tests on the copy are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copy {
    /// Nothing stands against their result.
    Accepted,
    /// Something is still to be tested there.
    Open,
    /// The copy is not fit to prove anything.
    Refused,
}

/// A result that a rule doesn't accept is no news for a client; that the time to test is over makes it none either.
fn copy_counts(reader: &Reader<'_, '_>) -> Copy {
    let reasons = || reader.explainer.evaluation.reasons.iter().filter(|r| r.stands());
    if reasons().any(|r| r.target.verb == Verb::Block && &*r.target.name == ACCEPTING_STAGING) {
        return Copy::Refused;
    }
    let required = |r: &Reason| r.target.verb == Verb::Block || r.strength == Strength::Advice(Advice::Required);
    let tested = |r: &&Reason| r.due == Due::In(Phase::Staging) && matches!(r.target.verb, Verb::Stage | Verb::Block);
    if reasons().filter(tested).any(required) { Copy::Open } else { Copy::Accepted }
}

/// The result of the tests on the copy in words.
fn result(mut field: Field, copy: Copy) -> Field {
    if let FieldValue::Stated(stated) = &mut field.value {
        stated.text = match (stated.text.as_str(), copy) {
            ("pass" | "warn", Copy::Refused) => "to be repeated, because the copy has to be put in order first".to_owned(),
            ("pass" | "warn", Copy::Open) => "not finished".to_owned(),
            ("pass", Copy::Accepted) => "passed".to_owned(),
            ("warn", Copy::Accepted) => "passed with remarks".to_owned(),
            ("fail", _) => "did not pass".to_owned(),
            ("pending", _) => "under way".to_owned(),
            ("not-run", _) => "not done yet".to_owned(),
            (other, _) => other.to_owned(),
        };
    }
    field
}

fn approvals(reader: &Reader<'_, '_>) -> Vec<Field> {
    let mut out = Vec::new();
    let mut update = plain(reader.field("The update", &["site", "client_comms", "approval"]));
    if let FieldValue::Stated(stated) = &mut update.value {
        stated.text = match stated.text.as_str() {
            "granted" => "you approved it".to_owned(),
            "pending" => "waits for your approval".to_owned(),
            "not-needed" => "needs no approval".to_owned(),
            other => other.to_owned(),
        };
    }
    out.push(update);
    for item in reader.members(&["site", "items"]).map(|all| all.members).unwrap_or_default() {
        if word(reader, reader.below(item.spot, "client_approval")).as_deref() == Some("pending") {
            let title = reader.below(item.spot, "title").and_then(|spot| match reader.value(spot) {
                FieldValue::Stated(stated) => Some(stated.text),
                _ => None,
            });
            out.push(told(
                &title.unwrap_or_else(|| wording::capital(item.item.unwrap_or("automation"))),
                "waits for your approval",
            ));
        }
    }
    let tasks = reader.explainer.evaluation.reasons.iter();
    let tasks = tasks.filter(|r| r.in_force() && r.target.verb == Verb::Require);
    for reason in tasks.filter(|r| r.acts.as_ref().is_some_and(|role| role.as_str() == "client")) {
        let vocabulary = &reader.explainer.program.policy.vocabulary;
        let task = told("For you to do", vocabulary.title(Kind::Task, &reason.target.name).unwrap_or(&reason.target.name));
        if !out.contains(&task) {
            out.push(task);
        }
    }
    out
}

fn word(reader: &Reader<'_, '_>, spot: Option<Spot<'_>>) -> Option<String> {
    match reader.explainer.facts.scalar(spot?).state {
        State::Known(Value::Word(word)) => Some(word.to_string()),
        _ => None,
    }
}

/// Without a place: a client can't open our files.
fn plain(mut field: Field) -> Field {
    if let FieldValue::Stated(stated) = &mut field.value {
        stated.place = None;
    }
    field
}
