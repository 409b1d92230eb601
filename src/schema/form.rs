//! What the keywords of each JSON type say of a form: fields, free keys, elements, the types that a text may have.
//! Which keywords there are, and what else they say, is `read`'s business.

use std::sync::Arc;

use indexmap::IndexMap;

use super::items;
use super::keywords::Keywords;
use super::note::Note;
use super::problem::bad;
use super::read::{Above, Place, Reader, Schema, stand_in};
use super::shape::{Form, Keys, Record, Shape};
use crate::document::{Entry, Kind, Node};
use crate::text::wording;
use crate::value::{Members, Ty};

impl<'a> Reader<'a> {
    pub(super) fn object(&mut self, schema: &Schema<'a>, keywords: &Keywords<'a>, note: &Note, place: &Place<'_>) -> Form {
        let base = place.base.and_then(Shape::record);
        let mut fields = IndexMap::new();
        for Entry { key, value } in schema.get("properties").map_or(&[][..], Node::entries) {
            if key.text.starts_with("x-") {
                let label = "documents may hold such keys, and they are ignored";
                self.sink.push(bad(key.span, "a fact's name begins with `x-`", label, "give it another name"));
            }
            let base = base.and_then(|base| base.fields.get(key.text.as_str()));
            let place = Place { at: key.span, above: Above::below(note), base, part: base.is_some(), named: true };
            fields.insert(Arc::from(key.text.as_str()), self.shape(value, place));
        }
        let rest = self.rest(schema, note, place);
        let rest_keys = keywords.keys(self.sink);
        let base_keys = place.base.map(|base| match &base.form {
            Form::Map { keys, .. } => keys.clone(),
            Form::Record(record) => record.rest_keys.clone(),
            _ => Default::default(),
        });
        let rest_keys = rest_keys.or(base_keys).unwrap_or_default();
        let required = self.required(schema, &fields, base);
        match rest {
            // Software is known by name: each kind may become a field of its own.
            Some(value) if fields.is_empty() && !matches!(rest_keys, Keys::Software(_)) => {
                Form::Map { keys: rest_keys, value: Box::new(value) }
            }
            // A pack that says nothing new about a map leaves it a map.
            None if fields.is_empty() && matches!(place.base, Some(Shape { form: Form::Map { .. }, .. })) => {
                place.base.map_or_else(|| Form::Record(Record::default()), |base| base.form.clone())
            }
            rest => Form::Record(Record { fields, required, rest: rest.map(Box::new), rest_keys }),
        }
    }

    /// The shape of further keys, where there may be some.
    fn rest(&mut self, schema: &Schema<'a>, note: &Note, place: &Place<'_>) -> Option<Shape> {
        let Some(entry) = schema.entry("additionalProperties") else {
            if !place.part {
                let help = "add `\"additionalProperties\": false`, or the shape of the values under free keys";
                self.sink.push(bad(
                    place.at,
                    "an object doesn't say whether it has further keys",
                    "any key would be allowed here",
                    help,
                ));
            }
            return None;
        };
        match &entry.value.kind {
            Kind::Map(_) => {
                let base = place.base.and_then(|base| match &base.form {
                    Form::Map { value, .. } => Some(&**value),
                    Form::Record(record) => record.rest.as_deref(),
                    _ => None,
                });
                let place = Place { at: entry.key.span, above: Above::below(note), base, part: base.is_some(), named: false };
                Some(self.shape(&entry.value, place))
            }
            Kind::Scalar(scalar) if scalar.plain && scalar.text == "false" => None,
            _ => {
                let label = "this would allow any key and value";
                let help = "write `false`, or the shape of the values under free keys";
                self.sink.push(bad(entry.value.span, "`additionalProperties` is neither `false` nor a schema", label, help));
                None
            }
        }
    }

    fn required(&mut self, schema: &Schema<'a>, fields: &IndexMap<Arc<str>, Shape>, base: Option<&Record>) -> Vec<Arc<str>> {
        let mut required = Vec::new();
        for node in schema.get("required").map_or(&[][..], Node::elements) {
            let name = node.text().unwrap_or_default();
            if fields.contains_key(name) || base.is_some_and(|base| base.fields.contains_key(name)) {
                required.push(Arc::from(name));
            } else {
                let headline = format!("{} is required and not defined", wording::quote(name));
                self.sink.push(bad(node.span, headline, "no property of this object", "define it under `properties`"));
            }
        }
        required
    }

    pub(super) fn array(&mut self, schema: &Schema<'a>, keywords: &Keywords<'a>, note: &Note, place: &Place<'_>) -> Form {
        let base = place.base.and_then(Shape::element);
        let is_item = keywords.entry("item").is_some();
        let mut element = match schema.entry("items") {
            Some(entry) => {
                let place =
                    Place { at: entry.key.span, above: Above::below(note), base, part: base.is_some() || is_item, named: false };
                self.shape(&entry.value, place)
            }
            None if base.is_some() || is_item => base.cloned().unwrap_or_else(Shape::empty),
            None => {
                self.sink.push(bad(
                    place.at,
                    "a list doesn't say what its elements are",
                    "anything would be allowed here",
                    "add `\"items\"`",
                ));
                stand_in()
            }
        };
        if is_item && base.is_none() {
            items::add_fields(&mut element, self.item.as_ref(), place.at, self.sink);
        }
        Form::List(Box::new(element))
    }

    pub(super) fn string(&mut self, schema: &Schema<'a>, keywords: &Keywords<'a>, note: &mut Note) -> Ty {
        let ty = keywords.ty(self.sink);
        let ordered = keywords.ordered(self.sink);
        let Some(entry) = schema.entry("enum") else {
            if let Some(entry) = keywords.entry("ordered") {
                self.sink.push(bad(entry.key.span, "`ordered` is for enums", "there are no words to order", "remove it"));
            }
            if ty == Some(Ty::Secret) {
                note.secret = true;
            }
            return match ty {
                Some(ty) => ty,
                None if note.secret => Ty::Secret,
                None => Ty::Text,
            };
        };
        if ty.is_some() {
            self.sink.push(bad(
                entry.key.span,
                "an enum has a type of its own",
                "its words are its type",
                "remove `x-holdpoint.type`",
            ));
        }
        let mut words: Vec<Arc<str>> = Vec::new();
        for node in entry.value.elements() {
            let word = node.text().unwrap_or_default();
            let (headline, label) = match word {
                "none" | "unknown" => (
                    format!("an enum has the word {}", wording::quote(word)),
                    "every fact may be unknown, and `none` is not a value",
                ),
                "" => ("an enum has a word that is not text".to_owned(), "this needs a word"),
                _ if words.iter().any(|known| &**known == word) => {
                    (format!("an enum has {} twice", wording::quote(word)), "written before")
                }
                _ => {
                    words.push(Arc::from(word));
                    continue;
                }
            };
            let help = match word {
                "none" => "remove it; say what `none` means here with `x-holdpoint.none`",
                _ => "remove it",
            };
            self.sink.push(bad(node.span, headline, label, help));
        }
        if words.is_empty() {
            self.sink.push(bad(
                entry.value.span,
                "an enum has no words",
                "nothing would be allowed here",
                "write a list of words",
            ));
        }
        Ty::Enum(Arc::new(Members { words, ordered }))
    }

    pub(super) fn limit(&mut self, schema: &Schema<'a>, key: &str) -> Option<i64> {
        let entry = schema.entry(key)?;
        let limit = entry.value.text().and_then(|text| text.parse().ok());
        if limit.is_none() {
            let headline = format!("{} is not a whole number", wording::quote(key));
            self.sink.push(bad(entry.value.span, headline, "this needs a whole number", "write a whole number, or remove it"));
        }
        limit
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{schema, site};
    use super::*;

    /// Headline and underlined text of each problem of a schema with these properties.
    fn problems(properties: &str) -> Vec<(String, String)> {
        site(properties).1.into_iter().map(|(_, headline, under, _, _)| (headline, under)).collect()
    }

    fn one(headline: &str, under: &str) -> Vec<(String, String)> {
        vec![(headline.to_owned(), under.to_owned())]
    }

    #[test]
    fn known_and_free_keys_can_stand_side_by_side() {
        let (shape, problems) = site(
            r#""versions": { "description": "What is installed.", "type": "object",
                 "properties": { "php": { "description": "PHP.", "type": "string", "x-holdpoint": { "type": "version", "scheme": "php" } } },
                 "additionalProperties": { "type": "string" } }"#,
        );
        assert_eq!(problems, []);
        assert_eq!(shape.at(&["versions", "php"]).and_then(Shape::ty), Some(&Ty::Version(crate::value::Scheme::Php)));
        assert_eq!(shape.at(&["versions", "theme"]).and_then(Shape::ty), Some(&Ty::Text));
    }

    #[test]
    fn an_object_says_whether_it_has_further_keys() {
        assert_eq!(
            problems(r#""a": { "description": "A.", "type": "object", "properties": {} }"#),
            one("an object doesn't say whether it has further keys", "a")
        );
        assert_eq!(
            problems(r#""a": { "description": "A.", "type": "object", "additionalProperties": true }"#),
            one("`additionalProperties` is neither `false` nor a schema", "true")
        );
    }

    #[test]
    fn what_is_required_is_defined() {
        assert_eq!(
            problems(r#""a": { "description": "A.", "type": "object", "required": ["id"], "additionalProperties": false }"#),
            one("`id` is required and not defined", "id")
        );
    }

    #[test]
    fn no_enum_has_the_words_for_what_is_not_known() {
        let with =
            |word: &str| problems(&format!(r#""a": {{ "description": "A.", "type": "string", "enum": ["pass", "{word}"] }}"#));
        assert_eq!(with("none"), one("an enum has the word `none`", "none"));
        assert_eq!(with("unknown"), one("an enum has the word `unknown`", "unknown"));
        assert_eq!(with("pass"), one("an enum has `pass` twice", "pass"));
        assert_eq!(with("fail"), []);
    }

    #[test]
    fn a_default_is_a_value_of_the_type() {
        let with = |default: &str| {
            let text = r#""a": { "description": "A.", "type": "boolean", "x-holdpoint": { "default": DEFAULT } }"#;
            site(&text.replace("DEFAULT", default))
        };
        let (shape, found) = with("true");
        assert_eq!(found, []);
        assert_eq!(shape.field("a").and_then(|a| a.note.default.clone()), Some(crate::value::Value::Bool(true)));
        assert_eq!(with("\"maybe\"").1[0].1, "a default can't be read");
    }

    #[test]
    fn a_list_of_items_has_the_fields_of_every_item_first() {
        let with = |own: &str| {
            let text = r#"{ "type": "object", "additionalProperties": false,
                "properties": { "workflows": { "description": "Workflows.", "type": "array",
                  "x-holdpoint": { "item": { "type": "workflow", "area": "workflows", "category": "commerce" } },
                  "items": { "type": "object", "additionalProperties": false,
                             "properties": { "OWN": { "description": "Own.", "type": "boolean" } } } } },
                "$defs": { "item": { "type": "object", "required": ["id"],
                  "properties": { "id": { "description": "A name.", "type": "string" },
                                  "enabled": { "description": "Whether.", "type": "boolean" } } } } }"#;
            schema(&text.replace("OWN", own), "site")
        };
        let (shape, problems) = with("gated");
        assert_eq!(problems, []);
        let element = shape.at(&["workflows", "0"]).and_then(Shape::record).unwrap();
        assert_eq!(element.fields.keys().map(|name| &**name).collect::<Vec<_>>(), ["id", "enabled", "gated"]);
        assert_eq!(element.required, [Arc::from("id")]);
        let kind = shape.field("workflows").and_then(|list| list.note.item.clone()).unwrap();
        assert_eq!(
            (kind.name.as_str(), kind.area.as_deref(), kind.category.as_deref()),
            ("workflow", Some("workflows"), Some("commerce"))
        );

        let (_, problems) = with("enabled");
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].0.as_str(), problems[0].1.as_str()),
            ("redefined-fact", "`enabled` of every item is defined already")
        );
    }
}
