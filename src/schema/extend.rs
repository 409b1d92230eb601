//! The schemas of one run: those every update has, which are part of the program, and what packs add to them.
//! How one file is read is `read`'s business.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::items;
use super::json::meaning;
use super::problem::{RedefinedFact, bad};
use super::product::Product;
use super::read::read;
use super::shape::{Form, Shape};
use super::software::{self, Software};
use super::validate::Validator;
use crate::diagnostic::Sink;
use crate::document::{self, Node};
use crate::text::{Sources, mask, wording};
use crate::value::Scheme;

/// The schemas that are part of the program: root name, file name, text.
const CORE: [(&str, &str, &str); 4] = [
    ("release", "schemas/release.schema.json", include_str!("../../schemas/release.schema.json")),
    ("site", "schemas/site.schema.json", include_str!("../../schemas/site.schema.json")),
    ("update", "schemas/update.schema.json", include_str!("../../schemas/update.schema.json")),
    ("plan", "schemas/plan.schema.json", include_str!("../../schemas/plan.schema.json")),
];

/// Words that are masked whatever a schema says of a key with that name.
const ALWAYS_SECRET: [&str; 5] = ["key", "token", "secret", "password", "purchase_code"];

/// What documents of facts may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schemas {
    /// Documents of kind `release`.
    pub release: Shape,
    /// Documents of kind `site`.
    pub site: Shape,
    /// Documents of kind `update`.
    pub update: Shape,
    /// What the engine computes about the plan itself; no document states it.
    pub plan: Shape,
    /// The fields that every item has.
    item: Option<Shape>,
    /// The products that the facts are about, the main one first.
    pub(super) products: Vec<Product>,
    /// Products that packs know which are not loaded, with their packs.
    pub(super) elsewhere: Vec<(&'static str, &'static str)>,
    validators: Validators,
}

/// The validators of documents by kind, each made when it is asked for the first time: making one takes longer than most documents.
#[derive(Clone, Debug, Default)]
struct Validators([OnceLock<Result<Arc<Validator>, String>>; 3]);

impl PartialEq for Validators {
    /// They follow from the shapes.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Validators {}

impl Schemas {
    /// The names of the roots, in order.
    pub const ROOTS: [&str; 4] = ["release", "site", "update", "plan"];

    /// Schemas that allow nothing.
    pub fn empty() -> Self {
        let [release, site, update, plan] = [Shape::empty(), Shape::empty(), Shape::empty(), Shape::empty()];
        Self {
            release,
            site,
            update,
            plan,
            item: None,
            products: Vec::new(),
            elsewhere: Vec::new(),
            validators: Validators::default(),
        }
    }

    /// The schemas that are part of the program. Their files become sources, so that a pack's problem can point at them.
    pub fn core(sources: &mut Sources, sink: &mut Sink) -> Self {
        let mut schemas = Self::empty();
        for (root, file, text) in CORE {
            let id = sources.add_own(file, text);
            if let Some(document) = document::parse(sources, id, sink) {
                schemas.start(root, &document.root, sink);
            }
        }
        schemas
    }

    /// Sets a root to what its schema file says, in place of anything known so far.
    fn start(&mut self, root: &str, node: &Node, sink: &mut Sink) {
        let mut found = read(node, root, None, self.item.as_ref(), sink);
        if root == "site" {
            self.item = found.item;
            items::gather(&mut found.shape);
        }
        if let Some(shape) = self.root_mut(root) {
            *shape = found.shape;
        }
    }

    /// The shape of a root: `release`, `site`, `update` or `plan`.
    pub fn root(&self, name: &str) -> Option<&Shape> {
        match name {
            "release" => Some(&self.release),
            "site" => Some(&self.site),
            "update" => Some(&self.update),
            "plan" => Some(&self.plan),
            _ => None,
        }
    }

    /// What validates documents of a kind about a release of a product of this scheme; the message says why there is nothing.
    pub fn validator(&self, kind: &str, scheme: Scheme) -> Result<Arc<Validator>, String> {
        let shape = self.root_in(kind, scheme).ok_or_else(|| format!("no documents are of kind {}", wording::quote(kind)))?;
        let make = || Validator::new(&meaning(&shape, kind)).map(Arc::new);
        let place = Self::ROOTS.iter().position(|root| *root == kind);
        // The shapes as they are; those of another scheme are made for one release.
        match place.and_then(|n| self.validators.0.get(n)).filter(|_| matches!(shape, Cow::Borrowed(_))) {
            Some(made) => made.get_or_init(make).clone(),
            None => make(),
        }
    }

    fn root_mut(&mut self, name: &str) -> Option<&mut Shape> {
        self.validators = Validators::default();
        match name {
            "release" => Some(&mut self.release),
            "site" => Some(&mut self.site),
            "update" => Some(&mut self.update),
            "plan" => Some(&mut self.plan),
            _ => None,
        }
    }

    /// Adds what a pack's schema file says of the documents of a kind: new fields, at any depth of the known records.
    pub fn extend(&mut self, kind: &str, node: &Node, sink: &mut Sink) {
        let Some(base) = self.root(kind).filter(|_| kind != "plan") else {
            let headline = format!("packs add no facts to {}", wording::quote(kind));
            sink.push(bad(node.span, headline, "for documents that don't exist", "use `release`, `site` or `update`"));
            return;
        };
        let found = read(node, kind, Some(base), self.item.as_ref(), sink);
        let is_site = kind == "site";
        if let Some(base) = self.root_mut(kind) {
            merge(base, found.shape, &mut vec![kind.to_owned()], sink);
            if is_site {
                items::gather(base);
            }
        }
    }

    /// Lets documents name this software, each kind by its names and with its own scheme of versions.
    pub fn name_software(&mut self, software: &Arc<Software>) {
        self.validators = Validators::default();
        for shape in [&mut self.release, &mut self.site, &mut self.update] {
            software::put(shape, software);
        }
        items::gather(&mut self.site);
    }

    /// The keys whose values are secret, each once, in order of name.
    pub fn secret_words(&self) -> Vec<String> {
        self.words(|shape, _| shape.is_secret())
    }

    /// The keys that look as if their values were secret, and are not, each once, in order of name.
    pub fn plain_words(&self) -> Vec<String> {
        let secret = self.secret_words();
        let mut words = self.words(|_, key| mask::looks_secret(key) && !ALWAYS_SECRET.contains(&key));
        words.retain(|word| secret.binary_search(word).is_err());
        words
    }

    fn words(&self, wanted: impl Fn(&Shape, &str) -> bool) -> Vec<String> {
        let mut words = Vec::new();
        for shape in [&self.release, &self.site, &self.update] {
            collect(shape, &wanted, &mut words);
        }
        words.sort();
        words.dedup();
        words
    }
}

fn collect(shape: &Shape, wanted: &impl Fn(&Shape, &str) -> bool, words: &mut Vec<String>) {
    match &shape.form {
        Form::Scalar(_) => {}
        Form::List(value) | Form::Map { value, .. } => collect(value, wanted, words),
        Form::Record(record) => {
            for (name, field) in &record.fields {
                // The key of a list of secrets is a secret word as much as that of one secret.
                let mut innermost = field;
                while let Some(element) = innermost.element() {
                    innermost = element;
                }
                if wanted(innermost, name) {
                    words.push(name.to_string());
                }
                collect(field, wanted, words);
            }
            if let Some(rest) = &record.rest {
                collect(rest, wanted, words);
            }
        }
    }
}

/// Adds to `base` what `new` has and it lacks, and reports what both say.
fn merge(base: &mut Shape, new: Shape, path: &mut Vec<String>, sink: &mut Sink) {
    let conflict = |path: &[String], label: &str, help: String| {
        let what = wording::quote(&path.join("."));
        RedefinedFact { what: &what, again: new.note.span, first: base.note.span, label, help }.into()
    };
    let same_note = {
        let mut note = (*new.note).clone();
        note.span = base.note.span;
        note.relations.clone_from(&base.note.relations);
        note == *base.note
    };
    let found = match (&base.form, &new.form) {
        (Form::Scalar(_), Form::Scalar(_)) => {
            let help = "remove it, or give it another name".to_owned();
            Some(conflict(path, "defined again here", help))
        }
        (Form::Record(_), Form::Record(_)) | (Form::List(_), Form::List(_)) if same_note => None,
        (Form::Map { keys: a, .. }, Form::Map { keys: b, .. }) if same_note && a == b => None,
        (Form::Record(_), Form::Record(_)) | (Form::List(_), Form::List(_)) | (Form::Map { .. }, Form::Map { .. }) => {
            let help = "remove its `x-holdpoint`; new fields below it may have their own".to_owned();
            Some(conflict(path, "says something else about it", help))
        }
        (known, _) => {
            let help = format!("describe it as {}, or give it another name", known.name());
            Some(conflict(path, "has another form here", help))
        }
    };
    if let Some(problem) = found {
        sink.push(problem);
        return;
    }
    if !new.note.relations.is_empty() {
        Arc::make_mut(&mut base.note).relations.extend(new.note.relations.iter().cloned());
    }
    match (&mut base.form, new.form) {
        (Form::List(base), Form::List(new)) | (Form::Map { value: base, .. }, Form::Map { value: new, .. }) => {
            below(base, *new, "*", path, sink);
        }
        (Form::Record(base), Form::Record(new)) => {
            for (name, field) in new.fields {
                match base.fields.get_mut(&name) {
                    Some(known) => below(known, field, &name, path, sink),
                    None => {
                        base.fields.insert(name, field);
                    }
                }
            }
            for name in new.required {
                if !base.required.contains(&name) {
                    base.required.push(name);
                }
            }
            match (&mut base.rest, new.rest) {
                (_, None) => {}
                (Some(known), Some(rest)) => below(known, *rest, "*", path, sink),
                (None, Some(rest)) => {
                    let what = wording::quote(&path.join("."));
                    let help = "write `\"additionalProperties\": false`, and name the new fields".to_owned();
                    let label = "allows keys that were not allowed";
                    sink.push(RedefinedFact { what: &what, again: rest.note.span, first: None, label, help }.into());
                }
            }
        }
        _ => {}
    }
}

fn below(base: &mut Shape, new: Shape, segment: &str, path: &mut Vec<String>, sink: &mut Sink) {
    path.push(segment.to_owned());
    merge(base, new, path, sink);
    path.pop();
}

#[cfg(test)]
mod tests {
    use super::super::note::FactKind;
    use super::super::testing::tree;
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::value::Ty;

    /// The core schemas with the schema files of the built-in pack.
    fn sophmate() -> (Schemas, Vec<Diagnostic>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let mut schemas = Schemas::core(&mut sources, &mut sink);
        for (kind, text) in [
            ("release", include_str!("../../policies/sophmate/facts/release.schema.json")),
            ("site", include_str!("../../policies/sophmate/facts/site.schema.json")),
            ("update", include_str!("../../policies/sophmate/facts/update.schema.json")),
        ] {
            let (_, document) = document::load(&mut sources, &format!("{kind}.schema.json"), text.as_bytes().to_vec(), &mut sink);
            schemas.extend(kind, &document.unwrap().root, &mut sink);
        }
        (schemas, sink.into_sorted())
    }

    #[test]
    fn the_schemas_that_ship_load_without_problems() {
        let (schemas, problems) = sophmate();
        assert_eq!(problems, []);
        assert!(schemas.site.at(&["workflows", "wf-restock", "enabled"]).is_some());
    }

    #[test]
    fn every_example_and_default_of_the_schemas_that_ship_can_be_read() {
        let (schemas, _) = sophmate();
        for root in Schemas::ROOTS {
            schemas.root(root).unwrap().walk(&mut |path, shape| {
                let Some(ty) = shape.ty() else { return };
                for example in &shape.note.examples {
                    let text = match serde_json::from_str(example).unwrap() {
                        serde_json::Value::String(text) => text,
                        other => other.to_string(),
                    };
                    assert!(ty.read(&text).is_some(), "{root} {path:?}: {text}");
                }
            });
        }
    }

    #[test]
    fn the_words_of_secret_and_plain_keys_come_from_the_schemas() {
        let (schemas, _) = sophmate();
        assert_eq!(schemas.secret_words(), ["key", "purchase_code"]);
        assert!(schemas.plain_words().contains(&"provider_key".to_owned()));
        assert!(schemas.plain_words().contains(&"secrets".to_owned()));
        assert!(!schemas.plain_words().contains(&"key".to_owned()));
    }

    #[test]
    fn the_list_of_all_items_has_the_fields_its_lists_agree_on() {
        let (schemas, _) = sophmate();
        let all = schemas.site.at(&["items", "0"]).unwrap();
        assert!(all.field("enabled").is_some());
        assert!(all.field("cadence").is_some());
        assert!(all.field("traces_reviewed").is_some());
    }

    /// A small site schema, extended by a pack's properties; with the code, headline and both places of each problem.
    fn extended(properties: &str) -> (Schemas, Vec<(String, Vec<String>)>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let mut schemas = Schemas::empty();
        let core = tree(
            &mut sources,
            r#"{ "type": "object", "additionalProperties": false, "properties": {
                 "backup": { "description": "The backup.", "type": "object", "additionalProperties": false,
                   "x-holdpoint": { "kind": "confirmation" },
                   "properties": { "taken_at": { "description": "When.", "type": "string", "x-holdpoint": { "type": "instant" } } } },
                 "checks": { "description": "Checks.", "type": "object", "additionalProperties": { "type": "boolean" } },
                 "drafts": { "description": "Drafts.", "type": "array", "items": { "type": "object", "additionalProperties": false,
                   "properties": { "id": { "description": "A name.", "type": "string" } } } } } }"#,
        );
        schemas.start("site", &core, &mut sink);
        let pack = tree(&mut sources, &format!(r#"{{ "type": "object", "properties": {{ {properties} }} }}"#));
        schemas.extend("site", &pack, &mut sink);
        let view = |d: Diagnostic| {
            let places = d.labels.iter().map(|l| format!("{}: {}", sources.text(l.span).trim_matches('"'), l.text)).collect();
            (format!("{}: {}", d.code.name(), d.headline), places)
        };
        (schemas, sink.into_sorted().into_iter().map(view).collect())
    }

    #[test]
    fn a_pack_adds_facts_at_any_depth_which_inherit_what_is_said_above() {
        let (schemas, problems) = extended(
            r#""loyalty": { "description": "Whether.", "type": "boolean" },
               "backup": { "type": "object", "properties": { "copies": { "description": "How many.", "type": "integer" } } },
               "drafts": { "type": "array", "items": { "type": "object", "properties": { "url": { "description": "Where.", "type": "string" } } } }"#,
        );
        assert_eq!(problems, []);
        assert_eq!(schemas.site.field("loyalty").and_then(Shape::ty), Some(&Ty::Bool));
        let copies = schemas.site.at(&["backup", "copies"]).unwrap();
        assert_eq!(copies.note.kind, FactKind::Confirmation);
        assert_eq!(schemas.site.field("backup").map(|b| b.note.description.as_str()), Some("The backup."));
        assert_eq!(schemas.site.at(&["drafts", "0", "url"]).and_then(Shape::ty), Some(&Ty::Text));
        assert_eq!(schemas.site.at(&["drafts", "0", "id"]).and_then(Shape::ty), Some(&Ty::Text));
    }

    #[test]
    fn a_fact_defined_again_is_refused_with_both_places() {
        let (schemas, problems) = extended(
            r#""backup": { "type": "object", "properties": { "taken_at": { "description": "When.", "type": "string" } } }"#,
        );
        let places = ["taken_at: defined again here", "taken_at: first defined here"].map(str::to_owned).to_vec();
        assert_eq!(problems, [("redefined-fact: `site.backup.taken_at` is defined already".to_owned(), places)]);
        assert_eq!(schemas.site.at(&["backup", "taken_at"]).and_then(Shape::ty), Some(&Ty::Instant));
    }

    #[test]
    fn another_form_or_kind_of_a_known_fact_is_refused() {
        let headline = |properties: &str| extended(properties).1.into_iter().map(|(h, p)| (h, p[0].clone())).collect::<Vec<_>>();
        let backup = "redefined-fact: `site.backup` is defined already".to_owned();
        assert_eq!(
            headline(r#""backup": { "type": "array", "items": { "type": "string" } }"#),
            [(backup.clone(), "backup: has another form here".to_owned())]
        );
        assert_eq!(
            headline(r#""backup": { "type": "object", "x-holdpoint": { "kind": "event" } }"#),
            [(backup.clone(), "backup: says something else about it".to_owned())]
        );
        assert_eq!(
            headline(
                r#""backup": { "type": "object", "properties": { "copies": { "description": "C.", "type": "integer" } },
                           "additionalProperties": { "type": "string" } }"#
            ),
            [(backup, "additionalProperties: allows keys that were not allowed".to_owned())]
        );
        assert_eq!(
            headline(
                r#""checks": { "type": "object", "properties": { "mail": { "description": "Mail.", "type": "boolean" } } }"#
            ),
            [("redefined-fact: `site.checks` is defined already".to_owned(), "checks: has another form here".to_owned())]
        );
    }

    #[test]
    fn packs_add_no_facts_to_the_plan() {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let node = tree(&mut sources, r#"{ "type": "object" }"#);
        Schemas::empty().extend("plan", &node, &mut sink);
        assert_eq!(
            sink.iter().map(|d| (d.code, d.headline.as_str())).collect::<Vec<_>>(),
            [(Code::BadSchema, "packs add no facts to `plan`")]
        );
    }
}
