//! The fields of the support report: with it another operator can see the problem too, without receiving a secret.
//! Error codes and messages stay as they are; what was secret in them is masked already.

use std::sync::Arc;

use super::fields::{Path, Reader, listed, missing, section, stated, told};
use super::rollback::name;
use super::{Field, FieldValue, Section};
use crate::decision::Verb;
use crate::facts::store::Spot;
use crate::value::When;
use crate::vocabulary::Kind;

/// What is told of an error, in order.
const FIELDS: [(&str, &str); 14] = [
    ("Time", "at"),
    ("Affected user", "user"),
    ("Role of the user", "role"),
    ("Screen", "screen"),
    ("Address", "url"),
    ("Code", "code"),
    ("Type", "type"),
    ("Message", "message"),
    ("Hint", "hint"),
    ("User agent", "user_agent"),
    ("Steps", "steps"),
    ("Where", "where"),
    ("Happens again", "reproducible"),
    ("Kept as it was", "preserved"),
];

pub(super) fn sections(reader: &Reader<'_, '_>) -> Vec<Section> {
    let mut out = problems(reader);
    out.push(versions(reader));
    out.push(evidence(reader));
    out.push(section("Who is told", told_whom(reader)));
    out
}

fn problems(reader: &Reader<'_, '_>) -> Vec<Section> {
    let errors = reader.members(&["site", "errors"]).map(|all| all.members).unwrap_or_default();
    if errors.is_empty() {
        let fields =
            FIELDS.iter().map(|(title, _)| Field { title: (*title).to_owned(), value: missing("not stated"), beside: None });
        let intro = "No document states an error. Record it as `site.errors`, with the fields below.".to_owned();
        return vec![Section { title: "The problem".to_owned(), intro: Some(intro), fields: fields.collect() }];
    }
    let one = |spot: Spot<'_>, id: Option<&str>| {
        let mut fields: Vec<Field> =
            FIELDS.iter().map(|(title, field)| without_query(reader.field_of(title, spot, field))).collect();
        let at = instant(reader, reader.below(spot, "at"));
        for (title, path) in
            [("production", &["site", "diagnostics", "production"]), ("staging", &["site", "diagnostics", "staging"])]
        {
            fields.push(diagnostics(reader, title, path, at));
        }
        section(&format!("Problem {}", name(id)), fields)
    };
    errors.iter().map(|m| one(m.spot, m.id.as_deref())).collect()
}

/// An address without what follows the page, and without who signs in: both may carry secrets.
fn without_query(mut field: Field) -> Field {
    if let ("Address", FieldValue::Stated(stated)) = (field.title.as_str(), &mut field.value) {
        if let Some((page, _)) = stated.text.split_once(['?', '#']) {
            stated.text = format!("{page} (what follows the page is left out)");
        }
        if let Some((scheme, rest)) = stated.text.split_once("://")
            && let Some((host, path)) = rest.split_once('/').or(Some((rest, "")))
            && let Some((_, host)) = host.rsplit_once('@')
        {
            let slash = if rest.contains('/') { "/" } else { "" };
            stated.text = format!("{scheme}://{host}{slash}{path}");
        }
    }
    field
}

/// The diagnostics of a site, and how far from the problem they were refreshed.
fn diagnostics(reader: &Reader<'_, '_>, site: &str, path: Path, at: Option<When>) -> Field {
    let title = format!("Diagnostics of {site}");
    let place = reader.spot(path);
    let mut field = match place {
        Some(place) => reader.field_of(&title, place, "status"),
        None => Field { title, value: missing("not stated"), beside: None },
    };
    let refreshed = instant(reader, place.and_then(|place| reader.below(place, "at")));
    if let FieldValue::Stated(stated) = &mut field.value {
        match (refreshed, at) {
            (Some(then), Some(at)) if then.before(at).is_no() => {
                stated.text.push_str(&format!(", refreshed {then}{} after the problem", apart(at, then)));
            }
            (Some(then), Some(at)) if then.before(at).is_yes() => {
                stated.text.push_str(&format!(", refreshed {then}{} before the problem", apart(then, at)));
            }
            (Some(then), Some(at)) => {
                stated.text.push_str(&format!(", refreshed {then}; the problem was on {at}, and which came first isn't stated"));
            }
            (Some(then), None) => stated.text.push_str(&format!(", refreshed {then}")),
            (None, _) => stated.text.push_str(", and nobody stated when they were refreshed"),
        }
    }
    field
}

fn instant(reader: &Reader<'_, '_>, spot: Option<Spot<'_>>) -> Option<When> {
    reader.explainer.facts.scalar(spot?).state.when()
}

/// How long after the other something was, where both times are known: ", 2h".
fn apart(first: When, then: When) -> String {
    match (first, then) {
        (When::At(first), When::At(then)) => format!(", {}", then.at().since(first.at())),
        _ => ",".to_owned(),
    }
}

fn versions(reader: &Reader<'_, '_>) -> Section {
    let mut fields = vec![told("Release", &release(reader))];
    let facts = reader.explainer.facts;
    let policy = &reader.explainer.program.policy;
    if let Some(versions) = facts.root("site").and_then(|site| facts.step(site, "versions")) {
        // What every site has comes first, also where its version is missing.
        let declared = versions.shape.record().into_iter().flat_map(|record| &record.fields);
        let mut names: Vec<Arc<str>> = declared.filter(|(_, f)| !f.note.from_vocabulary).map(|(name, _)| name.clone()).collect();
        let stated = facts.members(versions).members.into_iter().filter_map(|member| member.id);
        names.extend(stated.filter(|name| !names.contains(name)).collect::<Vec<_>>());
        for name in names {
            let Some(spot) = facts.step(versions, &name) else { continue };
            let product = || policy.schemas.product(&name).map(|p| p.title.clone());
            let title = spot.shape.note.title.clone().or_else(product).unwrap_or_else(|| name.to_string());
            fields.push(Field { title, value: reader.value(spot), beside: None });
        }
    }
    section("Versions", fields)
}

fn release(reader: &Reader<'_, '_>) -> String {
    let title = reader.explainer.program.policy.title_of(&reader.explainer.facts.product);
    let version = reader.text(&["release", "version"]).unwrap_or_else(|| "(version not stated)".to_owned());
    format!("{title} {version}, {}", crate::explain::titles::phase_words(reader.explainer.evaluation.phase))
}

fn evidence(reader: &Reader<'_, '_>) -> Section {
    let kept = |title: &str, path: Path| {
        let mut field = reader.field(title, path);
        if let FieldValue::Stated(stated) = &mut field.value {
            match stated.text.as_str() {
                "unreviewed" => stated.text = "unreviewed: not to be handed on".to_owned(),
                "reviewed" => stated.text = "reviewed: only what was redacted is handed on".to_owned(),
                _ => {}
            }
        }
        field
    };
    section(
        "Evidence",
        vec![
            reader.field("Complete", &["site", "evidence", "complete"]),
            kept("Raw log", &["site", "evidence", "raw_log"]),
            kept("Screenshots", &["site", "evidence", "screenshots"]),
            reader.list("Must be removed first", &["site", "evidence", "contains"]),
        ],
    )
}

fn told_whom(reader: &Reader<'_, '_>) -> Vec<Field> {
    let vocabulary = &reader.explainer.program.policy.vocabulary;
    let escalations = reader.explainer.evaluation.decisions.iter();
    let escalations = escalations.filter(|d| d.target.verb == Verb::Escalate && d.in_force.is_some());
    let mut names: Vec<String> = Vec::new();
    for decision in escalations {
        let name = &decision.target.name;
        let title = vocabulary.title(Kind::Destination, name).map(str::to_owned).or_else(|| reader.who(name));
        let title = title.unwrap_or_else(|| name.to_string());
        if !names.contains(&title) {
            names.push(title);
        }
    }
    let told = Field {
        title: "Goes to".to_owned(),
        value: match names.is_empty() {
            true => stated("nobody has to be told", None),
            false => stated(&listed(&names), None),
        },
        beside: None,
    };
    vec![told, reader.field("Who answers for it", &["site", "owners", "support_lead"])]
}
