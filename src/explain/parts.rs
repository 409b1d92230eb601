//! Which part of a document a missing fact belongs to: the largest one of which nothing is stated.
//! Missing facts are rolled up by it, so that a small inventory does not drown its reader.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use super::{items, narrate};
use crate::condition::context::Leaf;
use crate::facts::fact::FactForm;
use crate::facts::store::{Found, Spot};
use crate::facts::{Facts, ReadPath};
use crate::schema::Form;
use crate::text::printable::printable;
use crate::value::{State, Unknown, Version};

/// A part of a document that would state what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenPart {
    /// What stands at a path.
    At(ReadPath),
    /// The time of a date that is stated there.
    TimeOf(ReadPath),
    /// What no path leads to, in words.
    Said(String),
}

impl OpenPart {
    /// The path that would state it.
    pub fn path(&self) -> Option<&ReadPath> {
        match self {
            OpenPart::At(path) | OpenPart::TimeOf(path) => Some(path),
            OpenPart::Said(_) => None,
        }
    }

    /// The same part of something at another path.
    pub fn moved(&self, path: ReadPath) -> Self {
        if let OpenPart::TimeOf(_) = self { OpenPart::TimeOf(path) } else { OpenPart::At(path) }
    }

    /// Whether it is a map that is stated and may have further entries, whatever is stated.
    pub fn is_endless(&self, facts: &Facts) -> bool {
        matches!(self, OpenPart::At(path) if is_endless(facts, path))
    }

    fn written(&self) -> [&str; 2] {
        match self {
            OpenPart::At(path) => ["", path.text()],
            OpenPart::TimeOf(path) => ["the time of ", path.text()],
            OpenPart::Said(words) => ["", words],
        }
    }
}

impl fmt::Display for OpenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written().into_iter().try_for_each(|text| f.write_str(text))
    }
}

/// Parts stand in the order of their texts.
impl Ord for OpenPart {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |part: &'_ Self| part.written().map(str::as_bytes).concat();
        bytes(self).cmp(&bytes(other))
    }
}

impl PartialOrd for OpenPart {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Versions on the way of which there is no document.
const BETWEEN: &str = "the releases in between";

/// The parts whose absence leaves a fact unknown: its own, or those of the facts that it is computed from.
pub fn open_parts(facts: &Facts, path: &ReadPath) -> Vec<OpenPart> {
    match path.words().as_slice() {
        ["release", "touches" | "reaches" | "unmapped" | "ambiguous", ..] => open_changes(facts),
        ["site", "items", ..] => open_item_lists(facts),
        ["site", "uses", ..] => {
            let areas = items_without_area(facts).into_iter().map(OpenPart::At);
            open_item_lists(facts).into_iter().chain(areas).collect()
        }
        ["site", "installed"] => vec![unstated_part(facts, &ReadPath::of("site", &["versions"]))],
        [.., "may_fire"] => {
            let unknown = computed_from(path).into_iter().filter(|p| is_unknown(facts, p));
            let mut parts: Vec<OpenPart> = unknown.map(|p| unstated_part(facts, &p)).collect();
            parts.dedup();
            if parts.is_empty() { vec![unstated_part(facts, path)] } else { parts }
        }
        ["release", field, ..] if facts.silent.contains_key(*field) => silent_parts(facts, field),
        _ => match unstated_part(facts, path) {
            OpenPart::At(map) if is_endless(facts, &map) => unknown_entries(facts, map),
            part => vec![part],
        },
    }
}

/// The facts that one whose time matters is computed from.
pub fn computed_from(path: &ReadPath) -> Vec<ReadPath> {
    if path.is("plan", &["moment"]) {
        return vec![ReadPath::of("update", &["applied_at"]), ReadPath::of("site", &["window", "start"])];
    }
    let Some(item) = path.parent().filter(|_| path.last() == "may_fire") else { return Vec::new() };
    let own = ["trigger", "next_run", "cadence"].map(|field| item.child(field));
    own.into_iter().chain(["start", "end"].map(|end| ReadPath::of("site", &["window", end]))).collect()
}

/// The parts whose absence leaves several facts unknown, each once. That a map may always have further entries is worth saying
/// only where there is nothing else to say.
pub fn open_parts_of<'p>(facts: &Facts, paths: impl Iterator<Item = &'p ReadPath>) -> BTreeSet<OpenPart> {
    let mut parts: BTreeSet<OpenPart> = paths.flat_map(|path| open_parts(facts, path)).collect();
    if parts.iter().any(|part| !part.is_endless(facts)) {
        parts.retain(|part| !part.is_endless(facts));
    }
    parts
}

/// Whether it is a map that is stated and may have further entries, whatever is stated.
fn is_endless(facts: &Facts, path: &ReadPath) -> bool {
    let spot = facts.spot_at(path).filter(|spot| spot.shape.note.partial && is_stated(*spot));
    spot.is_some_and(|spot| !facts.members(spot).unnamed.is_empty())
}

/// The entries of such a map of which nothing is known; the map itself where there are none.
fn unknown_entries(facts: &Facts, map: ReadPath) -> Vec<OpenPart> {
    let members = facts.spot_at(&map).map(|spot| facts.members(spot).members).unwrap_or_default();
    let entries = members.into_iter().filter_map(|member| Some(map.child(member.id?)));
    let entries: Vec<OpenPart> = entries.filter(|path| is_unknown(facts, path)).map(OpenPart::At).collect();
    if entries.is_empty() { vec![OpenPart::At(map)] } else { entries }
}

/// The versions on the way that say nothing of a field.
fn silent_parts(facts: &Facts, field: &str) -> Vec<OpenPart> {
    let versions = facts.silent.get(field).map(Vec::as_slice).unwrap_or_default();
    let of = |version: &Option<Version>| match version {
        Some(version) => format!("release.{field} of {}", printable(version.text())),
        None => BETWEEN.to_owned(),
    };
    versions.iter().map(of).map(OpenPart::Said).collect()
}

/// Why the areas of the release are not all known.
fn open_changes(facts: &Facts) -> Vec<OpenPart> {
    let names = |field: &str| facts.release.field(field).map(|f| f.elements()).unwrap_or_default();
    let unclear = names("unmapped").iter().chain(names("ambiguous")).filter_map(|e| e.id.as_ref());
    let of = |name: &std::sync::Arc<str>| OpenPart::Said(format!("the area of “{}”", printable(name)));
    let mut parts: Vec<OpenPart> = unclear.map(of).collect();
    if facts.way_open {
        parts.push(OpenPart::Said(BETWEEN.to_owned()));
    }
    if parts.is_empty() { vec![unstated_part(facts, &ReadPath::of("release", &["changes"]))] } else { parts }
}

fn open_item_lists(facts: &Facts) -> Vec<OpenPart> {
    let Some(site) = facts.root("site") else { return Vec::new() };
    let Some(record) = site.shape.record() else { return Vec::new() };
    let lists = record.fields.iter().filter(|(_, shape)| shape.note.item.is_some());
    let open = lists.filter(|(name, _)| facts.step(site, name).is_some_and(|l| !facts.members(l).unnamed.is_empty()));
    open.map(|(name, _)| OpenPart::At(ReadPath::of("site", &[name]))).collect()
}

/// The areas of items that are not known, which leave open what the site uses.
pub fn items_without_area(facts: &Facts) -> Vec<ReadPath> {
    let Some(site) = facts.root("site") else { return Vec::new() };
    let lists = site.shape.record().into_iter().flat_map(|r| r.fields.iter()).filter(|(_, shape)| shape.note.item.is_some());
    let mut out = Vec::new();
    for (name, _) in lists {
        let members = facts.step(site, name).map(|list| facts.members(list).members).unwrap_or_default();
        for member in members {
            let area = facts.step(member.spot, "area").map(|spot| facts.scalar(spot).state);
            if let (Some(id), false) = (&member.id, matches!(area, Some(State::Known(_)))) {
                out.push(ReadPath::of("site", &[name, id, "area"]));
            }
        }
    }
    out
}

fn is_unknown(facts: &Facts, path: &ReadPath) -> bool {
    facts.spot_at(path).is_some_and(|spot| facts.scalar(spot).state.is_unknown())
}

/// The largest part that is not stated and holds the fact at `path`; the path itself when all around it is stated.
pub fn unstated_part(facts: &Facts, path: &ReadPath) -> OpenPart {
    let whole = || OpenPart::At(path.clone());
    let Some((root, mut spot)) = path.document().and_then(|root| Some((root, facts.root(root)?))) else { return whole() };
    let mut at = ReadPath::of(root, &[]);
    for step in path.steps() {
        if &**step == "*" {
            return OpenPart::At(at);
        }
        let Some(next) = facts.step(spot, step) else { return whole() };
        at = at.child(step.clone());
        spot = next;
        if !is_stated(spot) {
            return OpenPart::At(at);
        }
    }
    match facts.scalar(spot).state {
        State::Unknown(Unknown::Sometime(_)) => OpenPart::TimeOf(at),
        _ => OpenPart::At(at),
    }
}

/// What nobody said of missing facts, as clauses: of one fact by what it is called, of a larger part by its path.
pub fn unsaid(facts: &Facts, leaves: &[Leaf]) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    let (mut clauses, mut known) = (BTreeSet::new(), BTreeSet::new());
    let many = items::many(facts, leaves.iter().map(|leaf| OpenPart::At(leaf.path.clone())));
    let mut told = BTreeSet::new();
    for leaf in leaves {
        let of_many =
            items::of_item(facts, &OpenPart::At(leaf.path.clone())).and_then(|(general, _)| many.get_key_value(&general));
        if of_many.is_some_and(|(general, _)| !told.insert(general)) {
            continue;
        }
        // The first item stands for all of them; what is said names the others.
        let of_all = |part: &OpenPart| match (of_many, items::of_item(facts, part)) {
            (Some((_, items)), Some((general, _))) => format!("{general} of {}", items.text()),
            _ => part.to_string(),
        };
        for part in open_parts(facts, &leaf.path) {
            let clause = match part.path().and_then(|path| Some((path, facts.spot_at(path)?))) {
                // A date without its time is said with the date.
                Some((path, spot)) if matches!(spot.shape.form, Form::Scalar(_)) => {
                    let path = of_all(&OpenPart::At(path.clone()));
                    narrate::unsaid(&path, &facts.scalar(spot).state, &spot.shape.note)
                }
                _ if part.path() == Some(&leaf.path) && narrate::may_have_others(leaf) => format!("{part} may have others"),
                _ => {
                    let part = of_all(&part);
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

fn is_stated(spot: Spot<'_>) -> bool {
    match spot.found {
        Found::Stated(fact) => !matches!(fact.form, FactForm::Open(_)),
        Found::None => true,
        Found::LeftOut | Found::Hidden(_) | Found::Later(_) => false,
    }
}
