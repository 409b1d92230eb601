//! Reads a JSON Schema of facts, in the meaning form, into a shape; whatever the form doesn't have is refused with a place.
//! What each type's keywords make is `form`'s business, `x-holdpoint` that of `keywords`, two schemas together that of `extend`.

use std::sync::Arc;

use super::keywords::Keywords;
use super::note::{FactKind, Note, OnTheWay};
use super::problem::{UnknownKeyword, bad};
use super::shape::{Form, Shape};
use crate::diagnostic::{Sink, limits};
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
const DEPTH: usize = limits::SHAPE_DEPTH.most;
const SHAPES: usize = limits::SHAPES.most;

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
    let mut reader = Reader { root, name, item: item.cloned(), opened: Vec::new(), left: SHAPES, depth: 0, cut: false, sink };
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
    /// Whether a limit was reached, which is said once.
    cut: bool,
    pub(super) sink: &'a mut Sink,
}

/// What is inherited downward.
#[derive(Clone, Default)]
pub(super) struct Above {
    kind: FactKind,
    known_from: Option<Phase>,
    secret: bool,
    on_the_way: Option<OnTheWay>,
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
        self.left = self.left.saturating_sub(1);
        let within_limits = self.depth <= DEPTH && self.left > 0;
        if !within_limits && !self.cut {
            self.cut = true;
            let help = "use fewer or shallower definitions";
            self.sink.push(bad(place.at, "a schema is too large", "here the limit is reached", help));
        }

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
        keywords.comparable(ty, self.sink);
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
                self.sink.push(bad(
                    reference.span,
                    headline,
                    "this refers to what it is part of",
                    "end the definition here, or name a list of ids",
                ));
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
            None => place.above.note(),
        };
        note.span = Some(place.at);
        // What a pack relates comes on top of what is related already.
        note.relations.clear();
        keywords.fill(&mut note, self.sink);
        if let Some(entry) = keywords.entry("known_from").filter(|_| self.name != "update") {
            let label = "facts of other documents can be known at any time";
            self.sink.push(bad(entry.key.span, "`known_from` is for facts under `update`", label, "remove it"));
        }
        if let Some(entry) = keywords.entry("on_the_way").filter(|_| self.name != "release") {
            let label = "only releases lie on a way";
            self.sink.push(bad(entry.key.span, "`on_the_way` is for facts under `release`", label, "remove it"));
        }
        for (key, text) in [("description", Some(&mut note.description)), ("title", None)] {
            let Some(entry) = schema.entry(key) else {
                continue;
            };
            match (entry.value.text(), text) {
                (None, _) => {
                    let headline = format!("{} is not text", wording::quote(key));
                    self.sink.push(bad(
                        entry.value.span,
                        headline,
                        "this needs a few words",
                        "write a sentence for a site owner",
                    ));
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
                    self.sink.push(bad(
                        place.at,
                        "a fact lacks its type",
                        "nothing says what this holds",
                        "add `\"type\": \"string\"`",
                    ));
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
                    self.sink.push(bad(
                        entry.key.span,
                        headline,
                        "the definition says this",
                        "remove it, or write it in the definition",
                    ));
                }
            } else if !(root && ROOT_KEYWORDS.contains(&key)) {
                let known: Vec<_> = KEYWORDS.iter().map(|(keyword, _)| *keyword).collect();
                self.sink.push(
                    UnknownKeyword { written: key, span: entry.key.span, within: "a schema of facts", known: &known }.into(),
                );
            }
        }
        ty
    }
}

impl Above {
    pub(super) fn below(note: &Note) -> Self {
        Self { kind: note.kind, known_from: note.known_from, secret: note.secret, on_the_way: note.on_the_way }
    }

    fn note(&self) -> Note {
        let Self { kind, known_from, secret, on_the_way } = *self;
        Note { kind, known_from, secret, on_the_way, ..Note::default() }
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
    match &node.kind {
        // Most examples: nothing to escape, so there is no need to build a value first.
        Kind::Scalar(scalar) if !scalar.plain && !scalar.text.contains(|c: char| c.is_control() || matches!(c, '"' | '\\')) => {
            format!("\"{}\"", scalar.text)
        }
        _ => json(node).to_string(),
    }
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

#[cfg(test)]
mod tests {
    use super::super::testing::{Seen, schema, site};
    use super::*;

    /// The one problem of a schema with these properties.
    fn problem(properties: &str) -> Seen {
        let (_, mut problems) = site(properties);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems.remove(0)
    }

    fn owned(parts: [&str; 5]) -> Seen {
        let [code, headline, under, label, help] = parts.map(str::to_owned);
        (code, headline, under, label, help)
    }

    #[test]
    fn each_type_becomes_its_form() {
        let (shape, problems) = site(
            r#""id": { "description": "A name.", "type": "string", "minLength": 2, "examples": ["shop-north", 3] },
               "copies": { "description": "How many.", "type": "integer", "minimum": 0 },
               "files": { "description": "Whether.", "type": "boolean" },
               "risk": { "description": "How bad.", "type": "string", "enum": ["low", "high"], "x-holdpoint": { "ordered": true } },
               "taken": { "description": "When.", "type": "string", "x-holdpoint": { "type": "instant" } },
               "paths": { "description": "Pages.", "type": "array", "items": { "type": "string" } },
               "pauses": { "description": "By category.", "type": "object", "additionalProperties": { "type": "boolean" },
                           "x-holdpoint": { "keys": "category" } }"#,
        );
        assert_eq!(problems, []);
        let names = |path: &[&str]| shape.at(path).map(|shape| shape.form.name());
        assert_eq!(shape.field("id").map(|id| id.note.min_length), Some(2));
        assert_eq!(shape.field("id").map(|id| id.note.examples.clone()), Some(vec!["\"shop-north\"".to_owned(), "3".to_owned()]));
        assert_eq!(shape.field("copies").and_then(Shape::ty), Some(&Ty::Integer { min: 0, max: i64::MAX }));
        assert_eq!(shape.field("files").and_then(Shape::ty), Some(&Ty::Bool));
        assert!(matches!(shape.field("risk").and_then(Shape::ty), Some(Ty::Enum(m)) if m.ordered && m.words.len() == 2));
        assert_eq!(shape.field("taken").and_then(Shape::ty), Some(&Ty::Instant));
        assert_eq!(names(&["paths"]), Some("a list".to_owned()));
        assert_eq!(shape.at(&["paths", "0"]).and_then(Shape::ty), Some(&Ty::Text));
        assert_eq!(shape.at(&["pauses", "commerce"]).and_then(Shape::ty), Some(&Ty::Bool));
    }

    #[test]
    fn kind_phase_and_secrecy_are_inherited_and_can_be_restated() {
        let (shape, problems) = schema(
            r#"{ "type": "object", "additionalProperties": false, "properties": {
                 "record": { "description": "The record.", "type": "object", "additionalProperties": false,
                   "x-holdpoint": { "kind": "confirmation", "known_from": "after" },
                   "properties": {
                     "by": { "description": "Who.", "type": "string" },
                     "errors": { "description": "What happened.", "type": "array", "x-holdpoint": { "kind": "event" },
                                 "items": { "type": "string", "x-holdpoint": { "type": "secret" } } } } } } }"#,
            "update",
        );
        assert_eq!(problems, []);
        let note = |path: &[&str]| shape.at(path).map(|shape| (shape.note.kind, shape.note.known_from, shape.note.secret));
        assert_eq!(note(&[]), Some((FactKind::Observation, None, false)));
        assert_eq!(note(&["record", "by"]), Some((FactKind::Confirmation, Some(Phase::After), false)));
        assert_eq!(note(&["record", "errors", "0"]), Some((FactKind::Event, Some(Phase::After), true)));
    }

    #[test]
    fn how_versions_on_the_way_unite_is_inherited_and_an_event_unites_by_itself() {
        let text = r#"{ "type": "object", "additionalProperties": false, "properties": {
            "work": { "description": "W.", "type": "object", "additionalProperties": false, "x-holdpoint": { "on_the_way": "any" }, "properties": {
                "heavy": { "description": "H.", "type": "boolean" },
                "note": { "description": "N.", "type": "string", "x-holdpoint": { "on_the_way": "target" } } } },
            "alarm": { "description": "A.", "type": "boolean", "x-holdpoint": { "kind": "event" } },
            "other": { "description": "O.", "type": "boolean" } } }"#;
        let (shape, found) = schema(text, "release");
        assert_eq!(found, []);
        let of = |path: &[&str]| shape.at(path).unwrap().note.on_the_way();
        assert_eq!([of(&["work", "heavy"]), of(&["alarm"])], [OnTheWay::Any, OnTheWay::Any]);
        assert_eq!([of(&["work", "note"]), of(&["other"])], [OnTheWay::Target, OnTheWay::Agree]);
    }

    #[test]
    fn how_versions_on_the_way_unite_is_said_of_releases_and_of_what_can_be_strict() {
        let one = |kind: &str, word: &str| {
            let text = format!(
                r#"{{ "type": "object", "additionalProperties": false, "properties": {{
                    "note": {{ "description": "N.", "type": "string", "x-holdpoint": {{ "on_the_way": "{word}" }} }} }} }}"#
            );
            schema(&text, kind).1.into_iter().map(|(_, headline, ..)| headline).collect::<Vec<_>>()
        };
        assert_eq!(one("site", "any"), ["`on_the_way` is for facts under `release`"]);
        assert_eq!(one("release", "all"), ["`on_the_way` of `x-holdpoint` has a value that it can't have"]);
        assert_eq!(one("release", "strictest"), ["`strictest` says nothing about this type"]);
        assert_eq!(one("release", "target"), Vec::<String>::new());
    }

    #[test]
    fn a_definition_is_expanded_and_its_description_can_be_replaced() {
        let (shape, problems) = schema(
            r##"{ "type": "object", "additionalProperties": false,
                  "properties": {
                    "first": { "$ref": "#/$defs/check" },
                    "second": { "$ref": "#/$defs/check", "description": "The second.", "x-holdpoint": { "kind": "event" } } },
                  "$defs": { "check": { "description": "A check.", "type": "string", "enum": ["pass", "fail"],
                                        "x-holdpoint": { "subject": "the check" } } } }"##,
            "site",
        );
        assert_eq!(problems, []);
        let note = |name: &str| shape.field(name).map(|f| (f.note.description.as_str(), f.note.kind, f.note.subject.as_deref()));
        assert_eq!(note("first"), Some(("A check.", FactKind::Observation, Some("the check"))));
        assert_eq!(note("second"), Some(("The second.", FactKind::Event, Some("the check"))));
    }

    #[test]
    fn a_definition_that_contains_itself_is_refused() {
        let (_, problems) = schema(
            r##"{ "type": "object", "additionalProperties": false, "properties": { "a": { "$ref": "#/$defs/list" } },
                  "$defs": { "list": { "description": "A list.", "type": "array", "items": { "$ref": "#/$defs/list" } } } }"##,
            "site",
        );
        let expected = owned([
            "bad-schema",
            "the definition `list` contains itself",
            "#/$defs/list",
            "this refers to what it is part of",
            "end the definition here, or name a list of ids",
        ]);
        assert_eq!(problems, [expected]);
    }

    #[test]
    fn an_unknown_reference_lists_the_definitions() {
        let (_, problems) = schema(
            r##"{ "type": "object", "additionalProperties": false, "properties": { "a": { "$ref": "#/$defs/chek" } },
                  "$defs": { "check": { "description": "A check.", "type": "string" } } }"##,
            "site",
        );
        let expected = owned([
            "bad-schema",
            "unknown reference `#/$defs/chek`",
            "#/$defs/chek",
            "no definition of this file",
            "use `#/$defs/check`, or define it under `$defs`",
        ]);
        assert_eq!(problems, [expected]);
    }

    #[test]
    fn definitions_that_multiply_are_cut_short_with_one_problem() {
        let defs: Vec<_> = (0..30)
            .map(|n| {
                let next = n + 1;
                format!(
                    r##""d{n}": {{ "description": "D.", "type": "object", "additionalProperties": false,
                          "properties": {{ "a": {{ "$ref": "#/$defs/d{next}" }}, "b": {{ "$ref": "#/$defs/d{next}" }} }} }}"##
                )
            })
            .collect();
        let text = format!(
            r##"{{ "type": "object", "additionalProperties": false, "properties": {{ "a": {{ "$ref": "#/$defs/d0" }} }},
                  "$defs": {{ {}, "d30": {{ "description": "D.", "type": "string" }} }} }}"##,
            defs.join(",")
        );
        let (_, problems) = schema(&text, "site");
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].1, "a schema is too large");
    }

    #[test]
    fn an_unknown_keyword_is_refused_at_its_key() {
        let found = problem(r#""a": { "description": "A.", "type": "string", "enums": ["x"] }"#);
        let label = "not a keyword that Holdpoint reads";
        assert_eq!(found, owned(["bad-schema", "unknown keyword `enums` in a schema of facts", "enums", label, "write `enum`"]));
        let found = problem(r#""a": { "description": "A.", "type": "string", "pattern": "x" }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("unknown keyword `pattern` in a schema of facts", "pattern"));
    }

    #[test]
    fn an_unknown_key_of_our_keyword_is_refused_with_the_one_meant() {
        let found = problem(r#""a": { "description": "A.", "type": "string", "x-holdpoint": { "knd": "event" } }"#);
        let label = "not a keyword that Holdpoint reads";
        assert_eq!(found, owned(["bad-schema", "unknown keyword `knd` in `x-holdpoint`", "knd", label, "write `kind`"]));
        let found = problem(r#""a": { "description": "A.", "type": "string", "x-holdpoint": { "kind": "evnt" } }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("`kind` of `x-holdpoint` has a value that it can't have", "evnt"));
        assert_eq!(found.3, "`kind` is one of `observation`, `confirmation` or `event`");
    }

    #[test]
    fn a_fact_has_a_description_and_one_type() {
        let found = problem(r#""a": { "type": "string" }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("a fact lacks its description", "a"));
        let found = problem(r#""a": { "description": "A.", "type": ["string", "null"] }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("a fact has more than one type", "[\"string\", \"null\"]"));
        let found = problem(r#""a": { "description": "A." }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("a fact lacks its type", "a"));
        let found = problem(r#""a": { "description": "A.", "type": "number" }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("unknown type `number`", "number"));
    }

    #[test]
    fn keywords_of_another_type_are_refused() {
        let found = problem(r#""a": { "description": "A.", "type": "boolean", "minimum": 1 }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("`minimum` says nothing about type `boolean`", "minimum"));
        let found = problem(r#""a": { "description": "A.", "type": "string", "x-holdpoint": { "known_from": "after" } }"#);
        assert_eq!((found.1.as_str(), found.2.as_str()), ("`known_from` is for facts under `update`", "known_from"));
    }
}
