//! Generated files are what the repository holds, the policy schema fits the language, and every operator's example can be read.
//! `UPDATE=1 cargo test --test all generated::` rewrites the generated files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use holdpoint::compile::compile;
use holdpoint::condition::operators::OPERATORS;
use holdpoint::condition::scope::Params;
use holdpoint::condition::{Scope, print, read};
use holdpoint::decision::Verb;
use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::generate::{HANDBOOK, drift, generated_files, schema};
use holdpoint::policy::{self, Policy};
use holdpoint::report::markdown::handbook;
use holdpoint::scenario::{self, Suite, SuiteSource};
use holdpoint::schema::Validator;
use holdpoint::text::Sources;
use serde_json::{Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sophmate() -> Policy {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = policy::load::builtin("sophmate", &mut sources, &mut sink);
    policy.unwrap_or_else(|| panic!("{:#?}", sink.into_sorted()))
}

/// The handbook of the built-in pack, with its tests.
fn sophmate_handbook() -> String {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = policy::load::builtin("sophmate", &mut sources, &mut sink).unwrap();
    let program = compile(policy, &mut sink).unwrap();
    let tests = root().join("policies/sophmate/tests");
    let paths: Vec<PathBuf> = tests.is_dir().then_some(tests).into_iter().collect();
    let schemas = program.policy.schemas.clone();
    let found = holdpoint::project::suites(&paths, &mut std::io::empty(), &schemas, &mut sources, &mut sink);
    let read = |(document, base)| scenario::read(&SuiteSource { document, base }, &program, &sources, &mut sink).unwrap();
    let suites: Vec<Suite> = found.into_iter().map(read).collect();
    handbook::render(&program.policy, &sources, &suites)
}

#[test]
fn generated_files_are_up_to_date() {
    let mut files = generated_files(&sophmate());
    files.push((HANDBOOK.to_owned(), sophmate_handbook()));
    if std::env::var_os("UPDATE").is_some() {
        for (path, content) in &files {
            let path = root().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
    }
    let read = |path: &str| std::fs::read_to_string(root().join(path)).ok();
    assert_eq!(drift(&files, &read), [], "run `UPDATE=1 cargo test --test all generated::`");
}

#[test]
fn a_schema_is_printed_by_its_name() {
    let policy = sophmate();
    for name in ["release", "site", "update", "policy", "tests"] {
        let printed: Value = serde_json::from_str(&schema(name, &policy).unwrap()).unwrap();
        assert_eq!(printed["$id"], json!(format!("urn:holdpoint:schema:{name}")));
    }
    assert_eq!(
        schema("record", &policy).unwrap_err(),
        "there is no schema `record`; write one of release, site, update, policy or tests"
    );
}

/// The two forms of the policy schema: as written, and with the words of the built-in pack.
fn policy_schemas() -> Vec<(&'static str, Value)> {
    let written = std::fs::read_to_string(root().join("schemas/policy.schema.json")).unwrap();
    let printed = schema("policy", &sophmate()).unwrap();
    vec![("written", serde_json::from_str(&written).unwrap()), ("editor", serde_json::from_str(&printed).unwrap())]
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "yaml") {
            found.push(path);
        }
    }
    found.sort();
}

/// Every policy file of the repository.
fn policy_files() -> Vec<(PathBuf, Value)> {
    let mut paths = Vec::new();
    yaml_files(&root().join("policies"), &mut paths);
    yaml_files(&root().join("examples"), &mut paths);
    let read = |path: PathBuf| {
        let value: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (value["kind"] == "policy").then_some((path, value))
    };
    paths.into_iter().filter_map(read).collect()
}

fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    validator.iter_errors(value).map(|e| format!("{} {e}", e.instance_path())).collect()
}

#[test]
fn every_policy_file_fits_the_policy_schema() {
    let files = policy_files();
    assert!(files.len() > 5);
    for (form, schema) in policy_schemas() {
        for (path, value) in &files {
            // The packs of the examples have areas of their own, of which the schema of the built-in pack knows nothing.
            if form == "written" || path.starts_with(root().join("policies/sophmate")) {
                assert_eq!(complaints(&schema, value), Vec::<String>::new(), "{form} {}", path.display());
            }
        }
    }
}

/// Every suite of tests of the repository, and files of their bases.
fn suite_files() -> Vec<(PathBuf, Value)> {
    let mut paths = Vec::new();
    ["policies", "examples"].iter().for_each(|folder| yaml_files(&root().join(folder), &mut paths));
    let read = |path: PathBuf| {
        let value: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (value["kind"] == "tests").then_some((path, value))
    };
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn every_suite_fits_the_tests_schema() {
    let written: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("schemas/tests.schema.json")).unwrap()).unwrap();
    let printed: Value = serde_json::from_str(&schema("tests", &sophmate()).unwrap()).unwrap();
    let suites = suite_files();
    assert!(!suites.is_empty());
    for (form, schema) in [("written", written), ("editor", printed)] {
        for (path, value) in &suites {
            // The schema of an editor knows the facts of the built-in pack.
            if form == "written" || path.starts_with(root().join("policies/sophmate")) {
                assert_eq!(complaints(&schema, value), Vec::<String>::new(), "{form}: {}", path.display());
            }
        }
    }
}

#[test]
fn a_typo_in_a_suite_is_noticed_by_an_editor() {
    let schema: Value = serde_json::from_str(&schema("tests", &sophmate()).unwrap()).unwrap();
    let fits = |case: &str| {
        let text =
            format!("kind: tests\nbase: {{ now: x, release: {{ version: 2.4 }}, site: {{ id: a }} }}\ncases:\n  - {case}\n");
        complaints(&schema, &serde_yaml::from_str(&text).unwrap()).is_empty()
    };
    let good = [
        "{ name: n, expect: { verdict: hold, decisions: { 'pause:commerce': [pausing.risky], rollback: true } } }",
        "{ name: n, set: { site: { backup: { files: false }, workflows: [{ id: w }] } }, expect: { not: ['block:publish-theme(d3)', rollback] } }",
        "{ name: n, phase: after, expect: { unknown: [], restart: { commerce: true }, met: backup.exists } }",
        "{ name: n $a, phase: $p, rows: [{ a: 1, p: after, expect: { only: true } }], set: { site: { backup: { files: $a } } } }",
        "{ name: n, expect: { decisions: { 'block:restart': { includes: backup.exists, strength: any, certain: false } } } }",
    ];
    let bad = [
        "{ name: n }",
        "{ name: n, expect: {} }",
        "{ name: n, expect: { verdict: holds } }",
        "{ name: n, expects: { verdict: hold } }",
        "{ name: n, expect: { not: [backup.exist] } }",
        "{ name: n, expect: { decisions: { 'pause:commerce': [pausing.riski] } } }",
        "{ name: n, set: { site: { backup: { fils: false } } }, expect: { verdict: hold } }",
        "{ name: n, phase: later, expect: { verdict: hold } }",
    ];
    good.iter().for_each(|case| assert!(fits(case), "{case}"));
    bad.iter().for_each(|case| assert!(!fits(case), "{case}"));
}

#[test]
fn the_schema_of_a_pack_knows_the_words_that_the_pack_adds() {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let folder = root().join("examples/ai-assistant/policy");
    let read = holdpoint::project::policy(folder.to_str(), root(), &mut sources, &mut sink);
    let schema: Value = serde_json::from_str(&schema("policy", &read.policy.unwrap()).unwrap()).unwrap();
    let files: Vec<_> = policy_files().into_iter().filter(|(path, _)| path.starts_with(&folder)).collect();
    assert!(!files.is_empty());
    for (path, value) in files {
        assert_eq!(complaints(&schema, &value), Vec::<String>::new(), "{}", path.display());
    }
}

/// Whether the editor schema accepts a file with this rule.
fn accepts(rule: &str) -> bool {
    let text = format!(
        "kind: policy\nname: acme\nrules:\n  - id: acme.rule\n    title: A rule\n    because: A reason.\n    source: A page\n    owner: ana\n{rule}"
    );
    let value: Value = serde_yaml::from_str(&text).unwrap();
    let schema: Value = serde_json::from_str(&schema("policy", &sophmate()).unwrap()).unwrap();
    Validator::new(&schema).unwrap().is_valid(&value)
}

#[test]
fn a_typo_is_noticed_by_an_editor() {
    let rule = |when: &str, then: &str| format!("    when: {{ {when} }}\n    then: {{ {then} }}\n");
    assert!(accepts(&rule("release.touches: { includes: workflows }", "stage: workflows")));
    assert!(!accepts(&rule("release.touches: { includes: workflwos }", "stage: workflows")));
    assert!(!accepts(&rule("release.touches: { include: workflows }", "stage: workflows")));
    assert!(!accepts(&rule("release.touches: { includes: workflows }", "stage: workflwos")));
    assert!(!accepts(&rule("release.touches: { includes: workflows }", "stages: workflows")));
    assert!(!accepts(&rule("release.touched: { includes: workflows }", "stage: workflows")));
    assert!(accepts(&rule("site.workflows.wf-restock.enabled: true", "stage: workflows")));
    assert!(!accepts(&rule("site.items: { any: { categry: commerce } }", "block: update")));
    assert!(!accepts(&rule("relaese.touches: { includes: workflows }", "stage: workflows")));
    assert!(accepts(&rule("site.type: { one_of: [store, blog] }", "rollback: prepare, by: files")));
    assert!(!accepts(&rule("site.type: { one_of: [stoer] }", "rollback: prepare")));
    assert!(!accepts(&rule("site.type: none", "rollback: prepare")));
    assert!(!accepts(&rule("site.type: store", "rollback: maybe")));
    assert!(accepts(&rule("site.type: { one_of: $store_kinds }", "require: test-restore, due: now")));
    assert!(!accepts(&rule("site.woocommerce: maybe", "require: test-restore")));
    assert!(!accepts(&rule("site.woocommerce: true", "require: test-restore, due: soon")));
    assert!(accepts(&rule("site.items: { any: { category: commerce, enabled: true } }", "block: update")));
    assert!(!accepts(&rule("site.items: { any: { category: comerce } }", "block: update")));
    assert!(!accepts(&rule("any: [{ site.items: { any: { enabled: treu } } }]", "block: update")));
    assert!(!accepts("    then: { block: update }\n    unless_not: {}\n"));
}

#[test]
fn the_policy_schema_has_every_operator_and_verb() {
    let operators: BTreeSet<&str> = OPERATORS.iter().map(|o| o.name).collect();
    for (form, schema) in policy_schemas() {
        let keys = |def: &str| -> BTreeSet<String> {
            let properties = schema.pointer(&format!("/$defs/{def}/properties")).and_then(Value::as_object).unwrap();
            properties.keys().cloned().collect()
        };
        let mut test = keys("test");
        assert!(test.remove("not") && test.remove("fact"), "{form}");
        assert_eq!(test.iter().map(String::as_str).collect::<BTreeSet<_>>(), operators, "{form}");
        let mut element = keys("element");
        ["not", "as", "all"].iter().for_each(|key| assert!(element.remove(*key)));
        assert_eq!(element.iter().map(String::as_str).collect::<BTreeSet<_>>(), operators, "{form}");
        let mut effect = keys("effect");
        ["of", "strength", "by", "due", "acts", "deadline", "until"].iter().for_each(|key| assert!(effect.remove(*key)));
        assert_eq!(effect.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(Verb::NAMES), "{form}");
    }
}

#[test]
fn everything_in_the_policy_schema_is_described() {
    fn visit(schema: &Value, pointer: &str, bare: &mut Vec<String>) {
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if property.is_object() && property.get("description").is_none() {
                bare.push(format!("{pointer}/{name}"));
            }
        }
        match schema {
            Value::Object(members) => members.iter().for_each(|(key, value)| visit(value, &format!("{pointer}/{key}"), bare)),
            Value::Array(elements) => elements.iter().for_each(|value| visit(value, pointer, bare)),
            _ => {}
        }
    }
    let (_, schema) = policy_schemas().swap_remove(0);
    let mut bare = Vec::new();
    visit(&schema, "", &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn every_example_of_an_operator_is_a_condition() {
    let policy = sophmate();
    let (params, derived) = (Params::new(), BTreeMap::new());
    for operator in OPERATORS {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let id = sources.add("example.yaml", operator.example.as_bytes().to_vec());
        let document = document::parse(&sources, id, &mut sink).unwrap();
        let scope = Scope::new(&policy.schemas, &policy.vocabulary, &params, &derived);
        let condition = read::condition(&document.root, &scope, &mut sink);
        assert!(sink.is_empty(), "{}: {:#?}", operator.name, sink.into_sorted());
        let printed = print::cond(&condition.unwrap());
        // `PATH: VALUE` is an `is`, and `at` is part of the comparison beside it.
        let named = operator.name == "is" || (operator.example.contains(operator.name) && printed.contains(operator.name));
        assert!(named || operator.name == "includes", "{}: {printed}", operator.name);
    }
}
