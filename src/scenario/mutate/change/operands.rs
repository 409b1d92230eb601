//! Puts other values in the place of a parameter, wherever a rule uses it.
//! Which values those are is `params`' business.

use std::sync::Arc;

use crate::condition::operands::Replace;
use crate::condition::tree::{Body, Cond, Operand, Test};
use crate::policy::{Rule, WordsFrom};
use crate::value::Value;

/// The rule with other values of a parameter; none where it doesn't use it.
pub fn rule(rule: &Rule, name: &str, values: &[Value]) -> Option<Rule> {
    let mut put = Put { name, values, used: false };
    let mut out = rule.clone();
    put.cond(&mut out.when);
    for until in out.until.iter_mut().chain(out.effects.iter_mut().filter_map(|e| e.until.as_mut())) {
        put.cond(until);
    }
    for var in out.for_each.iter_mut().filter(|v| matches!(&v.from, WordsFrom::Param(from) if **from == *name)) {
        var.words.retain(|word| values.iter().any(|v| matches!(v, Value::Word(w) | Value::Text(w) if w == word)));
        put.used = true;
    }
    put.used.then_some(out)
}

struct Put<'a> {
    name: &'a str,
    values: &'a [Value],
    /// Whether the parameter was met.
    used: bool,
}

impl Put<'_> {
    fn cond(&mut self, cond: &mut Cond) {
        cond.each_leaf_mut(&mut |test| *test = Arc::new(Test { op: test.op.map_operands(self), ..Test::clone(test) }));
    }
}

impl Replace for Put<'_> {
    fn operand(&mut self, operand: &Operand) -> Operand {
        match (operand, self.values.first()) {
            (Operand::Param(name, _), Some(new)) if **name == *self.name => {
                self.used = true;
                Operand::Param(name.clone(), new.clone())
            }
            _ => operand.clone(),
        }
    }

    /// A list holds each value of a list parameter, or the value of a plain one among others.
    fn list(&mut self, list: &[Operand]) -> Vec<Operand> {
        let ours = |o: &Operand| matches!(o, Operand::Param(name, _) if **name == *self.name);
        let Some(first) = list.iter().position(ours) else { return list.to_vec() };
        let shared: Arc<str> = Arc::from(self.name);
        let word = list.iter().find(|o| ours(o)).is_some_and(|o| matches!(o.value(), Some(Value::Word(_))));
        let new = self.values.iter().map(|value| match value {
            // A text parameter that is compared with the words of a fact holds words there.
            Value::Text(text) if word => Operand::Param(shared.clone(), Value::Word(text.clone())),
            value => Operand::Param(shared.clone(), value.clone()),
        });
        let (before, after) = list.split_at(first);
        let others = |part: &[Operand]| part.iter().filter(|o| !ours(o)).cloned().collect::<Vec<_>>();
        let out = others(before).into_iter().chain(new).chain(others(after)).collect();
        self.used = true;
        out
    }

    fn body(&mut self, body: &Body) -> Body {
        let mut body = body.clone();
        self.cond(&mut body.cond);
        body
    }
}
