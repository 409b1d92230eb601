//! What kind a document says it is.
//! What each kind holds is read elsewhere.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Document, Node};
use crate::facts::FactKind;
use crate::schema::Schemas;
use crate::schema::shape::Shape;
use crate::text::{suggest, wording};

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// One that states facts: `release`, `site`, `update`.
    Facts(FactKind),
    /// A file of a pack.
    Policy,
    /// Tests of a policy.
    Tests,
    /// An account of an evaluation.
    Record,
}

impl DocumentKind {
    /// Every word that may stand behind `kind:`.
    pub const NAMES: [&str; 6] = ["release", "site", "update", "policy", "tests", "record"];

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "policy" => Some(DocumentKind::Policy),
            "tests" => Some(DocumentKind::Tests),
            "record" => Some(DocumentKind::Record),
            other => FactKind::parse(other).map(DocumentKind::Facts),
        }
    }

    /// The word behind `kind:`.
    pub fn name(self) -> &'static str {
        match self {
            DocumentKind::Facts(kind) => kind.name(),
            DocumentKind::Policy => "policy",
            DocumentKind::Tests => "tests",
            DocumentKind::Record => "record",
        }
    }
}

/// The kind that a document says it is; pushes a problem and gives none when it says none that is known.
pub fn of(document: &Document, schemas: &Schemas, sink: &mut Sink) -> Option<DocumentKind> {
    let root = &document.root;
    let Some(entry) = root.entry("kind").filter(|e| !e.value.is_null()) else {
        let first = root.entries().first().map_or(root.span, |e| e.key.span);
        let problem =
            Diagnostic::new(Code::MissingKind, "the document doesn't say its kind").at(first, "no `kind:` in this document");
        sink.push(match likely(root, schemas) {
            Some(kind) => problem.help(format!("add `kind: {kind}`")),
            None => problem.help(format!("add `kind:` with {}", wording::list_or(&wording::quote_all(&DocumentKind::NAMES)))),
        });
        return None;
    };
    let written = entry.value.text().map(str::trim).unwrap_or_default();
    let kind = DocumentKind::parse(written);
    if kind.is_none() {
        let shown = entry.value.text().map_or_else(|| entry.value.describe().to_owned(), wording::quote);
        let problem = Diagnostic::new(Code::UnknownKind, format!("unknown kind of document {shown}"))
            .at(entry.value.span, "not a kind")
            .meant(entry.value.span, written, suggest::only(written, &DocumentKind::NAMES));
        sink.push(match suggest::nearest(written, &DocumentKind::NAMES) {
            Some(near) => problem.help(format!("write {}", wording::quote(near))),
            None => problem.help(format!("write {}", wording::list_or(&wording::quote_all(&DocumentKind::NAMES)))),
        });
    }
    kind
}

/// The kind whose keys the document has most of.
fn likely(root: &Node, schemas: &Schemas) -> Option<&'static str> {
    let policy = ["rules", "params", "vocabulary", "waivers", "extends"];
    let has = |key: &str| root.get(key).is_some();
    let fits = |shape: &Shape| shape.record().map_or(0, |r| r.fields.keys().filter(|key| has(key)).count());
    let counts = [
        ("release", fits(&schemas.release)),
        ("site", fits(&schemas.site)),
        ("update", fits(&schemas.update)),
        ("policy", policy.iter().filter(|key| has(key)).count()),
    ];
    let most = counts.iter().map(|(_, n)| *n).max().filter(|n| *n > 0)?;
    let mut best = counts.iter().filter(|(_, n)| *n == most);
    match (best.next(), best.next()) {
        (Some((kind, _)), None) => Some(kind),
        _ => None,
    }
}
