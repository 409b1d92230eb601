//! What came of the mutants of a policy, for a pull request: the score, how many of each kind, each survivor with its case.
//! Finding that out is `scenario`'s business.

use super::escape::{code, escape};
use crate::scenario::mutate::{Fate, Kind, Outcome, Report, Tally};
use crate::text::{Sources, wording};

/// The report as a document.
pub fn render(report: &Report, sources: &Sources) -> String {
    let all = Tally::of(&report.mutants);
    let cases = wording::count(report.cases, "case notices", "cases notice");
    let mut out = format!("# What {cases} of changes to {}\n\n", escape(&report.policy));
    out.push_str("| change of | | killed | survived | no difference | undecided |\n|---|---|---|---|---|---|\n");
    for kind in Kind::ALL {
        let tally = Tally::of(report.mutants.iter().filter(|m| m.kind == kind));
        if tally.all() > 0 {
            out.push_str(&line(kind.name(), tally));
        }
    }
    out.push_str(&line("**all**", all));
    if report.untried > 0 {
        out.push_str(&format!("\n{} more were not tried.\n", wording::grouped(report.untried)));
    }
    if all.survived > 0 {
        out.push_str("\n## Survivors\n");
    }
    for mutant in &report.mutants {
        if let Fate::Survives(suite, case) = &mutant.fate {
            let file = report.suites.get(*suite).map(|(_, file)| file.as_str()).unwrap_or_default();
            out.push_str(&format!("\n{}\n\nAdd to `cases` of {}:\n\n", one(mutant, sources), code(file)));
            // Indented by four, nothing in it is markup.
            case.lines().for_each(|text| out.push_str(&format!("    {text}\n")));
        }
    }
    if all.undecided > 0 {
        out.push_str("\n## Undecided\n\n");
    }
    for mutant in report.mutants.iter().filter(|m| m.fate == Fate::Undecided) {
        out.push_str(&format!("- {}\n", one(mutant, sources)));
    }
    out
}

fn line(name: &str, tally: Tally) -> String {
    let Tally { killed, survived, equivalent, undecided, .. } = tally;
    format!("| {name} | {}% | {killed} | {survived} | {equivalent} | {undecided} |\n", tally.score())
}

fn one(mutant: &Outcome, sources: &Sources) -> String {
    let at = sources.place(mutant.span);
    let place = code(&format!("{}:{}", at.name, at.line));
    let after = if mutant.after.is_empty() { "nothing".to_owned() } else { code(&mutant.after) };
    format!("{} ({place}): {} becomes {after}", code(&mutant.subject), code(&mutant.before))
}
