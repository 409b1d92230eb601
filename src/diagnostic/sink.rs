//! Collects the problems of a run, so that all of them appear at once.
//! It orders them by place; it decides nothing about what they mean.

use super::{Diagnostic, Severity};

/// All problems found so far.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
    /// How many of them are errors, which is asked for often.
    errors: usize,
}

impl Sink {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.found.push(diagnostic);
    }

    /// Adds all problems of another sink.
    pub fn append(&mut self, other: Sink) {
        self.errors += other.errors;
        self.found.extend(other.found);
    }

    /// Whether any problem is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many problems are errors.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many problems were found, of any severity.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// The problems ordered by place (those without one first), each once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_cached_key(|d| (d.labels.first().map(|l| (l.span.source, l.span.start)), d.code, d.headline.clone()));
        self.found.dedup();
        self.found
    }
}
