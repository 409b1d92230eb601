//! Loads the facts of every case of a suite, once: what they come to is then asked of one program after the other.
//! Problems with facts are errors of the suite; what an evaluation would warn of is what many cases are about.

use std::sync::Arc;

use super::expect::Expect;
use super::read::near;
use super::stated::Reads;
use super::suite::{Case, Suite};
use crate::compile::Program;
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Severity, Sink};
use crate::evaluate::Run;
use crate::facts::change::{Change, apply, place};
use crate::facts::{FactDocument, FactKind, Facts};
use crate::text::{Sources, Span, wording};
use crate::value::Phase;
use crate::vocabulary::Kind as Table;

/// A case that can be run on any program with the vocabulary and the facts of the one it was prepared for.
#[derive(Clone, Debug)]
pub struct PreparedCase {
    /// Its name.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Its documents.
    pub documents: Arc<Vec<FactDocument>>,
    /// Its facts.
    pub facts: Arc<Facts>,
    /// What it expects.
    pub expect: Expect,
}

/// Prepares the cases of a suite. With an error in the sink they must not be run.
pub fn prepare(suite: &Suite, program: &Program, sources: &Sources, sink: &mut Sink) -> Vec<PreparedCase> {
    let reads = Reads::of(program);
    suite.cases.iter().filter_map(|case| one(case, program, &reads, sources, sink)).collect()
}

/// Prepares one case; none where something is wrong with it.
pub(super) fn one(case: &Case, program: &Program, reads: &Reads, sources: &Sources, sink: &mut Sink) -> Option<PreparedCase> {
    let shown = wording::quote(&case.name);
    let Some(now) = case.now else {
        sink.push(
            Diagnostic::new(Code::MissingKey, format!("the case {shown} has no `now`"))
                .at(case.span, "at which moment?")
                .help("add `now:` with the moment of the case to it, or to `base`"),
        );
        return None;
    };
    let documents = case.documents();
    for (kind, code) in [(FactKind::Release, Code::MissingRelease), (FactKind::Site, Code::MissingSite)] {
        if documents.iter().all(|d| d.kind != kind) {
            let name = kind.name();
            let key = if kind == FactKind::Release { "version" } else { "id" };
            sink.push(
                Diagnostic::new(code, format!("the case {shown} has no {name}"))
                    .at(case.span, format!("there is no `{name}` in it, nor in the base"))
                    .help(format!("add `{name}:` with its `{key}` to `base`")),
            );
            return None;
        }
    }
    let before = sink.errors();
    let documents = without(case, documents, program, sink);
    let mut found = Sink::new();
    let facts = Run::new(program, now).read(&documents, sources, &mut found);
    found.into_sorted().into_iter().filter(|p| p.severity == Severity::Error).for_each(|p| sink.push(p));
    let facts = facts?;
    restarts(case, program, &facts, sink);
    if sink.errors() > before {
        return None;
    }
    if !reads.any(case) {
        sink.push(
            Diagnostic::new(Code::UnreadFacts, format!("no rule reads anything that the case {shown} states"))
                .at(case.span, "the same would come of it without these facts")
                .help("state a fact that a rule reads; `holdpoint graph` shows the rules"),
        );
    }
    Some(PreparedCase {
        name: case.name.clone(),
        span: case.span,
        documents: Arc::new(documents),
        facts: Arc::new(facts),
        expect: case.expect.clone(),
    })
}

/// The documents without what the case takes away; a path at which nothing stands is a slip.
fn without(case: &Case, mut documents: Vec<FactDocument>, program: &Program, sink: &mut Sink) -> Vec<FactDocument> {
    let phase = case.phase.map_or(Phase::Before, |(phase, _)| phase);
    let schemas = &program.policy.schemas;
    for (path, span) in &case.unset {
        let change = Change::Unset { path: path.clone() };
        let stands = place(&documents, &change, schemas).is_ok_and(|placed| !placed.is_empty());
        if stands && let Ok(changed) = apply(&documents, &[change], schemas, phase) {
            documents = changed;
            continue;
        }
        sink.push(
            Diagnostic::new(Code::UnknownPath, format!("{} is not stated", wording::quote(&path.to_string())))
                .at(*span, "nothing to take away")
                .help("remove it, or name a fact that the base states"),
        );
    }
    documents
}

/// What may restart must exist: a category, or an item of the case's site.
fn restarts(case: &Case, program: &Program, facts: &Facts, sink: &mut Sink) {
    let vocabulary = &program.policy.vocabulary;
    let items = facts.root("site").and_then(|s| facts.step(s, "items")).map(|spot| facts.members(spot).members);
    let ids: Vec<Arc<str>> = items.unwrap_or_default().into_iter().filter_map(|m| m.id).collect();
    for (word, _) in &case.expect.restart {
        let name = word.text.strip_prefix("category:").unwrap_or(&word.text);
        let id = word.text.split_once(':').map_or(&*word.text, |(_, id)| id);
        if vocabulary.category(name).is_some() || ids.iter().any(|known| &**known == id) {
            continue;
        }
        let mut known = vocabulary.names(Table::Category);
        known.extend(ids.iter().map(|id| &**id));
        let headline = format!("{} is neither a category nor an item of the site", wording::quote(&word.text));
        let problem = Diagnostic::new(Code::UnknownCategory, headline).at(word.span, "nothing to restart");
        sink.push(match near(id, &known) {
            Some(help) => problem.help(help),
            None => problem.help(format!("write what {} can be aimed at", Verb::Pause)),
        });
    }
}
