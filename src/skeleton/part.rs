//! The parts of a skeleton: what the rules read, laid out as the document has it, the most decisive first.
//! Which facts are read is said by `reads`; the text is written by `write`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::reads::{Place, Rank, Step, item_lists};
use crate::document::Node;
use crate::schema::Schemas;
use crate::schema::shape::{Form, Keys, Record, Shape};
use crate::text::NamedPath;
use crate::value::Ty;
use crate::vocabulary::{Kind as Table, Vocabulary};

/// One key of a skeleton.
#[derive(Clone, Debug)]
pub(super) struct Part<'s> {
    /// The key.
    pub name: String,
    /// What the schema says of it.
    pub shape: &'s Shape,
    /// Whether the document must have it.
    pub required: bool,
    /// What to write, where that is no example of the schema: what a document says already, for a required key.
    pub value: Option<String>,
    /// A sentence beside what the schema says.
    pub remark: Option<String>,
    /// What stands below it.
    pub below: Below<'s>,
    /// How much depends on it.
    pub rank: Rank,
}

/// What stands below a key.
#[derive(Clone, Debug)]
pub(super) enum Below<'s> {
    /// A scalar, or a list of scalars.
    Nothing,
    /// The keys of a mapping.
    Keys(Vec<Part<'s>>),
    /// The keys of each element of a list.
    Elements(Vec<Vec<Part<'s>>>),
}

/// What is read at a place and below it.
#[derive(Default)]
struct Tree {
    rank: Rank,
    below: BTreeMap<Step, Tree>,
}

impl Tree {
    fn add(&mut self, steps: &[Step], rank: Rank) {
        self.rank = self.rank.max(rank);
        if let Some((first, rest)) = steps.split_first() {
            self.below.entry(first.clone()).or_default().add(rest, rank);
        }
    }
}

/// The parts of the skeleton of one kind of documents.
pub(super) fn parts<'s>(
    root: &str,
    shape: &'s Shape,
    ranks: &BTreeMap<Place, Rank>,
    vocabulary: &Vocabulary,
    schemas: &Schemas,
) -> Vec<Part<'s>> {
    let mut tree = Tree::default();
    for (place, rank) in ranks.iter().filter(|(place, _)| &*place.root == root) {
        tree.add(&place.steps, *rank);
    }
    let maker = Maker { vocabulary, schemas };
    maker.below(shape, &tree)
}

struct Maker<'a> {
    vocabulary: &'a Vocabulary,
    schemas: &'a Schemas,
}

impl Maker<'_> {
    fn part<'s>(&self, name: &str, shape: &'s Shape, tree: &Tree, required: bool) -> Part<'s> {
        let nothing = Tree::default();
        let inner = |step: Step| tree.below.get(&step).unwrap_or(&nothing);
        let mut remark = None;
        let below = match &shape.form {
            Form::Scalar(_) => Below::Nothing,
            Form::List(element) => match &element.form {
                Form::Scalar(_) => Below::Nothing,
                _ => Below::Elements(vec![self.below(element, inner(Step::Element))]),
            },
            Form::Record(_) => Below::Keys(self.below(shape, tree)),
            Form::Map { keys, value } => {
                remark = self.keys_remark(keys);
                Below::Keys(vec![self.part(&self.example_key(keys), value, inner(Step::Value), false)])
            }
        };
        Part { name: name.to_owned(), shape, required, value: None, remark, below, rank: tree.rank }
    }

    /// The keys below a record that are read or required, in the order in which they are asked for.
    fn below<'s>(&self, shape: &'s Shape, tree: &Tree) -> Vec<Part<'s>> {
        let Form::Record(record) = &shape.form else { return Vec::new() };
        let nothing = Tree::default();
        let mut parts: Vec<Part<'s>> = Vec::new();
        for name in &record.required {
            if let Some(field) = record.fields.get(name) {
                let below = tree.below.get(&Step::Field(name.clone())).unwrap_or(&nothing);
                parts.push(self.part(name, field, below, true));
            }
        }
        let mut read = self.read(record, tree);
        // Whether there is such a record at all can be asked; then one of its fields shows what it looks like.
        if read.is_empty()
            && parts.is_empty()
            && let Some((name, field)) = record.fields.iter().find(|(_, f)| !f.is_computed())
        {
            read.push(self.part(name, field, &nothing, false));
        }
        read.sort_by_key(|part| Reverse(part.rank));
        parts.extend(read);
        parts
    }

    /// The keys that are read and not required, in the schema's order; free keys that the policy names come last.
    fn read<'s>(&self, record: &'s Record, tree: &Tree) -> Vec<Part<'s>> {
        let mut read = Vec::new();
        // Of software that rules read whatever it is called, that which every site has is asked for.
        let any = tree.below.get(&Step::Value).filter(|_| record.software().is_some());
        for (name, field) in record.fields.iter().filter(|(name, f)| !record.required.contains(name) && !f.is_computed()) {
            let usual = any.filter(|_| record.is_entry(field) && !field.note.from_vocabulary);
            if let Some(below) = tree.below.get(&Step::Field(name.clone())).or(usual) {
                read.push(self.part(name, field, below, false));
            }
        }
        let Some(rest) = &record.rest else { return read };
        for (step, below) in &tree.below {
            match step {
                Step::Field(name) if !record.fields.contains_key(name) => read.push(self.part(name, rest, below, false)),
                Step::Value if any.is_none() => read.push(self.part(&self.example_key(&record.rest_keys), rest, below, false)),
                _ => {}
            }
        }
        read
    }

    /// A key that may stand in a map.
    fn example_key(&self, keys: &Keys) -> String {
        let first = |table| self.vocabulary.names(table).first().map(|name| (*name).to_owned());
        let found = match keys {
            Keys::Text | Keys::Software(_) => None,
            Keys::Category => first(Table::Category),
            Keys::Area => first(Table::Area),
            Keys::Path(path) => self.id_of(path),
        };
        found.unwrap_or_else(|| "name".to_owned())
    }

    /// The example of what the elements of the list at a path are called.
    fn id_of(&self, path: &NamedPath) -> Option<String> {
        let names = path.names();
        let list = names.iter().try_fold(self.schemas.root(names.first()?)?, |shape, name| match self.schemas.root(name) {
            Some(root) => Some(root),
            None => shape.field(name),
        })?;
        let element = list.element()?;
        let named = element.field("id").or_else(|| element.field("name")).unwrap_or(element);
        example(named)
    }

    fn keys_remark(&self, keys: &Keys) -> Option<String> {
        let words = |table| self.vocabulary.names(table).join(", ");
        match keys {
            Keys::Text | Keys::Software(_) => None,
            Keys::Category => Some(format!("A key for each category: {}.", words(Table::Category))),
            Keys::Area => Some("A key for each area.".to_owned()),
            Keys::Path(path) => Some(format!("A key for each of {path}.")),
        }
    }
}

/// Facts that every item can have are asked for once: in the first list of items. One that the document `from` leaves out of a
/// complete inventory is empty, so nothing could be listed there.
pub(super) fn once(parts: &mut [Part<'_>], site: &Shape, from: Option<&Node>) {
    let common = common(site);
    let complete = from.and_then(|root| root.get("inventory")).and_then(Node::text) == Some("complete");
    let left_out = |name: &str| complete && from.is_some_and(|root| root.get(name).is_none());
    let mut first: Option<String> = None;
    for part in parts.iter_mut().filter(|part| part.shape.note.item.is_some() && !left_out(&part.name)) {
        let Below::Elements(elements) = &mut part.below else { continue };
        match &first {
            None => first = Some(part.name.clone()),
            Some(first) => {
                for fields in elements {
                    fields.retain(|f| f.required || !common.contains(f.name.as_str()));
                    // The example of an id is that of the first list.
                    let kind = part.shape.note.item.as_ref().map(|item| format!("{}-1", item.name));
                    fields.iter_mut().filter(|f| f.required).for_each(|f| f.value.clone_from(&kind));
                }
                part.remark = Some(format!("Each may state what is listed under {first}, too."));
            }
        }
    }
}

/// The fields that the elements of all lists of items have.
pub fn common(site: &Shape) -> BTreeSet<&str> {
    let names = |list: &Arc<str>| -> Option<BTreeSet<&str>> {
        let record = site.field(list)?.element()?.record()?;
        Some(record.fields.keys().map(|name| &**name).collect())
    };
    let each = item_lists(site).iter().filter_map(names).collect::<Vec<_>>();
    each.into_iter().reduce(|a, b| a.intersection(&b).copied().collect()).unwrap_or_default()
}

/// The first example of a scalar, as it is written.
pub(super) fn example(shape: &Shape) -> Option<String> {
    let text = |json: &String| match serde_json::from_str(json).ok()? {
        serde_json::Value::String(text) => Some(text),
        value @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => Some(value.to_string()),
        _ => None,
    };
    let given = shape.note.examples.iter().find_map(text);
    given.or_else(|| {
        Some(match shape.ty()? {
            Ty::Bool => "true".to_owned(),
            Ty::Integer { min, max } => 3.clamp(*min, *max).to_string(),
            Ty::Version(_) => "6.9.1".to_owned(),
            Ty::VersionRange(_) => ">=8.2 <9".to_owned(),
            Ty::Instant => "2026-07-20T18:00Z".to_owned(),
            Ty::Zone => "Europe/Berlin".to_owned(),
            Ty::Duration => "24h".to_owned(),
            Ty::Enum(members) => members.words.first()?.to_string(),
            Ty::Text | Ty::Area | Ty::Category | Ty::Secret => "name".to_owned(),
        })
    })
}
