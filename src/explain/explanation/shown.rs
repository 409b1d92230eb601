//! What an answer consists of: its parts, with their rules, facts and what is in the way, in words and with places.
//! How it is found is `explanation`'s business, how it is laid out that of the formats.

use crate::condition::context::Leaf;
use crate::decision::{RollbackBy, Strength, Target, Verdict};
use crate::explain::derivation::Step;
use crate::explain::why_not::Hindrance;
use crate::text::Span;
use crate::value::{Phase, Truth};

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What was asked, as it was written.
    pub asked: String,
    /// The verdict, with what it means, where that was asked for.
    pub verdict: Option<Verdict>,
    /// Where the update stands.
    pub phase: Phase,
    /// One part for each decision.
    pub parts: Vec<Part>,
}

/// The answer about one decision, or about one rule.
#[derive(Clone, Debug)]
pub struct Part {
    /// The decision; none for a rule.
    pub decision: Option<Target>,
    /// How strongly it is decided.
    pub strength: Option<Strength>,
    /// What it comes to.
    pub outcome: Outcome,
    /// That, as a sentence.
    pub headline: String,
    /// The rules that the explanation goes by.
    pub rules: Vec<RuleShown>,
    /// Who acts and which way, where the site goes back or somebody decides about that.
    pub way_back: Option<[String; 2]>,
    /// Weaker rules that say by which means.
    pub means: Vec<RuleShown>,
    /// A smallest set of facts that is enough; of a precaution, the known ones that hold.
    pub facts: Vec<FactShown>,
    /// What the documents say or don't say, as clauses with the places.
    pub evidence: Vec<Evidence>,
    /// What isn't known.
    pub unknown: Vec<UnknownShown>,
    /// Why areas are reached: "providers feeds agents, agents feeds storefront-panels".
    pub routes: Vec<String>,
    /// Other rules that decide it too.
    pub others: Vec<RuleShown>,
    /// The rules in whose way something is, nearest first.
    pub not: Vec<NotShown>,
    /// The whole derivation.
    pub tree: Vec<Step>,
}

/// What a question comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is certain.
    Certain,
    /// It is in force by precaution.
    Precaution,
    /// It isn't in force.
    Not,
}

/// A rule in an explanation.
#[derive(Clone, Debug)]
pub struct RuleShown {
    /// Its name: its id with the words of its variables.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The elements it is bound to.
    pub binding: String,
    /// Whether it decides this only through another rule that reads what it concludes.
    pub through: bool,
    /// Why, as its policy says it.
    pub because: String,
    /// By which means at least, where it is about going back and says so.
    pub by: Option<RollbackBy>,
    /// What lifts it.
    pub until: Option<String>,
    /// Since when it stands.
    pub since: Option<crate::value::Instant>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The requirement it stands for.
    pub trace: Option<String>,
}

/// A fact that isn't known.
#[derive(Clone, Debug)]
pub struct UnknownShown {
    /// What was found.
    pub leaf: Leaf,
    /// That, as a clause.
    pub clause: String,
}

/// A fact in an explanation.
#[derive(Clone, Debug)]
pub struct FactShown {
    /// What was found.
    pub leaf: Leaf,
    /// What to write at its place.
    pub label: String,
    /// The same as a clause, for one that stands nowhere.
    pub clause: String,
    /// Its place, where a document states it.
    pub place: Option<Span>,
}

/// A test of the documents.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it found, as a clause.
    pub clause: String,
    /// The places of what is stated.
    pub places: Vec<(Span, String)>,
}

/// A rule that could decide it, and what is in its way.
#[derive(Clone, Debug)]
pub struct NotShown {
    /// The rule.
    pub rule: RuleShown,
    /// What kind of thing is in its way.
    pub hindrance: Hindrance,
    /// That, in a few words.
    pub says: String,
    /// How many tests would have to be answered otherwise, at least.
    pub distance: usize,
    /// The tests.
    pub tests: Vec<TestShown>,
}

/// A test in the way of a rule.
#[derive(Clone, Debug)]
pub struct TestShown {
    /// What it would need.
    pub needed: String,
    /// Its answer.
    pub truth: Truth,
    /// What was found instead.
    pub found: Vec<String>,
    /// The places of what is stated.
    pub places: Vec<(Span, String)>,
    /// Where it reads what other rules decide: those rules, with what is in their way.
    pub through: Vec<NotShown>,
}
