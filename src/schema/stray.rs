//! Keys that are not where they belong: unknown, misplaced, missing; and the advice that fits each.
//! What is wrong with values is `fault`'s business.

use super::place::{Place, step_text};
use super::shape::{Form, Shape};
use super::words;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Kind;
use crate::text::wording::{list_or, quote, quote_all};
use crate::text::{Span, suggest};

/// A key that isn't known at the place of its mapping.
pub(super) fn unknown(key: &str, place: &Place<'_>) -> Diagnostic {
    let span = place.node.entry(key).map_or_else(|| place.span(), |entry| entry.key.span);
    if let Some(computed) = place.shape.and_then(|shape| shape.record()?.fields.get(key)).filter(|field| field.is_computed()) {
        return Diagnostic::new(Code::UnknownKey, format!("{} can't be stated", quote(key)))
            .at(span, "Holdpoint works this out itself")
            .help("remove it")
            .note(computed.note.description.clone());
    }
    if let Some((belongs, help)) = elsewhere(key, place) {
        return Diagnostic::new(Code::MisplacedKey, format!("{} is not a key of {}", quote(key), quote(&place.path)))
            .at(span, belongs)
            .help(help);
    }
    let names = names(place.shape);
    let help = match suggest::nearest(key, &names) {
        Some(near) => format!("write {}", quote(near)),
        None if names.is_empty() => "remove it".to_owned(),
        None => {
            let near = suggest::candidates(key, &names);
            let few = near.len() == names.len();
            let listed = list_or(&quote_all(if few { &names } else { &near }));
            let such = if few { "use" } else { "use one of its keys, such as" };
            format!("{such} {listed}; a key of your own begins with `x-`")
        }
    };
    Diagnostic::new(Code::UnknownKey, format!("unknown key {} in {}", quote(key), quote(&place.path)))
        .at(span, format!("not a key of {}", quote(&place.path)))
        .help(help)
}

/// A key that must be stated and isn't.
pub(super) fn missing(key: &str, place: &Place<'_>) -> Diagnostic {
    let field = place.shape.and_then(|shape| shape.field(key));
    let inner = |node, span| Place {
        node,
        key: span,
        shape: field,
        path: format!("{}{}", place.path, step_text(key)),
        name: key.to_owned(),
        above: Vec::new(),
        element: false,
    };
    if let Some(entry) = place.node.entry(key) {
        let stated = inner(&entry.value, Some(entry.key.span));
        return Diagnostic::new(Code::MissingKey, format!("{} can't be unknown", quote(&stated.path)))
            .at(stated.span(), "this must be stated")
            .help(words::cure(&stated));
    }
    let span: Span = match &place.node.kind {
        Kind::Map(entries) => entries.first().map(|entry| entry.key.span),
        _ => None,
    }
    .or(place.key)
    .unwrap_or(place.node.span);
    let help = match words::example(&inner(place.node, None)) {
        Some(example) => format!("add {}", quote(&format!("{key}: {example}"))),
        None => format!("add {}", quote(&format!("{key}: …"))),
    };
    let out = Diagnostic::new(Code::MissingKey, format!("{} lacks its {}", quote(&place.path), quote(key)))
        .at(span, format!("{} is missing here", quote(key)))
        .help(help);
    match field.map(|field| field.note.description.as_str()).filter(|text| !text.is_empty()) {
        Some(description) => out.note(description),
        None => out,
    }
}

/// Where a key of this name belongs instead: to a mapping above, or to one directly below. What is true, and the cure.
fn elsewhere(key: &str, place: &Place<'_>) -> Option<(String, String)> {
    let has = |shape: &Shape| shape.record().is_some_and(|record| record.fields.get(key).is_some_and(|field| !field.is_computed()));
    let mut levels = 0;
    for (path, shape) in place.above.iter().rev() {
        // The elements of a list are one level with the list.
        if matches!(shape.form, Form::List(_)) {
            continue;
        }
        levels += 1;
        if has(shape) {
            let level = if levels == 1 { "one level".to_owned() } else { format!("{levels} levels") };
            return Some((format!("belongs {level} up, under {}", quote(path)), format!("move it to {}", quote(&format!("{path}{}", step_text(key))))));
        }
    }
    let record = place.shape?.record()?;
    record.fields.iter().filter(|(_, field)| !field.is_computed()).find_map(|(name, field)| {
        if has(field) {
            let target = format!("{}{}{}", place.path, step_text(name), step_text(key));
            return Some((format!("belongs under {}", quote(name)), format!("move it to {}", quote(&target))));
        }
        field.element().filter(|element| has(element))?;
        Some((format!("belongs to an element of {}", quote(name)), format!("move it into the element of {} that it is about", quote(name))))
    })
}

fn names<'a>(shape: Option<&'a Shape>) -> Vec<&'a str> {
    let record = shape.and_then(Shape::record);
    record.into_iter().flat_map(|record| &record.fields).filter(|(_, field)| !field.is_computed()).map(|(name, _)| &**name).collect()
}
