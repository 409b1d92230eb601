//! Answers as JSON for programs: types of their own, versioned, with a schema in `schemas/`.
//! Internal types can change freely; these can't.

pub mod ask;
pub mod coverage;
pub mod evaluation;
pub mod explain;
pub mod mutation;
pub mod problems;
pub mod repair;
pub mod test;
pub mod what_if;

use serde::Serialize;

use crate::document::write::json_visible;

/// Data as JSON text that people can read too, with a newline at its end.
pub(super) fn text(value: &impl Serialize) -> String {
    // Serialising plain data into a string can't fail; an empty object would be seen at once.
    let mut text = json_visible(&serde_json::to_string_pretty(value).unwrap_or_else(|_| "{}".to_owned()));
    text.push('\n');
    text
}
