//! Two policies side by side on the command line: the text, the page for a pull request, the JSON against its schema, the statuses, and
//! what is written.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::stored;
use holdpoint::schema::Validator;
use serde_json::Value;

const OLD: &str = "tests/compare/old";
const NEW: &str = "tests/compare/new";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdpoint")).args(arguments).output().unwrap()
}

fn compared(old: &str, new: &str, more: &[&str]) -> (i32, String, String) {
    let mut arguments = vec!["compare", old, new, "--now", "2026-07-21T18:00Z"];
    arguments.extend(more);
    let Output { status, stdout, stderr } = run(&arguments);
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn what_differs_is_told_as_stored() {
    let (status, text, _) = compared(OLD, NEW, &[]);
    assert_eq!(status, 0);
    stored(Path::new("tests/compare/shop.txt"), &text).unwrap_or_else(|why| panic!("{why}"));
    let (_, page, _) = compared(OLD, NEW, &["--format", "markdown"]);
    stored(Path::new("tests/compare/shop.md"), &page).unwrap_or_else(|why| panic!("{why}"));
    // The same bytes twice.
    assert_eq!(compared(OLD, NEW, &[]).1, text);
}

#[test]
fn json_of_a_comparison_is_what_its_schema_says() {
    let text = std::fs::read_to_string("schemas/comparison.schema.json").unwrap();
    let schema = Validator::new(&serde_json::from_str(&text).unwrap()).unwrap();
    for (old, new, whole) in [(OLD, NEW, "different"), (NEW, OLD, "different"), (OLD, OLD, "equal")] {
        let (_, text, _) = compared(old, new, &["--format", "json"]);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(schema.is_valid(&value), "{text}");
        assert_eq!(value["whole"], whole);
    }
}

#[test]
fn a_build_can_refuse_what_loosens() {
    let status = |old, new, only| compared(old, new, &["--only", only]).0;
    assert_eq!((status(OLD, NEW, "weaker"), status(NEW, OLD, "weaker"), status(OLD, OLD, "weaker")), (4, 4, 0));
    // What is not looked for is not told.
    let (_, text, _) = compared(OLD, NEW, &["--only", "stricter"]);
    assert!(text.contains("STRICTER SOMEWHERE") && !text.contains("weaker"), "{text}");
    // A policy less a rule is not stricter, whatever documents say.
    let (status, text, _) = compared("sophmate", "sophmate", &["--only", "stricter"]);
    assert_eq!(status, 0);
    assert!(text.contains("NOT STRICTER") && text.contains("Nothing is stricter, whatever documents state."), "{text}");
}

#[test]
fn what_is_written_shows_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("differences");
    let (status, text, told) = compared(OLD, NEW, &["--write", to.to_str().unwrap()]);
    assert_eq!((status, text.is_empty()), (0, false), "{told}");
    let verdict = |policy: &str| {
        let site = to.join("block-update-weaker");
        run(&["evaluate", site.to_str().unwrap(), "--policy", policy, "--now", "2026-07-21T18:00Z"]).status.code()
    };
    assert_eq!((verdict(OLD), verdict(NEW)), (Some(20), Some(0)));
    let passes = |suite: &str, policy: &str| {
        let suite = to.join(suite);
        run(&["test", suite.to_str().unwrap(), "--policy", policy]).status.code()
    };
    assert_eq!((passes("as-before.yaml", OLD), passes("as-now.yaml", NEW)), (Some(0), Some(0)));
    assert_ne!(passes("as-now.yaml", OLD), Some(0));
}

#[test]
fn what_is_wrong_with_either_policy_is_told() {
    let (status, text, told) = compared("tests/compare/none", NEW, &[]);
    assert_eq!((status, text.as_str()), (3, ""), "{told}");
    let (status, _, told) = compared("tests/compare/none", "tests/compare/nothing", &[]);
    assert_eq!(status, 3);
    assert!(told.contains("none") && told.contains("nothing"), "{told}");
}

fn proved(policy: &str, more: &[&str]) -> (i32, String, String) {
    let mut arguments = vec!["prove", "--policy", policy, "--now", "2026-07-21T18:00Z"];
    arguments.extend(more);
    let Output { status, stdout, stderr } = run(&arguments);
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn an_invariant_holds_or_documents_show_that_it_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("against");
    let (status, text, told) = proved(NEW, &["--write", to.to_str().unwrap()]);
    assert_eq!(status, 4, "{told}");
    stored(Path::new("tests/compare/proof.txt"), &text).unwrap_or_else(|why| panic!("{why}"));
    // The new policy lets a backup of two days pass, and what is written shows it.
    let site = to.join("shop.fresh-enough");
    let shown = run(&["evaluate", site.to_str().unwrap(), "--policy", NEW, "--now", "2026-07-21T18:00Z"]);
    assert_eq!(shown.status.code(), Some(0));
    let (status, text, _) = proved(OLD, &[]);
    assert_eq!(status, 4);
    assert!(text.contains("3 of 4 invariants hold; 1 does not hold"), "{text}");
}

#[test]
fn json_of_a_proof_is_what_its_schema_says() {
    let text = std::fs::read_to_string("schemas/proof.schema.json").unwrap();
    let schema = Validator::new(&serde_json::from_str(&text).unwrap()).unwrap();
    for policy in [OLD, NEW, "examples/ai-assistant/policy"] {
        let (_, text, _) = proved(policy, &["--format", "json"]);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(schema.is_valid(&value), "{text}");
    }
}

#[test]
fn the_invariants_of_the_built_in_pack_hold() {
    let (status, text, _) = proved("sophmate", &["--elements", "0"]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("17 of 17 invariants hold."), "{text}");
}
