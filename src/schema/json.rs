//! The schema that typed documents are validated against: a shape as JSON Schema, one type per leaf.
//! The forgiving schema for editors is `editor`'s business.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::keywords::scheme_word;
use super::shape::{Form, Record, Shape};
use crate::value::{Scheme, Ty};

/// The dialect of the schemas we read and write.
pub(super) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// How the decoder marks a `none` that has no meaning at its place.
pub const FORBIDDEN_NONE: &str = "$none";

/// The schema of typed documents of a kind. What the engine computes is no part of it: documents don't state it.
pub fn meaning(shape: &Shape, kind: &str) -> Value {
    let mut out = object([("$schema", DIALECT.into()), ("$id", format!("urn:holdpoint:meaning:{kind}").into())]);
    out.extend(of(shape));
    Value::Object(out)
}

fn of(shape: &Shape) -> Map<String, Value> {
    match &shape.form {
        Form::Scalar(ty) => scalar(ty, shape.note.min_length),
        Form::List(element) => object([("type", "array".into()), ("items", of(element).into())]),
        // No key of a map may be the mark of a forbidden `none`, whatever its values are.
        Form::Map { value, .. } => object([
            ("type", "object".into()),
            ("properties", json!({ FORBIDDEN_NONE: false })),
            ("additionalProperties", of(value).into()),
        ]),
        Form::Record(record) => fields(record),
    }
}

fn fields(record: &Record) -> Map<String, Value> {
    let stated = record.fields.iter().filter(|(_, field)| !field.is_computed());
    let mut properties: Map<_, _> = stated.map(|(name, field)| (name.to_string(), Value::Object(of(field)))).collect();
    if record.rest.is_some() {
        properties.insert(FORBIDDEN_NONE.to_owned(), false.into());
    }
    let rest = record.rest.as_ref().map_or(Value::Bool(false), |rest| of(rest).into());
    let mut out = object([("type", "object".into()), ("properties", properties.into()), ("additionalProperties", rest)]);
    out.extend(required(&record.required));
    // Keys of the user's own begin with `x-`: they are kept and ignored.
    out.insert("patternProperties".to_owned(), json!({ "^x-": true }));
    out
}

fn scalar(ty: &Ty, min_length: usize) -> Map<String, Value> {
    let mut out = object([("type", json_type(ty).into())]);
    if min_length > 0 {
        out.insert("minLength".to_owned(), min_length.into());
    }
    match ty {
        Ty::Integer { min, max } => out.extend(limits(*min, *max)),
        Ty::Enum(members) => {
            out.insert("enum".to_owned(), members.words.iter().map(|word| word.to_string()).collect());
        }
        _ => {}
    }
    if let Some((name, scheme)) = custom(ty) {
        let mut keyword = object([("type", name.into())]);
        if let Some(scheme) = scheme {
            keyword.insert("scheme".to_owned(), scheme_word(scheme).into());
        }
        out.insert("x-holdpoint".to_owned(), keyword.into());
    }
    out
}

/// The type in JSON Schema's words.
pub(super) fn json_type(ty: &Ty) -> &'static str {
    match ty {
        Ty::Bool => "boolean",
        Ty::Integer { .. } => "integer",
        _ => "string",
    }
}

/// What `x-holdpoint` says of a type that JSON Schema lacks.
pub(super) fn custom(ty: &Ty) -> Option<(&'static str, Option<Scheme>)> {
    Some(match ty {
        Ty::Version(scheme) => ("version", Some(*scheme)),
        Ty::VersionRange(scheme) => ("version-range", Some(*scheme)),
        Ty::Instant => ("instant", None),
        Ty::Duration => ("duration", None),
        Ty::Area => ("area", None),
        Ty::Category => ("category", None),
        Ty::Secret => ("secret", None),
        Ty::Bool | Ty::Text | Ty::Integer { .. } | Ty::Enum(_) => return None,
    })
}

/// `minimum` and `maximum`, as far as they limit anything.
pub(super) fn limits(min: i64, max: i64) -> Map<String, Value> {
    let mut out = Map::new();
    if min != i64::MIN {
        out.insert("minimum".to_owned(), min.into());
    }
    if max != i64::MAX {
        out.insert("maximum".to_owned(), max.into());
    }
    out
}

/// `required`, where anything is.
pub(super) fn required(names: &[Arc<str>]) -> Map<String, Value> {
    let mut out = Map::new();
    if !names.is_empty() {
        out.insert("required".to_owned(), names.iter().map(|name| name.to_string()).collect());
    }
    out
}

/// A JSON object with these members in this order.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
