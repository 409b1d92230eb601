//! One policy over documents in which everything is open: what is in force there, as literals.
//! What they must come to is left to whoever asks; how they are solved is `search`'s business.

use crate::compile::Program;
use crate::decision::{Caution, Strength, Target, Verb};
use crate::evaluate::is_missed;
use crate::explain::repair::choices::Choices;
use crate::explain::repair::encode::{Concluded, Encoder};
use crate::symbolic::Lit;
use crate::value::Phase;

/// A policy, asked over open documents.
pub struct Side<'s, 'a> {
    program: &'a Program,
    phase: Phase,
    encoder: Encoder<'s, 'a>,
}

impl<'s, 'a> Side<'s, 'a> {
    /// The policy in a phase.
    pub fn new(program: &'a Program, phase: Phase, encoder: Encoder<'s, 'a>) -> Self {
        Self { program, phase, encoder }
    }

    /// What the rules at these places of the program conclude.
    pub fn of_rule(&mut self, place: usize, choices: &mut Choices) -> Vec<Concluded> {
        self.encoder.rule(place, choices).to_vec()
    }

    /// Whether at least so much is in force of a target, of what is concluded.
    pub fn in_force(&self, target: &Target, least: &Strength, all: &[Concluded], choices: &mut Choices) -> Lit {
        let mut parts = Vec::new();
        for c in all.iter().filter(|c| c.target == *target && !self.missed(c)) {
            if c.strength.at_least(least) {
                parts.push(c.bits.is_yes(&mut choices.circuit));
            }
            if self.caution(c) == Caution::Precaution && c.strength.as_precaution().at_least(least) {
                parts.push(c.bits.yes);
            }
        }
        choices.circuit.or(parts)
    }

    /// What is concluded of targets of this name; of every name where none is given.
    pub fn conclusions(&mut self, verb: Verb, name: Option<&str>, choices: &mut Choices) -> Vec<Concluded> {
        let places = self.encoder.heads(verb, name);
        let all = places.into_iter().flat_map(|place| self.encoder.rule(place, choices).to_vec());
        all.filter(|c| c.target.verb == verb && name.is_none_or(|name| *c.target.name == *name)).collect()
    }

    fn missed(&self, c: &Concluded) -> bool {
        is_missed(&c.target, &c.strength, c.due, self.phase)
    }

    fn caution(&self, c: &Concluded) -> Caution {
        let rule = self.program.rules.get(c.rule).and_then(|ground| self.program.rule_of(ground));
        rule.and_then(|rule| rule.if_unknown).unwrap_or_else(|| c.target.verb.caution())
    }
}
