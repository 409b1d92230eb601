//! What cases have shown of a policy, for a pull request: how much of each kind, then what was not shown.
//! What counts is `scenario`'s business.

use super::escape::{code, escape};
use crate::scenario::coverage::{Coverage, RuleCoverage};
use crate::text::{Sources, Span, wording};

/// The coverage as a document.
pub fn render(coverage: &Coverage, sources: &Sources) -> String {
    let cases = wording::count(coverage.cases, "case shows", "cases show");
    let mut out = format!("# What {cases} of {}\n\n| kind | | shown | of |\n|---|---|---|---|\n", escape(&coverage.pack));
    for (kind, share) in &coverage.shares {
        out.push_str(&format!("| {} | {}% | {} | {} |\n", kind.about(), share.percent(), share.shown, share.all));
    }
    let all = coverage.total();
    out.push_str(&format!("| **all** | **{}%** | {} | {} |\n", all.percent(), all.shown, all.all));
    let gaps: Vec<&RuleCoverage> = coverage.rules.iter().filter(|r| !r.is_whole()).collect();
    if gaps.is_empty() && coverage.waivers.iter().all(|w| w.gap().is_none()) {
        out.push_str("\nEverything is shown.\n");
        return out;
    }
    out.push_str("\n## Not shown\n");
    for rule in gaps {
        one(rule, sources, &mut out);
    }
    for waiver in &coverage.waivers {
        if let Some(gap) = waiver.gap() {
            out.push_str(&format!("\n- the waiver of {} ({}): {gap}\n", code(&waiver.rule), place(waiver.span, sources)));
        }
    }
    out
}

fn one(rule: &RuleCoverage, sources: &Sources, out: &mut String) {
    let never = if rule.fired { "" } else { ": never decides anything for certain" };
    out.push_str(&format!("\n### {} ({}){never}\n\n", escape(&rule.id), place(rule.span, sources)));
    for test in &rule.tests {
        let gaps = test.gaps();
        if !gaps.is_empty() {
            let until = if test.lifting { "until " } else { "" };
            out.push_str(&format!("- {until}{} ({}): {}\n", code(&test.text), place(test.span, sources), gaps.join(", ")));
        }
    }
    for lift in &rule.lifts {
        if let Some(gap) = lift.gap() {
            out.push_str(&format!("- until ({}): {gap}\n", place(lift.span, sources)));
        }
    }
}

fn place(span: Span, sources: &Sources) -> String {
    let at = sources.place(span);
    code(&format!("{}:{}", at.name, at.line))
}
