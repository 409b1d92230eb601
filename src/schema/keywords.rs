//! The keyword object `x-holdpoint`: which keys it has, and what they say about a fact.
//! The keywords of JSON Schema itself are `read`'s business.

use std::sync::Arc;

use super::note::{Actionable, Computed, DateMeans, FactKind, ItemKind, Note, OnTheWay, Words};
use super::problem::{UnknownKeyword, bad};
use super::relation;
use super::shape::Keys;
use crate::diagnostic::Sink;
use crate::document::{Entry, Kind, Node};
use crate::text::{NamedPath, wording};
use crate::value::{Phase, Scheme, Ty, Value};

/// The keys of `x-holdpoint`.
pub(super) const KEYS: &[&str] = &[
    "type",
    "scheme",
    "ordered",
    "kind",
    "none",
    "default",
    "secret",
    "known_from",
    "on_the_way",
    "observed",
    "day",
    "evidence",
    "keys",
    "partial",
    "exactly",
    "extension",
    "item",
    "actionable",
    "computed",
    "of",
    "subject",
    "words",
    "text",
    "relations",
    "also",
];

/// The schemes of versions; that of the product is known when a policy is loaded.
const SCHEMES: [&str; 5] = ["wordpress", "php", "semver", "opaque", PRODUCT];

/// The scheme of the product's versions.
const PRODUCT: &str = "product";

/// The types that a text may have.
const TYPES: &[&str] = &["version", "version-range", "instant", "zone", "duration", "area", "category", "secret"];

/// The type of this word; versions without a scheme are read as plugins' versions are.
pub(super) fn type_of(word: &str, scheme: Option<Scheme>) -> Option<Ty> {
    let scheme = scheme.unwrap_or(Scheme::Php);
    Some(match word {
        "version" => Ty::Version(scheme),
        "version-range" => Ty::VersionRange(scheme),
        "instant" => Ty::Instant,
        "zone" => Ty::Zone,
        "duration" => Ty::Duration,
        "area" => Ty::Area,
        "category" => Ty::Category,
        "secret" => Ty::Secret,
        _ => return None,
    })
}

/// The `x-holdpoint` objects that speak about one fact; the first that has a key decides.
#[derive(Default)]
pub(super) struct Keywords<'a> {
    layers: Vec<&'a Node>,
}

impl<'a> Keywords<'a> {
    /// Takes the objects, nearest first, and reports keys they shouldn't have.
    pub(super) fn new(layers: Vec<&'a Node>, sink: &mut Sink) -> Self {
        for node in &layers {
            if !matches!(node.kind, Kind::Map(_)) {
                sink.push(bad(
                    node.span,
                    "`x-holdpoint` is not an object",
                    "this needs an object",
                    "write `\"x-holdpoint\": {}`",
                ));
            }
            check_keys(node, "x-holdpoint", KEYS, sink);
        }
        Self { layers }
    }

    /// The entry of a key.
    pub(super) fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.layers.iter().find_map(|node| node.entry(key))
    }

    /// The type that it gives a text.
    pub(super) fn ty(&self, sink: &mut Sink) -> Option<Ty> {
        let scheme = self.word("scheme", &SCHEMES, sink).and_then(Scheme::parse);
        let word = self.word("type", TYPES, sink)?;
        if let Some(entry) = self.entry("scheme").filter(|_| !word.starts_with("version")) {
            sink.push(bad(entry.key.span, "`scheme` is for versions", "this is no version", "remove it"));
        }
        type_of(word, scheme)
    }

    /// Whether the words of an enum go from smaller to larger.
    pub(super) fn ordered(&self, sink: &mut Sink) -> bool {
        self.flag("ordered", sink).unwrap_or(false)
    }

    /// What the free keys of a map are.
    pub(super) fn keys(&self, sink: &mut Sink) -> Option<Keys> {
        let entry = self.entry("keys")?;
        if let Some(path) = entry.value.get("path").and_then(Node::text) {
            check_keys(&entry.value, "keys", &["path"], sink);
            return Some(Keys::Path(NamedPath::read(path)));
        }
        match self.word("keys", &["text", "category", "area", "software"], sink)? {
            "software" => Some(Keys::Software(Arc::default())),
            "category" => Some(Keys::Category),
            "area" => Some(Keys::Area),
            _ => Some(Keys::Text),
        }
    }

    /// Writes what is said over `note`. The default is read later, by [`Keywords::default`].
    pub(super) fn fill(&self, note: &mut Note, sink: &mut Sink) {
        let kinds = FactKind::ALL.map(FactKind::name);
        if let Some(kind) = self.word("kind", &kinds, sink).and_then(FactKind::parse) {
            note.kind = kind;
        }
        if let Some(phase) = self.word("known_from", &["staging", "production", "after"], sink).and_then(Phase::parse) {
            note.known_from = Some(phase);
        }
        if let Some(means) = self.word("day", &DateMeans::ALL.map(DateMeans::name), sink).and_then(DateMeans::parse) {
            note.day = means;
        }
        if let Some(way) = self.word("on_the_way", &OnTheWay::ALL.map(OnTheWay::name), sink).and_then(OnTheWay::parse) {
            note.on_the_way = Some(way);
        }
        if let Some(entry) = self.entry("scheme") {
            note.of_product = entry.value.text() == Some(PRODUCT);
        }
        for (key, place) in [
            ("secret", &mut note.secret),
            ("observed", &mut note.observed),
            ("evidence", &mut note.evidence),
            ("partial", &mut note.partial),
            ("exactly", &mut note.exactly),
        ] {
            if let Some(flag) = self.flag(key, sink) {
                *place = flag;
            }
        }
        if let Some(true) = self.flag("extension", sink) {
            note.extension = Some(Arc::default());
        }
        if let Some(entry) = self.entry("also") {
            note.also = entry.value.elements().iter().filter_map(Node::text).map(str::to_owned).collect();
            if note.also.is_empty() {
                let help = "write a list of names, such as `[\"date\"]`";
                sink.push(bad(entry.value.span, "`also` names nothing", "this needs a list of names", help));
            }
        }
        if let Some(entry) = self.entry("relations") {
            note.relations = relation::read(&entry.value, sink);
        }
        if let Some(word) = self.word("text", &["name", "free"], sink) {
            note.free = word == "free";
        }
        for (key, place) in [("none", &mut note.none), ("subject", &mut note.subject)] {
            if let Some(text) = self.sentence(key, sink) {
                *place = Some(text);
            }
        }
        if let Some(part) = self.part("item", &["type", "area", "category"], sink) {
            match text(part, "type") {
                Some(name) => note.item = Some(ItemKind { name, area: text(part, "area"), category: text(part, "category") }),
                None => sink.push(bad(
                    part.span,
                    "`item` lacks `type`",
                    "this doesn't say what the elements are",
                    "add `\"type\": \"workflow\"`",
                )),
            }
        }
        if let Some(part) = self.part("actionable", &["do", "acts", "cost", "finds"], sink) {
            note.actionable = actionable(part, sink);
        }
        if let Some(part) = self.part("words", &["is", "not"], sink) {
            note.words = Some(Words { is: text(part, "is"), not: text(part, "not") });
        }
        if let Some(entry) = self.entry("computed") {
            note.computed = computed(entry, self.entry("of"), sink);
        } else if let Some(entry) = self.entry("of") {
            sink.push(bad(
                entry.key.span,
                "`of` is for computed facts",
                "nothing is computed from these",
                "add `\"computed\": \"complete\"`",
            ));
        }
    }

    /// Reads the value taken for a fact that is left out.
    pub(super) fn default(&self, ty: Option<&Ty>, note: &mut Note, sink: &mut Sink) {
        let Some(entry) = self.entry("default") else {
            return;
        };
        // A date is no value of a fact: which moments it has is known of a site only.
        note.default = ty.and_then(|ty| ty.read(entry.value.text()?)).filter(|value| !matches!(value, Value::Day(_)));
        if note.default.is_none() {
            let label = match ty {
                Some(_) => "not a value of this fact's type",
                None => "only a scalar can have a default",
            };
            sink.push(bad(entry.value.span, "a default can't be read", label, "remove it, or write a value of the type"));
        }
    }

    /// Only what has a largest value has a strictest one.
    pub(super) fn comparable(&self, ty: Option<&Ty>, sink: &mut Sink) {
        let strictest = self.entry("on_the_way").filter(|e| e.value.text() == Some(OnTheWay::Strictest.name()));
        let known = matches!(ty, None | Some(Ty::Bool | Ty::Enum(_) | Ty::Integer { .. } | Ty::Duration));
        if let Some(entry) = strictest.filter(|_| !known) {
            let label = "values of this type are not more or less strict";
            let help = "write `any`, `agree`, `first` or `target`; `strictest` is for enums, whole numbers and durations";
            sink.push(bad(entry.value.span, "`strictest` says nothing about this type", label, help));
        }
    }

    fn flag(&self, key: &str, sink: &mut Sink) -> Option<bool> {
        self.word(key, &["true", "false"], sink).map(|word| word == "true")
    }

    /// The word under `key`, when it is one of `words`; otherwise the problem is reported.
    fn word(&self, key: &str, words: &[&str], sink: &mut Sink) -> Option<&'a str> {
        let entry = self.entry(key)?;
        let word = entry.value.text().filter(|word| words.contains(word));
        if word.is_none() {
            let words = wording::quote_all(words);
            let label = format!("{} is one of {}", wording::quote(key), wording::list_or(&words));
            let headline = format!("{} of `x-holdpoint` has a value that it can't have", wording::quote(key));
            sink.push(bad(entry.value.span, headline, &label, format!("write one of {}", wording::list_or(&words))));
        }
        word
    }

    fn sentence(&self, key: &str, sink: &mut Sink) -> Option<String> {
        let entry = self.entry(key)?;
        let found = entry.value.text();
        if found.is_none() {
            let headline = format!("{} of `x-holdpoint` is not text", wording::quote(key));
            sink.push(bad(entry.value.span, headline, "this needs a few words", "write what it means here"));
        }
        found.map(str::to_owned)
    }

    fn part(&self, key: &str, keys: &[&str], sink: &mut Sink) -> Option<&'a Node> {
        let entry = self.entry(key)?;
        check_keys(&entry.value, key, keys, sink);
        if matches!(entry.value.kind, Kind::Map(_)) {
            return Some(&entry.value);
        }
        let headline = format!("{} of `x-holdpoint` is not an object", wording::quote(key));
        let keys = wording::quote_all(keys);
        sink.push(bad(
            entry.value.span,
            headline,
            "this needs an object",
            format!("write an object with {}", wording::list_and(&keys)),
        ));
        None
    }
}

pub(super) fn check_keys(node: &Node, within: &str, known: &[&str], sink: &mut Sink) {
    for Entry { key, .. } in node.entries() {
        if !known.contains(&key.text.as_str()) {
            let within = &wording::quote(within);
            let problem = UnknownKeyword { written: &key.text, span: key.span, within, known };
            sink.push(problem.into());
        }
    }
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn actionable(part: &Node, sink: &mut Sink) -> Option<Actionable> {
    let Some(action) = text(part, "do") else {
        sink.push(bad(
            part.span,
            "`actionable` lacks `do`",
            "this doesn't say what to do",
            "add `\"do\": \"restore the backup on a test host\"`",
        ));
        return None;
    };
    let cost = match part.entry("cost") {
        None => 1,
        Some(entry) => entry.value.text().and_then(|text| text.parse().ok()).unwrap_or_else(|| {
            sink.push(bad(entry.value.span, "`cost` is not a whole number", "this needs a whole number", "write `\"cost\": 1`"));
            1
        }),
    };
    let finds = match part.get("finds").map(|node| node.text()) {
        None | Some(Some("false")) => false,
        Some(Some("true")) => true,
        Some(_) => {
            sink.push(bad(
                part.span,
                "`finds` is neither true nor false",
                "this needs `true` or `false`",
                "write `\"finds\": true`",
            ));
            false
        }
    };
    Some(Actionable { action, acts: text(part, "acts"), cost, finds })
}

fn computed(entry: &Entry, of: Option<&Entry>, sink: &mut Sink) -> Option<Computed> {
    // Both `"computed": "complete", "of": […]` and `"computed": { "name": "complete", "of": […] }` are read.
    let name = entry.value.text().map(str::to_owned).or_else(|| text(&entry.value, "name"));
    let Some(name) = name else {
        sink.push(bad(
            entry.value.span,
            "`computed` names no definition",
            "this needs a name",
            "write `\"computed\": \"touches\"`",
        ));
        return None;
    };
    check_keys(&entry.value, "computed", &["name", "of"], sink);
    let paths = of.map(|entry| &entry.value).or_else(|| entry.value.get("of"));
    let of = paths.map_or_else(Vec::new, |node| node.elements().iter().filter_map(Node::text).map(NamedPath::read).collect());
    Some(Computed { name, of })
}
