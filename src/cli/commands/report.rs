//! `holdpoint report`: the rollback record, the support report, the client summary.
//! What is in them is said by `explain`; a report is no verdict, so it ends with 0 unless the input is invalid.

use super::setup::Setup;
use crate::cli::args::{ProblemFormat, Report, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::explain::reports::{self, Kind};
use crate::report::markdown;
use crate::text::wording;

/// Runs the command.
pub fn run(options: &Report, screen: &Screen) -> Exit {
    let Some(kind) = Kind::parse(&options.kind) else { return Exit::Usage };
    let setup = match Setup::read(&options.input, ProblemFormat::Text, screen) {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    screen.problems(&setup.problems, &setup.sources);
    let report = reports::report(kind, &setup.explainer(), &setup.sources);
    let text = match options.format {
        ReportFormat::Markdown => Printed::Document(markdown::report::render(&report, &setup.sources)),
    };
    if let Err(exit) = screen.answer(&text) {
        return exit;
    }
    // The client's copy can't say this itself.
    for (because, rule) in report.held.iter().filter(|_| kind == Kind::Client) {
        screen.note(&format!("not to be handed on yet: {because} ({rule})\n"));
    }
    if report.missing() > 0 {
        screen.note(&format!("{} missing\n", wording::count(report.missing(), "field is", "fields are")));
    }
    Exit::Success
}
