//! The strengths that are words in an order, from smaller to larger.
//! Which verb has which is said by `strength`.

use crate::vocabulary::BLOCK_STRENGTHS;

macro_rules! levels {
    ($(#[doc = $about:literal] $name:ident $count:literal $names:expr => { $($variant:ident $says:literal,)* })*) => {
        $(
            #[doc = $about]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name {
                $(#[doc = $says] $variant,)*
            }

            impl $name {
                /// All of them, from smaller to larger.
                pub const ALL: [$name; $count] = [$($name::$variant,)*];

                /// Their words, in the same order.
                pub const NAMES: [&str; $count] = $names;

                /// The word in policies.
                pub fn name(self) -> &'static str {
                    let at = Self::ALL.iter().position(|level| *level == self);
                    at.and_then(|at| Self::NAMES.get(at)).copied().unwrap_or_default()
                }

                /// The one with this word.
                pub fn parse(word: &str) -> Option<Self> {
                    let at = Self::NAMES.iter().position(|name| *name == word)?;
                    Self::ALL.get(at).copied()
                }
            }
        )*
    };
}

levels! {
    #[doc = "How much staging or a task matters."]
    Advice 2 ["advised", "required"] => {
        Advised "It is good practice; nothing waits for it.",
        Required "It must be done.",
    }

    #[doc = "What of an action is blocked."]
    Blocked 2 BLOCK_STRENGTHS => {
        NormalSchedule "Only its normal schedule: a narrow, watched start is allowed.",
        Any "Any start.",
    }

    #[doc = "How far the rollback decision goes."]
    RollbackLevel 3 ["prepare", "decision-needed", "required"] => {
        Prepare "The way back must be ready.",
        DecisionNeeded "The rollback owner must decide now.",
        Required "Production must go back.",
    }

    #[doc = "By which means at least production goes back."]
    RollbackBy 4 ["files", "files-and-database", "full-restore", "forward-only"] => {
        Files "The files of the version before.",
        FilesAndDatabase "Files, and the database as it was.",
        FullRestore "A restore of the whole backup.",
        ForwardOnly "There is no way back, only a repair forward.",
    }

    #[doc = "How soon something must be done."]
    Urgency 2 ["soon", "now"] => {
        Soon "Sooner than planned.",
        Now "At once.",
    }
}
