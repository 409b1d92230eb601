//! Writes values for an edit: on one line in flow style, or as the lines of a block.
//! Where they go is `splice`'s business.

use super::Step;
use crate::document::node::{Entry, Key, Kind, Node, Scalar};

/// The language of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Yaml,
    Json,
}

/// The value with what leads to it: `a`, `b` and 1 make `{ a: { b: 1 } }`.
pub(super) fn wrapped(steps: &[Step], to: &Node) -> Node {
    steps.iter().rev().fold(to.clone(), |value, step| {
        let span = value.span;
        let kind = match step {
            Step::Key(name) => Kind::Map(vec![Entry { key: Key { text: name.clone(), span }, value }]),
            Step::Element(_) | Step::Append => Kind::List(vec![value]),
        };
        Node { span, kind }
    })
}

/// The value on one line.
pub(super) fn flow(node: &Node, style: Style) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => self::scalar(scalar, style),
        Kind::List(elements) => {
            format!("[{}]", elements.iter().map(|e| flow(e, style)).collect::<Vec<_>>().join(", "))
        }
        Kind::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Kind::Map(entries) => {
            let pair = |e: &Entry| format!("{}: {}", text(&e.key.text, style), flow(&e.value, style));
            format!("{{ {} }}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// An entry as lines of a block, without a break at its end.
pub(super) fn block(name: &str, value: &Node, indent: usize) -> String {
    let head = format!("{}{}:", " ".repeat(indent), text(name, Style::Yaml));
    match &value.kind {
        Kind::Map(entries) if !entries.is_empty() => {
            let lines: Vec<String> = entries.iter().map(|e| block(&e.key.text, &e.value, indent + 2)).collect();
            format!("{head}\n{}", lines.join("\n"))
        }
        Kind::List(elements) if elements.iter().any(|e| matches!(e.kind, Kind::Map(_))) => {
            let dash = |e: &Node| format!("{}- {}", " ".repeat(indent + 2), flow(e, Style::Yaml));
            format!("{head}\n{}", elements.iter().map(dash).collect::<Vec<_>>().join("\n"))
        }
        _ => format!("{head} {}", flow(value, Style::Yaml)),
    }
}

fn scalar(scalar: &Scalar, style: Style) -> String {
    match style {
        _ if scalar.is_null() => "null".to_owned(),
        // Words and numbers of a JSON text keep their form; a form that is none becomes a string.
        Style::Json if scalar.plain && serde_json::from_str::<serde_json::Value>(&scalar.text).is_ok() => scalar.text.clone(),
        _ if !scalar.plain && Scalar { plain: true, ..scalar.clone() }.is_null() => quoted(&scalar.text),
        style => text(&scalar.text, style),
    }
}

/// Text as a scalar or key, in quotes where it needs them.
pub(super) fn text(text: &str, style: Style) -> String {
    if style == Style::Yaml && is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Whether YAML reads the text without quotes as itself, in flow and in block.
fn is_plain(text: &str) -> bool {
    let first = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '$' | '('));
    let all = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | ':' | '+' | '$' | '(' | ')' | '@' | '=' | ';'));
    first && all && !text.contains(": ") && !text.ends_with([':', ' ']) && !text.contains(" #") && !is_word(text)
}

/// Words that YAML's schemas read as something else than text.
fn is_word(text: &str) -> bool {
    matches!(text, "null" | "Null" | "NULL" | "~")
}
