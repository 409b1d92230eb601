//! What the tests share: an evaluation from paths, as the command line makes it, without a process.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::{Diagnostic, Sink};
use holdpoint::evaluate::{self, Evaluation, Ran};
use holdpoint::explain::{Explainer, account};
use holdpoint::facts::Facts;
use holdpoint::project::{self, Loaded, Request};
use holdpoint::report::text::evaluation::{Options, render};
use holdpoint::text::Sources;
use holdpoint::value::{Instant, Phase};

/// An evaluation with everything it was made from.
pub struct Run {
    pub program: Program,
    pub facts: Facts,
    pub evaluation: Evaluation,
    pub sources: Sources,
    pub warnings: Vec<Diagnostic>,
}

/// Evaluates documents; the problems when that can't be done.
pub fn run(policy: Option<&str>, paths: &[&str], now: &str, phase: Option<&str>) -> Result<Run, (Vec<Diagnostic>, Sources)> {
    let mut sink = Sink::new();
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let request = Request { policy, root: Path::new("."), paths: &paths, stdin: None };
    let Loaded { sources, policy, documents, .. } = project::load(request, &mut sink);
    let Some(program) = policy.and_then(|p| compile(p, &mut sink)) else { return Err((sink.into_sorted(), sources)) };
    let now = Instant::parse(now).expect("a test names an instant");
    let run = evaluate::Run::new(&program, now).in_phase(phase.and_then(Phase::parse));
    let ran = run.evaluate(&documents, &sources, &mut sink);
    let warnings = sink.into_sorted();
    match ran {
        Some(Ran { facts, evaluation }) => Ok(Run { program, facts, evaluation, sources, warnings }),
        None => Err((warnings, sources)),
    }
}

impl Run {
    /// The text of `holdpoint evaluate`.
    pub fn text(&self) -> String {
        let explainer = Explainer::new(&self.program, &self.facts, &self.evaluation);
        render(&account(&explainer), &self.program.policy, &self.sources, Options::default())
    }
}

/// Compares a stored text with what came out; with UPDATE=1 stores it.
pub fn stored(path: &Path, text: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, text).map_err(|e| e.to_string())?;
        return Ok(());
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    if known == text {
        return Ok(());
    }
    let first =
        known.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(known.lines().count().min(text.lines().count()));
    Err(format!(
        "{} differs from line {}:\n  stored: {}\n  now:    {}\n(UPDATE=1 stores the new text; read it before it is committed)",
        path.display(),
        first + 1,
        known.lines().nth(first).unwrap_or("(end)"),
        text.lines().nth(first).unwrap_or("(end)")
    ))
}

/// The names of all tests of the repository.
pub fn tests_by_name() -> BTreeSet<String> {
    fn visit(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let after = text.split("#[test]\n").skip(1);
                found.extend(after.filter_map(|t| Some(t.split_once("fn ")?.1.split_once('(')?.0.to_owned())));
            }
        }
    }
    let mut found = BTreeSet::new();
    ["src", "tests/all"].iter().for_each(|folder| visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found));
    assert!(found.len() > 800, "{} tests", found.len());
    found
}
