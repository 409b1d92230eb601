//! Texts with placeholders (`because`): read and checked when a policy is loaded, filled when something is printed.
//! A text is total: what isn't known prints as "(not stated)", and no text can change an outcome.

use std::sync::Arc;

use super::context::Context;
use super::ground::{self, Words};
use super::scope::{Meaning, Scope};
use super::tree::{Path, PathTy, Root, Segment};
use super::words;
use crate::decision::{Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Node;
use crate::facts::store::Member;
use crate::text::{Span, printable, wording};
use crate::value::{State, Truth, Unknown, Value};

/// A text with placeholders.
#[derive(Clone, Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Path(Box<Path>),
}

/// Reads a text; a placeholder that leads nowhere is a problem.
pub fn read(node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Template> {
    let Some(text) = node.text() else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("a text is wanted, this is {}", node.describe()))
                .at(node.span, "not a text")
                .help("write a sentence"),
        );
        return None;
    };
    let (mut parts, mut whole) = (Vec::new(), true);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        parts.push(Part::Text(before.to_owned()));
        match placeholder(name.trim(), node, scope, sink) {
            Some(part) => parts.push(part),
            None => whole = false,
        }
        rest = tail;
    }
    parts.push(Part::Text(rest.to_owned()));
    whole.then_some(Template { parts })
}

fn placeholder(name: &str, node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Part> {
    let root = name.split(['.', '[']).next().unwrap_or_default();
    let written = if scope.var(root).is_some() || scope.params.contains_key(root) { format!("${name}") } else { name.to_owned() };
    if let Some(param) = scope.params.get(name) {
        let words: Vec<String> = param.values.iter().map(ToString::to_string).collect();
        return Some(Part::Text(wording::list_and(&words)));
    }
    // An entry of a map is called by its key.
    if let Some(defined) = scope.var(name).filter(|d| matches!(d.means, Meaning::Entry(..)))
        && let Some(var) = defined.as_var()
    {
        return Some(Part::Path(Box::new(super::path::key_of(var, node.span))));
    }
    let mut problems = Sink::new();
    let located = super::path::read(&written, node.span, scope, &mut problems);
    match located {
        Some(located) if matches!(located.path.ty, PathTy::Things | PathTy::Decisions(_)) => {
            sink.push(of_what(name, &located.path, node, scope));
            None
        }
        Some(located) if !matches!(located.path.ty, PathTy::Scalar(crate::value::Ty::Secret)) => {
            Some(Part::Path(Box::new(located.path)))
        }
        Some(_) => {
            sink.push(
                Diagnostic::new(
                    Code::SecretRead,
                    format!("the text names {}, which is secret", wording::quote(&format!("{{{name}}}"))),
                )
                .at(placeholder_span(name, node), "a text can't hold a secret")
                .help(format!(
                    "remove {} from the text: a policy may only ask whether a secret exists",
                    wording::quote(&format!("{{{name}}}"))
                )),
            );
            None
        }
        None => {
            let why = problems.iter().next().and_then(|p| p.help.clone());
            let problem = Diagnostic::new(
                Code::UnknownPlaceholder,
                format!("the text names {}, which is no fact", wording::quote(&format!("{{{name}}}"))),
            )
            .at(placeholder_span(name, node), "no such fact or variable");
            sink.push(match why {
                Some(help) => problem.help(help),
                None => problem.help("write a path such as `{release.version}`, or a variable of the rule"),
            });
            None
        }
    }
}

/// A conclusion or decision of several things, of which the text doesn't say one.
fn of_what(name: &str, path: &Path, node: &Node, scope: &Scope<'_>) -> Diagnostic {
    let written = wording::quote(&format!("{{{name}}}"));
    let (said, target) = match &path.root {
        Root::Decided(verb) => {
            let target = words::target_kinds(*verb).iter().find_map(|kind| scope.vocabulary.names(*kind).first().copied());
            ("decides of", target.map(|target| format!("{{{name}.{target}}}")))
        }
        _ => ("concludes of", None),
    };
    let var = scope.vars.iter().find(|var| var.as_var().is_some() && !var.name.is_empty());
    let instead = target.or_else(|| var.map(|var| format!("{{{}}}", var.name)));
    let headline = format!("the text names {written} without saying of what");
    let problem = Diagnostic::new(Code::UnknownPlaceholder, headline)
        .at(placeholder_span(name, node), format!("what a rule {said} something"));
    problem.help(match instead {
        Some(instead) => format!("write {} in its place", wording::quote(&instead)),
        None => "remove it: a text can't list what rules conclude".to_owned(),
    })
}

/// The place of the placeholder in a text on one line; else that of the text.
fn placeholder_span(name: &str, node: &Node) -> Span {
    let Some(text) = node.text() else { return node.span };
    let length = usize::try_from(node.span.end - node.span.start).unwrap_or(0);
    let quotes = match length.checked_sub(text.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return node.span,
    };
    match (text.find(&format!("{{{name}}}")), usize::try_from(node.span.start)) {
        (Some(at), Ok(start)) => {
            let start = start + quotes + at;
            Span::new(node.span.source, start, start + name.len() + 2)
        }
        _ => node.span,
    }
}

impl Template {
    /// A text without placeholders.
    pub fn plain(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.to_owned())] }
    }

    /// The text with words put in for `for_each` variables.
    pub fn ground(&self, words: &Words) -> Self {
        let parts = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => Part::Text(text.clone()),
                Part::Path(path) => Part::Path(Box::new(ground::path(path, words))),
            })
            .collect();
        Self { parts }
    }

    /// The text, filled from the facts.
    pub fn fill(&self, context: &mut Context<'_, '_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Path(path) => out.push_str(&fill(path, context)),
            }
        }
        printable::printable(&out).into_owned()
    }

    /// The text as it is written: each part a text, or a path that stands for a fact.
    pub fn parts(&self) -> impl Iterator<Item = Result<&str, &Path>> {
        self.parts.iter().map(|part| match part {
            Part::Text(text) => Ok(text.as_str()),
            Part::Path(path) => Err(&**path),
        })
    }

    /// The paths it names.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.parts.iter().filter_map(|part| match part {
            Part::Path(path) => Some(&**path),
            Part::Text(_) => None,
        })
    }
}

fn fill(path: &Path, context: &mut Context<'_, '_>) -> String {
    match &path.root {
        // Software has a title, which people read.
        Root::Key(var) => {
            let title = context.bound(var).and_then(|bound| bound.member.spot.shape.note.title.clone());
            return title.unwrap_or_else(|| name(context.var_text(var)));
        }
        Root::Decided(verb) => return decided(*verb, path, context),
        Root::Derived(name) => return open(context.conclusions.derived(name, None), "yes", "no"),
        _ => {}
    }
    match &path.ty {
        PathTy::Scalar(_) => state(&context.scalar(path).state),
        PathTy::Record { .. } => match &path.root {
            Root::Var(var) if path.segments.is_empty() => name(context.var_text(var)),
            _ => "(a record)".to_owned(),
        },
        _ => {
            let collection = context.collection(path);
            let mut names: Vec<String> = collection.members.iter().map(|m| member(m, context)).collect();
            if !collection.unnamed.is_empty() || collection.later.is_some() {
                names.push("(not stated)".to_owned());
            }
            if names.is_empty() { "none".to_owned() } else { wording::list_and(&names) }
        }
    }
}

/// How strongly something is decided.
fn decided(verb: Verb, path: &Path, context: &Context<'_, '_>) -> String {
    let target = match path.segments.first() {
        None => None,
        Some(Segment::Key(key)) => Some(key.clone()),
        Some(Segment::Var(var)) => context.var_text(var),
    };
    let reaches = |rank: usize| context.conclusions.decided(verb, target.as_deref(), rank);
    let ranks = Strength::ranks(verb).iter().enumerate().rev();
    let certain = ranks.filter(|(rank, _)| reaches(*rank).is_yes()).map(|(_, word)| (*word).to_owned()).next();
    certain.unwrap_or_else(|| open(reaches(0), "decided", "none"))
}

/// An answer in words; what isn't settled is not stated by anybody.
fn open(truth: Truth, yes: &str, no: &str) -> String {
    match () {
        () if truth.is_yes() => yes.to_owned(),
        () if truth.is_no() => no.to_owned(),
        () => "(not settled)".to_owned(),
    }
}

fn member(member: &Member<'_>, context: &Context<'_, '_>) -> String {
    match &member.id {
        Some(id) => id.to_string(),
        None => state(&context.facts.scalar(member.spot).state),
    }
}

fn name(id: Option<Arc<str>>) -> String {
    id.map_or_else(|| "(one that is not listed)".to_owned(), |id| id.to_string())
}

fn state(state: &State) -> String {
    match state {
        State::Known(Value::Secret) => "(secret)".to_owned(),
        State::Known(value) => value.to_string(),
        State::None => "none".to_owned(),
        State::Unknown(Unknown::Sometime(day)) => day.date().to_string(),
        State::Unknown(_) => "(not stated)".to_owned(),
    }
}
