//! Words about forms and values for the messages of this layer: what is needed, what is there, what to write.
//! Which message they go into is `fault`'s business.

use super::place::Place;
use super::shape::Form;
use crate::document::{Kind, Node};
use crate::text::wording::quote;
use crate::value::Ty;

/// Longer texts are cut in messages; the snippet shows them whole.
const LONGEST: usize = 40;

/// What a form is called.
pub(super) fn form(form: &Form) -> &'static str {
    match form {
        Form::Record(_) | Form::Map { .. } => "a mapping",
        Form::List(_) => "a list",
        Form::Scalar(ty) => match ty {
            Ty::Bool => "`true` or `false`",
            Ty::Text | Ty::Secret => "text",
            Ty::Integer { .. } => "a whole number",
            Ty::Version(_) => "a version",
            Ty::VersionRange(_) => "a version range",
            Ty::Instant => "a point in time",
            Ty::Zone => "a time zone",
            Ty::Duration => "a duration",
            Ty::Enum(_) => "one word",
            Ty::Area => "an area",
            Ty::Category => "a category",
        },
    }
}

/// What a place of this form needs.
pub(super) fn needs(needed: &Form) -> String {
    match needed {
        Form::Scalar(Ty::Duration) => "a duration such as `24h`".to_owned(),
        Form::Scalar(Ty::Instant) => "a point in time such as `2026-07-20T18:00Z`".to_owned(),
        needed => form(needed).to_owned(),
    }
}

/// What stands there instead, as the second half of a sentence.
pub(super) fn found(node: &Node, needed: &Form) -> String {
    match &node.kind {
        Kind::Map(_) => "not a mapping".to_owned(),
        Kind::List(_) => "not a list".to_owned(),
        Kind::Scalar(scalar) if scalar.text.is_empty() => "and nothing is written".to_owned(),
        Kind::Scalar(scalar) => {
            let text = quote(&written(node));
            let number = scalar.plain && scalar.text.parse::<f64>().is_ok();
            match needed {
                Form::Scalar(Ty::Integer { .. }) if number && scalar.text.contains(['.', 'e', 'E']) => {
                    format!("{text} has a fraction")
                }
                Form::Scalar(Ty::Integer { .. }) if number => format!("{text} is too large"),
                _ if number => format!("{text} is a number"),
                _ => format!("{text} is text"),
            }
        }
    }
}

/// The text of a scalar, cut when it is long; empty for anything else.
pub(super) fn written(node: &Node) -> String {
    let text = node.text().unwrap_or_default();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// An example of the value, as it would be written in YAML.
pub(super) fn example(place: &Place<'_>) -> Option<String> {
    let shape = place.shape?;
    let scalar = |text: &String| match serde_json::from_str(text).ok()? {
        serde_json::Value::String(text) => Some(text),
        value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => Some(value.to_string()),
        _ => None,
    };
    let given = shape.note.examples.iter().find_map(scalar);
    given.or_else(|| {
        Some(match &shape.form {
            Form::Scalar(Ty::Version(_)) => "6.9.1".to_owned(),
            Form::Scalar(Ty::VersionRange(_)) => ">=8.2 <9".to_owned(),
            Form::Scalar(Ty::Instant) => "2026-07-20T18:00Z".to_owned(),
            Form::Scalar(Ty::Duration) => "24h".to_owned(),
            Form::Scalar(Ty::Integer { min, max }) => 3.clamp(*min, *max).to_string(),
            Form::Scalar(Ty::Enum(members)) => members.words.first()?.to_string(),
            _ => return None,
        })
    })
}

/// What to write where there is no value, or nobody knows it.
pub(super) fn no_value(place: &Place<'_>) -> String {
    let Some(shape) = place.shape else { return "write `unknown`".to_owned() };
    if place.is_required() {
        return format!("write what is meant: {} can't be unknown", quote(&place.name));
    }
    let none = match &shape.form {
        _ if place.element => return "remove it, or write `unknown` if there is one that nobody can name".to_owned(),
        _ if shape.note.none.is_some() => shape.note.none.as_deref().map(|none| format!("`none` if {none}")),
        Form::List(_) => Some("`[]` if there are none".to_owned()),
        Form::Map { .. } => Some("`{}` if there are none".to_owned()),
        Form::Scalar(Ty::Bool) => Some("`false`".to_owned()),
        _ => None,
    };
    match none {
        Some(none) => format!("write {none}, or `unknown` if nobody knows"),
        None => "write `unknown` if nobody knows".to_owned(),
    }
}

/// A value with the key or the dash that stands before it at a place, as the document's language writes it.
pub(super) fn line(place: &Place<'_>, value: &str) -> String {
    let is_list = value.starts_with('[');
    if place.json {
        let bare = is_list || serde_json::from_str::<serde_json::Value>(value).is_ok();
        let value = if bare { value.to_owned() } else { json(value) };
        return if place.element { value } else { format!("{}: {value}", json(&place.name)) };
    }
    // What YAML would read as something else is shown in quotes, so that it can be pasted.
    let odd = value.starts_with(['>', '<', '=', '*', '&', '!', '|', '%', '@', '`', '#', '-', '?', '\'', '"']);
    let value = if odd || (!is_list && value.contains(": ")) { format!("\"{value}\"") } else { value.to_owned() };
    match place.element {
        true => format!("- {value}"),
        false => format!("{}: {value}", place.name),
    }
}

/// A text as JSON writes it.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
