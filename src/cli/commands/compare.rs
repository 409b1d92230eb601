//! `holdpoint compare`: how two policies differ, decision by decision, with the smallest documents found that show it.
//! What differs is found by `prove`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{moment, program};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write::folder;
use crate::compile::Program;
use crate::diagnostic::{Sink, limits};
use crate::project;
use crate::prove::{Comparison, Limits, Reach, Way, compare, written};
use crate::report::text::paint::Paint;
use crate::report::{json, markdown, text};
use crate::text::{Sources, wording};
use crate::value::Instant;

/// Arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Compare {
    /// The policy as it was: a built-in pack's name, a folder, or a file.
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The policy as it is now.
    #[arg(value_name = "NEW")]
    pub new: String,
    /// The folder that the packs a policy extends must lie in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The moment that both are asked for, such as 2026-07-21T18:00Z [default: the clock].
    #[arg(long, value_name = "INSTANT", value_parser = crate::cli::args::instant)]
    pub now: Option<Instant>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
    /// Look for this alone, and end with status 4 where it is so, or where it can't be ruled out.
    #[arg(long, value_name = "WAY", value_enum)]
    pub only: Option<OnlyWay>,
    /// Write the documents that show each difference into this folder, with a suite of tests.
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// How many elements each list has at most in the documents that are looked at.
    #[arg(long, value_name = "N", default_value_t = limits::COMPARE_ELEMENTS.most)]
    pub elements: usize,
    /// How many documents are evaluated for one decision of one phase before the search is cut.
    #[arg(long, value_name = "N", default_value_t = limits::COMPARE.most)]
    pub tries: usize,
}

const AFTER: &str = "Examples:\n  holdpoint compare sophmate ./team\n  holdpoint compare before/policy policy --only weaker";

/// The formats of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For people, at 80 columns.
    Text,
    /// For programs; schemas/comparison.schema.json describes it.
    Json,
    /// For a pull request.
    Markdown,
}

/// What alone is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnlyWay {
    /// What the new policy loosens.
    Weaker,
    /// What it tightens.
    Stricter,
}

/// Runs the command.
pub fn run(options: &Compare, screen: &Screen) -> Exit {
    let mut sources = Sources::new();
    let mut read = |argument: &str| -> Result<Program, Exit> {
        let mut sink = Sink::new();
        let policy = project::policy(Some(argument), &options.root, &mut sources, &mut sink).policy;
        program(policy, &mut sink, &sources, screen)
    };
    // The problems of both are told in one run.
    let (old, new) = (read(&options.old), read(&options.new));
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let only = options.only.map(|only| match only {
        OnlyWay::Weaker => Way::Weaker,
        OnlyWay::Stricter => Way::Stricter,
    });
    let limits = Limits { tries: options.tries, elements: options.elements, only };
    let answer = compare(&old, &new, moment(options.now), limits);
    let names = [options.old.as_str(), options.new.as_str()];
    let shown = match options.format {
        CompareFormat::Text => Printed::Text(text::comparison::render(names, &answer, Paint { colour: screen.colour })),
        CompareFormat::Json => Printed::Document(json::comparison::render(names, &answer)),
        CompareFormat::Markdown => Printed::Document(markdown::comparison::render(names, &answer)),
    };
    if let Err(exit) = screen.answer(&shown) {
        return exit;
    }
    if let Some(to) = &options.write {
        let files = written(&answer);
        if let Err(why) = folder::texts(to, &files) {
            screen.note(&format!("{why}\n"));
            return Exit::Failed;
        }
        screen.note(&format!(
            "{} written to {}\n",
            wording::count(files.len(), "file", "files"),
            wording::quote(&to.display().to_string())
        ));
    }
    if only.is_some_and(|way| fails(&answer, way)) { Exit::TestsFailed } else { Exit::Success }
}

/// Whether something is so that must not be, or it can't be said that it is not.
fn fails(answer: &Comparison, way: Way) -> bool {
    answer.is_shown(way) || answer.reach(way) == Reach::Unfinished
}
