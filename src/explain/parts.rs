//! Which part of a document a missing fact belongs to: the largest one of which nothing is stated.
//! Missing facts are rolled up by it, so that a small inventory does not drown its reader.

use crate::condition::context::push_segment;
use crate::facts::Facts;
use crate::facts::fact::FactForm;
pub use crate::facts::path::split;
use crate::facts::store::{Found, Spot};
use crate::text::printable::printable;
use crate::value::{State, Version};

/// Versions on the way of which there is no document.
const BETWEEN: &str = "the releases in between";

/// The parts whose absence leaves a fact unknown: its own, or those of the facts that it is computed from.
pub fn open_parts(facts: &Facts, path: &str) -> Vec<String> {
    let segments = split(path);
    match segments.as_slice() {
        ["release", "touches" | "reaches" | "unmapped" | "ambiguous", ..] => open_changes(facts),
        ["site", "items", ..] => open_item_lists(facts),
        ["site", "uses", ..] => open_item_lists(facts).into_iter().chain(items_without_area(facts)).collect(),
        ["site", "installed"] => vec![unstated_part(facts, "site.versions")],
        [around @ .., "may_fire"] => {
            let item = around.join(".");
            let inputs = ["trigger", "next_run", "cadence"].map(|field| format!("{item}.{field}"));
            let window = ["site.window.start".to_owned(), "site.window.end".to_owned()];
            let unknown = inputs.into_iter().chain(window).filter(|p| is_unknown(facts, p));
            let mut parts: Vec<String> = unknown.map(|p| unstated_part(facts, &p)).collect();
            parts.dedup();
            if parts.is_empty() { vec![unstated_part(facts, path)] } else { parts }
        }
        ["release", field, ..] if facts.silent.contains_key(*field) => silent_parts(facts, field),
        _ => vec![unstated_part(facts, path)],
    }
}

/// The versions on the way that say nothing of a field.
fn silent_parts(facts: &Facts, field: &str) -> Vec<String> {
    let versions = facts.silent.get(field).map(Vec::as_slice).unwrap_or_default();
    let of = |version: &Option<Version>| match version {
        Some(version) => format!("release.{field} of {}", printable(version.text())),
        None => BETWEEN.to_owned(),
    };
    versions.iter().map(of).collect()
}

/// Why the areas of the release are not all known.
fn open_changes(facts: &Facts) -> Vec<String> {
    let names = |field: &str| facts.release.field(field).map(|f| f.elements()).unwrap_or_default();
    let unclear = names("unmapped").iter().chain(names("ambiguous")).filter_map(|e| e.id.as_ref());
    let mut parts: Vec<String> = unclear.map(|name| format!("the area of “{}”", printable(name))).collect();
    if facts.way_open {
        parts.push(BETWEEN.to_owned());
    }
    if parts.is_empty() { vec![unstated_part(facts, "release.changes")] } else { parts }
}

fn open_item_lists(facts: &Facts) -> Vec<String> {
    let Some(site) = facts.root("site") else { return Vec::new() };
    let Some(record) = site.shape.record() else { return Vec::new() };
    let lists = record.fields.iter().filter(|(_, shape)| shape.note.item.is_some());
    let open = lists.filter(|(name, _)| facts.step(site, name).is_some_and(|l| !facts.members(l).unnamed.is_empty()));
    open.map(|(name, _)| format!("site.{name}")).collect()
}

/// The areas of items that are not known, which leave open what the site uses.
pub fn items_without_area(facts: &Facts) -> Vec<String> {
    let Some(site) = facts.root("site") else { return Vec::new() };
    let lists = site.shape.record().into_iter().flat_map(|r| r.fields.iter()).filter(|(_, shape)| shape.note.item.is_some());
    let mut out = Vec::new();
    for (name, _) in lists {
        let members = facts.step(site, name).map(|list| facts.members(list).members).unwrap_or_default();
        for member in members {
            let area = facts.step(member.spot, "area").map(|spot| facts.scalar(spot).state);
            if let (Some(id), false) = (&member.id, matches!(area, Some(State::Known(_)))) {
                let mut path = format!("site.{name}");
                push_segment(&mut path, id);
                push_segment(&mut path, "area");
                out.push(path);
            }
        }
    }
    out
}

fn is_unknown(facts: &Facts, path: &str) -> bool {
    let segments = split(path);
    let Some((root, rest)) = segments.split_first() else { return false };
    let spot = facts.root(root).and_then(|root| rest.iter().try_fold(root, |spot, name| facts.step(spot, name)));
    spot.is_some_and(|spot| facts.scalar(spot).state.is_unknown())
}

/// The largest part that is not stated and holds the fact at `path`; the path itself when all around it is stated.
pub fn unstated_part(facts: &Facts, path: &str) -> String {
    let segments = split(path);
    let Some((root, rest)) = segments.split_first() else { return path.to_owned() };
    let Some(mut spot) = facts.root(root) else { return path.to_owned() };
    let mut text = (*root).to_owned();
    for segment in rest {
        if *segment == "*" {
            return text;
        }
        let Some(next) = facts.step(spot, segment) else { return path.to_owned() };
        push_segment(&mut text, segment);
        spot = next;
        if !is_stated(spot) {
            return text;
        }
    }
    text
}

fn is_stated(spot: Spot<'_>) -> bool {
    match spot.found {
        Found::Stated(fact) => !matches!(fact.form, FactForm::Open(_)),
        Found::None => true,
        Found::LeftOut | Found::Hidden(_) | Found::Later(_) => false,
    }
}
