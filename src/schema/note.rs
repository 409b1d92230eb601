//! What a schema says about a fact beside its form: documentation, kind, secrecy, what can be done about it.
//! The form itself is `shape`'s, the reading of the keywords `keywords`'.

use std::sync::Arc;

use super::relation::Relation;
use super::software::Software;
use crate::text::{NamedPath, Span};
use crate::value::{Phase, Value};

/// What leaving a fact out means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Seen or not: left out is unknown.
    #[default]
    Observation,
    /// Somebody says so: left out is not confirmed.
    Confirmation,
    /// It happened: left out is that it didn't.
    Event,
}

impl FactKind {
    /// All kinds.
    pub const ALL: [FactKind; 3] = [FactKind::Observation, FactKind::Confirmation, FactKind::Event];

    /// The word in schemas.
    pub fn name(self) -> &'static str {
        match self {
            FactKind::Observation => "observation",
            FactKind::Confirmation => "confirmation",
            FactKind::Event => "event",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == text)
    }
}

/// What a date without a time means where an instant is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateMeans {
    /// The moment with which the day begins.
    Start,
    /// The end of the day: a limit that includes it.
    End,
    /// Some moment of the day.
    #[default]
    Sometime,
}

impl DateMeans {
    /// All of them.
    pub const ALL: [DateMeans; 3] = [DateMeans::Start, DateMeans::End, DateMeans::Sometime];

    /// The word in schemas.
    pub fn name(self) -> &'static str {
        match self {
            DateMeans::Start => "start",
            DateMeans::End => "end",
            DateMeans::Sometime => "sometime",
        }
    }

    /// The meaning of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == text)
    }

    /// What it means, as a sentence.
    pub fn says(self) -> &'static str {
        match self {
            DateMeans::Start => "A date alone begins with its day.",
            DateMeans::End => "A date alone ends with its day, which belongs to it.",
            DateMeans::Sometime => "A date alone is some moment of its day.",
        }
    }
}

/// What a fact of a release is when several versions lie on the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnTheWay {
    /// Known where all of them say the same; what only some say is possible.
    Agree,
    /// What any of them says: lists united, booleans true when one is.
    Any,
    /// The strictest: the last word of an enum, the largest number or duration.
    Strictest,
    /// What the first one says, which starts from the installed version.
    First,
    /// What the newest one says, which is the release itself.
    Target,
}

impl OnTheWay {
    /// All of them.
    pub const ALL: [OnTheWay; 5] = [OnTheWay::Agree, OnTheWay::Any, OnTheWay::Strictest, OnTheWay::First, OnTheWay::Target];

    /// The word in schemas.
    pub fn name(self) -> &'static str {
        match self {
            OnTheWay::Agree => "agree",
            OnTheWay::Any => "any",
            OnTheWay::Strictest => "strictest",
            OnTheWay::First => "first",
            OnTheWay::Target => "target",
        }
    }

    /// The one of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == text)
    }
}

/// Everything a schema says about a fact beside its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// A sentence for a site owner.
    pub description: String,
    /// A short name.
    pub title: Option<String>,
    /// Example values, each as JSON text.
    pub examples: Vec<String>,
    /// What leaving it out means; inherited from above.
    pub kind: FactKind,
    /// What `none` means here; without it `none` may not be written.
    pub none: Option<String>,
    /// The value taken when it is left out.
    pub default: Option<Value>,
    /// Whether it is secret; inherited from above.
    pub secret: bool,
    /// The phase before which it can't be known; inherited from above.
    pub known_from: Option<Phase>,
    /// What it is when several versions lie on the way to a release, where the schema says; inherited from above.
    pub on_the_way: Option<OnTheWay>,
    /// A version of the product, in its scheme.
    pub of_product: bool,
    /// An instant that dates an observation.
    pub observed: bool,
    /// On an instant: what a date without a time means.
    pub day: DateMeans,
    /// Speaks about the documents rather than the world.
    pub evidence: bool,
    /// On a map: it may have further keys unless a document says `partial: false`.
    pub partial: bool,
    /// On a range of versions: a version alone is that version, and not one of those from it on.
    pub exactly: bool,
    /// On elements of a list: they are server extensions, in whatever spelling.
    pub extension: Option<Arc<Software>>,
    /// Made for a name of the vocabulary; no schema has it.
    pub from_vocabulary: bool,
    /// On a list of records: its elements are items of this kind.
    pub item: Option<ItemKind>,
    /// What somebody can do to change it.
    pub actionable: Option<Actionable>,
    /// The definition in the engine, for a fact that documents don't state.
    pub computed: Option<Computed>,
    /// How a sentence says it.
    pub words: Option<Words>,
    /// What a sentence is about ("the backup").
    pub subject: Option<String>,
    /// Other names that people give it, for the one that is meant by an unknown key.
    pub also: Vec<String>,
    /// On a record: pairs of facts that can't stand in any order.
    pub relations: Vec<Relation>,
    /// A text in somebody's own words, such as a note, and not the name of somebody or something.
    pub free: bool,
    /// The least number of characters of a text.
    pub min_length: usize,
    /// Where the schema defines it: its key.
    pub span: Option<Span>,
}

impl Note {
    /// What it is when several versions lie on the way to a release: an event happened when any of them says so.
    pub fn on_the_way(&self) -> OnTheWay {
        let usual = if self.kind == FactKind::Event { OnTheWay::Any } else { OnTheWay::Agree };
        self.on_the_way.unwrap_or(usual)
    }
}

/// What the elements of a list of items are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemKind {
    /// The kind of item, such as `workflow`; `type` in schemas.
    pub name: String,
    /// The area of an item that doesn't say.
    pub area: Option<String>,
    /// The category of an item that doesn't say.
    pub category: Option<String>,
}

/// Something somebody can do to change a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actionable {
    /// What to do, as an imperative; `do` in schemas.
    pub action: String,
    /// The role that does it.
    pub acts: Option<String>,
    /// How much work it is, compared with others.
    pub cost: u32,
    /// Whether it only finds out what is so: then it changes nothing that is known.
    pub finds: bool,
}

/// A fact that the engine computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The name of its definition.
    pub name: String,
    /// The paths it is computed from, where the definition takes some.
    pub of: Vec<NamedPath>,
}

/// How a sentence says a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// When it is so.
    pub is: Option<String>,
    /// When it is not.
    pub not: Option<String>,
}
