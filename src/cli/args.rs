//! The arguments of every command, from which `--help` is made.
//! What the commands do is in `commands`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::value::spelling::{self, Written};
use crate::value::{Day, Duration, Instant};

const EXIT_STATUS: &str = "Exit status: 0 clear or prepare · 10 stage first · 20 hold
             21 hold by precaution only · 30 roll back · 31 decide
             1 the tool failed · 2 wrong usage · 3 invalid input · 4 a test failed";

const CODES: &str = "Above each problem stands its code: `holdpoint explain-code CODE` says what it means and what to do.
A pack sets the levels of lints: `lints: { unused-parameter: error }` in its manifest.";

/// Decides, before an update is scheduled and while it runs, what must be staged, paused, blocked or rolled back — and says why.
#[derive(Debug, Parser)]
#[command(name = "holdpoint", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = EXIT_STATUS)]
pub struct Arguments {
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// Print problems without drawings, for screen readers.
    #[arg(long, global = true)]
    pub plain: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate a release against a site: what to stage, pause, block and do, and why.
    Evaluate(Evaluate),
    /// Explain one decision, a rule or the verdict: why, on which lines, or why not.
    Explain(Explain),
    /// Explain the code of a problem, such as unknown-area; without one, list all codes.
    ExplainCode(ExplainCode),
    /// Evaluate with changed facts, beside the real ones: only what changes, with the facts that change it.
    WhatIf(super::commands::what_if::WhatIf),
    /// Find the smallest sets of changes that somebody can make to reach a verdict or flip a decision.
    Repair(super::commands::repair::Repair),
    /// Compare two policies: which decisions the new one tightens or loosens, and the smallest documents found that show it.
    Compare(super::commands::compare::Compare),
    /// Ask whether the invariants of a policy hold for every release and site; else the smallest documents found on which one doesn't.
    Prove(super::commands::prove::Prove),
    /// Ask for what is still to be found out, the most decisive first: as a form, or on a terminal one question at a time.
    Ask(super::commands::ask::Ask),
    /// Check documents and policies: every problem of every file.
    Check(Check),
    /// Format policies, suites and documents of facts; comments and meaning stay.
    Fmt(super::commands::fmt::Fmt),
    /// Run suites of tests against a policy: what each case expects, and why it came otherwise.
    Test(super::commands::test::Test),
    /// Write the rollback record, the support report or the client summary, with what is missing marked.
    Report(Report),
    /// Show the rule graph: what each rule decides and which rules read it.
    Graph(Graph),
    /// Write a pack as a handbook for people who don't read YAML: rules, settings, waivers, words, tests.
    Docs(super::commands::docs::Docs),
    /// Write a team's own pack from a few answers: a rule for each, with tests, and schemas for editors.
    Init(super::commands::init::Init),
    /// Write a commented skeleton of a document: the facts that the rules read, the most decisive first.
    New(New),
    /// Print the schema that editors use for a kind of document.
    Schema(Schema),
    /// Write the generated files of the repository.
    #[command(hide = true)]
    Generate(Generate),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Which policy to use.
#[derive(Debug, Args)]
pub struct PolicyChoice {
    /// The policy: a built-in pack's name, a folder, or a file [default: sophmate].
    #[arg(long, value_name = "PACK", alias = "pack")]
    pub policy: Option<String>,
    /// The folder that the packs a policy extends must lie in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

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
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub now: Option<Instant>,
    /// Plan for this phase, whatever the update document says.
    #[arg(long, value_name = "PHASE", value_parser = ["before", "staging", "production", "after", "recovery"])]
    pub phase: Option<String>,
}

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_STATUS)]
pub struct Evaluate {
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Show the derivation of everything in force, with the lines it rests on.
    #[arg(long)]
    pub explain: bool,
    /// List the rules that need facts of a later phase.
    #[arg(long)]
    pub later: bool,
    /// Roll nothing up: every reason, question and precaution; in json and html, each reason by itself.
    #[arg(long)]
    pub all: bool,
    /// Write the reasons that stand, to be kept as `standing` in the update document.
    #[arg(long, value_name = "FILE")]
    pub write_standing: Option<PathBuf>,
    /// End with status 0 below this verdict.
    #[arg(long, value_name = "VERDICT", value_parser = ["clear", "prepare", "stage-first", "hold", "decide", "roll-back"])]
    pub fail_on: Option<String>,
    /// End with status 0 whatever the verdict.
    #[arg(long, conflicts_with = "fail_on")]
    pub exit_zero: bool,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// What to explain: a decision such as pause:commerce, block:update or rollback; `verdict`; or the id of a rule.
    #[arg(value_name = "DECISION")]
    pub decision: String,
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How much to say.
    #[arg(long, value_enum, default_value_t = Depth::Paragraph)]
    pub depth: Depth,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
}

/// Arguments of `explain-code`.
#[derive(Debug, Args)]
pub struct ExplainCode {
    /// The code, as it is printed above a problem.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// How much an explanation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Depth {
    /// One line for each decision.
    Line,
    /// Only what mattered.
    Paragraph,
    /// Every test of every rule.
    Tree,
}

/// The formats of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, at 80 columns.
    Text,
    /// For programs; schemas/evaluation.schema.json describes it.
    Json,
    /// A change request, for a ticket or a pull request.
    Markdown,
    /// SARIF 2.1.0, for services that show findings beside the code.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// For a browser: one page that needs no network and no script, to read, to print and to pass on.
    Html,
}

/// The formats of an answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// For people, at 80 columns.
    Text,
    /// For programs, versioned, with a schema.
    Json,
}

impl Format {
    /// How problems are told where there is no answer: people read pictures of them whatever they asked for.
    pub fn problems(self) -> ProblemFormat {
        match self {
            Self::Text | Self::Markdown | Self::Html => ProblemFormat::Text,
            Self::Json => ProblemFormat::Json,
            Self::Sarif => ProblemFormat::Sarif,
            Self::Github => ProblemFormat::Github,
        }
    }
}

impl AnswerFormat {
    /// How problems are told where there is no answer.
    pub fn problems(self) -> ProblemFormat {
        match self {
            Self::Text => ProblemFormat::Text,
            Self::Json => ProblemFormat::Json,
        }
    }
}

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Which report.
    #[arg(value_name = "REPORT", value_parser = ["rollback", "support", "client"])]
    pub kind: String,
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ReportFormat::Markdown)]
    pub format: ReportFormat,
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a ticket, a wiki or a message.
    Markdown,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct Check {
    /// Files or folders with documents of facts or policies; `-` reads standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The policy whose facts and words the documents use.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// The moment to check documents for [default: the clock].
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub now: Option<Instant>,
    /// Judge waivers as of this day or moment, such as 2026-12-31 [default: the moment of the check].
    #[arg(long, value_name = "DATE", value_parser = day_or_instant)]
    pub as_of: Option<Instant>,
    /// Tell of waivers that expire within this time.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "30d")]
    pub horizon: Duration,
    /// How to print the problems.
    #[arg(long, value_enum, default_value_t = ProblemFormat::Text)]
    pub format: ProblemFormat,
    /// Write what can be meant in one way only: a misspelt word with one candidate, the line that tells editors the schema.
    #[arg(long)]
    pub fix: bool,
    /// With `--fix`: write nothing, and print what would change.
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// List which rules read other rules negatively.
    #[arg(long)]
    pub negative: bool,
    /// Print how many tests an evaluation asks at most.
    #[arg(long)]
    pub cost: bool,
}

/// The formats of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProblemFormat {
    /// Pictures of the lines they are about.
    Text,
    /// For programs; schemas/problems.schema.json describes it.
    Json,
    /// SARIF 2.1.0, for services that show findings beside the code.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// The policy.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub format: GraphFormat,
    /// Only this rule, with what it reads and what reads it.
    #[arg(long, value_name = "RULE", conflicts_with = "decision")]
    pub around: Option<String>,
    /// Only the rules that can decide this, such as pause:commerce, and what they read.
    #[arg(long, value_name = "DECISION")]
    pub decision: Option<String>,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// The kind of document.
    #[arg(value_name = "KIND", value_parser = ["release", "site", "update"])]
    pub kind: String,
    /// Only what is still missing in this document.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The policy whose rules read the facts.
    #[command(flatten)]
    pub choice: PolicyChoice,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// The kind of document.
    #[arg(value_name = "NAME", value_parser = ["release", "site", "update", "policy", "tests"])]
    pub name: String,
    /// The policy whose facts and words it has.
    #[command(flatten)]
    pub choice: PolicyChoice,
}

/// Arguments of `generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// Only say which files are out of date.
    #[arg(long)]
    pub check: bool,
    /// The repository.
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
}

/// The formats of the rule graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For people.
    Text,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
    /// A picture: one file that a browser shows, light and dark.
    Svg,
}

/// Reads a length of time.
pub fn duration(text: &str) -> Result<Duration, String> {
    Duration::parse(text).ok_or_else(|| "write a duration with its unit, such as 30d".to_owned())
}

/// Reads a moment.
pub fn instant(text: &str) -> Result<Instant, String> {
    spelling::moment(text).map_err(|found| format!("{}: {}", found.wrong, found.help))
}

/// Reads a moment, or a day, of which the last moment in UTC counts: what ends with it still stands.
pub fn day_or_instant(text: &str) -> Result<Instant, String> {
    match spelling::read(text) {
        Some(Written::Day(date)) => Ok(Day::utc(date).last()),
        _ => instant(text),
    }
}
