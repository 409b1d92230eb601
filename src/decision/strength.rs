//! How strongly something is decided, and the join by which the reasons for one target add up.
//! That nothing is decided at all is no strength: callers say it with `Option`.

mod item;
mod levels;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use super::verb::Verb;

pub use item::ItemRef;
pub use levels::{Advice, Blocked, RollbackBy, RollbackLevel, Urgency};

/// How strongly something is decided. Which form a strength has depends on its verb only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Strength {
    /// Of `stage` and `require`.
    Advice(Advice),
    /// Of `pause`.
    Paused(Paused),
    /// Of `block`.
    Blocked(Blocked),
    /// Of `rollback`.
    Rollback(Rollback),
    /// Of `expedite`.
    Urgency(Urgency),
    /// Of `escalate` and `derive`, which are decided or not.
    Plain,
}

/// What of a category is paused: some items, or all of it, which includes every item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Paused {
    // Empty when the whole category is paused, so that equal pauses are equal values.
    items: BTreeSet<ItemRef>,
    whole: bool,
}

/// How far the rollback decision goes, and by which means at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rollback {
    /// How far.
    pub level: RollbackLevel,
    /// By which means at least; none when no rule says.
    pub by: Option<RollbackBy>,
}

impl Strength {
    /// The strength of an effect that names none.
    pub fn highest(verb: Verb) -> Self {
        match verb {
            Verb::Stage | Verb::Require => Self::Advice(Advice::Required),
            Verb::Pause => Self::Paused(Paused::whole()),
            Verb::Block => Self::Blocked(Blocked::Any),
            Verb::Rollback => Self::rollback(RollbackLevel::Required),
            Verb::Expedite => Self::Urgency(Urgency::Now),
            Verb::Escalate | Verb::Derive => Self::Plain,
        }
    }

    /// A rollback decision that says nothing of the means.
    pub fn rollback(level: RollbackLevel) -> Self {
        Self::Rollback(Rollback { level, by: None })
    }

    /// A pause of one item.
    pub fn pause_item(item: ItemRef) -> Self {
        Self::Paused(Paused::item(item))
    }

    /// The words that a policy may write for a strength of this verb, from smaller to larger. Whether an action has
    /// them is said by the vocabulary.
    pub fn words(verb: Verb) -> &'static [&'static str] {
        match verb {
            Verb::Stage | Verb::Require => &Advice::NAMES,
            Verb::Block => &Blocked::NAMES,
            Verb::Rollback => &RollbackLevel::NAMES,
            Verb::Expedite => &Urgency::NAMES,
            Verb::Pause | Verb::Escalate | Verb::Derive => &[],
        }
    }

    /// The words in which conditions compare strengths (`decided.pause.commerce: { is: category }`), from smaller to
    /// larger; never empty.
    pub fn ranks(verb: Verb) -> &'static [&'static str] {
        match verb {
            Verb::Pause => &["items", "category"],
            Verb::Escalate | Verb::Derive => &["required"],
            verb => Self::words(verb),
        }
    }

    /// Its place among the words of [`Strength::ranks`].
    pub fn rank(&self) -> usize {
        match self {
            Self::Advice(advice) => *advice as usize,
            Self::Blocked(blocked) => *blocked as usize,
            Self::Rollback(rollback) => rollback.level as usize,
            Self::Urgency(urgency) => *urgency as usize,
            Self::Paused(paused) => usize::from(paused.is_whole()),
            Self::Plain => 0,
        }
    }

    /// The strength of this verb with this word.
    pub fn parse(verb: Verb, word: &str) -> Option<Self> {
        match verb {
            Verb::Stage | Verb::Require => Advice::parse(word).map(Self::Advice),
            Verb::Block => Blocked::parse(word).map(Self::Blocked),
            Verb::Rollback => RollbackLevel::parse(word).map(Self::rollback),
            Verb::Expedite => Urgency::parse(word).map(Self::Urgency),
            Verb::Pause | Verb::Escalate | Verb::Derive => None,
        }
    }

    /// The word that `parse` reads; none where a verb has no words.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Advice(advice) => Some(advice.name()),
            Self::Blocked(blocked) => Some(blocked.name()),
            Self::Rollback(rollback) => Some(rollback.level.name()),
            Self::Urgency(urgency) => Some(urgency.name()),
            Self::Paused(_) | Self::Plain => None,
        }
    }

    /// The least strength that is at least both. Strengths of one target have one form; of two forms, which only a
    /// mistake brings together, the later in the list of forms wins, so that the laws of a join hold for all values.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Advice(a), Self::Advice(b)) => Self::Advice(*a.max(b)),
            (Self::Paused(a), Self::Paused(b)) => Self::Paused(a.join(b)),
            (Self::Blocked(a), Self::Blocked(b)) => Self::Blocked(*a.max(b)),
            (Self::Rollback(a), Self::Rollback(b)) => Self::Rollback(a.join(*b)),
            (Self::Urgency(a), Self::Urgency(b)) => Self::Urgency(*a.max(b)),
            (a, b) => {
                if a.form() >= b.form() {
                    a.clone()
                } else {
                    b.clone()
                }
            }
        }
    }

    /// The join of all; none of none.
    pub fn join_all<'a>(strengths: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        strengths.into_iter().fold(None, |all: Option<Self>, one| match all {
            Some(all) => Some(all.join(one)),
            None => Some(one.clone()),
        })
    }

    /// Whether it includes everything that the other asks for.
    pub fn at_least(&self, other: &Self) -> bool {
        self.join(other) == *self
    }

    /// The same, by at least the means of the other, where it is a rollback that names some.
    #[must_use]
    pub fn by_means_of(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Rollback(a), Self::Rollback(b)) => Self::Rollback(Rollback { by: a.by.max(b.by), ..a }),
            (decided, _) => decided,
        }
    }

    /// Whether it goes as far by itself as what was decided. Pauses of items add up, so each of them counts; by which means is
    /// another question.
    pub fn reaches(&self, decided: &Self) -> bool {
        matches!(self, Self::Paused(_)) || self.rank() >= decided.rank()
    }

    /// Whether it names the means of a rollback that was decided.
    pub fn gives_means_of(&self, decided: &Self) -> bool {
        match (self, decided) {
            (Self::Rollback(a), Self::Rollback(b)) => a.by.is_some() && a.by == b.by,
            _ => false,
        }
    }

    /// The most that may be in force of it as a precaution: a rollback is never required by what is not known.
    #[must_use]
    pub fn as_precaution(&self) -> Self {
        match self {
            Self::Rollback(r) => Self::Rollback(Rollback { level: r.level.min(RollbackLevel::DecisionNeeded), by: r.by }),
            other => other.clone(),
        }
    }

    fn form(&self) -> u8 {
        match self {
            Self::Advice(_) => 0,
            Self::Paused(_) => 1,
            Self::Blocked(_) => 2,
            Self::Rollback(_) => 3,
            Self::Urgency(_) => 4,
            Self::Plain => 5,
        }
    }
}

impl PartialOrd for Strength {
    /// Two pauses of different items, or two rollbacks of which one goes further and the other names more means, are
    /// not comparable.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.at_least(other), other.at_least(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            (false, false) => None,
        }
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advice(advice) => f.write_str(advice.name()),
            Self::Paused(paused) => fmt::Display::fmt(paused, f),
            Self::Blocked(blocked) => f.write_str(blocked.name()),
            Self::Rollback(rollback) => fmt::Display::fmt(rollback, f),
            Self::Urgency(urgency) => f.write_str(urgency.name()),
            Self::Plain => f.write_str("decided"),
        }
    }
}

impl Paused {
    /// All of a category.
    pub fn whole() -> Self {
        Self { items: BTreeSet::new(), whole: true }
    }

    /// One item of it.
    pub fn item(item: ItemRef) -> Self {
        Self { items: BTreeSet::from([item]), whole: false }
    }

    /// Whether all of the category is paused.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The items, when only some are paused; empty for the whole category.
    pub fn items(&self) -> &BTreeSet<ItemRef> {
        &self.items
    }

    /// Whether it holds this item, by name or with the whole category.
    pub fn includes(&self, item: &ItemRef) -> bool {
        self.whole || self.items.contains(item)
    }

    fn join(&self, other: &Self) -> Self {
        if self.whole || other.whole {
            return Self::whole();
        }
        Self { items: self.items.union(&other.items).cloned().collect(), whole: false }
    }
}

impl fmt::Display for Paused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.whole {
            return f.write_str("the whole category");
        }
        let items: Vec<String> = self.items.iter().map(ItemRef::to_string).collect();
        f.write_str(&crate::text::wording::list_and(&items))
    }
}

impl Rollback {
    fn join(self, other: Self) -> Self {
        Self { level: self.level.max(other.level), by: self.by.max(other.by) }
    }
}

impl fmt::Display for Rollback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.level.name())?;
        match self.by {
            Some(by) => write!(f, " by {}", by.name()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
