//! `holdpoint test`: which suites run, against which pack, how it ends, what each format prints.

use std::fs;

use super::{folder, holdpoint_in};

const PACK: &str = "kind: policy\nname: acme\ntitle: Acme\nversion: \"1\"\nextends: [sophmate]\nrules:\n  - id: acme.big\n    title: Big\n    when: { release.size: major }\n    then: { require: review-fallback }\n    because: It is big.\n    source: Runbook\n    owner: ana\n";
const STORE: &str = "kind: tests\nnow: 2026-07-21T18:00Z\nrelease: { version: 2.4.0, size: minor }\nsite: { id: shop-north, inventory: complete }\n";

fn suite(name: &str, cases: &str) -> String {
    format!("kind: tests\nname: {name}\nbase: store.yaml\ncases:\n{cases}")
}

fn acme() -> tempfile::TempDir {
    let big = suite(
        "sizes",
        "  - { name: a big release, set: { release: { size: major } }, expect: { decisions: { 'require:review-fallback': acme.big } } }\n  - { name: a small one, expect: { not: [acme.big] } }\n",
    );
    let wrong =
        suite("wrong", "  - { name: a small release, expect: { decisions: { 'require:review-fallback': [acme.big] } } }\n");
    folder(&[
        ("acme/pack.yaml", PACK),
        ("acme/tests/store.yaml", STORE),
        ("acme/tests/sizes.yaml", &big),
        ("more/store.yaml", STORE),
        ("more/wrong.yaml", &wrong),
    ])
}

#[test]
fn a_pack_runs_its_tests_and_is_quiet_when_they_pass() {
    let folder = acme();
    let expected = "✓ sizes: 2 cases pass (acme/tests/sizes.yaml)\n1 suite: 2 cases pass\n";
    for arguments in [
        vec!["test", "acme"],
        vec!["test", "--policy", "acme"],
        vec!["test", "acme/tests/sizes.yaml"],
        vec!["test", "acme", "--jobs", "1"],
    ] {
        let ran = holdpoint_in(&folder, &arguments, "");
        assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, expected, ""), "{arguments:?}");
    }
}

#[test]
fn a_case_that_fails_ends_with_4_and_is_explained() {
    let folder = acme();
    let ran = holdpoint_in(&folder, &["test", "more", "--policy", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (4, ""));
    for part in [
        "✗ wrong: 0 cases pass, 1 fails (more/wrong.yaml)",
        "expected  require:review-fallback because of acme.big (more/wrong.yaml:5)",
        "got       require:review-fallback is not in force",
        "acme.big decides nothing now: Big",
        "size: minor",
        "1 suite: 0 cases pass, 1 fails",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
}

#[test]
fn a_rule_of_another_pack_is_an_error_of_the_suite() {
    let ran = holdpoint_in(&acme(), &["test", "more"], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("unknown rule `acme.big`"), "{}", ran.err);
    let ran = holdpoint_in(&acme(), &["test", "more", "--format", "json"], "");
    assert_eq!((ran.status, ran.err.as_str()), (3, ""));
    assert!(ran.out.contains("\"holdpoint.problems\"") && ran.out.contains("unknown-rule"), "{}", ran.out);
}

#[test]
fn cases_are_chosen_by_their_name() {
    let folder = acme();
    let ran = holdpoint_in(&folder, &["test", "acme", "--filter", "small"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "✓ sizes: 1 case passes (acme/tests/sizes.yaml)\n1 suite: 1 case passes\n"));
    let ran = holdpoint_in(&folder, &["test", "acme", "--filter", "huge"], "");
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (2, "", "no case and no suite has `huge` in its name\n"));
}

#[test]
fn formats_for_programs_say_what_the_text_says() {
    let folder = acme();
    let of = |format: &str| {
        let ran = holdpoint_in(&folder, &["test", "more", "--policy", "acme", "--format", format], "");
        assert_eq!((ran.status, ran.err.as_str()), (4, ""), "{format}");
        ran.out
    };
    let json: serde_json::Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!((&json["format"], &json["cases"], &json["failed"]), (&"holdpoint.test-results".into(), &1.into(), &1.into()));
    assert!(of("junit").contains("<testsuites name=\"holdpoint\" tests=\"1\" failures=\"1\">"));
    assert_eq!(
        of("github"),
        "::error file=more/wrong.yaml,line=5,title=wrong · a small release::expected require:review-fallback because of acme.big, got require:review-fallback is not in force\n"
    );
}

#[test]
fn too_little_coverage_ends_with_4() {
    let folder = acme();
    let ran = holdpoint_in(&folder, &["test", "acme", "--coverage", "--min", "rules=100", "--min", "answers=100"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("  rules    100%  1 of 1 "), "{}", ran.out);
    let ran = holdpoint_in(&folder, &["test", "acme", "--coverage", "--min", "90"], "");
    assert_eq!((ran.status, ran.err.as_str()), (4, "acme 1: 83% of everything together is shown, and 90% is asked for\n"));
    let ran = holdpoint_in(&folder, &["test", "acme", "--coverage", "--format", "markdown"], "");
    assert!(ran.status == 0 && ran.out.starts_with("# What 2 cases show of acme 1\n"), "{}", ran.out);
}

#[test]
fn what_can_not_be_asked_together_is_wrong_usage() {
    let folder = acme();
    for arguments in [
        vec!["test"],
        vec!["test", "acme", "--min", "50"],
        vec!["test", "acme", "--coverage", "--min", "speed=3"],
        vec!["test", "acme", "--coverage", "--min", "101"],
        vec!["test", "acme", "--coverage", "--format", "junit"],
        vec!["test", "acme", "--format", "markdown"],
        vec!["test", "acme", "--jobs", "0"],
    ] {
        let ran = holdpoint_in(&folder, &arguments, "");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn suites_in_the_folder_of_a_pack_are_no_part_of_it() {
    let folder = acme();
    // Not even one that can't be read keeps the pack from being used.
    fs::write(folder.path().join("acme/tests/broken.yaml"), "kind: [").unwrap();
    let ran = holdpoint_in(&folder, &["graph", "--policy", "acme", "--around", "acme.big"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let ran = holdpoint_in(&folder, &["test", "acme"], "");
    assert_eq!(ran.status, 3);
}

#[test]
fn a_suite_comes_from_standard_input_too() {
    let text = format!(
        "kind: tests\nname: typed\nbase:\n{}cases:\n  - {{ name: a small one, expect: {{ not: [acme.big] }} }}\n",
        STORE.lines().skip(1).map(|l| format!("  {l}\n")).collect::<String>()
    );
    let ran = holdpoint_in(&acme(), &["test", "-", "--policy", "acme"], &text);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "✓ typed: 1 case passes (<standard input>)\n1 suite: 1 case passes\n"),
        "{}",
        ran.err
    );
}

#[test]
fn check_reads_the_suites_of_a_pack_too() {
    let folder = acme();
    let ran = holdpoint_in(&folder, &["check", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("2 documents and 1 policy with ") && ran.out.ends_with("no problems\n"), "{}", ran.out);
    fs::write(folder.path().join("acme/tests/sizes.yaml"), suite("sizes", "  - { name: n, expect: { not: [acme.bigg] } }\n"))
        .unwrap();
    let ran = holdpoint_in(&folder, &["--plain", "check", "acme"], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("acme/tests/sizes.yaml:5:32: error[unknown-rule]: unknown rule `acme.bigg`"), "{}", ran.err);
}
