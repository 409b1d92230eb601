//! Reads a condition from YAML, typed against the schemas, with a problem for everything that can't be asked.
//! Paths are `path`'s business, each operator's operands that of `operators`.

use std::sync::Arc;

use super::filled::{Filled, Missing};
use super::mixed;
use super::operators::{self, Subject};
use super::path::{self, Located};
use super::scope::Scope;
use super::tree::{Cond, CondKind, Op, Operand, PathTy, Test};
use super::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{Span, wording};
use crate::value::Ty;

/// Reads a condition: a mapping whose entries must all hold.
pub fn condition(node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Option<Cond> {
    let Kind::Map(entries) = &node.kind else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("a condition is a mapping, this is {}", node.describe()))
                .at(node.span, "not a condition")
                .help("write `PATH: VALUE`, or `all:`, `any:`, `not:`, `certainly:` with conditions below"),
        );
        return None;
    };
    let parts: Vec<Option<Cond>> = entries.iter().map(|entry| entry_condition(entry, scope, sink)).collect();
    let mut parts: Vec<Cond> = parts.into_iter().collect::<Option<_>>()?;
    if parts.len() == 1 {
        return parts.pop();
    }
    Some(Cond { span: node.span, kind: CondKind::All(parts) })
}

fn entry_condition(entry: &Entry, scope: &Scope<'_>, sink: &mut Sink) -> Option<Cond> {
    let span = entry.key.span.to(entry.value.span);
    match entry.key.text.as_str() {
        "all" => Some(Cond { span, kind: CondKind::All(list(entry, scope, sink)?) }),
        "any" => Some(Cond { span, kind: CondKind::Any(list(entry, scope, sink)?) }),
        key @ ("not" | "certainly") => {
            let inner = Box::new(condition(Filled::of(entry, || Missing::part(key), sink)?, scope, sink)?);
            Some(Cond { span, kind: if key == "not" { CondKind::Not(inner) } else { CondKind::Certainly(inner) } })
        }
        text => {
            let located = path::read(text, entry.key.span, scope, sink)?;
            test(located, Filled::of(entry, || Missing::test(text), sink)?, span, scope, sink)
        }
    }
}

fn list(entry: &Entry, scope: &Scope<'_>, sink: &mut Sink) -> Option<Vec<Cond>> {
    let key = entry.key.text.as_str();
    let node = Filled::of(entry, || Missing::parts(key), sink)?.node();
    let Kind::List(elements) = &node.kind else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("`{key}` takes a list of conditions, this is {}", node.describe()))
                .at(node.span, "not a list")
                .help("put `- ` before each condition"),
        );
        return None;
    };
    let one =
        |element, sink: &mut Sink| condition(Filled::at(element, entry.key.span, || Missing::element(key), sink)?, scope, sink);
    let read: Vec<Option<Cond>> = elements.iter().map(|element| one(element, sink)).collect();
    read.into_iter().collect()
}

/// Reads what is asked of a path: a value, or a mapping of operators that must all hold.
pub fn test<'s>(located: Located<'s>, node: Filled<'_>, span: Span, scope: &Scope<'s>, sink: &mut Sink) -> Option<Cond> {
    let Kind::Map(entries) = &node.kind else {
        return value_test(located, node, span, scope, sink);
    };
    if entries.len() == 1 && entries.first().is_some_and(|e| e.key.text == "fact") {
        return value_test(located, node, span, scope, sink);
    }
    let mut parts = Vec::new();
    let mut whole = true;
    let aged = entries.iter().any(|e| matches!(e.key.text.as_str(), "older_than" | "newer_than"));
    let moment = match entries.iter().find(|e| e.key.text == "at").filter(|_| aged) {
        Some(entry) => {
            let missing = || Missing::example("at", "2026-07-21T20:00Z");
            Some(operators::operand::read(Filled::of(entry, missing, sink)?, &Ty::Instant, scope, sink)?)
        }
        None => None,
    };
    for entry in entries.iter().filter(|e| !(aged && e.key.text == "at")) {
        match operator(&located, entry, moment.as_ref(), scope, sink) {
            Some(conds) => parts.extend(conds),
            None => whole = false,
        }
    }
    if !whole {
        return None;
    }
    match parts.len() {
        1 => parts.pop().map(|part| Cond { span, ..part }),
        _ => Some(Cond { span, kind: CondKind::All(parts) }),
    }
}

/// `PATH: VALUE` is `PATH: { is: VALUE }`.
fn value_test<'s>(located: Located<'s>, node: Filled<'_>, span: Span, scope: &Scope<'s>, sink: &mut Sink) -> Option<Cond> {
    if matches!(node.kind, Kind::List(_)) {
        let headline = format!("{} is compared with a list", wording::quote(&super::print::path(&located.path)));
        let help = if located.path.ty.is_collection() { "`includes_any`, `includes_all`" } else { "`one_of`" };
        sink.push(
            Diagnostic::new(Code::WrongOperator, headline)
                .at(node.span, "which operator?")
                .help(format!("write {help} before the list")),
        );
        return None;
    }
    let subject = Subject { located: &located, at: located.path.span, moment: None };
    let ops = operators::named("is")?.read(&subject, node, scope, sink)?;
    ops.into_iter().next().map(|op| cond(&located, op, span, sink))
}

fn operator<'s>(
    located: &Located<'s>,
    entry: &Entry,
    moment: Option<&Operand>,
    scope: &Scope<'s>,
    sink: &mut Sink,
) -> Option<Vec<Cond>> {
    let span = entry.key.span.to(entry.value.span);
    if entry.key.text == "not" {
        let again = Located { path: located.path.clone(), shape: located.shape };
        let node = Filled::of(entry, || Missing::test("not"), sink)?;
        let inner = test(again, node, span, scope, sink)?;
        return Some(vec![inner.negated()]);
    }
    let Some(operator) = operators::named(&entry.key.text) else {
        sink.push(unknown_operator(entry, located));
        return None;
    };
    let subject = Subject { located, at: entry.key.span, moment };
    let node = Filled::of(entry, || operator.missing(&subject, scope), sink)?;
    let ops = operator.read(&subject, node, scope, sink)?;
    Some(ops.into_iter().map(|op| cond(located, op, span, sink)).collect())
}

fn cond(located: &Located<'_>, op: Op, span: Span, sink: &mut Sink) -> Cond {
    let test = Test { span, path: located.path.clone(), op };
    mixed::check(&test, sink);
    Cond { span, kind: CondKind::Test(Arc::new(test)) }
}

/// The body of a quantifier: a condition about records, a test about scalars; with `as: NAME` always a condition.
pub fn body(node: Filled<'_>, element: &PathTy, named: bool, scope: &Scope<'_>, sink: &mut Sink) -> Option<Cond> {
    let scalar = matches!(element, PathTy::Scalar(_));
    if !scalar || named {
        return condition(node, scope, sink);
    }
    let located = path::of_element(scope, node.span)?;
    test(located, node, node.span, scope, sink)
}

/// Whether a name for a variable can be used: letters, digits, underscores.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Takes a name for an element; pushes a problem and gives none when it is taken.
pub fn free_name<'n>(node: &'n Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<&'n str> {
    let name = node.text().unwrap_or_default();
    if !is_name(name) {
        sink.push(
            Diagnostic::new(Code::UnknownVariable, format!("{} can't be the name of a variable", wording::quote(name)))
                .at(node.span, "not a name")
                .help("use lower-case letters, digits and underscores"),
        );
        return None;
    }
    if scope.is_taken(name) {
        let what = if scope.var(name).is_some() { "variable" } else { "parameter" };
        sink.push(
            Diagnostic::new(Code::DuplicateVariable, format!("`${name}` is taken already"))
                .at(node.span, format!("a {what} has this name"))
                .help("choose another name"),
        );
        return None;
    }
    Some(name)
}

/// The type of what a collection holds, as its elements are asked about.
pub fn element_ty(ty: &PathTy) -> Option<PathTy> {
    match ty {
        PathTy::Scalars(ty) => Some(PathTy::Scalar(ty.clone())),
        PathTy::Records { window } => Some(PathTy::Record { window: *window }),
        PathTy::Decisions(members) => Some(PathTy::Scalar(Ty::Enum(members.clone()))),
        _ => None,
    }
}

/// An unknown operator, with the nearest that exists.
fn unknown_operator(entry: &Entry, of: &Located<'_>) -> Diagnostic {
    let (text, span) = (entry.key.text.as_str(), entry.key.span);
    if text == "certainly" {
        let path = super::print::path(&of.path);
        return Diagnostic::new(Code::UnknownOperator, "`certainly` stands around a condition, not behind a fact")
            .at(span, "no such operator")
            .help(format!("write `certainly: {{ {path}: … }}`"));
    }
    let names: Vec<&str> = operators::OPERATORS.iter().map(|o| o.name).collect();
    words::unknown(Code::UnknownOperator, "operator", text, span, &names)
}
