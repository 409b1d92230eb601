//! What an account consists of: groups of lines by when they are due, questions, what was taken for granted.
//! How it is made is `account`'s business.

use crate::condition::context::Leaf;
use crate::decision::{Strength, Target, Verb, Verdict};
use crate::evaluate::RestartAnswer;
use crate::policy::{Loosening, Pack};
use crate::text::Span;
use crate::value::{Instant, Phase};
use crate::vocabulary::{Due, Role};

/// What somebody reads of an evaluation.
#[derive(Clone, Debug)]
pub struct Account {
    /// The product's name and the release's version.
    pub release: String,
    /// The site's id.
    pub site: String,
    /// The moment of the evaluation.
    pub now: Instant,
    /// Where the update stands.
    pub phase: Phase,
    /// The packs, the base first.
    pub packs: Vec<Pack>,
    /// The one-word answer.
    pub verdict: Verdict,
    /// What is in force, by when it is due.
    pub groups: Vec<Group>,
    /// Precautions that rest on the same unstated parts, where there are several.
    pub rolled: Vec<Rolled>,
    /// What is not settled, most decisive first.
    pub questions: Vec<Question>,
    /// What was taken for granted, each as a phrase.
    pub assumptions: Vec<String>,
    /// The names of rules that need facts of a later phase.
    pub later: Vec<String>,
    /// Tasks and stagings that are done.
    pub met: Vec<Line>,
    /// What was to be done before and was not.
    pub missed: Vec<Line>,
    /// What a waiver takes out.
    pub waived: Vec<Line>,
    /// What may restart.
    pub restarts: Vec<RestartAnswer>,
    /// What later packs loosen.
    pub loosened: Vec<Loosening>,
    /// Standing reasons whose rule no longer exists.
    pub orphans: Vec<String>,
}

/// What is due in one phase.
#[derive(Clone, Debug)]
pub struct Group {
    /// When.
    pub due: Due,
    /// What.
    pub lines: Vec<Line>,
}

/// One rule with everything it decides for the same reason.
#[derive(Clone, Debug)]
pub struct Line {
    /// The verb.
    pub verb: Verb,
    /// What is decided, in order.
    pub targets: Vec<(Target, Strength)>,
    /// The rule's id.
    pub rule: String,
    /// Why, one sentence for each binding, each once.
    pub because: Vec<String>,
    /// The places of the deciding facts.
    pub places: Vec<Span>,
    /// Where no document states the deciding fact: its path with what that means.
    pub absent: Option<String>,
    /// Where no document decides it at all: what does, such as now.
    pub given: Option<String>,
    /// What lifts it, as a clause.
    pub until: Option<String>,
    /// The role that acts, and who that is on this site.
    pub acts: Option<(Role, Option<String>)>,
    /// Whether it is in force by precaution only.
    pub precaution: bool,
    /// The facts whose absence leaves it open.
    pub missing: Vec<Leaf>,
    /// By when at the latest.
    pub deadline: Option<Instant>,
    /// Since when it stands.
    pub since: Option<Instant>,
    /// The waiver's reason, owner and expiry, for a line that is waived.
    pub waiver: Option<(String, String, Instant)>,
    /// Its reasons, by place in the evaluation.
    pub reasons: Vec<usize>,
}

/// Several precautions that rest on the same unstated parts.
#[derive(Clone, Debug)]
pub struct Rolled {
    /// The parts of which nothing is stated.
    pub parts: Vec<String>,
    /// How many decisions of each verb.
    pub counts: Vec<(Verb, usize)>,
    /// The lines that were rolled up.
    pub lines: Vec<Line>,
}

/// Something that is not stated and matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The part or fact.
    pub part: String,
    /// How many reasons stay open without it.
    pub opens: usize,
}
