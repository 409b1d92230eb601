//! The cheapest values that bring something about, and the smallest reason why there are none.
//! What costs what is left to whoever asks. Costs are above zero, so that what is cheapest has no part that would do.

use std::collections::{BTreeMap, BTreeSet};

use super::circuit::Circuit;
use super::solver::{Answer, Lit};

/// A literal that costs something when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The literal.
    pub lit: Lit,
    /// What it costs; at least 1.
    pub cost: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The choices that are made, and their cost: no others that do are cheaper.
    Cheapest(Vec<Lit>, u32),
    /// Nothing does, and these of the wanted literals are enough to say so.
    Impossible(Vec<Lit>),
    /// The budget was spent first. What is found costs at least this.
    Unfinished(u32),
}

/// The parts of a core that was met, of which at most so many may hold.
struct Sum {
    parts: Vec<Lit>,
    allowed: usize,
}

/// The cheapest choices with which all that is wanted holds. Cores are met one by one: what can't be had for nothing is paid for, and
/// how often it was is counted (the OLL scheme of core-guided MaxSAT).
pub fn cheapest(circuit: &mut Circuit, wanted: &[Lit], choices: &[Choice]) -> Found {
    // What is hoped for, with what it costs to give it up.
    let mut hoped: BTreeMap<Lit, u32> = BTreeMap::new();
    for choice in choices {
        *hoped.entry(choice.lit.not()).or_default() += choice.cost.max(1);
    }
    let mut sums: BTreeMap<Lit, Sum> = BTreeMap::new();
    let mut cost = 0_u32;
    loop {
        let assumed: Vec<Lit> = wanted.iter().chain(hoped.keys()).copied().collect();
        let core = match circuit.solve(&assumed) {
            Answer::Yes => {
                let made: Vec<Lit> = choices.iter().map(|c| c.lit).filter(|lit| circuit.holds(*lit)).collect();
                return Found::Cheapest(made, cost);
            }
            Answer::Unfinished => return Found::Unfinished(cost),
            Answer::No(core) => core,
        };
        let core = trimmed(circuit, core);
        let given_up: Vec<Lit> = core.iter().copied().filter(|lit| hoped.contains_key(lit)).collect();
        let Some(least) = given_up.iter().filter_map(|lit| hoped.get(lit)).min().copied() else {
            return Found::Impossible(core);
        };
        cost = cost.saturating_add(least);
        for lit in &given_up {
            let left = hoped.get(lit).map_or(0, |cost| cost - least);
            if left == 0 {
                hoped.remove(lit)
            } else {
                hoped.insert(*lit, left)
            };
            // One more of an earlier core has to be paid for.
            if let Some((parts, allowed)) = sums.get(lit).map(|sum| (sum.parts.clone(), sum.allowed + 1)) {
                hope(circuit, parts, allowed, least, &mut hoped, &mut sums);
            }
        }
        hope(circuit, given_up.iter().map(|lit| lit.not()).collect(), 1, least, &mut hoped, &mut sums);
    }
}

/// Hopes that at most so many of the parts hold.
fn hope(
    circuit: &mut Circuit,
    parts: Vec<Lit>,
    allowed: usize,
    cost: u32,
    hoped: &mut BTreeMap<Lit, u32>,
    sums: &mut BTreeMap<Lit, Sum>,
) {
    let lit = circuit.at_least(&parts, allowed + 1).not();
    if lit != Lit::TRUE {
        *hoped.entry(lit).or_default() += cost;
        sums.insert(lit, Sum { parts, allowed });
    }
}

/// A core asked again, as long as it gets smaller.
fn trimmed(circuit: &mut Circuit, mut core: Vec<Lit>) -> Vec<Lit> {
    while let Answer::No(smaller) = circuit.solve(&core) {
        if smaller.len() >= core.len() {
            break;
        }
        core = smaller;
    }
    core
}

/// A smallest set of assumptions that can't hold together: without any one of them the others can. None where all can, or where it
/// can't be said within the budget.
pub fn smallest_core(circuit: &mut Circuit, assumed: &[Lit]) -> Option<Vec<Lit>> {
    let Answer::No(core) = circuit.solve(assumed) else { return None };
    // In the order in which they were assumed: what comes first is kept longest.
    let mut seen = BTreeSet::new();
    let mut core: Vec<Lit> = assumed.iter().copied().filter(|lit| core.contains(lit) && seen.insert(*lit)).collect();
    let mut place = core.len();
    while place > 0 {
        place -= 1;
        let without: Vec<Lit> = core.iter().enumerate().filter(|(n, _)| *n != place).map(|(_, lit)| *lit).collect();
        match circuit.solve(&without) {
            Answer::No(smaller) => {
                core.retain(|lit| smaller.contains(lit));
                place = place.min(core.len());
            }
            Answer::Yes => {}
            Answer::Unfinished => return None,
        }
    }
    Some(core)
}
