//! Repairs: the smallest sets of changes that somebody can make, after which a verdict or a decision is as wanted.
//! What could be changed is proposed by `moves`, with the values of `cells`; `cone` says which of it a reason can tell, `table` what a
//! test answers then, `encode` what follows, and `search` finds the cheapest sets. Each is evaluated before it is given.

pub(crate) mod actions;
pub(crate) mod cells;
pub(crate) mod choices;
mod concluded;
pub(crate) mod cone;
pub(crate) mod constants;
pub(crate) mod encode;
pub(crate) mod moves;
mod offending;
mod search;
pub(crate) mod set;
mod steps;
mod table;

use super::trial::Trial;
use crate::decision::{Target, Verdict};
use crate::diagnostic::limits;
use crate::facts::{Change, FactPath};

pub use actions::{Kind, spot};
pub use cells::FILL_IN;
pub use search::repair;

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A verdict of this level or better.
    Verdict(Verdict),
    /// Nothing of this target in force.
    Off(Target),
    /// This target certainly decided.
    On(Target),
}

/// How far the search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How much is tried, in readings of documents with changes ([`Trial::spent`]).
    pub tries: usize,
    /// How many repairs are given.
    pub repairs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { tries: limits::REPAIR.most, repairs: 3 }
    }
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Repairs {
    /// What was wanted.
    pub goal: Goal,
    /// The verdict as it is.
    pub before: Verdict,
    /// Whether it is as wanted already.
    pub already: bool,
    /// The repairs, cheapest first.
    pub repairs: Vec<Repair>,
    /// What stands in the way and can't be repaired by anybody.
    pub stuck: Vec<Stuck>,
    /// Whether every set of the changes that it thinks of was ruled out that is cheaper; else it was cut, or some answers were left to
    /// trying.
    pub complete: bool,
    /// How often documents were read with changes.
    pub tried: usize,
}

/// A set of changes that works, and of which no part works.
#[derive(Clone, Debug)]
pub struct Repair {
    /// The changes.
    pub steps: Vec<Step>,
    /// The sum of their costs.
    pub cost: u32,
    /// The verdict after them.
    pub verdict: Verdict,
    /// Whether every proper part was shown not to work; else only the parts that were tried.
    pub minimal: bool,
}

/// One change, as somebody makes it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The change.
    pub change: Change,
    /// What it is.
    pub kind: Kind,
    /// What was there.
    pub before: String,
    /// What to do, as an imperative.
    pub action: String,
    /// The role that does it.
    pub acts: Option<String>,
    /// Who that is on this site.
    pub who: Option<String>,
    /// How much work it is.
    pub cost: u32,
}

/// A reason that nothing repairs.
#[derive(Clone, Debug)]
pub struct Stuck {
    /// The rule.
    pub rule: String,
    /// What it decides.
    pub title: String,
    /// Why.
    pub because: String,
    /// The facts it rests on, each with why nobody can change it.
    pub facts: Vec<(String, &'static str)>,
}

impl Goal {
    /// Whether an evaluation is as wanted.
    pub fn is_met(&self, evaluation: &crate::evaluate::Evaluation) -> bool {
        let decision = |target: &Target| evaluation.decision(target);
        match self {
            Goal::Verdict(wanted) => evaluation.verdict <= *wanted,
            Goal::Off(target) => decision(target).is_none_or(|d| d.in_force.is_none()),
            Goal::On(target) => decision(target).is_some_and(|d| d.lo.is_some() && d.in_force.is_some()),
        }
    }
}

impl Repair {
    /// Its changes.
    pub fn changes(&self) -> Vec<Change> {
        self.steps.iter().map(|s| s.change.clone()).collect()
    }
}

/// The values of a fact that the tests of the program tell apart, as a document would write them.
pub fn values(trial: &Trial<'_>, facts: &crate::facts::Facts, path: &FactPath) -> Vec<crate::document::Node> {
    let Some(spot) = actions::spot(facts, path) else { return Vec::new() };
    let span = trial.documents.first().map(|d| crate::text::Span { end: d.root.span.start, ..d.root.span });
    let Some(span) = span else { return Vec::new() };
    let constants = constants::constants(trial.program, facts, path.steps.last().map_or("", |s| s));
    let areas: Vec<String> =
        trial.program.policy.vocabulary.names(crate::vocabulary::Kind::Area).iter().map(ToString::to_string).collect();
    cells::cells(&constants, facts, path, spot, &areas, span)
}

/// The facts that leave another one open: itself, or those of what it is computed from, that can be stated now.
pub fn open_inputs(facts: &crate::facts::Facts, path: &crate::facts::ReadPath) -> Vec<FactPath> {
    let is_open = |path: &FactPath| {
        actions::spot(facts, path).is_some_and(|spot| {
            let known = spot.shape.note.known_from.is_none_or(|from| facts.phase.reaches(from));
            known && !spot.shape.is_computed() && !spot.shape.is_secret() && actions::is_open(facts, spot)
        })
    };
    actions::inputs(facts, path).into_iter().flat_map(|path| entries(facts, path)).filter(is_open).collect()
}

/// A map that may always have further keys is never whole: of one that is stated its entries can be asked for. Anything else
/// stands for itself.
fn entries(facts: &crate::facts::Facts, path: FactPath) -> Vec<FactPath> {
    let members = actions::spot(facts, &path).filter(|spot| spot.shape.note.partial).map(|spot| facts.members(spot));
    match members.filter(|members| members.stated) {
        Some(members) => members.members.into_iter().filter_map(|member| Some(path.child(member.id?))).collect(),
        None => vec![path],
    }
}

/// Whether the changes bring about what is wanted.
pub fn works(trial: &Trial<'_>, goal: &Goal, changes: &[Change]) -> bool {
    trial.evaluate(changes).is_ok_and(|tried| goal.is_met(&tried.evaluation))
}

#[cfg(test)]
mod tests;
