//! Helpers for the tests of this layer: schemas and documents from text, problems with the text they underline.
//! Decoding as `facts` does it is only imitated here.

use serde_json::{Map, Value};

use super::json::{mark, meaning};
use super::read::read;
use super::shape::{Form, Shape};
use super::validate::Validator;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{self, Kind, Node};
use crate::text::Sources;
use crate::value::Ty;

/// A problem as a test looks at it: code, headline, underlined text, label, help.
pub type Seen = (String, String, String, String, String);

/// The tree of a text.
pub fn tree(sources: &mut Sources, text: &str) -> Node {
    named(sources, if text.starts_with('{') { "test.json" } else { "test.yaml" }, text)
}

fn named(sources: &mut Sources, name: &str, text: &str) -> Node {
    let mut sink = Sink::new();
    let (_, document) = document::load(sources, name, text.as_bytes().to_vec(), &mut sink);
    assert_eq!(sink.into_sorted(), []);
    document.unwrap().root
}

/// The shape of the documents of kind `site` that have these properties, and the problems found while reading it.
pub fn site(properties: &str) -> (Shape, Vec<Seen>) {
    schema(&format!(r#"{{ "type": "object", "properties": {{ {properties} }}, "additionalProperties": false }}"#), "site")
}

/// The shape that a whole schema file describes, and the problems found while reading it.
pub fn schema(text: &str, name: &str) -> (Shape, Vec<Seen>) {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let node = named(&mut sources, "test.schema.json", text);
    let shape = read(&node, name, None, None, &mut sink).shape;
    (shape, seen(&sources, sink))
}

/// Problems as a test looks at them.
pub fn seen(sources: &Sources, sink: Sink) -> Vec<Seen> {
    let view = |d: Diagnostic| {
        let label = d.labels.first().expect("a place");
        // Whether the place of a quoted text has its quotes is `document`'s choice.
        let under = sources.text(label.span).trim_matches('"').to_owned();
        (d.code.name().to_owned(), d.headline, under, label.text.clone(), d.help.unwrap_or_default())
    };
    sink.into_sorted().into_iter().map(view).collect()
}

/// The problems of a document.
pub fn problems(shape: &Shape, text: &str) -> Vec<Seen> {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let node = tree(&mut sources, text);
    let instance = instance(&node, shape).unwrap();
    let validator = Validator::new(&meaning(shape, "site")).unwrap();
    validator.problems(&instance, &node, shape, &sources, &mut sink);
    assert_eq!(validator.is_valid(&instance), sink.is_empty());
    seen(&sources, sink)
}

/// The one problem of a document.
pub fn problem(shape: &Shape, text: &str) -> Seen {
    let mut found = problems(shape, text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// A document typed by its shape; nothing where it states nothing.
pub fn instance(node: &Node, shape: &Shape) -> Option<Value> {
    if let Some(said) = shape.said(node) {
        return said.is_wrong().then(|| mark(said));
    }
    Some(match &node.kind {
        Kind::Scalar(scalar) => match &shape.form {
            Form::Scalar(Ty::Bool) => scalar.text.parse().map_or(scalar.text.as_str().into(), Value::Bool),
            Form::Scalar(Ty::Integer { .. }) => scalar.text.parse::<i64>().map_or(scalar.text.as_str().into(), Value::from),
            _ => scalar.text.as_str().into(),
        },
        Kind::List(elements) => {
            elements.iter().map(|e| instance(e, shape.element().unwrap_or(shape)).unwrap_or_default()).collect()
        }
        Kind::Map(entries) if shape.element().is_some() && node.get("partial").is_some() => {
            return entries.iter().find(|e| e.key.text == "items").and_then(|e| instance(&e.value, shape));
        }
        Kind::Map(entries) => {
            let member =
                |e: &document::Entry| Some((e.key.text.clone(), instance(&e.value, shape.field(&e.key.text).unwrap_or(shape))?));
            Value::Object(entries.iter().filter_map(member).collect())
        }
    })
}

/// A document that states everything the shape has, with the examples of the schema.
pub fn full(shape: &Shape) -> Value {
    match &shape.form {
        Form::Record(record) => {
            let stated = record.fields.iter().filter(|(_, field)| !field.is_computed());
            Value::Object(stated.map(|(name, field)| (name.to_string(), full(field))).collect())
        }
        Form::List(element) => Value::Array(vec![full(element)]),
        Form::Map { value, .. } => Value::Object(Map::from_iter([("any".to_owned(), full(value))])),
        Form::Scalar(ty) => match (shape.note.examples.first(), ty) {
            (Some(example), _) => serde_json::from_str(example).unwrap(),
            (None, Ty::Bool) => true.into(),
            (None, Ty::Integer { min, .. }) => (*min).max(0).into(),
            (None, Ty::Enum(members)) => members.words[0].to_string().into(),
            (None, Ty::Version(_)) => "6.9".into(),
            (None, Ty::VersionRange(_)) => ">=6.9".into(),
            (None, Ty::Instant) => "2026-07-20T18:00Z".into(),
            (None, Ty::Duration) => "24h".into(),
            (None, _) => "shop-north".into(),
        },
    }
}
