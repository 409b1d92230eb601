//! `holdpoint evaluate`: one release against one site.
//! It only puts the layers together; every answer is theirs.

use std::io;
use std::path::Path;

use super::base;
use super::setup::Setup;
use crate::cli::args::{Evaluate, Format};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write;
use crate::decision::{Verb, Verdict};
use crate::diagnostic::{Code, Diagnostic};
use crate::evaluate::Reason;
use crate::explain::account;
use crate::explain::alike::Entries;
use crate::explain::derivation::derivations_of;
use crate::report::text::{self, evaluation::Options, paint::Paint};
use crate::report::{github, html, json, markdown, sarif};
use crate::text::printable::shown;
use crate::text::wording;

/// Runs the command.
pub fn run(options: &Evaluate, screen: &Screen) -> Exit {
    if let Some(idle) = idle(options) {
        screen.note(&format!("{idle}\n"));
        return Exit::Usage;
    }
    match Setup::read(&options.input, options.format.problems(), screen) {
        Ok(setup) => match answer(&setup, options, screen) {
            Ok(()) => exit(setup.evaluation.verdict, options),
            Err(exit) => exit,
        },
        Err(exit) => exit,
    }
}

/// What a format has no place for, rather than an option that does nothing.
fn idle(options: &Evaluate) -> Option<&'static str> {
    let explains = matches!(options.format, Format::Text | Format::Json);
    let rolls = matches!(options.format, Format::Text | Format::Json | Format::Html);
    if options.explain && !explains {
        return Some("`--explain` is for text and json: leave it out, or use `--format html`, which always unfolds into reasons");
    }
    if options.later && options.format != Format::Text {
        return Some("`--later` is for text: leave it out, or use `--format json`, which lists these rules anyway");
    }
    if options.all && !rolls {
        return Some("`--all` is for text, json and html: leave it out, or use one of these");
    }
    None
}

fn answer(setup: &Setup, options: &Evaluate, screen: &Screen) -> Result<(), Exit> {
    let Setup { sources, program, evaluation, problems, .. } = setup;
    let explainer = setup.explainer();
    let account = account(&explainer);
    if let Some(path) = &options.write_standing {
        let text = text::standing::render(evaluation, program);
        if let Err(error) = write::file(path, shown(&text)) {
            screen.problems(&[unwritable(path, &error.why())], sources);
            return Err(Exit::Failed);
        }
    }
    match options.format {
        Format::Html => screen.answer(&Printed::Document(html::render(&explainer, &account, problems, sources, options.all))),
        Format::Json => {
            let shown = json::evaluation::Options { explain: options.explain, all: options.all };
            screen.answer(&Printed::Document(json::evaluation::render(&explainer, &account, problems, sources, shown)))
        }
        Format::Markdown => {
            screen.problems(problems, sources);
            screen.answer(&Printed::Document(markdown::evaluation::render(&account, &program.policy, sources)))
        }
        Format::Sarif => screen.answer(&Printed::Document(sarif::evaluation(&explainer, &account, problems, sources, &base()))),
        Format::Github => screen.answer(&Printed::Document(github::evaluation(&explainer, &account, problems, sources, &base()))),
        Format::Text => {
            screen.problems(problems, sources);
            let paint = Paint { colour: screen.colour };
            let mut out = text::evaluation::render(
                &account,
                &program.policy,
                sources,
                Options { paint, later: options.later, all: options.all },
            );
            if options.explain {
                let entries = if options.all { Entries::each(evaluation) } else { Entries::of(&explainer) };
                let shown = |reason: &Reason| reason.in_force() && reason.target.verb != Verb::Derive;
                let places = evaluation.reasons.iter().enumerate().filter(|(_, reason)| shown(reason)).map(|(place, _)| place);
                let steps = derivations_of(&explainer, &entries, entries.of_reasons(places));
                out.push('\n');
                out.push_str(&text::derivation::render(&steps, sources, &screen.style()));
            }
            screen.answer(&Printed::Text(out))
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let problem = Diagnostic::new(Code::UnwritableFile, format!("{} can't be written", wording::quote(&path.to_string_lossy())));
    match error.kind() {
        io::ErrorKind::NotFound => problem.help("make its folder first"),
        io::ErrorKind::PermissionDenied => problem.help("allow this user to write there"),
        io::ErrorKind::IsADirectory => problem.help("name a file in it: this is a folder"),
        _ => problem.note(format!("the system says: {error}")),
    }
}

fn exit(verdict: Verdict, options: &Evaluate) -> Exit {
    let level = options.fail_on.as_deref().and_then(Verdict::parse);
    match level {
        _ if options.exit_zero => Exit::Success,
        Some(level) if !verdict.reaches(level) => Exit::Success,
        _ => Exit::Verdict(verdict),
    }
}
