//! Reads a JSON Schema of facts, in the meaning form, into a shape; whatever the form doesn't have is refused with a place.
//! What each type's keywords make is `form`'s business, `x-holdpoint` that of `keywords`, two schemas together that of `extend`.

use std::sync::Arc;

use super::keywords::Keywords;
use super::note::{FactKind, Note};
use super::problem::{UnknownKeyword, bad};
use super::shape::{Form, Shape};
use crate::diagnostic::Sink;
use crate::document::{Entry, Kind, Node};
use crate::text::{Span, wording};
use crate::value::{Phase, Ty};

/// The keywords of JSON Schema that schemas of facts use, each with the types it may stand beside (none: all).
const KEYWORDS: &[(&str, &[&str])] = &[
    ("title", &[]),
    ("description", &[]),
    ("type", &[]),
    ("properties", &["object"]),
    ("required", &["object"]),
    ("additionalProperties", &["object"]),
    ("items", &["array"]),
    ("enum", &["string"]),
    ("minimum", &["integer"]),
    ("maximum", &["integer"]),
    ("minLength", &["string"]),
    ("examples", &[]),
    ("x-holdpoint", &[]),
    ("$ref", &[]),
];

/// The keywords of the root of a schema file.
const ROOT_KEYWORDS: &[&str] = &["$schema", "$id", "$defs"];

/// The types that a fact can have.
const TYPES: &[&str] = &["object", "array", "string", "integer", "boolean"];

/// How deep shapes may be nested, and how many a schema may hold once its references are expanded.
const DEPTH: usize = 48;
const SHAPES: usize = 20_000;

/// What a schema file says.
pub struct Read {
    /// The shape of its documents.
    pub shape: Shape,
    /// The fields that every item has, where the file says (`$defs/item`).
    pub item: Option<Shape>,
}

/// Reads the schema file `root`, whose documents are called `name` in paths. A pack's file is read over the shape `base`
/// that it extends, whose kinds, phases and secrecy it inherits; `item` are then the fields that every item has.
pub fn read(root: &Node, name: &str, base: Option<&Shape>, item: Option<&Shape>, sink: &mut Sink) -> Read {
    let mut reader = Reader { root, name, item: item.cloned(), opened: Vec::new(), left: SHAPES, depth: 0, sink };
    let above = Above::default();
    if let Some(entry) = root.get("$defs").and_then(|defs| defs.entry("item")).filter(|_| base.is_none()) {
        let place = Place { at: entry.key.span, above: above.clone(), base: None, part: true, named: false };
        reader.opened.push("item".to_owned());
        reader.item = Some(reader.shape(&entry.value, place));
        reader.opened.clear();
    }
    let shape = reader.shape(root, Place { at: root.span, above, base, part: base.is_some(), named: false });
    let item = reader.item.take().filter(|_| base.is_none());
    Read { shape, item }
}

pub(super) struct Reader<'a> {
    root: &'a Node,
    name: &'a str,
    /// The fields that every item has.
    pub(super) item: Option<Shape>,
    /// The definitions that are being expanded.
    opened: Vec<String>,
    left: usize,
    depth: usize,
    pub(super) sink: &'a mut Sink,
}

/// What is inherited downward.
#[derive(Clone, Default)]
pub(super) struct Above {
    kind: FactKind,
    known_from: Option<Phase>,
    secret: bool,
}

/// Where a shape is being read.
pub(super) struct Place<'b> {
    /// The key, or the root.
    pub(super) at: Span,
    pub(super) above: Above,
    /// What it extends.
    pub(super) base: Option<&'b Shape>,
    /// Other files or definitions complete it, so it needn't be complete by itself.
    pub(super) part: bool,
    /// It is a property, so it has a description.
    pub(super) named: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn shape(&mut self, node: &'a Node, place: Place<'_>) -> Shape {
        let opened = self.opened.len();
        let layers = self.layers(node);
        let shape = layers.map_or_else(stand_in, |layers| self.layered(layers, place));
        self.opened.truncate(opened);
        shape
    }

    fn layered(&mut self, layers: Vec<&'a Node>, place: Place<'_>) -> Shape {
        let keywords: Vec<_> = layers.iter().filter_map(|node| node.get("x-holdpoint")).collect();
        let keywords = Keywords::new(keywords, self.sink);
        let schema = Schema { layers };

        self.depth += 1;
        let within_limits = self.depth <= DEPTH && self.left > 0;
        if !within_limits {
            if self.left > 0 || self.depth == 1 {
                self.sink.push(bad(place.at, "a schema is too large", "here the limit is reached", "use fewer or shallower definitions"));
            }
            self.left = 0;
        }
        self.left = self.left.saturating_sub(1);

        let mut note = self.note(&schema, &keywords, &place);
        let form = match self.ty(&schema, &place) {
            _ if !within_limits => Form::Scalar(Ty::Text),
            Some("object") => self.object(&schema, &keywords, &note, &place),
            Some("array") => self.array(&schema, &keywords, &note, &place),
            Some("boolean") => Form::Scalar(Ty::Bool),
            Some("integer") => Form::Scalar(Ty::Integer {
                min: self.limit(&schema, "minimum").unwrap_or(i64::MIN),
                max: self.limit(&schema, "maximum").unwrap_or(i64::MAX),
            }),
            Some(_) => Form::Scalar(self.string(&schema, &keywords, &mut note)),
            None => Form::Scalar(Ty::Text),
        };
        self.depth -= 1;

        let ty = match &form {
            Form::Scalar(ty) => Some(ty),
            _ => None,
        };
        keywords.default(ty, &mut note, self.sink);
        Shape { form, note: Arc::new(note) }
    }

    /// The schema objects that speak about one place: the one written there, then the definitions it refers to.
    /// None, and a problem, when one of these can't be had.
    fn layers(&mut self, node: &'a Node) -> Option<Vec<&'a Node>> {
        let mut layers = vec![node];
        let mut next = node.get("$ref");
        while let Some(reference) = next.take() {
            let name = reference.text().and_then(|text| text.strip_prefix("#/$defs/")).filter(|name| !name.contains('/'));
            let known = self.root.get("$defs");
            let Some((name, found)) = name.and_then(|name| Some((name, known?.get(name)?))) else {
                let headline = format!("unknown reference {}", wording::quote(reference.text().unwrap_or_default()));
                let names = known.map_or(&[][..], Node::entries).iter().map(|e| format!("#/$defs/{}", e.key.text));
                let names: Vec<_> = names.take(5).collect();
                let help = match names.is_empty() {
                    true => "define it under `$defs`".to_owned(),
                    false => format!("use {}, or define it under `$defs`", wording::list_or(&wording::quote_all(&names))),
                };
                self.sink.push(bad(reference.span, headline, "no definition of this file", help));
                return None;
            };
            if self.opened.iter().any(|open| open == name) {
                let headline = format!("the definition {} contains itself", wording::quote(name));
                self.sink.push(bad(reference.span, headline, "this refers to what it is part of", "end the definition here, or name a list of ids"));
                return None;
            }
            self.opened.push(name.to_owned());
            layers.push(found);
            next = found.get("$ref");
        }
        Some(layers)
    }

    fn note(&mut self, schema: &Schema<'a>, keywords: &Keywords<'a>, place: &Place<'_>) -> Note {
        let mut note = match place.base {
            Some(base) => (*base.note).clone(),
            None => Note {
                kind: place.above.kind,
                known_from: place.above.known_from,
                secret: place.above.secret,
                ..Note::default()
            },
        };
        note.span = Some(place.at);
        keywords.fill(&mut note, self.sink);
        if let Some(entry) = keywords.entry("known_from").filter(|_| self.name != "update") {
            let label = "facts of other documents can be known at any time";
            self.sink.push(bad(entry.key.span, "`known_from` is for facts under `update`", label, "remove it"));
        }
        for (key, text) in [("description", Some(&mut note.description)), ("title", None)] {
            let Some(entry) = schema.entry(key) else { continue };
            match (entry.value.text(), text) {
                (None, _) => {
                    let headline = format!("{} is not text", wording::quote(key));
                    self.sink.push(bad(entry.value.span, headline, "this needs a few words", "write a sentence for a site owner"));
                }
                (Some(written), Some(text)) if place.base.is_none() => written.clone_into(text),
                (Some(written), None) if place.base.is_none() => note.title = Some(written.to_owned()),
                _ => {}
            }
        }
        if note.description.is_empty() && place.base.is_none() && place.named {
            let help = "add `\"description\"`: a sentence for a site owner, with the unit if there is one";
            self.sink.push(bad(place.at, "a fact lacks its description", "nothing says what this means", help));
        }
        if let Some(examples) = schema.get("examples").filter(|_| place.base.is_none()) {
            note.examples = examples.elements().iter().map(json_text).collect();
        }
        if let Some(length) = self.limit(schema, "minLength") {
            note.min_length = usize::try_from(length).unwrap_or_default();
        }
        note
    }

    /// Checks the keywords, and gives the one type.
    fn ty(&mut self, schema: &Schema<'a>, place: &Place<'_>) -> Option<&'a str> {
        let written = schema.entry("type");
        let ty = match written {
            Some(entry) => match &entry.value.kind {
                Kind::List(_) => {
                    let help = "write the type that a stated value has; unknown and `none` are allowed by Holdpoint itself";
                    self.sink.push(bad(entry.value.span, "a fact has more than one type", "several types", help));
                    None
                }
                _ => {
                    let ty = entry.value.text().and_then(|text| TYPES.iter().copied().find(|ty| *ty == text));
                    if ty.is_none() {
                        let headline = format!("unknown type {}", wording::quote(entry.value.text().unwrap_or_default()));
                        let label = "not a type that facts have";
                        let help = "write one of `object`, `array`, `string`, `integer`, `boolean`; versions, instants and durations are `string` with `x-holdpoint`";
                        self.sink.push(bad(entry.value.span, headline, label, help));
                    }
                    ty
                }
            },
            None => {
                let base = place.base.map(|base| match base.form {
                    Form::Record(_) | Form::Map { .. } => "object",
                    Form::List(_) => "array",
                    Form::Scalar(_) => "string",
                });
                if base.is_none() {
                    self.sink.push(bad(place.at, "a fact lacks its type", "nothing says what this holds", "add `\"type\": \"string\"`"));
                }
                base
            }
        };
        let root = self.depth == 1 && self.opened.is_empty();
        for (layer, entry) in schema.entries() {
            let key = entry.key.text.as_str();
            let found = KEYWORDS.iter().find(|(keyword, _)| *keyword == key);
            if let Some((_, types)) = found {
                if let Some(ty) = ty.filter(|ty| !types.is_empty() && !types.contains(ty)) {
                    let headline = format!("{} says nothing about type {}", wording::quote(key), wording::quote(ty));
                    self.sink.push(bad(entry.key.span, headline, "not for this type", "remove it"));
                }
                let beside = ["$ref", "description", "title", "examples", "x-holdpoint"].contains(&key);
                if !beside && layer.get("$ref").is_some() {
                    let headline = format!("{} stands beside `$ref`", wording::quote(key));
                    self.sink.push(bad(entry.key.span, headline, "the definition says this", "remove it, or write it in the definition"));
                }
            } else if !(root && ROOT_KEYWORDS.contains(&key)) {
                let known: Vec<_> = KEYWORDS.iter().map(|(keyword, _)| *keyword).collect();
                self.sink.push(UnknownKeyword { written: key, span: entry.key.span, within: "a schema of facts", known: &known }.into());
            }
        }
        ty
    }
}

impl Above {
    pub(super) fn below(note: &Note) -> Self {
        Self { kind: note.kind, known_from: note.known_from, secret: note.secret }
    }
}

/// What takes the place of a shape that can't be read, so that the rest can.
pub(super) fn stand_in() -> Shape {
    Shape { form: Form::Scalar(Ty::Text), note: Arc::default() }
}

/// The schema objects that speak about one place, the nearest first.
pub(super) struct Schema<'a> {
    layers: Vec<&'a Node>,
}

impl<'a> Schema<'a> {
    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.layers.iter().find_map(|node| node.entry(key))
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    fn entries(&self) -> impl Iterator<Item = (&'a Node, &'a Entry)> + use<'_, 'a> {
        self.layers.iter().flat_map(|node| node.entries().iter().map(|entry| (*node, entry)))
    }
}

/// A node of a JSON document as JSON text.
fn json_text(node: &Node) -> String {
    json(node).to_string()
}

fn json(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain => {
            let text = if scalar.text.is_empty() { "null" } else { scalar.text.as_str() };
            serde_json::from_str(text).unwrap_or_else(|_| scalar.text.as_str().into())
        }
        Kind::Scalar(scalar) => scalar.text.as_str().into(),
        Kind::List(elements) => elements.iter().map(json).collect(),
        Kind::Map(entries) => {
            serde_json::Value::Object(entries.iter().map(|entry| (entry.key.text.clone(), json(&entry.value))).collect())
        }
    }
}
