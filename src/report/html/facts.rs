//! The facts with their places and the decisions that rest on them; of a secret only whether it is there.
//! What the facts are is `facts`' business.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Context;
use crate::decision::{Target, Verb};
use crate::facts::ReadPath;
use crate::facts::fact::{Basis, Fact, FactForm};
use crate::report::markup::Markup;
use crate::schema::Shape;
use crate::text::path::is_plain;
use crate::text::{Span, wording};
use crate::value::{State, Unknown, Value};

/// From so many facts on a part of a document is folded.
const MANY: usize = 12;

/// Up to so many facts of one field stand with those that stand alone.
const FEW: usize = 3;

/// The part of a document that a table shows: the fields that stand alone, or what lies below one field.
struct Part {
    name: String,
    rows: Vec<Row>,
}

/// One fact.
struct Row {
    path: ReadPath,
    name: String,
    value: String,
    known: bool,
    span: Option<Span>,
    place: Option<(String, usize)>,
}

/// The decisions in force that rest on facts, by path, and by place for what is computed from a fact.
#[derive(Default)]
struct Uses {
    paths: BTreeMap<ReadPath, BTreeSet<Target>>,
    places: BTreeMap<Span, BTreeSet<Target>>,
}

impl Uses {
    fn of(&self, row: &Row) -> BTreeSet<&Target> {
        let at = row.span.and_then(|span| self.places.get(&span));
        self.paths.get(&row.path).into_iter().chain(at).flatten().collect()
    }
}

/// Writes the section.
pub(super) fn write(context: &Context<'_>, m: &mut Markup) {
    let uses = uses(context);
    let facts = context.explainer.facts;
    let documents = [("release", "Release", &facts.release), ("site", "Site", &facts.site), ("update", "Update", &facts.update)];
    m.tag("section").attr("id", "facts").attr("aria-labelledby", "facts-heading").with(|m| {
        m.tag("h2").attr("id", "facts-heading").text("Facts");
        m.tag("p")
            .class("lead")
            .text("Everything the documents state, with its place. Of a secret nothing is kept but whether it is there.");
        for (root, title, fact) in documents {
            let parts = parts(context, root, fact);
            m.line("h3", title);
            if parts.is_empty() {
                m.tag("p").class("quiet").text("Nothing is stated.");
            }
            for part in parts {
                let id = format!("{root}.{}", part.name);
                let count = wording::count(part.rows.len(), "fact", "facts");
                let open = part.name.is_empty() || part.rows.len() <= MANY;
                let head = if part.name.is_empty() { "General" } else { part.name.as_str() };
                let file = part.file();
                m.tag("details").class("facts").maybe("open", open.then_some("")).with(|m| {
                    m.tag("summary").with(|m| {
                        m.line("strong", head);
                        m.tag("span").class("quiet").text(&format!(" {count}"));
                        if let Some(file) = file {
                            m.text(" ");
                            m.tag("span").class("place").text(file);
                        }
                    });
                    table(context, &id, &part, &uses, m);
                });
            }
        }
    });
}

impl Part {
    /// The file that all rows come from, where it is one.
    fn file(&self) -> Option<&str> {
        let mut files = self.rows.iter().filter_map(|r| r.place.as_ref()).map(|(file, _)| file.as_str());
        let first = files.next()?;
        files.all(|file| file == first).then_some(first)
    }
}

fn table(context: &Context<'_>, label: &str, part: &Part, uses: &Uses, m: &mut Markup) {
    let together = part.file().is_some();
    m.tag("table").class("grid").attr("aria-label", label.trim_end_matches('.')).with(|m| {
        m.tag("thead").with(|m| {
            m.tag("tr").with(|m| {
                for head in ["Fact", "Value", "Decides", "Place"] {
                    m.tag("th").attr("scope", "col").text(head);
                }
            });
        });
        m.tag("tbody").with(|m| {
            for row in &part.rows {
                m.tag("tr").with(|m| {
                    m.tag("th").attr("scope", "row").with(|m| m.line("code", &row.name));
                    m.tag("td").class(if row.known { "value" } else { "value quiet" }).text(&row.value);
                    m.tag("td").class("uses").with(|m| used(context, &uses.of(row), m));
                    let place = row.place.as_ref().map(|(file, line)| match together {
                        true => format!("line {line}"),
                        false => format!("{file}:{line}"),
                    });
                    m.tag("td").class("place").text(&place.unwrap_or_default());
                });
                m.newline();
            }
        });
    });
}

fn used(context: &Context<'_>, targets: &BTreeSet<&Target>, m: &mut Markup) {
    const MOST: usize = 3;
    for (n, target) in targets.iter().take(MOST).enumerate() {
        if n > 0 {
            m.text(", ");
        }
        if let Some(id) = context.anchors.decision(target) {
            m.tag("a").to(id).text(&target.to_string());
        }
    }
    if targets.len() > MOST {
        m.text(&format!(" and {} more", targets.len() - MOST));
    }
}

fn uses(context: &Context<'_>) -> Uses {
    let mut out = Uses::default();
    let explainer = context.explainer;
    for reason in explainer.evaluation.reasons.iter().filter(|r| r.in_force() && r.target.verb != Verb::Derive) {
        for leaf in explainer.support(reason) {
            if let Some(span) = leaf.span.filter(|_| leaf.basis == Basis::Computed) {
                out.places.entry(span).or_default().insert(reason.target.clone());
            }
            out.paths.entry(leaf.path).or_default().insert(reason.target.clone());
        }
    }
    out
}

fn parts(context: &Context<'_>, root: &str, fact: &Fact) -> Vec<Part> {
    let FactForm::Record { fields, .. } = &fact.form else { return Vec::new() };
    let shape = context.explainer.facts.schemas.root(root);
    let mut own = Part { name: String::new(), rows: Vec::new() };
    let mut out = Vec::new();
    for (name, field) in fields {
        let path = ReadPath::of(root, &[name]);
        let mut rows = Vec::new();
        let walker = Walker { context, base: path.steps().len() };
        walker.walk(field, shape.and_then(|s| s.field(name)), &path, &mut rows);
        if rows.len() <= FEW {
            own.rows.extend(rows.into_iter().map(|row| Row { name: called(row.path.steps()), ..row }));
        } else {
            out.push(Part { name: name.to_string(), rows });
        }
    }
    if !own.rows.is_empty() {
        out.insert(0, own);
    }
    out
}

struct Walker<'w> {
    context: &'w Context<'w>,
    /// How many steps of a path the part's name says already.
    base: usize,
}

impl Walker<'_> {
    fn walk(&self, fact: &Fact, shape: Option<&Shape>, path: &ReadPath, rows: &mut Vec<Row>) {
        match &fact.form {
            FactForm::Scalar(state) => rows.push(self.scalar(fact, state, path)),
            FactForm::Gone => rows.push(self.row(fact, path, "none".to_owned(), true)),
            FactForm::Open(why) => rows.push(self.row(fact, path, why.reason().to_owned(), false)),
            FactForm::Items => {}
            FactForm::Record { fields, partial } => {
                for (name, field) in fields {
                    self.walk(field, shape.and_then(|s| s.field(name)), &path.child(name.clone()), rows);
                }
                self.secrets_left_out(fact, shape, path, rows);
                self.rest(fact, path, *partial, rows);
            }
            FactForm::List { elements, partial } => {
                let words: Option<Vec<String>> = elements.iter().map(|e| e.fact.state().map(|s| said(s).0)).collect();
                match words {
                    Some(words) if words.is_empty() => rows.push(self.row(fact, path, "none listed".to_owned(), true)),
                    Some(words) => rows.push(self.row(fact, path, words.join(", "), true)),
                    None => {
                        for (n, element) in elements.iter().enumerate() {
                            let id = element.id.clone().unwrap_or_else(|| (n + 1).to_string().into());
                            let inner = path.child(id);
                            self.walk(&element.fact, shape.and_then(Shape::element), &inner, rows);
                        }
                    }
                }
                self.rest(fact, path, *partial, rows);
            }
        }
    }

    fn rest(&self, fact: &Fact, path: &ReadPath, partial: bool, rows: &mut Vec<Row>) {
        if partial {
            rows.push(self.row(fact, path, "may have others that are not listed".to_owned(), false));
        }
    }

    fn secrets_left_out(&self, fact: &Fact, shape: Option<&Shape>, path: &ReadPath, rows: &mut Vec<Row>) {
        let Some(record) = shape.and_then(Shape::record) else { return };
        for (name, _) in record.fields.iter().filter(|(name, shape)| shape.is_secret() && fact.field(name).is_none()) {
            let inner = path.child(name.clone());
            rows.push(Row { span: None, place: None, ..self.row(fact, &inner, "secret, not stated".to_owned(), false) });
        }
    }

    fn at(&self, span: Span) -> (String, usize) {
        let place = self.context.sources.place(span);
        (place.name, place.line)
    }

    fn scalar(&self, fact: &Fact, state: &State, path: &ReadPath) -> Row {
        let (value, known) = said(state);
        self.row(fact, path, value, known)
    }

    fn row(&self, fact: &Fact, path: &ReadPath, value: String, known: bool) -> Row {
        let below = path.steps().get(self.base..).filter(|steps| !steps.is_empty());
        let name = below.map_or_else(|| path.last().to_owned(), called);
        let value = if fact.basis == Basis::Computed && known { format!("{value} (computed)") } else { value };
        Row { path: path.clone(), name, value, known, span: fact.span, place: fact.span.map(|s| self.at(s)) }
    }
}

/// What a fact is called by the steps to it: with dots, unless one of them has odd characters.
fn called(steps: &[Arc<str>]) -> String {
    steps.join(if steps.iter().all(|step| is_plain(step)) { "." } else { " › " })
}

/// A state in words, and whether it says something.
fn said(state: &State) -> (String, bool) {
    match state {
        State::Known(Value::Secret) => ("present (secret)".to_owned(), true),
        State::Known(value) => (value.to_string(), true),
        State::None => ("none".to_owned(), true),
        State::Unknown(Unknown::Sometime(day)) => (day.date().to_string(), true),
        State::Unknown(why) => (why.reason().to_owned(), false),
    }
}
