//! A program of which some rules are exchanged for a while: only these are grounded and numbered again.
//! What they are exchanged for is the caller's business; everything is put back as it was.

use std::collections::BTreeSet;

use super::graph::RuleGraph;
use super::program::{GroundRule, Program, ground_rule};
use super::reads;
use super::slots::Slots;
use crate::diagnostic::Sink;
use crate::policy::{Rule, Waiver};

/// A program whose rules and waivers can be exchanged.
#[derive(Debug)]
pub struct Workbench {
    program: Program,
    slots: Slots,
}

/// What is exchanged: rules by their place in the policy (none takes a rule out), and all waivers.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// The rules, each with its place.
    pub rules: Vec<(usize, Option<Rule>)>,
    /// The waivers in the place of the policy's.
    pub waivers: Option<Vec<Waiver>>,
}

/// What was there before an exchange.
#[derive(Debug)]
struct Before {
    rules: Vec<(usize, Rule)>,
    waivers: Option<Vec<Waiver>>,
    ground: Vec<GroundRule>,
    graph: Option<RuleGraph>,
    tests: usize,
}

impl Workbench {
    /// Prepares a program.
    pub fn new(program: Program) -> Self {
        let slots = Slots::of(&program);
        Self { program, slots }
    }

    /// The program as it is.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Does something with the program after an exchange, and puts everything back. None where the rules would read each
    /// other in a loop. The ground rules that were made anew are named by their places.
    pub fn with<T>(&mut self, exchange: &Exchange, ask: impl FnOnce(&Program, &[usize]) -> T) -> Option<T> {
        let mut before = self.exchange(exchange);
        let out = self.settle(exchange, &mut before.graph).map(|places| ask(&self.program, &places));
        self.put_back(before);
        out
    }

    fn exchange(&mut self, exchange: &Exchange) -> Before {
        let ground = self.program.rules.clone();
        let tests = self.program.tests.len();
        let mut rules = Vec::new();
        for (place, to) in &exchange.rules {
            let Some(rule) = self.program.policy.rules.get_mut(*place) else { continue };
            match to {
                Some(to) => rules.push((*place, std::mem::replace(rule, to.clone()))),
                None => {
                    let mut gone = rule.clone();
                    gone.effects.clear();
                    rules.push((*place, std::mem::replace(rule, gone)));
                }
            }
        }
        let waivers = exchange.waivers.clone().map(|w| std::mem::replace(&mut self.program.policy.waivers, w));
        Before { rules, waivers, ground, graph: None, tests }
    }

    /// Grounds the exchanged rules; gives their places. None when there is a loop.
    fn settle(&mut self, exchange: &Exchange, before: &mut Option<RuleGraph>) -> Option<Vec<usize>> {
        let exchanged: BTreeSet<usize> = exchange.rules.iter().map(|(place, _)| *place).collect();
        let named: BTreeSet<usize> = match &exchange.waivers {
            Some(_) => (0..self.program.policy.rules.len()).filter(|n| self.waivers_of(*n)).collect(),
            None => BTreeSet::new(),
        };
        let Program { policy, tests, rules, .. } = &mut self.program;
        self.slots.take(std::mem::take(tests));
        let mut places = Vec::new();
        let mut moved = false;
        for (at, old) in rules.iter_mut().enumerate() {
            if !exchanged.contains(&old.rule) && !named.contains(&old.rule) {
                continue;
            }
            let Some(rule) = policy.rules.get(old.rule) else { continue };
            let kept = old.words.iter().zip(&rule.for_each).all(|(word, var)| var.words.contains(word));
            let mut new = ground_rule(policy, old.rule, rule, old.words.clone(), &mut self.slots);
            if !kept {
                new.effects.clear();
            }
            let known = reads::of_rule(old, self.slots.tests());
            let reads = reads::of_rule(&new, self.slots.tests());
            moved |= reads.iter().any(|read| known.iter().all(|k| k.what != read.what));
            *old = new;
            places.push(at);
        }
        *tests = self.slots.lend();
        if moved { self.sort(&exchanged, before) } else { Some(places) }
    }

    /// A rule reads what it didn't read before: the order may be another.
    fn sort(&mut self, exchanged: &BTreeSet<usize>, before: &mut Option<RuleGraph>) -> Option<Vec<usize>> {
        let Program { policy, tests, rules, graph, .. } = &mut self.program;
        let (sorted, order) = RuleGraph::build(policy, rules, tests, &mut Sink::new())?;
        *before = Some(std::mem::replace(graph, sorted));
        let mut all: Vec<Option<GroundRule>> = std::mem::take(rules).into_iter().map(Some).collect();
        *rules = order.iter().filter_map(|n| all.get_mut(*n).and_then(Option::take)).collect();
        Some(rules.iter().enumerate().filter(|(_, r)| exchanged.contains(&r.rule)).map(|(n, _)| n).collect())
    }

    fn put_back(&mut self, before: Before) {
        self.program.rules = before.ground;
        if let Some(graph) = before.graph {
            self.program.graph = graph;
        }
        self.program.tests.truncate(before.tests);
        self.slots.forget(before.tests);
        for (place, rule) in before.rules {
            if let Some(slot) = self.program.policy.rules.get_mut(place) {
                *slot = rule;
            }
        }
        if let Some(waivers) = before.waivers {
            self.program.policy.waivers = waivers;
        }
    }

    /// Whether a waiver names this rule now, or did when the program was compiled.
    fn waivers_of(&self, place: usize) -> bool {
        let Some(rule) = self.program.policy.rules.get(place) else { return false };
        self.program.policy.waivers.iter().any(|w| w.rule == rule.id)
            || self.program.rules.iter().any(|g| g.rule == place && !g.waivers.is_empty())
    }
}
