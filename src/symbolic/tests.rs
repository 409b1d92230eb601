//! Everything against brute force on few variables.

use super::*;
use crate::value::Truth;

/// Numbers that are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }

    fn below_size(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap()
    }
}

fn truths() -> Vec<Truth> {
    (1..8).map(|n| Truth::from_answers(n & 1 != 0, n & 2 != 0, n & 4 != 0)).collect()
}

/// A leaf that is in one of the seven states.
fn leaf(circuit: &mut Circuit) -> (Bits, Vec<(Lit, Truth)>) {
    let rows: Vec<(Lit, Truth)> = truths().into_iter().map(|truth| (circuit.fresh(), truth)).collect();
    let lits: Vec<Lit> = rows.iter().map(|(lit, _)| *lit).collect();
    circuit.require(&lits);
    circuit.require_at_most_one(&lits);
    (Bits::of_rows(&rows, circuit), rows)
}

enum Formula {
    Leaf(usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Certainly(Box<Formula>, bool),
    Now(Box<Formula>),
}

fn formula(numbers: &mut Numbers, depth: u32, leaves: usize) -> Formula {
    let inner = |numbers: &mut Numbers| formula(numbers, depth - 1, leaves);
    match if depth == 0 { 0 } else { numbers.below(7) } {
        0 => Formula::Leaf(numbers.below_size(leaves)),
        1 => Formula::Not(Box::new(inner(numbers))),
        2 | 3 => Formula::All((0..numbers.below(4)).map(|_| inner(numbers)).collect()),
        4 => Formula::Any((0..numbers.below(4)).map(|_| inner(numbers)).collect()),
        5 => Formula::Certainly(Box::new(inner(numbers)), numbers.below(2) == 0),
        _ => Formula::Now(Box::new(inner(numbers))),
    }
}

impl Formula {
    fn truth(&self, leaves: &[Truth]) -> Truth {
        match self {
            Formula::Leaf(n) => leaves[*n],
            Formula::Not(inner) => inner.truth(leaves).not(),
            Formula::All(parts) => parts.iter().fold(Truth::YES, |t, p| t.and(p.truth(leaves))),
            Formula::Any(parts) => parts.iter().fold(Truth::NO, |t, p| t.or(p.truth(leaves))),
            Formula::Certainly(inner, open) => inner.truth(leaves).certainly(*open),
            Formula::Now(inner) => inner.truth(leaves).now(),
        }
    }

    fn bits(&self, leaves: &[Bits], circuit: &mut Circuit) -> Bits {
        match self {
            Formula::Leaf(n) => leaves[*n],
            Formula::Not(inner) => inner.bits(leaves, circuit).not(),
            Formula::All(parts) => {
                let parts: Vec<Bits> = parts.iter().map(|p| p.bits(leaves, circuit)).collect();
                Bits::all(&parts, circuit)
            }
            Formula::Any(parts) => {
                let parts: Vec<Bits> = parts.iter().map(|p| p.bits(leaves, circuit)).collect();
                Bits::any(&parts, circuit)
            }
            Formula::Certainly(inner, open) => inner.bits(leaves, circuit).certainly(*open, circuit),
            Formula::Now(inner) => inner.bits(leaves, circuit).now(circuit),
        }
    }
}

#[test]
fn bits_are_exact_in_every_state_also_where_a_leaf_occurs_twice() {
    let mut numbers = Numbers(7);
    for _ in 0..60 {
        let formula = formula(&mut numbers, 4, 2);
        let mut circuit = Circuit::new(100_000);
        let leaves: Vec<(Bits, Vec<(Lit, Truth)>)> = (0..2).map(|_| leaf(&mut circuit)).collect();
        let bits: Vec<Bits> = leaves.iter().map(|(bits, _)| *bits).collect();
        let out = formula.bits(&bits, &mut circuit);
        for (first, one) in &leaves[0].1 {
            for (second, two) in &leaves[1].1 {
                assert_eq!(circuit.solve(&[*first, *second]), Answer::Yes);
                assert_eq!(out.found(&circuit), formula.truth(&[*one, *two]));
            }
        }
    }
}

#[test]
fn a_counter_counts_both_ways() {
    let mut circuit = Circuit::new(100_000);
    let parts: Vec<Lit> = (0..6).map(|_| circuit.fresh()).collect();
    let gates: Vec<Lit> = (0..8).map(|n| circuit.at_least(&parts, n)).collect();
    for values in 0..64_u32 {
        let assumed: Vec<Lit> =
            parts.iter().enumerate().map(|(n, lit)| if values >> n & 1 == 1 { *lit } else { lit.not() }).collect();
        assert_eq!(circuit.solve(&assumed), Answer::Yes);
        for (n, gate) in gates.iter().enumerate() {
            assert_eq!(circuit.holds(*gate), values.count_ones() as usize >= n, "{n} of {values:b}");
        }
    }
}

/// Clauses over a few choices: which sets do, by trying all.
struct Problem {
    clauses: Vec<Vec<(usize, bool)>>,
    costs: Vec<u32>,
}

impl Problem {
    fn new(numbers: &mut Numbers) -> Self {
        let count = 3 + numbers.below_size(6);
        let clause = |numbers: &mut Numbers| {
            (0..1 + numbers.below(3)).map(|_| (numbers.below_size(count), numbers.below(3) > 0)).collect()
        };
        let clauses = (0..numbers.below(14)).map(|_| clause(numbers)).collect();
        Self { clauses, costs: (0..count).map(|_| 1 + u32::try_from(numbers.below(5)).unwrap()).collect() }
    }

    fn holds(&self, values: usize) -> bool {
        self.clauses.iter().all(|clause| clause.iter().any(|(n, so)| (values >> n & 1 == 1) == *so))
    }

    fn cost(&self, values: usize) -> u32 {
        self.costs.iter().enumerate().filter(|(n, _)| values >> n & 1 == 1).map(|(_, cost)| cost).sum()
    }

    /// The circuit, its choices, and a selector for each clause.
    fn circuit(&self) -> (Circuit, Vec<Choice>, Vec<Lit>) {
        let mut circuit = Circuit::new(100_000);
        let choices: Vec<Choice> = self.costs.iter().map(|cost| Choice { lit: circuit.fresh(), cost: *cost }).collect();
        let lit = |(n, so): &(usize, bool)| if *so { choices[*n].lit } else { choices[*n].lit.not() };
        let selectors = self.clauses.iter().map(|clause| circuit.or(clause.iter().map(lit))).collect();
        (circuit, choices, selectors)
    }
}

#[test]
fn nothing_is_cheaper_than_the_cheapest_and_each_next_one_is_minimal() {
    let mut numbers = Numbers(11);
    let (mut solved, mut impossible) = (0, 0);
    for _ in 0..400 {
        let problem = Problem::new(&mut numbers);
        let all: Vec<usize> = (0..1 << problem.costs.len()).filter(|values| problem.holds(*values)).collect();
        let (mut circuit, choices, wanted) = problem.circuit();
        let mut last = 0;
        let mut given: Vec<usize> = Vec::new();
        loop {
            // What holds a set that was given is no further plan.
            let best = all.iter().filter(|v| given.iter().all(|g| *v & g != *g)).map(|v| problem.cost(*v)).min();
            match (cheapest(&mut circuit, &wanted, &choices), best) {
                (Found::Cheapest(made, cost), Some(best)) => {
                    assert_eq!(cost, best);
                    assert!(cost >= last);
                    last = cost;
                    let values = choices.iter().enumerate().filter(|(_, c)| made.contains(&c.lit)).map(|(n, _)| 1 << n).sum();
                    assert!(problem.holds(values) && problem.cost(values) == cost);
                    given.push(values);
                    solved += 1;
                    if made.is_empty() {
                        break;
                    }
                    let next: Vec<Lit> = made.iter().map(|lit| lit.not()).collect();
                    circuit.require(&next);
                }
                (Found::Impossible(_), None) => {
                    impossible += usize::from(given.is_empty());
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(solved > 300 && impossible > 20, "{solved} and {impossible}");
}

#[test]
fn of_a_smallest_core_every_part_is_needed() {
    let mut numbers = Numbers(5);
    let mut seen = 0;
    for _ in 0..400 {
        let problem = Problem::new(&mut numbers);
        let (mut circuit, _, selectors) = problem.circuit();
        let Some(core) = smallest_core(&mut circuit, &selectors) else {
            assert!((0..1 << problem.costs.len()).any(|values| problem.holds(values)));
            continue;
        };
        seen += 1;
        let clauses = |lits: &[Lit]| {
            let all = problem.clauses.iter().zip(&selectors);
            all.filter(|(_, lit)| lits.contains(lit)).map(|(clause, _)| clause.clone()).collect::<Vec<_>>()
        };
        let possible = |lits: &[Lit]| {
            let part = Problem { clauses: clauses(lits), costs: problem.costs.clone() };
            (0..1 << part.costs.len()).any(|values| part.holds(values))
        };
        assert!(!possible(&core));
        for n in 0..core.len() {
            let without: Vec<Lit> = core.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, lit)| *lit).collect();
            assert!(possible(&without), "{core:?} without {n}");
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_search_that_is_cut_says_so() {
    // Seven things in six places: short to say, long to prove.
    let mut circuit = Circuit::new(50);
    let places: Vec<Vec<Lit>> = (0..9).map(|_| (0..8).map(|_| circuit.fresh()).collect()).collect();
    for one in &places {
        circuit.require(one);
    }
    for place in 0..8 {
        let here: Vec<Lit> = places.iter().map(|one| one[place]).collect();
        circuit.require_at_most_one(&here);
    }
    assert_eq!(circuit.solve(&[]), Answer::Unfinished);
    assert_eq!(cheapest(&mut circuit, &[], &[]), Found::Unfinished(0));
    assert_eq!(smallest_core(&mut circuit, &[]), None);
}
