//! `holdpoint report`: the rollback record, the support report, the client summary.
//! What is in them is said by `explain`; a report is no verdict, so it ends with 0 unless the input is invalid.

use std::io;

use super::{is_advice, moment, program};
use crate::cli::args::{Report, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::diagnostic::Sink;
use crate::evaluate::evaluate;
use crate::evaluate::standing::rules_gone;
use crate::explain::Explainer;
use crate::explain::reports::{self, Kind};
use crate::facts::{self, Reader};
use crate::policy;
use crate::project::{self, Loaded, Request};
use crate::report::markdown;
use crate::text::wording;
use crate::value::Phase;

/// Runs the command.
pub fn run(options: &Report, screen: &Screen) -> Exit {
    let Some(kind) = Kind::parse(&options.kind) else { return Exit::Usage };
    let mut sink = Sink::new();
    let mut stdin = io::stdin();
    let request = Request {
        policy: options.choice.policy.as_deref(),
        root: &options.choice.root,
        paths: &options.paths,
        stdin: Some(&mut stdin),
    };
    let Loaded { sources, schemas, policy, documents } = project::load(request, &mut sink);
    let now = moment(options.now);
    let program = match program(policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    policy::waiver::expired_waivers(&program.policy, now, &mut sink);
    let reader = Reader {
        schemas: &schemas,
        vocabulary: &program.policy.vocabulary,
        product: &program.policy.product.id,
        now,
        phase: options.phase.as_deref().and_then(Phase::parse),
        thorough: false,
    };
    let facts = facts::load(&reader, &documents, &sources, &mut sink);
    let invalid = sink.has_errors();
    let evaluation = evaluate(&program, &facts);
    if !invalid {
        rules_gone(&evaluation, &facts, &program.policy.rules).into_iter().for_each(|p| sink.push(p));
    }
    let problems: Vec<_> = sink.into_sorted().into_iter().filter(|p| !is_advice(p)).collect();
    screen.problems(&problems, &sources);
    if invalid {
        return Exit::Invalid;
    }
    let report = reports::report(kind, &Explainer::new(&program, &facts, &evaluation), &sources);
    let text = match options.format {
        ReportFormat::Markdown => markdown::report::render(&report, &sources),
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
