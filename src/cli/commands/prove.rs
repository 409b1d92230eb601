//! `holdpoint prove`: whether the invariants of a policy hold for every release and site.
//! What is found is found by `prove`.

use std::path::PathBuf;

use clap::Args;

use super::moment;
use crate::cli::args::{AnswerFormat, PolicyChoice};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write::folder;
use crate::diagnostic::{Sink, limits};
use crate::project;
use crate::prove::{Limits, Reach, counterexamples, prove};
use crate::report::text::paint::Paint;
use crate::report::{json, text};
use crate::text::{Sources, wording};
use crate::value::Instant;

/// Arguments of `prove`.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Prove {
    /// The policy.
    #[command(flatten)]
    pub choice: PolicyChoice,
    /// The moment that is asked for, such as 2026-07-21T18:00Z [default: the clock].
    #[arg(long, value_name = "INSTANT", value_parser = crate::cli::args::instant)]
    pub now: Option<Instant>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
    /// Write the documents on which an invariant doesn't hold into this folder.
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// How many elements each list has at most in the documents that are looked at.
    #[arg(long, value_name = "N", default_value_t = limits::COMPARE_ELEMENTS.most)]
    pub elements: usize,
    /// How many documents are evaluated for one invariant of one phase before the search is cut.
    #[arg(long, value_name = "N", default_value_t = limits::PROVE.most)]
    pub tries: usize,
}

const AFTER: &str = "Exit status: 0 where every invariant holds as far as was looked, 4 where one doesn't hold or is not proved.\n\nExample:\n  holdpoint prove --policy ./team";

/// Runs the command.
pub fn run(options: &Prove, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink).policy;
    let program = match super::program(policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    let policy = &program.policy;
    let limits = Limits { tries: options.tries, elements: options.elements, only: None };
    let Some(found) = prove(policy, moment(options.now), limits) else {
        screen.note("the conditions of the invariants and the rules together can't be compiled\n");
        return Exit::Failed;
    };
    let shown = match options.format {
        AnswerFormat::Text => Printed::Text(text::proof::render(policy, &found, Paint { colour: screen.colour })),
        AnswerFormat::Json => Printed::Document(json::proof::render(policy, &found)),
    };
    if let Err(exit) = screen.answer(&shown) {
        return exit;
    }
    if let Some(to) = &options.write {
        let files = counterexamples(policy, &found);
        if let Err(why) = folder::texts(to, &files) {
            screen.note(&format!("{why}\n"));
            return Exit::Failed;
        }
        let place = wording::quote(&to.display().to_string());
        screen.note(&format!("{} written to {place}\n", wording::count(files.len(), "file", "files")));
    }
    let kept = found.iter().all(|one| matches!(one.found, Ok(Reach::Everywhere | Reach::Within(_))));
    if kept { Exit::Success } else { Exit::TestsFailed }
}
