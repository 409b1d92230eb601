//! Annotations for GitHub Actions: workflow commands on standard output, one line for each finding.
//! What a finding is, is said by `findings`. GitHub shows the first ten of a kind and step; the rest stays in the log.

use super::findings::{Finding, Weight, of_account, of_problem};
use super::places::stretch;
use crate::diagnostic::{Diagnostic, Selection};
use crate::explain::account::Account;
use crate::explain::{Explainer, titles};
use crate::scenario::{Failure, SuiteResult};
use crate::text::Sources;
use crate::text::printable::printable;

/// An evaluation: the verdict as a notice without a place, then what is in force, the weightiest first.
pub fn evaluation(
    explainer: &Explainer<'_>,
    account: &Account,
    problems: &[Diagnostic],
    sources: &Sources,
    base: &str,
) -> String {
    let title = format!("{} on {}: {}", account.release, account.site, account.verdict.headline());
    let back = account.way_back.as_ref().map(|back| format!(" {}", titles::way_back(&explainer.program.policy, back)));
    let meaning = format!("{}{}", account.verdict.meaning(account.phase), back.unwrap_or_default());
    let mut out = format!("::notice title={}::{}\n", property(&title), data(&meaning));
    let mut findings = of_account(account, explainer);
    let shown = Selection::of(problems);
    findings.extend(shown.problems.iter().map(|problem| of_problem(problem)));
    findings.sort_by_key(|f| f.weight);
    findings.iter().for_each(|finding| out.push_str(&line(finding, sources, base)));
    out.push_str(&rest(&shown));
    out
}

/// Problems in documents.
pub fn problems(problems: &[Diagnostic], sources: &Sources, base: &str) -> String {
    let shown = Selection::of(problems);
    let mut out: String = shown.problems.iter().map(|problem| line(&of_problem(problem), sources, base)).collect();
    out.push_str(&rest(&shown));
    out
}

/// What says how many problems are left out.
fn rest(shown: &Selection<'_>) -> String {
    let command = if shown.errors > 0 { "error" } else { "warning" };
    shown.rest().map(|rest| format!("::{command} title=truncated::{}\n", data(&rest))).unwrap_or_default()
}

/// What came of suites of tests: one annotation for each difference of a case that fails.
pub fn tests(suites: &[SuiteResult], sources: &Sources, base: &str) -> String {
    let mut out = String::new();
    for (suite, case) in suites.iter().flat_map(|s| s.cases.iter().map(move |c| (s, c))) {
        for Failure { difference, .. } in &case.failures {
            let place = stretch(difference.span, sources, base);
            let title = format!("{} · {}", printable(&suite.name), printable(&case.name));
            out.push_str(&format!(
                "::error file={},line={},title={}::{}\n",
                property(&place.file),
                place.line,
                property(&title),
                data(&format!("expected {}, got {}", difference.expected, difference.got))
            ));
        }
    }
    out
}

fn line(finding: &Finding, sources: &Sources, base: &str) -> String {
    let command = match finding.weight {
        Weight::Error => "error",
        Weight::Warning => "warning",
        Weight::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(span) = finding.place {
        let place = stretch(span, sources, base);
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={}", place.line));
        if place.end_line == place.line {
            properties.push(format!("col={}", place.column));
            properties.push(format!("endColumn={}", place.end_column.saturating_sub(1).max(place.column)));
        } else {
            properties.push(format!("endLine={}", place.end_line));
        }
    }
    properties.push(format!("title={}", property(&format!("{} ({})", finding.title, finding.id))));
    format!("::{command} {}::{}\n", properties.join(","), data(&finding.message))
}

/// The text of a command: on one line, whatever is in it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which also ends at colons and commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::Span;

    #[test]
    fn a_problem_is_one_line_with_its_place() {
        let mut sources = Sources::new();
        let id = sources.add("a,b/site.yaml", b"kind: site\nid: 5%\n".to_vec());
        let problem =
            Diagnostic::new(Code::UnknownKey, "unknown key `a:b`").at(Span::new(id, 15, 17), "here").help("write `x`\nor `y`");
        assert_eq!(
            problems(&[problem], &sources, ""),
            "::error file=a%2Cb/site.yaml,line=2,col=5,endColumn=6,title=unknown key `a%3Ab` (unknown-key)\
             ::unknown key `a:b`: here. Help: write `x`%0Aor `y`.\n"
        );
    }

    #[test]
    fn text_can_not_begin_a_command() {
        assert_eq!(data("x\n::error::y\r"), "x%0A::error::y%0D");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}
