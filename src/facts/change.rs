//! Changes of facts: one set, one removed, another moment; applied to documents, which are then read like any others.
//! What a change brings about is `explain`'s business, how a text is edited `document::edit`'s.

use std::sync::Arc;

use super::fact_path::FactPath;
use super::load::{FactDocument, FactKind};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::edit::{Edit, Step, in_tree};
use crate::document::{Entry, Key, Kind, Node, Scalar};
use crate::schema::{Form, OnTheWay, Schemas, Shape, software};
use crate::text::{Sources, Span, wording};
use crate::value::{Instant, Phase, Scheme, Version};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A fact is set.
    Set {
        /// Which.
        path: FactPath,
        /// To what, as a document would write it.
        to: Node,
    },
    /// A fact is left out, an element removed from its list.
    Unset {
        /// Which.
        path: FactPath,
    },
    /// The evaluation happens at another moment.
    Now(Instant),
}

impl Change {
    /// A fact set to a scalar of this text.
    pub fn scalar(path: FactPath, text: &str, span: Span) -> Self {
        Change::Set { path, to: node(text, span) }
    }

    /// The fact it changes.
    pub fn path(&self) -> Option<&FactPath> {
        match self {
            Change::Set { path, .. } | Change::Unset { path } => Some(path),
            Change::Now(_) => None,
        }
    }

    /// What the fact is set to, as text for people; none for anything but a scalar or a list of scalars.
    pub fn value(&self) -> Option<String> {
        match self {
            Change::Set { to, .. } => Some(shown(to)),
            Change::Unset { .. } => None,
            Change::Now(at) => Some(at.to_string()),
        }
    }
}

/// A scalar node.
pub fn node(text: &str, span: Span) -> Node {
    Node { span, kind: Kind::Scalar(Scalar { text: text.to_owned(), plain: true }) }
}

/// A value on one line, for people.
pub fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.is_null() => "(not stated)".to_owned(),
        Kind::Scalar(scalar) => scalar.text.clone(),
        Kind::List(elements) => format!("[{}]", elements.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Map(entries) => {
            let pair = |e: &Entry| format!("{}: {}", e.key.text, shown(&e.value));
            format!("{{ {} }}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Reads `path=value`, the value as YAML; else what is wrong, with its place in what was written.
pub fn read_set(written: &str, schemas: &Schemas, sources: &mut Sources) -> Result<Change, Vec<Diagnostic>> {
    let Some((name, value)) = split(written) else {
        let headline = format!("{} sets nothing", wording::quote(written));
        let help = format!("write a path, `=` and a value, such as `{}=pass`", written.trim());
        return Err(vec![wrong("--set", written, "this has no value", headline, sources).help(help)]);
    };
    let path = read_path("--set", name, schemas, sources)?;
    // The text is a document of its own, so that a secret in it is masked and a problem with it has a place.
    let key = path.steps.last().map(|s| s.to_string()).unwrap_or_default();
    let plain =
        key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let quoted = if plain { key } else { serde_json::to_string(&key).unwrap_or_default() };
    let text = format!("{quoted}: {value}\n");
    let mut sink = Sink::new();
    let (_, document) = crate::document::load(sources, &format!("--set {path}"), text.into_bytes(), &mut sink);
    let root = document.map(|document| document.root);
    if sink.has_errors() {
        return Err(sink.into_sorted());
    }
    match root.as_ref().map(Node::entries) {
        Some([entry]) => Ok(Change::Set { path, to: entry.value.clone() }),
        _ => {
            let headline = format!("the value of {} can't be read", wording::quote(&path.to_string()));
            Err(vec![wrong("--set", written, "not one value", headline, sources).help("write one value after the `=`")])
        }
    }
}

/// Reads the path of a fact to leave out; else what is wrong, with its place.
pub fn read_unset(written: &str, schemas: &Schemas, sources: &mut Sources) -> Result<Change, Vec<Diagnostic>> {
    read_path("--unset", written, schemas, sources).map(|path| Change::Unset { path })
}

fn read_path(option: &str, written: &str, schemas: &Schemas, sources: &mut Sources) -> Result<FactPath, Vec<Diagnostic>> {
    let found = FactPath::parse(written).and_then(|path| path.shape(schemas).map(|_| path));
    found.map_err(|why| {
        // A message says what is wrong, and after a semicolon what to write.
        let (headline, help) = why.split_once("; ").unwrap_or((&why, "write the path of a fact that a document states"));
        vec![wrong(option, written, "not a fact that documents state", headline.to_owned(), sources).help(help)]
    })
}

/// A problem with what was written after an option.
fn wrong(option: &str, written: &str, label: &str, headline: String, sources: &mut Sources) -> Diagnostic {
    let id = sources.add(option, written.as_bytes().to_vec());
    let end = sources.get(id).text().len();
    Diagnostic::new(Code::UnknownPath, headline).at(Span::new(id, 0, end), label)
}

/// The first `=` that doesn't stand in brackets.
fn split(written: &str) -> Option<(&str, &str)> {
    let mut inside = false;
    for (n, c) in written.char_indices() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            '=' if !inside => return Some((written.get(..n)?.trim(), written.get(n + 1..)?.trim())),
            _ => {}
        }
    }
    None
}

/// Where a change goes: which document, and what is edited in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The document, by its place among them.
    pub document: usize,
    /// What is edited.
    pub edit: Edit,
}

/// The documents after the changes, in order; the message says which change has no place. `phase` is for an update document
/// that must be made first.
pub fn apply(
    documents: &[FactDocument],
    changes: &[Change],
    schemas: &Schemas,
    phase: Phase,
) -> Result<Vec<FactDocument>, String> {
    let mut out = documents.to_vec();
    for change in changes {
        if change.path().is_some_and(|p| p.kind == FactKind::Update) && out.iter().all(|d| d.kind != FactKind::Update) {
            out.push(empty_update(documents, phase));
        }
        for placed in place(&out, change, schemas)? {
            if let Some(document) = out.get_mut(placed.document) {
                in_tree(&mut document.root, &placed.edit);
            }
        }
    }
    Ok(out)
}

fn empty_update(documents: &[FactDocument], phase: Phase) -> FactDocument {
    let zero = documents.first().map(|d| Span { end: d.root.span.start, ..d.root.span });
    let span = zero.unwrap_or_else(|| Span::new(Sources::new().add("", Vec::new()), 0, 0));
    let entry = |name: &str, text: &str| Entry { key: Key { text: name.to_owned(), span }, value: node(text, span) };
    let root = Node { span, kind: Kind::Map(vec![entry("kind", "update"), entry("phase", phase.name())]) };
    FactDocument { kind: FactKind::Update, root }
}

/// Where a change goes: every document that states the fact, else the one that states most of what is around it.
pub fn place(documents: &[FactDocument], change: &Change, schemas: &Schemas) -> Result<Vec<Placed>, String> {
    let (path, to) = match change {
        Change::Set { path, to } => (path, Some(to)),
        Change::Unset { path } => (path, None),
        Change::Now(_) => return Ok(Vec::new()),
    };
    let shape = schemas.root(path.kind.name()).ok_or("the policy has no such facts")?;
    let releases = (path.kind == FactKind::Release).then(|| Releases::saying(path, documents, schemas, shape));
    let mut found: Vec<(usize, usize, Edit)> = Vec::new();
    for (n, document) in documents.iter().enumerate() {
        if document.kind != path.kind || releases.as_ref().is_some_and(|r| !r.open.contains(&n)) {
            continue;
        }
        let mut steps = Vec::new();
        let depth = resolve(&document.root, shape, &path.steps, &mut steps);
        found.push((n, depth, with_id(Edit { steps, to: to.cloned() }, shape, &path.steps)));
    }
    let full = path.steps.len();
    let most = found.iter().map(|(_, depth, _)| *depth).max();
    let Some(most) = most else {
        return Err(format!("there is no {} document to change", path.kind.name()));
    };
    let placed = |(document, _, edit)| Placed { document, edit };
    if to.is_none() {
        return Ok(found.into_iter().filter(|(_, depth, _)| *depth == full).map(placed).collect());
    }
    if releases.is_some_and(|r| r.all) {
        return Ok(found.into_iter().map(placed).collect());
    }
    if most == full {
        return Ok(found.into_iter().filter(|(_, depth, _)| *depth == full).map(placed).collect());
    }
    Ok(found.into_iter().find(|(_, depth, _)| *depth == most).map(placed).into_iter().collect())
}

/// A new element of a list of records is written with its id.
fn with_id(mut edit: Edit, shape: &Shape, names: &[Arc<str>]) -> Edit {
    let (Some(at), Some(to)) = (edit.steps.iter().position(|s| *s == Step::Append), &edit.to) else { return edit };
    // Steps and names run side by side, but for the `items` of an open list.
    let wrapped = edit.steps.iter().take(at).filter(|s| matches!(s, Step::Key(k) if k == "items")).count();
    let Some(name) = names.get(at.saturating_sub(wrapped)) else { return edit };
    let around = names.get(..at.saturating_sub(wrapped)).unwrap_or_default();
    let key = match shape.at(around).and_then(Shape::element).and_then(Shape::record) {
        Some(record) => ["id", "name"].into_iter().find(|key| record.fields.contains_key(*key)),
        None => None,
    };
    let Some(key) = key else { return edit };
    let span = to.span;
    let id = Entry { key: Key { text: key.to_owned(), span }, value: node(name, span) };
    let mut element = Node { span, kind: Kind::Map(vec![id]) };
    let inner = Edit { steps: edit.steps.split_off(at + 1), to: edit.to.clone() };
    if inner.steps.is_empty() {
        // The element itself is given.
        return edit;
    }
    in_tree(&mut element, &inner);
    edit.to = Some(element);
    edit
}

/// The release documents that say a fact: of most facts all that lie on the way, each of which must be changed.
struct Releases {
    /// The documents that may be changed.
    open: Vec<usize>,
    /// Whether what is set is set in all of them.
    all: bool,
}

impl Releases {
    fn saying(path: &FactPath, documents: &[FactDocument], schemas: &Schemas, shape: &Shape) -> Self {
        let all: Vec<(usize, &Node)> =
            documents.iter().enumerate().filter(|(_, d)| d.kind == FactKind::Release).map(|(n, d)| (n, &d.root)).collect();
        let text = |root: &Node, key: &str| root.get(key).and_then(Node::text).map(str::to_owned);
        let stated = all.iter().find_map(|(_, root)| text(root, "product"));
        let product = stated.as_deref().and_then(|id| schemas.product(id)).or_else(|| schemas.products().first());
        let scheme = product.map_or(Scheme::Php, |p| p.scheme);
        let version = |root: &Node| Version::parse(&text(root, "version")?, scheme);
        let sites = documents.iter().filter(|d| d.kind == FactKind::Site);
        let of_product = |d: &FactDocument| text(d.root.get("versions")?, &product?.id);
        let installed = sites.filter_map(of_product).find_map(|v| Version::parse(&v, scheme));
        let newest = match scheme {
            // Without an order the newest is the one that no other follows.
            Scheme::Opaque => {
                let followed: Vec<String> = all.iter().filter_map(|(_, root)| text(root, "follows")).collect();
                all.iter().find(|(_, root)| text(root, "version").is_none_or(|v| !followed.contains(&v)))
            }
            _ => all.iter().max_by_key(|(_, root)| version(root)),
        };
        let Some(newest) = newest.map(|(_, root)| version(root)) else { return Self { open: Vec::new(), all: false } };
        let is_newest = |root: &Node| version(root) == newest;
        let counts =
            |root: &Node| is_newest(root) || scheme == Scheme::Opaque || installed.is_none() || version(root) > installed;
        let way = path.steps.first().and_then(|name| shape.field(name)).map(|field| field.note.on_the_way());
        let mut counted: Vec<(usize, &Node)> = all.into_iter().filter(|(_, root)| counts(root)).collect();
        match way {
            Some(OnTheWay::Target) | None => counted.retain(|(_, root)| is_newest(root)),
            Some(OnTheWay::First) => {
                let first = counted.iter().map(|(_, root)| version(root)).min();
                counted.retain(|(_, root)| Some(version(root)) == first);
            }
            Some(OnTheWay::Agree | OnTheWay::Any | OnTheWay::Strictest) => {}
        }
        // Of a member of a list only the documents that have it speak.
        let lists =
            (0..path.steps.len()).any(|n| path.steps.get(..n).and_then(|s| shape.at(s)).is_some_and(|s| s.element().is_some()));
        Self { open: counted.into_iter().map(|(n, _)| n).collect(), all: !lists }
    }
}

/// Follows a path through a document; gives how many of its steps exist there, and the way to edit.
fn resolve(root: &Node, shape: &Shape, names: &[Arc<str>], steps: &mut Vec<Step>) -> usize {
    let Some((name, rest)) = names.split_first() else { return 0 };
    let here = steps.len();
    match &shape.form {
        Form::List(element) => {
            let (list, open) = match root.get("items") {
                Some(items) => (items, true),
                None => (root, matches!(root.kind, Kind::Map(_))),
            };
            if open {
                steps.push(Step::Key("items".to_owned()));
            }
            let named = |node: &Node| match node.kind {
                Kind::Scalar(_) => node.text() == Some(name),
                _ => ["id", "name"].iter().find_map(|key| node.get(key)).and_then(Node::text) == Some(name),
            };
            match list.elements().iter().position(named) {
                Some(place) => {
                    steps.push(Step::Element(place));
                    let next = list.elements().get(place);
                    1 + next.map_or(0, |next| resolve(next, element, rest, steps))
                }
                None => {
                    steps.push(Step::Append);
                    missing(element, rest, steps);
                    0
                }
            }
        }
        Form::Record(_) | Form::Map { .. } => {
            // Software is found in whatever spelling the document has, and added in the usual one.
            let name = match &shape.form {
                Form::Record(record) => record.key_of(name),
                _ => name.clone(),
            };
            let written = software::entry(root, Some(shape), &name);
            steps.push(Step::Key(written.map_or(&*name, |entry| &*entry.key.text).to_owned()));
            let next_shape = shape.field(&name);
            match (written.map(|entry| &entry.value), next_shape) {
                (Some(node), Some(next)) => 1 + resolve(node, next, rest, steps),
                (Some(_), None) => 1,
                (None, Some(next)) => {
                    missing(next, rest, steps);
                    0
                }
                (None, None) => {
                    steps.truncate(here + 1);
                    0
                }
            }
        }
        Form::Scalar(_) => 0,
    }
}

/// The way through what doesn't exist yet.
fn missing(shape: &Shape, names: &[Arc<str>], steps: &mut Vec<Step>) {
    let Some((name, rest)) = names.split_first() else { return };
    match &shape.form {
        Form::List(element) => {
            steps.push(Step::Append);
            missing(element, rest, steps);
        }
        _ => {
            steps.push(Step::Key(name.to_string()));
            if let Some(next) = shape.field(name) {
                missing(next, rest, steps);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> FactDocument {
        let mut sources = Sources::new();
        let (_, tree) = crate::document::load(&mut sources, "a.yaml", text.as_bytes().to_vec(), &mut Sink::new());
        let root = tree.unwrap().root;
        let kind = FactKind::parse(root.get("kind").unwrap().text().unwrap()).unwrap();
        FactDocument { kind, root }
    }

    fn changed(texts: &[&str], changes: &[&str]) -> Vec<String> {
        let mut sources = Sources::new();
        let schemas = Schemas::core(&mut sources, &mut Sink::new());
        let documents: Vec<FactDocument> = texts.iter().map(|t| document(t)).collect();
        let changes: Vec<Change> = changes
            .iter()
            .map(|c| match c.strip_prefix('-') {
                Some(path) => read_unset(path, &schemas, &mut sources).unwrap(),
                None => read_set(c, &schemas, &mut sources).unwrap(),
            })
            .collect();
        let out = apply(&documents, &changes, &schemas, Phase::Before).unwrap();
        out.iter().map(|d| shown(&d.root)).collect()
    }

    const SITE: &str = "kind: site\nid: a\nerrors: [{ id: e1, message: m }]\nhost: { extensions: [curl] }\n";

    #[test]
    fn a_fact_is_set_where_it_stands_or_beside_its_neighbours() {
        let more = "kind: site\nid: a\nbackup: { files: true }\n";
        assert_eq!(
            changed(&[SITE, more], &["site.backup.location=vault"]),
            [
                "{ kind: site, id: a, errors: [{ id: e1, message: m }], host: { extensions: [curl] } }",
                "{ kind: site, id: a, backup: { files: true, location: vault } }"
            ]
        );
        assert_eq!(
            changed(&[SITE], &["site.errors.e1.class=host", "site.host.extensions.curl=ssl", "-site.host.extensions.ssl"]),
            ["{ kind: site, id: a, errors: [{ id: e1, message: m, class: host }], host: { extensions: [] } }"]
        );
    }

    #[test]
    fn a_new_element_has_its_id_and_a_new_update_its_phase() {
        assert_eq!(
            changed(&["kind: site\nid: a\n"], &["site.errors.e2.class=host"]),
            ["{ kind: site, id: a, errors: [{ id: e2, class: host }] }"]
        );
        assert_eq!(
            changed(&["kind: site\nid: a\n"], &["update.applied_by=ivo"]).last().unwrap(),
            "{ kind: update, phase: before, applied_by: ivo }"
        );
        assert_eq!(
            changed(&["kind: site\nid: a\nerrors: { partial: true }\n"], &["site.errors.e2.class=host"]),
            ["{ kind: site, id: a, errors: { partial: true, items: [{ id: e2, class: host }] } }"]
        );
    }

    #[test]
    fn a_fact_stated_twice_is_set_in_both_places() {
        let one = "kind: site\nid: a\nbackup: { files: true }\n";
        let two = "kind: site\nid: a\nbackup: { files: false }\n";
        assert_eq!(
            changed(&[one, two], &["site.backup.files=true"]),
            ["{ kind: site, id: a, backup: { files: true } }", "{ kind: site, id: a, backup: { files: true } }"]
        );
        assert_eq!(changed(&[one, two], &["-site.backup"]), ["{ kind: site, id: a }", "{ kind: site, id: a }"]);
    }

    #[test]
    fn a_fact_of_a_release_is_set_in_every_document_that_counts() {
        let site = "kind: site\nid: a\nversions: { shop: 2.3.0 }\n";
        let releases = [
            "kind: release\nversion: 2.3.10\ncache_rebuild: true\n",
            "kind: release\nversion: 2.4.0\nmigrations: [{ id: m1 }]\n",
            "kind: release\nversion: 2.2.0\ncache_rebuild: true\n",
        ];
        let mut sources = Sources::new();
        let mut schemas = Schemas::core(&mut sources, &mut Sink::new());
        let shop =
            crate::schema::Product { id: "shop".into(), title: "Shop".to_owned(), scheme: Scheme::Php, pack: "shop".into() };
        schemas.about(vec![shop], Vec::new());
        let documents: Vec<FactDocument> = releases.into_iter().chain([site]).map(document).collect();
        let mut changed = |change: &str| -> Vec<String> {
            let change = read_set(change, &schemas, &mut sources).unwrap();
            let out = apply(&documents, &[change], &schemas, Phase::Before).unwrap();
            out.iter().take(3).map(|d| shown(&d.root)).collect()
        };
        let old = "{ kind: release, version: 2.2.0, cache_rebuild: true }";
        assert_eq!(
            changed("release.cache_rebuild=false"),
            [
                "{ kind: release, version: 2.3.10, cache_rebuild: false }",
                "{ kind: release, version: 2.4.0, migrations: [{ id: m1 }], cache_rebuild: false }",
                old
            ]
        );
        // Requirements are those of the target; a member is changed where it is listed.
        assert_eq!(
            changed("release.requirements.php=\">=8\""),
            [
                "{ kind: release, version: 2.3.10, cache_rebuild: true }",
                "{ kind: release, version: 2.4.0, migrations: [{ id: m1 }], requirements: { php: >=8 } }",
                old
            ]
        );
        assert_eq!(
            changed("release.migrations.m1.reversible=true")[1],
            "{ kind: release, version: 2.4.0, migrations: [{ id: m1, reversible: true }] }"
        );
    }

    #[test]
    fn what_sets_nothing_is_told() {
        let mut sources = Sources::new();
        let schemas = Schemas::core(&mut sources, &mut Sink::new());
        let mut why = |text: &str| read_set(text, &schemas, &mut sources).unwrap_err()[0].headline.clone();
        assert_eq!(why("site.backup.location"), "`site.backup.location` sets nothing");
        assert_eq!(why("site.id=[a"), "`[` is never closed");
    }
}
