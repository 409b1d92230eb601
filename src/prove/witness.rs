//! Documents that show something, as small as they could be made, and what came of them.
//! What they must show is the business of whoever asks.

use std::fmt;

use crate::decision::{Target, Verb, Verdict};
use crate::document::{Kind, Node};
use crate::evaluate::Evaluation;
use crate::explain::Trial;
use crate::facts::change::apply;
use crate::facts::{Change, FactDocument, FactPath};
use crate::value::{Instant, Phase};

use super::search::needed;
use super::space::Space;

/// Documents that show something.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The documents, of the kinds that say something.
    pub documents: Vec<FactDocument>,
    /// What they state beside the kind, the id and the phase.
    pub stated: Vec<Change>,
    /// The moment.
    pub now: Instant,
    /// The phase.
    pub phase: Phase,
}

/// What an evaluation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// The verdict.
    pub verdict: Verdict,
    /// What is in force of the decision that is looked at.
    pub in_force: Vec<InForce>,
}

/// One thing in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The decision.
    pub target: Target,
    /// How strongly, in words; none where its verb has one strength only.
    pub strength: Option<String>,
    /// Whether it is a precaution only.
    pub precaution: bool,
}

impl Came {
    /// What an evaluation came to for the decisions of a name.
    pub(super) fn of(evaluation: &Evaluation, verb: Verb, name: &str) -> Self {
        let decisions = evaluation.decisions.iter().filter(|d| d.target.verb == verb && *d.target.name == *name);
        let in_force = decisions.filter_map(|d| {
            let strength = d.in_force.as_ref()?.to_string();
            let strength = Some(strength).filter(|word| !word.is_empty());
            Some(InForce { target: d.target.clone(), strength, precaution: d.precaution })
        });
        Self { verdict: evaluation.verdict, in_force: in_force.collect() }
    }
}

impl fmt::Display for InForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strength = self.strength.iter().map(|word| format!(" {word}")).collect::<String>();
        let precaution = if self.precaution { ", as a precaution" } else { "" };
        write!(f, "{}{strength}{precaution}", self.target)
    }
}

/// The witness that these changes of a space make, without what it shows the same without.
pub(super) fn smallest(
    space: &Space,
    trial: &Trial<'_>,
    made: Vec<Change>,
    shows: &mut dyn FnMut(&[Change]) -> bool,
) -> Option<Witness> {
    let made = needed(made, shows);
    // Lists that nothing was changed of are left out; then elements of those that remain.
    let mut stated = made.clone();
    for path in paths_of_lists(space) {
        let more: Vec<Change> = stated.iter().cloned().chain([Change::Unset { path }]).collect();
        if more.len() > stated.len() && shows(&more) {
            stated = more;
        }
    }
    let documents = apply(&space.documents, &stated, &trial.program.policy.schemas, space.phase).ok()?;
    Some(Witness { documents, stated: made, now: space.now, phase: space.phase })
}

/// The lists of a space, those further out first.
fn paths_of_lists(space: &Space) -> Vec<FactPath> {
    fn walk(node: &Node, path: &FactPath, out: &mut Vec<FactPath>) {
        for entry in node.entries() {
            let path = path.child(entry.key.text.as_str());
            match &entry.value.kind {
                Kind::List(_) => out.push(path),
                Kind::Map(_) => walk(&entry.value, &path, out),
                Kind::Scalar(_) => {}
            }
        }
    }
    let mut out = Vec::new();
    for document in &space.documents {
        walk(&document.root, &FactPath { kind: document.kind, steps: Vec::new() }, &mut out);
    }
    out
}
