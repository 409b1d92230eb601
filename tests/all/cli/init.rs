//! `holdpoint init`.

use std::fs;

use tempfile::TempDir;

use super::{folder, holdpoint_in};

const ANSWERS: [&str; 10] = [
    "init",
    "acme",
    "--owner",
    "lea",
    "--area",
    "loyalty=Loyalty: points & rewards",
    "--quiet",
    "tue 18:00 - wed 06:00",
    "--zone",
    "Europe/Berlin",
];

fn made() -> TempDir {
    let folder = folder(&[]);
    let ran = holdpoint_in(&folder, &ANSWERS, "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for file in [
        "pack.yaml",
        "loyalty.yaml",
        "tests/loyalty.yaml",
        "quiet-hours.yaml",
        "editor/policy.schema.json",
        "editor/tests.schema.json",
    ] {
        assert!(ran.out.contains(&format!("`acme/{file}` written")), "{}", ran.out);
        assert!(folder.path().join("acme").join(file).is_file(), "{file}");
    }
    folder
}

#[test]
fn what_it_writes_passes_check_and_fmt() {
    let folder = made();
    let ran = holdpoint_in(&folder, &["check", "acme"], "");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.starts_with("loosened") && ran.err.ends_with("1 warning\n"), "a new area is one thing to know: {}", ran.err);
    let ran = holdpoint_in(&folder, &["fmt", "--check", "acme"], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, "5 documents: 0 to format\n"));
    let pack = fs::read_to_string(folder.path().join("acme/pack.yaml")).unwrap();
    assert!(pack.starts_with("# yaml-language-server: $schema=editor/policy.schema.json\n"), "{pack}");
}

#[test]
fn its_tests_pass() {
    let folder = made();
    let ran = holdpoint_in(&folder, &["test", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.ends_with("2 suites: 5 cases pass\n"), "{}", ran.out);
}

/// The rules decide what their suites say.
#[test]
fn its_rules_decide() {
    let folder = made();
    let release = "kind: release\nproduct: sophmate\nversion: 2.0.0\nchanges: [{ name: Points, area: loyalty }]\n";
    let site = "kind: site\nid: shop-north\nversions: { sophmate: 1.9.0 }\nworkflows: [{ id: it-1, customer_facing: true }]\n";
    fs::create_dir(folder.path().join("facts")).unwrap();
    fs::write(folder.path().join("facts/release.yaml"), release).unwrap();
    fs::write(folder.path().join("facts/site.yaml"), site).unwrap();
    let at = |now: &str| holdpoint_in(&folder, &["evaluate", "facts", "--policy", "acme", "--now", now, "--all"], "").out;
    let inside = at("2026-07-21T18:00Z");
    assert!(inside.contains("acme.loyalty") && inside.contains("acme.quiet-hours"), "{inside}");
    let outside = at("2026-07-20T18:00Z");
    assert!(outside.contains("acme.loyalty") && !outside.contains("acme.quiet-hours"), "{outside}");
}

#[test]
fn without_answers_there_are_quiet_hours_and_a_pack_may_extend_another() {
    let folder = made();
    let ran = holdpoint_in(&folder, &["init", "shop", "--extends", "../acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(folder.path().join("shop/quiet-hours.yaml").is_file());
    assert_eq!(holdpoint_in(&folder, &["check", "shop"], "").status, 0);
}

#[test]
fn a_pack_of_another_product_is_built_on_as_it_is() {
    let other = "kind: policy\nname: p\ntitle: P\nversion: \"1\"\nproduct: { id: demo, title: Demo, scheme: semver }\nvocabulary:\n  areas: { core: { title: Core } }\n";
    let folder = folder(&[("p.yaml", other)]);
    let ran = holdpoint_in(&folder, &["init", "acme", "--extends", "../p.yaml", "--area", "core"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let ran = holdpoint_in(&folder, &["test", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    // Nothing there could be blocked in quiet hours.
    let ran = holdpoint_in(&folder, &["init", "b", "--extends", "../p.yaml"], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(!folder.path().join("b").exists());
}

#[test]
fn nothing_is_written_over_and_nothing_half_made_stays() {
    let folder = made();
    let before = fs::read_to_string(folder.path().join("acme/pack.yaml")).unwrap();
    let ran = holdpoint_in(&folder, &["init", "acme"], "");
    assert_eq!((ran.status, ran.err.as_str()), (2, "`acme` holds files already: name a folder that doesn't exist\n"));
    assert_eq!(fs::read_to_string(folder.path().join("acme/pack.yaml")).unwrap(), before);
    let ran = holdpoint_in(&folder, &["init", "b", "--extends", "sofmate"], "");
    assert_eq!(ran.status, 3);
    assert!(ran.err.starts_with("unknown-pack"), "{}", ran.err);
    assert!(!folder.path().join("b").exists());
    for wrong in
        [vec!["b", "--area", "X Y"], vec!["b", "--quiet", "always"], vec!["b", "--owner", "{a}"], vec!["B!", "--name", "b c"]]
    {
        let ran = holdpoint_in(&folder, &[vec!["init"], wrong].concat(), "");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(!folder.path().join("b").exists());
    }
}
