//! Reads each operator's operands and says which facts it fits.
//! The operands themselves are `operand`'s business.

use super::Subject;
use super::operand::{self, describe};
use crate::condition::filled::{Filled, Missing};
use crate::condition::read;
use crate::condition::scope::{Meaning, Scope};
use crate::condition::tree::{Body, Compare, Op, PathTy, Root};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::schema::shape::{Form, Keys, Record, Shape};
use crate::text::wording;
use crate::value::{Scheme, Ty};

type Read = Option<Vec<Op>>;

/// The scalar type of the subject, or a problem that says which operator fits instead.
fn scalar<'t>(name: &str, subject: &'t Subject<'_, '_>, sink: &mut Sink) -> Option<&'t Ty> {
    let instead = match &subject.located.path.ty {
        PathTy::Scalar(Ty::Secret) => {
            sink.push(
                Diagnostic::new(Code::SecretRead, format!("{} is secret", fact(subject)))
                    .at(subject.at, "asks what the secret is")
                    .help("ask `exists: true` of it: a policy may only ask whether a secret exists"),
            );
            return None;
        }
        PathTy::Scalar(ty) => return Some(ty),
        PathTy::Record { .. } => "write a path to one of its fields, or `exists`",
        PathTy::Decisions(_) | PathTy::Things => "write `includes`, or a path to one target",
        _ => "write `includes`, `any`, `every` or `count`",
    };
    sink.push(misfit(name, subject, instead));
    None
}

fn misfit(name: &str, subject: &Subject<'_, '_>, help: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongOperator, format!("`{name}` can't be asked of {}", fact(subject)))
        .at(subject.at, format!("the fact is {}", describe(&subject.located.path.ty)))
        .help(help)
}

fn fact(subject: &Subject<'_, '_>) -> String {
    wording::quote(&crate::condition::print::path(&subject.located.path))
}

/// `is`.
pub fn is(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = scalar("is", subject, sink)?;
    Some(vec![Op::Is(operand::read(node, ty, scope, sink)?)])
}

/// `is_not`.
pub fn is_not(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = scalar("is_not", subject, sink)?;
    if node.text() == Some("none") {
        sink.push(
            Diagnostic::new(Code::NoneInCondition, "a condition compares with `none`")
                .at(subject.at.to(node.span), "everything is not `none`")
                .help("write `exists: true`"),
        );
        return None;
    }
    Some(vec![Op::IsNot(operand::read(node, ty, scope, sink)?)])
}

/// `one_of`.
pub fn one_of(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = scalar("one_of", subject, sink)?;
    Some(vec![Op::OneOf(operand::read_list(node, ty, scope, sink)?)])
}

fn order(compare: Compare, subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = scalar(compare.name(), subject, sink)?;
    let members = match ty {
        Ty::Enum(members) if members.ordered => Some(members.clone()),
        Ty::Integer { .. } | Ty::Instant | Ty::Duration => None,
        Ty::Version(scheme) if *scheme != Scheme::Opaque => None,
        _ => {
            sink.push(misfit(compare.name(), subject, "write `is` or `one_of`: its values have no order"));
            return None;
        }
    };
    Some(vec![Op::Order(compare, operand::read(node, ty, scope, sink)?, members)])
}

/// `at_least`.
pub fn at_least(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    order(Compare::AtLeast, subject, node, scope, sink)
}

/// `at_most`.
pub fn at_most(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    order(Compare::AtMost, subject, node, scope, sink)
}

/// `more_than`.
pub fn more_than(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    order(Compare::MoreThan, subject, node, scope, sink)
}

/// `less_than`.
pub fn less_than(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    order(Compare::LessThan, subject, node, scope, sink)
}

fn range(name: &str, satisfies: bool, subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = scalar(name, subject, sink)?;
    if !matches!(ty, Ty::Version(scheme) if *scheme != Scheme::Opaque) {
        sink.push(misfit(name, subject, "ask it of a version"));
        return None;
    }
    Some(vec![Op::Range { satisfies, range: operand::read_range(node, ty, scope, sink)? }])
}

/// `satisfies`.
pub fn satisfies(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    range("satisfies", true, subject, node, scope, sink)
}

/// `violates`.
pub fn violates(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    range("violates", false, subject, node, scope, sink)
}

fn instant(name: &str, subject: &Subject<'_, '_>, sink: &mut Sink) -> Option<()> {
    if *scalar(name, subject, sink)? == Ty::Instant {
        return Some(());
    }
    sink.push(misfit(name, subject, "ask it of an instant, such as `site.backup.taken_at`"));
    None
}

fn age(name: &str, older: bool, subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    instant(name, subject, sink)?;
    Some(vec![Op::Age { older, by: operand::read(node, &Ty::Duration, scope, sink)?, at: subject.moment.cloned() }])
}

/// `older_than`.
pub fn older_than(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    age("older_than", true, subject, node, scope, sink)
}

/// `newer_than`.
pub fn newer_than(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    age("newer_than", false, subject, node, scope, sink)
}

/// `at` without an age beside it.
pub fn at_alone(subject: &Subject<'_, '_>, _: Filled<'_>, _: &Scope<'_>, sink: &mut Sink) -> Read {
    sink.push(
        Diagnostic::new(Code::WrongOperator, "`at` alone asks nothing")
            .at(subject.at, "counts from here, but what?")
            .help("write `older_than` or `newer_than` beside it"),
    );
    None
}

/// `within`.
pub fn within(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    instant("within", subject, sink)?;
    Some(vec![Op::Within(operand::read(node, &Ty::Duration, scope, sink)?)])
}

/// `inside`.
pub fn inside(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    instant("inside", subject, sink)?;
    Some(vec![Op::Inside(operand::read_window(node, scope, sink)?)])
}

/// `overlaps`.
pub fn overlaps(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    if !matches!(subject.located.path.ty, PathTy::Record { window: true } | PathTy::Records { window: true }) {
        sink.push(misfit("overlaps", subject, "ask it of a window, such as `site.window`"));
        return None;
    }
    Some(vec![Op::Overlaps(operand::read_window(node, scope, sink)?)])
}

/// The type of the members of a collection, as values.
fn members(name: &str, subject: &Subject<'_, '_>, scope: &Scope<'_>, sink: &mut Sink) -> Option<Ty> {
    let _ = scope;
    match &subject.located.path.ty {
        PathTy::Scalars(Ty::Secret) => scalar(name, subject, sink).cloned(),
        PathTy::Scalars(ty) if matches!(subject.located.shape.map(|s| &s.form), Some(Form::List(_))) => Some(ty.clone()),
        PathTy::Scalars(_) | PathTy::Records { .. }
            if let Some(Form::Map { keys: keys @ (Keys::Category | Keys::Area), .. }) =
                subject.located.shape.map(|s| &s.form) =>
        {
            Some(if *keys == Keys::Category { Ty::Category } else { Ty::Area })
        }
        // A map has its keys as members, a list of records the ids of its records.
        PathTy::Scalars(_) | PathTy::Records { .. } | PathTy::Decisions(_) | PathTy::Things => Some(Ty::Text),
        _ => {
            sink.push(misfit(name, subject, "ask it of a list or map"));
            None
        }
    }
}

/// `includes`.
pub fn includes(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = members("includes", subject, scope, sink)?;
    if matches!(node.kind, Kind::List(_)) {
        sink.push(
            Diagnostic::new(Code::WrongOperator, "`includes` takes one value")
                .at(node.span, "a list")
                .help("write `includes_any` or `includes_all`"),
        );
        return None;
    }
    let operand = operand::read(node, &ty, scope, sink)?;
    check_target(subject, node.node(), scope, sink)?;
    Some(vec![Op::IncludesAny(vec![operand])])
}

/// `includes_any`.
pub fn includes_any(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = members("includes_any", subject, scope, sink)?;
    let operands = operand::read_list(node, &ty, scope, sink)?;
    check_target(subject, node.node(), scope, sink)?;
    Some(vec![Op::IncludesAny(operands)])
}

/// `includes_all`.
pub fn includes_all(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let ty = members("includes_all", subject, scope, sink)?;
    let operands = operand::read_list(node, &ty, scope, sink)?;
    // Of other operators an empty setting makes a test that never holds; of this one, one that always does.
    if let (true, Some(name)) = (operands.is_empty(), node.text()) {
        sink.push(
            Diagnostic::new(Code::EmptyBlock, format!("`includes_all` asks for nothing: {} is empty", wording::quote(name)))
                .at(node.span, "an empty list, of which all are always members")
                .help("give the parameter a value, or write the values here"),
        );
        return None;
    }
    check_target(subject, node.node(), scope, sink)?;
    Some(vec![Op::IncludesAll(operands)])
}

/// Words that name decisions must be targets of their verb.
fn check_target(subject: &Subject<'_, '_>, node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<()> {
    let Root::Decided(verb) = &subject.located.path.root else { return Some(()) };
    let nodes: &[Node] = if let Kind::List(elements) = &node.kind { elements } else { std::slice::from_ref(node) };
    for node in nodes {
        if let Some(text) = node.text().filter(|t| !t.starts_with('$')) {
            crate::condition::words::check_target(*verb, text, node.span, scope.vocabulary, sink)?;
        }
    }
    Some(())
}

fn collection(name: &str, subject: &Subject<'_, '_>, sink: &mut Sink) -> Option<()> {
    if subject.located.path.ty.is_collection() {
        return Some(());
    }
    sink.push(misfit(name, subject, "ask it of a list or map"));
    None
}

/// `empty`.
pub fn empty(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    collection("empty", subject, sink)?;
    Some(vec![Op::Empty(boolean(&node, scope, sink)?)])
}

/// `exists`.
pub fn exists(_: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    Some(vec![Op::Exists(boolean(&node, scope, sink)?)])
}

/// `stated`.
pub fn stated(_: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    Some(vec![Op::Stated(boolean(&node, scope, sink)?)])
}

fn boolean(node: &Node, _: &Scope<'_>, sink: &mut Sink) -> Option<bool> {
    match node.text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            sink.push(
                Diagnostic::new(Code::WrongType, "`true` or `false` is wanted")
                    .at(node.span, format!("this is {}", node.describe()))
                    .help("write `true` or `false`"),
            );
            None
        }
    }
}

/// `any`.
pub fn any(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    Some(vec![Op::AnyOf(Box::new(body("any", subject, node, scope, sink)?))])
}

/// `every`.
pub fn every(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    let body = body("every", subject, node, scope, sink)?;
    Some(vec![Op::EveryOf(Box::new(body))])
}

/// The body of `any`, `every` and of the `where` of `count`.
fn body(name: &str, subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Option<Body> {
    let alias = node.node().entry("as");
    let named = match alias {
        Some(entry) => Some(read::free_name(&entry.value, scope, sink)?),
        None => None,
    };
    let element = element(name, subject, sink)?;
    let (inner, frame) = scope.inside(named.unwrap_or_default(), |frame| match &element {
        Element::Shape(shape) => Meaning::Element(frame, shape),
        Element::Entry(shape) => Meaning::Entry(frame, shape),
        Element::Strength(members) => Meaning::Strength(frame, members.clone()),
    });
    let ty = match &element {
        Element::Shape(shape) | Element::Entry(shape) => crate::condition::path::path_ty(shape),
        Element::Strength(members) => PathTy::Scalar(Ty::Enum(members.clone())),
    };
    let mut stripped = node.node().clone();
    if let Kind::Map(entries) = &mut stripped.kind {
        entries.retain(|e| e.key.text != "as");
    }
    let asked = Filled::at(&stripped, node.span, || Missing::part(name), sink)?;
    let cond = read::body(asked, &ty, named.is_some(), &inner, sink)?;
    Some(Body { cond, frame })
}

enum Element<'s> {
    Shape(&'s Shape),
    Entry(&'s Shape),
    Strength(std::sync::Arc<crate::value::Members>),
}

/// What a quantifier over the subject binds.
fn element<'s>(name: &str, subject: &Subject<'_, 's>, sink: &mut Sink) -> Option<Element<'s>> {
    if let PathTy::Decisions(members) = &subject.located.path.ty {
        return Some(Element::Strength(members.clone()));
    }
    match subject.located.shape.map(|s| &s.form) {
        Some(Form::List(element)) => Some(Element::Shape(element)),
        Some(Form::Map { value, .. } | Form::Record(Record { rest: Some(value), .. })) => Some(Element::Entry(value)),
        Some(Form::Record(record)) => {
            let mut fields = record.fields.values();
            let first = fields.next()?;
            if fields.all(|field| field.form == first.form) {
                return Some(Element::Entry(first));
            }
            sink.push(misfit(name, subject, "name the fields: they are of different types"));
            None
        }
        _ => {
            sink.push(misfit(name, subject, "ask it of a list or map"));
            None
        }
    }
}

/// `count`: a mapping with `where`, `distinct` and at least one comparison.
pub fn count(subject: &Subject<'_, '_>, node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Read {
    collection("count", subject, sink)?;
    let wanted = "write `{ where: …, at_least: 2 }`";
    let Kind::Map(entries) = &node.kind else {
        sink.push(
            Diagnostic::new(Code::WrongType, "`count` takes a mapping")
                .at(node.span, format!("this is {}", node.describe()))
                .help(wanted),
        );
        return None;
    };
    let mut filter = None;
    let mut distinct = None;
    let mut comparisons = Vec::new();
    let numbers = Ty::Integer { min: 0, max: i64::MAX };
    for entry in entries {
        let key = entry.key.text.as_str();
        let missing = || match key {
            "where" => Missing::part(key),
            "distinct" => Missing::example(key, "id"),
            _ => Missing::example(key, "1"),
        };
        let value = Filled::of(entry, missing, sink)?;
        let how = match key {
            "where" => {
                filter = Some(Box::new(body("count", subject, value, scope, sink)?));
                continue;
            }
            "distinct" => {
                distinct = Some(distinct_field(subject, &value, sink)?);
                continue;
            }
            "at_least" => Compare::AtLeast,
            "at_most" => Compare::AtMost,
            "more_than" => Compare::MoreThan,
            "less_than" => Compare::LessThan,
            "is" => {
                let number = operand::read(value, &numbers, scope, sink)?;
                comparisons.push((Compare::AtLeast, number.clone()));
                comparisons.push((Compare::AtMost, number));
                continue;
            }
            other => {
                let allowed = ["where", "distinct", "at_least", "at_most", "more_than", "less_than", "is"];
                sink.push(crate::condition::words::unknown(
                    Code::UnknownOperator,
                    "part of `count`",
                    other,
                    entry.key.span,
                    &allowed,
                ));
                return None;
            }
        };
        comparisons.push((how, operand::read(value, &numbers, scope, sink)?));
    }
    if comparisons.is_empty() {
        sink.push(
            Diagnostic::new(Code::WrongType, "`count` compares with no number")
                .at(node.span, "counts, and asks nothing")
                .help(wanted),
        );
        return None;
    }
    Some(
        comparisons
            .into_iter()
            .map(|(compare, number)| Op::Count { body: filter.clone(), distinct: distinct.clone(), compare, number })
            .collect(),
    )
}

fn distinct_field(subject: &Subject<'_, '_>, node: &Node, sink: &mut Sink) -> Option<std::sync::Arc<str>> {
    let name = node.text().unwrap_or_default();
    let element = match subject.located.shape.map(|s| &s.form) {
        Some(Form::List(element) | Form::Map { value: element, .. } | Form::Record(Record { rest: Some(element), .. })) => {
            Some(element)
        }
        _ => None,
    };
    if let Some(field) = element.and_then(|e| e.field(name))
        && matches!(field.form, Form::Scalar(_))
    {
        return Some(std::sync::Arc::from(name));
    }
    sink.push(
        Diagnostic::new(Code::UnknownPath, format!("{} is no field of the elements", wording::quote(name)))
            .at(node.span, "no such field")
            .help("name a field that holds one value"),
    );
    None
}
