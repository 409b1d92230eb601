//! `holdpoint test`: runs suites of tests against the policies they are about.
//! Reading, running and comparing are `scenario`'s business; here are files, threads and the exit status.

mod mutation;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::base;
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::compile::{Program, compile};
use crate::diagnostic::{Diagnostic, Sink};
use crate::project::{self, Group};
use crate::report::text::paint::Paint;
use crate::report::{github, json, junit, markdown, text};
use crate::scenario::coverage::{Coverage, Kind, coverage};
use crate::scenario::{self, PreparedCase, Suite, SuiteResult, SuiteSource, Tally};
use crate::text::{Sources, wording};

const EXIT_STATUS: &str = "Exit status: 0 every case passes · 4 a case fails, or less is covered than asked for
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
    /// How to print the results.
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
    /// Say what the cases show of the policy, and what they don't: rules that decide, tests that are answered either way and
    /// decide alone, lift conditions and waivers on both sides.
    #[arg(long)]
    pub coverage: bool,
    /// Change the policy in small ways, one at a time, and show every change that no case notices, with the case that would.
    #[arg(long, conflicts_with = "coverage")]
    pub mutate: bool,
    /// Only mutants of rules whose id contains this text.
    #[arg(long, value_name = "TEXT", requires = "mutate")]
    pub mutants_filter: Option<String>,
    /// Fail when less is covered: a percentage of everything, or of one kind, such as rules=100; mutation=100 is the share of
    /// mutants that some case notices.
    #[arg(long, value_name = "PERCENT", value_parser = least)]
    pub min: Vec<Least>,
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
    /// For a pull request; of what is covered.
    Markdown,
}

/// How much must be covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    of: Measure,
    percent: usize,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// What the cases show of the policy, one kind or all.
    Shown(Option<Kind>),
    /// Which mutants they kill.
    Mutation,
}

fn least(text: &str) -> Result<Least, String> {
    let (kind, number) = match text.split_once('=') {
        Some((kind, number)) => (Some(kind.trim()), number),
        None => (None, text),
    };
    let of = match kind {
        Some("mutation") => Measure::Mutation,
        Some(name) => {
            let kinds = wording::list_or(&[Kind::NAMES.as_slice(), &["mutation"]].concat());
            let unknown = || format!("{} is not covered; write {kinds}", wording::quote(name));
            Measure::Shown(Some(Kind::parse(name).ok_or_else(unknown)?))
        }
        None => Measure::Shown(None),
    };
    match number.trim().trim_end_matches('%').parse::<usize>() {
        Ok(percent) if percent <= 100 => Ok(Least { of, percent }),
        _ => Err("write a percentage from 0 to 100, or one of a kind, such as rules=100".to_owned()),
    }
}

/// A policy with the suites that are about it: name, file and cases of each, where they are asked more than once; else what came of
/// them, so that no more than one case is held for each thread.
struct About {
    program: Program,
    read: Vec<Suite>,
    suites: Vec<(String, String, Vec<PreparedCase>)>,
    results: Vec<SuiteResult>,
}

/// Runs the command.
pub fn run(options: &Test, screen: &Screen) -> Exit {
    if let Err(wrong) = fits(options) {
        screen.note(&wrong);
        return Exit::Usage;
    }
    let jobs = options.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let mut all: Vec<About> = Vec::new();
    for group in project::groups(&options.paths, options.choice.policy.as_deref(), &mut sink) {
        all.extend(about(&group, options, jobs, &mut sources, &mut sink, screen));
    }
    if sink.has_errors() {
        return invalid(sink, &sources, options.format, screen);
    }
    if let Some(text) = &options.filter {
        for about in &mut all {
            about.filter(text);
        }
        if all.iter().all(|about| about.suites.is_empty() && about.results.is_empty()) {
            screen.note(&format!("no case and no suite has {} in its name\n", wording::quote(text)));
            return Exit::Usage;
        }
    }
    let mut results: Vec<SuiteResult> = Vec::new();
    for about in &mut all {
        results.append(&mut about.results);
        results.extend(scenario::run_suites(&about.program, &about.suites, jobs));
    }
    if options.coverage {
        return covered(&all, &results, jobs, &sources, options, screen);
    }
    // A case that fails would kill every mutant: it is shown instead.
    if options.mutate && Tally::of(&results).failed == 0 {
        return mutation::run(options, &all, jobs, &sources, screen);
    }
    let shown = match options.format {
        TestFormat::Text | TestFormat::Markdown => Printed::Text(text::test::render(&results, &sources, &screen.style())),
        TestFormat::Json => Printed::Document(json::test::render(&results, &sources)),
        TestFormat::Junit => Printed::Document(junit::render(&results, &sources)),
        TestFormat::Github => Printed::Document(github::tests(&results, &sources, &base())),
    };
    let exit = if Tally::of(&results).failed == 0 { Exit::Success } else { Exit::TestsFailed };
    screen.answer(&shown).map_or_else(|failed| failed, |()| exit)
}

/// Whether what is asked for goes together; the message says what doesn't.
fn fits(options: &Test) -> Result<(), String> {
    let measures = options.coverage || options.mutate;
    let fits = match options.format {
        TestFormat::Junit | TestFormat::Github => !measures,
        TestFormat::Markdown => measures,
        TestFormat::Text | TestFormat::Json => true,
    };
    if !fits {
        return Err(match (options.coverage, options.mutate) {
            (true, _) => "the formats are text, json and markdown with `--coverage`\n".to_owned(),
            (_, true) => "the formats are text, json and markdown with `--mutate`\n".to_owned(),
            _ => "the formats are text, json, junit and github without `--coverage`\n".to_owned(),
        });
    }
    for least in &options.min {
        let (given, wants) = match least.of {
            Measure::Shown(_) => (options.coverage, "`--min` asks what is covered; add `--coverage`\n"),
            Measure::Mutation => (options.mutate, "`--min mutation` asks which mutants are noticed; add `--mutate`\n"),
        };
        if !given {
            return Err(wants.to_owned());
        }
    }
    Ok(())
}

/// Says what the cases show of each policy. Cases that fail are shown before it.
fn covered(all: &[About], results: &[SuiteResult], jobs: usize, sources: &Sources, options: &Test, screen: &Screen) -> Exit {
    let of = |about: &About| {
        let cases: Vec<&PreparedCase> = about.suites.iter().flat_map(|(_, _, cases)| cases).collect();
        coverage(&about.program, &cases, jobs)
    };
    let coverages: Vec<Coverage> = all.iter().filter(|about| !about.suites.is_empty()).map(of).collect();
    let failed = Tally::of(results).failed;
    let shown = match options.format {
        TestFormat::Json => Printed::Document(json::coverage::render(&coverages, failed, sources)),
        TestFormat::Markdown => Printed::Document(coverages.iter().map(|c| markdown::coverage::render(c, sources)).collect()),
        _ => {
            let mut out = String::new();
            let shown: Vec<String> =
                coverages.iter().map(|c| text::coverage::render(c, sources, Paint { colour: screen.colour })).collect();
            if failed > 0 {
                out.push_str(&text::test::render(results, sources, &screen.style()));
                out.push('\n');
            }
            out.push_str(&shown.join("\n"));
            Printed::Text(out)
        }
    };
    if let Err(exit) = screen.answer(&shown) {
        return exit;
    }
    let mut lacks = false;
    for (coverage, least) in coverages.iter().flat_map(|c| options.min.iter().map(move |l| (c, l))) {
        let Measure::Shown(kind) = least.of else { continue };
        let share = kind.map_or_else(|| coverage.total(), |kind| coverage.share(kind));
        if share.percent() < least.percent {
            let what = kind.map_or("everything together", Kind::name);
            let (percent, wanted) = (share.percent(), least.percent);
            screen.note(&format!("{}: {percent}% of {what} is shown, and {wanted}% is asked for\n", coverage.pack));
            lacks = true;
        }
    }
    if failed > 0 || lacks { Exit::TestsFailed } else { Exit::Success }
}

/// Reads a policy and the suites about it; with an error in the sink they must not be run.
fn about(group: &Group, options: &Test, jobs: usize, sources: &mut Sources, sink: &mut Sink, screen: &Screen) -> Option<About> {
    let read = project::policy(group.policy.as_deref(), &options.choice.root, sources, sink);
    // When its packs can't be read, nobody can say what is secret in the suites.
    let paths = if read.is_complete { group.paths.as_slice() } else { &[] };
    let schemas = read.schemas;
    let program = read.policy.and_then(|policy| compile(policy, sink))?;
    let mut stdin = screen.input();
    let asked_again = options.coverage || options.mutate;
    let (mut read, mut suites, mut results) = (Vec::new(), Vec::new(), Vec::new());
    for (document, base) in project::suites(paths, &mut stdin, &schemas, sources, sink) {
        let Some(suite) = scenario::read(&SuiteSource { document, base }, &program, sources, sink) else { continue };
        if !asked_again {
            let named = |name: &str| options.filter.as_ref().is_none_or(|text| name.contains(text));
            let wanted = |case: &str| named(&suite.name) || named(case);
            results.push(scenario::run_suite(&suite, &program, sources, jobs, &wanted, sink));
            continue;
        }
        let cases = scenario::prepare(&suite, &program, sources, sink);
        suites.push((suite.name.clone(), suite.file(sources).to_owned(), cases));
        read.push(suite);
    }
    Some(About { program, read, suites, results })
}

impl About {
    /// Keeps the cases that are asked for; a suite that has none goes.
    fn filter(&mut self, text: &str) {
        self.results.retain(|result| !result.cases.is_empty());
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
    let problems: Vec<Diagnostic> = sink.into_sorted();
    let text = match format {
        TestFormat::Json => json::problems::render(&problems, sources),
        TestFormat::Github => github::problems(&problems, sources, &base()),
        TestFormat::Text | TestFormat::Junit | TestFormat::Markdown => {
            screen.problems(&problems, sources);
            return Exit::Invalid;
        }
    };
    screen.answer(&Printed::Document(text)).map_or_else(|failed| failed, |()| Exit::Invalid)
}
