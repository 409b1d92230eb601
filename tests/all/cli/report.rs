//! `holdpoint report`, and the formats of `evaluate` and `check` that are read elsewhere.

use super::{NOW, folder, holdpoint};

#[test]
fn every_format_ends_with_the_status_of_the_verdict() {
    for format in ["text", "json", "markdown", "sarif", "github"] {
        let ended = holdpoint(&["evaluate", "examples/shop-north", "--now", NOW, "--format", format]);
        assert_eq!(ended.status, 10, "{format}: {}", ended.err);
        assert!(!ended.out.is_empty());
        let ended = holdpoint(&["evaluate", "examples/shop-north", "--now", NOW, "--format", format, "--exit-zero"]);
        assert_eq!(ended.status, 0, "{format}");
    }
}

#[test]
fn invalid_input_is_told_in_the_format_that_was_asked_for() {
    let folder = folder(&[("site.yaml", "kind: site\nid: shop-north\nid: garden-blog\n")]);
    let path = folder.path().to_str().unwrap();
    for command in ["evaluate", "check"] {
        let sarif = holdpoint(&[command, path, "--now", NOW, "--format", "sarif"]);
        let log: serde_json::Value = serde_json::from_str(&sarif.out).unwrap();
        assert_eq!((sarif.status, log.pointer("/runs/0/invocations/0/executionSuccessful")), (3, Some(&false.into())));
        let rules: Vec<&str> =
            log["runs"][0]["results"].as_array().unwrap().iter().filter_map(|r| r["ruleId"].as_str()).collect();
        assert!(rules.contains(&"duplicate-key"), "{rules:?}");
        let github = holdpoint(&[command, path, "--now", NOW, "--format", "github"]);
        assert_eq!((github.status, github.err.as_str()), (3, ""));
        assert!(github.out.contains("(duplicate-key)::"), "{}", github.out);
    }
    let markdown = holdpoint(&["evaluate", path, "--now", NOW, "--format", "markdown"]);
    assert_eq!((markdown.status, markdown.out.as_str()), (3, ""));
    assert!(markdown.err.contains("duplicate-key"));
}

#[test]
fn a_check_without_problems_has_nothing_to_annotate() {
    let github = holdpoint(&["check", "examples/garden-blog", "--now=2026-07-20T18:00Z", "--format", "github"]);
    assert_eq!((github.status, github.out.as_str()), (0, ""), "{}", github.err);
    let json = holdpoint(&["check", "examples/garden-blog", "--now=2026-07-20T18:00Z", "--format", "json"]);
    assert_eq!(json.status, 0);
    assert!(json.out.contains("\"problems\": []"), "{}", json.out);
    let usage = holdpoint(&["check", "examples/garden-blog", "--format", "json", "--cost"]);
    assert_eq!((usage.status, usage.out.as_str()), (2, ""));
}

#[test]
fn a_report_is_no_verdict() {
    for kind in ["rollback", "support", "client"] {
        let ended = holdpoint(&["report", kind, "examples/shop-lake-after", "--now=2026-07-31T23:00Z"]);
        assert_eq!(ended.status, 0, "{kind}: {}", ended.err);
        assert!(ended.out.starts_with("# "), "{kind}: {}", ended.out);
        assert!(ended.err.contains("missing"), "{kind}: {}", ended.err);
    }
    assert_eq!(holdpoint(&["report", "rollback", "no-such-folder"]).status, 3);
    assert_eq!(holdpoint(&["report", "other", "examples/shop-north"]).status, 2);
}

#[test]
fn what_keeps_a_summary_from_a_client_is_told_beside_it() {
    let ended = holdpoint(&["report", "client", "examples/shop-lake", "--now=2026-07-30T12:00Z"]);
    assert!(ended.err.contains("not to be handed on yet: "), "{}", ended.err);
    assert!(!ended.out.contains("handed on"), "{}", ended.out);
}
