//! What came of suites of tests as JUnit XML, which build services show. Times are left out: the same tests give the same bytes.
//! Text from files can't become markup, and characters that XML forbids are written out.

use super::terminal::Style;
use super::text::explain::{self, Depth};
use crate::scenario::{CaseResult, Failure, SuiteResult, Tally};
use crate::text::Sources;
use crate::text::printable::printable;

/// The results as XML.
pub fn render(suites: &[SuiteResult], sources: &Sources) -> String {
    let tally = Tally::of(suites);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"holdpoint\" tests=\"{}\" failures=\"{}\">\n", tally.cases(), tally.failed));
    for suite in suites {
        let tally = suite.tally();
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
            attribute(&suite.name),
            tally.cases(),
            tally.failed
        ));
        suite.cases.iter().for_each(|c| case(c, suite, sources, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(case: &CaseResult, suite: &SuiteResult, sources: &Sources, out: &mut String) {
    let place = sources.place(case.span);
    let head = format!(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\"",
        attribute(&case.name),
        attribute(&suite.name),
        attribute(&suite.file),
        place.line
    );
    if case.passes() {
        out.push_str(&format!("{head}/>\n"));
        return;
    }
    out.push_str(&format!("{head}>\n"));
    for Failure { difference, explanation } in &case.failures {
        let at = sources.place(difference.span);
        let message = format!("expected {}, got {}", difference.expected, difference.got);
        let mut body = format!("{}:{}\nexpected {}\ngot {}\n", printable(&at.name), at.line, difference.expected, difference.got);
        if let Some(explanation) = explanation {
            body.push('\n');
            body.push_str(&explain::render(explanation, sources, &Style::default(), Depth::Paragraph));
        }
        out.push_str(&format!("      <failure message=\"{}\">{}</failure>\n", attribute(&message), content(&body)));
    }
    out.push_str("    </testcase>\n");
}

/// The value of an attribute, on one line.
fn attribute(text: &str) -> String {
    content(&printable(text))
}

/// The text of an element.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' => out.push(c),
            // XML 1.0 has no way to write these, not even as references.
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push_str(&c.escape_unicode().to_string()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_not_become_markup() {
        assert_eq!(content("a <b> & \"c\" ]]> 'd'"), "a &lt;b&gt; &amp; &quot;c&quot; ]]&gt; &apos;d&apos;");
    }

    #[test]
    fn what_xml_can_not_hold_is_written_out() {
        assert_eq!(content("a\u{0}\u{b}\u{ffff}\r\n"), "a\\u{0}\\u{b}\\u{ffff}\\u{d}\n");
        assert_eq!(attribute("a\nb\u{202e}"), "a\\nb\\u{202e}");
    }
}
