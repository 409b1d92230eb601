//! Reads a dotted path against the schemas: what it leads to, or the nearest name that exists.
//! Which operators fit what it leads to is `read`'s business.

use std::sync::Arc;

use super::scope::{Meaning, Scope};
use super::tree::{Path, PathTy, Root, Segment, Var};
use crate::decision::{Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::schema::shape::{Form, Keys, Record, Shape};
use crate::schema::{FactKind, Schemas};
use crate::text::path::quoted;
use crate::text::{Span, suggest, wording};
use crate::value::{Members, Ty};

/// The words a path may start with.
pub const ROOTS: [&str; 7] = ["site", "release", "update", "plan", "now", "decided", "derived"];

/// A path with the shape it leads to, where that stands in a schema.
pub struct Located<'s> {
    /// The path.
    pub path: Path,
    /// The shape at its end.
    pub shape: Option<&'s Shape>,
}

/// One part of a written path.
struct Part {
    text: String,
    span: Span,
}

/// Reads a path; pushes a problem and gives none when it leads nowhere.
pub fn read<'s>(text: &str, span: Span, scope: &Scope<'s>, sink: &mut Sink) -> Option<Located<'s>> {
    let Some(parts) = split(text, span) else {
        sink.push(
            Diagnostic::new(Code::UnknownPath, format!("{} is no path", wording::quote(text)))
                .at(span, "not a path")
                .help("write names with dots between them, such as `site.backup.taken_at`"),
        );
        return None;
    };
    let (first, rest) = parts.split_first()?;
    if let Some(name) = first.text.strip_prefix('$') {
        return from_var(name, first.span, rest, span, scope, sink);
    }
    match first.text.as_str() {
        "now" if rest.is_empty() => Some(Located { path: leaf(Root::Now, PathTy::Scalar(Ty::Instant), span), shape: None }),
        "decided" => decided(rest, span, scope, sink).map(|path| Located { path, shape: None }),
        "derived" => derived(rest, span, scope, sink).map(|path| Located { path, shape: None }),
        name if ROOTS.contains(&name) => {
            let shape = scope.schemas.root(name)?;
            let path = leaf(Root::Document(Arc::from(name)), path_ty(shape), span);
            walk(path, shape, rest, scope, sink)
        }
        _ => match scope.element.and_then(|n| scope.vars.get(n)) {
            Some(defined) => match (&defined.means, defined.as_var()) {
                (Meaning::Element(_, shape), Some(var)) => {
                    let path = leaf(Root::Var(var), path_ty(shape), span);
                    walk(path, shape, &parts, scope, sink)
                }
                (Meaning::Entry(_, shape), Some(var)) => of_entry(var, shape, &parts, span, scope, sink),
                _ => {
                    sink.push(unknown_root(first, scope));
                    None
                }
            },
            None => {
                sink.push(unknown_root(first, scope));
                None
            }
        },
    }
}

/// The path to an element itself, for tests of scalars in a quantifier.
pub fn of_element<'s>(scope: &Scope<'s>, span: Span) -> Option<Located<'s>> {
    let defined = scope.vars.get(scope.element?)?;
    let var = defined.as_var()?;
    match &defined.means {
        Meaning::Element(_, shape) | Meaning::Entry(_, shape) => {
            Some(Located { path: leaf(Root::Var(var), path_ty(shape), span), shape: Some(shape) })
        }
        Meaning::Strength(_, members) => {
            Some(Located { path: leaf(Root::Var(var), PathTy::Scalar(Ty::Enum(members.clone())), span), shape: None })
        }
        _ => None,
    }
}

fn from_var<'s>(name: &str, at: Span, rest: &[Part], span: Span, scope: &Scope<'s>, sink: &mut Sink) -> Option<Located<'s>> {
    let Some(defined) = scope.var(name) else {
        sink.push(unknown_variable(name, at, scope));
        return None;
    };
    match &defined.means {
        Meaning::Short(path, shape) => {
            let mut path = path.clone();
            path.span = span;
            walk(path, shape, rest, scope, sink)
        }
        Meaning::Element(_, shape) => {
            let path = leaf(Root::Var(defined.as_var()?), path_ty(shape), span);
            walk(path, shape, rest, scope, sink)
        }
        Meaning::Entry(_, shape) => of_entry(defined.as_var()?, shape, rest, span, scope, sink),
        Meaning::Ground(_, ty) => end_of(leaf(Root::Var(defined.as_var()?), PathTy::Scalar(ty.clone()), span), rest, sink),
        Meaning::Strength(_, members) => {
            end_of(leaf(Root::Var(defined.as_var()?), PathTy::Scalar(Ty::Enum(members.clone())), span), rest, sink)
        }
    }
}

/// The path to the key of the entry that a variable is bound to.
pub fn key_of(var: Var, span: Span) -> Path {
    leaf(Root::Key(var), PathTy::Scalar(Ty::Text), span)
}

/// What a path says of the entry of a map: its `key`, its `value`, or a field of the value.
fn of_entry<'s>(
    var: Var,
    shape: &'s Shape,
    rest: &[Part],
    span: Span,
    scope: &Scope<'s>,
    sink: &mut Sink,
) -> Option<Located<'s>> {
    let own = |name: &str| shape.record().is_some_and(|record| record.fields.contains_key(name));
    let value = leaf(Root::Var(var.clone()), path_ty(shape), span);
    match rest {
        [part, rest @ ..] if part.text == "key" && !own("key") => end_of(key_of(var, span), rest, sink),
        [part, rest @ ..] if part.text == "value" && !own("value") => walk(value, shape, rest, scope, sink),
        [] if shape.ty().is_some() => {
            let name = format!("${}", var.name);
            sink.push(
                Diagnostic::new(Code::UnknownPath, format!("{} is an entry of a map, not one fact", wording::quote(&name)))
                    .at(span, "its key, or its value?")
                    .help(format!("write `{name}.value` for what stands there, or `{name}.key` for its name")),
            );
            None
        }
        [part, ..] if shape.ty().is_some() => {
            sink.push(
                Diagnostic::new(Code::UnknownPath, format!("the entry of a map has no {}", wording::quote(&part.text)))
                    .at(part.span, "neither its key nor its value")
                    .help("write `value` for what stands there, or `key` for its name"),
            );
            None
        }
        rest => walk(value, shape, rest, scope, sink),
    }
}

fn end_of<'s>(path: Path, rest: &[Part], sink: &mut Sink) -> Option<Located<'s>> {
    if let Some(part) = rest.first() {
        sink.push(
            Diagnostic::new(Code::UnknownPath, format!("{} has no fields", text_of(&path)))
                .at(part.span, "a word has no fields")
                .help("use the variable alone"),
        );
        return None;
    }
    Some(Located { path, shape: None })
}

/// Follows the parts through the shapes.
fn walk<'s>(mut path: Path, mut shape: &'s Shape, parts: &[Part], scope: &Scope<'s>, sink: &mut Sink) -> Option<Located<'s>> {
    // What a variable leads to when it stands for a key that is declared beside the free ones.
    let mut declared: Vec<(Arc<str>, &'s Shape)> = Vec::new();
    for part in parts {
        let var = match part.text.strip_prefix('$') {
            Some(name) => Some(segment_var(name, part, scope, sink)?),
            None => None,
        };
        let next = match (&shape.form, &var) {
            (Form::Record(_), None) => shape.field(&part.text),
            (Form::Record(record), Some(_)) => record.rest.as_deref(),
            (Form::Map { keys, value }, None) => {
                check_key(keys, part, scope, sink)?;
                Some(&**value)
            }
            (Form::Map { value, .. }, Some(_)) => Some(&**value),
            (Form::List(element), _) => Some(&**element),
            (Form::Scalar(_), _) => None,
        };
        let Some(next) = next else {
            sink.push(unknown_field(&path, shape, part));
            return None;
        };
        let below = |(key, shape): (Arc<str>, &'s Shape)| Some((key, shape.field(&part.text)?));
        declared = match &shape.form {
            Form::Record(record) if var.is_some() => record.fields.iter().map(|(key, shape)| (key.clone(), shape)).collect(),
            _ if var.is_some() => Vec::new(),
            _ => declared.into_iter().filter_map(below).collect(),
        };
        path.segments.push(match var {
            Some(Ok(var)) => Segment::Var(var),
            Some(Err(word)) => Segment::Key(word),
            // Software has one name, however it is written.
            None => Segment::Key(match shape.record().filter(|record| record.software().is_some()) {
                Some(record) => record.key_of(&part.text),
                None => Arc::from(part.text.as_str()),
            }),
        });
        shape = next;
        path.evidence |= shape.note.evidence;
        path.known_from = shape.note.known_from;
    }
    path.ty = path_ty(shape);
    if !parts.is_empty() {
        let own = |(key, other): (Arc<str>, &Shape)| match &other.form {
            Form::Scalar(ty) if path.ty != PathTy::Scalar(ty.clone()) => Some((key, ty.clone())),
            _ => None,
        };
        path.others = declared.into_iter().filter_map(own).collect();
    }
    path.note = Some(shape.note.clone());
    Some(Located { path, shape: Some(shape) })
}

/// A variable as a segment; a parameter's word stands for itself.
fn segment_var(name: &str, part: &Part, scope: &Scope<'_>, sink: &mut Sink) -> Option<Result<Var, Arc<str>>> {
    if let Some(var) = scope.var(name).and_then(|d| d.as_var()) {
        return Some(Ok(var));
    }
    sink.push(unknown_variable(name, part.span, scope));
    None
}

fn check_key(keys: &Keys, part: &Part, scope: &Scope<'_>, sink: &mut Sink) -> Option<()> {
    let problem = match keys {
        Keys::Category if scope.vocabulary.category(&part.text).is_none() => {
            super::words::unknown_category(&part.text, part.span, scope.vocabulary)
        }
        Keys::Area if scope.vocabulary.area(&part.text).is_none() => {
            super::words::unknown_area(&part.text, part.span, scope.vocabulary)
        }
        _ => return Some(()),
    };
    sink.push(problem);
    None
}

fn decided(parts: &[Part], span: Span, scope: &Scope<'_>, sink: &mut Sink) -> Option<Path> {
    let Some((verb_part, rest)) = parts.split_first() else {
        sink.push(
            Diagnostic::new(Code::UnknownPath, "`decided` alone is no fact")
                .at(span, "which verb?")
                .help("write `decided.stage`, `decided.pause`, `decided.block`, `decided.rollback` …"),
        );
        return None;
    };
    let Some(verb) = Verb::parse(&verb_part.text).filter(|v| *v != Verb::Derive) else {
        let names: Vec<&str> = Verb::ALL.iter().filter(|v| **v != Verb::Derive).map(|v| v.name()).collect();
        sink.push(super::words::unknown(Code::UnknownVerb, "verb", &verb_part.text, verb_part.span, &names));
        return None;
    };
    let words: Vec<Arc<str>> = Strength::ranks(verb).iter().map(|w| Arc::from(*w)).collect();
    let members = Arc::new(Members { words, ordered: true });
    let scalar = PathTy::Scalar(Ty::Enum(members.clone()));
    let (ty, segments) = match (verb, rest) {
        (Verb::Rollback, []) => (scalar, Vec::new()),
        (_, []) => (PathTy::Decisions(members), Vec::new()),
        (Verb::Rollback, [part, ..]) | (_, [_, part, ..]) => {
            sink.push(
                Diagnostic::new(Code::UnknownPath, format!("a decision has no field {}", wording::quote(&part.text)))
                    .at(part.span, "nothing below this")
                    .help(format!(
                        "end the path before it and compare the strength: one of {}",
                        wording::list_or(Strength::ranks(verb))
                    )),
            );
            return None;
        }
        (_, [target]) => {
            let segment = match target.text.strip_prefix('$') {
                Some(name) => match segment_var(name, target, scope, sink)? {
                    Ok(var) => Segment::Var(var),
                    Err(word) => Segment::Key(word),
                },
                None => {
                    super::words::check_target(verb, &target.text, target.span, scope.vocabulary, sink)?;
                    Segment::Key(Arc::from(target.text.as_str()))
                }
            };
            (scalar, vec![segment])
        }
    };
    Some(Path {
        root: Root::Decided(verb),
        segments,
        ty,
        others: Vec::new(),
        evidence: false,
        known_from: None,
        note: None,
        span,
    })
}

fn derived(parts: &[Part], span: Span, scope: &Scope<'_>, sink: &mut Sink) -> Option<Path> {
    let names: Vec<&str> = scope.derived.keys().map(|k| &**k).collect();
    let [part] = parts else {
        sink.push(
            Diagnostic::new(Code::UnknownPath, "a derived conclusion is one name below `derived`")
                .at(span, "not one name")
                .help(format!("write `derived.NAME` with one of {}", wording::list_or(&names))),
        );
        return None;
    };
    let Some(of) = scope.derived.get(part.text.as_str()) else {
        let mut problem = super::words::unknown(Code::UnknownPath, "derived conclusion", &part.text, part.span, &names);
        if names.is_empty() {
            problem = problem.note("no rule of this policy has a `derive` effect");
        }
        sink.push(problem);
        return None;
    };
    let ty = if *of { PathTy::Things } else { PathTy::Scalar(Ty::Bool) };
    Some(leaf(Root::Derived(Arc::from(part.text.as_str())), ty, span))
}

fn leaf(root: Root, ty: PathTy, span: Span) -> Path {
    Path { root, segments: Vec::new(), ty, others: Vec::new(), evidence: false, known_from: None, note: None, span }
}

/// Whether leaving the fact out makes it unknown. A confirmation, an event and a default make it known, and what every document
/// of its kind must state can't be left out.
pub fn can_be_unknown(path: &Path, schemas: &Schemas) -> bool {
    if let (Root::Document(root), [Segment::Key(key)]) = (&path.root, path.segments.as_slice())
        && schemas.root(root).and_then(|shape| shape.record()).is_some_and(|record| record.required.contains(key))
    {
        return false;
    }
    match (&path.root, &path.note) {
        (Root::Decided(_) | Root::Derived(_), _) => true,
        (_, Some(note)) => note.kind == FactKind::Observation && note.default.is_none(),
        (_, None) => false,
    }
}

/// What a shape is to the operators.
pub fn path_ty(shape: &Shape) -> PathTy {
    match &shape.form {
        Form::Scalar(ty) => PathTy::Scalar(ty.clone()),
        Form::Record(Record { rest: Some(element), .. }) | Form::List(element) | Form::Map { value: element, .. } => {
            match &element.form {
                Form::Scalar(ty) => PathTy::Scalars(ty.clone()),
                _ => PathTy::Records { window: is_window(element) },
            }
        }
        Form::Record(_) => PathTy::Record { window: is_window(shape) },
    }
}

fn is_window(shape: &Shape) -> bool {
    match &shape.form {
        Form::Record(record) => {
            let has = |name: &str| record.fields.contains_key(name);
            (has("start") && has("end")) || (has("weekly") && has("zone"))
        }
        _ => false,
    }
}

/// Splits `a.b["c/d"].$e` into parts with places, as paths of facts are split; none when brackets or dots are off.
fn split(text: &str, span: Span) -> Option<Vec<Part>> {
    // A quoted key is longer than its text; then every part has the place of the whole.
    let exact = usize::try_from(span.end - span.start).is_ok_and(|n| n == text.len());
    let mut parts = Vec::new();
    let mut rest = text;
    let mut offset = 0usize;
    while !rest.is_empty() {
        let (part, used, at) = if rest.starts_with('[') {
            // The marks and the quotes stand around the key alike.
            let (key, after) = quoted(rest)?;
            let used = rest.len() - after.len();
            (key, used, offset + (used - key.len()) / 2)
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            (rest.get(..end)?, end, offset)
        };
        if part.is_empty() {
            return None;
        }
        let place = if exact {
            let start = usize::try_from(span.start).ok()? + at;
            Span::new(span.source, start, start + part.len())
        } else {
            span
        };
        parts.push(Part { text: part.to_owned(), span: place });
        rest = rest.get(used..)?;
        offset += used;
        if let Some(after) = rest.strip_prefix('.') {
            if after.is_empty() || after.starts_with('[') {
                return None;
            }
            rest = after;
            offset += 1;
        }
    }
    (!parts.is_empty()).then_some(parts)
}

fn text_of(path: &Path) -> String {
    wording::quote(&super::print::path(path))
}

fn unknown_field(path: &Path, shape: &Shape, part: &Part) -> Diagnostic {
    let names: Vec<&str> = match &shape.form {
        Form::Record(record) => record.fields.keys().map(|k| &**k).collect(),
        _ => Vec::new(),
    };
    let whole = format!("{}.{}", super::print::path(path), part.text);
    let problem = Diagnostic::new(Code::UnknownPath, format!("{} is no fact", wording::quote(&whole)));
    if names.is_empty() {
        return problem.at(part.span, "nothing below this").help(format!("end the path at {}", text_of(path)));
    }
    if let Some(operator) = super::operators::named(&part.text) {
        let test = format!("{{ {}: … }}", operator.name);
        return problem.at(part.span, "an operator, which stands after the path").help(format!(
            "end the path at {} and ask {} of it",
            text_of(path),
            wording::quote(&test)
        ));
    }
    let problem = problem.at(part.span, format!("no field of {}", text_of(path))).meant(
        part.span,
        &part.text,
        suggest::only(&part.text, names.iter().copied()),
    );
    match suggest::nearest(&part.text, names.iter().copied()) {
        Some(name) => problem.help(format!("write `{name}`")),
        None => {
            let near = suggest::candidates(&part.text, names.iter().copied());
            problem.help(format!("write one of its fields, such as {}", wording::list_or(&wording::quote_all(&near))))
        }
    }
}

fn unknown_root(part: &Part, scope: &Scope<'_>) -> Diagnostic {
    let mut names: Vec<&str> = ROOTS.to_vec();
    if let Some(Meaning::Element(_, shape) | Meaning::Entry(_, shape)) =
        scope.element.and_then(|n| scope.vars.get(n)).map(|d| &d.means)
        && let Form::Record(record) = &shape.form
    {
        names.extend(record.fields.keys().map(|k| &**k));
    }
    let problem = Diagnostic::new(Code::UnknownPath, format!("{} is no fact", wording::quote(&part.text)));
    let meant = suggest::only(&part.text, names.iter().copied());
    let problem = problem.at(part.span, "a path can't start with this").meant(part.span, &part.text, meant);
    match suggest::nearest(&part.text, names.iter().copied()) {
        Some(name) => problem.help(format!("write `{name}`")),
        None if scope.var(&part.text).is_some() => problem.help(format!("write `${}`", part.text)),
        None => {
            problem.help("start the path with `site`, `release`, `update`, `plan`, `now`, `decided`, `derived` or a `$variable`")
        }
    }
}

/// A `$name` that nothing defines.
pub fn unknown_variable(name: &str, span: Span, scope: &Scope<'_>) -> Diagnostic {
    let names = scope.names();
    let problem = Diagnostic::new(Code::UnknownVariable, format!("{} is not defined", wording::quote(&format!("${name}"))))
        .at(span, "neither a variable of this rule nor a parameter")
        .meant(span, name, suggest::only(name, names.iter().copied()));
    match suggest::nearest(name, names.iter().copied()) {
        Some(near) => problem.help(format!("write `${near}`")),
        None if names.is_empty() => problem.help("bind it with `for_each` or `each`, or declare it under `params`"),
        None => {
            let near: Vec<String> = suggest::candidates(name, names.iter().copied()).iter().map(|n| format!("${n}")).collect();
            problem.help(format!("use one of {}", wording::list_or(&wording::quote_all(&near))))
        }
    }
}
