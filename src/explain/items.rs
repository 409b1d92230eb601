//! What is missing of many items alike: told once, with how many items it is of and the first of them.
//! What is missing of each is found by `leaves`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::narrate;
use super::parts::OpenPart;
use crate::condition::context::Leaf;
use crate::facts::{Facts, ReadPath};
use crate::text::printable::printable;
use crate::text::wording;

/// Of so many items something is told item by item.
pub const FEW: usize = 6;

/// So many of many items are named.
pub const NAMED: usize = 3;

/// The items of which something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// How many they are.
    pub count: usize,
    /// The first of them, by id.
    pub first: Vec<String>,
}

impl Items {
    fn of(ids: &BTreeSet<String>) -> Self {
        Self { count: ids.len(), first: ids.iter().take(NAMED).cloned().collect() }
    }

    /// How many they are and what the first of them are called: "40 items (wf-digest, wf-restock, wf-tax and 37 more)".
    pub fn text(&self) -> String {
        let mut names: Vec<String> = self.first.iter().map(|id| printable(id).into_owned()).collect();
        names.push(format!("{} more", self.count.saturating_sub(self.first.len())));
        format!("{} items ({})", self.count, wording::list_and(&names))
    }
}

/// A part of an item, as it is of every item of its list: `site.workflows.*.owner`; and the item. None of other parts.
pub fn of_item(facts: &Facts, part: &OpenPart) -> Option<(OpenPart, String)> {
    let (general, id) = path_of_item(facts, part.path()?)?;
    Some((part.moved(general), id.to_string()))
}

/// The same of the path of a fact.
fn path_of_item<'p>(facts: &Facts, path: &'p ReadPath) -> Option<(ReadPath, &'p Arc<str>)> {
    let [list, id, rest @ ..] = path.steps() else { return None };
    path.document().filter(|document| *document == "site")?;
    let record = facts.root("site")?.shape.record()?;
    record.fields.get(list)?.note.item.as_ref().filter(|_| &**id != "*")?;
    Some((ReadPath::of("site", &[list, "*"]).with(rest.iter().cloned()), id))
}

/// The parts that are missing of more than a few items, as they are of every item, each with its items.
pub fn many(facts: &Facts, parts: impl Iterator<Item = OpenPart>) -> BTreeMap<OpenPart, Items> {
    let mut ids: BTreeMap<OpenPart, BTreeSet<String>> = BTreeMap::new();
    for (general, id) in parts.filter_map(|part| of_item(facts, &part)) {
        ids.entry(general).or_default().insert(id);
    }
    ids.into_iter().filter(|(_, ids)| ids.len() > FEW).map(|(general, ids)| (general, Items::of(&ids))).collect()
}

/// Something that concerns a fact; where it is the same of many items, it stands for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfMany<T> {
    /// It, or the first of them.
    pub first: T,
    /// Where it stands for many: the fact as it is of every item, and the items.
    pub items: Option<(ReadPath, Items)>,
}

impl<T> OfMany<T> {
    /// Something that stands for itself.
    pub fn alone(first: T) -> Self {
        Self { first, items: None }
    }
}

impl OfMany<Leaf> {
    /// The path of the fact as it is told; of many items, with the items.
    pub fn path(&self) -> String {
        match &self.items {
            Some((general, items)) => format!("{general} of {}", items.text()),
            None => self.first.path.to_string(),
        }
    }

    /// The fact as a clause.
    pub fn text(&self) -> String {
        match &self.items {
            Some((general, items)) => {
                format!("{} of {} {}", wording::quote(general.text()), items.text(), narrate::found(&self.first))
            }
            None => narrate::leaf(&self.first),
        }
    }
}

/// Things in their order, those that are of the same kind and concern the same fact of more than a few items once.
pub fn put_together<T, K: Ord>(
    facts: &Facts,
    things: Vec<T>,
    path: impl Fn(&T) -> &ReadPath,
    kind: impl Fn(&T) -> K,
) -> Vec<OfMany<T>> {
    if things.len() <= FEW {
        return things.into_iter().map(OfMany::alone).collect();
    }
    let mut groups: BTreeMap<(ReadPath, K), (BTreeSet<String>, Vec<usize>)> = BTreeMap::new();
    for (place, thing) in things.iter().enumerate() {
        if let Some((general, id)) = path_of_item(facts, path(thing)) {
            let (ids, places) = groups.entry((general, kind(thing))).or_default();
            ids.insert(id.to_string());
            places.push(place);
        }
    }
    let mut items: BTreeMap<usize, (ReadPath, Items)> = BTreeMap::new();
    let mut left_out: BTreeSet<usize> = BTreeSet::new();
    for ((general, _), (ids, places)) in groups.into_iter().filter(|(_, (ids, _))| ids.len() > FEW) {
        if let Some((first, others)) = places.split_first() {
            items.insert(*first, (general, Items::of(&ids)));
            left_out.extend(others);
        }
    }
    let told = things.into_iter().enumerate().filter(|(place, _)| !left_out.contains(place));
    told.map(|(place, first)| OfMany { first, items: items.remove(&place) }).collect()
}

/// Parts in their order, those of many items once and with the items.
pub fn told_once(facts: &Facts, parts: &[OpenPart]) -> Vec<String> {
    let many = many(facts, parts.iter().cloned());
    let mut seen = BTreeSet::new();
    let told = parts.iter().map(|part| match of_item(facts, part).and_then(|(general, _)| many.get_key_value(&general)) {
        Some((general, items)) => format!("{general} of {}", items.text()),
        None => part.to_string(),
    });
    told.filter(|part| seen.insert(part.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;
    use crate::value::Instant;

    #[test]
    fn what_is_missing_of_many_items_is_told_once() {
        let ids: Vec<String> = (0..9).map(|n| format!("{{ id: wf-{n} }}")).collect();
        let site = format!("kind: site\nid: shop-north\nworkflows: [{}]\n", ids.join(", "));
        let engine = Engine::builtin("sophmate").unwrap();
        let release = ("release.yaml", "kind: release\nversion: 2.4.0\n");
        let facts = engine.evaluate(&[release, ("site.yaml", &site)], Instant::from_unix(1_784_000_000)).unwrap().facts;
        let part = |steps: &[&str]| OpenPart::At(ReadPath::of("site", steps));
        let parts = |n: usize| (0..n).map(|n| part(&["workflows", &format!("wf-{n}"), "owner"])).collect::<Vec<_>>();
        let six: Vec<String> = parts(6).iter().map(OpenPart::to_string).collect();
        assert_eq!(told_once(&facts, &parts(6)), six);
        assert_eq!(told_once(&facts, &parts(9)), ["site.workflows.*.owner of 9 items (wf-0, wf-1, wf-2 and 6 more)"]);
        let other = [part(&["backup"]), part(&["versions", "php"])];
        assert_eq!(told_once(&facts, &other), ["site.backup", "site.versions.php"]);
    }
}
