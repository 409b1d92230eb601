//! `holdpoint test --mutate`: runs the mutants of the policies and shows those that no case notices.
//! Making and judging them is `scenario::mutate`'s business.

use super::{About, Measure, Test, TestFormat};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::limits;
use crate::report::{json, markdown, text};
use crate::scenario::mutate::{self, Limits, Report, Tally, Tested, Wanted};
use crate::text::{Sources, wording};

/// Runs the mutants; every case passes with the policies as they are.
pub(super) fn run(options: &Test, all: &[About], jobs: usize, sources: &Sources, screen: &Screen) -> Exit {
    let work = Limits { jobs, steps: limits::MUTATION_STEPS.most, work: limits::MUTATION.most };
    let reports: Vec<Report> = all.iter().map(|about| report(about, options, sources, work)).collect();
    let tally = Tally::of(reports.iter().flat_map(|r| &r.mutants));
    if tally.all() == 0 {
        screen.note(&match &options.mutants_filter {
            Some(text) => format!("no rule has {} in its id\n", wording::quote(text)),
            None => "there is nothing to change: the pack has no rules of its own\n".to_owned(),
        });
        return Exit::Usage;
    }
    let shown = match options.format {
        TestFormat::Text => Printed::Text(text::mutation::render(&reports, sources, &screen.style())),
        TestFormat::Json => Printed::Document(json::mutation::render(&reports, sources)),
        _ => Printed::Document(reports.iter().map(|report| markdown::mutation::render(report, sources)).collect()),
    };
    if let Err(exit) = screen.answer(&shown) {
        return exit;
    }
    let wanted = options.min.iter().filter(|m| m.of == Measure::Mutation).map(|m| m.percent).max().unwrap_or(0);
    let mut lacks = false;
    for report in &reports {
        let score = Tally::of(&report.mutants).score();
        if score < wanted {
            screen.note(&format!("{}: {score}% of the mutants are noticed, and {wanted}% is asked for\n", report.policy));
            lacks = true;
        }
    }
    if lacks { Exit::TestsFailed } else { Exit::Success }
}

fn report(about: &About, options: &Test, sources: &Sources, limits: Limits) -> Report {
    let suites = about.read.iter().zip(&about.suites);
    let tested: Vec<Tested<'_>> = suites.map(|(suite, (_, _, cases))| Tested { suite, cases }).collect();
    let name = about.program.policy.packs.last().map(|p| p.name.to_string()).unwrap_or_default();
    // The packs it extends have tests of their own.
    let wanted = Wanted { pack: Some(name.clone()), text: options.mutants_filter.clone() };
    let ran = mutate::run(&about.program, &tested, &wanted, sources, limits);
    Report {
        policy: name,
        suites: about.suites.iter().map(|(name, file, _)| (name.clone(), file.clone())).collect(),
        cases: tested.iter().map(|t| t.cases.len()).sum(),
        mutants: ran.outcomes,
        untried: ran.untried,
    }
}
