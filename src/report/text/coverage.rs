//! What cases have shown of a policy, as text: how much of each kind, then rule by rule what was not shown.
//! What counts is `scenario`'s business.

use super::paint::Paint;
use super::wrap::{WIDTH, both_ends};
use crate::scenario::coverage::{Coverage, RuleCoverage};
use crate::text::printable::printable;
use crate::text::{Sources, Span, wording};

/// The coverage as text.
pub fn render(coverage: &Coverage, sources: &Sources, paint: Paint) -> String {
    let mut out = String::new();
    let cases = wording::count(coverage.cases, "case shows", "cases show");
    out.push_str(&format!("{}\n", paint.heading(&format!("What {cases} of {}", printable(&coverage.pack)))));
    for (kind, share) in &coverage.shares {
        let part = format!("{} of {}", share.shown, share.all);
        out.push_str(&format!("  {:<8} {:>3}%  {part:<13} {}\n", kind.name(), share.percent(), paint.faint(kind.about())));
    }
    let all = coverage.total();
    out.push_str(&format!("  {:<8} {:>3}%  {} of {}\n", "all", all.percent(), all.shown, all.all));
    let (whole, gaps): (Vec<_>, Vec<_>) = coverage.rules.iter().partition(|r| r.is_whole());
    for rule in gaps {
        one(rule, sources, paint, &mut out);
    }
    for waiver in coverage.waivers.iter().filter(|w| w.gap().is_some()) {
        let head = format!("the waiver of {} ({})", waiver.rule, place(waiver.span, sources));
        out.push('\n');
        out.push_str(&both_ends(&head, waiver.gap().unwrap_or_default(), WIDTH));
    }
    if !whole.is_empty() {
        let are = if whole.len() == 1 { "is" } else { "are" };
        out.push_str(&format!("\n{} {are} shown in full.\n", wording::count(whole.len(), "rule", "rules")));
    }
    out
}

fn one(rule: &RuleCoverage, sources: &Sources, paint: Paint, out: &mut String) {
    out.push('\n');
    let head = format!("{} {}", paint.heading(&rule.id), paint.faint(&format!("({})", place(rule.span, sources))));
    out.push_str(&format!("{head}\n"));
    if !rule.fired {
        out.push_str("  never decides anything for certain\n");
    }
    for test in &rule.tests {
        let gaps = test.gaps();
        if gaps.is_empty() {
            continue;
        }
        let until = if test.lifting { "until " } else { "" };
        let left =
            format!("  {:>4}  {}{until}{}", line(test.span, sources), wording::blanks(2 * test.depth), printable(&test.text));
        out.push_str(&ends(&left, &gaps.join(", ")));
    }
    for lift in &rule.lifts {
        if let Some(gap) = lift.gap() {
            out.push_str(&ends(&format!("  {:>4}  until", line(lift.span, sources)), gap));
        }
    }
}

/// The test on the left, cut where it is too long, and what was not shown of it on the right.
fn ends(left: &str, right: &str) -> String {
    let cut: String =
        if left.chars().count() > WIDTH { left.chars().take(WIDTH - 1).chain(['…']).collect() } else { left.to_owned() };
    both_ends(&cut, right, WIDTH)
}

fn line(span: Span, sources: &Sources) -> usize {
    sources.place(span).line
}

fn place(span: Span, sources: &Sources) -> String {
    let at = sources.place(span);
    format!("{}:{}", printable(&at.name), at.line)
}
