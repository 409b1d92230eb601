//! What a picture of the rule graph shows: rules by id, what they decide, which rule reads what of which, with which sign.
//! A choice around one rule or decision is made here; how it is drawn is left to the forms beside this file.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::reads::Sign;
use crate::compile::{GroundTarget, Program};
use crate::decision::Verb;

/// A part of the rule graph, with rules grouped by id.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The rules by id, with what they decide.
    pub rules: BTreeMap<String, BTreeSet<String>>,
    /// Which rule reads what of which: from, to, what, sign.
    pub edges: BTreeSet<(String, String, String, Sign)>,
    /// How many readings more there are than it shows, where they are very many.
    pub more: usize,
}

/// The whole graph: ground rules of one rule are one node.
pub fn picture(program: &Program) -> Picture {
    let mut out = Picture::default();
    for ground in &program.rules {
        let Some(rule) = program.rule_of(ground) else { continue };
        let decides = out.rules.entry(rule.id.to_string()).or_default();
        for effect in &ground.effects {
            decides.insert(decided(effect.verb, &effect.target));
        }
    }
    let id = |place: usize| Some(program.rule_of(program.rules.get(place)?)?.id.to_string());
    let edges = program.edges(|_| true);
    for edge in edges.told {
        let (Some(from), Some(to)) = (id(edge.places.0), id(edge.places.1)) else { continue };
        out.edges.insert((from, to, edge.what, edge.sign));
    }
    out.more = edges.more;
    out
}

fn decided(verb: Verb, target: &GroundTarget) -> String {
    match target {
        GroundTarget::Word(word) => format!("{}:{word}", verb.name()),
        GroundTarget::Element(var) | GroundTarget::Item(var) => format!("{}:${}", verb.name(), var.name),
        GroundTarget::Alone => verb.name().to_owned(),
    }
}

impl Picture {
    /// Only a rule, what it reads directly or through others, and what reads it.
    pub fn around(&self, rule: &str) -> Self {
        let mut keep = self.reach(rule, true);
        keep.extend(self.reach(rule, false));
        self.only(&keep)
    }

    /// Only the rules that can decide this (`pause:commerce`, `rollback`, or a verb), and what they read.
    pub fn deciding(&self, decision: &str) -> Self {
        let verb = decision.split(':').next().unwrap_or(decision);
        let fits = |d: &String| {
            d == decision || (decision == verb && d.split(':').next() == Some(verb)) || *d == format!("{verb}:$item")
        };
        let heads: Vec<&String> = self
            .rules
            .iter()
            .filter(|(_, decides)| decides.iter().any(|d| fits(d) || element_target(d, verb)))
            .map(|(r, _)| r)
            .collect();
        let keep: BTreeSet<String> = heads.into_iter().flat_map(|r| self.reach(r, true)).collect();
        self.only(&keep)
    }

    fn reach(&self, start: &str, back: bool) -> BTreeSet<String> {
        let mut keep = BTreeSet::from([start.to_owned()]);
        loop {
            let before = keep.len();
            for (from, to, ..) in &self.edges {
                let (known, new) = if back { (to, from) } else { (from, to) };
                if keep.contains(known) {
                    keep.insert(new.clone());
                }
            }
            if keep.len() == before {
                return keep;
            }
        }
    }

    fn only(&self, keep: &BTreeSet<String>) -> Self {
        Self {
            rules: self.rules.iter().filter(|(r, _)| keep.contains(*r)).map(|(r, d)| (r.clone(), d.clone())).collect(),
            edges: self.edges.iter().filter(|(f, t, ..)| keep.contains(f) && keep.contains(t)).cloned().collect(),
            more: self.more,
        }
    }
}

fn element_target(decided: &str, verb: &str) -> bool {
    decided.split_once(':').is_some_and(|(v, t)| v == verb && t.starts_with('$'))
}

/// The first few of a list, and how many more there are.
pub(super) fn shorten(decides: &[&str]) -> String {
    if decides.len() <= 4 {
        return decides.join(", ");
    }
    format!("{}, and {} more", decides.iter().take(3).copied().collect::<Vec<_>>().join(", "), decides.len() - 3)
}
