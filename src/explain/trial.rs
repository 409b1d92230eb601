//! Tries changes: the documents with them are read and evaluated like any others.
//! Which changes are worth trying is left to `repair` and `ask`, what came of them to `what_if`.

use std::cell::Cell;

use crate::compile::Program;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::evaluate::{Evaluation, evaluate};
use crate::facts::change::{Change, apply};
use crate::facts::{self, FactDocument, Facts, Reader};
use crate::text::Sources;
use crate::value::Instant;

/// Documents that can be read again with changes.
pub struct Trial<'a> {
    /// The program.
    pub program: &'a Program,
    /// What the documents are read with.
    pub reader: Reader<'a>,
    /// The documents as they are.
    pub documents: &'a [FactDocument],
    /// The texts.
    pub sources: &'a Sources,
    tried: Cell<usize>,
}

/// An evaluation with its facts.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The facts after the changes.
    pub facts: Facts,
    /// What came of them.
    pub evaluation: Evaluation,
}

impl<'a> Trial<'a> {
    /// Prepares to try changes of these documents.
    pub fn new(program: &'a Program, reader: Reader<'a>, documents: &'a [FactDocument], sources: &'a Sources) -> Self {
        Self { program, reader, documents, sources, tried: Cell::new(0) }
    }

    /// How often documents were read so far.
    pub fn tried(&self) -> usize {
        self.tried.get()
    }

    /// The moment after the changes.
    pub fn now(&self, changes: &[Change]) -> Instant {
        let last = changes.iter().rev().find_map(|c| match c {
            Change::Now(at) => Some(*at),
            _ => None,
        });
        last.unwrap_or(self.reader.now)
    }

    /// The facts after the changes; the problems when they can't be read.
    pub fn facts(&self, changes: &[Change]) -> Result<Facts, Problems> {
        self.tried.set(self.tried.get() + 1);
        let reader = Reader { now: self.now(changes), thorough: false, ..self.reader };
        let phase = reader.phase.unwrap_or(crate::value::Phase::Before);
        let documents = apply(self.documents, changes, reader.schemas, phase).map_err(Problems::Nowhere)?;
        let mut sink = Sink::new();
        let facts = facts::load(&reader, &documents, self.sources, &mut sink);
        if sink.has_errors() {
            let errors = sink.into_sorted().into_iter().filter(|p| p.severity == Severity::Error).collect();
            return Err(Problems::Unreadable(errors));
        }
        Ok(facts)
    }

    /// The evaluation after the changes.
    pub fn evaluate(&self, changes: &[Change]) -> Result<Tried, Problems> {
        let facts = self.facts(changes)?;
        let evaluation = evaluate(self.program, &facts);
        Ok(Tried { facts, evaluation })
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
