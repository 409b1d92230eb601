//! Reads what an effect is aimed at, and which one thing it is decided `of`. Targets are words or variables, never built from text.
//! How strongly it is decided is read by `effect`.

use std::sync::Arc;

use super::derive;
use super::fields;
use super::rule::{EffectTarget, GroundVar, Of};
use crate::condition::path;
use crate::condition::scope::{Meaning, Scope};
use crate::condition::tree::{PathTy, Var};
use crate::condition::words;
use crate::decision::{Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::schema::shape::Shape;
use crate::text::{Span, wording};
use crate::value::{Ty, Value};

/// Reads the value of a verb.
pub(super) fn target(verb: Verb, entry: &Entry, vars: &[GroundVar], scope: &Scope<'_>, sink: &mut Sink) -> Option<EffectTarget> {
    let Some(text) = entry.value.text().map(str::trim).filter(|t| !t.is_empty()) else {
        sink.push(no_target(verb, entry));
        return None;
    };
    let span = entry.value.span;
    match (verb, text.strip_prefix('$')) {
        (Verb::Rollback, _) => Some(EffectTarget::Alone),
        (Verb::Derive, _) if derive::is_name(text) => Some(EffectTarget::Word(Arc::from(text))),
        (Verb::Derive, _) => {
            sink.push(
                Diagnostic::new(Code::WrongType, format!("{} can't be the name of a conclusion", wording::quote(text)))
                    .at(span, "not a name")
                    .help("use lower-case letters, digits, hyphens and underscores; what it is concluded of goes into `of:`"),
            );
            None
        }
        (_, Some(name)) => variable(verb, name, span, vars, scope, sink),
        (_, None) => {
            words::check_target(verb, text, span, scope.vocabulary, sink)?;
            Some(EffectTarget::Word(Arc::from(text)))
        }
    }
}

fn no_target(verb: Verb, entry: &Entry) -> Diagnostic {
    let span = fields::place(entry);
    if verb == Verb::Rollback {
        let levels = Strength::words(verb).iter().map(|w| format!("`rollback: {w}`")).collect::<Vec<_>>();
        return Diagnostic::new(Code::MissingKey, "`rollback` doesn't say how far it goes")
            .at(span, "how far?")
            .help(format!("write {}", wording::list_or(&levels)));
    }
    let problem = Diagnostic::new(Code::WrongType, format!("`{verb}` is aimed at {}, this is {}", verb.aims_at(), entry.value.describe()))
        .at(span, format!("this needs {}", verb.aims_at()));
    match &entry.value.kind {
        Kind::List(_) => problem.help(format!("write one effect for each: `then: [{{ {verb}: … }}, {{ {verb}: … }}]`")),
        _ => problem.help(format!("write one word after `{verb}:`")),
    }
}

fn variable(verb: Verb, name: &str, span: Span, vars: &[GroundVar], scope: &Scope<'_>, sink: &mut Sink) -> Option<EffectTarget> {
    let written = wording::quote(&format!("${name}"));
    if let Some(param) = scope.params.get(name) {
        if let ([Value::Word(word) | Value::Text(word)], false) = (param.values.as_slice(), param.list) {
            words::check_target(verb, word, span, scope.vocabulary, sink)?;
            return Some(EffectTarget::Word(word.clone()));
        }
        sink.push(misfit(verb, &written, "a parameter", span).help("bind its words with `for_each`, and use that variable"));
        return None;
    }
    let Some(defined) = scope.var(name) else {
        sink.push(path::unknown_variable(name, span, scope));
        return None;
    };
    match &defined.means {
        Meaning::Ground(..) => {
            let words = vars.iter().find(|v| &*v.name == name);
            every_word(verb, words, span, scope, sink)?;
            Some(EffectTarget::Var(defined.as_var()?))
        }
        Meaning::Element(_, shape) => item(verb, &written, defined.as_var()?, shape, span, sink),
        Meaning::Short(..) | Meaning::Strength(..) => {
            sink.push(misfit(verb, &written, "a fact", span).help("write a word of the vocabulary, or a variable of `for_each`"));
            None
        }
    }
}

/// Every word that the variable may stand for must be a target of the verb.
fn every_word(verb: Verb, var: Option<&GroundVar>, span: Span, scope: &Scope<'_>, sink: &mut Sink) -> Option<()> {
    let var = var?;
    let written = wording::quote(&format!("${}", var.name));
    let tables = words::target_kinds(verb);
    let known = |word: &str| tables.iter().any(|t| scope.vocabulary.has(*t, word));
    let Some(word) = var.words.iter().find(|w| !known(w)) else { return Some(()) };
    match var.ty {
        Ty::Area => sink.push(misfit(verb, &written, "an area", span).at(var.span, "bound here").help(format!("aim `{verb}` at {}", verb.aims_at()))),
        Ty::Category => sink.push(misfit(verb, &written, "a category", span).at(var.span, "bound here").help(format!("aim `{verb}` at {}", verb.aims_at()))),
        _ => {
            let table = tables.first()?;
            sink.push(words::unknown_name(*table, word, span, scope.vocabulary).at(var.span, format!("{written} stands for it")));
        }
    }
    None
}

/// `pause: $item`: the element must belong to a category.
fn item(verb: Verb, written: &str, var: Var, shape: &Shape, span: Span, sink: &mut Sink) -> Option<EffectTarget> {
    let category = shape.field("category").and_then(Shape::ty);
    let problem = match (verb, category) {
        (Verb::Pause, Some(Ty::Category)) => return Some(EffectTarget::Item(var)),
        (Verb::Pause, _) => misfit(verb, written, "an element without a category", span).help("write a category, or bind items such as those of `site.items`"),
        _ => misfit(verb, written, "an element", span).help(format!("write {} after `{verb}:`, and `of: ${}`", verb.aims_at(), var.name)),
    };
    sink.push(problem);
    None
}

fn misfit(verb: Verb, written: &str, what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::WrongType, format!("{written} is {what}, and `{verb}` is aimed at {}", verb.aims_at()))
        .at(span, format!("this needs {}", verb.aims_at()))
}

/// Reads `of`. The outer none: it can't be read.
#[expect(clippy::option_option, reason = "an `of` that can't be read is not the same as none")]
pub(super) fn of(verb: Verb, node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Option<Of>> {
    let Some(entry) = node.entry("of").filter(|e| !e.value.is_null()) else { return Some(None) };
    if verb == Verb::Rollback {
        sink.push(
            Diagnostic::new(Code::MisplacedKey, "a rollback is of the whole update").at(entry.key.span, "not read here").help("remove `of`"),
        );
        return None;
    }
    let Some(text) = entry.value.text().map(str::trim) else {
        sink.push(fields::wrong(entry, "a `$variable` or a path"));
        return None;
    };
    if let Some(defined) = text.strip_prefix('$').and_then(|name| scope.var(name))
        && let Some(var) = defined.as_var()
    {
        return Some(Some(Of::Var(var)));
    }
    let located = path::read(text, entry.value.span, scope, sink)?;
    let problem = match &located.path.ty {
        PathTy::Scalar(Ty::Secret) => Diagnostic::new(Code::SecretRead, format!("{} is secret", wording::quote(text)))
            .at(entry.value.span, "a decision would name the secret")
            .help("name another field, such as an id"),
        PathTy::Scalar(_) => return Some(Some(Of::Field(Box::new(located.path)))),
        other => Diagnostic::new(Code::WrongType, format!("{} is {}, and `of` names one thing", wording::quote(text), crate::condition::operators::operand::describe(other)))
            .at(entry.value.span, "not one value")
            .help("bind its elements with `each`, and write `of: $name`"),
    };
    sink.push(problem);
    None
}
