//! Whole evaluations: each folder of `tests/scenarios` says what to evaluate and what must come out of it.

use std::path::Path;

use crate::support::{Run, run, stored};
use holdpoint::decision::{Strength, Target, Verb};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    evaluate: Vec<String>,
    #[serde(default)]
    policy: Option<String>,
    now: String,
    #[serde(default)]
    phase: Option<String>,
    verdict: String,
    #[serde(default)]
    exit: Option<u8>,
    #[serde(default)]
    decisions: Vec<Decision>,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
    #[serde(default)]
    most_lines: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    decision: String,
    #[serde(default)]
    items: Option<Vec<String>>,
    #[serde(default)]
    strength: Option<String>,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    precaution: Option<bool>,
}

#[test]
fn scenarios_come_out_as_expected() {
    let mut failures = Vec::new();
    let mut names: Vec<_> =
        std::fs::read_dir("tests/scenarios").unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    names.sort();
    assert!(names.len() >= 10, "the scenarios are there");
    for folder in names {
        for problem in scenario(&folder) {
            failures.push(format!("{}: {problem}", folder.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn scenario(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("expect.yaml")).unwrap();
    let expect: Expect = match serde_yaml::from_str(&text) {
        Ok(expect) => expect,
        Err(error) => return vec![format!("expect.yaml: {error}")],
    };
    let paths: Vec<&str> = expect.evaluate.iter().map(String::as_str).collect();
    let run = match run(expect.policy.as_deref(), &paths, &expect.now, None) {
        Ok(run) => run,
        Err((problems, sources)) => {
            return problems.iter().map(|p| holdpoint::report::terminal::render_plain(p, &sources)).collect();
        }
    };
    let mut problems = Vec::new();
    let verdict = run.evaluation.verdict;
    if verdict.name() != expect.verdict {
        problems.push(format!("the verdict is {}, not {}", verdict.name(), expect.verdict));
    }
    if let Some(exit) = expect.exit.filter(|e| *e != verdict.exit_status()) {
        problems.push(format!("the exit status is {}, not {exit}", verdict.exit_status()));
    }
    if let Some(phase) = expect.phase.filter(|p| p != run.evaluation.phase.name()) {
        problems.push(format!("the phase is {}, not {phase}", run.evaluation.phase.name()));
    }
    expect.decisions.iter().for_each(|d| problems.extend(decision(&run, d)));
    for written in &expect.not {
        let Ok(target) = Target::parse(written) else {
            problems.push(format!("`{written}` is no decision"));
            continue;
        };
        if run.evaluation.decision(&target).is_some_and(|d| d.in_force.is_some()) {
            problems.push(format!("{written} is in force"));
        }
    }
    let printed = run.text();
    problems.extend(expect.text.iter().filter(|t| !printed.contains(*t)).map(|t| format!("the text doesn't say {t:?}")));
    if let Some(most) = expect.most_lines.filter(|most| printed.lines().count() > *most) {
        problems.push(format!("the text has {} lines, more than {most}", printed.lines().count()));
    }
    if printed.lines().any(|l| l.chars().count() > 80 && l.split_whitespace().count() > 1 && !l.contains("examples/")) {
        problems.push("a line of the text is longer than 80 columns".to_owned());
    }
    if let Err(difference) = stored(
        &folder.join("expected.md"),
        &format!("# {}\n\n```text\n{printed}```\n", folder.file_name().unwrap().to_string_lossy()),
    ) {
        problems.push(difference);
    }
    problems
}

fn decision(run: &Run, expect: &Decision) -> Vec<String> {
    let written = &expect.decision;
    let Ok(target) = Target::parse(written) else { return vec![format!("`{written}` is no decision")] };
    let Some((decision, force)) = run.evaluation.decision(&target).and_then(|d| Some((d, d.in_force.as_ref()?))) else {
        return vec![format!("{written} is not in force")];
    };
    let mut problems = Vec::new();
    if expect.precaution.is_some_and(|p| p != decision.precaution) {
        problems.push(format!("{written}: precaution is {}", decision.precaution));
    }
    if let Some(strength) = expect.strength.as_ref().filter(|s| force.word() != Some(s.as_str())) {
        problems.push(format!("{written}: the strength is {force}, not {strength}"));
    }
    if let (Some(items), Strength::Paused(paused)) = (&expect.items, force) {
        let mut ids: Vec<&str> = paused.items().iter().filter_map(|i| i.id()).collect();
        let mut wanted: Vec<&str> = items.iter().map(String::as_str).collect();
        ids.sort_unstable();
        wanted.sort_unstable();
        if ids != wanted || paused.is_whole() {
            problems.push(format!("{written}: paused are {force}"));
        }
    }
    for rule in &expect.rules {
        let reason = run
            .evaluation
            .reasons_of(decision)
            .any(|r| r.name.split(" (").next() == Some(rule) && (r.in_force() || target.verb == Verb::Derive));
        if !reason {
            problems.push(format!("{written}: {rule} is not among its reasons"));
        }
    }
    problems
}
