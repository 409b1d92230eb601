//! What a case expects: the verdict, decisions with their reasons, what is not in force, what is unknown.
//! Reading it is `read_expect`'s business, comparing it that of `compare`.

use std::sync::Arc;

use crate::decision::{Target, Verdict};
use crate::text::Span;

/// Everything that a case expects.
#[derive(Clone, Debug)]
pub struct Expect {
    /// Where `expect` stands.
    pub span: Span,
    /// The verdict.
    pub verdict: Option<WantedVerdict>,
    /// Decisions that are in force.
    pub decisions: Vec<WantedDecision>,
    /// Decisions and rules that are not in force.
    pub not: Vec<Named>,
    /// Nothing is in force but `decisions`: where that is said.
    pub only: Option<Span>,
    /// Unknown facts that leave something open; empty: none does.
    pub unknown: Option<(Vec<Word>, Span)>,
    /// Decisions and rules that stand in another state.
    pub states: Vec<(Standing, Named)>,
    /// Whether categories and items may restart.
    pub restart: Vec<(Word, bool)>,
}

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: Arc<str>,
    /// Its place.
    pub span: Span,
}

/// The verdict that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedVerdict {
    /// The verdict; `hold` stands for both kinds unless `certain` says which.
    pub verdict: Verdict,
    /// Which kind of hold.
    pub certain: Option<bool>,
    /// Where.
    pub span: Span,
}

/// A decision that must be in force.
#[derive(Clone, Debug)]
pub struct WantedDecision {
    /// What.
    pub target: Target,
    /// Where.
    pub span: Span,
    /// The rules that are its reasons in force, and whether these are all.
    pub because: Option<Because>,
    /// Whether it is certain rather than a precaution.
    pub certain: Option<(bool, Span)>,
    /// How strongly it is decided.
    pub strength: Option<Word>,
    /// By which means at least production goes back.
    pub by: Option<Word>,
    /// The items that are paused, all of them.
    pub items: Option<(Vec<Word>, Span)>,
    /// The things of which it is decided, all of them.
    pub of: Option<(Vec<Word>, Span)>,
}

/// Rules that must be the reasons of a decision.
#[derive(Clone, Debug)]
pub struct Because {
    /// Their ids.
    pub rules: Vec<Word>,
    /// Whether no other rule may be.
    pub exact: bool,
    /// Where.
    pub span: Span,
}

/// A decision or a rule, by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// Which.
    pub what: What,
    /// Where.
    pub span: Span,
}

/// A decision or a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A decision; without one thing it is limited to, of every thing.
    Decision(Target),
    /// A rule, by its id.
    Rule(Arc<str>),
}

/// A state of a reason that is not in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its lift condition holds.
    Met,
    /// Its time is over and it was not done.
    Missed,
    /// A waiver takes it out.
    Waived,
    /// It needs facts of a later phase.
    Later,
}

impl Standing {
    /// All of them.
    pub const ALL: [Standing; 4] = [Standing::Met, Standing::Missed, Standing::Waived, Standing::Later];

    /// The key under `expect`.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Met => "met",
            Standing::Missed => "missed",
            Standing::Waived => "waived",
            Standing::Later => "later",
        }
    }
}

impl Expect {
    /// An expectation of nothing.
    pub fn nothing(span: Span) -> Self {
        Self {
            span,
            verdict: None,
            decisions: Vec::new(),
            not: Vec::new(),
            only: None,
            unknown: None,
            states: Vec::new(),
            restart: Vec::new(),
        }
    }

    /// Whether nothing could fail it.
    pub fn is_nothing(&self) -> bool {
        self.verdict.is_none()
            && self.decisions.is_empty()
            && self.not.is_empty()
            && self.only.is_none()
            && self.unknown.is_none()
            && self.states.is_empty()
            && self.restart.is_empty()
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::Decision(target) => write!(f, "{target}"),
            What::Rule(id) => f.write_str(id),
        }
    }
}

impl std::fmt::Display for WantedVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match (self.verdict, self.certain) {
            (Verdict::Hold { .. }, Some(true)) => "certain-hold",
            (Verdict::Hold { .. }, Some(false)) => "hold-by-precaution",
            (verdict, _) => verdict.name(),
        })
    }
}
