//! `holdpoint evaluate`.

use std::fs;

use serde_json::Value;

use super::{NOW, RELEASE, Ran, SITE, folder, holdpoint, holdpoint_in, policy, rule};

/// Evaluates a site under one rule.
fn under(rest: &str, more: &[&str]) -> Ran {
    let policy = policy(&rule("a.rule", rest));
    let folder = folder(&[("facts/release.yaml", RELEASE), ("facts/site.yaml", SITE), ("policy.yaml", &policy)]);
    let arguments = [&["evaluate", "facts", "--policy", "policy.yaml", "--now", NOW], more].concat();
    holdpoint_in(&folder, &arguments, "")
}

/// A rule for each verdict, with the exit status of that verdict.
const VERDICTS: [(&str, &str, i32); 8] = [
    ("clear", "then: { stage: agents, strength: advised }", 0),
    ("prepare", "then: { pause: commerce }", 0),
    ("stage-first", "then: { block: update, due: staging }", 10),
    ("hold", "then: { block: update }", 20),
    ("hold", "when: { site.type: store }, then: { block: update }", 21),
    ("decide", "then: { rollback: decision-needed }", 31),
    ("roll-back", "then: { rollback: required }", 30),
    ("prepare", "then: { rollback: prepare }", 0),
];

#[test]
fn the_exit_status_is_the_verdict() {
    for (verdict, rest, status) in VERDICTS {
        let ran = under(rest, &["--format", "json"]);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""), "{rest}");
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(answer.pointer("/verdict/name").or(answer.get("verdict")).and_then(Value::as_str), Some(verdict), "{rest}");
    }
}

#[test]
fn fail_on_moves_the_threshold_and_exit_zero_removes_it() {
    let hold = "then: { block: update }";
    assert_eq!(under(hold, &["--fail-on", "hold"]).status, 20);
    assert_eq!(under(hold, &["--fail-on", "prepare"]).status, 20);
    assert_eq!(under(hold, &["--fail-on", "decide"]).status, 0);
    assert_eq!(under(hold, &["--exit-zero"]).status, 0);
    assert_eq!(under(hold, &["--exit-zero", "--fail-on", "hold"]).status, 2);
    assert_eq!(under(hold, &["--fail-on", "maybe"]).status, 2);
    let precaution = "when: { site.type: store }, then: { block: update }";
    assert_eq!(under(precaution, &["--fail-on", "hold"]).status, 21);
    assert_eq!(under(precaution, &["--fail-on", "decide"]).status, 0);
}

#[test]
fn an_option_that_a_format_has_no_place_for_is_usage() {
    let clear = "then: { stage: agents, strength: advised }";
    for (option, format, status) in [
        ("--explain", "markdown", 2),
        ("--explain", "sarif", 2),
        ("--explain", "json", 0),
        ("--later", "github", 2),
        ("--all", "sarif", 2),
        ("--all", "json", 0),
        ("--all", "html", 0),
        ("--all", "text", 0),
    ] {
        let ran = under(clear, &[option, "--format", format]);
        assert_eq!(ran.status, status, "{option} {format}");
        assert_eq!(ran.err.contains(&format!("`{option}`")), status == 2, "{}", ran.err);
    }
}

#[test]
fn a_wrong_command_line_is_usage() {
    for arguments in [
        &["evaluate"][..],
        &["evaluate", ".", "--now", "yesterday"],
        &["evaluate", ".", "--phase", "soon"],
        &["divine"],
        &["evaluate", ".", "--format", "xml"],
    ] {
        let ran = holdpoint(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}

#[test]
fn invalid_input_is_told_on_standard_error() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", "kind: site\nid: shop-north\ntypo: 1\n")]);
    let ran = holdpoint_in(&folder, &["evaluate", "."], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("unknown-key\n"), "{}", ran.err);
    let zero = holdpoint_in(&folder, &["evaluate", ".", "--exit-zero"], "");
    assert_eq!(zero.status, 3, "nothing was evaluated, so there is no verdict to pass over");
}

#[test]
fn invalid_input_is_json_where_json_was_asked_for() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", "kind: site\nid: shop-north\ntypo: 1\n")]);
    let ran = holdpoint_in(&folder, &["evaluate", ".", "--format", "json"], "");
    assert_eq!((ran.status, ran.err.as_str()), (3, ""));
    let problems: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(problems["format"], "holdpoint.problems");
    assert_eq!(problems["version"], 1);
    assert_eq!(problems["problems"][0]["code"], "unknown-key");
}

#[test]
fn json_names_its_format_and_version_and_holds_the_warnings() {
    let release = "kind: release\nversion: 2.4.0\nreleased_on: 2026-12-01\nchanges: []\n";
    let folder = folder(&[("release.yaml", release), ("site.yaml", SITE)]);
    let ran = holdpoint_in(&folder, &["evaluate", ".", "--format", "json", "--now", NOW, "--exit-zero"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["format"], "holdpoint.evaluation");
    assert!(answer["version"].is_u64());
    assert!(ran.out.contains("now-before-release"), "the warning is in the JSON, not beside it");
}

#[test]
fn warnings_of_a_text_answer_go_to_standard_error() {
    let release = "kind: release\nversion: 2.4.0\nreleased_on: 2026-12-01\nchanges: []\n";
    let folder = folder(&[("release.yaml", release), ("site.yaml", SITE)]);
    let ran = holdpoint_in(&folder, &["evaluate", ".", "--now", NOW, "--exit-zero"], "");
    assert!(ran.err.starts_with("now-before-release\n"), "{}", ran.err);
    assert!(ran.err.ends_with("\n1 warning\n"), "{}", ran.err);
    assert!(!ran.out.contains("now-before-release"));
}

#[test]
fn documents_come_from_standard_input_too() {
    let folder = folder(&[("release.yaml", RELEASE)]);
    let ran = holdpoint_in(&folder, &["evaluate", "release.yaml", "-", "--now", NOW, "--exit-zero"], SITE);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("on shop-north"), "{}", ran.out);
    let ran = holdpoint_in(&folder, &["evaluate", "release.yaml", "-", "--now", NOW], "kind: site\nid: [\n");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("<standard input>:2:"), "{}", ran.err);
}

#[test]
fn a_phase_can_be_planned_ahead() {
    let rest = "when: { update.phase: after }, then: { block: restart }";
    assert_eq!(under(rest, &[]).status, 0);
    let ran = under(rest, &["--phase", "after"]);
    assert_eq!(ran.status, 20);
    assert!(ran.out.contains("after the update"), "{}", ran.out);
}

#[test]
fn now_is_a_moment_and_neither_a_day_nor_a_local_time() {
    for (now, printed) in [
        ("2026-07-21T18:00Z", "2026-07-21 18:00Z"),
        ("2026-07-21T18:00:30Z", "18:00:30Z"),
        ("2026-07-21T20:00+02:00", "2026-07-21 18:00Z"),
    ] {
        let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", SITE)]);
        let ran = holdpoint_in(&folder, &["evaluate", ".", "--now", now, "--exit-zero"], "");
        assert!(ran.out.contains(printed), "{now}: {}", ran.out);
    }
    let ran = holdpoint(&["evaluate", "examples/shop-north", "--now", "2026-07-21T18:00"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("the zone is missing: write `2026-07-21T18:00Z` if this is UTC"), "{}", ran.err);
    let ran = holdpoint(&["evaluate", "examples/shop-north", "--now", "2026-07-21"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("the time is missing: write the time and its zone behind 2026-07-21"), "{}", ran.err);
}

#[test]
fn the_clock_is_read_when_nobody_says_now_and_the_answer_says_which_moment_it_is_for() {
    let ran = holdpoint(&["evaluate", "examples/shop-north", "--exit-zero"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.lines().nth(1).is_some_and(|l| l.contains("Z · ")), "{}", ran.out);
}

#[test]
fn what_stands_is_written_whole_and_keeps_the_pauses() {
    let policy = policy(&rule(
        "a.pause",
        "when: { release.touches: { includes: agents } }, then: { pause: commerce }, until: { update.production.checks.diagnostics: pass }",
    ));
    let touching = "kind: release\nversion: 2.4.0\nchanges: [{ name: Agents }]\n";
    let folder = folder(&[("release.yaml", touching), ("site.yaml", SITE), ("policy/pack.yaml", &policy)]);
    let arguments = ["evaluate", "release.yaml", "site.yaml", "--policy", "policy", "--now", NOW];
    let ran = holdpoint_in(&folder, &[&arguments[..], &["--write-standing", "update.yaml"]].concat(), "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let stands = fs::read_to_string(folder.path().join("update.yaml")).unwrap();
    assert!(stands.contains("rule: a.pause") && stands.contains("since: 2026-07-21T18:00:00Z"), "{stands}");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .filter(|n| n.to_string_lossy().contains("part"))
        .collect();
    assert!(left.is_empty(), "nothing is left beside it: {left:?}");

    // The trigger goes away; what stands keeps the pause, until the check passes.
    fs::write(folder.path().join("release.yaml"), RELEASE).unwrap();
    let without = holdpoint_in(&folder, &arguments, "");
    assert!(!without.out.contains("commerce"), "{}", without.out);
    let later = ["evaluate", "release.yaml", "site.yaml", "update.yaml", "--policy", "policy", "--now", "2026-07-22T09:00Z"];
    let with = holdpoint_in(&folder, &later, "");
    assert!(with.out.contains("‖ pause     all commerce"), "{}", with.out);
    let lifted = stands.replace("phase: before", "phase: after\nproduction: { checks: { diagnostics: pass } }");
    fs::write(folder.path().join("update.yaml"), lifted).unwrap();
    let lifted = holdpoint_in(&folder, &later, "");
    assert!(!lifted.out.contains("‖ pause"), "{}", lifted.out);
}

#[test]
fn an_output_path_that_can_not_be_written_fails_the_tool() {
    let ran = under("then: { pause: commerce }, until: { site.type: blog }", &["--write-standing", "no/such/folder/update.yaml"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("no/such/folder/update.yaml"), "{}", ran.err);
}

#[test]
fn a_folder_is_not_overwritten_by_what_stands() {
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", SITE), ("out/keep.txt", "kept")]);
    let ran = holdpoint_in(&folder, &["evaluate", "release.yaml", "site.yaml", "--now", NOW, "--write-standing", "out"], "");
    assert_eq!(ran.status, 1);
    assert_eq!(fs::read_to_string(folder.path().join("out/keep.txt")).unwrap(), "kept");
}

#[test]
fn no_output_of_any_kind_tells_a_secret() {
    let site = "kind: site\nid: shop-north\nlicense: { purchase_code: hunter2x4711 }\n# token: hunter2x4711\nerrors:\n  - { id: e1, message: \"Authorization: Bearer sk-live-4242aBcDeF4242aBcDeF4242\", user: lea@example.com }\n";
    let policy = policy(&rule("a.rule", "when: { site.license.purchase_code: { exists: true } }, then: { pause: commerce }"));
    let folder = folder(&[("release.yaml", RELEASE), ("site.yaml", site), ("policy/pack.yaml", &policy)]);
    for format in [
        &["--format", "text"][..],
        &["--format", "text", "--explain", "--all"],
        &["--format", "json"],
        &["--format", "json", "--explain"],
    ] {
        let arguments = [&["evaluate", "release.yaml", "site.yaml", "--policy", "policy", "--now", NOW], format].concat();
        let ran = holdpoint_in(&folder, &arguments, "");
        assert_eq!(ran.status, 0, "{}", ran.err);
        for secret in ["hunter2x4711", "sk-live-4242", "lea@example.com"] {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{format:?} tells {secret}:\n{}{}", ran.out, ran.err);
        }
    }
}
