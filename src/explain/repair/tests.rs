//! What is proposed, and the laws of repairs: each works, no part of it works, and what nobody can do is never proposed.

use super::*;
use crate::explain::testing::{RELEASE, World, rule, site};
use crate::explain::what_if;
use crate::facts::load::FactKind;
use std::path::{Path, PathBuf};

impl World {
    /// The repairs, each as its changes; and whether the search was complete.
    fn repairs(&self, goal: &Goal) -> (Vec<String>, bool) {
        let trial = self.trial();
        let found = repair(&trial, goal, Limits::default());
        for one in &found.repairs {
            self.check(goal, one);
        }
        let said = found.repairs.iter().map(|r| {
            let each: Vec<String> = r.changes().iter().map(said).collect();
            format!("{}: {}", r.cost, each.join(", "))
        });
        (said.collect(), found.complete)
    }

    /// A repair works, and no proper part of it does.
    fn check(&self, goal: &Goal, repair: &Repair) {
        let trial = self.trial();
        let all = repair.changes();
        assert!(works(&trial, goal, &all), "{all:?}");
        assert!(repair.minimal);
        for mask in 0..(1_u32 << all.len()) - 1 {
            let part: Vec<Change> =
                all.iter().enumerate().filter(|(n, _)| mask & (1 << n) != 0).map(|(_, c)| c.clone()).collect();
            assert!(!works(&trial, goal, &part), "{part:?} works alone");
        }
    }
}

fn said(change: &Change) -> String {
    match change {
        Change::Set { path, .. } => format!("{path}={}", change.value().unwrap_or_default()),
        Change::Unset { path } => format!("-{path}"),
        Change::Now(at) => format!("now={at}"),
    }
}

fn prepare() -> Goal {
    Goal::Verdict(Verdict::Prepare)
}

fn repairs(rules: &str, facts: &str) -> (Vec<String>, bool) {
    World::new(rules, &[RELEASE, &site(facts)], "2026-07-21T18:00Z").repairs(&prepare())
}

#[test]
fn an_action_is_said_and_costs_what_the_schema_says() {
    let world = World::new(
        &rule("a.b", "site.staging.result: { is_not: pass }"),
        &[RELEASE, &site("staging: { result: fail }")],
        "2026-07-21T18:00Z",
    );
    let trial = world.trial();
    let found = repair(&trial, &prepare(), Limits::default());
    let step = &found.repairs[0].steps[0];
    assert_eq!(
        (step.action.as_str(), step.cost, step.before.as_str()),
        ("finish the staging checks and record the result", 2, "is fail")
    );
    assert_eq!(step.acts.as_deref(), Some("staging-owner"));
}

#[test]
fn one_value_serves_every_test_of_its_fact() {
    // Tests on one fact are not independent: neither 8.1 nor 9.0 satisfies both.
    let rules = rule("a.low", "site.versions.php: { less_than: 8.2 }") + &rule("a.high", "site.versions.php: { at_least: 8.3 }");
    assert_eq!(repairs(&rules, "versions: { php: 8.1 }").0, ["2: site.versions.php=8.2"]);
}

#[test]
fn a_fact_is_compared_with_a_fact() {
    let rules = rule("a.b", "site.versions.php: { violates: { fact: release.requirements.php } }");
    let release = "kind: release\nversion: 2.0.0\nrequirements: { php: \">=8.3\" }\n";
    let world = World::new(&rules, &[release, &site("versions: { php: 8.1 }")], "2026-07-21T18:00Z");
    assert_eq!(world.repairs(&prepare()).0, ["2: site.versions.php=8.3"]);
}

#[test]
fn what_nobody_can_do_is_never_proposed() {
    let rules = rule("a.b", "site.type: store");
    assert_eq!(repairs(&rules, "type: store"), (vec![], true));
    // Not known is another matter: it can be found out.
    assert_eq!(repairs(&rules, "versions: { php: 8.1 }"), (vec!["1: site.type=blog".to_owned()], true));
    // A release is what its notes say.
    let rules = rule("a.c", "release.downgrade: unsupported");
    let world = World::new(&rules, &["kind: release\nversion: 2.0.0\ndowngrade: unsupported\n", &site("")], "2026-07-21T18:00Z");
    let trial = world.trial();
    let found = repair(&trial, &prepare(), Limits::default());
    assert!(found.repairs.is_empty());
    assert_eq!(found.stuck[0].rule, "a.c");
    assert_eq!(
        found.stuck[0].facts,
        [("release.downgrade".to_owned(), "it is known, and finding it out again doesn't change it")]
    );
}

#[test]
fn all_ways_out_are_found_cheapest_first() {
    let rules =
        rule("a.b", "site.backup.restore_tested_at: { exists: false }\nsite.staging.exists: false\nsite.review.backup: false");
    let facts = "backup: { restore_tested_at: none }\nstaging: { exists: false }";
    let (found, complete) = repairs(&rules, facts);
    assert_eq!(
        found,
        ["1: site.review.backup=true", "3: site.backup.restore_tested_at=2026-07-21T18:00:00Z", "5: site.staging.exists=true"]
    );
    assert!(complete);
}

#[test]
fn waiting_is_a_repair() {
    let rules = rule("a.b", "now: { inside: { start: 2026-07-20T00:00Z, end: 2026-07-22T00:00Z } }");
    assert_eq!(repairs(&rules, "").0, ["1: now=2026-07-22 00:00Z"]);
}

#[test]
fn a_decision_is_flipped() {
    let rules = "- id: a.b\n  title: T\n  when: { site.staging.exists: false }\n  then: { pause: commerce }\n  because: Because.\n  source: Here\n  owner: owner\n";
    let world = World::new(rules, &[RELEASE, &site("staging: { exists: false }")], "2026-07-21T18:00Z");
    let target = Target::parse("pause:commerce").unwrap();
    assert_eq!(world.repairs(&Goal::Off(target.clone())).0, ["5: site.staging.exists=true"]);
    assert_eq!(world.repairs(&Goal::On(target)), (vec![], true));
}

#[test]
fn what_if_with_no_change_changes_nothing() {
    for (path, now) in [("examples/shop-north", "2026-07-21T18:00Z"), ("examples/shop-lake", "2026-07-30T12:00Z")] {
        let world = World::load(None, Path::new("."), &[PathBuf::from(path)], now);
        let trial = world.trial();
        let (a, b) = (trial.evaluate(&[]).unwrap(), trial.evaluate(&[]).unwrap());
        let answer = what_if::compare(&world.program, (&a.facts, &a.evaluation), (&b.facts, &b.evaluation));
        assert!(answer.is_nothing());
        assert_eq!(answer.facts, []);
    }
}

/// The cheapest repair is as cheap as the cheapest set that trying every set of natural changes finds.
#[test]
fn brute_force_finds_nothing_cheaper() {
    let facts = ["site.staging.exists", "site.review.backup", "site.backup.database", "site.window.agreed"];
    let costs = [5_u32, 1, 2, 1];
    // Rules over four booleans: each forbids one combination.
    let mut seed = 7_u64;
    let mut next = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    for round in 0..12 {
        let count = 1 + next(4);
        let rules: String = (0..count)
            .map(|n| {
                let tests: Vec<String> = facts
                    .iter()
                    .filter_map(|f| match next(3) {
                        0 => Some(format!("{f}: true")),
                        1 => Some(format!("{f}: false")),
                        _ => None,
                    })
                    .collect();
                let tests = if tests.is_empty() { vec![format!("{}: false", facts[0])] } else { tests };
                rule(&format!("a.r{n}"), &tests.join("\n"))
            })
            .collect();
        let start: Vec<bool> = facts.iter().map(|_| next(2) == 1).collect();
        let text = format!(
            "staging: {{ exists: {} }}\nreview: {{ backup: {} }}\nbackup: {{ database: {} }}\nwindow: {{ agreed: {} }}",
            start[0], start[1], start[2], start[3]
        );
        let world = World::new(&rules, &[RELEASE, &site(&text)], "2026-07-21T18:00Z");
        let trial = world.trial();
        let found = repair(&trial, &prepare(), Limits::default());
        let span = world.documents.iter().find(|d| d.kind == FactKind::Site).unwrap().root.span;
        let mut best: Option<u32> = None;
        for mask in 0..16_u32 {
            let chosen: Vec<usize> = (0..4).filter(|n| mask & (1 << n) != 0).collect();
            let changes: Vec<Change> = chosen
                .iter()
                .map(|n| Change::scalar(FactPath::parse(facts[*n]).unwrap(), &(!start[*n]).to_string(), span))
                .collect();
            if works(&trial, &prepare(), &changes) {
                let cost: u32 = chosen.iter().map(|n| costs[*n]).sum();
                best = Some(best.map_or(cost, |b| b.min(cost)));
            }
        }
        let first = if found.already { Some(0) } else { found.repairs.first().map(|r| r.cost) };
        assert_eq!(first, best, "round {round}:\n{rules}\n{text}");
        for one in &found.repairs {
            world.check(&prepare(), one);
        }
    }
}

#[test]
fn two_changes_that_no_rule_shows_one_by_one_are_found() {
    // Either list alone breaks a rule; together with the other fact they don't.
    let rules = rule("a.one", "site.staging.exists: false\nsite.backup.database: false")
        + &rule("a.two", "site.staging.exists: true\nsite.backup.database: false")
        + &rule("a.three", "site.backup.database: true\nsite.review.backup: false");
    let facts = "staging: { exists: false }\nbackup: { database: false }";
    assert_eq!(repairs(&rules, facts), (vec!["3: site.review.backup=true, site.backup.database=true".to_owned()], true));
}

#[test]
fn what_is_asked_of_an_element_is_a_value_of_its_list() {
    let rules = rule("a.b", "site.host.extensions: { every: { is_not: curl } }");
    let (found, complete) = repairs(&rules, "host: { extensions: [gd] }");
    assert!(complete && found.iter().all(|r| r.contains("curl")), "{found:?}");
}

#[test]
fn a_decision_is_made_in_several_steps() {
    let rules = "- id: a.first\n  title: T\n  when: { site.staging.exists: true }\n  then: { derive: ready }\n  because: Because.\n  source: Here\n  owner: owner\n- id: a.second\n  title: T\n  when: { derived.ready: true, site.review.backup: true }\n  then: { pause: commerce }\n  because: Because.\n  source: Here\n  owner: owner\n";
    let world = World::new(rules, &[RELEASE, &site("staging: { exists: false }")], "2026-07-21T18:00Z");
    let target = Target::parse("pause:commerce").unwrap();
    assert_eq!(world.repairs(&Goal::On(target)), (vec!["6: site.review.backup=true, site.staging.exists=true".to_owned()], true));
}
