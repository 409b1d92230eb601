//! The schema that typed documents are validated against: a shape as JSON Schema, one type per leaf.
//! The forgiving schema for editors is `editor`'s business.

use std::sync::Arc;

use serde_json::{Map, Value, json};

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
            keyword.insert("scheme".to_owned(), scheme.name().into());
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

#[cfg(test)]
mod tests {
    use super::super::extend::Schemas;
    use super::super::testing::{full, site};
    use super::super::validate::Validator;
    use super::*;
    use crate::diagnostic::Sink;
    use crate::text::Sources;

    #[test]
    fn each_leaf_has_one_type_and_says_what_json_schema_lacks() {
        let (shape, problems) = site(
            r#""kind": { "description": "K.", "type": "string", "enum": ["site"] },
               "php": { "description": "P.", "type": "string", "x-holdpoint": { "type": "version", "scheme": "php", "none": "no PHP" } },
               "copies": { "description": "C.", "type": "integer", "minimum": 0 },
               "uses": { "description": "U.", "type": "string", "x-holdpoint": { "computed": "uses" } },
               "days": { "description": "D.", "type": "object", "additionalProperties": { "type": "boolean" } }"#,
        );
        assert_eq!(problems, []);
        let expected = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:holdpoint:meaning:site",
            "type": "object",
            "properties": {
                "kind": { "type": "string", "enum": ["site"] },
                "php": { "type": "string", "x-holdpoint": { "type": "version", "scheme": "php" } },
                "copies": { "type": "integer", "minimum": 0 },
                "days": { "type": "object", "properties": { "$none": false }, "additionalProperties": { "type": "boolean" } },
            },
            "additionalProperties": false,
            "patternProperties": { "^x-": true },
        });
        assert_eq!(meaning(&shape, "site"), expected);
    }

    /// Every value below `value`, by JSON pointer.
    fn pointers(value: &Value, pointer: &str, out: &mut Vec<String>) {
        out.push(pointer.to_owned());
        match value {
            Value::Object(members) => members.iter().for_each(|(k, v)| pointers(v, &format!("{pointer}/{k}"), out)),
            Value::Array(elements) => elements.iter().enumerate().for_each(|(n, v)| pointers(v, &format!("{pointer}/{n}"), out)),
            _ => {}
        }
    }

    #[test]
    fn the_generated_schema_accepts_what_the_file_accepts() {
        let schemas = Schemas::core(&mut Sources::new(), &mut Sink::new());
        let wrong = [
            json!(true),
            json!(7),
            json!(-1),
            json!("soon"),
            json!("6.9"),
            json!("2026-07-20T18:00Z"),
            json!([]),
            json!({}),
            json!({ "stray": 1 }),
        ];
        for (kind, file) in [
            ("release", include_str!("../../schemas/release.schema.json")),
            ("site", include_str!("../../schemas/site.schema.json")),
            ("update", include_str!("../../schemas/update.schema.json")),
        ] {
            let shape = schemas.root(kind).unwrap();
            let raw = Validator::new(&serde_json::from_str(file).unwrap()).unwrap();
            let ours = Validator::new(&meaning(shape, kind)).unwrap();
            let whole = full(shape);
            assert!(ours.is_valid(&whole) && raw.is_valid(&whole), "{kind}");
            let mut places = Vec::new();
            pointers(&whole, "", &mut places);
            assert!(places.len() > 20);
            for place in places {
                for value in &wrong {
                    let mut changed = whole.clone();
                    *changed.pointer_mut(&place).unwrap() = value.clone();
                    assert_eq!(ours.is_valid(&changed), raw.is_valid(&changed), "{kind} {place} {value}");
                }
            }
            let keys: Vec<_> = whole.as_object().unwrap().keys().cloned().collect();
            for key in keys {
                let mut changed = whole.clone();
                changed.as_object_mut().unwrap().shift_remove(&key);
                assert_eq!(ours.is_valid(&changed), raw.is_valid(&changed), "{kind} without {key}");
            }
        }
    }
}
