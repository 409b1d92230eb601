//! What an evaluation comes to: every reason with its truth, decisions with bounds and what is in force, the verdict.
//! It borrows nothing, so that it can be kept beside its program and its facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::TestId;
use crate::condition::mixed::Mixed;
use crate::decision::{Caution, Strength, Target, Verdict};
use crate::facts::ReadPath;
use crate::text::Span;
use crate::value::{Instant, Phase, Truth, When};
use crate::vocabulary::{Due, Role};

/// The result of one evaluation.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The moment it was made for.
    pub now: Instant,
    /// Where the update stands.
    pub phase: Phase,
    /// The one-word answer.
    pub verdict: Verdict,
    /// The decisions, ordered by target.
    pub decisions: Vec<Decision>,
    /// Every reason that contributes, or would but for a lift, a waiver or the phase; ordered by rule and binding.
    pub reasons: Vec<Reason>,
    /// Derived conclusions are reasons too; their places among `reasons`.
    pub derived: Vec<usize>,
    /// For each ground rule of the program, the truth of its condition (that of any binding).
    pub rules: Vec<Truth>,
    /// What was answered about the documents and about lifting: fixed while facts are completed or forgotten.
    pub held: Held,
    /// For each thing whose restart was asked for, the answer.
    pub restarts: Vec<RestartAnswer>,
    /// Standing reasons whose rule no longer exists, as the entry names it.
    pub orphans: Vec<String>,
    /// The values that tests were to compare and can't.
    pub mixed: Vec<Mixed>,
}

/// Answers that speak about the evidence at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The answers of evidence tests, by test and binding.
    pub evidence: BTreeMap<(TestId, String), Truth>,
    /// Whether the lift condition of an effect holds, by ground rule name, effect and binding.
    pub lifted: BTreeMap<(String, usize, String), bool>,
}

/// One rule under one binding, for one effect.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The ground rule's place in the program; none for a standing reason whose rule no longer exists.
    pub rule: Option<usize>,
    /// The rule's id with the words of its variables.
    pub name: String,
    /// The effect's place among the rule's effects.
    pub effect: usize,
    /// What the variables of the rule are bound to.
    pub binding: Vec<Binding>,
    /// What it decides.
    pub target: Target,
    /// How strongly.
    pub strength: Strength,
    /// The truth of its condition under this binding.
    pub when: Truth,
    /// The waiver that speaks of it, by its place in the policy, and whether it is effective.
    pub waived: Option<(usize, Truth)>,
    /// Whether it stood before, and since when.
    pub standing: Option<Standing>,
    /// Whether it has a lift condition, and whether that certainly holds.
    pub lifted: Option<bool>,
    /// Its truth after all that.
    pub effective: Truth,
    /// What that comes to.
    pub status: Status,
    /// What it means when undetermined.
    pub caution: Caution,
    /// By when it must have been acted on.
    pub due: Due,
    /// Who does it.
    pub acts: Option<Role>,
    /// By when at the latest, counted from the release date: a day belongs to it.
    pub deadline: Option<When>,
    /// Whether it is about an element that is not named, so that its target is only one of those it could be.
    pub unnamed: bool,
    /// Whether its time is over: the update has been applied, and it was due before.
    pub missed: bool,
}

/// What a variable is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The variable's name.
    pub name: Arc<str>,
    /// The id or word; none for an element that is not named.
    pub id: Option<Arc<str>>,
    /// The kind of item, where it is one.
    pub kind: Option<Arc<str>>,
    /// The path of the element; none for a word.
    pub path: Option<ReadPath>,
    /// Its place.
    pub span: Option<Span>,
}

/// A reason that stood before this evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Since when.
    pub since: Option<When>,
    /// Whether it was certain, or stood by precaution.
    pub certain: bool,
}

/// What a reason comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It certainly holds.
    Holds,
    /// It may hold: facts are missing.
    Undetermined,
    /// It needs facts of a later phase.
    Later,
    /// Its lift condition holds: for a task or staging, it is met.
    Lifted,
    /// A waiver takes it out.
    Waived,
}

/// What is decided of one target.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The target.
    pub target: Target,
    /// What is certain: the join over the reasons that hold.
    pub lo: Option<Strength>,
    /// What is possible: the join over the reasons that may hold.
    pub hi: Option<Strength>,
    /// What is in force: what is certain, and precautions.
    pub in_force: Option<Strength>,
    /// Whether nothing of what is in force is certain.
    pub precaution: bool,
    /// Its reasons that hold or may hold, by place.
    pub reasons: Vec<usize>,
}

/// The answer to a request to restart something.
#[derive(Clone, Debug)]
pub struct RestartAnswer {
    /// What was asked for, as written.
    pub asked: Arc<str>,
    /// Where.
    pub span: Option<Span>,
    /// Whether it may restart.
    pub may: bool,
    /// Whether only its normal schedule is held: by hand or for one record it may run.
    pub narrowly: bool,
    /// Whether such a category or item is known at all.
    pub known: bool,
    /// The reasons against it, by place.
    pub reasons: Vec<usize>,
}

impl Evaluation {
    /// The decision about a target.
    pub fn decision(&self, target: &Target) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.target == *target)
    }

    /// A reason by its place.
    pub fn reason(&self, place: usize) -> Option<&Reason> {
        self.reasons.get(place)
    }

    /// The reasons of a decision.
    pub fn reasons_of<'a>(&'a self, decision: &'a Decision) -> impl Iterator<Item = &'a Reason> {
        decision.reasons.iter().filter_map(|n| self.reasons.get(*n))
    }
}

impl Reason {
    /// Whether it is in force now: it stands, and its time is not over.
    pub fn in_force(&self) -> bool {
        !self.missed && self.stands()
    }

    /// Whether it is certain or stands by precaution, be its time over or not.
    pub fn stands(&self) -> bool {
        self.effective.is_yes() || (self.effective.can_be_yes() && self.caution == Caution::Precaution)
    }

    /// Its binding as text: `category=content, item=wf-restock`; empty for a rule without variables.
    pub fn binding_text(&self) -> String {
        binding_text(&self.binding)
    }

    /// Its binding by the places of its elements: what is not named in one list is not what is not named in another.
    pub fn places_text(&self) -> String {
        places_text(&self.binding)
    }
}

/// A binding by the places of its elements, in the order of its variables.
pub fn places_text(binding: &[Binding]) -> String {
    let part = |b: &Binding| {
        let place = b.path.as_ref().map(ReadPath::text).or(b.id.as_deref()).unwrap_or("*");
        format!("{}={place}", b.name)
    };
    binding.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// A binding as text, variables in name order.
pub fn binding_text(binding: &[Binding]) -> String {
    let mut in_order: Vec<&Binding> = binding.iter().collect();
    let bytes = |b: &'_ Binding| -> Vec<u8> { [b.name.as_bytes(), b"=", b.id.as_deref().unwrap_or("*").as_bytes()].concat() };
    if in_order.len() > 1 {
        in_order.sort_by_cached_key(|bound| bytes(bound));
    }
    let mut text = String::new();
    for bound in in_order {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&bound.name);
        text.push('=');
        text.push_str(bound.id.as_deref().unwrap_or("*"));
    }
    text
}
