//! What the vocabulary says of each of its names.
//! Reading it from a pack is left to `build`, looking it up to `catalog`.

use std::sync::Arc;

use crate::text::{NamedPath, Span};
use crate::value::{Phase, Scheme};

use super::name::{Area, Role};

/// The strengths that an action may list, from smaller to larger: whether only the normal schedule is blocked, or any start.
pub const BLOCK_STRENGTHS: [&str; 2] = ["normal-schedule", "any"];

/// Where an entry comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The pack that defines it.
    pub pack: Arc<str>,
    /// The place of its name.
    pub span: Span,
}

/// Text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// The path of a fact that a pack names, as it is written and as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// As it is written, for people.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
    /// The names on the way.
    pub path: NamedPath,
}

impl From<Written> for Pointer {
    fn from(Written { text, span }: Written) -> Self {
        Self { path: NamedPath::read(text.trim()), text, span }
    }
}

/// By when a decision must have been acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// At once, whatever the phase.
    Now,
    /// In this phase.
    In(Phase),
}

impl Due {
    /// Every word that may be written, in order.
    pub const WORDS: [&str; 6] = ["now", "before", "staging", "production", "after", "recovery"];

    /// The word in documents: a phase, or `now`.
    pub fn name(self) -> &'static str {
        match self {
            Due::Now => "now",
            Due::In(phase) => phase.name(),
        }
    }

    /// The meaning of a word.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "now" { Some(Due::Now) } else { Phase::parse(text).map(Due::In) }
    }
}

/// An impact edge: a change here may show there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The area that is fed.
    pub area: Area,
    /// Where the pack says so.
    pub span: Span,
}

/// An area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaEntry {
    /// Its title: "Theme Assistant".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// Other words that release notes use for it, of all packs.
    pub also: Vec<Written>,
    /// The areas it feeds, of all packs.
    pub feeds: Vec<Feed>,
    /// Where it is defined.
    pub origin: Origin,
}

/// A category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryEntry {
    /// Its title.
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// Where it is defined.
    pub origin: Origin,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionEntry {
    /// Its title: "the production update".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// The sentence that forbids it: "Do not start the production update."
    pub not: Option<Arc<str>>,
    /// By when a block of it must have been acted on.
    pub due: Due,
    /// Who does it.
    pub acts: Option<Role>,
    /// The strengths a block of it may have, a part of [`BLOCK_STRENGTHS`] in their order; empty when there is one only.
    pub strengths: Vec<&'static str>,
    /// Where it is defined.
    pub origin: Origin,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleEntry {
    /// Its title: "rollback owner".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// The path of the fact that says who that is on a site.
    pub who: Option<Pointer>,
    /// What the role does.
    pub duty: Option<Arc<str>>,
    /// Where it is defined.
    pub origin: Origin,
}

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationEntry {
    /// Its title: "hosting support".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// Where it is defined.
    pub origin: Origin,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskEntry {
    /// Its title: "Record where the backup is kept".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// By when it must be done.
    pub due: Due,
    /// Who does it.
    pub acts: Option<Role>,
    /// What tells that it is done.
    pub done: Option<Arc<str>>,
    /// Where it is defined.
    pub origin: Origin,
}

/// Software of which a release may need a version, and a site run one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoftwareEntry {
    /// Its title: "WooCommerce".
    pub title: Arc<str>,
    /// A sentence on what it is.
    pub about: Option<Arc<str>>,
    /// Other names that people write for it, of all packs; spaces, case and punctuation don't matter.
    pub also: Vec<Written>,
    /// How its versions are ordered.
    pub scheme: Scheme,
    /// The path of the fact that says its version on a site, where that is not its key of `site.versions`.
    pub at: Option<Pointer>,
    /// Whether it is an extension of the server, of which release notes may ask for no more than that it is there.
    pub extension: bool,
    /// The software in whose place it runs, and under whose name its versions are often written.
    pub instead_of: Vec<Written>,
    /// Who brings it to another version.
    pub acts: Option<Role>,
    /// Where it is defined.
    pub origin: Origin,
}

/// What holds for every decision of a verb whose targets have no entries of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbDefaults {
    /// By when it must have been acted on.
    pub due: Due,
    /// Who does it.
    pub acts: Option<Role>,
    /// Where a pack says so; none for the engine's own default.
    pub origin: Option<Origin>,
}

impl VerbDefaults {
    /// The engine's own default.
    pub(super) fn due(due: Due) -> Self {
        Self { due, acts: None, origin: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_due_is_read_back() {
        let read: Vec<Option<&str>> = Due::WORDS.iter().map(|w| Due::parse(w).map(Due::name)).collect();
        assert_eq!(read, Due::WORDS.map(Some));
        assert_eq!(Due::parse("soon"), None);
    }
}
