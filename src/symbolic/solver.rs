//! The door to the solver: literals, clauses, and questions under assumptions, within a budget that counts steps and no time.
//! What the clauses mean is the circuit's business.

use std::cell::Cell;

use batsat::{Callbacks, ClauseKind, Solver as Sat, SolverInterface, SolverOpts, lbool};

/// A literal: a variable or its opposite, or one of the two constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lit(u32);

impl Lit {
    /// What is always so.
    pub const TRUE: Lit = Lit(0);
    /// What is never so.
    pub const FALSE: Lit = Lit(1);

    /// The constant.
    pub fn of(so: bool) -> Self {
        if so { Self::TRUE } else { Self::FALSE }
    }

    /// The opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it stands among `and` and `or`, which are no traits either")]
    pub fn not(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// Whether it is the same for all facts.
    pub fn constant(self) -> Option<bool> {
        match self {
            Self::TRUE => Some(true),
            Self::FALSE => Some(false),
            _ => None,
        }
    }

    fn sat(self) -> batsat::Lit {
        batsat::Lit::new(batsat::Var::unsafe_from_idx(self.0 >> 1), self.0 & 1 == 0)
    }

    fn from_sat(lit: batsat::Lit) -> Self {
        Self(lit.var().idx() << 1 | u32::from(!lit.sign()))
    }
}

/// What comes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There are such values; [`Solver::holds`] reads them.
    Yes,
    /// There are none, and these of the assumptions are enough to say so.
    No(Vec<Lit>),
    /// The budget was spent before it could be said.
    Unfinished,
}

/// Clauses over variables.
pub struct Solver {
    sat: Sat<Budget>,
    variables: u32,
    model: Vec<bool>,
}

impl Solver {
    /// No clauses yet. The budget is in conflicts, over all questions: each is a dead end that was met and learnt from.
    pub fn new(budget: u64) -> Self {
        let mut out =
            Self { sat: Sat::new(SolverOpts::default(), Budget { left: Cell::new(budget) }), variables: 0, model: Vec::new() };
        // The first variable is the constant.
        let constant = out.fresh();
        out.clause(&[constant]);
        out
    }

    /// A new variable.
    pub fn fresh(&mut self) -> Lit {
        self.sat.new_var_default();
        let lit = Lit(self.variables << 1);
        self.variables += 1;
        lit
    }

    /// One of these must hold.
    pub fn clause(&mut self, parts: &[Lit]) {
        let mut clause: Vec<batsat::Lit> = parts.iter().map(|lit| lit.sat()).collect();
        self.sat.add_clause_reuse(&mut clause);
    }

    /// Whether all assumptions can hold together.
    pub fn solve(&mut self, assumptions: &[Lit]) -> Answer {
        if self.sat.cb().left.get() == 0 {
            return Answer::Unfinished;
        }
        let assumed: Vec<batsat::Lit> = assumptions.iter().map(|lit| lit.sat()).collect();
        match self.sat.solve_limited(&assumed) {
            answer if answer == lbool::TRUE => {
                self.model = self.sat.get_model().iter().map(|value| *value == lbool::TRUE).collect();
                Answer::Yes
            }
            answer if answer == lbool::FALSE => {
                // A core names the opposites of what was assumed.
                let mut core: Vec<Lit> = self.sat.unsat_core().iter().map(|lit| Lit::from_sat(*lit).not()).collect();
                core.sort();
                core.dedup();
                Answer::No(core)
            }
            _ => Answer::Unfinished,
        }
    }

    /// Whether a literal holds in the values that were found last.
    pub fn holds(&self, lit: Lit) -> bool {
        let place = usize::try_from(lit.0 >> 1).unwrap_or(usize::MAX);
        self.model.get(place).is_some_and(|value| *value == (lit.0 & 1 == 0))
    }

    /// How many variables there are.
    pub fn variables(&self) -> u32 {
        self.variables
    }

    /// How many clauses there are, learnt ones not counted.
    pub fn clauses(&self) -> u64 {
        self.sat.num_clauses()
    }
}

/// Ends a search that has met too many dead ends.
struct Budget {
    left: Cell<u64>,
}

impl Callbacks for Budget {
    fn on_new_clause(&mut self, _: &[batsat::Lit], kind: ClauseKind) {
        if kind == ClauseKind::Learnt {
            self.left.set(self.left.get().saturating_sub(1));
        }
    }

    fn stop(&self) -> bool {
        self.left.get() == 0
    }
}
