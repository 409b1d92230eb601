//! Puts other values in the place of a parameter, wherever a rule uses it.
//! Which values those are is `params`' business.

use std::sync::Arc;

use crate::condition::tree::{Body, Cond, CondKind, Op, Operand, Test, WindowOperand};
use crate::policy::{Rule, WordsFrom};
use crate::value::Value;

/// The rule with other values of a parameter; none where it doesn't use it.
pub fn rule(rule: &Rule, name: &str, values: &[Value]) -> Option<Rule> {
    let put = Put { name, values };
    let mut out = rule.clone();
    let mut used = put.cond(&mut out.when);
    for until in out.until.iter_mut().chain(out.effects.iter_mut().filter_map(|e| e.until.as_mut())) {
        used |= put.cond(until);
    }
    for var in out.for_each.iter_mut().filter(|v| matches!(&v.from, WordsFrom::Param(from) if **from == *name)) {
        var.words.retain(|word| values.iter().any(|v| matches!(v, Value::Word(w) | Value::Text(w) if w == word)));
        used = true;
    }
    used.then_some(out)
}

struct Put<'a> {
    name: &'a str,
    values: &'a [Value],
}

impl Put<'_> {
    fn cond(&self, cond: &mut Cond) -> bool {
        match &mut cond.kind {
            CondKind::All(parts) | CondKind::Any(parts) => parts.iter_mut().fold(false, |used, part| self.cond(part) | used),
            CondKind::Not(inner) | CondKind::Certainly(inner) => self.cond(inner),
            CondKind::Test(test) => {
                let mut new = Test::clone(test);
                let used = self.op(&mut new.op);
                if used {
                    *test = Arc::new(new);
                }
                used
            }
        }
    }

    fn op(&self, op: &mut Op) -> bool {
        match op {
            Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) => self.one(o),
            Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => self.list(list),
            Op::Age { by, at, .. } => self.one(by) | at.as_mut().is_some_and(|o| self.one(o)),
            Op::Inside(w) | Op::Overlaps(w) => self.window(w),
            Op::AnyOf(body) | Op::EveryOf(body) => self.body(body),
            Op::Count { body, number, .. } => body.as_mut().is_some_and(|b| self.body(b)) | self.one(number),
            Op::Range { .. } | Op::Empty(_) | Op::Exists(_) | Op::Stated(_) => false,
        }
    }

    fn body(&self, body: &mut Body) -> bool {
        self.cond(&mut body.cond)
    }

    fn window(&self, window: &mut WindowOperand) -> bool {
        match window {
            WindowOperand::Between(start, end) => self.one(start) | self.one(end),
            WindowOperand::List(list) => list.iter_mut().fold(false, |used, w| self.window(w) | used),
            WindowOperand::Window(_) | WindowOperand::Fact(_) => false,
        }
    }

    fn one(&self, operand: &mut Operand) -> bool {
        match (operand, self.values.first()) {
            (Operand::Param(name, value), Some(new)) if **name == *self.name => {
                *value = new.clone();
                true
            }
            _ => false,
        }
    }

    /// A list holds each value of a list parameter, or the value of a plain one among others.
    fn list(&self, list: &mut Vec<Operand>) -> bool {
        let ours = |o: &Operand| matches!(o, Operand::Param(name, _) if **name == *self.name);
        let Some(first) = list.iter().position(ours) else { return false };
        let shared: Arc<str> = Arc::from(self.name);
        let word = list.iter().find(|o| ours(o)).is_some_and(|o| matches!(o.value(), Some(Value::Word(_))));
        let new = self.values.iter().map(|value| match value {
            // A text parameter that is compared with the words of a fact holds words there.
            Value::Text(text) if word => Operand::Param(shared.clone(), Value::Word(text.clone())),
            value => Operand::Param(shared.clone(), value.clone()),
        });
        let (before, after): (Vec<_>, Vec<_>) = std::mem::take(list).into_iter().enumerate().partition(|(n, _)| *n < first);
        let keep = |all: Vec<(usize, Operand)>| all.into_iter().map(|(_, o)| o).filter(|o| !ours(o)).collect::<Vec<_>>();
        list.extend(keep(before));
        list.extend(new);
        list.extend(keep(after));
        true
    }
}
