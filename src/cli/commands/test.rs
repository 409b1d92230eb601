//! `holdpoint test`: runs suites of tests against the policies they are about.
//! Reading, running and comparing are `scenario`'s business; here are files, threads and the exit status.

mod mutation;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{base, is_advice};
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::compile::{Program, compile};
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::project::{self, Group};
use crate::report::{github, json, junit, text};
use crate::scenario::{self, PreparedCase, Suite, SuiteResult, SuiteSource, Tally};
use crate::text::{Sources, wording};

const EXIT_STATUS: &str = "Exit status: 0 every case passes · 4 a case fails
             1 the tool failed · 2 wrong usage · 3 invalid input";

/// Arguments of `test`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_STATUS)]
pub struct Test {
    /// Suites, folders of suites, or folders of packs, of which `tests/` is meant; `-` reads a suite from standard input.
    #[arg(value_name = "PATH", required_unless_present = "policy")]
    pub paths: Vec<PathBuf>,
    /// The policy; that of a suite in a pack's `tests/` is this pack unless another is named.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// Only cases whose name, or that of their suite, contains this text.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// Change the policy in small ways, one at a time, and show every change that no case notices, with the case that would.
    #[arg(long)]
    pub mutate: bool,
    /// Only mutants of rules whose id contains this text.
    #[arg(long, value_name = "TEXT", requires = "mutate")]
    pub mutants_filter: Option<String>,
    /// Fail when less is reached, such as `mutation=100`: the share of mutants that some case kills, in per cent.
    #[arg(long, value_name = "WHAT=N", value_parser = minimum)]
    pub min: Vec<Minimum>,
    /// How to print the results.
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
    /// How many cases run at the same time [default: as many as there are processors].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// The formats of test results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// For people: a line for each suite, and everything about a case that fails.
    Text,
    /// For programs; schemas/test-results.schema.json describes it.
    Json,
    /// JUnit XML, for build services.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
}

/// What must be reached at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minimum {
    /// The share of mutants that some case kills, in per cent.
    Mutation(usize),
}

fn minimum(text: &str) -> Result<Minimum, String> {
    let (what, number) = text.split_once('=').ok_or("write `mutation=100`")?;
    let number = number.parse::<usize>().ok().filter(|n| *n <= 100).ok_or("a number from 0 to 100 is wanted after `=`")?;
    match what {
        "mutation" => Ok(Minimum::Mutation(number)),
        _ => Err("only `mutation` can be asked for".to_owned()),
    }
}

/// A policy with the suites that are about it: name, file and cases of each.
struct About {
    program: Program,
    read: Vec<Suite>,
    suites: Vec<(String, String, Vec<PreparedCase>)>,
}

/// Runs the command.
pub fn run(options: &Test, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut all: Vec<About> = Vec::new();
    for group in project::groups(&options.paths, options.choice.policy.as_deref(), &mut sink) {
        all.extend(about(&group, options, &mut sources, &mut sink));
    }
    if sink.has_errors() {
        return invalid(sink, &sources, options.format, screen);
    }
    if let Some(text) = &options.filter {
        for about in &mut all {
            about.filter(text);
        }
        if all.iter().all(|about| about.suites.is_empty()) {
            screen.note(&format!("no case and no suite has {} in its name\n", wording::quote(text)));
            return Exit::Usage;
        }
    }
    let jobs = options.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let results: Vec<SuiteResult> =
        all.iter().flat_map(|about| scenario::run_suites(&about.program, &about.suites, jobs)).collect();
    if options.mutate && Tally::of(&results).failed == 0 {
        return mutation::run(options, &all, jobs, &sources, screen);
    }
    let shown = match options.format {
        TestFormat::Text => text::test::render(&results, &sources, &screen.style()),
        TestFormat::Json => json::test::render(&results, &sources),
        TestFormat::Junit => junit::render(&results, &sources),
        TestFormat::Github => github::tests(&results, &sources, &base()),
    };
    let exit = if Tally::of(&results).failed == 0 { Exit::Success } else { Exit::TestsFailed };
    screen.answer(&shown).map_or_else(|failed| failed, |()| exit)
}

/// Reads a policy and the suites about it; with an error in the sink they must not be run.
fn about(group: &Group, options: &Test, sources: &mut Sources, sink: &mut Sink) -> Option<About> {
    let read = project::policy(group.policy.as_deref(), &options.choice.root, sources, sink);
    // When its packs can't be read, nobody can say what is secret in the suites.
    let paths = if read.is_complete { group.paths.as_slice() } else { &[] };
    let schemas = read.schemas;
    let program = read.policy.and_then(|policy| compile(policy, sink))?;
    let mut stdin = io::stdin();
    let (mut read, mut suites) = (Vec::new(), Vec::new());
    for (document, base) in project::suites(paths, &mut stdin, &schemas, sources, sink) {
        let Some(suite) = scenario::read(&SuiteSource { document, base }, &program, sources, sink) else { continue };
        let cases = scenario::prepare(&suite, &program, sources, sink);
        suites.push((suite.name.clone(), suite.file(sources).to_owned(), cases));
        read.push(suite);
    }
    Some(About { program, read, suites })
}

impl About {
    /// Keeps the cases that are asked for; a suite that has none goes.
    fn filter(&mut self, text: &str) {
        for (name, _, cases) in &mut self.suites {
            if !name.contains(text) {
                cases.retain(|case| case.name.contains(text));
            }
        }
        let mut kept = self.suites.iter().map(|(_, _, cases)| !cases.is_empty());
        self.read.retain(|_| kept.next().unwrap_or(false));
        self.suites.retain(|(_, _, cases)| !cases.is_empty());
    }
}

fn invalid(sink: Sink, sources: &Sources, format: TestFormat, screen: &Screen) -> Exit {
    let problems: Vec<Diagnostic> =
        sink.into_sorted().into_iter().filter(|p| !is_advice(p) || p.severity == Severity::Error).collect();
    let text = match format {
        TestFormat::Json => json::problems::render(&problems, sources),
        TestFormat::Github => github::problems(&problems, sources, &base()),
        TestFormat::Text | TestFormat::Junit => {
            screen.problems(&problems, sources);
            return Exit::Invalid;
        }
    };
    screen.answer(&text).map_or_else(|failed| failed, |()| Exit::Invalid)
}
