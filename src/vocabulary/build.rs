//! Puts the vocabulary together from the files of packs, base first, and checks that its names fit together.
//! A later file may add entries, synonyms and feeds to areas, and names to software; what is said once stays said.

mod area;
mod software;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Sink;
use crate::document::{self, Node};

use super::catalog::{AddedName, AddedSynonym, Vocabulary};
use super::entry::{ActionEntry, CategoryEntry, DestinationEntry, Due, RoleEntry, TaskEntry, Written};
use super::fields::mapping;
use super::impact::Impact;
use super::name::{Action, Area, Category, Destination, Kind, Role, Task};
use super::normalize::Index;
use super::problems::{self, UnknownName};
use table::{defaults, named, role, table};

const SECTIONS: [&str; 10] =
    ["areas", "categories", "actions", "roles", "destinations", "tasks", "software", "stage", "pause", "rollback"];

/// Collects what packs say about names.
#[derive(Debug)]
pub struct VocabularyBuilder {
    vocabulary: Vocabulary,
    base: Option<Arc<str>>,
    roles_named: Vec<Written>,
}

impl Default for VocabularyBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl VocabularyBuilder {
    /// A builder that has read nothing.
    pub fn new() -> Self {
        Self { vocabulary: Vocabulary::empty(), base: None, roles_named: Vec::new() }
    }

    /// Adds one `vocabulary:` of a file of `pack`. Packs come in their order, base first; a pack may have several files.
    pub fn add(&mut self, node: &Node, pack: &str, sink: &mut Sink) {
        let pack: Arc<str> = Arc::from(pack);
        let base = self.base.get_or_insert_with(|| Arc::clone(&pack));
        let overlay = *base != pack;
        for entry in mapping("`vocabulary`", node, sink).unwrap_or_default() {
            self.section(entry, &pack, overlay, sink);
        }
    }

    /// Checks what names refer to, and gives the vocabulary. What is wrong is reported and left out.
    pub fn finish(self, sink: &mut Sink) -> Vocabulary {
        let Self { mut vocabulary, roles_named, .. } = self;
        vocabulary.index = Index::new(&vocabulary.areas);
        software::check(&vocabulary.software, sink);
        let unknown = |kind, written: &str, span| UnknownName { kind, written: written.to_owned(), span };
        for named in roles_named {
            if vocabulary.role(&named.text).is_none() {
                sink.push(unknown(Kind::Role, &named.text, named.span).diagnostic(&vocabulary));
            }
        }
        for feed in vocabulary.areas.values().flat_map(|entry| &entry.feeds) {
            if !vocabulary.areas.contains_key(&feed.area) {
                sink.push(unknown(Kind::Area, feed.area.as_str(), feed.span).diagnostic(&vocabulary));
            }
        }
        forget_unknown(&mut vocabulary);
        vocabulary.impact = Impact::new(&vocabulary.areas);
        vocabulary
    }

    fn section(&mut self, entry: &document::Entry, pack: &Arc<str>, overlay: bool, sink: &mut Sink) {
        let tables = &mut self.vocabulary;
        let roles = &mut self.roles_named;
        match entry.key.text.as_str() {
            "areas" => named(Kind::Area, entry, sink, |item, sink| {
                let (area, words) = area::add(&mut tables.areas, item, pack, sink);
                let change = |w: Written| AddedSynonym { word: w.text, area: area.clone(), pack: Arc::clone(pack), span: w.span };
                if overlay {
                    tables.added_synonyms.extend(words.into_iter().map(change));
                }
            }),
            "categories" => {
                let keys = ["title", "about"];
                table(&mut tables.categories, Kind::Category, &keys, entry, pack, sink, Category::new, |f, origin| {
                    CategoryEntry { title: f.title(), about: f.shared("about"), origin }
                });
            }
            "actions" => {
                let keys = ["title", "about", "not", "due", "acts", "strengths"];
                table(&mut tables.actions, Kind::Action, &keys, entry, pack, sink, Action::new, |f, origin| ActionEntry {
                    title: f.title(),
                    about: f.shared("about"),
                    not: f.shared("not"),
                    due: f.due().unwrap_or(Due::Now),
                    acts: role(f, roles),
                    strengths: f.strengths(),
                    origin,
                });
            }
            "roles" => {
                let keys = ["title", "about", "who", "duty"];
                table(&mut tables.roles, Kind::Role, &keys, entry, pack, sink, Role::new, |f, origin| RoleEntry {
                    title: f.title(),
                    about: f.shared("about"),
                    who: f.text("who").map(Into::into),
                    duty: f.shared("duty"),
                    origin,
                });
            }
            "destinations" => {
                let keys = ["title", "about"];
                table(&mut tables.destinations, Kind::Destination, &keys, entry, pack, sink, Destination::new, |f, origin| {
                    DestinationEntry { title: f.title(), about: f.shared("about"), origin }
                });
            }
            "tasks" => {
                let keys = ["title", "about", "due", "acts", "done"];
                table(&mut tables.tasks, Kind::Task, &keys, entry, pack, sink, Task::new, |f, origin| TaskEntry {
                    title: f.title(),
                    about: f.shared("about"),
                    due: f.due().unwrap_or(Due::Now),
                    acts: role(f, roles),
                    done: f.shared("done"),
                    origin,
                });
            }
            "software" => named(Kind::Software, entry, sink, |item, sink| {
                let (software, names) = software::add(&mut tables.software, item, pack, roles, sink);
                if overlay {
                    let given =
                        |w: Written| AddedName { word: w.text, software: software.clone(), pack: Arc::clone(pack), span: w.span };
                    tables.added_names.extend(names.into_iter().map(given));
                }
            }),
            "stage" => defaults(&mut tables.stage, entry, pack, roles, sink),
            "pause" => defaults(&mut tables.pause, entry, pack, roles, sink),
            "rollback" => defaults(&mut tables.rollback, entry, pack, roles, sink),
            other if other.starts_with("x-") => {}
            other => sink.push(problems::unknown_key("the vocabulary", other, entry.key.span, &SECTIONS)),
        }
    }
}

/// Takes out every reference to a name that doesn't exist, so that an identifier is always one that can be looked up.
fn forget_unknown(vocabulary: &mut Vocabulary) {
    let Vocabulary { areas, roles, actions, tasks, software, stage, pause, rollback, .. } = vocabulary;
    let names: BTreeSet<Area> = areas.keys().cloned().collect();
    for entry in areas.values_mut() {
        entry.feeds.retain(|f| names.contains(&f.area));
    }
    let acts = actions.values_mut().map(|a| &mut a.acts).chain(tasks.values_mut().map(|t| &mut t.acts));
    let acts = acts.chain(software.values_mut().map(|s| &mut s.acts));
    for acting in acts.chain([stage, pause, rollback].map(|v| &mut v.acts)) {
        acting.take_if(|role| !roles.contains_key(role));
    }
}

#[cfg(test)]
mod tests;
