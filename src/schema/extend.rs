//! The schemas of one run: those every update has, which are part of the program, and what packs add to them.
//! How one file is read is `read`'s business.

use super::items;
use super::problem::{RedefinedFact, bad};
use super::read::read;
use super::shape::{Form, Shape};
use crate::diagnostic::Sink;
use crate::document::{self, Node};
use crate::text::{Sources, wording};

/// The schemas that are part of the program: root name, file name, text.
const CORE: [(&str, &str, &str); 4] = [
    ("release", "schemas/release.schema.json", include_str!("../../schemas/release.schema.json")),
    ("site", "schemas/site.schema.json", include_str!("../../schemas/site.schema.json")),
    ("update", "schemas/update.schema.json", include_str!("../../schemas/update.schema.json")),
    ("plan", "schemas/plan.schema.json", include_str!("../../schemas/plan.schema.json")),
];

/// Words that are masked whatever a schema says of a key with that name.
const ALWAYS_SECRET: [&str; 5] = ["key", "token", "secret", "password", "purchase_code"];

/// Parts of keys that look as if their values were secret.
const SECRET_LOOKS: [&str; 10] =
    ["key", "token", "secret", "password", "passwd", "pwd", "passphrase", "bearer", "authorization", "purchase_code"];

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
}

impl Schemas {
    /// The names of the roots, in order.
    pub const ROOTS: [&str; 4] = ["release", "site", "update", "plan"];

    /// Schemas that allow nothing.
    pub fn empty() -> Self {
        Self { release: Shape::empty(), site: Shape::empty(), update: Shape::empty(), plan: Shape::empty(), item: None }
    }

    /// The schemas that are part of the program. Their files become sources, so that a pack's problem can point at them.
    pub fn core(sources: &mut Sources, sink: &mut Sink) -> Self {
        let mut schemas = Self::empty();
        for (root, file, text) in CORE {
            let id = sources.add(file, text.as_bytes().to_vec());
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

    fn root_mut(&mut self, name: &str) -> Option<&mut Shape> {
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

    /// The keys whose values are secret, each once, in order of name.
    pub fn secret_words(&self) -> Vec<String> {
        self.words(|shape, _| shape.is_secret())
    }

    /// The keys that look as if their values were secret, and are not, each once, in order of name.
    pub fn plain_words(&self) -> Vec<String> {
        let secret = self.secret_words();
        let looks_secret = |key: &str| {
            let key = key.to_ascii_lowercase();
            SECRET_LOOKS.iter().any(|look| key.contains(look))
        };
        let mut words = self.words(|_, key| looks_secret(key) && !ALWAYS_SECRET.contains(&key));
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
        let path = path.join(".");
        RedefinedFact { path: &path, again: new.note.span, first: base.note.span, label, help }.into()
    };
    let same_note = {
        let mut note = (*new.note).clone();
        note.span = base.note.span;
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
                    let path = path.join(".");
                    let help = "write `\"additionalProperties\": false`, and name the new fields".to_owned();
                    let label = "allows keys that were not allowed";
                    sink.push(RedefinedFact { path: &path, again: rest.note.span, first: None, label, help }.into());
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
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    /// The core schemas with the schema files of the built-in pack.
    fn sophmate() -> (Schemas, Vec<Diagnostic>) {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let mut schemas = Schemas::core(&mut sources, &mut sink);
        for (kind, text) in [
            ("release", include_str!("../../policies/sophmate/facts/release.schema.json")),
            ("site", include_str!("../../policies/sophmate/facts/site.schema.json")),
            ("update", include_str!("../../policies/sophmate/facts/update.schema.json")),
        ] {
            let id = sources.add(&format!("{kind}.schema.json"), text.as_bytes().to_vec());
            let document = document::parse(&sources, id, &mut sink).unwrap();
            schemas.extend(kind, &document.root, &mut sink);
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
    fn dump() {
        let (schemas, _) = sophmate();
        schemas.site.walk(&mut |p, s| println!("{p} {} {:?} {:?}", s.form.name(), s.note.kind, s.note.known_from));
        println!("{:?}\n{:?}", schemas.secret_words(), schemas.plain_words());
        let _ = Code::ALL;
    }
}
