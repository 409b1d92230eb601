//! Conditions, leaves and states in words: one wording for each operator, used by every format.
//! Words that a schema gives for its facts come first; else the path speaks for itself.

use super::wanted::Wanted;
use crate::condition::context::{Leaf, LeafState};
use crate::condition::print;
use crate::condition::tree::{
    Compare, Cond, CondKind, Op, Operand, Path, PathTy, RangeOperand, Root, Segment, Test, WindowOperand,
};
use crate::facts::fact::Basis;
use crate::schema::{FactKind, Form, Note, Schemas, Shape};
use crate::text::printable::printable;
use crate::text::wording;
use crate::value::{Members, State, Ty, Unknown, Value};

/// A condition as a clause: "the production diagnostics are pass and the audit review is pass".
pub fn condition(cond: &Cond, schemas: &Schemas) -> String {
    clause(cond, false, schemas)
}

fn clause(cond: &Cond, negated: bool, schemas: &Schemas) -> String {
    let (parts, all) = match &cond.kind {
        CondKind::Not(inner) => return clause(inner, !negated, schemas),
        CondKind::Certainly(inner) => return certainty(!negated, &apart(inner, false, schemas)),
        CondKind::Test(one) => return test(one, negated, schemas),
        CondKind::All(parts) => (parts, !negated),
        CondKind::Any(parts) => (parts, negated),
    };
    let clauses: Vec<String> = parts.iter().map(|part| apart(part, negated, schemas)).collect();
    if clauses.is_empty() { "always".to_owned() } else { clauses.join(if all { " and " } else { " or " }) }
}

/// A clause that can be told from what stands around it.
fn apart(part: &Cond, negated: bool, schemas: &Schemas) -> String {
    match &part.kind {
        CondKind::Any(inner) | CondKind::All(inner) if inner.len() > 1 => format!("({})", clause(part, negated, schemas)),
        _ => clause(part, negated, schemas),
    }
}

/// That something is certain, or is not.
pub fn certainty(certain: bool, clause: &str) -> String {
    format!("it is {}certain that {clause}", if certain { "" } else { "not " })
}

/// A test as it is wanted, as a clause.
pub fn asked(one: &Test, wanted: Wanted, schemas: &Schemas) -> String {
    let said = test(one, !wanted.holds, schemas);
    match wanted.known {
        Some(known) => certainty(known, &said),
        None => said,
    }
}

/// A test as a clause.
pub fn test(test: &Test, negated: bool, schemas: &Schemas) -> String {
    let words = test.path.note.as_ref().and_then(|n| n.words.as_ref());
    if let (Some(words), Op::Is(Operand::Value(Value::Bool(wanted))) | Op::Exists(wanted)) = (words, &test.op)
        && let Some(said) = if *wanted != negated { &words.is } else { &words.not }
    {
        return said.clone();
    }
    let subject = subject(&test.path, schemas);
    if let Some(said) = recorded(test, &subject, negated) {
        return said;
    }
    let asked = operator(&test.op, negated);
    if subject.is_empty() { asked } else { format!("{subject} {asked}") }
}

/// Results of checks and confirmations are recorded by somebody: "pass is recorded for the live diagnostics".
fn recorded(test: &Test, subject: &str, negated: bool) -> Option<String> {
    let not = if negated { "not " } else { "" };
    match (&test.path.ty, &test.op) {
        (PathTy::Scalar(Ty::Enum(members)), Op::Is(operand)) if is_result(members) => {
            Some(format!("{} is {not}recorded for {subject}", self::operand(operand)))
        }
        (PathTy::Scalar(_), Op::Exists(true)) => {
            let confirmed = test.path.note.as_ref().is_some_and(|n| n.kind == FactKind::Confirmation);
            confirmed.then(|| format!("{subject} is {not}recorded"))
        }
        _ => None,
    }
}

fn is_result(members: &Members) -> bool {
    ["pass", "fail"].iter().all(|word| members.words.iter().any(|w| &**w == *word))
}

/// What a path is called in a sentence.
pub fn subject(path: &Path, schemas: &Schemas) -> String {
    if let Some(said) = path.note.as_ref().and_then(|n| n.subject.clone()) {
        // In a map the words don't say which key is meant.
        return match path.segments.last() {
            Some(Segment::Key(key)) if in_map(path, schemas) => format!("{said} ({key})"),
            _ => said,
        };
    }
    match (&path.root, path.segments.as_slice()) {
        (Root::Decided(verb), [Segment::Key(target)]) => format!("the decision {}:{target}", verb.name()),
        (Root::Decided(verb), _) => format!("the decisions to {}", verb.name()),
        (Root::Derived(name), _) => format!("the conclusion `{name}`"),
        (Root::Var(var), [Segment::Key(field)]) if !var.name.is_empty() => format!("{field} of the {}", var.name),
        (Root::Key(var), _) if !var.name.is_empty() => format!("the {}", var.name),
        (Root::Word(word), _) => word.to_string(),
        _ => print::path(path),
    }
}

fn in_map(path: &Path, schemas: &Schemas) -> bool {
    let Some((_, around)) = path.segments.split_last() else { return false };
    let around = Path { segments: around.to_vec(), ..path.clone() };
    matches!(shape_of(&around, schemas).map(|s| &s.form), Some(Form::Map { .. }))
}

/// The shape a path of a document leads to; a variable on the way stands for any entry.
pub fn shape_of<'s>(path: &Path, schemas: &'s Schemas) -> Option<&'s Shape> {
    let Root::Document(root) = &path.root else { return None };
    let segment = |segment: &Segment| match segment {
        Segment::Key(key) => key.to_string(),
        Segment::Var(_) => "*".to_owned(),
    };
    let segments: Vec<String> = path.segments.iter().map(segment).collect();
    schemas.root(root)?.at(&segments)
}

/// What an operator asks, as the rest of a clause: "is at least 8.1".
pub fn operator(op: &Op, negated: bool) -> String {
    let is = if negated { "is not" } else { "is" };
    let pick = |plain: &'static str, negative: &'static str| if negated { negative } else { plain };
    match op {
        Op::Is(o) => format!("{is} {}", operand(o)),
        Op::IsNot(o) => format!("{} {}", pick("is not", "is"), operand(o)),
        Op::OneOf(list) => format!("{is} one of {}", operands(list)),
        Op::Order(how, o, _) => format!("{is} {} {}", compare(*how), operand(o)),
        Op::Range { satisfies, range } => {
            let range = match range {
                RangeOperand::Range(range) => range.to_string(),
                RangeOperand::Fact(path) => print::path(path),
            };
            format!("{} {range}", if *satisfies != negated { "satisfies" } else { "does not satisfy" })
        }
        Op::Age { older, by, at } => {
            let at = at.as_ref().map(|at| format!(" before {}", operand(at))).unwrap_or_default();
            format!("{is} {} than {}{at}", if *older { "older" } else { "newer" }, operand(by))
        }
        Op::Within(by) => format!("{is} within {} from now", operand(by)),
        Op::Inside(w) => format!("{} inside {}", pick("falls", "does not fall"), window(w)),
        Op::Overlaps(w) => format!("{} {}", pick("overlaps", "does not overlap"), window(w)),
        Op::IncludesAny(list) => match list.as_slice() {
            [one] => format!("{} {}", pick("includes", "does not include"), operand(one)),
            many => format!("{} one of {}", pick("includes", "does not include"), operands(many)),
        },
        Op::IncludesAll(list) => format!("{} all of {}", pick("includes", "does not include"), operands(list)),
        Op::Empty(wanted) => (if *wanted != negated { "is empty" } else { "is not empty" }).to_owned(),
        Op::AnyOf(body) => format!("{} {}", pick("has an element with", "has no element with"), print::cond(&body.cond)),
        Op::EveryOf(body) => match &body.cond.kind {
            CondKind::Test(inner) if inner.path.segments.is_empty() => {
                let asked = operator(&inner.op, false);
                format!("{} all {}", pick("are", "are not"), asked.strip_prefix("is ").unwrap_or(&asked))
            }
            _ => format!("{} {}", pick("have only elements with", "do not only have elements with"), print::cond(&body.cond)),
        },
        Op::Count { compare: how, number, .. } => {
            format!("{} {} {}", pick("counts", "does not count"), compare(*how), operand(number))
        }
        Op::Exists(wanted) => (if *wanted != negated { "exists" } else { "does not exist" }).to_owned(),
        Op::Stated(wanted) => (if *wanted != negated { "is stated" } else { "is not stated" }).to_owned(),
    }
}

fn compare(how: Compare) -> &'static str {
    match how {
        Compare::AtLeast => "at least",
        Compare::AtMost => "at most",
        Compare::MoreThan => "more than",
        Compare::LessThan => "less than",
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Value(value) | Operand::Param(_, value) => value.to_string(),
        Operand::Fact(path) => print::path(path),
        Operand::Var(var) => format!("the {}", var.name),
    }
}

fn operands(list: &[Operand]) -> String {
    wording::list_or(&list.iter().map(operand).collect::<Vec<_>>())
}

fn window(w: &WindowOperand) -> String {
    match w {
        WindowOperand::Window(window) => window.to_string(),
        WindowOperand::Between(start, end) => format!("{} to {}", operand(start), operand(end)),
        WindowOperand::Fact(path) => print::path(path),
        WindowOperand::List(list) => wording::list_or(&list.iter().map(window).collect::<Vec<_>>()),
    }
}

/// A leaf with what was found there: "`site.backup.location` is not stated".
pub fn leaf(leaf: &Leaf) -> String {
    format!("{} {}", wording::quote(leaf.path.text()), found(leaf))
}

/// What was found at a leaf: "is pass", "is not stated", "has 2 members".
pub fn found(leaf: &Leaf) -> String {
    match &leaf.state {
        LeafState::Scalar(state) => scalar(state, leaf.basis),
        LeafState::There => "is there".to_owned(),
        LeafState::Collection { sure: 0, possible: 0, open } => match (open, leaf.basis) {
            (true, _) => "is not stated".to_owned(),
            (false, Basis::Stated) => "is empty".to_owned(),
            (false, _) => "is empty (none stated)".to_owned(),
        },
        LeafState::Collection { sure, possible, open } => {
            let mut text = format!("has {}", wording::count(*sure, "member", "members"));
            if *possible > 0 {
                text.push_str(&format!(" and possibly {possible} more"));
            }
            if *open {
                text.push_str(", and may have others");
            }
            text
        }
    }
}

/// That nobody said something, as a clause: "nobody stated the restore test of the backup (site.backup.restore_tested_at)".
pub fn unsaid(path: &str, state: &State, note: &Note) -> String {
    let path = printable(path);
    match (state, &note.subject, note.words.as_ref().and_then(|w| w.is.as_ref())) {
        (State::Unknown(Unknown::NotStated), _, Some(said)) => format!("nobody stated whether {said} ({path})"),
        (State::Unknown(Unknown::NotStated), Some(subject), _) => format!("nobody stated {subject} ({path})"),
        (State::Unknown(Unknown::NotStated), None, None) => format!("nobody stated {path}"),
        (state, ..) => format!("{path} {}", scalar(state, Basis::Stated)),
    }
}

/// Whether a list has members, and is not known to have no others.
pub fn may_have_others(leaf: &Leaf) -> bool {
    matches!(leaf.state, LeafState::Collection { sure, possible, open } if (open && sure > 0) || possible > 0)
}

fn scalar(state: &State, basis: Basis) -> String {
    match (state, basis) {
        (State::Known(Value::Secret), _) => "is there (secret)".to_owned(),
        (State::Known(_) | State::None, Basis::NotConfirmed) => "is not confirmed by anybody".to_owned(),
        (State::Known(value), Basis::Stated | Basis::Given) => format!("is {}", shown(value)),
        (State::Known(value), Basis::Computed) => format!("comes to {}", shown(value)),
        (State::Known(value), Basis::NoEvent) => format!("is {} (none stated)", shown(value)),
        (State::Known(value), _) => format!("is {} (by default)", shown(value)),
        (State::None, Basis::NoEvent) => "is none (none stated)".to_owned(),
        (State::None, _) => "is none".to_owned(),
        (State::Unknown(Unknown::Sometime(day)), _) => format!("is on {}, time not stated", day.date()),
        (State::Unknown(why), _) => format!("is {}", why.reason()),
    }
}

fn shown(value: &Value) -> String {
    printable(&value.to_string()).into_owned()
}
