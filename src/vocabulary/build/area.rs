//! Reads an area, or what a later file adds to one: synonyms and impact edges, never another title.
//! Whether the areas that it feeds exist is checked by `build` when all files are read.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::Sink;
use crate::document;
use crate::vocabulary::entry::{AreaEntry, Feed, Origin, Written};
use crate::vocabulary::fields::Fields;
use crate::vocabulary::fold::{MAX_WORDS, fold};
use crate::vocabulary::name::Area;
use crate::vocabulary::problems;

const KEYS: [&str; 4] = ["title", "about", "also", "feeds"];

/// Reads one entry below `areas`. Gives the words that were no name of the area before.
pub(super) fn add(
    areas: &mut IndexMap<Area, AreaEntry>,
    item: &document::Entry,
    pack: &Arc<str>,
    sink: &mut Sink,
) -> (Area, Vec<Written>) {
    let mut fields = Fields::new(format!("area `{}`", item.key.text), item, &KEYS, sink);
    let area = Area::new(fields.name);
    let mut words = Vec::new();
    if let Some(known) = areas.get_mut(&area) {
        say_again(known, &mut fields);
    } else {
        let origin = Origin { pack: Arc::clone(pack), span: fields.span };
        let title = fields.title();
        words.push(Written { text: area.shared(), span: fields.span });
        words.push(Written { text: Arc::clone(&title), span: fields.span });
        let about = fields.shared("about");
        areas.insert(area.clone(), AreaEntry { title, about, also: Vec::new(), feeds: Vec::new(), origin });
    }
    let also = synonyms(&area, &mut fields);
    let feeds = fields.list("feeds");
    if let Some(entry) = areas.get_mut(&area) {
        let mut known = if words.is_empty() { names(&area, entry) } else { BTreeSet::new() };
        words.extend(also.iter().cloned());
        words.retain(|w| known.insert(fold(&w.text)));
        entry.also.extend(also);
        let mut fed: BTreeSet<Area> = entry.feeds.iter().map(|f| f.area.clone()).collect();
        let new = feeds.into_iter().map(|w| Feed { area: Area::new(&w.text), span: w.span });
        entry.feeds.extend(new.filter(|f| fed.insert(f.area.clone())));
    }
    (area, words)
}

/// What is said of the area is said already; only a description may still be missing.
fn say_again(known: &mut AreaEntry, fields: &mut Fields<'_>) {
    for key in fields.keys() {
        let said = match key.text.as_str() {
            "title" => true,
            "about" => known.about.is_some(),
            _ => false,
        };
        if said {
            let what = format!("the `{}` of {}", key.text, fields.what);
            let Origin { pack, span } = &known.origin;
            let problem = problems::redefined(&what, key.span, *span, pack, Some("`also` and `feeds` of an area"));
            fields.sink().push(problem);
        }
    }
    if known.about.is_none() {
        known.about = fields.shared("about");
    }
}

/// The synonyms that can be matched; the others are reported.
fn synonyms(area: &Area, fields: &mut Fields<'_>) -> Vec<Written> {
    let fits = |w: &Written| (1..=MAX_WORDS).contains(&fold(&w.text).len());
    let (fit, unfit): (Vec<Written>, Vec<Written>) = fields.list("also").into_iter().partition(fits);
    for word in unfit {
        let problem = problems::bad_synonym(area.as_str(), &word, MAX_WORDS);
        fields.sink().push(problem);
    }
    fit
}

/// The names that an area has, folded.
fn names(area: &Area, entry: &AreaEntry) -> BTreeSet<Vec<String>> {
    let also = entry.also.iter().map(|w| &*w.text);
    [area.as_str(), &*entry.title].into_iter().chain(also).map(fold).collect()
}
