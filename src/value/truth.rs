//! A truth is the set of answers still possible: a non-empty subset of yes, no, later.
//! It has no conversion to `bool`; callers say which question they ask of it.

/// The answers still possible (design 5.1). `and`, `or`, `not` are strong Kleene on no < later < yes, lifted to sets
/// member by member.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Truth(u8);

const NO: u8 = 1;
const LATER: u8 = 2;
const YES: u8 = 4;

impl Truth {
    /// Certainly yes.
    pub const YES: Truth = Truth(YES);
    /// Certainly no.
    pub const NO: Truth = Truth(NO);
    /// Can't be known before a later phase.
    pub const LATER: Truth = Truth(LATER);
    /// Yes or no, not known which.
    pub const UNKNOWN: Truth = Truth(YES | NO);

    /// `YES` or `NO`.
    pub fn of(answer: bool) -> Self {
        if answer { Self::YES } else { Self::NO }
    }

    /// The set with these answers; `UNKNOWN` for the empty set, which is no truth.
    pub fn from_answers(yes: bool, no: bool, later: bool) -> Self {
        let bits = if yes { YES } else { 0 } | if no { NO } else { 0 } | if later { LATER } else { 0 };
        if bits == 0 { Self::UNKNOWN } else { Self(bits) }
    }

    /// Which answers are in it: yes, no, later.
    pub fn answers(self) -> [bool; 3] {
        [YES, NO, LATER].map(|answer| self.0 & answer != 0)
    }

    /// Whether yes is the only answer left.
    pub fn is_yes(self) -> bool {
        self.0 == YES
    }

    /// Whether no is the only answer left.
    pub fn is_no(self) -> bool {
        self.0 == NO
    }

    /// Whether yes is still possible.
    pub fn can_be_yes(self) -> bool {
        self.0 & YES != 0
    }

    /// Whether no is still possible.
    pub fn can_be_no(self) -> bool {
        self.0 & NO != 0
    }

    /// Whether it may be known only later.
    pub fn can_be_later(self) -> bool {
        self.0 & LATER != 0
    }

    /// Yes isn't possible but later is: the rule waits for a later phase.
    pub fn is_later(self) -> bool {
        !self.can_be_yes() && self.can_be_later()
    }

    /// Yes is possible among others.
    pub fn is_undetermined(self) -> bool {
        self.can_be_yes() && !self.is_yes()
    }

    /// Both: the smaller of each pair of answers.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let yes = a & b & YES;
        let no = (a | b) & NO;
        // The smaller is later when one is later and the other is later or yes.
        let later =
            if (a & LATER != 0 && b & (LATER | YES) != 0) || (b & LATER != 0 && a & (LATER | YES) != 0) { LATER } else { 0 };
        Self(yes | no | later)
    }

    /// Either: the larger of each pair of answers.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The opposite: yes and no change places, later stays.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "`and`, `or` and `not` belong together")]
    pub fn not(self) -> Self {
        let yes = if self.0 & NO != 0 { YES } else { 0 };
        let no = if self.0 & YES != 0 { NO } else { 0 };
        Self(yes | no | (self.0 & LATER))
    }

    /// All answers of either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// *Later* read as *no*: what is decided now (design 5.3).
    #[must_use]
    pub fn now(self) -> Self {
        if self.0 & LATER == 0 { self } else { Self((self.0 & !LATER) | NO) }
    }

    /// Whether it is certain: yes where yes is the only answer left, no where it isn't.
    #[must_use]
    pub fn certain(self) -> Self {
        Self::of(self.is_yes())
    }

    /// What is certain of it: on the evidence at hand, or of what can still turn out. What is known only later stays so whatever is
    /// found out by now.
    #[must_use]
    pub fn certainly(self, open: bool) -> Self {
        if open { self.now() } else { self.certain() }
    }

    /// The words for it: `yes`, `no`, `later`, `yes or no`, …
    pub fn name(self) -> &'static str {
        match self.0 {
            YES => "yes",
            NO => "no",
            LATER => "later",
            5 => "yes or no",
            6 => "yes or later",
            3 => "no or later",
            _ => "yes, no or later",
        }
    }
}

impl std::fmt::Debug for Truth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Truth> {
        (1..8).map(Truth).collect()
    }

    fn members(t: Truth) -> Vec<u8> {
        [NO, LATER, YES].into_iter().filter(|m| t.0 & m != 0).collect()
    }

    #[test]
    fn connectives_are_kleene_lifted_member_by_member() {
        for a in all() {
            for b in all() {
                let pairs = |f: fn(u8, u8) -> u8| {
                    let mut bits = 0;
                    for x in members(a) {
                        for y in members(b) {
                            bits |= f(x, y);
                        }
                    }
                    Truth(bits)
                };
                assert_eq!(a.and(b), pairs(|x, y| x.min(y)), "{a:?} and {b:?}");
                assert_eq!(a.or(b), pairs(|x, y| x.max(y)), "{a:?} or {b:?}");
            }
            assert_eq!(a.not().not(), a);
        }
        assert_eq!(Truth::LATER.not(), Truth::LATER);
    }
}
