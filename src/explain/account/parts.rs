//! What an account consists of: groups of lines by when they are due, questions, what was taken for granted.
//! How it is made is `account`'s business.

use super::way_back::WayBack;
use crate::condition::context::Leaf;
use crate::decision::{Strength, Target, Verb, Verdict};
use crate::evaluate::RestartAnswer;
use crate::explain::items::{FEW, Items, NAMED};
use crate::explain::parts::OpenPart;
use crate::facts::ReadPath;
use crate::policy::{Loosening, Pack};
use crate::text::Span;
use crate::value::{Instant, Moment, Phase, When};
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
    /// How the site goes back, where it does or where somebody must decide.
    pub way_back: Option<WayBack>,
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
    pub entries: Vec<Entry>,
}

/// A role that acts, and who that is on this site.
pub type Acts = (Role, Option<String>);

/// One decision, or several that the same rules ask for, with everything that speaks for it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What is decided, as strongly as its reasons ask for together.
    pub targets: Vec<(Target, Strength)>,
    /// The rules that ask for it, the strongest first; at least one.
    pub lines: Vec<Line>,
    /// What nobody said and could hold the next step too, where the entry holds it.
    pub open: Vec<String>,
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
    /// Where no document states the deciding fact: its path.
    pub absent: Option<ReadPath>,
    /// Where no document decides it at all: what does, such as now.
    pub given: Option<String>,
    /// What lifts it, as a clause.
    pub until: Option<String>,
    /// By when it must have been acted on.
    pub due: Due,
    /// Who acts, for each decision.
    pub acts: Vec<(Target, Acts)>,
    /// Whether it is in force by precaution only.
    pub precaution: bool,
    /// The facts whose absence leaves it open.
    pub missing: Vec<Leaf>,
    /// What nobody said of them, as clauses.
    pub unsaid: Vec<String>,
    /// By when at the latest.
    pub deadline: Option<When>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Since when it stands.
    pub since: Option<When>,
    /// The waiver's reason, owner and expiry, for a line that is waived.
    pub waiver: Option<(String, String, Moment)>,
    /// Its reasons, by place in the evaluation.
    pub reasons: Vec<usize>,
}

impl Group {
    /// The rules of all its entries.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.entries.iter().flat_map(|e| &e.lines)
    }
}

impl Entry {
    /// One line that stands by itself.
    pub fn alone(line: Line) -> Self {
        Self { targets: line.targets.clone(), open: Vec::new(), lines: vec![line] }
    }

    /// The verb of its decisions.
    pub fn verb(&self) -> Verb {
        self.lines.first().map_or(Verb::Derive, |l| l.verb)
    }

    /// Whether it is in force by precaution only.
    pub fn is_precaution(&self) -> bool {
        self.lines.iter().all(|l| l.precaution)
    }

    /// Who acts, each once.
    pub fn acts(&self) -> Vec<&Acts> {
        self.acting(|_| true)
    }

    /// Who acts on one of its decisions.
    pub fn acts_on(&self, target: &Target) -> Vec<&Acts> {
        self.acting(|known| known == target)
    }

    fn acting(&self, wanted: impl Fn(&Target) -> bool) -> Vec<&Acts> {
        let mut out: Vec<&Acts> = Vec::new();
        for (_, acts) in self.lines.iter().flat_map(|l| &l.acts).filter(|(target, _)| wanted(target)) {
            if !out.contains(&acts) {
                out.push(acts);
            }
        }
        out
    }

    /// The strength of one of its rules, where the decision is stronger: what that rule asks for by itself.
    pub fn weaker(&self, line: &Line) -> bool {
        self.lines.first().is_some_and(|first| line.rank() < first.rank())
    }
}

impl Line {
    /// One that is about many items: the first of its sentences and places stand for the others.
    #[must_use]
    pub(super) fn of_many(mut self) -> Self {
        let more = self.because.len().saturating_sub(NAMED);
        if self.because.len() > FEW {
            self.because.truncate(NAMED);
            self.because.push(format!("It is the same with {more} more."));
        }
        self.places.truncate(FEW);
        self
    }

    /// The place of its strength among those of its verb.
    pub fn rank(&self) -> usize {
        self.targets.iter().map(|(_, strength)| strength.rank()).max().unwrap_or(0)
    }
}

impl Line {
    /// What decides where no place does: a fact that is not stated, or what is given.
    pub fn without_place(&self) -> Option<String> {
        self.absent.as_ref().map(|path| format!("{path} (not stated)")).or_else(|| self.given.clone())
    }
}

/// Several precautions that rest on the same unstated parts.
#[derive(Clone, Debug)]
pub struct Rolled {
    /// The parts of which nothing is stated.
    pub parts: Vec<String>,
    /// What nobody said of the facts that could clear the next step; empty where they hold something else.
    pub unsaid: Vec<String>,
    /// How many decisions of each verb.
    pub counts: Vec<(Verb, usize)>,
    /// The lines that were rolled up.
    pub lines: Vec<Line>,
}

/// Something that is not stated and matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The part or fact; of many items, as it is of every item of the list: `site.workflows.*.owner`.
    pub part: OpenPart,
    /// How many reasons stay open without it.
    pub opens: usize,
    /// The items that it is about, where they are more than a few.
    pub items: Option<Items>,
}

impl Question {
    /// The part, with the items that it is about where they are many.
    pub fn text(&self) -> String {
        match &self.items {
            Some(items) => format!("{} of {}", self.part, items.text()),
            None => self.part.to_string(),
        }
    }
}
