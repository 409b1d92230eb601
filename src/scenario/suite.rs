//! A suite as it is meant: cases with their documents, laid over the base already, and what each expects.
//! Reading one is `read`'s business, loading the facts of its cases that of `prepare`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expect::{Expect, What};
use super::overlay::over;
use crate::document::{Document, Entry, Key, Kind, Node, Scalar};
use crate::facts::{FactDocument, FactKind, FactPath};
use crate::text::{Sources, Span};
use crate::value::{Instant, Phase};

/// A file of kind `tests` as it was found, with the file that its `base` names.
#[derive(Clone, Debug)]
pub struct SuiteSource {
    /// The suite.
    pub document: Document,
    /// The file that `base` names.
    pub base: Option<Document>,
}

/// Cases that start from one base.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Its name; that of its file where it says none.
    pub name: String,
    /// Where it says its name, else where it begins.
    pub span: Span,
    /// The documents that every case starts from.
    pub base: Vec<FactDocument>,
    /// The moment that every case starts from.
    pub now: Option<Instant>,
    /// The cases, a row of a table as a case of its own.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, unique in its suite.
    pub name: String,
    /// Where it says its name; of a row, the row.
    pub span: Span,
    /// The moment of the evaluation.
    pub now: Option<Instant>,
    /// The phase it is at, where it says one.
    pub phase: Option<(Phase, Span)>,
    /// What every case of the suite starts from, by kind of document.
    pub(super) base: Arc<BTreeMap<FactKind, Node>>,
    /// What the case sets.
    pub(super) set: BTreeMap<FactKind, Node>,
    /// What is taken away then.
    pub unset: Vec<(FactPath, Span)>,
    /// Whether it changes the moment or the phase, which rules read through every date.
    pub moves: bool,
    /// What should come of it.
    pub expect: Expect,
}

impl Case {
    /// Its documents: the base with what the case sets laid over it. They are put together anew each time, so that a suite holds
    /// its base once.
    pub fn documents(&self) -> Vec<FactDocument> {
        let mut documents = BTreeMap::clone(&self.base);
        for (kind, above) in &self.set {
            let laid = documents.get(kind).map_or_else(|| above.clone(), |below| over(below, above));
            documents.insert(*kind, laid);
        }
        if let Some((phase, at)) = self.phase {
            let update = documents
                .entry(FactKind::Update)
                .or_insert_with(|| Node { span: Span { end: at.start, ..at }, kind: Kind::Map(Vec::new()) });
            put(update, "phase", phase.name(), at);
        }
        documents.into_iter().map(typed).collect()
    }

    /// What the case itself states, by kind of document; that of the base where it states nothing.
    pub(super) fn states(&self) -> impl Iterator<Item = (FactKind, &Node)> {
        let stated = if self.set.is_empty() && self.unset.is_empty() { &*self.base } else { &self.set };
        stated.iter().map(|(kind, node)| (*kind, node))
    }

    /// The rules that its expectations name, each once.
    pub fn rules(&self) -> BTreeSet<Arc<str>> {
        let because = self.expect.decisions.iter().filter_map(|d| d.because.as_ref()).flat_map(|b| &b.rules);
        let named = self.expect.not.iter().chain(self.expect.states.iter().map(|(_, named)| named));
        let ids = named.filter_map(|named| match &named.what {
            What::Rule(id) => Some(Arc::clone(id)),
            What::Decision(_) => None,
        });
        because.map(|word| Arc::clone(&word.text)).chain(ids).collect()
    }
}

/// A document with the kind that it leaves out.
pub(super) fn typed((kind, mut root): (FactKind, Node)) -> FactDocument {
    let at = Span { end: root.span.start, ..root.span };
    if root.get("kind").is_none() {
        put(&mut root, "kind", kind.name(), at);
    }
    FactDocument { kind, root }
}

fn put(node: &mut Node, key: &str, text: &str, span: Span) {
    let Kind::Map(entries) = &mut node.kind else { return };
    let value = Node { span, kind: Kind::Scalar(Scalar { text: text.to_owned(), plain: true }) };
    match entries.iter_mut().find(|e| e.key.text == key) {
        Some(entry) => entry.value = value,
        None => entries.push(Entry { key: Key { text: key.to_owned(), span }, value }),
    }
}

impl Suite {
    /// The name of the suite's file.
    pub fn file<'s>(&self, sources: &'s Sources) -> &'s str {
        sources.get(self.span.source).name()
    }
}
