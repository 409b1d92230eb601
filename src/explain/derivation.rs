//! The derivation of a reason as a tree: rule, condition, tests with their answers, the facts they read, the rules they rest on.
//! It is made only when somebody asks; what another step explains already is referred to by its number.

use std::collections::HashMap;

use super::alike::Entries;
use super::items::OfMany;
use super::leaves::Explainer;
use super::narrate;
use crate::compile::{Expr, ExprKind};
use crate::condition::context::{Bound, Leaf};
use crate::evaluate::Reason;
use crate::text::Span;
use crate::text::printable::printable;
use crate::value::Truth;

/// One step of a derivation.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it says.
    pub text: String,
    /// The answer.
    pub truth: Truth,
    /// The line of the policy it stands in.
    pub span: Option<Span>,
    /// The facts it read; of many items alike once, where reasons that are alike are told once.
    pub leaves: Vec<OfMany<Leaf>>,
    /// What it rests on.
    pub steps: Vec<Step>,
    /// The number under which it can be referred to, for a rule.
    pub number: Option<usize>,
    /// The number of the step that explains it already.
    pub see: Option<usize>,
}

/// The derivation of a reason; what it rests on is told once where it is alike.
pub fn derivation(explainer: &Explainer<'_>, entries: &Entries, reason: &Reason) -> Step {
    Maker { explainer, entries: Some(entries), seen: HashMap::new() }.reason(reason, 0)
}

/// The derivations of several reasons, with steps that they share made once.
pub fn derivations<'r>(explainer: &Explainer<'_>, reasons: impl IntoIterator<Item = &'r Reason>) -> Vec<Step> {
    let mut maker = Maker { explainer, entries: None, seen: HashMap::new() };
    reasons.into_iter().map(|reason| maker.reason(reason, 0)).collect()
}

/// The derivations of entries, by number: each that of its first reason, with what it rests on told once where it is alike.
pub fn derivations_of(explainer: &Explainer<'_>, entries: &Entries, numbers: impl IntoIterator<Item = usize>) -> Vec<Step> {
    let mut maker = Maker { explainer, entries: Some(entries), seen: HashMap::new() };
    numbers.into_iter().filter_map(|number| maker.entry(number)).collect()
}

struct Maker<'e, 'a> {
    explainer: &'e Explainer<'a>,
    /// Which reasons are told as one; none where each is told.
    entries: Option<&'e Entries>,
    /// The number of each reason that is told.
    seen: HashMap<(String, String), usize>,
}

impl<'a> Maker<'_, 'a> {
    /// The first reason of an entry, with how many are alike.
    fn entry(&mut self, number: usize) -> Option<Step> {
        let entry = self.entries?.get(number)?;
        let reason = self.explainer.evaluation.reason(entry.first)?;
        Some(self.reason(reason, entry.more.len()))
    }

    /// The steps of the reasons that a test reads.
    fn read(&mut self, read: Vec<&'a Reason>) -> Vec<Step> {
        match self.entries {
            Some(entries) => {
                let numbers = entries.of_reasons(read.into_iter().filter_map(|reason| self.explainer.place_of(reason)));
                numbers.into_iter().filter_map(|number| self.entry(number)).collect()
            }
            None => read.into_iter().map(|reason| self.reason(reason, 0)).collect(),
        }
    }

    fn reason(&mut self, reason: &Reason, alike: usize) -> Step {
        let key = (reason.name.clone(), reason.places_text());
        let text = match reason.binding_text().as_str() {
            "" => format!("rule {}", reason.name),
            _ if reason.name.contains('(') && reason.binding.iter().all(|b| b.path.is_none()) => format!("rule {}", reason.name),
            binding => format!("rule {} [{}]", reason.name, printable(binding)),
        };
        let text = if alike > 0 { format!("{text} and {alike} alike") } else { text };
        let span = self.explainer.ground(reason).and_then(|g| self.explainer.program.rule_of(g)).map(|r| r.span);
        if let Some(number) = self.seen.get(&key) {
            return Step {
                text,
                truth: reason.effective,
                span,
                leaves: Vec::new(),
                steps: Vec::new(),
                number: None,
                see: Some(*number),
            };
        }
        let number = Some(self.seen.len() + 1);
        self.seen.insert(key, self.seen.len() + 1);
        let mut steps = Vec::new();
        if let (Some(ground), Some(frames)) = (self.explainer.ground(reason), self.explainer.frames(reason)) {
            steps.push(self.expr(&ground.when, &frames, false));
            if let Some(until) = ground.effects.iter().find(|e| e.effect == reason.effect).and_then(|e| e.until.as_ref()) {
                let inner = self.expr(until, &frames, true);
                steps.push(Step {
                    text: "until".to_owned(),
                    truth: inner.truth,
                    span: Some(until.span),
                    leaves: Vec::new(),
                    steps: vec![inner],
                    number: None,
                    see: None,
                });
            }
        }
        Step { text, truth: reason.effective, span, leaves: Vec::new(), steps, number, see: None }
    }

    fn expr(&mut self, expr: &Expr, frames: &[Bound<'a>], lifting: bool) -> Step {
        // From the tests upward, so that each is answered once.
        let (text, parts): (&str, Vec<&Expr>) = match &expr.kind {
            ExprKind::All(parts) => ("all of these", parts.iter().collect()),
            ExprKind::Any(parts) => ("any of these", parts.iter().collect()),
            ExprKind::Not(inner) => ("not", vec![&**inner]),
            ExprKind::Certainly(inner) => ("it is certain that", vec![&**inner]),
            ExprKind::Test(id) => {
                let answered = self.explainer.answer(*id, frames, lifting);
                let text = self
                    .explainer
                    .program
                    .test(*id)
                    .map(|slot| narrate::test(&slot.test, false, &self.explainer.program.policy.schemas));
                let steps = self.read(self.explainer.read_reasons(*id, frames));
                let leaves = match self.entries {
                    Some(entries) => entries.told(self.explainer, answered.leaves),
                    None => answered.leaves.into_iter().map(OfMany::alone).collect(),
                };
                return Step {
                    text: text.unwrap_or_default(),
                    truth: answered.truth,
                    span: Some(expr.span),
                    leaves,
                    steps,
                    number: None,
                    see: None,
                };
            }
        };
        let steps: Vec<Step> = parts.into_iter().map(|p| self.expr(p, frames, lifting)).collect();
        let truth = match &expr.kind {
            ExprKind::Any(_) => steps.iter().fold(Truth::NO, |t, s| t.or(s.truth)),
            ExprKind::Not(_) => steps.iter().fold(Truth::YES, |t, s| t.and(s.truth)).not(),
            ExprKind::Certainly(_) => self.explainer.program.certainly(steps.iter().fold(Truth::YES, |t, s| t.and(s.truth))),
            _ => steps.iter().fold(Truth::YES, |t, s| t.and(s.truth)),
        };
        Step { text: text.to_owned(), truth, span: Some(expr.span), leaves: Vec::new(), steps, number: None, see: None }
    }
}
