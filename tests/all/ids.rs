//! Ids are anybody's to choose: whatever characters they have, a path leads to each, every command ends, and what is told of one is told
//! of no other.

use std::path::Path;
use std::sync::Arc;

use holdpoint::compile::compile;
use holdpoint::diagnostic::Sink;
use holdpoint::evaluate;
use holdpoint::explain::ask::ask;
use holdpoint::explain::explanation::{Question, explain};
use holdpoint::explain::{Explainer, Trial, what_if};
use holdpoint::facts::load::FactKind;
use holdpoint::facts::{Change, FactPath, ReadPath};
use holdpoint::project::{self, Loaded, Request};
use holdpoint::report::terminal::Style;
use holdpoint::report::text::explain::{Depth, render};
use holdpoint::report::{markdown, text};
use holdpoint::text::printable::{hidden, shown};
use holdpoint::value::Instant;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::cli::{NOW, RELEASE, SITE, folder, holdpoint_in, policy, rule};
use crate::planted::outputs::outputs;

/// Parts of which ids are made: everything that means something in a path, a document, a format or a terminal.
const PARTS: [&str; 34] = [
    ".",
    "[",
    "]",
    "\"",
    "'",
    "#",
    "/",
    "\\",
    " ",
    "*",
    "$",
    "{",
    "}",
    ",",
    ":",
    "-",
    "%",
    "&",
    "<",
    ">",
    "|",
    "`",
    "\"]",
    "[\"",
    "\t",
    "\n",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{200b}",
    "ü",
    "☕",
    "a",
    "7",
    "items",
];

/// Rules that decide something of each item, of all, and of what nobody said.
const RULES: [(&str, &str); 3] = [
    (
        "tiny.pause",
        "each: { item: site.items }, when: { $item.enabled: true, $item.next_run: { stated: false } }, then: { pause: $item }",
    ),
    ("tiny.block", "when: { site.items: { any: { enabled: true, owner: { stated: false } } } }, then: { block: update }"),
    ("tiny.type", "each: { item: site.items }, when: { site.type: store, $item.cadence: hourly }, then: { block: update }"),
];

fn id() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PARTS[..]), 1..6).prop_map(|parts| format!("w{}", parts.concat()))
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set(id(), 1..5).prop_map(|ids| ids.into_iter().filter(|id| id.trim() == id).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_is_what_it_says(steps in proptest::collection::vec(id(), 1..5)) {
        let path = FactPath { kind: FactKind::Site, steps: steps.iter().map(|step| Arc::from(step.as_str())).collect() };
        prop_assert_eq!(FactPath::parse(&path.to_string()), Ok(path));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ids_of_any_characters_pass_through_every_command(ids in ids()) {
        prop_assume!(!ids.is_empty());
        through(&ids)?;
    }
}

/// A folder with a site whose workflows have these ids, one with the policy, and the text of the site.
fn files(ids: &[String]) -> (TempDir, TempDir, String) {
    let written = |id: &str| serde_json::to_string(id).unwrap();
    let each = |line: &dyn Fn(&str) -> String| ids.iter().map(|id| line(&written(id))).collect::<String>();
    let site = format!(
        "kind: site\nid: shop-north\nversions: {{ demo: 2.3.2 }}\nworkflows:\n{}x-own:\n{}",
        each(&|id| format!("  - {{ id: {id}, category: commerce, enabled: true }}\n")),
        each(&|id| format!("  {id}: 1\n")),
    );
    let folder = folder(&[("site.yaml", &site), ("release.yaml", RELEASE)]);
    let rules = RULES.map(|(id, rest)| rule(id, rest)).concat();
    let pack = include_str!("../cases/base/pack.yaml").replace("rules: []\n", &format!("rules:\n{rules}"));
    let beside =
        crate::cli::folder(&[("pack.yaml", &pack), ("site.schema.json", include_str!("../cases/base/site.schema.json"))]);
    (folder, beside, site)
}

/// Ids that look like parts of paths.
const ODD: [&str; 5] = ["orders[daily]", "a.b", "say \"x\"", "a/b", "x\"]y"];

#[test]
fn an_id_that_looks_like_a_path_is_told_whole() {
    let (folder, beside, _) = files(&ODD.map(str::to_owned));
    let told = |arguments: &[&str]| {
        let common = [".", "--policy", beside.path().to_str().unwrap(), "--now", NOW];
        let ran = holdpoint_in(&folder, &[arguments, &common].concat(), "");
        assert_eq!(ran.err, "", "{arguments:?}");
        // A line may end within a path.
        ran.out.split_whitespace().collect::<Vec<_>>().join(" ").replace("&quot;", "\"")
    };
    let (why, why_not) = (told(&["explain", "pause:commerce"]), told(&["explain", "tiny.type", "--depth", "tree"]));
    let derivation = told(&["explain", "pause:commerce", "--depth", "tree"]);
    let (repair, asked) = (told(&["repair"]), told(&["ask", "--all", "--format", "json"]));
    let (page, evaluated) = (told(&["evaluate", "--format", "html"]), told(&["evaluate", "--all"]));
    for id in ODD {
        let workflow = ReadPath::of("site", &["workflows", id]);
        let shown = |field: &str| workflow.child(field).to_string();
        for (name, text, said) in [
            ("why", &why, format!("tiny.pause [workflow {id}]")),
            ("derivation", &derivation, format!("`{}` is true", shown("enabled"))),
            ("why not", &why_not, format!("`{}` is not stated", shown("cadence"))),
            ("repair", &repair, format!("{} is not stated", shown("owner"))),
            ("ask", &asked, format!("\"fact\": {}", serde_json::to_string(&shown("cadence")).unwrap())),
            ("page, facts", &page, format!("<code>{id} › enabled</code>")),
            ("page, derivation", &page, format!("<code>{}</code>", shown("enabled"))),
            ("evaluation", &evaluated, format!("workflow {id}")),
        ] {
            assert!(text.contains(&said), "{name} lacks {said}:\n{text}");
        }
    }
}

#[test]
fn a_policy_can_name_any_key() {
    for id in ODD {
        let path = ReadPath::of("update", &["production", "checks", "public_paths"]).child(id);
        let when = format!("when: {{ {}: fail }}, then: {{ block: restart }}", serde_json::to_string(path.text()).unwrap());
        let folder = folder(&[
            ("pack.yaml", &policy(&rule("tiny.one", &when))),
            ("site.yaml", SITE),
            ("release.yaml", RELEASE),
            (
                "update.yaml",
                &format!(
                    "kind: update\nphase: after\nproduction: {{ checks: {{ public_paths: {{ {}: fail }} }} }}\n",
                    serde_json::to_string(id).unwrap()
                ),
            ),
        ]);
        let asked = ["explain", "block:restart", ".", "--policy", "pack.yaml", "--now", NOW, "--depth", "tree"];
        let ran = holdpoint_in(&folder, &asked, "");
        assert!(ran.out.starts_with("Not yet: the restart."), "{id}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(&format!("── {id} is fail\n")), "{id}: {}", ran.out);
    }
}

fn through(ids: &[String]) -> Result<(), TestCaseError> {
    let (folder, beside, site) = files(ids);
    let pack = beside.path().to_str().unwrap();
    let paths = [folder.path().to_path_buf()];

    for (name, text) in outputs(Some(pack), folder.path().to_str().unwrap()) {
        // What reaches a stream has passed `shown`; a difference keeps its line breaks.
        let bad: String = shown(&text).as_str().chars().filter(|c| *c != '\n' && hidden(*c)).collect();
        prop_assert!(bad.is_empty(), "{name} shows {bad:?}");
    }

    let mut sink = Sink::new();
    let Loaded { sources, policy, documents, .. } =
        project::load(Request { policy: Some(pack), root: Path::new("."), paths: &paths, stdin: None }, &mut sink);
    let program = compile(policy.unwrap(), &mut sink).unwrap();
    prop_assert!(!sink.has_errors(), "{:?}\n{site}", sink.into_sorted());
    let run = evaluate::Run::new(&program, Instant::parse(NOW).unwrap());
    let ran = run.evaluate(&documents, &sources, &mut sink).unwrap();
    let explainer = Explainer::new(&program, &ran.facts, &ran.evaluation);
    let why = explain(&explainer, "the verdict", &Question::Verdict);
    for depth in [Depth::Paragraph, Depth::Tree] {
        prop_assert!(!render(&why, &sources, &Style::default(), depth).is_empty());
    }
    let trial = Trial::new(run, &documents, &sources);
    let asked = ask(&trial, &[]).unwrap();
    for question in asked.questions.iter().chain(&asked.others) {
        prop_assert_eq!(FactPath::parse(&question.path.to_string()), Ok(question.path.clone()));
        prop_assert!(question.path.shape(&program.policy.schemas).is_ok(), "{}", question.path);
        prop_assert!(!text::ask::question(question, 1, 1).is_empty());
    }

    // Each is found by its path, and a change of one is a change of no other.
    let span = documents.iter().find(|d| d.kind == FactKind::Site).unwrap().root.span;
    for (n, id) in ids.iter().enumerate() {
        let path = FactPath { kind: FactKind::Site, steps: ["workflows", id, "enabled"].map(Arc::from).to_vec() };
        let after = trial.evaluate(&[Change::scalar(path.clone(), "false", span)]).unwrap();
        for (m, other) in ids.iter().enumerate() {
            let at = FactPath { kind: FactKind::Site, steps: ["workflows", other, "enabled"].map(Arc::from).to_vec() };
            let found = what_if::leaf(&after.facts, &(&at).into()).map(|(leaf, _)| holdpoint::explain::narrate::found(&leaf));
            let expected = what_if::leaf(&ran.facts, &(&at).into()).map(|(leaf, _)| holdpoint::explain::narrate::found(&leaf));
            prop_assert!(found.is_some(), "{at}");
            prop_assert_eq!(found != expected, n == m, "{} after a change of {}", at, path);
        }
        let compared = what_if::compare(&program, (&ran.facts, &ran.evaluation), (&after.facts, &after.evaluation));
        let told = text::what_if::render("x", &[], &compared, text::paint::Paint { colour: false });
        prop_assert!(!told.is_empty());
    }
    let _ = markdown::evaluation::render(&holdpoint::explain::account(&explainer), &program.policy, &sources);
    Ok(())
}
