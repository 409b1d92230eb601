//! Identifiers of the vocabulary. They are made by looking a name up in a `Vocabulary`, so that one that exists is one
//! that means something; how a name may be written at all is said here too.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Code;

macro_rules! names {
    ($($name:ident $about:literal;)*) => {
        $(
            #[doc = $about]
            #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(Arc<str>);

            impl $name {
                /// For this layer only: everybody else looks a name up.
                pub(super) fn new(text: &str) -> Self {
                    Self(Arc::from(text))
                }

                /// Its name as written in the vocabulary.
                pub fn as_str(&self) -> &str {
                    &self.0
                }

                /// Its name, shared.
                pub fn shared(&self) -> Arc<str> {
                    Arc::clone(&self.0)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }

            // Tables keyed by it can be asked with plain text; hash and order are those of the text.
            impl Borrow<str> for $name {
                fn borrow(&self) -> &str {
                    &self.0
                }
            }
        )*
    };
}

names! {
    Area "A part of the product that a release can touch.";
    Category "A class of automation that is paused as one.";
    Action "Something people or the product do that can be blocked or expedited.";
    Role "Somebody who acts: a role, never a person.";
    Destination "Where something is escalated to.";
    Task "Something a person must do.";
    Software "Software that a release may need and a site may run.";
}

/// Which of the seven tables of the vocabulary a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Areas.
    Area,
    /// Categories.
    Category,
    /// Actions.
    Action,
    /// Roles.
    Role,
    /// Destinations.
    Destination,
    /// Tasks.
    Task,
    /// Software.
    Software,
}

impl Kind {
    /// All kinds, in the order of the vocabulary.
    pub const ALL: [Kind; 7] =
        [Kind::Area, Kind::Category, Kind::Action, Kind::Role, Kind::Destination, Kind::Task, Kind::Software];

    /// The word for one: "area".
    pub fn name(self) -> &'static str {
        match self {
            Kind::Area => "area",
            Kind::Category => "category",
            Kind::Action => "action",
            Kind::Role => "role",
            Kind::Destination => "destination",
            Kind::Task => "task",
            Kind::Software => "software",
        }
    }

    /// One with its article: "an area".
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Area => "an area",
            Kind::Category => "a category",
            Kind::Action => "an action",
            Kind::Role => "a role",
            Kind::Destination => "a destination",
            Kind::Task => "a task",
            Kind::Software => "software that the vocabulary knows",
        }
    }

    /// The word for several, which is also the key in the vocabulary: "areas".
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Area => "areas",
            Kind::Category => "categories",
            Kind::Action => "actions",
            Kind::Role => "roles",
            Kind::Destination => "destinations",
            Kind::Task => "tasks",
            Kind::Software => "software",
        }
    }

    /// The code of the problem that such a name doesn't exist.
    pub fn unknown_code(self) -> Code {
        match self {
            Kind::Area => Code::UnknownArea,
            Kind::Category => Code::UnknownCategory,
            Kind::Action => Code::UnknownAction,
            Kind::Role | Kind::Destination => Code::UnknownDestination,
            Kind::Task => Code::UnknownTask,
            Kind::Software => Code::UnknownSoftware,
        }
    }
}

/// Whether a name is written as names are: lowercase letters, digits, and single hyphens between them.
pub fn is_slug(text: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.split('-').all(word)
}

/// The nearest name that is written as names are: `Theme Assistant` gives `theme-assistant`. `None` when nothing is left.
pub fn slug_of(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.is_empty() { None } else { Some(words.join("-")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lowercase_words_joined_by_single_hyphens() {
        let good = ["workflows", "theme-assistant", "2fa", "a-1"];
        let bad = ["", "-", "a-", "-a", "a--b", "Workflows", "theme_assistant", "theme assistant", "über", "a.b"];
        assert_eq!(good.map(is_slug), [true; 4]);
        assert_eq!(bad.map(is_slug), [false; 10]);
    }

    #[test]
    fn a_name_written_as_a_title_has_a_slug_to_offer() {
        assert_eq!(slug_of("Theme  Assistant (beta)").as_deref(), Some("theme-assistant-beta"));
        assert_eq!(slug_of("—"), None);
    }
}
