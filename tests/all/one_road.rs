//! The command line and the library take the same road: on every example, every scenario, and where something is to be warned of,
//! both print the same bytes, decisions and warnings alike.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use holdpoint::Engine;
use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::engine::Problems;
use holdpoint::project;
use holdpoint::report::json;
use holdpoint::schema::Schemas;
use holdpoint::text::Sources;
use holdpoint::value::{Instant, Phase};
use serde_json::Value;

/// What is evaluated: a folder to run in, and arguments as the command line takes them.
struct Asked {
    root: PathBuf,
    policy: Option<String>,
    paths: Vec<String>,
    now: String,
    phase: Option<&'static str>,
}

impl Asked {
    fn here(paths: &[&str], now: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        Self { root, policy: None, paths: paths.iter().map(|p| (*p).to_owned()).collect(), now: now.to_owned(), phase: None }
    }

    fn in_phase(mut self, phase: &'static str) -> Self {
        self.phase = Some(phase);
        self
    }

    /// What the command line prints as JSON, and its exit status.
    fn by_the_command_line(&self) -> (String, bool) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdpoint"));
        command.arg("evaluate").args(&self.paths).args(["--now", &self.now, "--format", "json", "--exit-zero"]);
        command.args(self.policy.iter().flat_map(|p| ["--policy", p])).args(self.phase.iter().flat_map(|p| ["--phase", p]));
        let out = command.current_dir(&self.root).output().unwrap();
        assert_eq!(String::from_utf8(out.stderr).unwrap(), "", "all is said in the answer");
        (String::from_utf8(out.stdout).unwrap(), out.status.success())
    }

    /// The same from texts, by the library.
    fn by_the_library(&self) -> (String, bool) {
        let texts: Vec<(String, String)> = self.paths.iter().flat_map(|p| texts(&self.root, p)).collect();
        let documents: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let now = Instant::parse(&self.now).unwrap();
        let failed = |problems: Problems| (json::problems::render(&problems.found, &problems.sources), false);
        let engine = match self.engine() {
            Ok(engine) => engine,
            Err(problems) => return failed(problems),
        };
        match engine.plan(&documents, now, self.phase.and_then(Phase::parse)) {
            Ok(answer) => {
                let text = json::evaluation::render(
                    &answer.explainer(),
                    &answer.account(),
                    &answer.warnings,
                    &answer.sources,
                    Default::default(),
                );
                (text, true)
            }
            Err(problems) => failed(problems),
        }
    }

    fn engine(&self) -> Result<Engine, Problems> {
        let Some(policy) = &self.policy else { return Engine::builtin("sophmate") };
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let read = project::policy(self.root.join(policy).to_str(), &self.root, &mut sources, &mut sink);
        Engine::new(read.policy, sources, sink)
    }

    fn agrees(&self) -> Value {
        let (printed, made) = (self.by_the_command_line(), self.by_the_library());
        let short = |text: String| text.replace(&format!("{}/", self.root.display()), "");
        let made = (short(made.0), made.1);
        let first = printed.0.lines().zip(made.0.lines()).find(|(a, b)| a != b);
        assert!(printed == made, "{:?}: {first:?}\n{}\n---\n{}", self.paths, printed.0, made.0);
        serde_json::from_str(&printed.0).unwrap()
    }
}

/// The documents of facts in a file or folder, by the names that the command line gives them.
fn texts(root: &Path, path: &str) -> Vec<(String, String)> {
    let found = project::discover(&[root.join(path)], &mut Sink::new());
    let read = |name: String| (name.strip_prefix(&format!("{}/", root.display())).unwrap().to_owned(), name);
    let texts = found.into_iter().map(|f| read(f.name)).map(|(name, path)| (name, fs::read_to_string(path).unwrap()));
    texts.filter(|(name, text)| is_facts(name, text)).collect()
}

fn is_facts(name: &str, text: &str) -> bool {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let schemas = Schemas::core(&mut sources, &mut sink);
    let (_, read) = document::load(&mut sources, name, text.as_bytes().to_vec(), &mut sink);
    let document = read.unwrap();
    matches!(project::kind::of(&document, &schemas, &mut sink), Some(project::DocumentKind::Facts(_)))
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect()
}

#[test]
fn every_example_and_scenario_is_answered_alike() {
    let mut asked = Vec::new();
    let folders = fs::read_dir("tests/scenarios").unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    for folder in folders {
        let expect: BTreeMap<String, serde_yaml::Value> =
            serde_yaml::from_str(&fs::read_to_string(folder.join("expect.yaml")).unwrap()).unwrap();
        let paths: Vec<&str> = expect["evaluate"].as_sequence().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        let policy = expect.get("policy").and_then(|p| p.as_str()).map(str::to_owned);
        asked.push(Asked { policy, ..Asked::here(&paths, expect["now"].as_str().unwrap()) });
    }
    let scenarios = asked.len();
    for folder in fs::read_dir("examples").unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("site.yaml").exists()) {
        let path = folder.to_str().unwrap().to_owned();
        asked.push(Asked::here(&[&path], "2026-07-21T18:00Z"));
        asked.push(Asked::here(&[&path], "2026-07-21T18:00Z").in_phase("after"));
    }
    assert!(scenarios >= 15 && asked.len() >= scenarios + 10, "{scenarios} {}", asked.len());
    let answered = asked.iter().map(Asked::agrees).filter(|answer| answer["decisions"].is_array()).count();
    assert!(answered >= scenarios, "most of them have an answer: {answered}");
}

/// A pack in which two rules decide, one of them only where the other has not.
const BASE: &str = r#"kind: policy
name: base
extends: [sophmate]
rules:
  - { id: base.maker, title: T, when: { site.type: store }, then: { derive: quiet }, because: B., source: Handbook, owner: support-lead }
  - { id: base.reads, title: T, unless: { derived.quiet: true }, then: { block: update }, because: B., source: Handbook, owner: support-lead }
"#;

/// A pack that can switch off a rule of the other, which a waiver allows until the end of a day.
fn overlay(expires: &str) -> String {
    format!(
        r#"kind: policy
name: acme
extends: [../base]
rules:
  - {{ id: acme.maker, title: T, when: {{ site.type: blog }}, then: {{ derive: quiet }}, because: B., source: Handbook, owner: support-lead }}
waivers:
  - {{ rule: base.reads, sites: [garden-blog], reason: r, owner: ana, expires: {expires} }}
"#
    )
}

fn asked_in(folder: &tempfile::TempDir, files: &[(&str, &str)], now: &str) -> Asked {
    let mut asked = Asked::here(&[], now);
    asked.root = folder.path().to_owned();
    for (name, text) in files {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    asked.paths = files.iter().map(|(name, _)| (*name).to_owned()).filter(|name| !name.contains('/')).collect();
    asked.policy = files.iter().any(|(name, _)| name.starts_with("acme/")).then(|| "acme".to_owned());
    asked
}

const RELEASE: (&str, &str) = ("release.yaml", "kind: release\nversion: 2.4.0\nchanges: []\n");
const SITE: (&str, &str) = ("site.yaml", "kind: site\nid: shop-north\n");

#[test]
fn a_reason_whose_rule_is_gone_is_warned_of_alike() {
    let update = "kind: update\nphase: after\nstanding:\n  - { rule: acme.gone, binding: none, decision: \"pause:commerce\", \
                  since: 2026-07-20T18:00Z, certain: true }\n";
    let folder = tempfile::tempdir().unwrap();
    let answer = asked_in(&folder, &[RELEASE, SITE, ("update.yaml", update)], "2026-07-21T18:00Z").agrees();
    assert!(codes(&answer).contains(&"standing-rule-gone"), "{:?}", codes(&answer));
}

#[test]
fn a_waiver_that_has_expired_is_judged_alike() {
    let on = |expires: &str| {
        let folder = tempfile::tempdir().unwrap();
        let files = [RELEASE, SITE, ("acme/pack.yaml", &overlay(expires)), ("base/pack.yaml", BASE)];
        asked_in(&folder, &files, "2026-07-21T18:00Z").agrees()
    };
    // While it counts the rule may be switched off; after that nobody allowed it, and there is no answer.
    let counts = on("2026-07-31");
    assert!(counts["decisions"].is_array() && !codes(&counts).contains(&"waiver-expired"), "{:?}", codes(&counts));
    let over = on("2026-07-01");
    assert!(over.get("decisions").is_none(), "{over:#}");
    assert!(codes(&over).contains(&"waiver-expired") && codes(&over).contains(&"needs-waiver"), "{:?}", codes(&over));
}

#[test]
fn a_change_that_is_tried_takes_the_same_road() {
    let folder = tempfile::tempdir().unwrap();
    let files = [RELEASE, SITE, ("acme/pack.yaml", &overlay("2026-07-31")), ("base/pack.yaml", BASE)];
    let asked = asked_in(&folder, &files, "2026-07-21T18:00Z");
    let tried = |at: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdpoint"));
        command.args(["what-if", "site.yaml", "release.yaml", "--policy", "acme", "--now", &asked.now, "--at", at]);
        let out = command.current_dir(&asked.root).output().unwrap();
        (out.status.code().unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    assert_eq!(tried("2026-07-30T18:00Z"), (0, String::new()));
    let (status, said) = tried("2026-08-02T18:00Z");
    assert!(status == 3 && said.contains("needs-waiver"), "{status} {said}");
}

#[test]
fn a_document_that_can_not_be_read_is_refused_alike() {
    let folder = tempfile::tempdir().unwrap();
    let site = ("site.yaml", "kind: site\nid: shop-north\ntype: shopp\nzone: nowhere\n");
    let answer = asked_in(&folder, &[RELEASE, site], "2026-07-21T18:00Z").agrees();
    assert!(answer.get("decisions").is_none() && !codes(&answer).is_empty(), "{answer:#}");
}
