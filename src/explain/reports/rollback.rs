//! The fields of the rollback record: what was updated, how to go back, what was found, what was decided.
//! The record is what `update.record` states; beside it stands what the other documents say.

use std::sync::Arc;

use super::fields::{Reader, beside, listed, section, stated, told};
use super::{Field, FieldValue, Section, Stated};
use crate::decision::{Strength, Target, Verb};
use crate::explain::account;
use crate::explain::titles;
use crate::facts::store::Spot;
use crate::vocabulary::Kind;

pub(super) fn sections(reader: &Reader<'_, '_>) -> Vec<Section> {
    let mut out = vec![update(reader), way_back(reader), results(reader)];
    let checks = reader.checks(&["update", "production", "checks"]);
    if !checks.is_empty() {
        out.push(section("Checks on the live site", checks));
    }
    out.extend(incidents(reader));
    out.extend(failed_runs(reader));
    out
}

fn update(reader: &Reader<'_, '_>) -> Section {
    let areas = areas(reader).map(|areas| Stated { text: format!("the release changes {}", areas.text), ..areas });
    let affected = reader.field("Affected areas", &["update", "record", "affected_areas"]);
    section(
        "The update",
        vec![
            reader.field_beside("Release version", &["update", "record", "release_version"], &[&["release", "version"]]),
            reader.field_beside("Updated at", &["update", "record", "updated_at"], &[&["update", "applied_at"]]),
            reader.field_beside("Updated by", &["update", "record", "update_owner"], &[&["update", "applied_by"]]),
            beside(affected, areas),
            reader.field_beside(
                "Approval",
                &["update", "record", "approval_note"],
                &[&["site", "change_record", "approval_note"]],
            ),
        ],
    )
}

fn way_back(reader: &Reader<'_, '_>) -> Section {
    let decision = reader.field("Rollback decision", &["update", "record", "rollback_decision"]);
    section(
        "The way back",
        vec![
            reader.field_beside("Backup location", &["update", "record", "backup_location"], &[&["site", "backup", "location"]]),
            reader.field_beside("Backup taken at", &["update", "record", "backup_taken_at"], &[&["site", "backup", "taken_at"]]),
            reader.field_beside(
                "Restore owner",
                &["update", "record", "restore_owner"],
                &[&["site", "backup", "restore_owner"], &["site", "owners", "restore"]],
            ),
            reader.field("Restore tested at", &["site", "backup", "restore_tested_at"]),
            reader.field("Way back", &["site", "rollback", "way"]),
            beside(decision, None),
            told("What the rules say", &rollback(reader)),
        ],
    )
}

fn results(reader: &Reader<'_, '_>) -> Section {
    let paused = reader.field("Paused categories", &["update", "record", "paused_categories"]);
    let names = paused_categories(reader);
    let named = if names.is_empty() { "nothing".to_owned() } else { listed(&names) };
    let in_force = Stated { text: format!("the rules pause {named}"), place: None };
    let known = reader.list("", &["release", "caveats"]).value;
    let from_release = match known {
        FieldValue::Stated(stated) if stated.text != "none" => Some(stated),
        _ => None,
    };
    section(
        "Results",
        vec![
            reader.field_beside("Staging result", &["update", "record", "staging_result"], &[&["site", "staging", "result"]]),
            reader.field_beside(
                "Diagnostics result",
                &["update", "record", "diagnostics_result"],
                &[&["update", "production", "checks", "diagnostics"]],
            ),
            reader.field("Checks after the update", &["update", "record", "post_update_checks"]),
            beside(paused, Some(in_force)),
            beside(reader.field("Known caveats", &["update", "record", "caveats"]), from_release),
        ],
    )
}

/// The areas that the release changes, by their titles; none where none is known for sure.
pub(super) fn areas(reader: &Reader<'_, '_>) -> Option<Stated> {
    let all = reader.members(&["release", "touches"])?;
    let vocabulary = &reader.explainer.program.policy.vocabulary;
    let title = |id: &Arc<str>| vocabulary.title(Kind::Area, id).unwrap_or(id).to_owned();
    let names: Vec<String> = all.members.iter().filter(|m| m.sure).filter_map(|m| m.id.as_ref()).map(title).collect();
    let open = !all.unnamed.is_empty() || all.members.iter().any(|m| !m.sure);
    let text = match (names.is_empty(), open) {
        (true, true) => return None,
        (_, true) => format!("{}, and possibly others", listed(&names)),
        (_, false) => listed(&names),
    };
    Some(Stated { text, place: None })
}

/// The categories that are paused now, in whole or in part, by their titles.
fn paused_categories(reader: &Reader<'_, '_>) -> Vec<String> {
    let vocabulary = &reader.explainer.program.policy.vocabulary;
    let paused = reader.explainer.evaluation.decisions.iter().filter(|d| d.target.verb == Verb::Pause);
    paused
        .filter_map(|decision| match decision.in_force.as_ref()? {
            Strength::Paused(paused) => {
                let title = vocabulary.title(Kind::Category, &decision.target.name).unwrap_or(&decision.target.name);
                Some(if paused.is_whole() { title.to_owned() } else { format!("{title} (in part)") })
            }
            _ => None,
        })
        .collect()
}

fn rollback(reader: &Reader<'_, '_>) -> String {
    let back = account::way_back(reader.explainer).map(|back| titles::way_back(&reader.explainer.program.policy, &back));
    let decision = reader.explainer.evaluation.decision(&Target::rollback());
    match decision.and_then(|d| Some((d, d.in_force.as_ref()?))) {
        Some((decision, strength)) => {
            let precaution = if decision.precaution { ", as a precaution" } else { "" };
            let back = back.map(|back| format!(". {back}")).unwrap_or_default();
            format!("{strength}{precaution}{back}")
        }
        None => "nothing asks for a rollback".to_owned(),
    }
}

fn incidents(reader: &Reader<'_, '_>) -> Vec<Section> {
    let all = reader.members(&["site", "incidents"]).map(|all| all.members).unwrap_or_default();
    let one = |(spot, id): (Spot<'_>, Option<Arc<str>>)| {
        let field = |title: &str, name: &str| reader.field_of(title, spot, name);
        let fields = vec![
            field("Kind", "kind"),
            field("Started at", "started_at"),
            field("Stopped at", "stopped_at"),
            field("Owner", "owner"),
            field("Remedy", "remedy"),
            field("Root cause", "root_cause"),
            field("Evidence", "evidence_preserved"),
            field("Prevention owners", "prevention_owners"),
            field("Checks against a repeat", "regression_checks"),
            field("Restart criteria", "restart_criteria"),
        ];
        section(&format!("Incident {}", name(id.as_deref())), fields)
    };
    all.into_iter().map(|m| one((m.spot, m.id))).collect()
}

/// Runs that failed: of any item whose kind has such a record.
fn failed_runs(reader: &Reader<'_, '_>) -> Vec<Section> {
    let items = reader.members(&["site", "items"]).map(|all| all.members).unwrap_or_default();
    let mut out = Vec::new();
    for item in items {
        let Some(run) = reader.below(item.spot, "failed_run") else { continue };
        if !matches!(run.found, crate::facts::store::Found::Stated(_)) {
            continue;
        }
        let known = |title: &str, field: &str| reader.below(run, field).map(|_| reader.field_of(title, run, field));
        let fields = [
            known("Run", "run"),
            known("Time", "at"),
            known("Trigger", "trigger"),
            known("Failed step", "failed_step"),
            known("Completed steps", "completed_steps"),
        ];
        let fields: Vec<Field> = fields.into_iter().flatten().collect();
        out.push(section(&format!("Failed run of {}", name(item.id.as_deref())), fields));
    }
    out
}

/// An id as a part of a heading.
pub(super) fn name(id: Option<&str>) -> String {
    match stated(id.unwrap_or("(one that is not named)"), None) {
        FieldValue::Stated(stated) => stated.text,
        _ => String::new(),
    }
}
