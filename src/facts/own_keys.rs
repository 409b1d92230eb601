//! The keys of documents that are somebody's own: names of software, of migrations, of pages. Slips in them look like anything else.
//! Which of them a rule reads is `evaluate`'s business.

use std::sync::Arc;

use super::fact::{Basis, Fact, FactForm};
use super::store::Facts;
use crate::schema::shape::{Form, Keys, Shape};
use crate::text::Span;

/// A map that documents state under keys of their own.
#[derive(Clone, Debug)]
pub struct OwnKeys {
    /// The way to it: the kind of documents, then fields.
    pub path: Vec<Arc<str>>,
    /// Its keys with the places of what stands there.
    pub keys: Vec<(Arc<str>, Span)>,
    /// Whether they are names of software.
    pub software: bool,
    /// The names that are known for them.
    pub known: Vec<Arc<str>>,
}

/// Every such map of the facts, in the order of the schemas.
pub fn own_keys(facts: &Facts) -> Vec<OwnKeys> {
    let mut out = Vec::new();
    for (root, fact) in [("release", &facts.release), ("site", &facts.site), ("update", &facts.update)] {
        if let Some(spot) = facts.root(root) {
            visit(spot.shape, fact, &mut vec![Arc::from(root)], &mut out);
        }
    }
    out
}

fn visit(shape: &Shape, fact: &Fact, path: &mut Vec<Arc<str>>, out: &mut Vec<OwnKeys>) {
    let FactForm::Record { fields, .. } = &fact.form else { return };
    let keys = match &shape.form {
        Form::Map { keys, .. } => Some(keys),
        Form::Record(record) => record.rest.as_ref().map(|_| &record.rest_keys),
        Form::Scalar(_) | Form::List(_) => None,
    };
    if let Some(keys) = keys.filter(|keys| matches!(keys, Keys::Text | Keys::Path(_) | Keys::Software(_))) {
        let record = shape.record();
        let known = record.into_iter().flat_map(|r| r.fields.iter().filter(|(_, f)| r.is_entry(f))).map(|(name, _)| name.clone());
        // What a schema declares is a name of the schema's.
        let declared = |name: &str| record.is_some_and(|r| r.fields.get(name).is_some_and(|field| !field.note.from_vocabulary));
        let own = fields.iter().filter(|(name, fact)| fact.basis == Basis::Stated && !declared(name));
        let keys_with = own.filter_map(|(name, fact)| Some((name.clone(), fact.span?)));
        out.push(OwnKeys {
            path: path.clone(),
            keys: keys_with.collect(),
            software: matches!(keys, Keys::Software(_)),
            known: known.collect(),
        });
    }
    for (name, fact) in fields {
        let Some(field) = shape.field(name) else { continue };
        path.push(name.clone());
        visit(field, fact, path, out);
        path.pop();
    }
}
