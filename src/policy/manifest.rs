//! Reads what a pack says of itself: its name, title and version, its product, what it extends and which facts it adds.
//! Finding the packs it extends is `project`'s business.

use std::sync::Arc;

use super::Product;
use super::fields::{self, Word};
use super::keys;
use super::levels;
use super::source::{PackFile, PackSource};
use crate::diagnostic::{Code, Diagnostic, Levels, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{Span, wording};
use crate::value::Scheme;

/// What a pack says of itself.
#[derive(Clone, Debug)]
pub(super) struct Manifest {
    pub name: Arc<str>,
    /// The place of the name.
    pub span: Span,
    pub title: String,
    pub version: String,
    pub product: Option<(Product, Span)>,
    /// Further products whose releases it knows.
    pub products: Vec<(Product, Span)>,
    pub levels: Levels,
}

/// The keys that only one file of a pack may have.
const OWN: [&str; 6] = ["product", "products", "version", "extends", "facts", "lints"];

/// What the pack extends, as written, base first.
pub fn extends(files: &[PackFile]) -> Vec<(&str, Span)> {
    let values = files.iter().filter_map(|f| f.document.root.get("extends"));
    let each =
        values.flat_map(|node| if let Kind::List(list) = &node.kind { list.as_slice() } else { std::slice::from_ref(node) });
    each.filter_map(|node| Some((node.text()?.trim(), node.span))).collect()
}

/// The schemas of facts that the pack names: kind of documents, path, place.
pub fn facts(files: &[PackFile]) -> Vec<(&str, &str, Span)> {
    let entries = files.iter().filter_map(|f| f.document.root.get("facts")).flat_map(Node::entries);
    entries.filter_map(|e| Some((e.key.text.as_str(), e.value.text()?.trim(), e.value.span))).collect()
}

/// Reads the manifest and checks that all files belong to one pack. None when no file says its name.
pub(super) fn read(pack: &PackSource, sink: &mut Sink) -> Option<Manifest> {
    let mut name: Option<Word> = None;
    for file in &pack.files {
        let root = &file.document.root;
        for alias in &file.document.aliases {
            sink.push(
                Diagnostic::new(Code::AliasNotAllowed, "an alias is used in a policy")
                    .at(*alias, "stands for what is written elsewhere")
                    .help("write it out: in a policy every line is a place that an explanation can point at"),
            );
        }
        keys::check("a policy file", root.entries(), &keys::FILE, sink);
        match (fields::word(root, "name", sink), &name) {
            (None, _) => sink.push(unnamed(pack, file, name.as_ref())),
            (Some(word), None) => name = Some(word),
            (Some(word), Some(first)) if word.text != first.text => sink.push(mixed(&word, first)),
            _ => {}
        }
    }
    let name = name?;
    let own: Vec<&PackFile> = pack.files.iter().filter(|f| OWN.iter().any(|key| f.document.root.entry(key).is_some())).collect();
    if let [first, second, ..] = own.as_slice() {
        sink.push(two_manifests(&name.text, first, second));
    }
    let titled = || pack.files.iter().find(|f| f.document.root.entry("title").is_some());
    let root = own.first().copied().or_else(titled).or_else(|| pack.files.first()).map(|f| &f.document.root)?;
    list_of_names(root, sink);
    schema_entries(root, sink);
    Some(Manifest {
        title: fields::text(root, "title", sink).unwrap_or_else(|| name.text.to_string()),
        version: fields::text(root, "version", sink).unwrap_or_default(),
        product: root.entry("product").and_then(|entry| product(&entry.value, entry, &name.text, sink)),
        products: products(root, &name.text, sink),
        levels: root.entry("lints").filter(|e| !e.value.is_null()).map(|entry| levels::read(entry, sink)).unwrap_or_default(),
        name: name.text,
        span: name.span,
    })
}

/// The further products, each of which is named once.
fn products(root: &Node, pack: &Arc<str>, sink: &mut Sink) -> Vec<(Product, Span)> {
    let Some(entry) = root.entry("products").filter(|e| !e.value.is_null()) else { return Vec::new() };
    if !matches!(entry.value.kind, Kind::List(_)) {
        sink.push(fields::wrong(entry, "a list").help("put `- ` before each product"));
        return Vec::new();
    }
    let mut found: Vec<(Product, Span)> = Vec::new();
    for node in entry.value.elements() {
        let Some((new, _)) = product(node, entry, pack, sink) else { continue };
        let main = root.get("product").and_then(|p| p.get("id"));
        let same = main.filter(|id| id.text().map(str::trim) == Some(&*new.id)).map(|id| id.span);
        let first = same.or(found.iter().find(|(known, _)| known.id == new.id).map(|(_, span)| *span));
        let span = node.get("id").map_or(node.span, |id| id.span);
        match first {
            Some(first) => sink.push(
                Diagnostic::new(Code::RedefinedEntry, format!("the product {} is defined twice", wording::quote(&new.id)))
                    .at(span, "defined again here")
                    .at(first, "first defined here")
                    .help("remove one of them"),
            ),
            None => found.push((new, span)),
        }
    }
    found
}

fn product(node: &Node, entry: &Entry, pack: &Arc<str>, sink: &mut Sink) -> Option<(Product, Span)> {
    if !matches!(node.kind, Kind::Map(_)) {
        let problem = if std::ptr::eq(node, &entry.value) {
            fields::wrong(entry, "a mapping")
        } else {
            let span = if node.span.is_empty() { entry.key.span } else { node.span };
            let headline = format!("an element of `products` is {}, not a mapping", node.describe());
            Diagnostic::new(Code::WrongType, headline).at(span, "this needs a mapping")
        };
        sink.push(problem.help("write `{ id: …, title: …, scheme: semver }`"));
        return None;
    }
    keys::check("`product`", node.entries(), &keys::PRODUCT, sink);
    let lacks: Vec<&str> = keys::PRODUCT.keys.iter().copied().filter(|key| !fields::has(node, key)).collect();
    if !lacks.is_empty() {
        let help = "write `product: { id: …, title: …, scheme: semver }`".to_owned();
        let span = if std::ptr::eq(node, &entry.value) { entry.key.span } else { node.span };
        sink.push(fields::missing(Code::MissingKey, "`product`", &lacks, span, help));
        return None;
    }
    let (id, title, scheme) =
        (fields::word(node, "id", sink)?, fields::text(node, "title", sink)?, fields::word(node, "scheme", sink)?);
    let scheme = read_scheme("scheme", &scheme, sink)?;
    Some((Product { id: id.text, title, scheme, pack: pack.clone() }, entry.key.span))
}

/// How versions are ordered, by its word.
pub(super) fn read_scheme(key: &str, word: &Word, sink: &mut Sink) -> Option<Scheme> {
    let found = Scheme::parse(&word.text);
    if found.is_none() {
        sink.push(fields::unknown_value(key, word, &Scheme::ALL.map(Scheme::name)));
    }
    found
}

/// The product of the packs together: the last one that names one, as a team's pack may be about another product.
pub(super) fn common_product(manifests: &[Manifest], sink: &mut Sink) -> Option<Product> {
    let found = manifests.iter().rev().find_map(|manifest| manifest.product.as_ref());
    if found.is_none()
        && let Some(manifest) = manifests.last()
    {
        sink.push(
            Diagnostic::new(Code::MissingKey, format!("pack {} is about no product", wording::quote(&manifest.name)))
                .at(manifest.span, "neither `product` nor `extends` in this pack")
                .help("add `extends: [sophmate]`, or `product: { id: …, title: …, scheme: semver }`"),
        );
    }
    found.map(|(product, _)| product.clone())
}

/// Every product that the packs know, the common one first.
pub(super) fn known_products(manifests: &[Manifest], common: Option<&Product>) -> Vec<Product> {
    let named = manifests.iter().rev().flat_map(|m| m.product.iter().chain(&m.products)).map(|(product, _)| product);
    let mut known: Vec<Product> = Vec::new();
    for product in common.into_iter().chain(named) {
        if known.iter().all(|k| k.id != product.id) {
            known.push(product.clone());
        }
    }
    known
}

fn unnamed(pack: &PackSource, file: &PackFile, name: Option<&Word>) -> Diagnostic {
    let root = &file.document.root;
    let span = root.entry("name").or_else(|| root.entries().first()).map_or(root.span, |e| e.key.span);
    let help = match name {
        Some(name) => format!("add `name: {}`", name.text),
        None => "add `name:` with the name of the pack".to_owned(),
    };
    let what = if file.path.is_empty() { &pack.label } else { &file.path };
    fields::missing(Code::MissingKey, &format!("policy file {}", wording::quote(what)), &["name"], span, help)
}

fn mixed(word: &Word, first: &Word) -> Diagnostic {
    let headline = format!("the files belong to two packs, {} and {}", wording::quote(&first.text), wording::quote(&word.text));
    Diagnostic::new(Code::MixedPack, headline)
        .at(word.span, "another pack")
        .at(first.span, "the first pack")
        .help(format!("write `name: {}`, or put the packs into folders of their own", first.text))
}

fn two_manifests(name: &str, first: &PackFile, second: &PackFile) -> Diagnostic {
    let own = |file: &PackFile| {
        file.document
            .root
            .entries()
            .iter()
            .find(|e| OWN.contains(&e.key.text.as_str()))
            .map_or(file.document.root.span, |e| e.key.span)
    };
    Diagnostic::new(Code::MixedPack, format!("pack {} has two manifests", wording::quote(name)))
        .at(own(second), "a second manifest")
        .at(own(first), "the manifest")
        .help("keep `product`, `products`, `version`, `extends`, `facts` and `lints` in one file")
}

/// `extends` must be names, which `project` has followed already.
fn list_of_names(root: &Node, sink: &mut Sink) {
    fields::words(root, "extends", sink);
}

/// `facts` must lead from kinds of documents to files.
fn schema_entries(root: &Node, sink: &mut Sink) {
    let Some(entry) = root.entry("facts").filter(|e| !e.value.is_null()) else { return };
    let wants = "a mapping such as `{ site: facts/site.schema.json }`";
    if !matches!(entry.value.kind, Kind::Map(_)) {
        sink.push(fields::wrong(entry, wants));
    }
    for file in entry.value.entries().iter().filter(|e| e.value.text().is_none()) {
        sink.push(fields::wrong(file, "the path of a schema file"));
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{BASE, FIRST, extended, problems, read, seen};

    fn packs(all: &[&[&str]]) -> Vec<String> {
        let (_, found, sources) = read(all);
        seen(&found, &sources)
    }

    #[test]
    fn files_of_two_packs_are_no_pack() {
        let other = "kind: policy\nname: other\n";
        assert_eq!(
            packs(&[&[BASE, FIRST, other]]),
            [
                "mixed-pack: the files belong to two packs, `base` and `other` | other: another pack | base: the first pack | help: write `name: base`, or put the packs into folders of their own"
            ]
        );
    }

    #[test]
    fn a_pack_has_one_manifest() {
        assert_eq!(
            problems("version: \"2\"\n"),
            [
                "mixed-pack: pack `base` has two manifests | version: a second manifest | version: the manifest | help: keep `product`, `products`, `version`, `extends`, `facts` and `lints` in one file"
            ]
        );
    }

    #[test]
    fn a_file_without_a_name_gets_the_name_to_write() {
        assert_eq!(
            packs(&[&[BASE, FIRST, "kind: policy\nrules: []\n"]]),
            ["missing-key: policy file `2.yaml` has no `name` | kind: `name` missing here | help: add `name: base`"]
        );
    }

    #[test]
    fn a_pack_must_be_about_a_product() {
        assert_eq!(
            packs(&[&["kind: policy\nname: acme\n"]]),
            [
                "missing-key: pack `acme` is about no product | acme: neither `product` nor `extends` in this pack | help: add `extends: [sophmate]`, or `product: { id: …, title: …, scheme: semver }`"
            ]
        );
        // A team's pack may use the rules for another product.
        assert_eq!(extended("product: { id: other, title: Other, scheme: php }\n").1, [] as [&str; 0]);
    }

    #[test]
    fn two_packs_need_two_names() {
        assert_eq!(
            packs(&[&[BASE, FIRST], &["kind: policy\nname: base\n"]]),
            [
                "mixed-pack: two packs are called `base` | base: the pack that extends | base: the pack that is extended | help: give the pack that extends a name of its own"
            ]
        );
    }

    #[test]
    fn an_alias_is_refused() {
        let file = "x-a: &a { title: Cron }\nvocabulary: { areas: { cron: *a } }\n";
        assert_eq!(
            problems(file),
            [
                "alias-not-allowed: an alias is used in a policy | *a: stands for what is written elsewhere | help: write it out: in a policy every line is a place that an explanation can point at"
            ]
        );
    }
}
