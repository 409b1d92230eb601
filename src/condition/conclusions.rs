//! What rules have concluded so far, as conditions read it: `decided.VERB` and `derived.NAME`.
//! Rules put it there in topological order, which is `evaluate`'s business.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::decision::Verb;
use crate::value::Truth;

/// The conclusions of the rules that ran.
#[derive(Clone, Debug, Default)]
pub struct Conclusions {
    decided: BTreeMap<Verb, Vec<Concluded>>,
    derived: BTreeMap<Arc<str>, Vec<Concluded>>,
}

/// One reason for a decision or a derived conclusion.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The target, or the thing of a derived conclusion. None: one that can't be named, so it could be any.
    pub name: Option<Arc<str>>,
    /// Its effective truth.
    pub truth: Truth,
    /// Its strength as a rank, weakest zero.
    pub rank: usize,
}

impl Conclusions {
    /// Adds a reason for a decision. *Later* is read as *no*: what can only be decided later is not decided now.
    pub fn decide(&mut self, verb: Verb, mut concluded: Concluded) {
        concluded.truth = concluded.truth.now();
        self.decided.entry(verb).or_default().push(concluded);
    }

    /// Adds a derived conclusion, *later* kept.
    pub fn derive(&mut self, name: &Arc<str>, concluded: Concluded) {
        self.derived.entry(name.clone()).or_default().push(concluded);
    }

    /// Whether `verb` is decided of `name` (of anything, when none is given) at least at `rank`.
    pub fn decided(&self, verb: Verb, name: Option<&str>, rank: usize) -> Truth {
        lifted_or(self.decided.get(&verb), name, rank)
    }

    /// Whether the derived conclusion holds of `name` (of anything, when none is given).
    pub fn derived(&self, conclusion: &str, name: Option<&str>) -> Truth {
        lifted_or(self.derived.get(conclusion), name, 0)
    }

    /// The targets of a verb, in order, each once. An element without a name is a reason for every target it could have.
    pub fn targets(&self, verb: Verb) -> Vec<Arc<str>> {
        names(self.decided.get(&verb))
    }

    /// The named things of a derived conclusion, in order, each once; and what is answered of those that can't be named.
    pub fn things(&self, conclusion: &str) -> (Vec<Arc<str>>, Truth) {
        let reasons = self.derived.get(conclusion);
        let unnamed = reasons.into_iter().flatten().filter(|r| r.name.is_none());
        (names(reasons), unnamed.fold(Truth::NO, |truth, r| truth.union(r.truth)))
    }
}

fn names(reasons: Option<&Vec<Concluded>>) -> Vec<Arc<str>> {
    let reasons = reasons.map(Vec::as_slice).unwrap_or_default();
    let mut named: Vec<Arc<str>> = reasons.iter().filter_map(|r| r.name.clone()).collect();
    named.sort();
    named.dedup();
    named
}

fn lifted_or(reasons: Option<&Vec<Concluded>>, name: Option<&str>, rank: usize) -> Truth {
    let mut truth = Truth::NO;
    for reason in reasons.into_iter().flatten().filter(|r| r.rank >= rank) {
        match (name, reason.name.as_deref()) {
            (Some(asked), Some(named)) if asked != named => {}
            (Some(_), None) => truth = truth.or(reason.truth.and(Truth::UNKNOWN)),
            _ => truth = truth.or(reason.truth),
        }
    }
    truth
}
