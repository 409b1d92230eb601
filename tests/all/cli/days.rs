//! Days without a time and changes of the clock, with the built-in pack: as people write them, in YAML and in JSON.

use std::fs;

use serde_json::Value;

use super::{NOW, folder, holdpoint_in};

/// The example shop with some of its lines changed, as YAML and as JSON.
fn shop(changes: &[(&str, &str)]) -> [(&'static str, String); 2] {
    let mut site = fs::read_to_string("examples/shop-north/site.yaml").unwrap();
    for (old, new) in changes {
        assert!(site.contains(old), "{old}");
        site = site.replacen(old, new, 1);
    }
    let tree: Value = serde_yaml::from_str(&site).unwrap();
    [("site.yaml", site), ("site.json", serde_json::to_string_pretty(&tree).unwrap())]
}

/// The answer about the shop, once for each format of its site.
fn answers(changes: &[(&str, &str)], now: &str) -> Vec<Value> {
    let release = fs::read_to_string("examples/shop-north/release.yaml").unwrap();
    let answer = |(name, site): (&str, String)| {
        let folder = folder(&[("release.yaml", &release), (name, &site)]);
        let ran = holdpoint_in(&folder, &["evaluate", ".", "--now", now, "--format", "json", "--exit-zero"], "");
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{name}");
        serde_json::from_str(&ran.out).unwrap()
    };
    shop(changes).into_iter().map(answer).collect()
}

/// The statuses of the reasons of a rule.
fn statuses(answer: &Value, rule: &str) -> Vec<String> {
    let reasons = answer["reasons"].as_array().unwrap();
    reasons.iter().filter(|r| r["rule"] == rule).map(|r| r["status"].as_str().unwrap().to_owned()).collect()
}

const RUN: &str = "next_run: 2026-07-21T21:00Z";
const WRITES: (&str, &str) = ("writes: true # and", "writes: false # and");

#[test]
fn a_run_on_the_day_of_the_window_is_paused_as_a_precaution() {
    let fires = |run: &str, now: &str| {
        let all = answers(&[(RUN, &format!("next_run: {run}")), WRITES], now);
        let [yaml, json] = all.as_slice() else { panic!("two formats") };
        let found = statuses(yaml, "pausing.fires-in-window");
        assert_eq!(found, statuses(json, "pausing.fires-in-window"), "{run}");
        found
    };
    assert_eq!(fires("2026-07-21T21:00Z", NOW), ["holds"]);
    assert_eq!(fires("2026-07-21", NOW), ["undetermined"]);
    assert_eq!(fires("unknown", NOW), ["undetermined"]);
    // It runs daily, so that one of the day before falls on the day of the window too.
    assert_eq!(fires("2026-07-20", NOW), ["undetermined"]);
    assert_eq!(fires("2026-07-22", NOW), [] as [&str; 0]);
    assert_eq!(fires("21 July 2026", NOW), ["undetermined"]);
}

#[test]
fn a_zone_moves_the_day() {
    let fires = |run: &str| {
        let site = ("type: store", "type: store\nzone: Pacific/Auckland");
        statuses(
            &answers(
                &[(RUN, &format!("next_run: {run}\n    cadence: weekly")), ("cadence: daily\n", "x-was: daily\n"), WRITES, site],
                NOW,
            )[0],
            "pausing.fires-in-window",
        )
    };
    assert_eq!(fires("2026-07-21"), [] as [&str; 0]);
    assert_eq!(fires("2026-07-22"), ["undetermined"]);
    assert_eq!(fires("2026-07-23"), [] as [&str; 0]);
}

#[test]
fn a_backup_of_yesterday_may_be_too_old_and_one_of_today_is_not() {
    let fresh = |taken: &str| {
        let taken = format!("taken_at: {taken}");
        statuses(&answers(&[("taken_at: 2026-07-21T15:10Z", &taken)], NOW)[0], "backup.fresh")
    };
    assert_eq!(fresh("2026-07-21T15:10Z"), [] as [&str; 0]);
    assert_eq!(fresh("2026-07-21").len(), 0);
    assert!(
        !fresh("2026-07-20").is_empty() && fresh("2026-07-20").iter().all(|s| s == "undetermined"),
        "{:?}",
        fresh("2026-07-20")
    );
    assert!(!fresh("2026-07-18").is_empty() && fresh("2026-07-18").iter().all(|s| s == "holds"), "{:?}", fresh("2026-07-18"));
}

#[test]
fn a_freeze_counts_to_the_end_of_its_last_day() {
    let frozen = |freeze: &str, now: &str| {
        let freezes = format!("freezes: [{freeze}]");
        !statuses(&answers(&[("freezes: []", &freezes)], now)[0], "window.freeze").is_empty()
    };
    let freeze = "{ start: 2026-07-01, end: 2026-07-21, reason: sale }";
    assert!(frozen(freeze, "2026-07-21T19:00Z"));
    assert!(frozen("{ start: 2026-07-21, end: 2026-07-21, reason: sale }", "2026-07-20T18:00Z"));
    assert!(!frozen("{ start: 2026-07-01, end: 2026-07-20, reason: sale }", "2026-07-21T00:00Z"));
}

#[test]
fn hours_in_the_hour_that_the_clock_skips_begin_after_it() {
    let pack = "kind: policy
name: gap
extends: [sophmate]
rules:
  - id: gap.quiet-night
    title: No update in the Sunday night shift
    when: { now: { inside: { weekly: \"sun 02:30 - sun 03:30\", zone: Europe/Berlin } } }
    then: { block: update }
    because: \"{site.id} is in its Sunday night gap.\"
    source: Runbook
    owner: lea
";
    let release = "kind: release\nversion: 2.4.0\nchanges: [{ name: Workflow retries, area: workflows }]\n";
    let site = "kind: site\nid: shop-dst\nversions: { sophmate: 2.3.3 }\n";
    let folder = folder(&[("f/release.yaml", release), ("f/site.yaml", site), ("pack/pack.yaml", pack)]);
    let quiet = |now: &str| {
        let arguments = ["evaluate", "f", "--policy", "pack", "--now", now, "--format", "json", "--exit-zero"];
        let ran = holdpoint_in(&folder, &arguments, "");
        assert_eq!(ran.status, 0, "{}", ran.err);
        !statuses(&serde_json::from_str(&ran.out).unwrap(), "gap.quiet-night").is_empty()
    };
    for (now, expected) in [
        ("2026-03-29T00:59:59Z", false),
        ("2026-03-29T01:00Z", true),
        ("2026-03-29T01:15Z", true),
        ("2026-03-29T01:29:59Z", true),
        ("2026-03-29T01:30Z", false),
        // A week later at the same hours of the clock, and when it goes back.
        ("2026-04-05T00:30Z", true),
        ("2026-10-25T00:29:59Z", false),
        ("2026-10-25T00:30Z", true),
        ("2026-10-25T01:30Z", true),
        ("2026-10-25T02:29:59Z", true),
        ("2026-10-25T02:30Z", false),
    ] {
        assert_eq!(quiet(now), expected, "{now}");
    }
}

#[test]
fn a_check_takes_the_dates_of_an_update_for_days_of_its_site() {
    let update = "kind: update\nphase: production\napplied_at: 2026-07-22\n";
    let warned = |zone: &str| {
        let site = format!("kind: site\nid: shop-south\nversions: {{ sophmate: 2.3.3 }}\nzone: {zone}\n");
        let folder = folder(&[("site.yaml", &site), ("update.yaml", update)]);
        let ran = holdpoint_in(&folder, &["check", ".", "--now", NOW], "");
        format!("{}{}", ran.out, ran.err).contains("observed-in-future")
    };
    // In Auckland the 22nd has begun, in Berlin it has not.
    assert!(!warned("Pacific/Auckland"));
    assert!(warned("Europe/Berlin"));
}
