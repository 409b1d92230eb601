//! An evaluation as one page for a browser: it needs no network and no script, prints, and reads in the dark as in the light.
//! One file for each section; what is said is `explain`'s business, how markup is written `markup`'s.
//!
//! Each section first makes a view, a value of its own, and then writes it.

mod anchors;
mod decisions;
mod derivation;
mod facts;
mod notes;
mod page;
mod reasons;
mod rules;
mod todo;
mod verbs;

use anchors::{Anchors, Standing};

use crate::diagnostic::Diagnostic;
use crate::evaluate::Decision;
use crate::explain::alike::Entries;
use crate::explain::{Account, Explainer};
use crate::policy::Policy;
use crate::text::{Sources, Span};

/// What every section reads.
struct Context<'a> {
    explainer: &'a Explainer<'a>,
    account: &'a Account,
    sources: &'a Sources,
    /// What is decided, and what is lifted or waived.
    listed: &'a [Decision],
    /// The reasons, those that are alike as one.
    entries: &'a Entries,
    /// Whether each reason is told by itself.
    all: bool,
    /// Whether so much is open that what is only possible is told in a line.
    thin: bool,
    anchors: Anchors,
}

impl<'a> Context<'a> {
    fn policy(&self) -> &'a Policy {
        &self.explainer.program.policy
    }

    /// Whether the graph marks what a decision under this heading rests on.
    fn marks(&self, standing: Standing) -> bool {
        !self.thin || standing != Standing::Open
    }

    /// A place as people name it.
    fn place(&self, span: Span) -> String {
        let place = self.sources.place(span);
        format!("{}:{}", place.name, place.line)
    }

    /// Places, each line once, the file named where it changes.
    fn places(&self, spans: &[Span]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for span in spans {
            let text = self.place(*span);
            if !out.contains(&text) {
                out.push(text);
            }
        }
        out
    }
}

/// The page; with all, each reason and each decision by itself.
pub fn render(explainer: &Explainer<'_>, account: &Account, problems: &[Diagnostic], sources: &Sources, all: bool) -> String {
    let listed = anchors::listed(explainer.evaluation);
    let entries = if all { Entries::each(explainer.evaluation) } else { Entries::of(explainer) };
    let anchors = Anchors::of(&listed, explainer.program, explainer.evaluation, &entries);
    let thin = !all && reasons::are_many_open(explainer.evaluation, &entries);
    page::write(&Context { explainer, account, sources, listed: &listed, entries: &entries, all, thin, anchors }, problems)
}
