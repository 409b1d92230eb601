//! A document as the JSON value that the schema validates: scalars typed by the shape, states left out.
//! It mirrors `decode`: what that accepts, the schema accepts, which a test holds on generated documents.

use serde_json::{Map, Value as Json, json};

use super::spell::spelled_again;
use crate::document::{Kind, Node};
use crate::schema::json::mark;
use crate::schema::shape::{Form, Shape};
use crate::value::{Ty, Value};

/// The instance of a whole document.
pub fn instance(root: &Node, shape: &Shape) -> Json {
    // What is wrong with names was told by the decoder.
    let named = spelled_again(root, shape);
    value(named.as_ref().unwrap_or(root), Some(shape)).unwrap_or(Json::Null)
}

/// The instance of a node; none for a state, which leaves its key out.
fn value(node: &Node, shape: Option<&Shape>) -> Option<Json> {
    if let Some(shape) = shape
        && let Some(state) = state(node, shape)
    {
        return state;
    }
    match (&node.kind, shape.map(|s| &s.form)) {
        (Kind::Scalar(scalar), Some(Form::Scalar(ty))) => Some(scalar_value(&scalar.text, ty)),
        (Kind::Scalar(scalar), _) => (!scalar.is_null()).then(|| Json::String(scalar.text.clone())),
        (Kind::List(elements), form) => {
            let element = match form {
                Some(Form::List(element)) => Some(&**element),
                _ => None,
            };
            Some(list(elements, element))
        }
        (Kind::Map(entries), Some(Form::List(element))) => {
            let known = entries.iter().all(|e| matches!(e.key.text.as_str(), "partial" | "items"));
            match (node.get("partial").and_then(Node::text), node.get("items")) {
                (Some("true" | "false"), None) if known => Some(Json::Array(Vec::new())),
                (Some("true" | "false"), Some(items)) if known && matches!(items.kind, Kind::List(_)) => {
                    Some(list(items.elements(), Some(element)))
                }
                (Some("true" | "false"), Some(items)) if known && items.is_null() => Some(Json::Array(Vec::new())),
                _ => Some(untyped_map(node)),
            }
        }
        (Kind::Map(_), Some(Form::Scalar(_)) | None) => Some(untyped_map(node)),
        (Kind::Map(entries), Some(Form::Record(_) | Form::Map { .. })) => {
            let free = match shape.map(|s| &s.form) {
                Some(Form::Map { .. }) => true,
                Some(Form::Record(record)) => record.rest.is_some(),
                _ => false,
            };
            let mut map = Map::new();
            for entry in entries {
                let name = entry.key.text.as_str();
                let declared = matches!(shape.map(|s| &s.form), Some(Form::Record(r)) if r.fields.contains_key(name));
                if name.starts_with("x-")
                    || (free && !declared && name == "partial" && matches!(entry.value.text(), Some("true" | "false")))
                {
                    continue;
                }
                let field = shape.and_then(|s| s.field(name));
                // A key the schema doesn't know must appear, whatever its value, so that the schema can say so.
                // So must a fact that documents can't state because the engine computes it.
                let made = match field.filter(|f| !f.is_computed()) {
                    Some(field) => value(&entry.value, Some(field)),
                    None => Some(value(&entry.value, None).unwrap_or(Json::Null)),
                };
                if let Some(made) = made {
                    map.insert(name.to_owned(), made);
                }
            }
            Some(Json::Object(map))
        }
    }
}

/// What a state makes of it: `Some(None)` leaves the key out, `Some(Some(_))` marks a word that can't stand at its place.
fn state(node: &Node, shape: &Shape) -> Option<Option<Json>> {
    shape.said(node).map(|said| said.is_wrong().then(|| mark(said)))
}

/// Elements that state their ignorance are left out; `schema` doesn't count them either when it looks for a place.
fn list(elements: &[Node], shape: Option<&Shape>) -> Json {
    Json::Array(elements.iter().filter_map(|e| value(e, shape)).collect())
}

fn untyped_map(node: &Node) -> Json {
    let entries = node.entries().iter().map(|e| (e.key.text.clone(), value(&e.value, None).unwrap_or(Json::Null)));
    Json::Object(entries.collect())
}

fn scalar_value(text: &str, ty: &Ty) -> Json {
    match ty.read(text) {
        Some(Value::Bool(b)) => Json::Bool(b),
        Some(Value::Integer(n)) => json!(n),
        // A number outside the limits is still a number, so that the schema speaks of the limits.
        None if matches!(ty, Ty::Integer { .. }) => match (Ty::Integer { min: i64::MIN, max: i64::MAX }).read(text) {
            Some(Value::Integer(n)) => json!(n),
            _ => Json::String(text.to_owned()),
        },
        _ => Json::String(text.to_owned()),
    }
}
