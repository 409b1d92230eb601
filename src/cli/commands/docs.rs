//! `holdpoint docs`: a pack as a handbook, with the cases that test each rule.
//! What it says is `report::markdown::handbook`'s business.

use std::path::{Path, PathBuf};

use clap::Args;

use super::program;
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write;
use crate::compile::Program;
use crate::diagnostic::Sink;
use crate::policy::builtin;
use crate::project;
use crate::report::markdown::handbook;
use crate::scenario::{self, Suite, SuiteSource};
use crate::text::Sources;
use crate::text::printable::shown;

/// Arguments of `docs`.
#[derive(Debug, Args)]
pub struct Docs {
    /// The policy.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// Suites, or folders of suites, besides the `tests/` of the pack's folder.
    #[arg(long, value_name = "PATH")]
    pub tests: Vec<PathBuf>,
    /// Write it into this file instead of printing it.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(options: &Docs, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let read = project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink);
    let program = match program(read.policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    let mut paths = options.tests.clone();
    let pack = options.choice.policy.as_deref().filter(|pack| builtin::files(pack).is_none());
    let own = pack.map(|pack| Path::new(pack).join(project::packs::TESTS));
    paths.extend(own.filter(|folder| folder.is_dir()));
    let suites = suites(&paths, &program, &mut sources, &mut sink, screen);
    if sink.has_errors() {
        screen.problems(&sink.into_sorted(), &sources);
        return Exit::Invalid;
    }
    let text = handbook::render(&program.policy, &sources, &suites);
    let Some(file) = &options.output else {
        return screen.answer(&Printed::Document(text)).map_or_else(|exit| exit, |()| Exit::Success);
    };
    match write::file(file, shown(&text)) {
        Ok(()) => Exit::Success,
        Err(error) => {
            screen.note(&format!("{error}\n"));
            Exit::Failed
        }
    }
}

/// The suites among files and folders, by name.
pub(super) fn suites(
    paths: &[PathBuf],
    program: &Program,
    sources: &mut Sources,
    sink: &mut Sink,
    screen: &Screen,
) -> Vec<Suite> {
    let found = project::suites(paths, &mut screen.input(), &program.policy.schemas, sources, sink);
    let sourced = found.into_iter().map(|(document, base)| SuiteSource { document, base });
    sourced.filter_map(|source| scenario::read(&source, program, sources, sink)).collect()
}
