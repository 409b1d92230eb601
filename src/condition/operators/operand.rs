//! Reads operands: values of the type that the fact has, parameters, variables, other facts.
//! Which type an operator wants is said by `reading`.

use std::sync::Arc;

use super::never::is_empty;
use crate::calendar::{Weekly, Window, Zone};
use crate::condition::filled::{Filled, Missing};
use crate::condition::path;
use crate::condition::scope::{Meaning, Scope};
use crate::condition::tree::{Operand, PathTy, RangeOperand, WindowOperand};
use crate::condition::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::nothing::is_nothing;
use crate::text::{suggest, wording};
use crate::value::{Members, Scheme, Ty, Value, VersionRange, spelling};
use crate::vocabulary::Kind as Table;

/// Reads one operand of this type.
pub fn read(node: Filled<'_>, ty: &Ty, scope: &Scope<'_>, sink: &mut Sink) -> Option<Operand> {
    if let Some(entry) = fact_entry(&node) {
        let located = path::read(entry.text()?, entry.span, scope, sink)?;
        return match &located.path.ty {
            PathTy::Scalar(other) if comparable(ty, other) => Some(Operand::Fact(Box::new(located.path))),
            other => {
                sink.push(mismatch(&node, ty, other));
                None
            }
        };
    }
    let Some(text) = node.text() else {
        sink.push(not_a_value(&node, ty));
        return None;
    };
    if let Some(name) = text.strip_prefix('$') {
        let mut found = variable(name, &node, ty, scope, sink)?;
        if found.len() != 1 {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("`${name}` is a list, and one value is wanted"))
                    .at(node.span, "a list of values")
                    .help("use `one_of` or `includes_any`"),
            );
            return None;
        }
        return found.pop();
    }
    value(text, &node, ty, scope, sink).map(Operand::Value)
}

/// Reads several operands: a list of them, a parameter or variable, a fact that is a list.
pub fn read_list(node: Filled<'_>, ty: &Ty, scope: &Scope<'_>, sink: &mut Sink) -> Option<Vec<Operand>> {
    if let Some(entry) = fact_entry(&node) {
        let located = path::read(entry.text()?, entry.span, scope, sink)?;
        return match &located.path.ty {
            PathTy::Scalars(other) | PathTy::Scalar(other) if comparable(ty, other) => {
                Some(vec![Operand::Fact(Box::new(located.path))])
            }
            PathTy::Records { .. } if matches!(ty, Ty::Text) => Some(vec![Operand::Fact(Box::new(located.path))]),
            other => {
                sink.push(mismatch(&node, ty, other));
                None
            }
        };
    }
    if let Kind::List(elements) = &node.kind {
        let states: Vec<&Node> = elements.iter().filter(|e| matches!(e.text(), Some("none" | "unknown"))).collect();
        for node in &states {
            let written = wording::quote(node.text().unwrap_or_default());
            sink.push(
                Diagnostic::new(Code::NoneInCondition, format!("a condition compares with {written}"))
                    .at(node.span, format!("nothing equals {written}"))
                    .help(
                        "remove it: what is not there is asked for with `exists: false`, what nobody knows with `stated: false`",
                    ),
            );
        }
        if !states.is_empty() {
            return None;
        }
        let missing = || Missing::member(&example_value(ty, scope));
        let one = |element, sink: &mut Sink| read(Filled::at(element, node.span, missing, sink)?, ty, scope, sink);
        let read: Vec<Option<Operand>> = elements.iter().map(|element| one(element, sink)).collect();
        return read.into_iter().collect();
    }
    if let Some(name) = node.text().and_then(|t| t.strip_prefix('$')) {
        return variable(name, &node, ty, scope, sink);
    }
    read(node, ty, scope, sink).map(|operand| vec![operand])
}

/// Reads a version range.
pub fn read_range(node: Filled<'_>, ty: &Ty, scope: &Scope<'_>, sink: &mut Sink) -> Option<RangeOperand> {
    let Ty::Version(scheme) = ty else { return None };
    if fact_entry(&node).is_some() {
        return match read(node, &Ty::VersionRange(*scheme), scope, sink)? {
            Operand::Fact(path) => Some(RangeOperand::Fact(path)),
            _ => None,
        };
    }
    let Some(text) = node.text() else {
        sink.push(not_a_value(&node, &Ty::VersionRange(*scheme)));
        return None;
    };
    if let Some(name) = text.strip_prefix('$') {
        return match variable(name, &node, &Ty::VersionRange(*scheme), scope, sink)?.pop()? {
            Operand::Param(_, Value::VersionRange(range)) | Operand::Value(Value::VersionRange(range)) => {
                Some(RangeOperand::Range(range))
            }
            Operand::Fact(path) => Some(RangeOperand::Fact(path)),
            _ => None,
        };
    }
    range(text, node.node(), *scheme, sink).map(RangeOperand::Range)
}

/// A range that the policy writes itself: a version alone doesn't say whether later ones are meant.
fn range(text: &str, node: &Node, scheme: Scheme, sink: &mut Sink) -> Option<Arc<VersionRange>> {
    match VersionRange::parse(text, scheme) {
        Ok(range) => Some(Arc::new(range)),
        Err(why) => {
            sink.push(
                Diagnostic::new(Code::BadVersionRange, format!("{} is no version range", wording::quote(text)))
                    .at(node.span, why.what.clone())
                    .help(why.help(|range| format!("\"{range}\""))),
            );
            None
        }
    }
}

/// Reads a window, or several.
pub fn read_window(node: Filled<'_>, scope: &Scope<'_>, sink: &mut Sink) -> Option<WindowOperand> {
    let wrong = || {
        Diagnostic::new(Code::BadWindow, format!("a window is wanted, this is {}", node.describe()))
            .at(node.span, "not a window")
            .help("write `{ start: …, end: … }`, `{ weekly: \"fri 12:00 - mon 06:00\", zone: Europe/Berlin }` or `{ fact: site.window }`")
    };
    let name = fact_entry(&node).or_else(|| node.text().is_some_and(|t| t.starts_with('$')).then_some(node.node()));
    if let Some(at) = name {
        let located = path::read(at.text()?, at.span, scope, sink)?;
        return match located.path.ty {
            PathTy::Record { window: true } | PathTy::Records { window: true } => {
                Some(WindowOperand::Fact(Box::new(located.path)))
            }
            other => {
                sink.push(wrong().note(format!("the fact is {}", describe(&other))));
                None
            }
        };
    }
    match &node.kind {
        Kind::List(elements) => {
            let missing = || Missing::member("{ fact: site.window }");
            let one = |element, sink: &mut Sink| read_window(Filled::at(element, node.span, missing, sink)?, scope, sink);
            let read: Vec<Option<WindowOperand>> = elements.iter().map(|element| one(element, sink)).collect();
            Some(WindowOperand::List(read.into_iter().collect::<Option<_>>()?))
        }
        Kind::Map(entries) => {
            let keys: Vec<&str> = entries.iter().map(|e| e.key.text.as_str()).collect();
            let said = |key: &str, example: &str, sink: &mut Sink| {
                Filled::of(node.node().entry(key)?, || Missing::example(key, example), sink)
            };
            match keys.as_slice() {
                ["start", "end"] | ["end", "start"] => {
                    let end_of = |key, sink: &mut Sink| read(said(key, INSTANT, sink)?, &Ty::Instant, scope, sink);
                    let (start, end) = (end_of("start", sink), end_of("end", sink));
                    let (start, end) = (start?, end?);
                    if is_empty(start.value(), end.value()) {
                        let map = node.node();
                        sink.push(
                            Diagnostic::new(Code::BadWindow, "a window ends at its start, or before it")
                                .at(map.get("end")?.span, "not after `start`")
                                .at(map.get("start")?.span, "not before `end`")
                                .help("exchange the two, or correct the one that is wrong")
                                .note("nothing is ever inside"),
                        );
                        return None;
                    }
                    Some(WindowOperand::Between(start, end))
                }
                ["weekly", "zone"] | ["zone", "weekly"] => {
                    let (weekly, zone) = (said("weekly", "fri 12:00 - mon 06:00", sink), said("zone", "Europe/Berlin", sink));
                    let (weekly, zone) = (weekly?, zone?);
                    match Weekly::parse(weekly.text().unwrap_or_default(), zone.text().unwrap_or_default()) {
                        Ok(weekly) => Some(WindowOperand::Window(Window::Weekly(weekly))),
                        Err(why) => {
                            sink.push(
                                Diagnostic::new(Code::BadWindow, "this is no weekly window")
                                    .at(node.span, why)
                                    .help("write `{ weekly: \"fri 12:00 - mon 06:00\", zone: Europe/Berlin }`"),
                            );
                            None
                        }
                    }
                }
                _ => {
                    sink.push(wrong());
                    None
                }
            }
        }
        Kind::Scalar(_) => {
            sink.push(wrong());
            None
        }
    }
}

/// An instant, for examples.
const INSTANT: &str = "2026-07-21T20:00Z";

/// What could stand behind an operator, when it is asked of this.
pub fn example(operator: &str, of: &PathTy, scope: &Scope<'_>) -> String {
    let value = match of {
        PathTy::Scalar(ty) | PathTy::Scalars(ty) => example_value(ty, scope),
        PathTy::Decisions(_) => scope.vocabulary.names(Table::Area).first().map_or("update", |name| name).to_owned(),
        PathTy::Record { .. } | PathTy::Records { .. } | PathTy::Things => "shop-north".to_owned(),
    };
    match operator {
        "one_of" | "includes_any" | "includes_all" => format!("[{value}]"),
        "satisfies" | "violates" => "\">=8.2 <9\"".to_owned(),
        "older_than" | "newer_than" | "within" => "24h".to_owned(),
        "inside" | "overlaps" => "{ fact: site.window }".to_owned(),
        "empty" | "exists" | "stated" => "true".to_owned(),
        "any" | "every" if matches!(of, PathTy::Scalars(_) | PathTy::Decisions(_)) => "{ exists: true }".to_owned(),
        "any" | "every" => "{ site.type: store }".to_owned(),
        "count" => "{ at_least: 1 }".to_owned(),
        "at" => INSTANT.to_owned(),
        _ => value,
    }
}

/// A value of a type.
pub fn example_value(ty: &Ty, scope: &Scope<'_>) -> String {
    let named = |table| scope.vocabulary.names(table).first().map_or("name", |name| name).to_owned();
    match ty {
        Ty::Bool => "true".to_owned(),
        Ty::Integer { min, .. } => (*min).max(1).to_string(),
        Ty::Enum(members) => members.words.first().map_or_else(String::new, ToString::to_string),
        Ty::Area => named(Table::Area),
        Ty::Category => named(Table::Category),
        Ty::Version(_) => "8.2".to_owned(),
        Ty::VersionRange(_) => "\">=8.2 <9\"".to_owned(),
        Ty::Instant => INSTANT.to_owned(),
        Ty::Duration => "24h".to_owned(),
        Ty::Zone => "Europe/Berlin".to_owned(),
        Ty::Text | Ty::Secret => "shop-north".to_owned(),
    }
}

/// The path in `{ fact: PATH }`.
fn fact_entry(node: &Node) -> Option<&Node> {
    match node.entries() {
        [entry] if entry.key.text == "fact" && entry.value.text().is_some() => Some(&entry.value),
        _ => None,
    }
}

fn is_text(ty: &Ty) -> bool {
    matches!(ty, Ty::Text | Ty::Enum(_) | Ty::Area | Ty::Category)
}

fn variable(name: &str, node: &Node, ty: &Ty, scope: &Scope<'_>, sink: &mut Sink) -> Option<Vec<Operand>> {
    let (root, field) = match name.split_once('.') {
        Some((root, _)) => (root, true),
        None => (name, false),
    };
    if field && scope.var(root).is_some() {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("{} is a path, and a value is wanted", wording::quote(&format!("${name}"))))
                .at(node.span, "a path")
                .help(format!("write `{{ fact: ${name} }}`")),
        );
        return None;
    }
    if let Some(param) = scope.params.get(name) {
        if let (Ty::Enum(members), Ty::Text) = (ty, &param.ty) {
            return among_members(name, node, members, &param.values, sink);
        }
        if !comparable(ty, &param.ty) && !range_for(ty, &param.ty) {
            sink.push(mismatch(node, ty, &PathTy::Scalar(param.ty.clone())));
            return None;
        }
        let name: Arc<str> = Arc::from(name);
        return Some(param.values.iter().map(|v| Operand::Param(name.clone(), v.clone())).collect());
    }
    let Some(defined) = scope.var(name) else {
        sink.push(path::unknown_variable(name, node.span, scope));
        return None;
    };
    let fits = match &defined.means {
        Meaning::Ground(_, other) => comparable(ty, other),
        Meaning::Element(_, shape) => match path::path_ty(shape) {
            // The value of an element that is no text is what was read, which its id only writes.
            PathTy::Scalar(other) if !is_text(&other) && comparable(ty, &other) => {
                let element = path::read(&format!("${name}"), node.span, scope, sink)?;
                return Some(vec![Operand::Fact(Box::new(element.path))]);
            }
            PathTy::Scalar(other) => comparable(ty, &other),
            // A record stands for its id.
            _ => matches!(ty, Ty::Text | Ty::Area | Ty::Category),
        },
        // An entry of a map stands for its key.
        Meaning::Entry(..) => matches!(ty, Ty::Text | Ty::Area | Ty::Category),
        Meaning::Strength(_, members) => matches!(ty, Ty::Enum(other) if other == members),
        Meaning::Short(short, _) => {
            return match &short.ty {
                PathTy::Scalar(other) if comparable(ty, other) => Some(vec![Operand::Fact(Box::new(short.clone()))]),
                other => {
                    sink.push(mismatch(node, ty, other));
                    None
                }
            };
        }
    };
    if !fits {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("`${name}` can't be compared with this"))
                .at(node.span, format!("{} is wanted", ty.name())),
        );
        return None;
    }
    Some(vec![Operand::Var(defined.as_var()?)])
}

/// The words of a text parameter, each of which must be a value of the fact.
fn among_members(name: &str, node: &Node, members: &Members, values: &[Value], sink: &mut Sink) -> Option<Vec<Operand>> {
    let shared: Arc<str> = Arc::from(name);
    let mut operands = Vec::new();
    for value in values {
        let text = value.to_string();
        let Some(word) = members.words.iter().find(|w| ***w == *text) else {
            let allowed = wording::list_or(&wording::quote_all(&members.words));
            sink.push(
                Diagnostic::new(
                    Code::UnknownValue,
                    format!("`${name}` holds {}, which is no value of this fact", wording::quote(&text)),
                )
                .at(node.span, "compared with a fact that has other values")
                .help(format!("set the parameter to words among {allowed}")),
            );
            return None;
        };
        operands.push(Operand::Param(shared.clone(), Value::Word(word.clone())));
    }
    Some(operands)
}

fn value(text: &str, node: &Node, ty: &Ty, scope: &Scope<'_>, sink: &mut Sink) -> Option<Value> {
    if text == "none" {
        sink.push(
            Diagnostic::new(Code::NoneInCondition, "a condition compares with `none`")
                .at(node.span, "nothing equals `none`")
                .help("write `{ exists: false }`"),
        );
        return None;
    }
    if text == "unknown" {
        sink.push(
            Diagnostic::new(Code::UnknownValue, "a condition compares with `unknown`")
                .at(node.span, "nothing equals `unknown`")
                .help("write `{ stated: false }`"),
        );
        return None;
    }
    let read = if *ty == Ty::Text { None } else { ty.read(text) };
    if is_nothing(text) && read.is_none() {
        sink.push(
            Diagnostic::new(Code::NoneInCondition, format!("a condition compares with {}", wording::quote(text)))
                .at(node.span, "a word that stands for nothing, which no fact is")
                .help("write `{ exists: false }`"),
        );
        return None;
    }
    let word = || Some(Value::Word(Arc::from(text)));
    match ty {
        Ty::Area if scope.vocabulary.area(text).is_some() => word(),
        Ty::Area => {
            sink.push(words::unknown_area(text, node.span, scope.vocabulary));
            None
        }
        Ty::Category if scope.vocabulary.category(text).is_some() => word(),
        Ty::Category => {
            sink.push(words::unknown_category(text, node.span, scope.vocabulary));
            None
        }
        Ty::VersionRange(scheme) => range(text, node, *scheme, sink).map(Value::VersionRange),
        Ty::Zone => match Zone::find(text.trim()) {
            Ok(zone) => Some(Value::Text(zone.name().into())),
            Err(why) => {
                let (headline, help) = why.split_once(": ").unwrap_or((&why, "write its name"));
                sink.push(Diagnostic::new(Code::UnknownZone, headline).at(node.span, "no such zone").help(help));
                None
            }
        },
        ty => match ty.read(text) {
            Some(value) => Some(value),
            None => {
                sink.push(unreadable(text, node, ty));
                None
            }
        },
    }
}

fn unreadable(text: &str, node: &Node, ty: &Ty) -> Diagnostic {
    let written = wording::quote(text);
    if let Some(test) = compared(text, ty) {
        let code = if matches!(ty, Ty::Version(_)) { Code::BadVersion } else { Code::WrongType };
        return Diagnostic::new(code, format!("{written} is a comparison, not {}", ty.name()))
            .at(node.span, "a comparison is written with its own word")
            .help(format!("write {} in place of the value", wording::quote(&test)));
    }
    let (code, help) = match ty {
        Ty::Enum(members) => {
            let names: Vec<&str> = members.words.iter().map(|w| &**w).collect();
            let problem = Diagnostic::new(Code::UnknownValue, format!("{written} is not one of the values of this fact"))
                .at(node.span, "no such value")
                .meant(node.span, text, suggest::only(text, names.iter().copied()));
            return match suggest::nearest(text, names.iter().copied()) {
                Some(near) => problem.help(format!("write `{near}`")),
                None => problem.help(format!("write one of {}", wording::list_or(&wording::quote_all(&names)))),
            };
        }
        Ty::Version(_) => (Code::BadVersion, "write a version such as `8.2`"),
        Ty::Instant => {
            let found = spelling::misspelt(text);
            return Diagnostic::new(Code::BadInstant, format!("{written} is not {}", ty.name()))
                .at(node.span, found.wrong)
                .help(found.help);
        }
        Ty::Duration => (Code::BadDuration, "write a duration with its unit, such as `24h`, `90m` or `7d`"),
        Ty::Bool => (Code::WrongType, "write `true` or `false`"),
        Ty::Integer { .. } => (Code::WrongType, "write a whole number"),
        _ => (Code::WrongType, "write another value"),
    };
    Diagnostic::new(code, format!("{written} is not {}", ty.name())).at(node.span, format!("{} is wanted", ty.name())).help(help)
}

/// The test that somebody means who writes a comparison where a value belongs: `">=8.1"`, `"<5"`.
fn compared(text: &str, ty: &Ty) -> Option<String> {
    match ty {
        Ty::Version(scheme) => {
            let range = VersionRange::parse(text, *scheme).ok()?;
            Some(format!("{{ satisfies: \"{}\" }}", range.text()))
        }
        Ty::Integer { .. } | Ty::Duration => {
            let signs = [(">=", "at_least"), ("<=", "at_most"), (">", "more_than"), ("<", "less_than")];
            let (value, word) = signs.iter().find_map(|(sign, word)| Some((text.trim().strip_prefix(sign)?.trim(), word)))?;
            ty.read(value).map(|_| format!("{{ {word}: {value} }}"))
        }
        _ => None,
    }
}

fn not_a_value(node: &Node, ty: &Ty) -> Diagnostic {
    let problem = Diagnostic::new(Code::WrongType, format!("{} is wanted, this is {}", ty.name(), node.describe()));
    problem.at(node.span, "not a value").help("write a value, a `$variable` or `{ fact: PATH }`")
}

fn mismatch(node: &Node, ty: &Ty, other: &PathTy) -> Diagnostic {
    if let (Ty::Version(ours) | Ty::VersionRange(ours), PathTy::Scalar(Ty::Version(theirs) | Ty::VersionRange(theirs))) =
        (ty, other)
        && ours != theirs
    {
        let (ours, theirs) = (ours.name(), theirs.name());
        return Diagnostic::new(Code::WrongType, format!("versions of two schemes are compared, `{ours}` and `{theirs}`"))
            .at(node.span, format!("of the scheme `{theirs}`"))
            .help(format!("compare with a fact of the scheme `{ours}`, or write the version itself"));
    }
    let other = describe(other);
    Diagnostic::new(Code::WrongType, format!("{} is compared with {other}", ty.name())).at(node.span, format!("this is {other}"))
}

/// What a path leads to, in words.
pub fn describe(ty: &PathTy) -> String {
    match ty {
        PathTy::Scalar(ty) => ty.name(),
        PathTy::Record { .. } => "a record".to_owned(),
        PathTy::Scalars(_) | PathTy::Records { .. } | PathTy::Things => "a list".to_owned(),
        PathTy::Decisions(_) => "a map of decisions".to_owned(),
    }
}

/// Whether values of the two types can be equal.
fn comparable(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (Ty::Integer { .. }, Ty::Integer { .. }) => true,
        (Ty::Enum(a), Ty::Enum(b)) => a.words == b.words,
        // Plain text meets words where a fact names an area, a category or an id freely.
        (Ty::Text, Ty::Area | Ty::Category) | (Ty::Area | Ty::Category, Ty::Text) => true,
        (Ty::Secret, _) | (_, Ty::Secret) => false,
        (a, b) => a == b,
    }
}

fn range_for(a: &Ty, b: &Ty) -> bool {
    matches!((a, b), (Ty::VersionRange(a), Ty::VersionRange(b)) if a == b)
}
