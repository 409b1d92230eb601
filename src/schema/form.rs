//! What the keywords of each JSON type say of a form: fields, free keys, elements, the types that a text may have.
//! Which keywords there are, and what else they say, is `read`'s business.

use std::sync::Arc;

use indexmap::IndexMap;

use super::items;
use super::keywords::Keywords;
use super::note::Note;
use super::problem::bad;
use super::read::{Above, Place, Reader, Schema, stand_in};
use super::shape::{Form, Record, Shape};
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
            Some(value) if fields.is_empty() => Form::Map { keys: rest_keys, value: Box::new(value) },
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
                self.sink.push(bad(place.at, "an object doesn't say whether it has further keys", "any key would be allowed here", help));
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
                let place = Place { at: entry.key.span, above: Above::below(note), base, part: base.is_some() || is_item, named: false };
                self.shape(&entry.value, place)
            }
            None if base.is_some() || is_item => base.cloned().unwrap_or_else(Shape::empty),
            None => {
                self.sink.push(bad(place.at, "a list doesn't say what its elements are", "anything would be allowed here", "add `\"items\"`"));
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
            self.sink.push(bad(entry.key.span, "an enum has a type of its own", "its words are its type", "remove `x-holdpoint.type`"));
        }
        let mut words: Vec<Arc<str>> = Vec::new();
        for node in entry.value.elements() {
            let word = node.text().unwrap_or_default();
            let (headline, label) = match word {
                "none" | "unknown" => (format!("an enum has the word {}", wording::quote(word)), "every fact may be unknown, and `none` is not a value"),
                "" => ("an enum has a word that is not text".to_owned(), "this needs a word"),
                _ if words.iter().any(|known| &**known == word) => (format!("an enum has {} twice", wording::quote(word)), "written before"),
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
            self.sink.push(bad(entry.value.span, "an enum has no words", "nothing would be allowed here", "write a list of words"));
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
