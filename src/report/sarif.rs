//! Findings as SARIF 2.1.0, for services that show them beside the code: types of the fields that are used, and their writer.
//! What a finding is, is said by `findings`. Addresses are relative; columns count characters.

use serde::Serialize;

use super::findings::{Finding, Weight, about, of_account, of_problem};
use super::places::{stretch, uri};
use crate::diagnostic::{Diagnostic, Selection};
use crate::explain::account::Account;
use crate::explain::{Explainer, titles};
use crate::text::{Sources, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Debug, Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: Automation,
    invocations: Vec<Invocation>,
    column_kind: &'static str,
    results: Vec<SarifResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RunProperties>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Text {
    text: String,
}

#[derive(Debug, Serialize)]
struct Automation {
    id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Debug, Serialize)]
struct RunProperties {
    #[serde(flatten)]
    evaluated: Option<Evaluated>,
    /// How many problems are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Evaluated {
    verdict: &'static str,
    now: String,
    phase: &'static str,
    packs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way_back: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
}

#[derive(Debug, Serialize)]
struct Fingerprints {
    #[serde(rename = "holdpoint/v1")]
    holdpoint: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Debug, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// An evaluation: what is in force, then the problems that were noticed on the way.
pub fn evaluation(
    explainer: &Explainer<'_>,
    account: &Account,
    problems: &[Diagnostic],
    sources: &Sources,
    base: &str,
) -> String {
    let mut findings = of_account(account, explainer);
    let shown = Selection::of(problems);
    findings.extend(shown.problems.iter().map(|problem| of_problem(problem)));
    let writer = Writer { explainer: Some(explainer), sources, base };
    let mut run = writer.run(&findings, format!("holdpoint/evaluate/{}/", account.site), true);
    let evaluated = Evaluated {
        verdict: account.verdict.name(),
        now: account.now.iso(),
        phase: account.phase.name(),
        packs: account.packs.iter().map(|p| format!("{} {} {}", p.name, p.version, p.digest)).collect(),
        way_back: account.way_back.as_ref().map(|back| titles::way_back(&explainer.program.policy, back)),
    };
    run.properties = Some(RunProperties { evaluated: Some(evaluated), truncated: truncated(&shown) });
    text(run)
}

/// Problems in documents; the run has failed when one is an error.
pub fn problems(problems: &[Diagnostic], sources: &Sources, base: &str) -> String {
    let shown = Selection::of(problems);
    let findings: Vec<Finding> = shown.problems.iter().map(|problem| of_problem(problem)).collect();
    let successful = findings.iter().all(|f| f.weight != Weight::Error);
    let mut run = Writer { explainer: None, sources, base }.run(&findings, "holdpoint/check/".to_owned(), successful);
    run.properties = truncated(&shown).map(|more| RunProperties { evaluated: None, truncated: Some(more) });
    text(run)
}

fn truncated(shown: &Selection<'_>) -> Option<usize> {
    (shown.more() > 0).then(|| shown.more())
}

struct Writer<'a> {
    explainer: Option<&'a Explainer<'a>>,
    sources: &'a Sources,
    base: &'a str,
}

impl Writer<'_> {
    fn run(&self, findings: &[Finding], id: String, successful: bool) -> Run {
        let mut rules: Vec<Rule> = Vec::new();
        let mut results = Vec::new();
        for finding in findings {
            let known = rules.iter().position(|rule| rule.id == finding.id);
            let index = known.unwrap_or(rules.len());
            if known.is_none() {
                rules.push(self.rule(finding));
            }
            results.push(self.result(finding, index));
        }
        Run {
            tool: Tool { driver: Driver { name: "Holdpoint", semantic_version: env!("CARGO_PKG_VERSION"), rules } },
            automation_details: Automation { id },
            invocations: vec![Invocation { execution_successful: successful }],
            column_kind: "unicodeCodePoints",
            results,
            properties: None,
        }
    }

    fn rule(&self, finding: &Finding) -> Rule {
        let (title, help) = about(&finding.id, self.explainer);
        Rule {
            id: finding.id.clone(),
            short_description: Text { text: title },
            help: Text { text: help },
            default_configuration: Configuration { level: level(finding.weight) },
        }
    }

    fn result(&self, finding: &Finding, rule_index: usize) -> SarifResult {
        let related = finding.related.iter().enumerate();
        let said = match finding.message.starts_with(&finding.title) {
            true => finding.message.clone(),
            false => format!("{}: {}", finding.title, finding.message),
        };
        SarifResult {
            rule_id: finding.id.clone(),
            rule_index,
            level: level(finding.weight),
            message: Text { text: literal(&said) },
            locations: finding.place.iter().map(|span| self.location(*span, None, None)).collect(),
            related_locations: related.map(|(n, (span, text))| self.location(*span, Some(n + 1), Some(text))).collect(),
            partial_fingerprints: Fingerprints { holdpoint: finding.fingerprint.clone() },
        }
    }

    fn location(&self, span: Span, id: Option<usize>, text: Option<&String>) -> Location {
        let place = stretch(span, self.sources, self.base);
        let message = text.filter(|t| !t.is_empty()).map(|t| Text { text: literal(t) });
        Location {
            id,
            physical_location: Physical {
                artifact_location: Artifact { uri: uri(&place.file) },
                region: Region {
                    start_line: place.line,
                    start_column: place.column,
                    end_line: place.end_line,
                    end_column: place.end_column,
                },
            },
            message,
        }
    }
}

/// A message in which nothing is a placeholder or a link: SARIF reads `{0}` and `[text](1)` in messages.
fn literal(text: &str) -> String {
    let braces = text.replace('{', "{{").replace('}', "}}");
    braces.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Error => "error",
        Weight::Warning => "warning",
        Weight::Note => "note",
    }
}

fn text(run: Run) -> String {
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: vec![run] };
    super::json::text(&log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_hold_no_placeholder_and_no_link() {
        assert_eq!(literal("{0} [x](1) \\"), "{{0}} \\[x\\](1) \\\\");
    }
}
