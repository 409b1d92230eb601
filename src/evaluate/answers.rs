//! Answers the conditions of ground rules under a binding: as far as needed, each test once for the elements it asks about.
//! What follows from an answer is `pass`'s business, what one test answers that of the operators.

use super::evaluation::Held;
use super::pass::Pass;
use crate::compile::{Expr, ExprKind, TestId, TestSlot};
use crate::condition::answer::answer_test;
use crate::condition::context::{Bound, Context};
use crate::condition::form::Answers;
use crate::condition::mixed::Mixed;
use crate::facts::store::Member;
use crate::value::Truth;

/// What a condition is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Whether it lifts.
    pub(super) lifting: bool,
    /// Whether it is asked if it is certain: then the evidence at hand answers, as it does where a test speaks of it.
    certainly: bool,
}

impl Asked {
    /// Whether a rule holds.
    pub(super) const WHEN: Asked = Asked { lifting: false, certainly: false };
    /// Whether a reason is lifted.
    pub(super) const UNTIL: Asked = Asked { lifting: true, certainly: false };
}

/// A pass that is asked about the elements in these frames.
struct Asking<'p, 'f, 'a> {
    pass: &'p mut Pass<'a>,
    frames: &'f [Bound<'a>],
    asked: Asked,
}

impl Answers<TestId> for Asking<'_, '_, '_> {
    fn leaf(&mut self, id: &TestId) -> Truth {
        self.pass.test(*id, self.frames, self.asked)
    }

    fn certainly(&mut self, inner: &Expr) -> Truth {
        let truth = self.pass.expr(inner, self.frames, Asked { certainly: true, ..self.asked });
        self.pass.program.certainly(truth)
    }

    fn leaves_out(&self, part: &Expr) -> bool {
        !self.asked.certainly && !self.pass.program.asks(part).kept
    }
}

impl<'a> Pass<'a> {
    pub(super) fn lifted(&mut self, until: &Expr, frames: &[Bound<'a>], key: (String, usize, String)) -> bool {
        let lifted = match self.given.and_then(|held| held.lifted.get(&key)) {
            Some(lifted) => *lifted,
            None => self.expr(until, frames, Asked::UNTIL).is_yes(),
        };
        self.held.lifted.insert(key, lifted);
        lifted
    }

    pub(super) fn expr(&mut self, expr: &Expr, frames: &[Bound<'a>], asked: Asked) -> Truth {
        expr.truth(&mut Asking { pass: self, frames, asked })
    }

    /// Whether a condition certainly doesn't hold of any element, by the part of it that asks about none.
    pub(super) fn fails_of_all(&mut self, expr: &Expr, frames: &[Bound<'a>]) -> bool {
        let asks = self.program.asks(expr);
        match &expr.kind {
            _ if !asks.element && !asks.kept => self.expr(expr, frames, Asked::WHEN).is_no(),
            ExprKind::All(parts) => parts.iter().any(|part| self.fails_of_all(part, frames)),
            _ => false,
        }
    }

    fn test(&mut self, id: TestId, frames: &[Bound<'a>], asked: Asked) -> Truth {
        let Some(slot) = self.program.test(id) else { return Truth::NO };
        if !slot.evidence && !asked.certainly {
            return self.answer(id, slot, frames, asked.lifting);
        }
        // What the evidence said is told by the names of all elements that are bound, not only of those asked about.
        let numbers: Option<&[usize]> = match slot.of_element {
            false => Some(&[]),
            true => Some(self.numbers.as_slice()).filter(|numbers| numbers.len() == frames.len()),
        };
        if let Some(truth) = numbers.and_then(|numbers| self.evident.get(id, numbers)) {
            return truth;
        }
        let fixed = self.given.and_then(|held| self.held_in(held, id, slot, frames));
        let truth = fixed.unwrap_or_else(|| self.answer(id, slot, frames, asked.lifting));
        self.held.evidence.insert((id, frames_text(frames, slot.of_element)), truth);
        match slot.of_element {
            false => self.evident.put(id, &[], truth),
            true if self.numbers.len() == frames.len() => self.evident.put(id, &self.numbers, truth),
            true => {}
        }
        truth
    }

    /// The answer of a test, asked once of the same elements for all rules. Elements without a number are gone.
    fn answer(&mut self, id: TestId, slot: &TestSlot, frames: &[Bound<'a>], lifting: bool) -> Truth {
        let place = |n: usize| self.numbers.get(n).copied();
        let (mut one, mut two) = ([0], [0, 0]);
        let elements: Option<&[usize]> = match slot.frames.as_slice() {
            [] => Some(&[]),
            [n] => place(*n).map(|number| {
                one = [number];
                one.as_slice()
            }),
            [n, m] => place(*n).zip(place(*m)).map(|(n, m)| {
                two = [n, m];
                two.as_slice()
            }),
            _ => None,
        };
        if let Some(known) = elements.and_then(|elements| self.answered.get(id, elements)) {
            return known;
        }
        let mut context = Context::new(self.facts, &self.conclusions);
        context.frames = frames.to_vec();
        context.lifting = lifting;
        context.open = self.program.is_open();
        let truth = answer_test(&slot.test, &mut context);
        let found = context.mixed;
        self.mixed.extend(found.into_iter().map(|mixed| Mixed { test: Some(slot.test.span), ..mixed }));
        if let Some(elements) = elements {
            self.answered.put(id, elements, truth);
        }
        truth
    }

    /// What the evidence held so far answered. An element that it doesn't name was one of those without a name.
    fn held_in(&self, held: &Held, id: TestId, slot: &TestSlot, frames: &[Bound<'a>]) -> Option<Truth> {
        let known = |text: String| held.evidence.get(&(id, text)).copied();
        let named = known(frames_text(frames, slot.of_element));
        if named.is_some() || !slot.of_element {
            return named;
        }
        let count = u32::try_from(frames.len()).unwrap_or(0);
        let mut choices: Vec<usize> = (1..1_usize.checked_shl(count).unwrap_or(1)).collect();
        choices.sort_by_key(|unnamed| unnamed.count_ones());
        choices.into_iter().find_map(|unnamed| known(frames_text(&self.without_names(frames, unnamed), true)))
    }

    /// The frames with those elements that a bit is set for as if they had no names.
    fn without_names(&self, frames: &[Bound<'a>], unnamed: usize) -> Vec<Bound<'a>> {
        let mut context = Context::new(self.facts, &self.conclusions);
        for (n, (bound, (_, path))) in frames.iter().zip(self.each).enumerate() {
            let from = context.path_of(path);
            let id = bound.member.id.clone().filter(|_| unnamed >> n & 1 == 0);
            context.frames.push(Bound { member: Member { id, ..bound.member.clone() }, from });
        }
        context.frames
    }
}

fn frames_text(frames: &[Bound<'_>], of_element: bool) -> String {
    if !of_element {
        return String::new();
    }
    frames.iter().map(|b| b.path().to_string()).collect::<Vec<_>>().join(" ")
}
