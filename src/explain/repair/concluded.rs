//! What tests ask of other rules' conclusions, as bits of those rules: the algebra is that of `condition::operators::decided`.
//! What the rules come to is `encode`'s business.

use std::sync::Arc;

use super::choices::Choices;
use super::encode::{Concluded, Encoder};
use crate::condition::context::Bound;
use crate::condition::context::Context;
use crate::condition::operators::decided::ranks_asked;
use crate::condition::tree::{Compare, Cond, Op, Operand, Path, PathTy, Root, Segment, Test};
use crate::decision::Verb;
use crate::symbolic::{Bits, Lit};
use crate::value::{Truth, Value};

impl<'a> Encoder<'_, 'a> {
    /// What a test asks of other rules' conclusions; none for a form that is left to the search.
    pub(super) fn conclusion(&mut self, test: &Test, frames: &[Bound<'a>], choices: &mut Choices) -> Option<Bits> {
        let context = self.cone.moves().explainer.context(frames.to_vec());
        match &test.path.root {
            Root::Derived(name) => self.derived(name, &test.op, &context, choices),
            Root::Decided(verb) if matches!(test.path.ty, PathTy::Decisions(_)) => {
                self.decided(*verb, &test.op, &context, choices)
            }
            Root::Decided(verb) => {
                let target = target(&test.path, &context)?;
                self.strength(*verb, target.as_deref(), &test.op, choices)
            }
            _ => None,
        }
    }

    fn derived(&mut self, name: &str, op: &Op, context: &Context<'_, '_>, choices: &mut Choices) -> Option<Bits> {
        let mut of = |thing: Option<&str>, choices: &mut Choices| self.concluded(Verb::Derive, Some(name), thing, 0, choices);
        let truth = |operand: &Operand| if let Some(Value::Bool(so)) = operand.value() { Some(*so) } else { None };
        let wanted = match op {
            Op::Is(operand) => truth(operand)?,
            Op::IsNot(operand) => !truth(operand)?,
            Op::Exists(wanted) | Op::Stated(wanted) => *wanted,
            Op::Empty(wanted) => !*wanted,
            Op::IncludesAny(list) | Op::IncludesAll(list) => {
                let words = list.iter().map(|operand| word(operand, context)).collect::<Option<Vec<String>>>()?;
                let parts: Vec<Bits> = words.iter().map(|word| of(Some(word), choices)).collect();
                return Some(Bits::joined(matches!(op, Op::IncludesAny(_)), &parts, &mut choices.circuit));
            }
            _ => return None,
        };
        let bits = of(None, choices);
        Some(if wanted { bits } else { bits.not() })
    }

    /// A test of all decisions of a verb.
    fn decided(&mut self, verb: Verb, op: &Op, context: &Context<'_, '_>, choices: &mut Choices) -> Option<Bits> {
        match op {
            Op::IncludesAny(list) | Op::IncludesAll(list) => {
                let words = list.iter().map(|operand| word(operand, context)).collect::<Option<Vec<String>>>()?;
                let parts: Vec<Bits> = words.iter().map(|word| self.concluded(verb, Some(word), None, 0, choices)).collect();
                Some(Bits::joined(matches!(op, Op::IncludesAny(_)), &parts, &mut choices.circuit))
            }
            Op::Exists(wanted) | Op::Empty(wanted) => {
                let bits = self.concluded(verb, None, None, 0, choices);
                Some(if *wanted == matches!(op, Op::Exists(_)) { bits } else { bits.not() })
            }
            Op::AnyOf(_) | Op::EveryOf(_) | Op::Count { distinct: None, .. } => {
                let every = matches!(op, Op::EveryOf(_));
                let mut targets: Vec<Arc<str>> = Vec::new();
                for place in self.heads(verb, None) {
                    let concluded = self.rule(place, choices);
                    targets.extend(concluded.iter().filter(|c| c.target.verb == verb).map(|c| c.target.name.clone()));
                }
                targets.sort();
                targets.dedup();
                let mut parts = Vec::new();
                for target in &targets {
                    let present = self.concluded(verb, Some(target), None, 0, choices);
                    let holds = op.body().map(|body| self.of_decision(verb, target, &body.cond, choices));
                    let holds = holds.unwrap_or(Bits::YES);
                    parts.push(Bits::of_member(every, present, holds, &mut choices.circuit));
                }
                match op {
                    Op::Count { compare, number, .. } => {
                        let Some(Value::Integer(number)) = number.value() else { return None };
                        Some(counted(&parts, *compare, *number, choices))
                    }
                    _ => Some(Bits::joined(!every, &parts, &mut choices.circuit)),
                }
            }
            _ => None,
        }
    }

    /// A condition on the strength of one decision.
    fn of_decision(&mut self, verb: Verb, target: &str, cond: &Cond, choices: &mut Choices) -> Bits {
        self.tree(cond, choices, &|encoder, test: &Arc<Test>, choices| {
            let own = matches!(test.path.root, Root::Var(_)) && test.path.segments.is_empty();
            let bits = if own { encoder.strength(verb, Some(target), &test.op, choices) } else { None };
            bits.unwrap_or_else(|| choices.open())
        })
    }

    /// A test of the strength of one decision.
    fn strength(&mut self, verb: Verb, target: Option<&str>, op: &Op, choices: &mut Choices) -> Option<Bits> {
        match op {
            Op::IsNot(operand) => Some(self.strength(verb, target, &Op::Is(operand.clone()), choices)?.not()),
            Op::OneOf(list) => {
                let each = list.iter().map(|operand| self.strength(verb, target, &Op::Is(operand.clone()), choices));
                let parts = each.collect::<Option<Vec<Bits>>>()?;
                Some(Bits::any(&parts, &mut choices.circuit))
            }
            op => {
                let mut parts = Vec::new();
                for (rank, wanted) in ranks_asked(verb, op)? {
                    let bits = self.concluded(verb, target, None, rank, choices);
                    parts.push(if wanted { bits } else { bits.not() });
                }
                Some(Bits::all(&parts, &mut choices.circuit))
            }
        }
    }

    /// Whether something is concluded, at least so strongly: of a target, or of a thing of a derived conclusion, where one is named.
    fn concluded(&mut self, verb: Verb, name: Option<&str>, of: Option<&str>, rank: usize, choices: &mut Choices) -> Bits {
        let mut parts: Vec<Bits> = Vec::new();
        for place in self.heads(verb, name) {
            for Concluded { target, strength, bits, .. } in self.rule(place, choices).iter() {
                if target.verb != verb || strength.rank() < rank || name.is_some_and(|name| *target.name != *name) {
                    continue;
                }
                // What is decided later is not decided now; what is derived later stays so.
                let bits = if verb == Verb::Derive { *bits } else { bits.now(&mut choices.circuit) };
                match (of, target.of.as_deref()) {
                    (Some(asked), Some(named)) if named != "*" && asked != named => {}
                    (Some(_), None | Some("*")) => {
                        parts.push(Bits::all(&[bits, Bits::of(Truth::UNKNOWN)], &mut choices.circuit));
                    }
                    _ => parts.push(bits),
                }
            }
        }
        Bits::any(&parts, &mut choices.circuit)
    }
}

/// How many of these are so, of which nothing is known only later.
fn counted(parts: &[Bits], compare: Compare, number: i64, choices: &mut Choices) -> Bits {
    let reaches = |number: i64, choices: &mut Choices| {
        let Ok(number) = usize::try_from(number) else { return Bits::YES };
        let can: Vec<Lit> = parts.iter().map(|part| part.yes).collect();
        let must: Vec<Lit> = parts.iter().map(|part| part.no.not()).collect();
        let yes = choices.circuit.at_least(&can, number);
        let no = choices.circuit.at_least(&must, number).not();
        Bits { yes, no, later: Lit::FALSE }
    };
    match compare {
        Compare::AtLeast => reaches(number, choices),
        Compare::MoreThan => reaches(number.saturating_add(1), choices),
        Compare::LessThan => reaches(number, choices).not(),
        Compare::AtMost => reaches(number.saturating_add(1), choices).not(),
    }
}

/// The word that an operand stands for; none for an element without a name.
fn word(operand: &Operand, context: &Context<'_, '_>) -> Option<String> {
    match operand {
        Operand::Value(value) | Operand::Param(_, value) => Some(value.to_string()),
        Operand::Var(var) => context.var_text(var).map(|text| text.to_string()),
        Operand::Fact(_) => None,
    }
}

/// The target that a path of one decision names: outer none where it can't be named, inner none where the verb has none.
fn target(path: &Path, context: &Context<'_, '_>) -> Option<Option<String>> {
    match path.segments.first() {
        None => Some(None),
        Some(Segment::Key(key)) => Some(Some(key.to_string())),
        Some(Segment::Var(var)) => context.var_text(var).map(|text| Some(text.to_string())),
    }
}
