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
use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::policy::Policy;
use crate::text::Span;

/// What decides what, and who reads it. Rules are their places in the program; between those that decide and those that read stands
/// what is concluded, so that many of either cost no more than their sum.
#[derive(Clone, Debug, Default)]
pub struct RuleGraph {
    conclusions: Vec<Conclusion>,
    /// What each rule reads.
    readings: Vec<Vec<Reading>>,
}

/// Something that is read.
#[derive(Clone, Debug)]
struct Conclusion {
    what: What,
    /// The rules that could conclude it.
    producers: BTreeSet<usize>,
}

/// One reading: of a conclusion, by its place; how it acts, and the test that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reading {
    conclusion: usize,
    sign: Sign,
    span: Span,
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
    /// The places of the two rules in the program.
    pub places: (usize, usize),
}

/// Readings as edges: so many as are told, and how many others there are.
#[derive(Clone, Debug, Default)]
pub struct Edges {
    /// Those that are told, in order.
    pub told: Vec<Edge>,
    /// How many more there are.
    pub more: usize,
}

impl RuleGraph {
    /// The graph and the order of the rules; a loop is a problem, and gives none. In the graph the rules stand in that order.
    pub fn build(policy: &Policy, rules: &[GroundRule], tests: &[TestSlot], sink: &mut Sink) -> Option<(Self, Vec<usize>)> {
        let graph = Self::of(rules, tests);
        let name = |n: usize| rules.get(n).and_then(|r| Some(words_of(policy.rules.get(r.rule)?, &r.words))).unwrap_or_default();
        let names: Vec<String> = (0..rules.len()).map(name).collect();
        let Some(order) = graph.order(&names) else {
            sink.push(loop_problem(&graph, &names, policy, rules));
            return None;
        };
        Some((graph.put_in(&order), order))
    }

    fn of(rules: &[GroundRule], tests: &[TestSlot]) -> Self {
        let producers = Producers::of(rules);
        let mut out = Self::default();
        let mut places: BTreeMap<What, usize> = BTreeMap::new();
        for rule in rules {
            let mut own: Vec<Reading> = Vec::new();
            for read in reads::of_rule(rule, tests) {
                let conclusion = *places.entry(read.what).or_insert_with_key(|what| {
                    out.conclusions.push(Conclusion { what: what.clone(), producers: producers.of_what(what) });
                    out.conclusions.len() - 1
                });
                let reading = Reading { conclusion, sign: read.sign, span: read.span };
                if !own.contains(&reading) {
                    own.push(reading);
                }
            }
            out.readings.push(own);
        }
        out
    }

    /// The same of the rules in another order.
    fn put_in(self, order: &[usize]) -> Self {
        let mut places = vec![0; order.len()];
        for (to, from) in order.iter().enumerate() {
            if let Some(place) = places.get_mut(*from) {
                *place = to;
            }
        }
        let moved = |from: &usize| places.get(*from).copied();
        let conclusion = |c: Conclusion| Conclusion { producers: c.producers.iter().filter_map(moved).collect(), ..c };
        let mut readings = self.readings;
        Self {
            conclusions: self.conclusions.into_iter().map(conclusion).collect(),
            readings: order.iter().map(|from| readings.get_mut(*from).map(std::mem::take).unwrap_or_default()).collect(),
        }
    }

    /// The rules whose conclusions a rule reads, by their places.
    pub fn read_by(&self, rule: usize) -> impl Iterator<Item = usize> {
        self.links_of(rule).flat_map(|(_, conclusion)| conclusion.producers.iter().copied())
    }

    /// Readings as edges from each rule that decides to the one that reads, by the names of the rules, in order. They can be as many as
    /// the square of the rules, so that only the first are told.
    pub fn edges(&self, name: impl Fn(usize) -> String, wanted: impl Fn(Sign) -> bool) -> Edges {
        let (mut edges, mut all) = (Vec::new(), 0_usize);
        for reader in 0..self.readings.len() {
            let to = name(reader);
            for (reading, conclusion) in self.links_of(reader).filter(|(reading, _)| wanted(reading.sign)) {
                let what = describe(&conclusion.what);
                let edge = |from: &usize| Edge {
                    from: name(*from),
                    to: to.clone(),
                    what: what.clone(),
                    sign: reading.sign,
                    span: reading.span,
                    places: (*from, reader),
                };
                all = all.saturating_add(conclusion.producers.len());
                let room = limits::READINGS.most.saturating_sub(edges.len());
                edges.extend(conclusion.producers.iter().take(room).map(edge));
            }
        }
        edges.sort();
        Edges { more: all - edges.len(), told: edges }
    }

    fn links_of(&self, reader: usize) -> impl Iterator<Item = (&Reading, &Conclusion)> {
        let readings = self.readings.get(reader).into_iter().flatten();
        readings.filter_map(|reading| Some((reading, self.conclusions.get(reading.conclusion)?)))
    }

    /// Topological order, the first name first among those that are free; none when there is a loop.
    fn order(&self, names: &[String]) -> Option<Vec<usize>> {
        let mut concludes: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
        let mut readers: Vec<Vec<usize>> = vec![Vec::new(); self.conclusions.len()];
        for (n, conclusion) in self.conclusions.iter().enumerate() {
            for producer in &conclusion.producers {
                concludes.get_mut(*producer)?.push(n);
            }
        }
        // What nothing concludes keeps nobody waiting.
        let mut open: Vec<usize> = self.conclusions.iter().map(|c| c.producers.len()).collect();
        let mut waiting = vec![0_usize; names.len()];
        for (reader, waits) in waiting.iter_mut().enumerate() {
            let read: BTreeSet<usize> = self.links_of(reader).map(|(reading, _)| reading.conclusion).collect();
            for conclusion in read.into_iter().filter(|n| open.get(*n).is_some_and(|left| *left > 0)) {
                *waits += 1;
                readers.get_mut(conclusion)?.push(reader);
            }
        }
        let name = |n: usize| names.get(n).map(String::as_str).unwrap_or_default();
        let mut free: BinaryHeap<Reverse<(&str, usize)>> =
            waiting.iter().enumerate().filter(|(_, w)| **w == 0).map(|(n, _)| Reverse((name(n), n))).collect();
        let mut order = Vec::with_capacity(names.len());
        while let Some(Reverse((_, next))) = free.pop() {
            order.push(next);
            for conclusion in concludes.get(next)? {
                let left = open.get_mut(*conclusion)?;
                *left -= 1;
                if *left > 0 {
                    continue;
                }
                for reader in readers.get(*conclusion)? {
                    let waits = waiting.get_mut(*reader)?;
                    *waits -= 1;
                    if *waits == 0 {
                        free.push(Reverse((name(*reader), *reader)));
                    }
                }
            }
        }
        (order.len() == names.len()).then_some(order)
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

/// How many rules of loops are looked at as the beginning of the shortest one.
const BEGINNINGS: usize = 256;

/// The shortest loop through the first rules of loops, beginning at the first name among those of that length.
fn shortest_loop(graph: &DiGraphMap<usize, ()>, names: &[String]) -> Vec<usize> {
    let mut looping: Vec<usize> = petgraph::algo::tarjan_scc(graph)
        .into_iter()
        .filter(|c| c.len() > 1 || c.iter().any(|n| graph.contains_edge(*n, *n)))
        .flatten()
        .collect();
    looping.sort_by_key(|n| names.get(*n));
    let mut best: Vec<usize> = Vec::new();
    for start in looping.into_iter().take(BEGINNINGS) {
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

fn loop_problem(graph: &RuleGraph, names: &[String], policy: &Policy, rules: &[GroundRule]) -> Diagnostic {
    let mut links: DiGraphMap<usize, ()> = DiGraphMap::new();
    for reader in 0..names.len() {
        links.add_node(reader);
        graph.read_by(reader).for_each(|producer| {
            links.add_edge(producer, reader, ());
        });
    }
    let way = shortest_loop(&links, names);
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
        if let Some((reading, conclusion)) = graph.links_of(*to).find(|(_, c)| c.producers.contains(from)) {
            let what = describe(&conclusion.what);
            problem = problem.at(reading.span, format!("`{}` reads `{what}`, which `{}` decides", name(*to), name(*from)));
        }
    }
    if problem.labels.is_empty()
        && let Some(rule) = way.first().and_then(|n| rules.get(*n)).and_then(|r| policy.rules.get(r.rule))
    {
        problem = problem.at(rule.span, "in the loop");
    }
    problem.help("let one of these rules read facts instead of decisions, or a `derive` of its own")
}
