//! How a part of a condition is wanted, on the way from the condition down to its tests: to hold or not to, and whether that is to
//! be certain. Which tests are told is left to those who go down.

use crate::value::Truth;

/// What is wanted of a part of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whether it is to hold, or not to.
    pub holds: bool,
    /// Below `certainly`: whether that is to be known, or not to be. None elsewhere.
    pub known: Option<bool>,
}

impl Wanted {
    /// That it holds.
    pub const YES: Wanted = Wanted { holds: true, known: None };

    /// What is wanted of the inner part of a `not`.
    #[must_use]
    pub fn of_negated(self) -> Self {
        Self { holds: !self.holds, ..self }
    }

    /// What is wanted of the inner part of a `certainly`.
    #[must_use]
    pub fn of_certain(self) -> Self {
        Self { holds: true, known: Some(self.known.is_none_or(|known| known) == self.holds) }
    }

    /// Whether an answer is as wanted.
    pub fn is(self, truth: Truth) -> bool {
        let so = if self.holds { truth.is_yes() } else { truth.is_no() };
        so == self.known.unwrap_or(true)
    }

    /// Whether an answer may turn out as wanted. What is known or not doesn't turn out otherwise.
    pub fn may_be(self, truth: Truth) -> bool {
        match self.known {
            Some(_) => self.is(truth),
            None if self.holds => truth.can_be_yes(),
            None => truth.can_be_no(),
        }
    }

    /// Whether all parts of an `all` (or of an `any`) must be so, or one is enough.
    pub fn needs_each(self, all: bool) -> bool {
        (all == self.holds) == self.known.unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_of_parts_says_what_is_wanted_of_the_whole() {
        let truths: Vec<Truth> = (1..8_u8).map(|n| Truth::from_answers(n & 1 != 0, n & 2 != 0, n & 4 != 0)).collect();
        for (holds, known) in [true, false].into_iter().flat_map(|h| [None, Some(true), Some(false)].map(|k| (h, k))) {
            let wanted = Wanted { holds, known };
            for a in truths.iter().copied() {
                assert_eq!(wanted.is(a.not()), wanted.of_negated().is(a), "{wanted:?} {a:?}");
                assert_eq!(wanted.is(a.certain()), wanted.of_certain().is(a), "{wanted:?} {a:?}");
                for b in truths.iter().copied() {
                    for (all, whole) in [(true, a.and(b)), (false, a.or(b))] {
                        let (a, b) = (wanted.is(a), wanted.is(b));
                        let parts = if wanted.needs_each(all) { a && b } else { a || b };
                        assert_eq!(wanted.is(whole), parts, "{wanted:?} {all} {whole:?}");
                    }
                }
            }
        }
    }
}
