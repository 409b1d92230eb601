//! A condition as canonical text: one spelling for everything that asks the same, in the words of the policy language.
//! Sentences for people are `explain`'s business.

use super::tree::{Body, Cond, CondKind, Op, Operand, Path, RangeOperand, Root, Segment, Test, WindowOperand};
use crate::text::path::push_segment;
use crate::value::Value;

/// A path as a policy writes it.
pub fn path(path: &Path) -> String {
    let mut text = match &path.root {
        Root::Document(name) => name.to_string(),
        Root::Now => "now".to_owned(),
        Root::Decided(verb) => format!("decided.{}", verb.name()),
        Root::Derived(name) => format!("derived.{name}"),
        Root::Word(word) => word.to_string(),
        Root::Var(var) if var.name.is_empty() => String::new(),
        Root::Var(var) => format!("${}", var.name),
        Root::Key(var) if var.name.is_empty() => "key".to_owned(),
        Root::Key(var) => format!("${}.key", var.name),
    };
    for segment in &path.segments {
        match segment {
            Segment::Key(key) if text.is_empty() => text.push_str(key),
            Segment::Key(key) => push_segment(&mut text, key),
            Segment::Var(var) => push_segment(&mut text, &format!("${}", var.name)),
        }
    }
    text
}

/// A test as a policy writes it: `site.kind: { one_of: [store, client-store] }`.
pub fn test(test: &Test) -> String {
    let subject = path(&test.path);
    let asked = op(&test.op);
    if subject.is_empty() { asked } else { format!("{subject}: {asked}") }
}

/// A condition on one line.
pub fn cond(cond: &Cond) -> String {
    match &cond.kind {
        CondKind::All(parts) => format!("all: [{}]", list(parts)),
        CondKind::Any(parts) => format!("any: [{}]", list(parts)),
        CondKind::Not(inner) => format!("not: {{ {} }}", self::cond(inner)),
        CondKind::Certainly(inner) => format!("certainly: {{ {} }}", self::cond(inner)),
        CondKind::Test(test) => self::test(test),
    }
}

fn list(parts: &[Cond]) -> String {
    parts.iter().map(|p| format!("{{ {} }}", cond(p))).collect::<Vec<_>>().join(", ")
}

/// An operator with its operands.
pub fn op(op: &Op) -> String {
    match op {
        Op::Is(o) => operand(o),
        Op::IsNot(o) => format!("{{ is_not: {} }}", operand(o)),
        Op::OneOf(list) => format!("{{ one_of: {} }}", operands(list)),
        Op::Order(how, o, _) => format!("{{ {}: {} }}", how.name(), operand(o)),
        Op::Range { satisfies, range } => {
            let name = if *satisfies { "satisfies" } else { "violates" };
            let range = match range {
                RangeOperand::Range(range) => format!("\"{range}\""),
                RangeOperand::Fact(p) => fact(p),
            };
            format!("{{ {name}: {range} }}")
        }
        Op::Age { older, by, at } => {
            let name = if *older { "older_than" } else { "newer_than" };
            match at {
                Some(at) => format!("{{ {name}: {}, at: {} }}", operand(by), operand(at)),
                None => format!("{{ {name}: {} }}", operand(by)),
            }
        }
        Op::Within(by) => format!("{{ within: {} }}", operand(by)),
        Op::Inside(w) => format!("{{ inside: {} }}", window(w)),
        Op::Overlaps(w) => format!("{{ overlaps: {} }}", window(w)),
        Op::IncludesAny(list) => match list.as_slice() {
            [one] => format!("{{ includes: {} }}", operand(one)),
            many => format!("{{ includes_any: {} }}", operands(many)),
        },
        Op::IncludesAll(list) => format!("{{ includes_all: {} }}", operands(list)),
        Op::Empty(wanted) => format!("{{ empty: {wanted} }}"),
        Op::AnyOf(b) => format!("{{ any: {} }}", body(b)),
        Op::EveryOf(b) => format!("{{ every: {} }}", body(b)),
        Op::Count { body: b, distinct, compare, number } => {
            let mut parts = Vec::new();
            parts.extend(b.as_ref().map(|b| format!("where: {}", body(b))));
            parts.extend(distinct.as_ref().map(|d| format!("distinct: {d}")));
            parts.push(format!("{}: {}", compare.name(), operand(number)));
            format!("{{ count: {{ {} }} }}", parts.join(", "))
        }
        Op::Exists(wanted) => format!("{{ exists: {wanted} }}"),
        Op::Stated(wanted) => format!("{{ stated: {wanted} }}"),
    }
}

fn body(body: &Body) -> String {
    let text = cond(&body.cond);
    if text.starts_with('{') { text } else { format!("{{ {text} }}") }
}

/// An operand.
pub fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Value(value) => self::value(value),
        Operand::Param(name, value) => format!("${name} ({})", self::value(value)),
        Operand::Fact(p) => fact(p),
        Operand::Var(var) => format!("${}", var.name),
    }
}

fn operands(list: &[Operand]) -> String {
    match list {
        [Operand::Fact(p)] => fact(p),
        list => format!("[{}]", list.iter().map(operand).collect::<Vec<_>>().join(", ")),
    }
}

fn fact(p: &Path) -> String {
    format!("{{ fact: {} }}", path(p))
}

fn value(value: &Value) -> String {
    value.to_string()
}

fn window(operand: &WindowOperand) -> String {
    match operand {
        WindowOperand::Window(window) => window.to_string(),
        WindowOperand::Between(start, end) => format!("{{ start: {}, end: {} }}", self::operand(start), self::operand(end)),
        WindowOperand::Fact(p) => fact(p),
        WindowOperand::List(list) => format!("[{}]", list.iter().map(window).collect::<Vec<_>>().join(", ")),
    }
}
