//! The names of software that free keys of documents may be, with their spellings: `PHP`, `Woo Commerce`, `ext-mbstring`.
//! Which software there is, is said by vocabularies; how a document's keys are put under these names is `facts`' business.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::note::Note;
use super::shape::{Form, Keys, Record, Shape};
use crate::document::{Entry, Node};
use crate::text::spelling::{is_squeezed, squeezed, words};
use crate::value::{Scheme, Ty};

/// How texts of a schema call the software that a key names, where it is not known which that is.
const THIS: &str = "this software";

/// All software that is known by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Software {
    known: IndexMap<Arc<str>, Known>,
    spellings: BTreeMap<String, Arc<str>>,
}

/// What is said of one kind of software.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its title.
    pub title: Arc<str>,
    /// How its versions are ordered; as the schema says where nobody else does.
    pub scheme: Option<Scheme>,
    /// Whether it is an extension of the server.
    pub extension: bool,
    /// The role that brings it to another version.
    pub acts: Option<Arc<str>>,
    /// The software in whose place it runs, and under whose name its versions are often written.
    pub instead_of: Vec<Arc<str>>,
}

impl Software {
    /// Adds one kind of software with its further names; of two that share a name the first has it.
    pub fn add<'w>(&mut self, name: &str, known: Known, also: impl IntoIterator<Item = &'w str>) {
        let shared: Arc<str> = Arc::from(name);
        let spelled = [squeezed(name), squeezed(&known.title)].into_iter().chain(also.into_iter().map(squeezed));
        for word in spelled {
            self.spellings.entry(word).or_insert_with(|| shared.clone());
        }
        self.known.entry(shared).or_insert(known);
    }

    /// The names, in the order of the vocabulary.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(|name| &**name)
    }

    /// What is said of the software of this name.
    pub fn get(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// What people call it: its title, else its name.
    pub fn title<'t>(&'t self, name: &'t str) -> &'t str {
        self.known.get(name).map_or(name, |known| &*known.title)
    }

    /// The name of the software that is written so. What nobody knows is named by its words, so that two spellings are one.
    pub fn name(&self, written: &str) -> Arc<str> {
        if let Some((name, _)) = self.known.get_key_value(written) {
            return name.clone();
        }
        if let Some(name) = self.spellings.get(&squeezed(written)) {
            return name.clone();
        }
        let words = words(written);
        match without_extension(&words) {
            Some(rest) => self.name(&rest.join("-")),
            None if words.is_empty() => Arc::from(written),
            None => Arc::from(words.join("-")),
        }
    }

    /// The server extension that a key of requirements stands for, by its name; none for other software.
    pub fn extension(&self, written: &str) -> Option<Arc<str>> {
        let words = words(written);
        if let Some(rest) = without_extension(&words) {
            return Some(self.name(&rest.join("-")));
        }
        let known =
            |text: &str| self.spellings.get(&squeezed(text)).filter(|name| self.known.get(*name).is_some_and(|k| k.extension));
        // Packages of distributions are called so: `php-mbstring`.
        let package = || match words.split_first() {
            Some((first, rest)) if first == "php" && !rest.is_empty() => known(&rest.concat()),
            _ => None,
        };
        known(written).or_else(package).cloned()
    }

    /// The software that a version written under `name` belongs to, where it says so itself: `10.6.12-MariaDB` under `mysql`.
    pub fn instead_of(&self, name: &str, version: &str) -> Option<&str> {
        let words = words(version);
        let says = |known: &Known| words.iter().any(|word| *word == squeezed(&known.title));
        let stands_in = |known: &Known| known.instead_of.iter().any(|n| &**n == name) && says(known);
        self.known.iter().find(|(_, known)| stands_in(known)).map(|(other, _)| &**other)
    }

    /// The name of an extension as a list of extensions has it.
    pub fn extension_name(&self, written: &str) -> Arc<str> {
        self.extension(written).unwrap_or_else(|| self.name(written))
    }
}

/// The words without those that only say that an extension follows: `ext-intl`, `php-ext-intl`, `intl extension`.
fn without_extension(words: &[String]) -> Option<&[String]> {
    let bare = match words {
        [first, rest @ ..] if first == "php" => rest,
        all => all,
    };
    let rest = match bare {
        [first, rest @ ..] if ["ext", "extension", "pecl"].contains(&first.as_str()) => rest,
        [rest @ .., last] if ["ext", "extension"].contains(&last.as_str()) => rest,
        _ => return None,
    };
    (!rest.is_empty()).then_some(rest)
}

/// Whether a key of a map of software is the name of some: neither a remark nor what says that there are more.
pub fn is_name(key: &str) -> bool {
    !key.starts_with("x-") && key != "partial"
}

/// The entry of a mapping that a path calls `name`: of that key, or of another spelling of the same software.
pub fn entry<'n>(node: &'n Node, shape: Option<&Shape>, name: &str) -> Option<&'n Entry> {
    let in_other_words = || {
        let record = shape?.record()?;
        record.software()?;
        spelled(node, record).find(|(known, _)| **known == *name).map(|(_, entry)| entry)
    };
    node.entry(name).or_else(in_other_words)
}

/// The entries of a mapping that may be software, each with the one spelling of its key.
pub(super) fn spelled<'n>(node: &'n Node, record: &Record) -> impl Iterator<Item = (Arc<str>, &'n Entry)> {
    let names = node.entries().iter().filter(|e| is_name(&e.key.text));
    names.map(|entry| (record.key_of(&entry.key.text), entry))
}

/// Whether a key says that extensions follow: `extension: mbstring`.
fn says_extensions(key: &str) -> bool {
    let mut all = words(key);
    all.retain(|word| word != "php" && word != "server");
    matches!(all.as_slice(), [one] if ["ext", "exts", "extension", "extensions"].contains(&one.as_str()))
}

impl Record {
    /// The names that free keys may be, where these are software.
    pub fn software(&self) -> Option<&Arc<Software>> {
        match &self.rest_keys {
            Keys::Software(software) => Some(software),
            _ => None,
        }
    }

    /// The one spelling of a key, where keys may be software: that of a declared field, or the name of the software.
    pub fn key_of(&self, written: &str) -> Arc<str> {
        let declared = || {
            let written = squeezed(written);
            self.fields.keys().find(|name| is_squeezed(name, &written))
        };
        match (self.fields.get_key_value(written).map(|(name, _)| name).or_else(declared), self.software()) {
            (Some(name), _) => name.clone(),
            (None, Some(software)) => match self.list_of_extensions().filter(|_| says_extensions(written)) {
                Some(list) => list,
                None => software.name(written),
            },
            (None, None) => Arc::from(written),
        }
    }

    /// The list beside free keys that takes up those which name server extensions.
    pub fn list_of_extensions(&self) -> Option<Arc<str>> {
        let is_list = |field: &Shape| field.element().is_some_and(|element| element.note.extension.is_some());
        self.fields.iter().find(|(_, field)| is_list(field)).map(|(name, _)| name.clone())
    }

    /// Whether a declared field is one of the entries that further keys make: its values are of their kind.
    pub fn is_entry(&self, field: &Shape) -> bool {
        self.rest.as_ref().is_some_and(|rest| same_kind(rest, field))
    }
}

/// Whether both hold the same, versions of whatever scheme.
fn same_kind(one: &Shape, other: &Shape) -> bool {
    match (&one.form, &other.form) {
        (Form::Scalar(Ty::Version(_)), Form::Scalar(Ty::Version(_))) => true,
        (Form::Scalar(Ty::VersionRange(_)), Form::Scalar(Ty::VersionRange(_))) => true,
        (a, b) => a.agrees_with(b),
    }
}

/// Names software wherever a shape lets documents do so: each kind that is known becomes a field, typed by its own scheme.
pub(super) fn put(shape: &mut Shape, software: &Arc<Software>) {
    if shape.note.extension.is_some() {
        Arc::make_mut(&mut shape.note).extension = Some(software.clone());
    }
    match &mut shape.form {
        Form::Scalar(_) => {}
        Form::List(inner) | Form::Map { value: inner, .. } => put(inner, software),
        Form::Record(record) => {
            record.fields.values_mut().for_each(|field| put(field, software));
            if let Some(rest) = &mut record.rest {
                put(rest, software);
            }
            if record.software().is_some() {
                record.rest_keys = Keys::Software(software.clone());
                name_fields(record, software);
            }
        }
    }
}

fn name_fields(record: &mut Record, software: &Software) {
    let Some(rest) = record.rest.clone() else { return };
    for (name, known) in &software.known {
        let said = record.fields.get(name).is_some();
        let field =
            record.fields.entry(name.clone()).or_insert_with(|| Shape { note: note_of(&rest.note, known), ..(*rest).clone() });
        if said && !same_kind(&rest, field) {
            continue;
        }
        if field.note.title.is_none() {
            Arc::make_mut(&mut field.note).title = Some(known.title.to_string());
        }
        if let (Some(scheme), Form::Scalar(Ty::Version(own) | Ty::VersionRange(own))) = (known.scheme, &mut field.form) {
            *own = scheme;
        }
    }
}

/// What is said of every further key, said of this software.
fn note_of(note: &Note, known: &Known) -> Arc<Note> {
    let of = |text: &String| text.replace(THIS, &known.title);
    let mut own = note.clone();
    own.description = of(&own.description);
    own.none = own.none.as_ref().map(of);
    own.subject = own.subject.as_ref().map(of);
    own.from_vocabulary = true;
    if let Some(action) = &mut own.actionable {
        action.action = of(&action.action);
        action.acts = known.acts.as_ref().map(|acts| acts.to_string()).or(action.acts.take());
    }
    Arc::new(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn software() -> Software {
        let mut out = Software::default();
        let known = |title: &str, extension: bool| Known {
            title: Arc::from(title),
            scheme: None,
            extension,
            acts: None,
            instead_of: Vec::new(),
        };
        out.add("wordpress", known("WordPress", false), ["WP", "Requires at least"]);
        out.add("woocommerce", known("WooCommerce", false), ["WC"]);
        out.add("curl", known("cURL", true), ["libcurl"]);
        out.add("pdo-mysql", known("PDO MySQL", true), []);
        out
    }

    #[test]
    fn every_spelling_is_one_name() {
        let software = software();
        for (written, name) in [
            ("WordPress", "wordpress"),
            ("WP", "wordpress"),
            ("requires_at_least", "wordpress"),
            ("Woo Commerce", "woocommerce"),
            ("woo-commerce", "woocommerce"),
            ("Redis_Object Cache", "redis-object-cache"),
            ("ext-imagick", "imagick"),
            ("ext_libcurl", "curl"),
            ("über", "über"),
            ("—", "—"),
        ] {
            assert_eq!(&*software.name(written), name, "{written}");
        }
        assert_eq!((software.title("woocommerce"), software.title("redis")), ("WooCommerce", "redis"));
    }

    #[test]
    fn extensions_are_told_from_other_software() {
        let software = software();
        let name = |written: &str| software.extension(written).map(|n| n.to_string());
        for (written, wanted) in [
            ("ext-mbstring", Some("mbstring")),
            ("EXT_MBString", Some("mbstring")),
            ("php-ext-intl", Some("intl")),
            ("intl extension", Some("intl")),
            ("extension: soap", Some("soap")),
            ("pecl-imagick", Some("imagick")),
            ("php-curl", Some("curl")),
            ("pdo_mysql", Some("pdo-mysql")),
            ("php-fpm", None),
            ("php", None),
            ("ext", None),
            ("wordpress", None),
        ] {
            assert_eq!(name(written).as_deref(), wanted, "{written}");
        }
        assert_eq!(&*software.extension_name("openssl"), "openssl");
        let keys = ["extension", "Extensions", "php_extensions", "ext"];
        assert!(keys.iter().all(|key| says_extensions(key)) && !says_extensions("ext-curl") && !says_extensions("php"));
    }
}
