//! What one case shows: the answers of every test of every condition, under every binding, and what came of the reasons.
//! The tests are answered again with their answers noted down; what they come to was evaluated before.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Plan, Shape};
use crate::compile::Program;
use crate::condition::answer;
use crate::condition::context::Log;
use crate::condition::form::Answers;
use crate::condition::tree::Cond;
use crate::evaluate::{Reason, Run, bindings_of};
use crate::explain::Explainer;
use crate::scenario::prepare::PreparedCase;
use crate::value::Truth;

/// An answer, as far as coverage tells answers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown,
    Later,
}

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The rules that decided something for certain, by their place in the policy.
    pub fired: BTreeSet<usize>,
    /// For each condition the different answers of its tests together.
    pub answers: BTreeMap<usize, BTreeSet<Vec<Answer>>>,
    /// For each lift condition whether it lifted a reason, and whether it let one stand.
    pub lifts: BTreeMap<usize, (bool, bool)>,
    /// For each waiver whether it took a reason out, and whether a reason came back after its last day.
    pub waivers: BTreeMap<usize, (bool, bool)>,
}

/// What one case shows.
pub(super) fn seen(program: &Program, plan: &Plan, case: &PreparedCase) -> Seen {
    let evaluation = Run::again(program, &case.facts, None);
    let explainer = Explainer::new(program, &case.facts, &evaluation);
    let mut out = Seen::default();
    for (place, ground) in program.rules.iter().enumerate() {
        let Some(conditions) = plan.ground.get(place) else { continue };
        let mut answered = |condition: usize, cond: &Cond, frames, lifting: bool| {
            let mut context = explainer.context(frames);
            context.lifting = lifting;
            context.log = Some(Log::default());
            answer(cond, &mut context);
            let Log { here, bodies } = context.log.unwrap_or_default();
            out.note(condition, &here);
            for (span, answers) in bodies {
                if let Some(body) = plan.body(condition, span) {
                    out.note(body, &answers);
                }
            }
        };
        for (frames, _) in bindings_of(ground, &case.facts, explainer.conclusions()) {
            let (condition, cond) = &conditions.when;
            answered(*condition, cond, frames, false);
        }
        // What lifts is asked of the reasons that could stand.
        let stands = |r: &&Reason| r.rule == Some(place) && r.lifted.is_some() && (r.when.can_be_yes() || r.standing.is_some());
        for reason in evaluation.reasons.iter().filter(stands) {
            let own = |n: &usize| plan.lifts.get(*n).is_some_and(|l| l.effect == Some(reason.effect));
            let found = conditions
                .lifts
                .iter()
                .find(|(n, _)| own(n))
                .or_else(|| conditions.lifts.iter().find(|(n, _)| plan.lifts.get(*n).is_some_and(|l| l.effect.is_none())));
            let Some((lift, cond)) = found else { continue };
            if let (Some(frames), Some(condition)) = (explainer.frames(reason), plan.lifts.get(*lift).map(|l| l.condition)) {
                answered(condition, cond, frames, true);
            }
        }
    }
    for reason in &evaluation.reasons {
        out.reason(program, plan, reason);
    }
    for (place, waiver) in program.policy.waivers.iter().enumerate() {
        let of_rule = |r: &&Reason| {
            let ground = r.rule.and_then(|n| program.rules.get(n));
            ground.and_then(|g| program.rule_of(g)).is_some_and(|rule| rule.id == waiver.rule)
        };
        let back = waiver.is_expired(evaluation.now) && evaluation.reasons.iter().filter(of_rule).any(|r| r.effective.is_yes());
        let took = evaluation.reasons.iter().any(|r| r.when.is_yes() && r.waived.is_some_and(|(n, t)| n == place && t.is_yes()));
        let known = out.waivers.entry(place).or_default();
        *known = (known.0 || took, known.1 || back);
    }
    out
}

impl Seen {
    fn note(&mut self, condition: usize, answers: &[Truth]) {
        let answers = answers.iter().map(|t| Answer::of(*t)).collect();
        self.answers.entry(condition).or_default().insert(answers);
    }

    fn reason(&mut self, program: &Program, plan: &Plan, reason: &Reason) {
        let Some(ground) = reason.rule.and_then(|n| program.rules.get(n)) else { return };
        if reason.effective.is_yes() {
            self.fired.insert(ground.rule);
        }
        let Some(lifted) = reason.lifted.filter(|_| reason.when.can_be_yes() || reason.standing.is_some()) else { return };
        let of = |effect: Option<usize>| plan.lifts.iter().position(|l| l.rule == ground.rule && l.effect == effect);
        if let Some(place) = of(Some(reason.effect)).or_else(|| of(None)) {
            let known = self.lifts.entry(place).or_default();
            *known = (known.0 || lifted, known.1 || !lifted);
        }
    }

    /// Adds what another case shows.
    pub fn add(&mut self, other: Seen) {
        self.fired.extend(other.fired);
        for (condition, answers) in other.answers {
            self.answers.entry(condition).or_default().extend(answers);
        }
        let both = |known: &mut (bool, bool), new: (bool, bool)| *known = (known.0 || new.0, known.1 || new.1);
        other.lifts.into_iter().for_each(|(n, new)| both(self.lifts.entry(n).or_default(), new));
        other.waivers.into_iter().for_each(|(n, new)| both(self.waivers.entry(n).or_default(), new));
    }

    /// Whether a test was answered so.
    pub fn has(&self, condition: usize, test: usize, answer: Answer) -> bool {
        self.answers.get(&condition).is_some_and(|all| all.iter().any(|a| a.get(test) == Some(&answer)))
    }

    /// Whether a test decided its condition alone when it was answered so: had it been answered otherwise, and all others as
    /// they were, the condition would have come out otherwise (masking MC/DC). What isn't known decides nothing here.
    pub fn alone(&self, condition: usize, shape: &Shape, test: usize, answer: Answer) -> bool {
        let Some(all) = self.answers.get(&condition) else { return false };
        all.iter().filter(|answers| answers.get(test) == Some(&answer)).any(|answers| {
            let with = |answer: Answer| {
                let of = |n: usize| if n == test { answer.truth() } else { answers.get(n).map_or(Truth::UNKNOWN, |a| a.truth()) };
                shape.truth(&mut Given(&of))
            };
            let (yes, no) = (with(Answer::Yes), with(Answer::No));
            (yes.is_yes() && no.is_no()) || (yes.is_no() && no.is_yes())
        })
    }
}

impl Answer {
    fn of(truth: Truth) -> Self {
        if truth.is_yes() {
            Answer::Yes
        } else if truth.is_no() {
            Answer::No
        } else if truth.is_later() {
            Answer::Later
        } else {
            Answer::Unknown
        }
    }

    fn truth(self) -> Truth {
        match self {
            Answer::Yes => Truth::YES,
            Answer::No => Truth::NO,
            Answer::Unknown => Truth::UNKNOWN,
            Answer::Later => Truth::LATER,
        }
    }
}

/// The answers of tests by their places.
struct Given<'a>(&'a dyn Fn(usize) -> Truth);

impl Answers<usize> for Given<'_> {
    fn leaf(&mut self, place: &usize) -> Truth {
        (self.0)(*place)
    }

    fn certainly(&mut self, inner: &Shape) -> Truth {
        inner.truth(self).certain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::tree::TreeKind;
    use crate::text::{Sources, Span};

    fn seen(vectors: &[&[Answer]]) -> Seen {
        let mut seen = Seen::default();
        seen.answers.insert(0, vectors.iter().map(|v| v.to_vec()).collect());
        seen
    }

    use Answer::{Later, No, Unknown, Yes};

    fn shape(kind: TreeKind<usize>) -> Shape {
        Shape { span: Span::new(Sources::new().add("", Vec::new()), 0, 0), kind }
    }

    fn test(place: usize) -> Shape {
        shape(TreeKind::Test(place))
    }

    #[test]
    fn a_test_decides_alone_where_the_others_do_not_mask_it() {
        let and = shape(TreeKind::All(vec![test(0), test(1)]));
        let seen = seen(&[&[Yes, Yes], &[No, No], &[No, Yes]]);
        assert!(seen.alone(0, &and, 0, Yes) && seen.alone(0, &and, 0, No));
        // The second was no only while the first was no too.
        assert!(seen.alone(0, &and, 1, Yes));
        assert!(!seen.alone(0, &and, 1, No));
    }

    #[test]
    fn beside_something_unknown_nothing_decides_alone() {
        let or = shape(TreeKind::Any(vec![test(0), test(1).negated()]));
        let seen = seen(&[&[Yes, Unknown], &[No, Later], &[Unknown, No]]);
        assert!(!seen.alone(0, &or, 0, Yes) && !seen.alone(0, &or, 0, No) && !seen.alone(0, &or, 1, No));
        assert!(seen.has(0, 0, Unknown) && seen.has(0, 1, Later) && !seen.has(0, 1, Yes));
    }
}
