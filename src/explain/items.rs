//! What is missing of many items alike: told once, with how many items it is of and the first of them.
//! What is missing of each is found by `leaves`.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::OpenPart;
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
    /// How many they are and what the first of them are called: "40 items (wf-digest, wf-restock, wf-tax and 37 more)".
    pub fn text(&self) -> String {
        let mut names: Vec<String> = self.first.iter().map(|id| printable(id).into_owned()).collect();
        names.push(format!("{} more", self.count.saturating_sub(self.first.len())));
        format!("{} items ({})", self.count, wording::list_and(&names))
    }
}

/// A part of an item, as it is of every item of its list: `site.workflows.*.owner`; and the item. None of other parts.
pub fn of_item(facts: &Facts, part: &OpenPart) -> Option<(OpenPart, String)> {
    let path = part.path()?;
    let [list, id, rest @ ..] = path.steps() else { return None };
    path.document().filter(|document| *document == "site")?;
    let record = facts.root("site")?.shape.record()?;
    record.fields.get(list)?.note.item.as_ref().filter(|_| &**id != "*")?;
    let general = ReadPath::of("site", &[list, "*"]).with(rest.iter().cloned());
    Some((part.moved(general), id.to_string()))
}

/// The parts that are missing of more than a few items, as they are of every item, each with its items.
pub fn many(facts: &Facts, parts: impl Iterator<Item = OpenPart>) -> BTreeMap<OpenPart, Items> {
    let mut ids: BTreeMap<OpenPart, BTreeSet<String>> = BTreeMap::new();
    for (general, id) in parts.filter_map(|part| of_item(facts, &part)) {
        ids.entry(general).or_default().insert(id);
    }
    let items = |ids: BTreeSet<String>| Items { count: ids.len(), first: ids.into_iter().take(NAMED).collect() };
    ids.into_iter().filter(|(_, ids)| ids.len() > FEW).map(|(general, ids)| (general, items(ids))).collect()
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
