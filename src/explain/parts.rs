//! Which part of a document a missing fact belongs to: the largest one of which nothing is stated.
//! Missing facts are rolled up by it, so that a small inventory does not drown its reader.

use std::collections::BTreeSet;

use super::{items, narrate};
use crate::condition::context::{Leaf, push_segment};
use crate::facts::Facts;
use crate::facts::fact::FactForm;
pub use crate::facts::path::split;
use crate::facts::store::{Found, Spot};
use crate::schema::Form;
use crate::text::printable::printable;
use crate::value::{State, Unknown, Version};

/// How the part that says a time begins, where the date is stated.
pub const TIME_OF: &str = "the time of ";

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
        [.., "may_fire"] => {
            let unknown = computed_from(path).into_iter().filter(|p| is_unknown(facts, p));
            let mut parts: Vec<String> = unknown.map(|p| unstated_part(facts, &p)).collect();
            parts.dedup();
            if parts.is_empty() { vec![unstated_part(facts, path)] } else { parts }
        }
        ["release", field, ..] if facts.silent.contains_key(*field) => silent_parts(facts, field),
        _ => match unstated_part(facts, path) {
            part if is_endless(facts, &part) => unknown_entries(facts, part),
            part => vec![part],
        },
    }
}

/// The facts that one whose time matters is computed from.
pub fn computed_from(path: &str) -> Vec<String> {
    if path == "plan.moment" {
        return vec!["update.applied_at".to_owned(), "site.window.start".to_owned()];
    }
    let Some(item) = path.strip_suffix(".may_fire") else { return Vec::new() };
    let own = ["trigger", "next_run", "cadence"].map(|field| format!("{item}.{field}"));
    own.into_iter().chain(["site.window.start", "site.window.end"].map(str::to_owned)).collect()
}

/// The parts whose absence leaves several facts unknown, each once. That a map may always have further entries is worth saying
/// only where there is nothing else to say.
pub fn open_parts_of<'p>(facts: &Facts, paths: impl Iterator<Item = &'p str>) -> BTreeSet<String> {
    let mut parts: BTreeSet<String> = paths.flat_map(|path| open_parts(facts, path)).collect();
    if parts.iter().any(|part| !is_endless(facts, part)) {
        parts.retain(|part| !is_endless(facts, part));
    }
    parts
}

/// Whether it is a map that is stated and may have further entries, whatever is stated.
pub fn is_endless(facts: &Facts, path: &str) -> bool {
    let spot = spot_of(facts, path).filter(|spot| spot.shape.note.partial && is_stated(*spot));
    spot.is_some_and(|spot| !facts.members(spot).unnamed.is_empty())
}

/// The entries of such a map of which nothing is known; the map itself where there are none.
fn unknown_entries(facts: &Facts, map: String) -> Vec<String> {
    let members = spot_of(facts, &map).map(|spot| facts.members(spot).members).unwrap_or_default();
    let entry = |id: &str| {
        let mut text = map.clone();
        push_segment(&mut text, id);
        text
    };
    let entries: Vec<String> =
        members.iter().filter_map(|m| m.id.as_deref().map(entry)).filter(|p| is_unknown(facts, p)).collect();
    if entries.is_empty() { vec![map] } else { entries }
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
    spot_of(facts, path).is_some_and(|spot| facts.scalar(spot).state.is_unknown())
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
    match facts.scalar(spot).state {
        State::Unknown(Unknown::Sometime(_)) => format!("{TIME_OF}{text}"),
        _ => text,
    }
}

/// What nobody said of missing facts, as clauses: of one fact by what it is called, of a larger part by its path.
pub fn unsaid(facts: &Facts, leaves: &[Leaf]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    let (mut clauses, mut known) = (BTreeSet::new(), BTreeSet::new());
    let many = items::many(facts, leaves.iter().map(|leaf| &*leaf.path));
    let mut told = BTreeSet::new();
    for leaf in leaves {
        let of_many = items::of_item(facts, &leaf.path).and_then(|(general, _)| many.get_key_value(&general));
        if of_many.is_some_and(|(general, _)| !told.insert(general)) {
            continue;
        }
        // The first item stands for all of them; what is said names the others.
        let of_all = |text: String, part: &str| match (of_many, items::of_item(facts, part)) {
            (Some((_, items)), Some((general, _))) => text.replace(part, &format!("{general} of {}", items.text())),
            _ => text,
        };
        for part in open_parts(facts, &leaf.path) {
            // A date without its time is said with the date.
            let path = part.strip_prefix(TIME_OF).unwrap_or(&part);
            let clause = match spot_of(facts, path) {
                Some(spot) if matches!(spot.shape.form, Form::Scalar(_)) => {
                    of_all(narrate::unsaid(path, &facts.scalar(spot).state, &spot.shape.note), path)
                }
                _ if part == leaf.path && narrate::may_have_others(leaf) => format!("{part} may have others"),
                _ => {
                    let part = of_all(part.clone(), &part);
                    if known.insert(part.clone()) {
                        parts.push(part);
                    }
                    continue;
                }
            };
            if clauses.insert(clause.clone()) {
                said.push(clause);
            }
        }
    }
    parts.retain(|part| !clauses.contains(&format!("{part} may have others")));
    if !parts.is_empty() {
        said.insert(0, super::titles::parts(&parts));
    }
    said
}

fn spot_of<'f>(facts: &'f Facts, path: &str) -> Option<Spot<'f>> {
    let segments = split(path);
    let (root, rest) = segments.split_first()?;
    rest.iter().try_fold(facts.root(root)?, |spot, name| facts.step(spot, name))
}

fn is_stated(spot: Spot<'_>) -> bool {
    match spot.found {
        Found::Stated(fact) => !matches!(fact.form, FactForm::Open(_)),
        Found::None => true,
        Found::LeftOut | Found::Hidden(_) | Found::Later(_) => false,
    }
}
