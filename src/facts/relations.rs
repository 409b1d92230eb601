//! Facts that exclude each other: what the schemas relate is compared once all documents are read.
//! What is related to what is said by `schema::relation`.

use std::fmt;

use super::fact::{Fact, FactForm};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::schema::relation::{Must, Relation, of_window};
use crate::schema::{Form, Schemas, Shape};
use crate::text::NamedPath;
use crate::text::path::push_segment;
use crate::text::{Sources, Span, wording};
use crate::value::{Duration, Phase, Scheme, State, Truth, Value, When};

/// A day begins at most so long before it does in UTC, somewhere on Earth.
const ANYWHERE: Duration = Duration::from_seconds(14 * 3_600);

/// The documents of a kind as one, by the names of the roots.
pub struct Documents<'a> {
    /// What the shapes are.
    pub schemas: &'a Schemas,
    /// The release.
    pub release: &'a Fact,
    /// The site.
    pub site: &'a Fact,
    /// The update.
    pub update: &'a Fact,
    /// The texts.
    pub sources: &'a Sources,
    /// Where the update stands: what can't be known yet is not used, so it contradicts nothing.
    pub phase: Phase,
}

/// One of the two facts.
struct Side<'a> {
    path: String,
    name: String,
    state: &'a State,
    span: Span,
    required: bool,
}

/// Where a record stands, written only where something is wrong with it.
enum Way<'w> {
    Document(&'w str),
    Step(&'w Way<'w>, &'w str),
    Place(&'w Way<'w>, usize),
}

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Document(name) => f.write_str(name),
            Way::Step(around, name) => {
                let mut text = around.to_string();
                push_segment(&mut text, name);
                f.write_str(&text)
            }
            Way::Place(around, n) => write!(f, "{around}[{n}]"),
        }
    }
}

impl Documents<'_> {
    /// Reports every pair that can't be so.
    pub fn check(&self, sink: &mut Sink) {
        for (name, fact) in [("release", self.release), ("site", self.site), ("update", self.update)] {
            if let Some(shape) = self.schemas.root(name) {
                self.record(fact, shape, &Way::Document(name), sink);
            }
        }
    }

    fn record(&self, fact: &Fact, shape: &Shape, way: &Way<'_>, sink: &mut Sink) {
        match (&fact.form, &shape.form) {
            (FactForm::Record { fields, .. }, Form::Record(_) | Form::Map { .. }) => {
                for relation in of_window(shape).iter().chain(&shape.note.relations) {
                    let (first, then) =
                        (self.side(fact, shape, way, &relation.first), self.side(fact, shape, way, &relation.then));
                    if let (Some(first), Some(then)) = (first, then)
                        && excluded(relation, first.state, then.state)
                    {
                        sink.push(self.problem(relation, &first, &then));
                    }
                }
                for (name, field) in fields {
                    if let Some(shape) = shape.field(name) {
                        self.record(field, shape, &Way::Step(way, name), sink);
                    }
                }
            }
            (FactForm::List { elements, .. }, Form::List(shape)) => {
                for (n, element) in elements.iter().enumerate() {
                    let here = element.id.as_ref().map_or(Way::Place(way, n), |id| Way::Step(way, id));
                    self.record(&element.fact, shape, &here, sink);
                }
            }
            _ => {}
        }
    }

    /// The fact at a path of a relation; none where nothing states it, or what is stated isn't used yet.
    fn side<'s>(&'s self, record: &'s Fact, shape: &'s Shape, around: &Way<'_>, path: &NamedPath) -> Option<Side<'s>> {
        let (name, rest) = path.names().split_first()?;
        let path_name = path.names().last()?;
        let root = self.schemas.root(name).filter(|_| shape.field(name).is_none());
        let (fact, mut shape, steps, around) = match (root, &**name) {
            (Some(root), "release") => (self.release, root, rest, &Way::Document(name)),
            (Some(root), "site") => (self.site, root, rest, &Way::Document(name)),
            (Some(root), "update") => (self.update, root, rest, &Way::Document(name)),
            _ => (record, shape, path.names(), around),
        };
        let fact = fact.at(steps)?;
        let mut required = false;
        for step in steps {
            required = shape.record().is_some_and(|record| record.required.contains(step));
            shape = shape.field(step)?;
        }
        if shape.note.known_from.is_some_and(|from| !self.phase.reaches(from)) {
            return None;
        }
        let mut path = around.to_string();
        steps.iter().for_each(|step| push_segment(&mut path, step));
        Some(Side { path, name: path_name.to_string(), state: fact.state()?, span: fact.span?, required })
    }

    fn problem(&self, relation: &Relation, first: &Side<'_>, then: &Side<'_>) -> Diagnostic {
        // A day may end when another begins: the same moment, and not what its author wrote.
        let of_days = first.state.when().is_some() && self.sources.text(first.span) != self.sources.text(then.span);
        let is_same = match relation.must {
            Must::NotAfter => false,
            Must::Before => first.state == then.state && !of_days,
            Must::Differ => first.state == then.state,
        };
        let touches = match (first.state.when(), then.state.when()) {
            (Some(first), Some(then)) => then.before(first) != Truth::YES,
            _ => false,
        };
        let says = if is_same {
            "is the same as"
        } else if touches {
            "is not after"
        } else {
            "is before"
        };
        let headline = format!("{} {says} {}", wording::quote(&then.path), wording::quote(&first.path));
        let (of_then, of_first) = match is_same {
            true => ("the same as", "the same as"),
            false if touches => ("not after", "not before"),
            false => ("before", "after"),
        };
        let then_label = format!("{of_then} {}", wording::quote(&first.name));
        let first_label = format!("{of_first} {}", wording::quote(&then.name));
        // What was written later is shown first; of two files the second fact is.
        let later_is_first = first.span.source == then.span.source && first.span.start > then.span.start;
        let out = Diagnostic::new(Code::ImpossiblePair, headline);
        let out = match later_is_first {
            true => out.at(first.span, first_label).at(then.span, then_label),
            false => out.at(then.span, then_label).at(first.span, first_label),
        };
        let doubtful = if then.required || (later_is_first && !first.required) { first } else { then };
        let in_json = self.sources.get(doubtful.span.source).name().ends_with(".json");
        let mark = if in_json { "\"" } else { "" };
        let unknown = wording::quote(&format!("{mark}{}{mark}: {mark}unknown{mark}", doubtful.name));
        out.help(format!("correct the one that is wrong, or write {unknown} if nobody knows")).note(relation.because.clone())
    }
}

/// Whether no reading of the two facts is what must be so.
fn excluded(relation: &Relation, first: &State, then: &State) -> bool {
    if let (Some(first), Some(then)) = (first.when(), then.when()) {
        return match relation.must {
            Must::NotAfter if relation.anywhere && matches!(first, When::Sometime(_)) => {
                then.latest() < first.earliest().minus(ANYWHERE)
            }
            Must::NotAfter => then.before(first) == Truth::YES,
            Must::Before => first.before(then) == Truth::NO,
            Must::Differ => first == then && matches!(first, When::At(_)),
        };
    }
    let (Some(first), Some(then)) = (first.known(), then.known()) else { return false };
    let after = match (first, then) {
        (Value::Integer(first), Value::Integer(then)) => first > then,
        (Value::Version(first), Value::Version(then)) => {
            first.scheme() == then.scheme() && first.scheme() != Scheme::Opaque && first > then
        }
        _ => false,
    };
    match relation.must {
        Must::NotAfter => after,
        Must::Before => after || first == then,
        Must::Differ => first == then,
    }
}
