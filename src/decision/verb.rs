//! What can be decided: the closed list of verbs, and what an undetermined decision of each means.
//! What a verb is aimed at is said by `target`, how strongly by `strength`.

use std::fmt;

/// What is decided about a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Test an area on staging before production.
    Stage,
    /// A category or item must not run until lifted.
    Pause,
    /// An action must not be done now.
    Block,
    /// The way back must be ready, must be decided on, or must be taken.
    Rollback,
    /// A person must do a task.
    Require,
    /// Somebody must be told.
    Escalate,
    /// Waiting with an action is the greater risk.
    Expedite,
    /// An intermediate conclusion that other rules read.
    Derive,
}

/// What is in force while a decision is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caution {
    /// The cautious reading is in force, and marked so.
    Precaution,
    /// Only what is certain is in force; the rest is an open question.
    Ask,
    /// Only what is certain is in force, and nothing is asked.
    Ignore,
}

impl Verb {
    /// Every verb, in the order in which decisions are listed.
    pub const ALL: [Verb; 8] =
        [Verb::Stage, Verb::Pause, Verb::Block, Verb::Rollback, Verb::Require, Verb::Escalate, Verb::Expedite, Verb::Derive];

    /// Every name, in the same order.
    pub const NAMES: [&str; 8] = ["stage", "pause", "block", "rollback", "require", "escalate", "expedite", "derive"];

    /// The word in policies.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Stage => "stage",
            Verb::Pause => "pause",
            Verb::Block => "block",
            Verb::Rollback => "rollback",
            Verb::Require => "require",
            Verb::Escalate => "escalate",
            Verb::Expedite => "expedite",
            Verb::Derive => "derive",
        }
    }

    /// The verb of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name() == text)
    }

    /// What is in force while a decision is undetermined, unless its rule says otherwise. A derived conclusion is
    /// never in force by itself.
    pub fn caution(self) -> Caution {
        match self {
            Verb::Stage | Verb::Pause | Verb::Block | Verb::Rollback => Caution::Precaution,
            Verb::Require | Verb::Escalate | Verb::Expedite => Caution::Ask,
            Verb::Derive => Caution::Ignore,
        }
    }

    /// What it is aimed at, in words.
    pub fn aims_at(self) -> &'static str {
        match self {
            Verb::Stage => "an area",
            Verb::Pause => "a category or an item",
            Verb::Block | Verb::Expedite => "an action",
            Verb::Rollback => "nothing: the update itself",
            Verb::Require => "a task",
            Verb::Escalate => "a destination or a role",
            Verb::Derive => "a name of its own",
        }
    }

    /// A sentence on what it means.
    pub fn doc(self) -> &'static str {
        match self {
            Verb::Stage => "Test this area on staging before production.",
            Verb::Pause => "This category or item must not run until the pause is lifted.",
            Verb::Block => "This must not be done now.",
            Verb::Rollback => "The way back must be ready, its owner must decide now, or production must go back.",
            Verb::Require => "A person must do this.",
            Verb::Escalate => "This destination or role must be told.",
            Verb::Expedite => "Waiting with this is the greater risk; it is shown beside the verdict and overrides nothing.",
            Verb::Derive => "An intermediate conclusion that other rules read.",
        }
    }

    /// Whether it has a target of its own; the rollback decision has none.
    pub fn has_target(self) -> bool {
        self != Verb::Rollback
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Caution {
    /// All of them.
    pub const ALL: [Caution; 3] = [Caution::Precaution, Caution::Ask, Caution::Ignore];

    /// Every name, in the same order.
    pub const NAMES: [&str; 3] = ["precaution", "ask", "ignore"];

    /// The word in policies, after `if_unknown`.
    pub fn name(self) -> &'static str {
        match self {
            Caution::Precaution => "precaution",
            Caution::Ask => "ask",
            Caution::Ignore => "ignore",
        }
    }

    /// The one of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.name() == text)
    }

    /// A sentence on what it means.
    pub fn doc(self) -> &'static str {
        match self {
            Caution::Precaution => "What can't be ruled out is in force as a precaution.",
            Caution::Ask => "Only what is certain is in force; the rest is an open question.",
            Caution::Ignore => "Only what is certain is in force, and nothing is asked.",
        }
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        assert_eq!(Verb::ALL.map(Verb::name), Verb::NAMES);
        assert_eq!(Verb::NAMES.map(Verb::parse), Verb::ALL.map(Some));
        assert_eq!(Caution::NAMES.map(Caution::parse), Caution::ALL.map(Some));
        assert_eq!((Verb::parse("Stage"), Verb::parse("")), (None, None));
    }

    #[test]
    fn what_stops_something_is_a_precaution_and_what_asks_people_is_a_question() {
        let precautions: Vec<&str> =
            Verb::ALL.into_iter().filter(|v| v.caution() == Caution::Precaution).map(Verb::name).collect();
        assert_eq!(precautions, ["stage", "pause", "block", "rollback"]);
    }
}
