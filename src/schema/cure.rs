//! What to write in the place of a value that doesn't fit: made of what its author wrote, or nothing is proposed. Nobody's facts are
//! invented: an example would be pasted. Which value doesn't fit, and why, is found by `fault`.

use super::place::Place;
use super::shape::{Form, Record, Shape};
use super::words::{json, line, written};
use crate::document::{Kind, Node};
use crate::text::nothing::{is_denial, is_nothing};
use crate::text::wording::quote;
use crate::value::Ty;

/// What to write instead.
pub(super) fn cure(place: &Place<'_>) -> String {
    let Some(shape) = place.shape else { return "remove it".to_owned() };
    let text = written(place.node);
    match &shape.form {
        Form::Scalar(Ty::Bool) => match text.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" | "1" | "true" => format!("write {}", quote(&line(place, "true"))),
            "no" | "n" | "off" | "0" | "false" => format!("write {}", quote(&line(place, "false"))),
            _ => or_unknown(place, format!("write {} or {}", quote(&line(place, "true")), quote(&line(place, "false")))),
        },
        Form::Scalar(ty) => match meant(place, ty) {
            Some(meant) => format!("write {}", quote(&line(place, &meant))),
            None => or_unknown(place, format!("write {}", asked(ty))),
        },
        Form::List(element) => list(place, element),
        Form::Record(record) => match named(place, shape) {
            Some(element) => format!("write {} in its place", quote(&element)),
            None => match record.fields.iter().find(|(_, field)| !field.is_computed()) {
                Some((name, _)) => unknown_or(place, &format!("its keys below it, such as {}", quote(name))),
                None => unknown_or(place, "its keys below it"),
            },
        },
        Form::Map { .. } => unknown_or(place, "keys with values below it"),
    }
}

/// The advice, and that a value which nobody knows may be left open; not where there must be one.
pub(super) fn or_unknown(place: &Place<'_>, advice: String) -> String {
    if place.is_required() { advice } else { format!("{advice}, or `unknown` if nobody knows") }
}

/// The same for what can't be pasted: first what can.
fn unknown_or(place: &Place<'_>, what: &str) -> String {
    if place.is_required() { format!("write {what}") } else { format!("write `unknown` if nobody knows, or {what}") }
}

/// What a type asks for, where what is written gives no hint.
fn asked(ty: &Ty) -> &'static str {
    match ty {
        Ty::Integer { .. } => "a whole number, in digits alone",
        Ty::Version(_) => "the version itself, in numbers with dots between",
        Ty::VersionRange(_) => "the range in signs and versions",
        Ty::Instant => "the date itself, year first with `-` between its parts",
        Ty::Duration => "a number with its unit: `m`, `h`, `d` or `w`",
        Ty::Enum(_) => "one word",
        _ => "one value",
    }
}

/// The value that is meant by what is written.
fn meant(place: &Place<'_>, ty: &Ty) -> Option<String> {
    let text = match &place.node.kind {
        Kind::Scalar(scalar) => scalar.text.trim(),
        // A list of one.
        Kind::List(elements) => match elements.as_slice() {
            [one] => one.text()?.trim(),
            _ => return None,
        },
        Kind::Map(_) => return None,
    };
    let found = match ty {
        _ if matches!(place.node.kind, Kind::List(_)) => text.to_owned(),
        Ty::Integer { .. } => number(text, &place.name)?,
        Ty::Version(_) => version(text)?,
        Ty::Duration => duration(text)?,
        _ => return None,
    };
    ty.read(&found).filter(|_| !is_nothing(&found)).map(|_| found)
}

/// The digits of `256 MB` where the name of the field says the unit, of `1,024`, of `007`.
fn number(text: &str, name: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | ' ' | '\'' | '_')).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let of_field = match name.rsplit_once('_').map_or("", |(_, unit)| unit) {
        "mb" => ["mb", "mib", "m", "megabytes"],
        "minutes" => ["min", "mins", "minutes", "m"],
        "hours" => ["h", "hrs", "hours", "hour"],
        _ => ["", "times", "x", ""],
    };
    let unit = unit.trim().trim_end_matches('.').to_ascii_lowercase();
    if !unit.is_empty() && !of_field.contains(&unit.as_str()) {
        return None;
    }
    let mut groups = digits.trim().split([',', ' ', '\'', '_']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (!first.is_empty() && first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let all = format!("{first}{}", rest.concat());
    let plain = all.trim_start_matches('0');
    (grouped && !all.is_empty()).then(|| if plain.is_empty() { "0".to_owned() } else { plain.to_owned() })
}

/// The one version of `v2.3.3`, `PHP 8.2`, `2.4.0 (stable)`; none where words around it may say more.
fn version(text: &str) -> Option<String> {
    let text = text.split_once('(').map_or(text, |(before, _)| before).trim();
    let last = text.rsplit([' ', '\t']).next()?;
    let before = text.strip_suffix(last)?.trim().to_lowercase();
    let names = before.split_whitespace().all(|word| {
        word.chars().all(|c| c.is_alphabetic())
            && ![
                "or", "to", "and", "from", "at", "least", "min", "max", "since", "until", "not", "before", "after", "over",
                "under", "above", "below", "minimum",
            ]
            .contains(&word)
    });
    let bare = last.strip_prefix(['v', 'V']).unwrap_or(last);
    let numbers = bare.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    (names && numbers).then(|| bare.to_owned())
}

/// `24h` of `24 hours`.
fn duration(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let (number, unit) = text.split_at_checked(end)?;
    let unit = match unit.trim().trim_end_matches('.').to_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "w" | "week" | "weeks" => "w",
        _ => return None,
    };
    Some(format!("{number}{unit}"))
}

/// A list for what is written in the place of one.
fn list(place: &Place<'_>, element: &Shape) -> String {
    let text = written(place.node);
    match &place.node.kind {
        Kind::Scalar(_) if is_denial(&text) => format!("write {}", quote(&line(place, "[]"))),
        Kind::Scalar(_) => {
            let elements: Option<Vec<String>> = text.split(',').map(|one| one_element(one.trim(), element, place.json)).collect();
            match elements.filter(|_| !text.ends_with('…')) {
                Some(elements) => format!("write {}", quote(&line(place, &format!("[{}]", elements.join(", "))))),
                None => unknown_or(place, &each(element)),
            }
        }
        Kind::Map(entries) => {
            let is_field = |name: &str| element.record().is_some_and(|record| record.fields.contains_key(name));
            match entries.first() {
                Some(first) if is_field(&first.key.text) => {
                    format!("put `- ` before {}, and indent the lines below it as far", quote(&first.key.text))
                }
                Some(first) => match id_of(element) {
                    Some(id) => {
                        let one = format!("- {id}: {}", first.key.text);
                        format!("write each as an element, such as {}, with its keys below", quote(&one))
                    }
                    None => format!("write each on a line of its own, such as {}", quote(&format!("- {}", first.key.text))),
                },
                None => format!("write {}", quote(&line(place, "[]"))),
            }
        }
        Kind::List(_) => unknown_or(place, &each(element)),
    }
}

fn each(element: &Shape) -> String {
    match id_of(element) {
        Some(id) => format!("each element on a line of its own, after `- `, with its {}", quote(id)),
        None => "each element on a line of its own, after `- `".to_owned(),
    }
}

/// The record that is meant by an element of a list that is its name alone.
fn named(place: &Place<'_>, shape: &Shape) -> Option<String> {
    let text = written(place.node);
    let alone = place.element && matches!(place.node.kind, Kind::Scalar(_)) && !text.ends_with('…');
    alone.then(|| one_element(&text, shape, place.json)).flatten()
}

/// An element that is called so; none where the word can't be its name.
fn one_element(text: &str, element: &Shape, in_json: bool) -> Option<String> {
    let flow =
        |text: &str| !text.contains([':', '#', '{', '}', '[', ']', '"', '\'', '&', '*', '!', '|', '>', '%', '@', '`', '?']);
    if text.is_empty() || is_nothing(text) || is_denial(text) || !flow(text) {
        return None;
    }
    match &element.form {
        Form::Scalar(ty) => ty.read(text).map(|_| if in_json { json(text) } else { text.to_owned() }),
        Form::Record(_) => {
            let id = id_of(element)?;
            let slug = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let named = id == "name" || (text.chars().all(slug) && text.contains(|c: char| c.is_ascii_alphabetic()));
            let asserts = ["yes", "true", "on", "y", "some", "several", "many", "all"].contains(&text.to_lowercase().as_str());
            (named && !asserts).then(|| match in_json {
                true => format!("{{ {}: {} }}", json(id), json(text)),
                false => format!("{{ {id}: {text} }}"),
            })
        }
        _ => None,
    }
}

/// The one field that an element must state, where that is what it is called by.
fn id_of(element: &Shape) -> Option<&'static str> {
    let Record { required, fields, .. } = element.record()?;
    let [only] = required.as_slice() else { return None };
    ["id", "name"].into_iter().find(|id| *id == &**only && fields.get(*id).and_then(Shape::ty) == Some(&Ty::Text))
}

/// What is written at a place that must be stated and says that nobody knows.
pub(super) fn must(node: &Node) -> &'static str {
    if node.is_null() { "write its value here" } else { "write its value in the place of this" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{problem, site};

    /// The advice for a value at a property of this schema, in YAML.
    fn help(name: &str, schema: &str, value: &str) -> String {
        let (shape, found) = site(&format!(r#""{name}": {{ "description": "A.", {schema} }}"#));
        assert_eq!(found, []);
        problem(&shape, &format!("{name}: {value}\n")).4
    }

    const RECORDS: &str = r#""type": "array", "items": { "type": "object", "required": ["id"], "additionalProperties": false,
        "properties": { "id": { "description": "I.", "type": "string" }, "owner": { "description": "O.", "type": "string" } } }"#;

    #[test]
    fn a_number_is_made_of_the_digits_that_are_written() {
        let number = r#""type": "integer", "minimum": 0, "maximum": 100000"#;
        for (name, written, meant) in [
            ("memory_mb", "256 MB", "256"),
            ("memory_mb", "256M", "256"),
            ("est_minutes", "12 min", "12"),
            ("age_hours", "5h", "5"),
            ("records", "1,024", "1024"),
            ("records", "1 024", "1024"),
            ("retry_limit", "3 times", "3"),
        ] {
            assert_eq!(help(name, number, written), format!("write `{name}: {meant}`"));
        }
        for (name, written) in
            [("memory_mb", "1 GB"), ("records", "5 h"), ("records", "1,2"), ("records", "12 or 13"), ("records", "{}")]
        {
            assert_eq!(help(name, number, written), "write a whole number, in digits alone, or `unknown` if nobody knows");
        }
    }

    #[test]
    fn a_version_and_a_duration_keep_their_numbers() {
        let version = r#""type": "string", "x-holdpoint": { "type": "version", "scheme": "php" }"#;
        for (written, meant) in [("PHP 8.2", "8.2"), ("version 2.3.3 (stable)", "2.3.3")] {
            assert_eq!(help("a", version, written), format!("write `a: {meant}`"));
        }
        for written in ["latest", "8.2 or 8.3", "at least 8", "\">=8.2\""] {
            let advice = "write the version itself, in numbers with dots between, or `unknown` if nobody knows";
            assert_eq!(help("a", version, written), advice);
        }
        let duration = r#""type": "string", "x-holdpoint": { "type": "duration" }"#;
        assert_eq!(help("a", duration, "24 hours"), "write `a: 24h`");
        assert_eq!(help("a", duration, "2 weeks"), "write `a: 2w`");
        assert_eq!(
            help("a", duration, "soon"),
            "write a number with its unit: `m`, `h`, `d` or `w`, or `unknown` if nobody knows"
        );
    }

    #[test]
    fn a_list_is_made_of_the_names_that_are_written() {
        assert_eq!(help("workflows", RECORDS, "wf-restock"), "write `workflows: [{ id: wf-restock }]`");
        assert_eq!(help("workflows", RECORDS, "wf-a, wf-b"), "write `workflows: [{ id: wf-a }, { id: wf-b }]`");
        assert_eq!(help("security", RECORDS, "no"), "write `security: []`");
        let each = "write `unknown` if nobody knows, or each element on a line of its own, after `- `, with its `id`";
        for written in ["yes", "3", "two of them"] {
            assert_eq!(help("security", RECORDS, written), each);
        }
        let one = help("workflows", RECORDS, "{ owner: lea }");
        assert_eq!(one, "put `- ` before `owner`, and indent the lines below it as far");
        let by_id = help("workflows", RECORDS, "{ wf-restock: { owner: lea } }");
        assert_eq!(by_id, "write each as an element, such as `- id: wf-restock`, with its keys below");
        assert_eq!(help("workflows", RECORDS, "[wf-restock]"), "write `{ id: wf-restock }` in its place");
        let keys = "write `unknown` if nobody knows, or its keys below it, such as `id`";
        assert_eq!(help("workflows", RECORDS, "[yes]"), keys);
        let names = r#""type": "array", "items": { "type": "string" }"#;
        assert_eq!(help("paths", names, "/cart, /checkout"), "write `paths: [/cart, /checkout]`");
        assert_eq!(help("paths", names, "{ /cart: 1 }"), "write each on a line of its own, such as `- /cart`");
    }

    #[test]
    fn a_list_of_one_is_its_element() {
        assert_eq!(help("owner", r#""type": "string""#, "[ana]"), "write `owner: ana`");
        assert_eq!(help("owner", r#""type": "string""#, "[ana, ivo]"), "write one value, or `unknown` if nobody knows");
    }
}
