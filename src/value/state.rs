//! The state of a fact: known, known not to exist, or unknown with a reason.
//! It has no default: what leaving a fact out means is decided by its kind, in `facts`.

use super::{Day, Phase, Value, When};

/// What is known of a scalar fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A value.
    Known(Value),
    /// Known not to exist.
    None,
    /// Not known, and why.
    Unknown(Unknown),
}

/// Why a fact is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unknown {
    /// Nothing states it.
    NotStated,
    /// Two sources state it differently.
    Disagree,
    /// It is an observation dated after `now`.
    InFuture,
    /// What is written names no single area.
    Unclear,
    /// Some moment of this day: the date is stated and the time is not.
    Sometime(Day),
    /// The versions on the way to a release state it differently.
    Differ,
    /// It is known, and of a type or scheme that it can't be compared in.
    Incomparable,
    /// It can't be known before this phase.
    Later(Phase),
}

impl From<When> for State {
    fn from(when: When) -> Self {
        match when {
            When::At(moment) => State::Known(Value::Instant(moment)),
            When::Sometime(day) => State::Unknown(Unknown::Sometime(day)),
        }
    }
}

impl State {
    /// The value, when known.
    pub fn known(&self) -> Option<&Value> {
        match self {
            State::Known(v) => Some(v),
            _ => None,
        }
    }

    /// When it is, as far as that is known; none for what is no point in time.
    pub fn when(&self) -> Option<When> {
        match self {
            State::Known(Value::Instant(moment)) => Some(When::At(*moment)),
            State::Unknown(Unknown::Sometime(day)) => Some(When::Sometime(*day)),
            _ => None,
        }
    }

    /// Whether there is a value, known exactly or by its day.
    pub fn has_value(&self) -> bool {
        matches!(self, State::Known(_) | State::Unknown(Unknown::Sometime(_)))
    }

    /// Whether it is unknown for any reason, *later* included.
    pub fn is_unknown(&self) -> bool {
        matches!(self, State::Unknown(_))
    }

    /// Whether it can't be known before a later phase.
    pub fn is_later(&self) -> bool {
        matches!(self, State::Unknown(Unknown::Later(_)))
    }
}

impl Unknown {
    /// The reason in words, as it stands in brackets behind a fact: "not stated", "sources disagree", …
    pub fn reason(self) -> &'static str {
        match self {
            Unknown::NotStated => "not stated",
            Unknown::Disagree => "sources disagree",
            Unknown::InFuture => "dated in the future",
            Unknown::Unclear => "names no single area",
            Unknown::Sometime(_) => "time not stated",
            Unknown::Differ => "the versions on the way differ",
            Unknown::Incomparable => "of another type or scheme",
            Unknown::Later(Phase::Staging) => "known from staging on",
            Unknown::Later(Phase::Production) => "known from production on",
            Unknown::Later(_) => "known after the update",
        }
    }
}
