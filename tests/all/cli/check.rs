//! `holdpoint check`.

use super::{NOW, RELEASE, SITE, folder, holdpoint, holdpoint_in, policy, rule};

#[test]
fn files_folders_and_packs_are_checked_in_one_run() {
    let ran = holdpoint(&["check", "examples/shop-north", "examples/garden-blog", "examples/ai-assistant", "--now", NOW]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let ran = holdpoint(&["check", "examples/shop-north", "examples/garden-blog", "--now", NOW]);
    assert_eq!((ran.status, ran.err.as_str(), ran.out.as_str()), (0, "", "4 documents: no problems\n"));
}

/// Of all lints only unused words: the vocabulary is ahead of the rules.
#[test]
fn the_built_in_pack_has_no_lints() {
    let ran = holdpoint(&["--plain", "check", "policies/sophmate", "--now", NOW]);
    let told: Vec<&str> = ran.err.lines().filter(|l| l.contains("[") && !l.contains("warning[unused-word]")).collect();
    assert_eq!((ran.status, told), (0, Vec::new()));
}

#[test]
fn many_sites_may_lie_in_one_folder() {
    let folder = folder(&[("a.yaml", SITE), ("b.yaml", "kind: site\nid: garden-blog\n"), ("release.yaml", RELEASE)]);
    let ran = holdpoint_in(&folder, &["check", "."], "");
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "3 documents: no problems\n", ""));
}

#[test]
fn problems_of_all_files_are_told_and_end_with_status_3() {
    let bad = policy(&rule("a.rule", "then: { stage: agent }"));
    let folder = folder(&[("site.yaml", "kind: site\nid: shop-north\ntypo: 1\n"), ("policy/pack.yaml", &bad)]);
    let ran = holdpoint_in(&folder, &["check", "site.yaml", "policy"], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(
        ran.err.contains("unknown-key") && ran.err.contains("unknown-area") && ran.err.ends_with("2 errors\n"),
        "{}",
        ran.err
    );
}

#[test]
fn warnings_alone_end_with_status_0() {
    let site = "kind: site\nid: shop-north\nbackup: { taken_at: 2027-01-01 }\n";
    let folder = folder(&[("site.yaml", site)]);
    let ran = holdpoint_in(&folder, &["check", "site.yaml", "--now", NOW], "");
    assert_eq!(ran.status, 0);
    assert!(ran.err.starts_with("observed-in-future") && ran.err.ends_with("1 warning\n"), "{}", ran.err);
}

#[test]
fn a_document_on_standard_input_is_checked() {
    let folder = folder(&[]);
    assert_eq!(holdpoint_in(&folder, &["check", "-"], SITE).out, "1 document: no problems\n");
    assert_eq!(holdpoint_in(&folder, &["check", "-"], "kind: site\n").status, 3);
}

#[test]
fn the_cost_and_the_negative_readings_of_a_policy_are_listed() {
    let rules = rule("a.stage", "then: { stage: agents }")
        + &rule("b.quiet", "unless: { decided.stage: { includes: agents } }, then: { pause: commerce }");
    let folder = folder(&[("policy/pack.yaml", &policy(&rules))]);
    let ran = holdpoint_in(&folder, &["check", "policy", "--cost", "--negative"], "");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "tiny: 1 distinct tests, 2 ground rules; an evaluation asks at most 1 tests once\n\
         tiny: negative readings\n  b.quiet reads decided.stage.agents of a.stage (negative): policy/pack.yaml:12\n\
         1 policy with 2 rules: no problems\n"
    );
}
