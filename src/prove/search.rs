//! Looks for documents that show something: the cheapest changes with which what is wanted holds, each set evaluated by the engine.
//! What is wanted is said as a literal by `side`, what a set must show by whoever asks.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::differences::names_read;
use crate::compile::Program;
use crate::explain::repair::choices::Choices;
use crate::explain::repair::set::{Set, changes};
use crate::facts::Change;
use crate::symbolic::{Answer, Choice, Found, Lit, cheapest};

/// How far it was looked where nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Everywhere: what decides it is the same.
    Everywhere,
    /// In all documents with up to so many elements in each list, and the values that tests tell apart.
    Within(usize),
    /// Not everywhere: the search was cut, or some answers were left to trying.
    Unfinished,
}

impl Reach {
    /// What can be said of both: each size is looked at after the one below it.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Changes that show what is wanted; else how far it was looked.
pub fn find(
    wanted: Lit,
    choices: &mut Choices,
    tries: usize,
    elements: usize,
    shows: &mut dyn FnMut(&[Change]) -> bool,
) -> Result<Vec<Change>, Reach> {
    // What didn't show it is ruled out for this question only.
    let here = choices.circuit.fresh();
    for _ in 0..tries.max(1) {
        let costs: Vec<Choice> = choices.costs.clone();
        match cheapest(&mut choices.circuit, &[wanted, here, choices.exact], &costs) {
            Found::Cheapest(lits, _) => {
                let set: Set = choices.set(&lits);
                let made = changes(&set);
                if shows(&made) {
                    return Ok(made);
                }
                choices.guessed = true;
                let other: Vec<Lit> = lits.iter().map(|lit| lit.not()).chain([here.not()]).collect();
                choices.circuit.require(&other);
            }
            Found::Impossible(_) => {
                // Moments can lie otherwise to each other than the values that were looked at.
                let free = [wanted, here, choices.exact.not()];
                let ruled_out = !choices.guessed && matches!(choices.circuit.solve(&free), Answer::No(_));
                return Err(if ruled_out { Reach::Within(elements) } else { Reach::Unfinished });
            }
            Found::Unfinished(_) => return Err(Reach::Unfinished),
        }
    }
    Err(Reach::Unfinished)
}

/// Those of the changes that are needed: one after the other is left out while the rest shows the same.
pub fn needed(mut made: Vec<Change>, shows: &mut dyn FnMut(&[Change]) -> bool) -> Vec<Change> {
    let mut n = made.len();
    while n > 0 {
        n -= 1;
        let fewer: Vec<Change> = made.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, c)| c.clone()).collect();
        if shows(&fewer) {
            made = fewer;
        }
    }
    made
}

/// The rules of one program that were in the way, and are written down.
#[derive(Debug)]
pub struct Written {
    rules: BTreeSet<usize>,
    alone: usize,
}

impl Written {
    /// None so far; so many are written down one by one before all are that are in the way.
    pub fn new(alone: usize) -> Self {
        Self { rules: BTreeSet::new(), alone }
    }

    /// The rules, by their places.
    pub fn rules(&self) -> &BTreeSet<usize> {
        &self.rules
    }

    /// Whether one of these is not written down.
    pub fn lacks(&self, found: &BTreeSet<usize>) -> bool {
        !found.is_subset(&self.rules)
    }

    /// Writes down some of the rules that are in the way: first those that read most of what is asked about, since one of them is often
    /// all that is in the way, and each rule makes the question larger; then all.
    pub fn add(&mut self, program: &Program, read: &BTreeSet<String>, found: &BTreeSet<usize>) {
        let mut new: Vec<usize> = found.difference(&self.rules).copied().collect();
        if self.alone > 0 {
            let nearest = |place: &usize| {
                let names = names_read(program, &BTreeSet::from([*place]));
                (Reverse(names.intersection(read).count()), names.len(), *place)
            };
            new = new.iter().map(nearest).min().map(|(.., place)| place).into_iter().collect();
            self.alone -= 1;
        }
        self.rules.extend(new);
    }
}
