//! What came of suites of tests, as text: a line for each suite, and for each case that fails what was expected, what came
//! instead and why. Running them is `scenario`'s business.

use super::explain::{self, Depth};
use super::paint::Paint;
use super::wrap::{WIDTH, wrapped};
use crate::report::terminal::Style;
use crate::scenario::{CaseResult, Failure, SuiteResult, Tally};
use crate::text::printable::printable;
use crate::text::{Sources, wording};

/// The results as text.
pub fn render(suites: &[SuiteResult], sources: &Sources, style: &Style) -> String {
    let paint = Paint { colour: style.colour };
    let mut out = String::new();
    for suite in suites {
        let tally = suite.tally();
        let mark = if tally.failed == 0 { "✓" } else { "✗" };
        out.push_str(&format!(
            "{mark} {}: {} {}\n",
            paint.heading(&printable(&suite.name)),
            counts(tally),
            paint.faint(&format!("({})", printable(&suite.file)))
        ));
        for case in suite.cases.iter().filter(|c| !c.passes()) {
            one(case, sources, style, paint, &mut out);
        }
        out.push_str(if tally.failed == 0 { "" } else { "\n" });
    }
    out.push_str(&format!("{}: {}\n", wording::count(suites.len(), "suite", "suites"), counts(Tally::of(suites))));
    out
}

fn counts(tally: Tally) -> String {
    let passed = match tally.passed {
        1 => "1 case passes".to_owned(),
        n => format!("{n} cases pass"),
    };
    let failed = match tally.failed {
        1 => "1 fails".to_owned(),
        n => format!("{n} fail"),
    };
    if tally.failed == 0 { passed } else { format!("{passed}, {failed}") }
}

fn one(case: &CaseResult, sources: &Sources, style: &Style, paint: Paint, out: &mut String) {
    let place = sources.place(case.span);
    out.push_str(&format!("\n✗ {}\n", paint.heading(&printable(&case.name))));
    out.push_str(&format!("  {}\n", paint.faint(&format!("{}:{}", printable(&place.name), place.line))));
    for Failure { difference, explanation } in &case.failures {
        let at = sources.place(difference.span);
        let said = |text: &str, head: &str| wrapped(text, 12, WIDTH).replacen(&wording::blanks(12), &format!("  {head:<10}"), 1);
        out.push('\n');
        out.push_str(&said(&format!("{} ({}:{})", difference.expected, printable(&at.name), at.line), "expected"));
        out.push_str(&said(&difference.got, "got"));
        if let Some(explanation) = explanation {
            out.push('\n');
            out.push_str(&explain::render(explanation, sources, style, Depth::Paragraph));
        }
    }
}
