//! The whole road from texts to an explained answer as one value, for programs that use Holdpoint as a library.
//! It puts the layers together and decides nothing itself; files, clock and environment are left to `project` and `cli`.

use std::fmt;

use crate::compile::{Program, compile};
use crate::decision::{Target, Verdict};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document;
use crate::evaluate::{Decision, Evaluation, Ran, Run};
use crate::explain::{Account, Explainer, account};
use crate::facts::{FactDocument, Facts};
use crate::policy::{Policy, load};
use crate::project::kind::{self, DocumentKind};
use crate::report::terminal::{Style, render_plain};
use crate::report::text::evaluation::{Options, render};
use crate::report::text::test::render as render_tests;
use crate::scenario::{self, SuiteResult, SuiteSource, Tally};
use crate::text::printable::logged;
use crate::text::{Sources, wording};
use crate::value::{Instant, Phase};

/// A compiled policy that evaluates documents given as text.
#[derive(Debug)]
pub struct Engine {
    sources: Sources,
    program: Program,
}

/// Documents that many evaluations share, read and masked once.
#[derive(Debug)]
pub struct Release<'e> {
    engine: &'e Engine,
    sources: Sources,
    documents: Vec<FactDocument>,
    /// What somebody should know about them; none of it is an error.
    found: Vec<Diagnostic>,
}

/// What an evaluation came to, with everything that explains it.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The texts, masked; they turn spans into places.
    pub sources: Sources,
    /// The facts that the documents state.
    pub facts: Facts,
    /// Decisions, reasons and the verdict.
    pub evaluation: Evaluation,
    /// What somebody should know about the documents; none of it is an error.
    pub warnings: Vec<Diagnostic>,
    program: &'a Program,
}

/// Why there is no answer: at least one error, and any warnings.
#[derive(Clone)]
pub struct Problems {
    /// The problems, ordered by place.
    pub found: Vec<Diagnostic>,
    /// The texts they are about.
    pub sources: Sources,
}

impl Engine {
    /// The engine with a pack that travels in the library, such as `sophmate`.
    pub fn builtin(name: &str) -> Result<Self, Problems> {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let policy = load::builtin(name, &mut sources, &mut sink);
        if policy.is_none() && !sink.has_errors() {
            let headline = format!("unknown pack {}", wording::quote(name));
            let known = wording::list_or(&wording::quote_all(&crate::policy::builtin::NAMES));
            sink.push(Diagnostic::new(Code::UnknownPack, headline).help(format!("write {known}")));
        }
        Self::new(policy, sources, sink)
    }

    /// The engine with a policy that was loaded with these sources; `project::policy` loads one from files.
    pub fn new(policy: Option<Policy>, sources: Sources, mut sink: Sink) -> Result<Self, Problems> {
        match policy.and_then(|policy| compile(policy, &mut sink)) {
            Some(program) if !sink.has_errors() => Ok(Self { sources, program }),
            _ => Err(Problems { found: sink.into_sorted(), sources }),
        }
    }

    /// The program that the policy was compiled to.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Evaluates documents, each a name and a text, for one site at one moment, in the phase that the update states. The names
    /// say what is JSON and appear in places; nothing is read from disk.
    pub fn evaluate(&self, documents: &[(&str, &str)], now: Instant) -> Result<Answer<'_>, Problems> {
        self.plan(documents, now, None)
    }

    /// Does the same in this phase, in the place of the one that the update states: to plan ahead.
    pub fn plan(&self, documents: &[(&str, &str)], now: Instant, phase: Option<Phase>) -> Result<Answer<'_>, Problems> {
        self.release(&[])?.plan(documents, now, phase)
    }

    /// Reads documents that many evaluations share, such as the release notes that are asked about many sites, once for all of
    /// them. With an error in one of them there are no evaluations.
    ///
    /// ```
    /// use holdpoint::Engine;
    /// use holdpoint::value::Instant;
    ///
    /// let engine = Engine::builtin("sophmate")?;
    /// let release = engine.release(&[("release.yaml", "kind: release\nversion: 2.4.0\n")])?;
    /// let now = Instant::parse("2026-07-21T18:00Z").unwrap();
    /// for id in ["shop-north", "garden-blog"] {
    ///     let answer = release.evaluate(&[("site.yaml", &format!("kind: site\nid: {id}\n"))], now)?;
    ///     assert_eq!(answer.verdict().name(), "hold");
    /// }
    /// # Ok::<(), holdpoint::engine::Problems>(())
    /// ```
    pub fn release(&self, documents: &[(&str, &str)]) -> Result<Release<'_>, Problems> {
        let (mut sources, mut sink) = (self.sources.clone(), Sink::new());
        let read = self.read(documents, &mut sources, &mut sink);
        if sink.has_errors() {
            return Err(Problems { found: sink.into_sorted(), sources });
        }
        Ok(Release { engine: self, sources, documents: read, found: sink.into_sorted() })
    }

    fn read(&self, documents: &[(&str, &str)], sources: &mut Sources, sink: &mut Sink) -> Vec<FactDocument> {
        let schemas = &self.program.policy.schemas;
        let mut read = Vec::new();
        for (name, text) in documents {
            let (_, document) = document::load(sources, name, text.as_bytes().to_vec(), sink);
            let Some(document) = document else { continue };
            match kind::of(&document, schemas, sink) {
                Some(DocumentKind::Facts(kind)) => read.push(FactDocument { kind, root: document.root }),
                Some(other) => sink.push(
                    Diagnostic::new(Code::UnknownKind, format!("a document of kind `{}` states no facts", other.name()))
                        .at(document.root.get("kind").map_or(document.root.span, |n| n.span), "no facts")
                        .help("give documents of the kinds release, site and update"),
                ),
                None => {}
            }
        }
        read
    }

    /// Runs suites of tests, each a name and a text. A base must be written in its suite: no file is read.
    ///
    /// ```
    /// use holdpoint::Engine;
    ///
    /// let suite = "\
    /// kind: tests
    /// base:
    ///   now: 2026-07-21T18:00Z
    ///   release: { version: 2.4.0 }
    ///   site: { id: shop-north }
    /// cases:
    ///   - name: without a backup the update waits
    ///     set: { site: { backup: { database: false, files: false } } }
    ///     expect:
    ///       verdict: hold
    ///       decisions: { \"block:update\": { includes: [backup.exists] } }
    /// ";
    /// let tested = Engine::builtin("sophmate")?.test(&[("suite.yaml", suite)])?;
    /// assert!(tested.passes(), "{}", tested.text());
    /// # Ok::<(), holdpoint::engine::Problems>(())
    /// ```
    pub fn test(&self, suites: &[(&str, &str)]) -> Result<Tested, Problems> {
        let (mut sources, mut sink) = (self.sources.clone(), Sink::new());
        let mut results = Vec::new();
        for (name, text) in suites {
            let (_, document) = document::load(&mut sources, name, text.as_bytes().to_vec(), &mut sink);
            let Some(document) = document else { continue };
            let source = SuiteSource { document, base: None };
            let Some(suite) = scenario::read(&source, &self.program, &sources, &mut sink) else { continue };
            results.push(scenario::run_suite(&suite, &self.program, &sources, 1, &|_| true, &mut sink));
        }
        if sink.has_errors() {
            return Err(Problems { found: sink.into_sorted(), sources });
        }
        Ok(Tested { sources, suites: results })
    }
}

impl<'e> Release<'e> {
    /// Evaluates it with the documents of one site, each a name and a text, as [`Engine::evaluate`] does.
    pub fn evaluate(&self, documents: &[(&str, &str)], now: Instant) -> Result<Answer<'e>, Problems> {
        self.plan(documents, now, None)
    }

    /// Does the same in this phase, in the place of the one that the update states: to plan ahead.
    pub fn plan(&self, documents: &[(&str, &str)], now: Instant, phase: Option<Phase>) -> Result<Answer<'e>, Problems> {
        let program = &self.engine.program;
        let (mut sources, mut sink) = (self.sources.clone(), Sink::new());
        self.found.iter().for_each(|problem| sink.push(problem.clone()));
        let own = self.engine.read(documents, &mut sources, &mut sink);
        let all: Vec<FactDocument> = self.documents.iter().cloned().chain(own).collect();
        let ran = Run::new(program, now).in_phase(phase).evaluate(&all, &sources, &mut sink);
        let found = sink.into_sorted();
        match ran {
            Some(Ran { facts, evaluation }) => Ok(Answer { sources, facts, evaluation, warnings: found, program }),
            None => Err(Problems { found, sources }),
        }
    }
}

/// What came of suites of tests.
#[derive(Debug)]
pub struct Tested {
    /// The texts, masked; they turn spans into places.
    pub sources: Sources,
    /// The results, in the order of the suites.
    pub suites: Vec<SuiteResult>,
}

impl Tested {
    /// Whether every case passes.
    pub fn passes(&self) -> bool {
        Tally::of(&self.suites).failed == 0
    }

    /// The text that `holdpoint test` prints.
    pub fn text(&self) -> String {
        logged(&render_tests(&self.suites, &self.sources, &Style::default())).as_str().to_owned()
    }
}

impl Answer<'_> {
    /// The one-word answer.
    pub fn verdict(&self) -> Verdict {
        self.evaluation.verdict
    }

    /// The decision about a target as commands take it, such as `pause:commerce`; none when nothing is decided about it.
    pub fn decision(&self, target: &str) -> Option<&Decision> {
        self.evaluation.decision(&Target::parse(target).ok()?)
    }

    /// The reasons for which a decision is in force: each rule with its sentence, filled from the facts. None where it is not.
    pub fn reasons(&self, decision: &Decision) -> Vec<(String, String)> {
        let explainer = self.explainer();
        let reasons = self.evaluation.reasons_of(decision).filter(|reason| reason.in_force());
        reasons.map(|reason| (reason.name.clone(), explainer.because(reason))).collect()
    }

    /// Answers further questions: what each reason rests on, what is missing.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(self.program, &self.facts, &self.evaluation)
    }

    /// What is in force, grouped by when it is due, with places and open questions.
    pub fn account(&self) -> Account {
        account(&self.explainer())
    }

    /// The text that `holdpoint evaluate` prints.
    pub fn text(&self) -> String {
        logged(&render(&self.account(), &self.program.policy, &self.sources, Options::default())).as_str().to_owned()
    }
}

impl fmt::Display for Problems {
    /// One problem after the other, as `file:line:column: error[code]: what is wrong`, with help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.found.iter().try_for_each(|problem| f.write_str(logged(&render_plain(problem, &self.sources)).as_str()))
    }
}

impl fmt::Debug for Problems {
    /// The same as for people: what somebody sees who unwraps.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_of_documents_are_told_with_their_places() {
        let engine = Engine::builtin("sophmate").unwrap();
        let problems = engine
            .evaluate(&[("r.yaml", "kind: release\nversion: [1]\n"), ("s.yaml", "kind: tests\n")], Instant::from_unix(0))
            .unwrap_err();
        let text = problems.to_string();
        assert!(text.contains("r.yaml:2:1: error[wrong-type]: `release.version` is not a version"), "{text}");
        assert!(text.contains("s.yaml:1:7: error[unknown-kind]: a document of kind `tests` states no facts"), "{text}");
        // The document that was not read may be the site: it is not called missing too.
        assert!(!text.contains("missing-site"), "{text}");
    }

    #[test]
    fn texts_give_the_answer_that_files_give() {
        let engine = Engine::builtin("sophmate").unwrap();
        let release = include_str!("../examples/shop-north/release.yaml");
        let site = include_str!("../examples/shop-north/site.yaml");
        let now = Instant::parse("2026-07-21T18:00Z").unwrap();
        let answer = engine.evaluate(&[("release.yaml", release), ("site.yaml", site)], now).unwrap();
        assert_eq!(answer.verdict(), Verdict::StageFirst);
        assert_eq!(answer.warnings, []);
    }

    #[test]
    fn an_unknown_pack_is_told_with_the_known_ones() {
        let problems = Engine::builtin("acme").unwrap_err();
        assert_eq!(problems.to_string(), "error[unknown-pack]: unknown pack `acme`\n  help: write `sophmate`\n");
    }

    #[test]
    fn one_engine_evaluates_many_sites() {
        let engine = Engine::builtin("sophmate").unwrap();
        let release = ("r.yaml", "kind: release\nversion: 2.4.0\nchanges: [{ name: Runs, area: workflows }]\n");
        for id in ["shop-north", "garden-blog"] {
            let site = format!("kind: site\nid: {id}\n");
            let answer = engine.evaluate(&[release, ("s.yaml", &site)], Instant::from_unix(1_800_000_000)).unwrap();
            assert_eq!(answer.account().site, id);
            assert_eq!(answer.verdict().name(), "hold");
            assert!(answer.text().starts_with(&format!("SophMate 2.4.0 on {id}")));
        }
    }
}
