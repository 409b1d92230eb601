//! What came of all mutants of a policy, counted: the score is the share of the killed among those that differ.
//! How it is shown is `report`'s business.

use super::run::{Fate, Outcome};

/// The mutants of one policy with what came of them.
#[derive(Clone, Debug)]
pub struct Report {
    /// The name of the policy.
    pub policy: String,
    /// The suites, each with its name and file.
    pub suites: Vec<(String, String)>,
    /// How many cases they have.
    pub cases: usize,
    /// The mutants in the order of the policy.
    pub mutants: Vec<Outcome>,
    /// How many mutants were not tried, as it would have been too much.
    pub untried: usize,
}

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Some case fails.
    pub killed: usize,
    /// No case fails, and one would.
    pub survived: usize,
    /// Nothing can tell them from the policy.
    pub equivalent: usize,
    /// Neither was found out.
    pub undecided: usize,
    /// No policies.
    pub invalid: usize,
}

impl Tally {
    /// Counts mutants.
    pub fn of<'a>(mutants: impl IntoIterator<Item = &'a Outcome>) -> Self {
        let mut out = Self::default();
        for mutant in mutants {
            match mutant.fate {
                Fate::Killed => out.killed += 1,
                Fate::Survives(..) => out.survived += 1,
                Fate::Equivalent => out.equivalent += 1,
                Fate::Undecided => out.undecided += 1,
                Fate::Invalid => out.invalid += 1,
            }
        }
        out
    }

    /// All mutants.
    pub fn all(self) -> usize {
        self.killed + self.survived + self.equivalent + self.undecided + self.invalid
    }

    /// The killed among those that are known to differ, in whole per cent, never rounded up; all of none.
    pub fn score(self) -> usize {
        (self.killed * 100).checked_div(self.killed + self.survived).unwrap_or(100)
    }
}
