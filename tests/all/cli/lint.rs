//! `holdpoint check` on how policies are written, `check --fix`, and `holdpoint explain-code`.

use std::fs;

use super::{NOW, SITE, folder, holdpoint, holdpoint_in, policy, rule};

/// An overlay of the tiny policy, with its base in the folder above.
fn overlay(text: &str) -> String {
    format!("kind: policy\nname: over\nextends: [../tiny]\n{text}")
}

#[test]
fn lints_are_told_of_the_pack_that_is_checked_and_not_of_its_base() {
    let rules = rule("a.one", "then: { stage: agents }") + &rule("a.two", "then: { stage: agents }");
    let over = overlay(&format!("rules:\n{}", rule("o.x", "then: { derive: quiet }")));
    let folder = folder(&[("tiny/pack.yaml", &policy(&rules)), ("over/pack.yaml", &over)]);
    let ran = holdpoint_in(&folder, &["check", "over", "--plain"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("warning[unused-conclusion]") && ran.err.ends_with("\n1 warning\n"), "{}", ran.err);
    let ran = holdpoint_in(&folder, &["check", "tiny", "--plain"], "");
    assert!(ran.err.contains("warning[repeated-rule]"), "{}", ran.err);
    assert!(ran.err.contains("warning[unused-word]: category `commerce`"), "{}", ran.err);
}

#[test]
fn a_lint_at_the_level_error_ends_with_status_3_and_only_in_a_check() {
    let text = policy(&rule("a.one", "then: [{ stage: agents }, { pause: commerce }, { derive: busy }]"));
    let raised = format!("{text}lints: {{ unused-conclusion: error }}\n");
    let folder = folder(&[("plain/pack.yaml", &text), ("raised/pack.yaml", &raised), ("site.yaml", SITE)]);
    assert_eq!(holdpoint_in(&folder, &["check", "plain"], "").status, 0);
    let ran = holdpoint_in(&folder, &["check", "raised", "--plain"], "");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("error[unused-conclusion]"), "{}", ran.err);
    fs::write(folder.path().join("release.yaml"), super::RELEASE).unwrap();
    let arguments = ["evaluate", "site.yaml", "release.yaml", "--policy", "raised", "--now", NOW, "--exit-zero"];
    let ran = holdpoint_in(&folder, &arguments, "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
}

#[test]
fn a_rule_without_a_sentence_is_evaluated_with_its_title_and_fails_a_check() {
    let rules = "  - { id: a.bare, title: A bare rule, then: [{ stage: agents }, { pause: commerce }] }\n";
    let folder = folder(&[("pack.yaml", &policy(rules)), ("site.yaml", SITE), ("release.yaml", super::RELEASE)]);
    let arguments = ["evaluate", "site.yaml", "release.yaml", "--policy", "pack.yaml", "--now", NOW, "--exit-zero"];
    let ran = holdpoint_in(&folder, &arguments, "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("A bare rule"), "{}", ran.out);
    let ran = holdpoint_in(&folder, &["check", "pack.yaml", "--plain"], "");
    assert_eq!(ran.status, 3);
    for code in ["missing-because", "missing-source", "missing-owner"] {
        assert!(ran.err.contains(&format!("error[{code}]")), "{}", ran.err);
    }
}

#[test]
fn waivers_are_judged_as_of_a_day_with_a_horizon() {
    let waiver = "waivers:\n  - { rule: a.one, reason: Agreed, owner: ana, sites: [garden-blog], expires: 2026-12-31 }\n";
    let text = policy(&rule("a.one", "then: [{ stage: agents }, { pause: commerce }]")) + waiver;
    let folder = folder(&[("pack.yaml", &text)]);
    let codes = |more: &[&str]| {
        let ran = holdpoint_in(&folder, &[&["check", "pack.yaml", "--plain", "--now", NOW], more].concat(), "");
        ran.err.lines().filter_map(|l| l.split_once('[')?.1.split_once(']')).map(|(code, _)| code.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&[]), [] as [&str; 0]);
    assert_eq!(codes(&["--as-of", "2026-12-10"]), ["waiver-expires-soon"]);
    assert_eq!(codes(&["--as-of", "2026-12-10", "--horizon", "7d"]), [] as [&str; 0]);
    assert_eq!(codes(&["--horizon", "26w"]), ["waiver-expires-soon"]);
    assert_eq!(codes(&["--as-of", "2027-01-01"]), ["waiver-expired"]);
}

#[test]
fn a_waiver_that_has_expired_no_longer_allows_what_it_allowed() {
    let base = policy(
        &(rule("a.quiet", "unless: { decided.stage: { includes: agents } }, then: { pause: commerce }")
            + &rule("a.stage", "when: { site.type: store }, then: { stage: agents }")),
    );
    let waiver = "waivers: [{ rule: a.quiet, reason: Agreed, owner: ana, sites: [shop-north], expires: 2026-12-31 }]\n";
    let over = overlay(&format!("{waiver}rules:\n{}", rule("o.more", "then: { stage: agents }")));
    let files =
        [("tiny/pack.yaml", base.as_str()), ("over/pack.yaml", &over), ("site.yaml", SITE), ("release.yaml", super::RELEASE)];
    let folder = folder(&files);
    let evaluate = |now: &str| {
        holdpoint_in(&folder, &["evaluate", "site.yaml", "release.yaml", "--policy", "over", "--now", now, "--exit-zero"], "")
    };
    assert_eq!(evaluate("2026-12-31T12:00Z").status, 0);
    let ran = evaluate("2027-01-01T00:00Z");
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("needs-waiver") && ran.err.contains("allowed it until 2026-12-31"), "{}", ran.err);
    assert_eq!(holdpoint_in(&folder, &["check", "over", "--now", NOW], "").status, 0);
    assert_eq!(holdpoint_in(&folder, &["check", "over", "--as-of", "2027-01-01"], "").status, 3);
}

#[test]
fn every_format_of_problems_has_the_lints() {
    let text = policy(&rule("a.one", "then: [{ stage: agents }, { pause: commerce }, { derive: busy }]"));
    let folder = folder(&[("pack.yaml", &text)]);
    for (format, part) in [
        ("json", "\"code\": \"unused-conclusion\""),
        ("sarif", "\"ruleId\": \"unused-conclusion\""),
        ("github", "::warning file=pack.yaml,line=11,"),
    ] {
        let ran = holdpoint_in(&folder, &["check", "pack.yaml", "--format", format], "");
        assert_eq!(ran.status, 0);
        assert!(ran.out.contains(part), "{}", ran.out);
    }
}

/// A pack with a misspelt key behind which another misspelt word lies, and a site with a secret and a misspelt word.
fn misspelt() -> [(&'static str, String); 2] {
    let rules = "  - id: a.x\n    title: A rule\n    whn: { site.type: stor }\n    then: { stage: \"agnets\" }\n    because: So it is.\n    source: Handbook\n    owner: lea\n";
    let pack = policy(rules).replace("  categories: { commerce: { title: Commerce } }\n", "");
    let site = "\u{feff}kind: site\r\nid: shop-north\r\ntype: stor # a shop\r\nx-token: hunter2hunter2\r\n";
    [("pack.yaml", pack), ("site.yaml", site.to_owned())]
}

#[test]
fn what_can_be_meant_in_one_way_only_is_fixed_and_nothing_else_is_touched() {
    let files = misspelt();
    let folder = folder(&[(files[0].0, &files[0].1), (files[1].0, &files[1].1)]);
    let arguments = ["check", ".", "--policy", "pack.yaml", "--now", NOW, "--fix"];
    let ran = holdpoint_in(&folder, &arguments, "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "pack.yaml:12: `store` instead of `stor`\npack.yaml:12: `when` instead of `whn`\npack.yaml:13: `agents` instead of `agnets`\n\
         site.yaml:3: `store` instead of `stor`\n4 changes in 2 files\n1 document and 1 policy with 1 rule: no problems\n"
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let pack = files[0].1.replace("whn", "when").replace(": stor ", ": store ").replace("agnets", "agents");
    assert_eq!(read("pack.yaml"), pack);
    assert_eq!(read("site.yaml"), files[1].1.replace(": stor ", ": store "));
    assert_eq!(holdpoint_in(&folder, &arguments, "").out, "nothing to fix\n1 document and 1 policy with 1 rule: no problems\n");
}

#[test]
fn a_dry_run_prints_the_difference_without_secrets_and_writes_nothing() {
    let files = misspelt();
    let folder = folder(&[(files[0].0, &files[0].1), (files[1].0, &files[1].1)]);
    let ran = holdpoint_in(&folder, &["check", ".", "--policy", "pack.yaml", "--now", NOW, "--fix", "--dry-run"], "");
    assert_eq!(ran.status, 3);
    let site = "--- site.yaml\n+++ site.yaml\n@@ -1,4 +1,4 @@\n kind: site\n id: shop-north\n-type: stor # a shop\n+type: store # a shop\n x-token: masked-1------\n";
    assert!(ran.out.ends_with(site), "{}", ran.out);
    assert!(ran.out.contains("\n-    whn: { site.type: stor }\n+    when: { site.type: store }\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(folder.path().join("pack.yaml")).unwrap(), files[0].1);
}

#[test]
fn a_fix_that_brings_another_problem_to_light_is_left() {
    let rules = "  - { id: a.x, title: A rule, whn: { site.nothing_like_it: 1 }, then: { stage: agnets }, because: So., source: H, owner: lea }\n";
    let text = policy(rules).replace("  categories: { commerce: { title: Commerce } }\n", "");
    let folder = folder(&[("pack.yaml", &text)]);
    let left = "pack.yaml:10: `when` instead of `whn`: left as it is, as another problem would come to light\n";
    let dry = holdpoint_in(&folder, &["check", "pack.yaml", "--fix", "--dry-run", "--plain"], "");
    assert!(dry.out.contains("\n+++ pack.yaml\n") && dry.err.starts_with(left), "{}", dry.err);
    let ran = holdpoint_in(&folder, &["check", "pack.yaml", "--fix", "--plain"], "");
    assert_eq!(ran.status, 3);
    assert_eq!(
        ran.out,
        "pack.yaml:10: `agents` instead of `agnets`\n\
         pack.yaml:10: `when` instead of `whn`: left as it is, as another problem would come to light\n1 change in 1 file\n"
    );
    assert!(ran.err.contains("error[unknown-key]") && ran.err.ends_with("\n1 error\n"), "{}", ran.err);
}

#[test]
fn of_fixes_that_are_in_each_others_way_so_many_are_tried() {
    let mut rules = rule("a.x", "whn: { site.nothing_like_it: 1 }, then: { stage: agents }");
    (0..70).for_each(|n| rules.push_str(&rule(&format!("a.r{n}"), "then: { stage: agnets }")));
    let folder = folder(&[("pack.yaml", &policy(&rules))]);
    let untried = |text: &str| text.matches("left as it is, as 64 others were tried before it\n").count();
    let ran = holdpoint_in(&folder, &["check", "pack.yaml", "--fix"], "");
    assert_eq!((ran.status, untried(&ran.out)), (3, 7), "{}", ran.out);
    assert!(ran.out.contains("\n63 changes in 1 file\n"), "{}", ran.out);
}

#[test]
fn trying_fixes_ends_with_the_work_it_may_be() {
    let mut rules = rule("a.x", "whn: { site.nothing_like_it: 1 }, then: { stage: agents }");
    (0..40).for_each(|n| rules.push_str(&rule(&format!("a.r{n}"), "then: { stage: agnets }")));
    let long = format!("# {}\n", "x ".repeat(50)).repeat(4_000);
    let folder = folder(&[("pack.yaml", &policy(&rules)), ("site.yaml", &format!("{SITE}{long}"))]);
    let ran = holdpoint_in(&folder, &["check", ".", "--policy", "pack.yaml", "--fix", "--plain"], "");
    let lines: Vec<&str> = ran.out.lines().filter(|line| line.contains("left as it is, as ")).collect();
    assert!(lines.len() > 10 && lines.last().unwrap().ends_with(" others were tried before it"), "{}", ran.out);
}

#[test]
fn editors_are_told_the_schema_that_lies_near() {
    let schema = holdpoint(&["schema", "site"]).out;
    let folder = folder(&[
        ("schemas/site.schema.json", &schema),
        ("shops/north/site.yaml", SITE),
        ("shops/site.json", "{\"kind\": \"site\", \"id\": \"shop-lake\"}"),
    ]);
    let ran = holdpoint_in(&folder, &["check", "shops", "--fix"], "");
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (
            0,
            "shops/north/site.yaml:1: a line that tells editors the schema, `../../schemas/site.schema.json`\n1 change in 1 file\n2 documents: no problems\n"
        )
    );
    let text = fs::read_to_string(folder.path().join("shops/north/site.yaml")).unwrap();
    assert_eq!(text, format!("# yaml-language-server: $schema=../../schemas/site.schema.json\n{SITE}"));
}

#[test]
fn what_can_not_be_fixed_is_said() {
    let folder = folder(&[("site.yaml", SITE)]);
    let ran = holdpoint_in(&folder, &["check", "-", "--fix"], SITE);
    assert_eq!((ran.status, ran.err.as_str()), (2, "standard input can't be fixed: name the files\n"));
    assert_eq!(holdpoint_in(&folder, &["check", "site.yaml", "--dry-run"], "").status, 2);
    assert_eq!(holdpoint_in(&folder, &["check", "site.yaml", "--fix", "--dry-run", "--format", "json"], "").status, 2);
}

#[test]
fn a_code_is_explained_or_the_near_ones_are_named() {
    let ran = holdpoint(&["explain-code", "implied-rule"]);
    assert_eq!(ran.status, 0);
    assert!(ran.out.starts_with(
        "implied-rule (lint, level warn)\nA rule decides only what another one decides already.\n\nWhy it matters\n"
    ));
    assert!(ran.out.contains("rule `acme.major-stores` adds nothing to rule `acme.stores`\n"), "{}", ran.out);
    let ran = holdpoint(&["explain-code"]);
    assert!(
        ran.out.contains("\n  unused-parameter\n      A parameter is declared and never used. Level: warn.\n"),
        "{}",
        ran.out
    );
    let ran = holdpoint(&["explain-code", "implied-rul"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.starts_with("there is no code `implied-rul`; nearest: `implied-rule`, "), "{}", ran.err);
}
