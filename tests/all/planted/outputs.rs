//! Everything that the commands make of a folder, without a process: answers in every format, reports, problems, differences.
//! Which secrets stand in it is said by others.

use std::path::PathBuf;

use holdpoint::diagnostic::{Diagnostic, Sink};
use holdpoint::document::format::format;
use holdpoint::explain::derivation::derivations;
use holdpoint::explain::reports::{Kind, report};
use holdpoint::explain::{Explainer, account};
use holdpoint::facts::change::{read_set, shown};
use holdpoint::project;
use holdpoint::report::terminal::{Style, render, render_plain};
use holdpoint::report::{github, html, json, markdown, sarif, text};
use holdpoint::text::Sources;

use super::places::Planted;
use super::secrets::{Secret, told};
use super::{Dice, leaks};
use crate::support::{Run, run};

/// A small pack, so that many documents can be evaluated.
const PACK: &str = "tests/cases/base";

const RELEASE: &str =
    "kind: release\nversion: 2.4.0\nmigrations: []\nchanges:\n  - { name: Workflows, area: workflows, behaviour: true }\n";

/// The leak in one of the outputs, of the planted document and of one that can be evaluated.
pub fn leak(turn: u64, secret: &Secret, planted: &Planted) -> Option<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join(planted.file);
    std::fs::write(folder.path().join("release.yaml"), RELEASE).unwrap();
    if turn.is_multiple_of(2) {
        std::fs::write(site, &planted.text).unwrap();
    } else {
        let mut dice = Dice::new(turn);
        let mut said = || serde_json::to_string(&told(secret, &mut dice)).unwrap();
        let (a, b, c) = (said(), said(), said());
        let text = format!(
            "kind: site\nid: shop-north\nversions: {{ demo: 2.3.2 }}\nowners: {{ rollback: {a} }}\nbackup: {{ location: {b} }}\nworkflows:\n  - {{ id: wf-a, title: {c}, category: commerce }}\n"
        );
        std::fs::write(site, text).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let all = outputs(Some(PACK), path);
    let set = told(secret, &mut Dice::new(turn));
    let echo = std::iter::once(("what-if --set".to_owned(), set_echo(&set)));
    all.into_iter().chain(echo).find(|(_, text)| leaks(secret, text))
}

/// What is said of a change on the command line, also of one that can't be read.
fn set_echo(value: &str) -> String {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let read = project::policy(Some(PACK), std::path::Path::new("."), &mut sources, &mut sink);
    let mut out = String::new();
    for written in [
        format!("site.backup.location={}", serde_json::to_string(value).unwrap()),
        format!("site.nothing={value}"),
        format!("site.backup.location=[{value}"),
    ] {
        match read_set(&written, &read.schemas, &mut sources) {
            Ok(holdpoint::facts::change::Change::Set { to, .. }) => out.push_str(&shown(&to)),
            Ok(_) => {}
            Err(problems) => out.extend(problems.iter().map(|p| render(p, &sources, &Style::default()))),
        }
    }
    out
}

/// Every output of a folder.
pub fn outputs(policy: Option<&str>, path: &str) -> Vec<(String, String)> {
    let mut all = match run(policy, &[path], "2026-07-21T18:00Z", None) {
        Ok(run) => evaluated(&run, path),
        Err((found, sources)) => problems(&found, &sources, path),
    };
    all.push(("fmt --diff".to_owned(), formatted(policy, path)));
    all
}

fn problems(found: &[Diagnostic], sources: &Sources, base: &str) -> Vec<(String, String)> {
    let pictures: String = found.iter().map(|p| render(p, sources, &Style::default())).collect();
    let plain: String = found.iter().map(|p| render_plain(p, sources)).collect();
    let all = [
        ("pictures", pictures),
        ("plain", plain),
        ("problems json", json::problems::render(found, sources)),
        ("problems sarif", sarif::problems(found, sources, base)),
        ("problems github", github::problems(found, sources, base)),
    ];
    all.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn evaluated(run: &Run, base: &str) -> Vec<(String, String)> {
    let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
    let account = account(&explainer);
    let (policy, sources) = (&run.program.policy, &run.sources);
    let written = |kind| markdown::report::render(&report(kind, &explainer, sources), sources);
    let evaluated = |all| {
        json::evaluation::render(&explainer, &account, &run.warnings, sources, json::evaluation::Options { explain: true, all })
    };
    let all = [
        ("text", run.text()),
        ("json", evaluated(false)),
        ("all json", evaluated(true)),
        ("markdown", markdown::evaluation::render(&account, policy, sources)),
        ("sarif", sarif::evaluation(&explainer, &account, &run.warnings, sources, base)),
        ("github", github::evaluation(&explainer, &account, &run.warnings, sources, base)),
        ("html", html::render(&explainer, &account, &run.warnings, sources, false)),
        ("all html", html::render(&explainer, &account, &run.warnings, sources, true)),
        (
            "derivations",
            text::derivation::render(&derivations(&explainer, run.evaluation.reasons.iter()), sources, &Style::default()),
        ),
        ("rollback record", written(Kind::Rollback)),
        ("support report", written(Kind::Support)),
        ("client summary", written(Kind::Client)),
    ];
    let named = all.into_iter().map(|(name, text)| (name.to_owned(), text));
    named.chain(problems(&run.warnings, sources, base)).collect()
}

/// What `fmt --diff` shows.
fn formatted(policy: Option<&str>, path: &str) -> String {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    project::policy(policy, std::path::Path::new("."), &mut sources, &mut sink);
    let mut out = String::new();
    for text in project::texts(&[PathBuf::from(path)], &mut std::io::empty(), &mut sources, &mut sink) {
        match format(&mut sources, text.source, &text.document, &text.raw) {
            Ok(made) => {
                let (before, after) = (sources.get(text.source).text(), sources.get(made.source).text());
                out.push_str(&holdpoint::report::text::lines::changed(&text.found.name, before, after));
                out.push_str(after);
            }
            Err(problem) => sink.push(*problem),
        }
    }
    out + &sink.iter().map(|p| render(p, &sources, &Style::default())).collect::<String>()
}
