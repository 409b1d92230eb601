//! Reads a document into facts by its shape: each scalar gets its type from the schema, never from YAML.
//! What does not fit is noticed here and explained by `schema::validate`, on the instance made by `instance`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::days::Days;
use super::fact::{Basis, Element, Fact, FactForm};
use super::spell::spelled;
use crate::calendar::Zone;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::schema::note::ItemKind;
use crate::schema::said::Said;
use crate::schema::shape::{Form, Keys, Shape};
use crate::text::nothing::{is_blank, is_nothing};
use crate::text::{Span, wording};
use crate::value::{Instant, Phase, State, Ty, Unknown, Value, VersionRange};
use crate::vocabulary::{Kind as Table, Match, UnknownName, Vocabulary, resolve};

/// Reads documents of one run.
pub struct Decoder<'a> {
    /// The words that facts may use.
    pub vocabulary: &'a Vocabulary,
    /// The moment of the evaluation.
    pub now: Instant,
    /// In which zone days are.
    pub days: &'a Days,
    /// Where the update stands.
    pub phase: Phase,
    /// Problems of meaning; those of structure are found by the schema.
    pub sink: &'a mut Sink,
    /// Whether something did not fit its shape.
    pub misfit: bool,
}

impl Decoder<'_> {
    /// Reads a whole document, whose `kind` was looked at already.
    pub fn document(&mut self, root: &Node, shape: &Shape) -> Fact {
        let Form::Record(_) = &shape.form else {
            self.misfit = true;
            return Fact::record(BTreeMap::new(), None);
        };
        if !matches!(root.kind, Kind::Map(_)) {
            self.misfit = true;
        }
        let named = spelled(root, shape, self.sink);
        self.node(named.as_ref().unwrap_or(root), shape)
    }

    fn node(&mut self, node: &Node, shape: &Shape) -> Fact {
        if shape.is_computed() {
            self.misfit = true;
        }
        match &shape.form {
            Form::Scalar(ty) => self.scalar(node, ty, shape),
            Form::Record(record) => match &node.kind {
                Kind::Map(entries) => {
                    let further = record.rest.as_deref().map(|rest| (rest, &record.rest_keys));
                    let fact = self.entries(node, entries, &record.fields, further, shape.note.partial);
                    if record.required.iter().any(|name| fact.field(name).is_none_or(says_nothing)) {
                        self.misfit = true;
                    }
                    fact
                }
                _ => self.no_collection(node, shape),
            },
            Form::Map { keys, value } => match &node.kind {
                Kind::Map(entries) => self.entries(node, entries, &IndexMap::new(), Some((value, keys)), shape.note.partial),
                _ => self.no_collection(node, shape),
            },
            Form::List(element) => self.list(node, element, shape),
        }
    }

    /// The entries of a mapping: declared fields, and free keys where there may be some.
    fn entries(
        &mut self,
        node: &Node,
        entries: &[Entry],
        declared: &IndexMap<Arc<str>, Shape>,
        further: Option<(&Shape, &Keys)>,
        partial: bool,
    ) -> Fact {
        let mut fields = BTreeMap::new();
        let mut partial = partial && further.is_some();
        for entry in entries {
            let name = entry.key.text.as_str();
            if name.starts_with("x-") {
                continue;
            }
            let shape = match (declared.get(name), further) {
                (Some(field), _) => field,
                (None, Some(_)) if name == "partial" => {
                    partial = self.partial(&entry.value);
                    continue;
                }
                (None, Some((rest, keys))) => {
                    self.key(name, entry.key.span, keys);
                    rest
                }
                (None, None) => {
                    self.misfit = true;
                    continue;
                }
            };
            let mut fact = self.node(&entry.value, shape);
            fact.span = fact.span.filter(|s| !s.is_empty()).or(Some(entry.key.span));
            fields.insert(Arc::from(name), fact);
        }
        Fact::stated(FactForm::Record { fields, partial }, node.span)
    }

    /// A list, or `{ partial: true, items: […] }`.
    fn list(&mut self, node: &Node, element: &Shape, shape: &Shape) -> Fact {
        let (elements, partial) = match &node.kind {
            Kind::List(elements) => (elements.as_slice(), false),
            Kind::Map(entries) => {
                let known = entries.iter().all(|e| matches!(e.key.text.as_str(), "partial" | "items"));
                match (node.get("partial"), node.get("items")) {
                    (Some(partial), items) if known => {
                        let partial = self.partial(partial);
                        if items.is_some_and(|i| !matches!(i.kind, Kind::List(_)) && !i.is_null()) {
                            self.misfit = true;
                        }
                        (items.map(Node::elements).unwrap_or_default(), partial)
                    }
                    _ => return self.no_collection(node, shape),
                }
            }
            Kind::Scalar(_) => return self.no_collection(node, shape),
        };
        let mut out: Vec<Element> = Vec::with_capacity(elements.len());
        let mut seen: BTreeMap<Arc<str>, Span> = BTreeMap::new();
        for each in elements {
            let mut fact = self.node(each, element);
            let id = element_id(&fact);
            if let (Some(id), Form::Record(_)) = (&id, &element.form)
                && each.get("id").is_some()
                && let Some(first) = seen.insert(id.clone(), each.span)
            {
                self.sink.push(
                    Diagnostic::new(Code::DuplicateId, format!("two elements have the id {}", wording::quote(id)))
                        .at(each.get("id").map_or(each.span, |n| n.span), "this id again")
                        .at(first, "first used here")
                        .help("give each element an id of its own"),
                );
            }
            if let Some(item) = &shape.note.item {
                item_defaults(&mut fact, item);
            }
            out.push(Element { id, sure: true, fact });
        }
        Fact::stated(FactForm::List { elements: out.into(), partial }, node.span)
    }

    fn partial(&mut self, node: &Node) -> bool {
        match node.text() {
            Some("true") => true,
            Some("false") => false,
            _ => {
                self.misfit = true;
                false
            }
        }
    }

    fn key(&mut self, name: &str, span: Span, keys: &Keys) {
        if is_nothing(name) || is_blank(name) || matches!(name, "none" | "unknown") {
            self.sink.push(
                Diagnostic::new(Code::Placeholder, format!("{} is no key", wording::quote(name)))
                    .at(span, "a key names what its value is about")
                    .help("write the name of what it is about, or remove it"),
            );
            return;
        }
        let table = match keys {
            Keys::Category => Table::Category,
            Keys::Area => Table::Area,
            Keys::Text | Keys::Path(_) | Keys::Software(_) => return,
        };
        if !self.vocabulary.has(table, name) {
            self.sink.push(UnknownName { kind: table, written: name.to_owned(), span }.diagnostic(self.vocabulary));
        }
    }

    /// A record, list or map written as a scalar, or as something else altogether.
    fn no_collection(&mut self, node: &Node, shape: &Shape) -> Fact {
        let said = shape.said(node);
        self.misfit |= said.is_none_or(Said::is_wrong);
        let form = if said == Some(Said::None) { FactForm::Gone } else { FactForm::Open(Unknown::NotStated) };
        Fact::stated(form, node.span)
    }

    fn scalar(&mut self, node: &Node, ty: &Ty, shape: &Shape) -> Fact {
        let state = match (shape.said(node), node.text()) {
            (Some(Said::None), _) => State::None,
            (None, Some(text)) => self.text(text, node.span, ty, shape),
            (said, _) => {
                self.misfit |= said.is_none_or(Said::is_wrong);
                State::Unknown(Unknown::NotStated)
            }
        };
        let mut fact = Fact::scalar(state, Basis::Stated, Some(node.span));
        if matches!(fact.state(), Some(State::Unknown(Unknown::Unclear))) {
            fact.written = node.text().map(Arc::from);
        }
        fact
    }

    fn text(&mut self, text: &str, span: Span, ty: &Ty, shape: &Shape) -> State {
        if shape.is_secret() {
            return State::Known(Value::Secret);
        }
        // What the schema says of a version alone makes no text readable or unreadable.
        let read = match ty {
            Ty::VersionRange(scheme) if shape.note.exactly => {
                VersionRange::stated_exactly(text, *scheme).ok().map(|range| Value::VersionRange(range.into()))
            }
            ty => ty.read(text),
        };
        let Some(value) = read.filter(|_| text.chars().count() >= shape.note.min_length) else {
            self.misfit = true;
            return State::Unknown(Unknown::NotStated);
        };
        match (&value, ty) {
            (_, Ty::Area) => match resolve(self.vocabulary, text) {
                Match::Exact(area) => State::Known(Value::Word(area.shared())),
                _ => State::Unknown(Unknown::Unclear),
            },
            (Value::Word(word), Ty::Category) if self.vocabulary.category(word).is_none() => {
                self.sink
                    .push(UnknownName { kind: Table::Category, written: word.to_string(), span }.diagnostic(self.vocabulary));
                State::Unknown(Unknown::NotStated)
            }
            (Value::Instant(at), _) if shape.note.observed && at.at() > self.now => self.in_future(&value, span),
            (Value::Day(day), _) => match self.days.state(day.date(), shape.note.day, shape.note.observed, self.now) {
                State::Unknown(Unknown::InFuture) => self.in_future(&value, span),
                state => state,
            },
            (Value::Text(name), Ty::Zone) => match Zone::find(name) {
                Ok(zone) => State::Known(Value::Text(zone.name().into())),
                Err(why) => {
                    let (headline, help) = why.split_once(": ").unwrap_or((&why, "write its name"));
                    self.sink.push(Diagnostic::new(Code::UnknownZone, headline).at(span, "no such zone").help(help));
                    State::Unknown(Unknown::NotStated)
                }
            },
            _ => State::Known(value),
        }
    }

    fn in_future(&mut self, dated: &Value, span: Span) -> State {
        self.sink.push(
            Diagnostic::new(Code::ObservedInFuture, format!("an observation is dated {dated}, after now"))
                .at(span, format!("now is {}", self.now))
                .help("correct the date, or evaluate with a later `--now`")
                .note("treated as unknown"),
        );
        State::Unknown(Unknown::InFuture)
    }
}

/// Whether a required field is written and says nothing: a state is no value.
fn says_nothing(fact: &Fact) -> bool {
    matches!(fact.form, FactForm::Gone | FactForm::Open(_) | FactForm::Scalar(State::None | State::Unknown(Unknown::NotStated)))
}

/// What an element is addressed by: its `id`, else its `name`; a scalar by its text.
fn element_id(fact: &Fact) -> Option<Arc<str>> {
    let state = match &fact.form {
        FactForm::Scalar(state) => state,
        _ => fact.field("id").or_else(|| fact.field("name"))?.state()?,
    };
    match state.known()? {
        Value::Text(text) | Value::Word(text) => Some(text.clone()),
        Value::Secret => None,
        other => Some(Arc::from(other.to_string())),
    }
}

/// The area and category an item has by its list, and the trigger that a stated next run implies.
fn item_defaults(fact: &mut Fact, item: &ItemKind) {
    let span = fact.span;
    let missing = |fact: &Fact, name: &str| fact.field(name).is_none();
    for (name, word) in [("area", &item.area), ("category", &item.category)] {
        if let (true, Some(word)) = (missing(fact, name), word) {
            let state = State::Known(Value::Word(Arc::from(word.as_str())));
            fact.set(name, Fact::scalar(state, Basis::Default, span));
        }
    }
    let scheduled = fact.field("next_run").and_then(Fact::state).is_some_and(State::has_value);
    if scheduled && missing(fact, "trigger") {
        let at = fact.field("next_run").and_then(|f| f.span);
        fact.set("trigger", Fact::scalar(State::Known(Value::Word(Arc::from("schedule"))), Basis::Default, at));
    }
}

/// The keys a document states at its top, for the merge of several.
pub fn stated_keys(fact: &Fact) -> BTreeSet<&str> {
    match &fact.form {
        FactForm::Record { fields, .. } => fields.keys().map(|k| &**k).collect(),
        _ => BTreeSet::new(),
    }
}
