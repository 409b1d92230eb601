//! The one-word answer for a site, and the exit status that goes with it.
//! Which decisions lead to which verdict is `evaluate`'s business.

use std::cmp::Ordering;
use std::fmt;

use crate::value::Phase;

/// The answer for a site. Ordered from nothing to do to going back; a hold by precaution is less than a certain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Nothing is in force above `advised`.
    Clear,
    /// The update may be scheduled, with what is listed.
    Prepare,
    /// Only blocks that staging lifts stand before the next action.
    StageFirst,
    /// The action that the phase leads to is blocked.
    Hold {
        /// Whether it is blocked only because something is not known.
        precaution_only: bool,
    },
    /// A rollback decision is certainly due.
    Decide,
    /// Production must go back.
    RollBack,
}

impl Verdict {
    /// Every verdict, from least to most.
    pub const ALL: [Verdict; 7] = [
        Verdict::Clear,
        Verdict::Prepare,
        Verdict::StageFirst,
        Verdict::Hold { precaution_only: true },
        Verdict::Hold { precaution_only: false },
        Verdict::Decide,
        Verdict::RollBack,
    ];

    /// Every name, from least to most.
    pub const NAMES: [&str; 6] = ["clear", "prepare", "stage-first", "hold", "decide", "roll-back"];

    /// The word in options and machine formats; both kinds of hold are `hold`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Clear => "clear",
            Verdict::Prepare => "prepare",
            Verdict::StageFirst => "stage-first",
            Verdict::Hold { .. } => "hold",
            Verdict::Decide => "decide",
            Verdict::RollBack => "roll-back",
        }
    }

    /// The verdict of this name; `hold` is the certain one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|v| v.name() == text)
    }

    /// The words at the top of a report.
    pub fn headline(self) -> &'static str {
        match self {
            Verdict::Clear => "CLEAR",
            Verdict::Prepare => "PREPARE",
            Verdict::StageFirst => "STAGE FIRST",
            Verdict::Hold { precaution_only: false } => "HOLD",
            Verdict::Hold { precaution_only: true } => "HOLD BY PRECAUTION",
            Verdict::Decide => "DECIDE",
            Verdict::RollBack => "ROLL BACK",
        }
    }

    /// A sentence on what it means where the update stands.
    pub fn meaning(self, phase: Phase) -> &'static str {
        let applied = phase.reaches(Phase::After);
        match self {
            Verdict::Clear if applied => "The update is in place, and nothing is left to do.",
            Verdict::Clear => "Nothing stands in the way, and nothing has to be prepared.",
            Verdict::Prepare if applied => "The update is in place; what is listed still pauses or is still to be done.",
            Verdict::Prepare if phase == Phase::Production => {
                "The update may be installed, with the pauses and tasks that are listed."
            }
            Verdict::Prepare => "The update may be scheduled, with the stagings, pauses and tasks that are listed.",
            Verdict::StageFirst => "Staging comes first: only what is checked there still blocks the next step.",
            Verdict::Hold { precaution_only: false } => "The next step is blocked.",
            Verdict::Hold { precaution_only: true } => {
                "The next step is blocked as a precaution, because facts are missing that could clear it."
            }
            Verdict::Decide => "The rollback owner must decide now.",
            Verdict::RollBack => "Production must go back to the state before the update.",
        }
    }

    /// The exit status of a command that ends with it.
    pub fn exit_status(self) -> u8 {
        match self {
            Verdict::Clear | Verdict::Prepare => 0,
            Verdict::StageFirst => 10,
            Verdict::Hold { precaution_only: false } => 20,
            Verdict::Hold { precaution_only: true } => 21,
            Verdict::RollBack => 30,
            Verdict::Decide => 31,
        }
    }

    /// Whether it is as severe as the level of that name or more; a hold by precaution reaches `hold`.
    pub fn reaches(self, level: Verdict) -> bool {
        self.level() >= level.level()
    }

    fn level(self) -> u8 {
        match self {
            Verdict::Clear => 0,
            Verdict::Prepare => 1,
            Verdict::StageFirst => 2,
            Verdict::Hold { .. } => 3,
            Verdict::Decide => 4,
            Verdict::RollBack => 5,
        }
    }
}

impl Ord for Verdict {
    fn cmp(&self, other: &Self) -> Ordering {
        let certain = |v: &Verdict| *v == Verdict::Hold { precaution_only: false };
        self.level().cmp(&other.level()).then(certain(self).cmp(&certain(other)))
    }
}

impl PartialOrd for Verdict {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_ordered_from_clear_to_roll_back() {
        let mut sorted = Verdict::ALL;
        sorted.reverse();
        sorted.sort();
        assert_eq!(sorted, Verdict::ALL);
        assert_eq!(Verdict::ALL.map(Verdict::exit_status), [0, 0, 10, 21, 20, 31, 30]);
    }

    #[test]
    fn names_are_read_back() {
        assert_eq!(Verdict::NAMES.map(|n| Verdict::parse(n).map(Verdict::name)), Verdict::NAMES.map(Some));
        assert_eq!(Verdict::parse("hold"), Some(Verdict::Hold { precaution_only: false }));
        assert_eq!(Verdict::parse("STAGE FIRST"), None);
    }

    #[test]
    fn a_hold_by_precaution_reaches_the_level_hold() {
        let careful = Verdict::Hold { precaution_only: true };
        let certain = Verdict::Hold { precaution_only: false };
        assert!(careful < certain && careful.reaches(certain) && certain.reaches(careful));
        assert!(!careful.reaches(Verdict::Decide));
        assert_eq!((careful.headline(), Verdict::StageFirst.headline()), ("HOLD BY PRECAUTION", "STAGE FIRST"));
    }
}
