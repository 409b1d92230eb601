//! Answers as JSON for programs: types of their own, versioned, with a schema in `schemas/`.
//! Internal types can change freely; these can't.

pub mod ask;
pub mod comparison;
pub mod coverage;
pub mod evaluation;
pub mod explain;
mod lines;
pub mod mutation;
pub mod problems;
pub mod proof;
pub mod repair;
pub mod test;
pub mod what_if;

use serde::Serialize;

use crate::document::write::json_visible;

/// Data as JSON text that people can read too, with a newline at its end.
pub(super) fn text(value: &impl Serialize) -> String {
    // Serialising plain data into a string can't fail; an empty object would be seen at once.
    visible(&serde_json::to_string_pretty(value).unwrap_or_else(|_| "{}".to_owned()))
}

/// The same for data of which there can be much: what stands deep stands on one line.
pub(super) fn lines(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    let written = value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, lines::Lines::default()));
    let text = written.ok().and_then(|()| String::from_utf8(out).ok());
    visible(&text.unwrap_or_else(|| "{}".to_owned()))
}

fn visible(json: &str) -> String {
    let mut text = json_visible(json);
    text.push('\n');
    text
}
