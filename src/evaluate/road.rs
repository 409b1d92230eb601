//! The one road from documents to decisions: reads the facts, evaluates them, and warns of what makes an answer doubtful.
//! Commands, library, suites, changes that are tried and tests all take it; where documents come from is left to them.

use super::evaluation::{Evaluation, Held};
use super::pass::pass;
use super::standing::rules_gone;
use super::unread::unread;
use crate::compile::Program;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::facts::load::{FactKind, Reader, load};
use crate::facts::{Days, FactDocument, Facts};
use crate::policy::waiver::{expired_waivers, unallowed};
use crate::text::Sources;
use crate::value::{Instant, Phase};

/// What documents are evaluated with: a program, a moment, a phase to plan for.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    program: &'a Program,
    now: Instant,
    phase: Option<Phase>,
    thorough: bool,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// What the documents state.
    pub facts: Facts,
    /// What the program decides on it.
    pub evaluation: Evaluation,
}

impl<'a> Run<'a> {
    /// A run for a moment, in the phase that the update states.
    pub fn new(program: &'a Program, now: Instant) -> Self {
        Self { program, now, phase: None, thorough: false }
    }

    /// The same for another moment.
    pub fn at(self, now: Instant) -> Self {
        Self { now, ..self }
    }

    /// The same by another program.
    pub fn by<'p>(self, program: &'p Program) -> Run<'p>
    where
        'a: 'p,
    {
        Run { program, ..self }
    }

    /// The same, planned for a phase; none leaves the one that the update states.
    pub fn in_phase(self, phase: Option<Phase>) -> Self {
        Self { phase, ..self }
    }

    /// The same, with every document checked by its schema, also where everything fits.
    pub fn thorough(self) -> Self {
        Self { thorough: true, ..self }
    }

    /// The program.
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The moment.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The phase that is planned for.
    pub fn phase(&self) -> Option<Phase> {
        self.phase
    }

    /// Reads and evaluates documents. Problems and warnings go to the sink; with an error in it there is no answer.
    pub fn evaluate(&self, documents: &[FactDocument], sources: &Sources, sink: &mut Sink) -> Option<Ran> {
        let facts = self.read(documents, sources, sink)?;
        Some(self.decide(facts, sink))
    }

    fn decide(&self, facts: Facts, sink: &mut Sink) -> Ran {
        let evaluation = Self::again(self.program, &facts, None);
        evaluation.mixed.iter().for_each(|mixed| sink.push(mixed.diagnostic()));
        rules_gone(&evaluation, &facts, &self.program.policy.rules).into_iter().for_each(|problem| sink.push(problem));
        unread(self.program, &facts).into_iter().for_each(|problem| sink.push(problem));
        Ran { facts, evaluation }
    }

    /// Evaluates facts that a run has read once more: by another program with the same shapes, with facts forgotten, or with what
    /// the documents at hand said held as it was in another evaluation (design 5.3). It warns of nothing: the run has.
    pub fn again(program: &Program, facts: &Facts, held: Option<&Held>) -> Evaluation {
        pass(program, facts, held)
    }

    /// Reads documents alone, for whoever evaluates the same facts by several programs or reads more changes than it evaluates.
    pub(crate) fn read(&self, documents: &[FactDocument], sources: &Sources, sink: &mut Sink) -> Option<Facts> {
        expired_waivers(&self.program.policy, self.now, sink);
        let facts = load(&self.reader(), documents, sources, sink);
        (!sink.has_errors()).then_some(facts)
    }

    /// What is wrong with documents, each looked at alone as they may be of many sites; and with all of them together where they
    /// make up one evaluation. What is wrong with the policy at this moment is told by `allowed`.
    pub(crate) fn check(&self, documents: &[FactDocument], sources: &Sources, sink: &mut Sink) {
        // A date in notes or in an update is a day of the site, unless there are several with zones of their own.
        let mut zones = Sink::new();
        let days = Days::of(documents, &mut zones);
        let days = Some(&days).filter(|_| zones.is_empty());
        // What nothing reads of a document alone is told where there is no evaluation that could say it.
        let mut alone: Vec<Diagnostic> = Vec::new();
        for document in documents {
            let mut found = Sink::new();
            let days = days.filter(|_| document.kind != FactKind::Site);
            let reader = Reader { days, ..self.reader() };
            let facts = load(&reader, std::slice::from_ref(document), sources, &mut found);
            alone.extend(unread(self.program, &facts));
            found.into_sorted().into_iter().filter(|problem| !is_of_other_documents(problem)).for_each(|p| sink.push(p));
        }
        let mut found = Sink::new();
        let facts = load(&Reader { thorough: false, ..self.reader() }, documents, sources, &mut found);
        if !found.has_errors() {
            self.decide(facts, &mut found);
        }
        if found.iter().any(is_of_other_documents) {
            alone.into_iter().for_each(|problem| sink.push(problem));
        } else {
            sink.append(found);
        }
    }

    /// Whether the program may be used at this moment: an error for each base rule that no waiver lets another rule switch off.
    pub(crate) fn allowed(&self, sink: &mut Sink) {
        unallowed(&self.program.policy, self.now, sink);
    }

    fn reader(&self) -> Reader<'a> {
        let policy = &self.program.policy;
        let Self { now, phase, thorough, .. } = *self;
        Reader { schemas: &policy.schemas, vocabulary: &policy.vocabulary, now, phase, days: None, thorough }
    }
}

/// Whether it says that documents don't make up one evaluation.
fn is_of_other_documents(problem: &Diagnostic) -> bool {
    matches!(problem.code, Code::MissingRelease | Code::MissingSite | Code::SeveralSites)
}
