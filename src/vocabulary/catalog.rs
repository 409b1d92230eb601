//! The vocabulary of a policy: everything its packs say about names, ready to be looked up.
//! It is put together by `build`; free text is mapped to areas by `normalize`.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::text::Span;
use crate::value::Phase;

use super::entry::{
    ActionEntry, AreaEntry, CategoryEntry, DestinationEntry, Due, RoleEntry, SoftwareEntry, TaskEntry, VerbDefaults,
};
use super::impact::Impact;
use super::name::{Action, Area, Category, Destination, Kind, Role, Software, Task};
use super::normalize::Index;

/// The names of a policy and what is said of each. Made by [`VocabularyBuilder`](super::VocabularyBuilder).
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The areas, in the order of the packs.
    pub areas: IndexMap<Area, AreaEntry>,
    /// The categories.
    pub categories: IndexMap<Category, CategoryEntry>,
    /// The actions.
    pub actions: IndexMap<Action, ActionEntry>,
    /// The roles.
    pub roles: IndexMap<Role, RoleEntry>,
    /// The destinations.
    pub destinations: IndexMap<Destination, DestinationEntry>,
    /// The tasks.
    pub tasks: IndexMap<Task, TaskEntry>,
    /// The software.
    pub software: IndexMap<Software, SoftwareEntry>,
    /// What holds for every staging.
    pub stage: VerbDefaults,
    /// What holds for every pause.
    pub pause: VerbDefaults,
    /// What holds for the rollback decision.
    pub rollback: VerbDefaults,
    /// The words that packs after the first one map to areas: what was unmapped, or mapped elsewhere, may now look harmless.
    pub added_synonyms: Vec<AddedSynonym>,
    /// The names that packs after the first one give to software of another pack: what was not compared may now look met.
    pub added_names: Vec<AddedName>,
    pub(super) index: Index,
    pub(super) impact: Impact,
}

/// A word that an overlay maps to an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedSynonym {
    /// The word: a synonym, or the name or title of an area that the overlay adds.
    pub word: Arc<str>,
    /// What it is mapped to.
    pub area: Area,
    /// The pack that does so.
    pub pack: Arc<str>,
    /// Where.
    pub span: Span,
}

/// A name that an overlay gives to software that another pack defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedName {
    /// The name.
    pub word: Arc<str>,
    /// What it stands for.
    pub software: Software,
    /// The pack that does so.
    pub pack: Arc<str>,
    /// Where.
    pub span: Span,
}

impl Vocabulary {
    /// A vocabulary without names, with the engine's own defaults.
    pub fn empty() -> Self {
        Self {
            areas: IndexMap::new(),
            categories: IndexMap::new(),
            actions: IndexMap::new(),
            roles: IndexMap::new(),
            destinations: IndexMap::new(),
            tasks: IndexMap::new(),
            software: IndexMap::new(),
            stage: VerbDefaults::due(Due::In(Phase::Staging)),
            pause: VerbDefaults::due(Due::In(Phase::Production)),
            rollback: VerbDefaults::due(Due::Now),
            added_synonyms: Vec::new(),
            added_names: Vec::new(),
            index: Index::default(),
            impact: Impact::default(),
        }
    }

    /// The area of exactly this name.
    pub fn area(&self, name: &str) -> Option<Area> {
        self.areas.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// The category of exactly this name.
    pub fn category(&self, name: &str) -> Option<Category> {
        self.categories.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// The action of exactly this name.
    pub fn action(&self, name: &str) -> Option<Action> {
        self.actions.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// The role of exactly this name.
    pub fn role(&self, name: &str) -> Option<Role> {
        self.roles.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// The destination of exactly this name.
    pub fn destination(&self, name: &str) -> Option<Destination> {
        self.destinations.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// The task of exactly this name.
    pub fn task(&self, name: &str) -> Option<Task> {
        self.tasks.get_key_value(name).map(|(k, _)| k.clone())
    }

    /// All names of a kind, in the order of the packs.
    pub fn names(&self, kind: Kind) -> Vec<&str> {
        match kind {
            Kind::Area => self.areas.keys().map(Area::as_str).collect(),
            Kind::Category => self.categories.keys().map(Category::as_str).collect(),
            Kind::Action => self.actions.keys().map(Action::as_str).collect(),
            Kind::Role => self.roles.keys().map(Role::as_str).collect(),
            Kind::Destination => self.destinations.keys().map(Destination::as_str).collect(),
            Kind::Task => self.tasks.keys().map(Task::as_str).collect(),
            Kind::Software => self.software.keys().map(Software::as_str).collect(),
        }
    }

    /// Whether this kind has the name.
    pub fn has(&self, kind: Kind, name: &str) -> bool {
        match kind {
            Kind::Area => self.areas.contains_key(name),
            Kind::Category => self.categories.contains_key(name),
            Kind::Action => self.actions.contains_key(name),
            Kind::Role => self.roles.contains_key(name),
            Kind::Destination => self.destinations.contains_key(name),
            Kind::Task => self.tasks.contains_key(name),
            Kind::Software => self.software.contains_key(name),
        }
    }

    /// The title of a name, for people.
    pub fn title(&self, kind: Kind, name: &str) -> Option<&str> {
        match kind {
            Kind::Area => self.areas.get(name).map(|e| &*e.title),
            Kind::Category => self.categories.get(name).map(|e| &*e.title),
            Kind::Action => self.actions.get(name).map(|e| &*e.title),
            Kind::Role => self.roles.get(name).map(|e| &*e.title),
            Kind::Destination => self.destinations.get(name).map(|e| &*e.title),
            Kind::Task => self.tasks.get(name).map(|e| &*e.title),
            Kind::Software => self.software.get(name).map(|e| &*e.title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::fixture::vocabulary;

    #[test]
    fn names_are_looked_up_exactly() {
        let v = vocabulary("areas:\n  workflows: { title: Workflows }\nroles:\n  owner: { title: owner }\n");
        assert_eq!(v.area("workflows").map(|a| a.to_string()).as_deref(), Some("workflows"));
        assert_eq!(v.area("Workflows"), None);
        assert_eq!(v.role("workflows"), None);
        assert_eq!(v.names(Kind::Area), ["workflows"]);
        assert_eq!(v.title(Kind::Area, "workflows"), Some("Workflows"));
    }

    #[test]
    fn the_engine_has_defaults_for_what_no_pack_says() {
        let v = Vocabulary::empty();
        assert_eq!([v.stage.due, v.pause.due, v.rollback.due].map(Due::name), ["staging", "production", "now"]);
    }
}
