//! A truth as three literals, one for each answer that is still possible, with the same algebra as [`Truth`].
//! It is exact: bits are functions of bits, so a fact that is asked twice stays as uncorrelated as it is in the engine (design 5.5).

use super::circuit::Circuit;
use super::solver::Lit;
use crate::value::Truth;

/// Which answers are still possible. At least one of them always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits {
    /// Whether yes is.
    pub yes: Lit,
    /// Whether no is.
    pub no: Lit,
    /// Whether later is.
    pub later: Lit,
}

impl Bits {
    /// Certainly no.
    pub const NO: Bits = Bits { yes: Lit::FALSE, no: Lit::TRUE, later: Lit::FALSE };
    /// Certainly yes.
    pub const YES: Bits = Bits { yes: Lit::TRUE, no: Lit::FALSE, later: Lit::FALSE };

    /// A truth that is known.
    pub fn of(truth: Truth) -> Self {
        let [yes, no, later] = truth.answers().map(Lit::of);
        Self { yes, no, later }
    }

    /// Yes or no by a literal.
    pub fn certain(lit: Lit) -> Self {
        Self { yes: lit, no: lit.not(), later: Lit::FALSE }
    }

    /// The truth of the row that holds; exactly one row does.
    pub fn of_rows(rows: &[(Lit, Truth)], circuit: &mut Circuit) -> Self {
        let mut bit = |answer: usize| {
            let so = |truth: Truth| truth.answers().get(answer).copied().unwrap_or(false);
            // What is so in each row is so, whichever row it is.
            if rows.iter().all(|(_, truth)| so(*truth)) {
                return Lit::TRUE;
            }
            circuit.or(rows.iter().filter(|(_, truth)| so(*truth)).map(|(lit, _)| *lit))
        };
        Self { yes: bit(0), no: bit(1), later: bit(2) }
    }

    /// The opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "`all`, `any` and `not` belong together")]
    pub fn not(self) -> Self {
        Self { yes: self.no, no: self.yes, later: self.later }
    }

    /// All of them.
    pub fn all(parts: &[Bits], circuit: &mut Circuit) -> Self {
        let yes = circuit.and(parts.iter().map(|part| part.yes));
        let no = circuit.or(parts.iter().map(|part| part.no));
        let above: Vec<Lit> = parts.iter().map(|part| circuit.or([part.later, part.yes])).collect();
        let some = circuit.or(parts.iter().map(|part| part.later));
        let later = circuit.and(above.into_iter().chain([some]));
        Self { yes, no, later }
    }

    /// One of them.
    pub fn any(parts: &[Bits], circuit: &mut Circuit) -> Self {
        let parts: Vec<Bits> = parts.iter().map(|part| part.not()).collect();
        Self::all(&parts, circuit).not()
    }

    /// All of them, or one of them.
    pub fn joined(any: bool, parts: &[Bits], circuit: &mut Circuit) -> Self {
        if any { Self::any(parts, circuit) } else { Self::all(parts, circuit) }
    }

    /// What is asked of each member of a collection: of one that is there and holds, or of every one that is there.
    pub fn of_member(every: bool, present: Bits, holds: Bits, circuit: &mut Circuit) -> Self {
        if every { Self::any(&[present.not(), holds], circuit) } else { Self::all(&[present, holds], circuit) }
    }

    /// Whether yes is the only answer left.
    pub fn is_yes(self, circuit: &mut Circuit) -> Lit {
        circuit.and([self.yes, self.no.not(), self.later.not()])
    }

    /// Later read as no ([`Truth::now`]).
    #[must_use]
    pub fn now(self, circuit: &mut Circuit) -> Self {
        Self { yes: self.yes, no: circuit.or([self.no, self.later]), later: Lit::FALSE }
    }

    /// What is certain of it ([`Truth::certainly`]).
    #[must_use]
    pub fn certainly(self, open: bool, circuit: &mut Circuit) -> Self {
        if open { self.now(circuit) } else { Self::certain(self.is_yes(circuit)) }
    }

    /// The same, but no where something lifts it.
    #[must_use]
    pub fn unless(self, lifted: Lit, circuit: &mut Circuit) -> Self {
        Self {
            yes: circuit.and([self.yes, lifted.not()]),
            no: circuit.or([self.no, lifted]),
            later: circuit.and([self.later, lifted.not()]),
        }
    }

    /// The truth in the values that were found last.
    pub fn found(self, circuit: &Circuit) -> Truth {
        Truth::from_answers(circuit.holds(self.yes), circuit.holds(self.no), circuit.holds(self.later))
    }
}
