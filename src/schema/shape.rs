//! The shape of a document of facts: records, lists, maps and typed scalars, each with its note.
//! How a shape is read from a schema is `read`'s business, how packs add to it `extend`'s.

use crate::text::NamedPath;
use std::sync::Arc;

use indexmap::IndexMap;

use super::note::Note;
use super::software::Software;
use crate::value::Ty;

/// What can stand at a place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its form.
    pub form: Form,
    /// What else the schema says about it.
    pub note: Arc<Note>,
}

/// The forms of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A typed scalar.
    Scalar(Ty),
    /// Known fields, each with its own shape.
    Record(Record),
    /// A list whose elements have one shape.
    List(Box<Shape>),
    /// Free keys whose values have one shape.
    Map {
        /// What the keys are.
        keys: Keys,
        /// The shape of every value.
        value: Box<Shape>,
    },
}

/// Known fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The fields in the schema's order.
    pub fields: IndexMap<Arc<str>, Shape>,
    /// The fields that must be stated.
    pub required: Vec<Arc<str>>,
    /// The shape of the values of further free keys, where there may be some.
    pub rest: Option<Box<Shape>>,
    /// What those further keys are.
    pub rest_keys: Keys,
}

/// What the free keys of a map are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// Any text.
    #[default]
    Text,
    /// Categories of the vocabulary.
    Category,
    /// Areas of the vocabulary.
    Area,
    /// The ids of the elements of the list at this path.
    Path(NamedPath),
    /// Software, in whatever spelling.
    Software(Arc<Software>),
}

impl Shape {
    /// A record without fields and with nothing said about it.
    pub fn empty() -> Self {
        Self { form: Form::Record(Record::default()), note: Arc::default() }
    }

    /// The shape of the value of `name`: a field, or what further keys hold; none for scalars and lists.
    pub fn field(&self, name: &str) -> Option<&Shape> {
        match &self.form {
            Form::Record(record) => {
                let spelled = || record.fields.get(&record.software()?.name(name));
                record.fields.get(name).or_else(spelled).or(record.rest.as_deref())
            }
            Form::Map { value, .. } => Some(value),
            Form::Scalar(_) | Form::List(_) => None,
        }
    }

    /// The shape at a path below this one; in a list any segment stands for an element.
    pub fn at<S: AsRef<str>>(&self, segments: &[S]) -> Option<&Shape> {
        segments.iter().try_fold(self, |shape, segment| shape.element().or_else(|| shape.field(segment.as_ref())))
    }

    /// The shape of the elements, when this is a list.
    pub fn element(&self) -> Option<&Shape> {
        match &self.form {
            Form::List(element) => Some(element),
            _ => None,
        }
    }

    /// The type, when this is a scalar.
    pub fn ty(&self) -> Option<&Ty> {
        match &self.form {
            Form::Scalar(ty) => Some(ty),
            _ => None,
        }
    }

    /// The record, when this is one.
    pub fn record(&self) -> Option<&Record> {
        match &self.form {
            Form::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Whether documents can't state it because the engine computes it.
    pub fn is_computed(&self) -> bool {
        self.note.computed.is_some()
    }

    /// Whether it is a scalar of which only the existence may be asked.
    pub fn is_secret(&self) -> bool {
        matches!(&self.form, Form::Scalar(ty) if self.note.secret || *ty == Ty::Secret)
    }

    /// Visits this shape and all below it in the schema's order, each with the names that lead to it from here; `[]` stands for the
    /// elements of a list, `*` for the values under free keys. They are written by [`written`].
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&[&'a str], &'a Shape)) {
        self.walk_from(&mut Vec::new(), visit);
    }

    fn walk_from<'a>(&'a self, names: &mut Vec<&'a str>, visit: &mut dyn FnMut(&[&'a str], &'a Shape)) {
        visit(names, self);
        let mut step = |name: &'a str, shape: &'a Shape| {
            names.push(name);
            shape.walk_from(names, visit);
            names.pop();
        };
        match &self.form {
            Form::Scalar(_) => {}
            Form::List(element) => step("[]", element),
            Form::Map { value, .. } => step("*", value),
            Form::Record(record) => {
                for (name, field) in &record.fields {
                    step(name, field);
                }
                if let Some(rest) = &record.rest {
                    step("*", rest);
                }
            }
        }
    }
}

/// The names that lead to a shape as text: `backup.taken_at`, `workflows[].next_run`, `categories.*.owner`.
pub fn written(names: &[&str]) -> String {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() && *name != "[]" {
            text.push('.');
        }
        text.push_str(name);
    }
    text
}

impl Form {
    /// The form in words: "a mapping", "a list", or what its type is called.
    pub fn name(&self) -> String {
        match self {
            Form::Record(_) | Form::Map { .. } => "a mapping".to_owned(),
            Form::List(_) => "a list".to_owned(),
            Form::Scalar(ty) => ty.name(),
        }
    }

    /// Whether both allow the same, whatever is said about them.
    pub fn agrees_with(&self, other: &Form) -> bool {
        match (self, other) {
            (Form::Scalar(a), Form::Scalar(b)) => a == b,
            (Form::List(a), Form::List(b)) => a.form.agrees_with(&b.form),
            (Form::Map { keys: a, value: v }, Form::Map { keys: b, value: w }) => a == b && v.form.agrees_with(&w.form),
            (Form::Record(a), Form::Record(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().all(|(name, field)| b.fields.get(name).is_some_and(|f| f.form.agrees_with(&field.form)))
                    && match (&a.rest, &b.rest) {
                        (Some(r), Some(s)) => r.form.agrees_with(&s.form),
                        (None, None) => true,
                        _ => false,
                    }
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(ty: Ty) -> Shape {
        Shape { form: Form::Scalar(ty), note: Arc::default() }
    }

    fn record(fields: Vec<(&str, Shape)>) -> Shape {
        let fields = fields.into_iter().map(|(name, shape)| (Arc::from(name), shape)).collect();
        Shape { form: Form::Record(Record { fields, ..Record::default() }), note: Arc::default() }
    }

    fn shop() -> Shape {
        let list = Form::List(Box::new(record(vec![("id", leaf(Ty::Text)), ("next_run", leaf(Ty::Instant))])));
        let map = Form::Map { keys: Keys::Category, value: Box::new(leaf(Ty::Bool)) };
        record(vec![
            ("id", leaf(Ty::Text)),
            ("workflows", Shape { form: list, note: Arc::default() }),
            ("paused", Shape { form: map, note: Arc::default() }),
        ])
    }

    #[test]
    fn a_path_leads_through_fields_elements_and_free_keys() {
        let shop = shop();
        assert_eq!(shop.at(&["workflows", "wf-restock", "next_run"]).and_then(Shape::ty), Some(&Ty::Instant));
        assert_eq!(shop.at(&["paused", "commerce"]).and_then(Shape::ty), Some(&Ty::Bool));
        assert_eq!(shop.at(&["id", "more"]), None);
        assert_eq!(shop.at(&["owner"]), None);
        assert_eq!(shop.at::<&str>(&[]), Some(&shop));
    }

    #[test]
    fn further_keys_of_a_record_have_the_shape_of_its_rest() {
        let mut shop = shop();
        if let Form::Record(record) = &mut shop.form {
            record.rest = Some(Box::new(leaf(Ty::Duration)));
        }
        assert_eq!(shop.field("id").and_then(Shape::ty), Some(&Ty::Text));
        assert_eq!(shop.field("other").and_then(Shape::ty), Some(&Ty::Duration));
    }

    #[test]
    fn a_walk_visits_every_shape_in_order_with_its_path() {
        let mut paths = Vec::new();
        shop().walk(&mut |path, _| paths.push(written(path)));
        assert_eq!(paths, ["", "id", "workflows", "workflows[]", "workflows[].id", "workflows[].next_run", "paused", "paused.*"]);
    }
}
