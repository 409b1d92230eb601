//! What came of the mutants of a policy, as text: each survivor with its place, what was changed and the case that would kill
//! it, then how many of each rule were killed. Finding that out is `scenario`'s business.

use super::paint::Paint;
use super::wrap::{WIDTH, wrapped};
use crate::report::terminal::Style;
use crate::scenario::mutate::{Fate, Outcome, Report, Tally};
use crate::text::printable::printable;
use crate::text::{Sources, wording};

/// The reports as text.
pub fn render(reports: &[Report], sources: &Sources, style: &Style) -> String {
    let paint = Paint { colour: style.colour };
    let mut out = String::new();
    for report in reports {
        one(report, sources, paint, &mut out);
    }
    out
}

fn one(report: &Report, sources: &Sources, paint: Paint, out: &mut String) {
    for mutant in &report.mutants {
        if let Fate::Survives(suite, case) = &mutant.fate {
            head("✗", "survives", mutant, sources, paint, out);
            let file = report.suites.get(*suite).map(|(_, file)| printable(file).into_owned()).unwrap_or_default();
            out.push_str(&format!("  Add to `cases` of {file}:\n\n"));
            out.push_str(&case.lines().map(|line| format!("  {}\n", printable(line))).collect::<String>());
            out.push('\n');
        }
    }
    for mutant in report.mutants.iter().filter(|m| m.fate == Fate::Undecided) {
        head("?", "undecided", mutant, sources, paint, out);
    }
    let tally = Tally::of(&report.mutants);
    if tally.undecided > 0 {
        out.push('\n');
    }
    out.push_str(&format!(
        "{} {}: {} of {} killed by {}\n",
        paint.heading(&printable(&report.policy)),
        paint.faint(&format!("{}%", tally.score())),
        tally.killed,
        wording::count(tally.killed + tally.survived, "mutant", "mutants"),
        wording::count(report.cases, "case", "cases"),
    ));
    if report.untried > 0 {
        let said = format!("{} more were not tried: name rules with `--mutants-filter`.", wording::grouped(report.untried));
        out.push_str(&wrapped(&said, 2, WIDTH));
    }
    let apart = apart(tally);
    if !apart.is_empty() {
        out.push_str(&wrapped(&apart, 2, WIDTH));
    }
}

/// What is counted apart from the score; empty when nothing is.
fn apart(tally: Tally) -> String {
    let counts = [
        (tally.equivalent, "that can make no difference"),
        (tally.undecided, "of which it is not known whether they can"),
        (tally.invalid, "that are no policies"),
    ];
    let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if parts.is_empty() { String::new() } else { format!("Not counted: {}.", wording::list_and(&parts)) }
}

fn head(mark: &str, what: &str, mutant: &Outcome, sources: &Sources, paint: Paint, out: &mut String) {
    let place = sources.place(mutant.span);
    out.push_str(&format!(
        "{mark} {} {} {what} {}\n",
        paint.heading(&printable(&mutant.subject)),
        mutant.kind.name(),
        paint.faint(&format!("{}:{}", printable(&place.name), place.line))
    ));
    let said =
        |text: &str, head: &str| wrapped(&printable(text), 10, WIDTH).replacen(&wording::blanks(10), &format!("  {head:<8}"), 1);
    out.push_str(&said(&mutant.before, "is"));
    out.push_str(&said(if mutant.after.is_empty() { "(nothing)" } else { &mutant.after }, "mutant"));
}
