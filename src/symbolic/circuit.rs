//! Gates over literals: every gate is an equivalence, equal gates are one, and what is known is folded away.
//! Which gates a condition needs is left to `bits` and to whoever encodes facts.

use std::collections::HashMap;

use super::solver::{Answer, Lit, Solver};

/// Gates, and the clauses that say what they mean.
pub struct Circuit {
    solver: Solver,
    /// The gates so far by what they join.
    ands: HashMap<Vec<Lit>, Lit>,
}

impl Circuit {
    /// Without gates; for the budget see [`Solver::new`].
    pub fn new(budget: u64) -> Self {
        Self { solver: Solver::new(budget), ands: HashMap::new() }
    }

    /// A new variable.
    pub fn fresh(&mut self) -> Lit {
        self.solver.fresh()
    }

    /// One of these must hold.
    pub fn require(&mut self, parts: &[Lit]) {
        self.solver.clause(parts);
    }

    /// Whether all of them hold.
    pub fn and(&mut self, parts: impl IntoIterator<Item = Lit>) -> Lit {
        let mut parts: Vec<Lit> = parts.into_iter().filter(|lit| *lit != Lit::TRUE).collect();
        parts.sort();
        parts.dedup();
        // A literal and its opposite stand next to each other.
        let opposites = parts.windows(2).any(|pair| matches!(pair, [a, b] if a.not() == *b));
        if opposites || parts.contains(&Lit::FALSE) {
            return Lit::FALSE;
        }
        match parts.as_slice() {
            [] => return Lit::TRUE,
            [only] => return *only,
            _ => {}
        }
        if let Some(gate) = self.ands.get(&parts) {
            return *gate;
        }
        let gate = self.fresh();
        for part in &parts {
            self.solver.clause(&[gate.not(), *part]);
        }
        let back: Vec<Lit> = parts.iter().map(|part| part.not()).chain([gate]).collect();
        self.solver.clause(&back);
        self.ands.insert(parts, gate);
        gate
    }

    /// Whether one of them holds.
    pub fn or(&mut self, parts: impl IntoIterator<Item = Lit>) -> Lit {
        self.and(parts.into_iter().map(Lit::not)).not()
    }

    /// Whether at least so many of them hold.
    pub fn at_least(&mut self, parts: &[Lit], count: usize) -> Lit {
        if count == 0 {
            return Lit::TRUE;
        }
        // For each number up to the count, whether at least so many of the parts seen so far hold.
        let mut so_far = vec![Lit::FALSE; count];
        for (seen, part) in parts.iter().enumerate() {
            for number in (0..count.min(seen + 1)).rev() {
                let below = number.checked_sub(1).map_or(Some(Lit::TRUE), |below| so_far.get(below).copied());
                let (Some(below), Some(here)) = (below, so_far.get(number).copied()) else { continue };
                let reached = self.and([below, *part]);
                let reached = self.or([here, reached]);
                if let Some(slot) = so_far.get_mut(number) {
                    *slot = reached;
                }
            }
        }
        so_far.last().copied().unwrap_or(Lit::TRUE)
    }

    /// At most one of them holds, from now on.
    pub fn require_at_most_one(&mut self, parts: &[Lit]) {
        for (n, one) in parts.iter().enumerate() {
            for other in parts.iter().skip(n + 1) {
                self.solver.clause(&[one.not(), other.not()]);
            }
        }
    }

    /// Whether all assumptions can hold together.
    pub fn solve(&mut self, assumptions: &[Lit]) -> Answer {
        self.solver.solve(assumptions)
    }

    /// Whether a literal holds in the values that were found last.
    pub fn holds(&self, lit: Lit) -> bool {
        self.solver.holds(lit)
    }

    /// How large it is: variables and clauses.
    pub fn size(&self) -> (u32, u64) {
        (self.solver.variables(), self.solver.clauses())
    }
}
