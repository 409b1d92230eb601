//! A suite as it is meant: cases with their documents, laid over the base already, and what each expects.
//! Reading one is `read`'s business, loading the facts of its cases that of `prepare`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::expect::{Expect, What};
use crate::document::Document;
use crate::facts::{FactDocument, FactPath};
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
    /// The documents: the base with what the case sets laid over it.
    pub documents: Vec<FactDocument>,
    /// What is taken away then.
    pub unset: Vec<(FactPath, Span)>,
    /// What the case itself states, by kind of document; that of the base where it states nothing.
    pub states: Vec<FactDocument>,
    /// Whether it changes the moment or the phase, which rules read through every date.
    pub moves: bool,
    /// What should come of it.
    pub expect: Expect,
}

impl Case {
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

impl Suite {
    /// The name of the suite's file.
    pub fn file<'s>(&self, sources: &'s Sources) -> &'s str {
        sources.get(self.span.source).name()
    }
}
