//! Tries changes: the documents with them are read and evaluated like any others.
//! Which changes are worth trying is left to `repair` and `ask`, what came of them to `what_if`.

use std::cell::Cell;

use crate::compile::Program;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::evaluate::{Ran, Run};
use crate::facts::change::{Change, apply};
use crate::facts::{FactDocument, Facts};
use crate::text::Sources;
use crate::value::{Instant, Phase};

/// Documents that can be read again with changes.
pub struct Trial<'a> {
    /// The program.
    pub program: &'a Program,
    run: Run<'a>,
    /// The documents as they are.
    pub documents: &'a [FactDocument],
    /// The texts.
    pub sources: &'a Sources,
    tried: Cell<usize>,
    reasons: Cell<usize>,
    /// How many elements the lists of the documents have.
    elements: usize,
}

/// How many reasons are as much work as reading the documents once: measured on the built-in pack.
const REASONS: usize = 400;
/// So many elements of lists more are as much work as reading documents with few of them once more.
const ELEMENTS: usize = 48;

impl<'a> Trial<'a> {
    /// Prepares to try changes of these documents.
    pub fn new(run: Run<'a>, documents: &'a [FactDocument], sources: &'a Sources) -> Self {
        let lists = documents.iter().flat_map(|document| document.root.entries());
        let elements = lists.map(|entry| entry.value.elements().len()).sum();
        Self { program: run.program(), run, documents, sources, tried: Cell::new(0), reasons: Cell::new(0), elements }
    }

    /// The same documents by another program of the same policy.
    pub fn by<'p>(&'p self, program: &'p Program) -> Trial<'p> {
        Trial::new(self.run.by(program), self.documents, self.sources)
    }

    /// How often documents were read so far.
    pub fn tried(&self) -> usize {
        self.tried.get()
    }

    /// How much work the tries were, in readings of documents: large documents and an evaluation with many reasons count several times. It takes no
    /// clock, so that a search that is cut ends at the same place on any machine.
    pub fn spent(&self) -> usize {
        self.tried.get().saturating_mul(1 + self.elements / ELEMENTS).saturating_add(self.reasons.get() / REASONS)
    }

    /// The moment after the changes.
    pub fn now(&self, changes: &[Change]) -> Instant {
        let last = changes.iter().rev().find_map(|c| match c {
            Change::Now(at) => Some(*at),
            _ => None,
        });
        last.unwrap_or(self.run.now())
    }

    /// The facts after the changes; the problems when they can't be read.
    pub fn facts(&self, changes: &[Change]) -> Result<Facts, Problems> {
        self.read(changes, |run, documents, sink| run.read(documents, self.sources, sink))
    }

    /// The evaluation after the changes.
    pub fn evaluate(&self, changes: &[Change]) -> Result<Ran, Problems> {
        self.told(changes).map(|(ran, _)| ran)
    }

    /// The evaluation after the changes, and what is worth knowing about their documents.
    pub fn told(&self, changes: &[Change]) -> Result<(Ran, Vec<Diagnostic>), Problems> {
        self.read(changes, |run, documents, sink| {
            let ran = run.evaluate(documents, self.sources, sink)?;
            self.reasons.set(self.reasons.get().saturating_add(ran.evaluation.reasons.len()));
            Some((ran, std::mem::take(sink).into_sorted()))
        })
    }

    fn read<T>(
        &self,
        changes: &[Change],
        read: impl FnOnce(&Run<'a>, &[FactDocument], &mut Sink) -> Option<T>,
    ) -> Result<T, Problems> {
        self.tried.set(self.tried.get() + 1);
        let phase = self.run.phase().unwrap_or(Phase::Before);
        let documents = apply(self.documents, changes, &self.program.policy.schemas, phase).map_err(Problems::Nowhere)?;
        let mut sink = Sink::new();
        read(&self.run.at(self.now(changes)), &documents, &mut sink).ok_or_else(|| {
            Problems::Unreadable(sink.into_sorted().into_iter().filter(|p| p.severity == Severity::Error).collect())
        })
    }
}

/// Why changes can't be tried.
#[derive(Clone, Debug)]
pub enum Problems {
    /// There is no document for one of them.
    Nowhere(String),
    /// What they make can't be read.
    Unreadable(Vec<Diagnostic>),
}
