//! What commands that evaluate begin with: policy, documents, facts and their evaluation, or an end with all problems.
//! What they make of them is theirs.

use std::sync::Arc;

use super::{base, moment};
use crate::cli::args::{Input, ProblemFormat};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::compile::{Program, compile};
use crate::diagnostic::{Diagnostic, Sink};
use crate::evaluate::{Evaluation, Ran, Run};
use crate::explain::Explainer;
use crate::facts::{FactDocument, Facts};
use crate::project::{self, Loaded, Request};
use crate::report::{github, json, sarif};
use crate::schema::Schemas;
use crate::text::Sources;
use crate::value::{Instant, Phase};

/// Everything that was read, and what follows from it.
pub struct Setup {
    /// Every text.
    pub sources: Sources,
    /// The program.
    pub program: Program,
    /// The documents of facts.
    pub documents: Vec<FactDocument>,
    /// Their facts.
    pub facts: Facts,
    /// What the program decides on them.
    pub evaluation: Evaluation,
    /// What is worth knowing about the input.
    pub problems: Vec<Diagnostic>,
    now: Instant,
    phase: Option<Phase>,
}

impl Setup {
    /// Reads policy and documents and evaluates them. Ends the command where that can't be done, with every problem in the
    /// format that was asked for.
    pub fn read(input: &Input, format: ProblemFormat, screen: &Screen) -> Result<Self, Exit> {
        let mut sink = Sink::new();
        let mut stdin = screen.input();
        let request = Request {
            policy: input.choice.policy.as_deref(),
            root: &input.choice.root,
            paths: &input.paths,
            stdin: Some(&mut stdin),
        };
        let Loaded { sources, policy, documents, .. } = project::load(request, &mut sink);
        let now = moment(input.now);
        let phase = input.phase.as_deref().and_then(Phase::parse);
        // Without a policy nothing is known of areas and categories: only problems of form are worth telling.
        let Some(program) = policy.and_then(|policy| compile(policy, &mut sink)) else {
            return Err(invalid(sink.into_sorted(), &sources, format, screen));
        };
        let ran = Run::new(&program, now).in_phase(phase).evaluate(&documents, &sources, &mut sink);
        let problems = sink.into_sorted();
        match ran {
            Some(Ran { facts, evaluation }) => Ok(Self { sources, program, documents, facts, evaluation, problems, now, phase }),
            None => Err(invalid(problems, &sources, format, screen)),
        }
    }

    /// The run that made the evaluation.
    pub fn run(&self) -> Run<'_> {
        Run::new(&self.program, self.now).in_phase(self.phase)
    }

    /// What explains the evaluation.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(&self.program, &self.facts, &self.evaluation)
    }

    /// The shapes of the facts.
    pub fn schemas(&self) -> Arc<Schemas> {
        self.program.policy.schemas.clone()
    }
}

/// Ends a command with the problems of its input.
pub fn invalid(problems: Vec<Diagnostic>, sources: &Sources, format: ProblemFormat, screen: &Screen) -> Exit {
    let text = match format {
        ProblemFormat::Text => {
            screen.problems(&problems, sources);
            return Exit::Invalid;
        }
        ProblemFormat::Json => json::problems::render(&problems, sources),
        ProblemFormat::Sarif => sarif::problems(&problems, sources, &base()),
        ProblemFormat::Github => github::problems(&problems, sources, &base()),
    };
    screen.answer(&Printed::Document(text)).map_or_else(|exit| exit, |()| Exit::Invalid)
}
