//! What commands that evaluate begin with: policy, documents and facts, or an end with all problems.
//! What they make of them is theirs.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{is_advice, moment};
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::compile::{Program, compile};
use crate::diagnostic::{Diagnostic, Sink};
use crate::facts::{FactDocument, Reader};
use crate::project::{self, Loaded, Request};
use crate::report::json;
use crate::schema::Schemas;
use crate::text::Sources;
use crate::value::{Instant, Phase};

/// What every evaluation is asked with.
#[derive(Debug, Args)]
pub struct Input {
    /// Files or folders with release, site and update documents; `-` reads standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The policy.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// The moment to evaluate for, such as 2026-07-21T18:00Z [default: the clock].
    #[arg(long, value_name = "INSTANT", value_parser = crate::cli::args::instant)]
    pub now: Option<Instant>,
    /// Plan for this phase, whatever the update document says.
    #[arg(long, value_name = "PHASE", value_parser = ["before", "staging", "production", "after", "recovery"])]
    pub phase: Option<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The formats of answers that only people and programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, at 80 columns.
    Text,
    /// For programs, with a schema in schemas/.
    Json,
}

/// Everything that was read.
pub struct Setup {
    /// Every text.
    pub sources: Sources,
    /// The program.
    pub program: Program,
    /// The documents of facts.
    pub documents: Vec<FactDocument>,
    /// What is worth knowing about them.
    pub problems: Vec<Diagnostic>,
    schemas: Arc<Schemas>,
    now: Instant,
    phase: Option<Phase>,
}

impl Setup {
    /// Reads policy and documents, and the facts once, so that all problems are told at the beginning.
    pub fn read(input: &Input, screen: &Screen) -> Result<Self, Exit> {
        let mut sink = Sink::new();
        let mut stdin = io::stdin();
        let request = Request {
            policy: input.choice.policy.as_deref(),
            root: &input.choice.root,
            paths: &input.paths,
            stdin: Some(&mut stdin),
        };
        let Loaded { sources, schemas, policy, documents } = project::load(request, &mut sink);
        let now = moment(input.now);
        let Some(program) = policy.and_then(|policy| compile(policy, &mut sink)) else {
            return Err(invalid(sink.into_sorted(), &sources, input.format, screen));
        };
        crate::policy::waiver::expired_waivers(&program.policy, now, &mut sink);
        let phase = input.phase.as_deref().and_then(Phase::parse);
        let mut setup = Self { sources, program, documents, problems: Vec::new(), schemas, now, phase };
        let _ = crate::facts::load(&setup.reader(), &setup.documents, &setup.sources, &mut sink);
        let failed = sink.has_errors();
        let problems = sink.into_sorted();
        if failed {
            return Err(invalid(problems, &setup.sources, input.format, screen));
        }
        setup.problems = problems.into_iter().filter(|p| !is_advice(p)).collect();
        Ok(setup)
    }

    /// What facts are read with.
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            schemas: &self.schemas,
            vocabulary: &self.program.policy.vocabulary,
            product: &self.program.policy.product.id,
            now: self.now,
            phase: self.phase,
            thorough: false,
        }
    }

    /// The shapes of the facts.
    pub fn schemas(&self) -> Arc<Schemas> {
        self.schemas.clone()
    }
}

/// Ends a command with the problems of its input.
pub fn invalid(problems: Vec<Diagnostic>, sources: &Sources, format: Format, screen: &Screen) -> Exit {
    match format {
        Format::Text => screen.problems(&problems, sources),
        Format::Json => {
            if let Err(exit) = screen.answer(&json::problems::render(&problems, sources)) {
                return exit;
            }
        }
    }
    Exit::Invalid
}
