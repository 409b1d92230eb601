//! The rule graph: which ground rule reads what which other one decides, with signs; a stable order, and the shortest loop.
//! The only user of the graph library here; how the graph is drawn is `report`'s business.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use petgraph::graphmap::DiGraphMap;

use super::ground::words_of;
use super::program::{GroundRule, GroundTarget};
use super::reads::{self, Sign, What};
use super::slots::TestSlot;
use crate::condition::words::target_kinds;
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::Policy;
use crate::text::Span;

/// For each pair of producer and reader what is read, how it acts, and where.
type Labels = BTreeMap<(usize, usize), Vec<(String, Sign, Span)>>;

/// What decides what, and who reads it.
#[derive(Clone, Debug, Default)]
pub struct RuleGraph {
    /// One edge for each reading, ordered by rule names.
    pub edges: Vec<Edge>,
}

/// The reader reads a conclusion of the producer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The name of the ground rule that decides.
    pub from: String,
    /// The name of the ground rule that reads.
    pub to: String,
    /// What is read: `decided.stage: agents`.
    pub what: String,
    /// How it acts.
    pub sign: Sign,
    /// The test that reads it.
    pub span: Span,
}

impl RuleGraph {
    /// The graph and the order of the rules; a loop is a problem, and gives none.
    pub fn build(policy: &Policy, rules: &[GroundRule], tests: &[TestSlot], sink: &mut Sink) -> Option<(Self, Vec<usize>)> {
        let producers = Producers::of(rules);
        let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
        let mut labels: Labels = BTreeMap::new();
        for (reader, rule) in rules.iter().enumerate() {
            graph.add_node(reader);
            for read in reads::of_rule(rule, tests) {
                for producer in producers.of_what(&read.what) {
                    graph.add_edge(producer, reader, ());
                    let label = (describe(&read.what), read.sign, read.span);
                    let known = labels.entry((producer, reader)).or_default();
                    if !known.contains(&label) {
                        known.push(label);
                    }
                }
            }
        }
        let name = |n: usize| rules.get(n).and_then(|r| Some(words_of(policy.rules.get(r.rule)?, &r.words))).unwrap_or_default();
        let names: Vec<String> = (0..rules.len()).map(name).collect();
        let Some(order) = order(&graph, &names) else {
            sink.push(loop_problem(&graph, &names, &labels, policy, rules));
            return None;
        };
        let named = |n: usize| names.get(n).cloned().unwrap_or_default();
        let mut edges: Vec<Edge> = labels
            .into_iter()
            .flat_map(|((from, to), labels)| {
                let (from, to) = (named(from), named(to));
                labels.into_iter().map(move |(what, sign, span)| Edge { from: from.clone(), to: to.clone(), what, sign, span })
            })
            .collect();
        edges.sort();
        Some((Self { edges }, order))
    }
}

/// Which rules could decide what.
struct Producers {
    decided: BTreeMap<(Verb, Option<Arc<str>>), BTreeSet<usize>>,
    verbs: BTreeMap<Verb, BTreeSet<usize>>,
    derived: BTreeMap<Arc<str>, BTreeSet<usize>>,
}

impl Producers {
    fn of(rules: &[GroundRule]) -> Self {
        let mut out = Self { decided: BTreeMap::new(), verbs: BTreeMap::new(), derived: BTreeMap::new() };
        for (n, rule) in rules.iter().enumerate() {
            for effect in &rule.effects {
                match (&effect.verb, &effect.target) {
                    (Verb::Derive, GroundTarget::Word(name)) => {
                        out.derived.entry(name.clone()).or_default().insert(n);
                    }
                    (verb, GroundTarget::Word(word)) => {
                        out.decided.entry((*verb, Some(word.clone()))).or_default().insert(n);
                    }
                    // Bound at run time: it could be any target of the verb.
                    (verb, _) => {
                        out.decided.entry((*verb, None)).or_default().insert(n);
                    }
                }
                out.verbs.entry(effect.verb).or_default().insert(n);
            }
        }
        out
    }

    fn of_what(&self, what: &What) -> BTreeSet<usize> {
        match what {
            What::Derived(name) => self.derived.get(name).cloned().unwrap_or_default(),
            What::Decided(verb, None) => self.verbs.get(verb).cloned().unwrap_or_default(),
            What::Decided(verb, target) if target_kinds(*verb).is_empty() => {
                let _ = target;
                self.verbs.get(verb).cloned().unwrap_or_default()
            }
            What::Decided(verb, target) => {
                let named = self.decided.get(&(*verb, target.clone())).into_iter().flatten();
                named.chain(self.decided.get(&(*verb, None)).into_iter().flatten()).copied().collect()
            }
        }
    }
}

fn describe(what: &What) -> String {
    match what {
        What::Derived(name) => format!("derived.{name}"),
        What::Decided(verb, None) => format!("decided.{}", verb.name()),
        What::Decided(verb, Some(target)) => format!("decided.{}.{target}", verb.name()),
    }
}

/// Topological order, the first name first among those that are free; none when there is a loop.
fn order(graph: &DiGraphMap<usize, ()>, names: &[String]) -> Option<Vec<usize>> {
    let mut waiting: BTreeMap<usize, usize> = graph.nodes().map(|n| (n, 0)).collect();
    for (_, to, ()) in graph.all_edges() {
        *waiting.entry(to).or_default() += 1;
    }
    let name = |n: usize| names.get(n).map(String::as_str).unwrap_or_default();
    let mut free: BinaryHeap<Reverse<(&str, usize)>> =
        waiting.iter().filter(|(_, w)| **w == 0).map(|(n, _)| Reverse((name(*n), *n))).collect();
    let mut order = Vec::with_capacity(waiting.len());
    while let Some(Reverse((_, next))) = free.pop() {
        order.push(next);
        for reader in graph.neighbors(next) {
            if let Some(left) = waiting.get_mut(&reader) {
                *left -= 1;
                if *left == 0 {
                    free.push(Reverse((name(reader), reader)));
                }
            }
        }
    }
    (order.len() == waiting.len()).then_some(order)
}

/// The shortest loop, beginning at the first name among those of that length.
fn shortest_loop(graph: &DiGraphMap<usize, ()>, names: &[String]) -> Vec<usize> {
    let mut looping: Vec<usize> = petgraph::algo::tarjan_scc(graph)
        .into_iter()
        .filter(|c| c.len() > 1 || c.iter().any(|n| graph.contains_edge(*n, *n)))
        .flatten()
        .collect();
    looping.sort_by_key(|n| names.get(*n));
    let mut best: Vec<usize> = Vec::new();
    for start in looping {
        if let Some(found) = loop_from(graph, names, start)
            && (best.is_empty() || found.len() < best.len())
        {
            best = found;
        }
    }
    best
}

/// The shortest way from a node back to itself.
fn loop_from(graph: &DiGraphMap<usize, ()>, names: &[String], start: usize) -> Option<Vec<usize>> {
    let mut came: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut next: Vec<usize> = graph.neighbors(node).collect();
        next.sort_by_key(|n| names.get(*n));
        for reader in next {
            if reader == start {
                let mut way = vec![node];
                while let Some(before) = way.last().filter(|n| **n != start).and_then(|n| came.get(n)) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = came.entry(reader) {
                entry.insert(node);
                queue.push_back(reader);
            }
        }
    }
    None
}

fn loop_problem(
    graph: &DiGraphMap<usize, ()>,
    names: &[String],
    labels: &Labels,
    policy: &Policy,
    rules: &[GroundRule],
) -> Diagnostic {
    let way = shortest_loop(graph, names);
    let name = |n: usize| names.get(n).cloned().unwrap_or_default();
    let mut chain: Vec<String> = way.iter().map(|n| format!("`{}`", name(*n))).collect();
    chain.extend(chain.first().cloned());
    let headline = match way.as_slice() {
        [one] => format!("rule `{}` reads what it decides itself", name(*one)),
        _ => format!("rules depend on each other in a loop: {}", chain.join(" → ")),
    };
    let mut problem = Diagnostic::new(Code::RuleLoop, headline);
    let next = way.iter().cycle().skip(1);
    for (from, to) in way.iter().zip(next) {
        if let Some((what, _, span)) = labels.get(&(*from, *to)).and_then(|l| l.first()) {
            problem = problem.at(*span, format!("`{}` reads `{what}`, which `{}` decides", name(*to), name(*from)));
        }
    }
    if problem.labels.is_empty()
        && let Some(rule) = way.first().and_then(|n| rules.get(*n)).and_then(|r| policy.rules.get(r.rule))
    {
        problem = problem.at(rule.span, "in the loop");
    }
    problem.help("let one of these rules read facts instead of decisions, or a `derive` of its own")
}
