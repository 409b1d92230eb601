//! Lists whose elements are items: the fields that every item has, and the one list in which all items of a site meet.
//! What an item is by default is said by the note of its list.

use std::sync::Arc;

use indexmap::IndexMap;

use super::problem::{RedefinedFact, bad};
use super::shape::{Form, Record, Shape};
use crate::diagnostic::Sink;
use crate::text::{Span, wording};

/// The name of the computed fact that lists all items of a site.
const ALL_ITEMS: &str = "items";

/// Adds the fields that every item has to the elements of a list of items, which must not define them too.
pub(super) fn add_fields(element: &mut Shape, item: Option<&Shape>, at: Span, sink: &mut Sink) {
    let Some(item) = item else { return };
    Arc::make_mut(&mut element.note).relations.extend(item.note.relations.iter().cloned());
    let Some(item) = item.record() else { return };
    let Form::Record(record) = &mut element.form else {
        let help = "describe the elements as an object";
        sink.push(bad(at, "items are not records", "the elements of a list of items are records", help));
        return;
    };
    let mut fields = item.fields.clone();
    for (name, field) in record.fields.drain(..) {
        if let Some(common) = fields.get(&name) {
            let what = format!("{} of every item", wording::quote(&name));
            let (again, first) = (field.note.span, common.note.span);
            let help = format!("remove {} here: every item has it", wording::quote(&name));
            sink.push(RedefinedFact { what: &what, again, first, label: "defined again here", help }.into());
        } else {
            fields.insert(name, field);
        }
    }
    record.fields = fields;
    add_required(record, &item.required);
}

/// Gives the list of all items the fields that its lists add. A field on which two lists don't agree isn't one of them:
/// a policy reads it through the list it means.
pub(super) fn gather(site: &mut Shape) {
    let mut found: IndexMap<Arc<str>, Option<Shape>> = IndexMap::new();
    site.walk(&mut |_, shape| {
        if shape.note.item.is_none() {
            return;
        }
        for (name, field) in shape.element().and_then(Shape::record).into_iter().flat_map(|record| &record.fields) {
            match found.get_mut(name) {
                Some(known) if known.as_ref().is_some_and(|k| !k.form.agrees_with(&field.form)) => *known = None,
                Some(_) => {}
                None => {
                    found.insert(name.clone(), Some(field.clone()));
                }
            }
        }
    });
    each_list_of_all(site, &mut |record| {
        for (name, field) in &found {
            match field {
                Some(field) if !record.fields.contains_key(name) => {
                    record.fields.insert(name.clone(), field.clone());
                }
                Some(_) => {}
                None => {
                    record.fields.shift_remove(name);
                }
            }
        }
    });
}

fn each_list_of_all(shape: &mut Shape, change: &mut dyn FnMut(&mut Record)) {
    let all = shape.note.computed.as_ref().is_some_and(|computed| computed.name == ALL_ITEMS);
    match &mut shape.form {
        Form::Record(record) => record.fields.values_mut().for_each(|field| each_list_of_all(field, change)),
        Form::List(element) if all => {
            if let Form::Record(record) = &mut element.form {
                change(record);
            }
        }
        _ => {}
    }
}

fn add_required(record: &mut Record, required: &[Arc<str>]) {
    let missing: Vec<_> = required.iter().filter(|name| !record.required.contains(name)).cloned().collect();
    record.required.splice(0..0, missing);
}
