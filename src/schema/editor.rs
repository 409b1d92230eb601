//! The schema that editors use: a shape as JSON Schema that also admits what people write where they don't know.
//! Decisions never depend on it; what a document means is checked against `json`'s.

use serde_json::{Map, Value, json};

use super::json::{DIALECT, limits, object, required};
use super::shape::{Form, Keys, Record, Shape};
use crate::value::Ty;

/// The schema for editing documents of a kind, with the areas and categories of a vocabulary as suggestions.
pub fn editor(shape: &Shape, kind: &str, areas: &[&str], categories: &[&str]) -> Value {
    let mut out = object([
        ("$schema", DIALECT.into()),
        ("$id", format!("urn:holdpoint:schema:{kind}").into()),
        ("title", shape.note.title.clone().unwrap_or_else(|| format!("Holdpoint {kind} document")).into()),
    ]);
    let writer = Writer { areas, categories };
    for (key, value) in writer.of(shape, "#", true) {
        out.entry(key).or_insert(value);
    }
    Value::Object(out)
}

struct Writer<'a> {
    areas: &'a [&'a str],
    categories: &'a [&'a str],
}

impl Writer<'_> {
    /// The schema of a shape that stands at `pointer` of the schema being written; one that must be stated can't be unknown.
    fn of(&self, shape: &Shape, pointer: &str, must: bool) -> Map<String, Value> {
        let mut out = Map::new();
        if let Some(title) = &shape.note.title {
            out.insert("title".to_owned(), title.as_str().into());
        }
        if !shape.note.description.is_empty() {
            out.insert("description".to_owned(), describe(shape).into());
        }
        // `pattern` speaks about text only, `properties` about mappings only, so that one schema without alternatives
        // admits the words beside the form, and an editor's message stays about the one thing that is wrong.
        let words = if shape.note.none.is_some() { "^(unknown|none)$" } else { "^unknown$" };
        let form = match &shape.form {
            Form::Scalar(ty) => self.scalar(ty, shape.note.none.is_some()),
            Form::List(element) => list(self.of(element, &format!("{pointer}/items"), false), pointer, words),
            Form::Map { keys, value } => self.map(keys, value, pointer, words),
            Form::Record(record) => self.record(record, pointer, words),
        };
        out.extend(if must { stated(form) } else { form });
        let examples: Vec<Value> = shape.note.examples.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
        if !examples.is_empty() {
            out.insert("examples".to_owned(), examples.into());
        }
        out
    }

    fn scalar(&self, ty: &Ty, none: bool) -> Map<String, Value> {
        let beside: Vec<Value> =
            [Some(json!("unknown")), none.then(|| json!("none")), Some(Value::Null)].into_iter().flatten().collect();
        let with_words = |words: Vec<Value>| object([("enum", words.into_iter().chain(beside.clone()).collect())]);
        match ty {
            Ty::Bool => with_words(vec![true.into(), false.into()]),
            Ty::Enum(members) => with_words(members.words.iter().map(|word| json!(**word)).collect()),
            Ty::Integer { min, max } => {
                let words = if none { "^(unknown|none)$" } else { "^unknown$" };
                let mut out = object([("type", json!(["integer", "string", "null"])), ("pattern", words.into())]);
                out.extend(limits(*min, *max));
                out
            }
            Ty::Area => suggest(self.areas),
            Ty::Category => suggest(self.categories),
            // An unquoted version such as 8.10 is a number to an editor; Holdpoint reads its text.
            Ty::Version(_) | Ty::VersionRange(_) => object([("type", json!(["string", "number", "null"]))]),
            Ty::Text | Ty::Zone | Ty::Secret => object([("type", json!(["string", "number", "boolean", "null"]))]),
            Ty::Instant | Ty::Duration => object([("type", json!(["string", "null"]))]),
        }
    }

    fn map(&self, keys: &Keys, value: &Shape, pointer: &str, words: &str) -> Map<String, Value> {
        let known = match keys {
            Keys::Area => self.areas,
            Keys::Category => self.categories,
            Keys::Text | Keys::Path(_) | Keys::Software(_) => &[],
        };
        let same = json!({ "$ref": format!("{pointer}/additionalProperties") });
        let mut properties: Map<_, _> = known.iter().map(|word| ((*word).to_owned(), same.clone())).collect();
        properties.insert("partial".to_owned(), partial());
        let value = self.of(value, &format!("{pointer}/additionalProperties"), false);
        let mut out = mapping(words);
        out.insert("properties".to_owned(), properties.into());
        out.insert("additionalProperties".to_owned(), value.into());
        out
    }

    fn record(&self, record: &Record, pointer: &str, words: &str) -> Map<String, Value> {
        let stated = record.fields.iter().filter(|(_, field)| !field.is_computed());
        let mut properties: Map<_, _> = stated
            .map(|(name, field)| {
                let pointer = format!("{pointer}/properties/{}", escape(name));
                (name.to_string(), Value::Object(self.of(field, &pointer, record.required.contains(name))))
            })
            .collect();
        let rest = match &record.rest {
            None => Value::Bool(false),
            Some(rest) => {
                properties.entry("partial").or_insert_with(partial);
                self.of(rest, &format!("{pointer}/additionalProperties"), false).into()
            }
        };
        let mut out = mapping(words);
        out.insert("properties".to_owned(), properties.into());
        out.extend(required(&record.required));
        out.insert("patternProperties".to_owned(), json!({ "^x-": true }));
        out.insert("additionalProperties".to_owned(), rest);
        out
    }
}

fn describe(shape: &Shape) -> String {
    let mut text = shape.note.description.clone();
    if let Some(none) = &shape.note.none {
        text.push_str(&format!(" `none` means: {none}."));
    }
    if let Some(Ty::Instant) = shape.ty() {
        text.push_str(&format!(" {}", shape.note.day.says()));
    }
    text
}

/// A form without the words that stand for a value that isn't stated.
fn stated(mut form: Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::Array(words)) = form.get_mut("enum") {
        words.retain(|word| !word.is_null() && word != "unknown");
    }
    // A pattern is there to admit the words only.
    let words = form.shift_remove("pattern").is_some();
    if let Some(Value::Array(types)) = form.get_mut("type") {
        types.retain(|ty| ty != "null" && !(words && ty == "string"));
    }
    form
}

/// A list, or `{ partial: true, items: [...] }` for one that isn't complete.
fn list(items: Map<String, Value>, pointer: &str, words: &str) -> Map<String, Value> {
    let same = json!({ "$ref": format!("{pointer}/items") });
    object([
        ("type", json!(["array", "object", "string", "null"])),
        ("pattern", words.into()),
        ("items", items.into()),
        ("properties", json!({ "partial": partial(), "items": { "type": "array", "items": same } })),
        ("required", json!(["partial", "items"])),
        ("additionalProperties", false.into()),
    ])
}

fn mapping(words: &str) -> Map<String, Value> {
    object([("type", json!(["object", "string", "null"])), ("pattern", words.into())])
}

fn partial() -> Value {
    json!({ "description": "There are more than are listed here.", "enum": [true] })
}

/// Free text with suggestions.
fn suggest(words: &[&str]) -> Map<String, Value> {
    let text = json!({ "type": ["string", "null"] });
    if words.is_empty() {
        return object([("type", json!(["string", "null"]))]);
    }
    object([("anyOf", json!([{ "enum": words }, text]))])
}

/// A name as a segment of a JSON pointer in a URI fragment.
fn escape(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'~' => out.push_str("~0"),
            b'/' => out.push_str("~1"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::extend::Schemas;
    use super::super::testing::{full, site};
    use super::super::validate::Validator;
    use super::*;
    use crate::diagnostic::Sink;
    use crate::text::Sources;

    /// The editor schema of the property `a`, and whether it admits each value there.
    fn admits(property: &str, values: &[Value]) -> (Value, Vec<bool>) {
        let (shape, problems) = site(&format!(r#""a": {property}"#));
        assert_eq!(problems, []);
        let schema = editor(&shape, "site", &["workflows"], &["commerce"]);
        let validator = Validator::new(&schema).unwrap();
        let answers = values.iter().map(|value| validator.is_valid(&json!({ "a": value }))).collect();
        (schema["properties"]["a"].clone(), answers)
    }

    #[test]
    fn a_leaf_admits_what_people_write_where_they_do_not_know() {
        let (schema, admitted) = admits(
            r#"{ "description": "Whether.", "type": "boolean", "examples": [true], "x-holdpoint": { "none": "there is no backup" } }"#,
            &[json!(true), json!(null), json!("unknown"), json!("none"), json!("maybe")],
        );
        let expected = json!({
            "description": "Whether. `none` means: there is no backup.",
            "enum": [true, false, "unknown", "none", null],
            "examples": [true],
        });
        assert_eq!(schema, expected);
        assert_eq!(admitted, [true, true, true, true, false]);
        let version = r#"{ "description": "Which.", "type": "string", "x-holdpoint": { "type": "version", "scheme": "php" } }"#;
        assert_eq!(admits(version, &[json!(8.1), json!("8.1.2"), json!(null), json!([])]).1, [true, true, true, false]);
        let number = r#"{ "description": "How many.", "type": "integer", "minimum": 1 }"#;
        assert_eq!(
            admits(number, &[json!(3), json!(0), json!("unknown"), json!("none"), json!("3")]).1,
            [true, false, true, false, false]
        );
    }

    #[test]
    fn lists_and_maps_can_be_open() {
        let list = r#"{ "description": "Pages.", "type": "array", "items": { "type": "integer" } }"#;
        let values = [
            json!([1]),
            json!({ "partial": true, "items": [1] }),
            json!({ "partial": true, "items": ["x"] }),
            json!("none"),
            json!({ "partial": true }),
        ];
        assert_eq!(admits(list, &values).1, [true, true, false, false, false]);
        let map = r#"{ "description": "By category.", "type": "object", "additionalProperties": { "type": "boolean" }, "x-holdpoint": { "keys": "category" } }"#;
        let values = [
            json!({ "commerce": true, "other": false }),
            json!({ "partial": true, "commerce": true }),
            json!({ "commerce": "x" }),
            json!({ "other": 1 }),
        ];
        assert_eq!(admits(map, &values).1, [true, true, false, false]);
    }

    #[test]
    fn areas_are_suggested_and_free_text_stays_possible() {
        let area = r#"{ "description": "Which.", "type": "string", "x-holdpoint": { "type": "area" } }"#;
        let (schema, admitted) = admits(area, &[json!("workflows"), json!("Bulk approvals"), json!(7)]);
        assert_eq!(schema["anyOf"][0], json!({ "enum": ["workflows"] }));
        assert_eq!(admitted, [true, true, false]);
    }

    #[test]
    fn what_must_be_stated_can_not_be_left_open() {
        let record = r#"{ "description": "One.", "type": "object", "additionalProperties": false, "required": ["id"],
            "properties": { "id": { "description": "A name.", "type": "string", "enum": ["one"] } } }"#;
        assert_eq!(
            admits(record, &[json!({ "id": "one" }), json!({ "id": null }), json!({}), json!(null)]).1,
            [true, false, false, true]
        );
    }

    #[test]
    fn the_editor_admits_every_full_document_and_keys_of_its_own() {
        let schemas = Schemas::core(&mut Sources::new(), &mut Sink::new());
        for kind in ["release", "site", "update"] {
            let shape = schemas.root(kind).unwrap();
            let schema = editor(shape, kind, &["workflows"], &["commerce", "a/b ~"]);
            assert_eq!(schema, editor(shape, kind, &["workflows"], &["commerce", "a/b ~"]));
            assert_eq!(schema["$id"], json!(format!("urn:holdpoint:schema:{kind}")));
            let validator = Validator::new(&schema).unwrap();
            let mut document = full(shape);
            assert!(validator.is_valid(&document), "{kind}");
            document["x-own"] = json!({ "anything": 1 });
            assert!(validator.is_valid(&document), "{kind}");
            document["stray"] = json!(1);
            assert!(!validator.is_valid(&document), "{kind}");
        }
    }
}
