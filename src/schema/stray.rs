//! Keys that are not where they belong: unknown, misplaced, missing; and the advice that fits each.
//! What is wrong with values is `fault`'s business.

use super::cure::must;
use super::place::{Place, step_text};
use super::shape::{Form, Record, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Kind, Node};
use crate::text::wording::{list_or, quote, quote_all};
use crate::text::{Span, suggest};

/// A key that isn't known at the place of its mapping.
pub(super) fn unknown(key: &str, names: &[&str], place: &Place<'_>) -> Diagnostic {
    let span = place.index.entry(place.node, key).map_or_else(|| place.span(), |entry| entry.key.span);
    if let Some(computed) = place.shape.and_then(|shape| shape.record()?.fields.get(key)).filter(|field| field.is_computed()) {
        return Diagnostic::new(Code::UnknownKey, format!("{} can't be stated", quote(key)))
            .at(span, "Holdpoint works this out itself")
            .help("remove it")
            .note(computed.note.description.clone());
    }
    let unknown = || {
        Diagnostic::new(Code::UnknownKey, format!("unknown key {} in {}", quote(key), quote(&place.path)))
            .at(span, format!("not a key of {}", quote(&place.path)))
    };
    let record = place.shape.and_then(Shape::record);
    if let Some(name) = other_name(key, place) {
        return unknown().help(format!("write {}", quote(name))).meant(span, key, Some(name));
    }
    if let Some((belongs, help)) = elsewhere(key, place) {
        return Diagnostic::new(Code::MisplacedKey, format!("{} is not a key of {}", quote(key), quote(&place.path)))
            .at(span, belongs)
            .help(help);
    }
    // A key that is meant is one that takes the value.
    let value = place.index.entry(place.node, key).map(|entry| &entry.value);
    let fits = |name: &&str| {
        let field = record.and_then(|record| record.fields.get(*name));
        field.zip(value).is_some_and(|(field, value)| takes(field, value))
    };
    let ranked = suggest::Ranked::new(key, names);
    let fitting: Vec<&str> = ranked.close().filter(fits).collect();
    let help = match fitting.first() {
        Some(near) => format!("write {}", quote(near)),
        None if names.is_empty() => format!("remove it, or write {} for a key of your own", quote(&format!("x-{key}"))),
        None => {
            let listed = list_or(&quote_all(&ranked.first()));
            format!("write one of its keys, such as {listed}, or {} for one of your own", quote(&format!("x-{key}")))
        }
    };
    let only = match fitting.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    unknown().help(help).meant(span, key, only)
}

/// The field that a key means, by another name that people give it; none where that is stated too.
fn other_name<'s>(key: &str, place: &Place<'s>) -> Option<&'s str> {
    let record = place.shape.and_then(Shape::record).filter(|record| !record.fields.contains_key(key))?;
    also(record, key).filter(|name| place.index.entry(place.node, name).is_none())
}

/// Whether a key that must be stated is, by another name: that is one problem, and told as such.
pub(super) fn is_stated_otherwise(key: &str, place: &Place<'_>) -> bool {
    place.node.entries().iter().any(|entry| other_name(&entry.key.text, place) == Some(key))
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
        json: place.json,
        index: place.index,
    };
    if let Some(entry) = place.index.entry(place.node, key) {
        let stated = inner(&entry.value, Some(entry.key.span));
        return Diagnostic::new(Code::MissingKey, format!("{} can't be unknown", quote(&stated.path)))
            .at(stated.span(), "this must be stated")
            .help(must(&entry.value));
    }
    let span: Span = match &place.node.kind {
        Kind::Map(entries) => entries.first().map(|entry| entry.key.span),
        _ => None,
    }
    .or(place.key)
    .unwrap_or(place.node.span);
    let help = format!("add {} with its value", quote(&format!("{key}:")));
    let out = Diagnostic::new(Code::MissingKey, format!("{} lacks its {}", quote(&place.path), quote(key)))
        .at(span, format!("{} is missing here", quote(key)))
        .help(help);
    match field.map(|field| field.note.description.as_str()).filter(|text| !text.is_empty()) {
        Some(description) => out.note(description),
        None => out,
    }
}

/// The field that is also called so; case, hyphens and spaces make no difference.
fn also<'s>(record: &'s Record, key: &str) -> Option<&'s str> {
    // Asked for every field of a schema and every unknown key: nothing is made for it.
    let folded = |text: &'s str| text.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '-' | ' ') { '_' } else { c });
    let key = key.to_lowercase().replace(['-', ' '], "_");
    let is_key = |name: &'s str| folded(name).eq(key.chars());
    let named = |field: &'s Shape| field.note.also.iter().any(|name| is_key(name));
    record.fields.iter().find(|(name, field)| is_key(name) || named(field)).map(|(name, _)| &**name)
}

/// Where a key of this name belongs instead: to a mapping above, or to one directly below. What is true, and the cure.
fn elsewhere(key: &str, place: &Place<'_>) -> Option<(String, String)> {
    let has = |shape: &Shape| {
        let record = shape.record()?;
        let stated = record.fields.get_key_value(key).filter(|(_, field)| !field.is_computed());
        stated.map(|(name, _)| name.to_string())
    };
    belongs(&has, place).or_else(|| belongs(&|shape: &Shape| also(shape.record()?, key).map(str::to_owned), place))
}

/// Where the field is that `has` finds in a mapping.
fn belongs(has: &dyn Fn(&Shape) -> Option<String>, place: &Place<'_>) -> Option<(String, String)> {
    let mut levels = 0;
    for (path, shape) in place.above.iter().rev() {
        // The elements of a list are one level with the list.
        if matches!(shape.form, Form::List(_)) {
            continue;
        }
        levels += 1;
        if let Some(key) = has(shape) {
            let level = if levels == 1 { "one level".to_owned() } else { format!("{levels} levels") };
            return Some((
                format!("belongs {level} up, under {}", quote(path)),
                format!("move it to {}", quote(&format!("{path}{}", step_text(&key)))),
            ));
        }
    }
    let record = place.shape?.record()?;
    record.fields.iter().filter(|(_, field)| !field.is_computed()).find_map(|(name, field)| {
        if let Some(key) = has(field) {
            let target = format!("{}{}{}", place.path, step_text(name), step_text(&key));
            return Some((format!("belongs under {}", quote(name)), format!("move it to {}", quote(&target))));
        }
        has(field.element()?)?;
        Some((
            format!("belongs to an element of {}", quote(name)),
            format!("move it into the element of {} that it is about", quote(name)),
        ))
    })
}

/// Whether a value could stand at this field.
fn takes(field: &Shape, value: &Node) -> bool {
    if let Some(said) = field.said(value) {
        return !said.is_wrong();
    }
    match (&field.form, &value.kind) {
        (Form::Scalar(ty), Kind::Scalar(scalar)) => ty.read(&scalar.text).is_some(),
        (Form::List(_), Kind::List(_)) | (Form::Record(_) | Form::Map { .. }, Kind::Map(_)) => true,
        (Form::List(_), Kind::Map(_)) => value.get("partial").is_some(),
        _ => false,
    }
}

/// The fields of a mapping that aren't stated yet.
pub(super) fn names<'s>(place: &Place<'s>) -> Vec<&'s str> {
    let record = place.shape.and_then(Shape::record);
    record
        .into_iter()
        .flat_map(|record| &record.fields)
        .filter(|(name, field)| !field.is_computed() && place.index.entry(place.node, name).is_none())
        .map(|(name, _)| &**name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Seen, problem, problems, site};
    use super::*;

    fn shop() -> Shape {
        let (shape, found) = site(
            r#""kind": { "description": "What this is.", "type": "string", "enum": ["site"] },
               "owner": { "description": "Who.", "type": "string" },
               "uses": { "description": "The areas in use.", "type": "string", "x-holdpoint": { "computed": "uses" } },
               "backup": { "description": "The backup.", "type": "object", "additionalProperties": false,
                 "properties": {
                   "taken_at": { "description": "When.", "type": "string", "x-holdpoint": { "type": "instant" } },
                   "restore": { "description": "The restore.", "type": "object", "additionalProperties": false,
                     "properties": { "tested_at": { "description": "When.", "type": "string", "x-holdpoint": { "type": "instant" } } } } } },
               "drafts": { "description": "Drafts.", "type": "array", "items": { "type": "object", "additionalProperties": false,
                 "required": ["id"],
                 "properties": { "id": { "description": "A short name.", "type": "string", "examples": ["d-cart"] },
                                 "url": { "description": "Where.", "type": "string" } } } }"#,
        );
        assert_eq!(found, []);
        shape
    }

    fn seen(parts: [&str; 5]) -> Seen {
        let [code, headline, under, label, help] = parts.map(str::to_owned);
        (code, headline, under, label, help)
    }

    #[test]
    fn an_unknown_key_is_shown_with_the_one_meant() {
        let found = problem(&shop(), r#"{ "kind": "site", "backup": { "taken_ad": "2026-07-20" } }"#);
        let headline = "unknown key `taken_ad` in `site.backup`";
        assert_eq!(found, seen(["unknown-key", headline, "taken_ad", "not a key of `site.backup`", "write `taken_at`"]));
        let found = problem(&shop(), r#"{ "kind": "site", "backup": { "zzz": 1 } }"#);
        assert_eq!(found.4, "write one of its keys, such as `restore` or `taken_at`, or `x-zzz` for one of your own");
    }

    #[test]
    fn a_key_of_another_level_is_shown_with_where_it_belongs() {
        let found = problem(&shop(), r#"{ "kind": "site", "backup": { "restore": { "taken_at": "2026-07-20" } } }"#);
        let headline = "`taken_at` is not a key of `site.backup.restore`";
        let (label, help) = ("belongs one level up, under `site.backup`", "move it to `site.backup.taken_at`");
        assert_eq!(found, seen(["misplaced-key", headline, "taken_at", label, help]));
        let found = problem(&shop(), r#"{ "kind": "site", "backup": { "restore": { "owner": "ana" } } }"#);
        assert_eq!(found.3, "belongs 2 levels up, under `site`");
        let found = problem(&shop(), r#"{ "kind": "site", "taken_at": "2026-07-20" }"#);
        assert_eq!((found.3.as_str(), found.4.as_str()), ("belongs under `backup`", "move it to `site.backup.taken_at`"));
        let found = problem(&shop(), r#"{ "kind": "site", "url": "/cart" }"#);
        assert_eq!(found.3, "belongs to an element of `drafts`");
        let found = problem(&shop(), r#"{ "kind": "site", "drafts": [{ "id": "d-cart", "owner": "ana" }] }"#);
        assert_eq!(
            (found.1.as_str(), found.3.as_str()),
            ("`owner` is not a key of `site.drafts.d-cart`", "belongs one level up, under `site`")
        );
    }

    #[test]
    fn what_holdpoint_computes_is_not_stated() {
        let found = problem(&shop(), r#"{ "kind": "site", "uses": "workflows" }"#);
        assert_eq!(
            found,
            seen(["unknown-key", "`uses` can't be stated", "uses", "Holdpoint works this out itself", "remove it"])
        );
    }

    #[test]
    fn a_missing_key_is_shown_at_the_first_entry_of_its_mapping() {
        let found = problem(&shop(), r#"{ "kind": "site", "drafts": [{ "url": "/cart" }] }"#);
        assert_eq!(
            found,
            seen(["missing-key", "`site.drafts[0]` lacks its `id`", "url", "`id` is missing here", "add `id:` with its value"])
        );
        let found = problem(&shop(), r#"{ "kind": "site", "drafts": { "partial": true, "items": [{ "id": "unknown" }] } }"#);
        assert_eq!(
            found,
            seen([
                "missing-key",
                "`site.drafts.unknown.id` can't be unknown",
                "unknown",
                "this must be stated",
                "write its value in the place of this"
            ])
        );
    }

    #[test]
    fn every_problem_of_a_document_is_reported() {
        let found = problems(&shop(), r#"{ "knd": "x", "backup": [], "drafts": [{}, { "id": "d-cart", "ul": 1 }] }"#);
        let codes: Vec<_> = found.iter().map(|(code, ..)| code.as_str()).collect();
        assert_eq!(codes, ["unknown-key", "wrong-type", "missing-key", "unknown-key"]);
    }

    #[test]
    fn places_in_yaml_are_the_key_or_the_value() {
        let text = "kind: site\ndrafts:\n  - url: /cart\n  - id:\nbackup:\n  restore:\n    taken_at: soon\n";
        let places: Vec<_> = problems(&shop(), text).into_iter().map(|(code, _, under, ..)| (code, under)).collect();
        let expected = [("missing-key", "url"), ("missing-key", "id"), ("misplaced-key", "taken_at")];
        assert_eq!(places, expected.map(|(code, under)| (code.to_owned(), under.to_owned())));
        let open = "kind: site\ndrafts:\n  partial: true\n  items:\n    - { id: d-cart, ur: /cart }\n";
        assert_eq!(problem(&shop(), open).4, "write `url`");
        let block = "kind: site\nbackup:\n  taken_at:\n    restore: 1\n";
        let (code, _, under, label, _) = problem(&shop(), block);
        assert_eq!((code.as_str(), under.as_str()), ("wrong-type", "taken_at"));
        assert_eq!(label, "this needs a point in time such as `2026-07-20T18:00Z`, not a mapping");
    }
}
