//! Tests of whole runs: what is killed, what survives, and that the case given for a survivor kills it.
//! The mutants themselves are tested beside `change`, equivalence beside `equal`.

use super::testing::{BASE, outcomes, pack, program, rule, suite};
use super::{Fate, Limits, Outcome, Tested, Wanted, run};

fn named(outcomes: &[Outcome], wanted: impl Fn(&Fate) -> bool) -> Vec<String> {
    outcomes.iter().filter(|o| wanted(&o.fate)).map(|o| format!("{}: {} => {}", o.kind.name(), o.before, o.after)).collect()
}

fn survivors(outcomes: &[Outcome]) -> Vec<String> {
    named(outcomes, |fate| matches!(fate, Fate::Survives(..)))
}

const FRESH: &str = "when: { site.backup.taken_at: { older_than: 24h } }\nthen: { block: update }";

fn case(name: &str, taken: &str, expect: &str) -> String {
    format!("- {{ name: {name}, set: {{ site: {{ backup: {{ taken_at: {taken} }} }} }}, expect: {{ {expect} }} }}\n")
}

#[test]
fn a_case_far_from_the_boundary_leaves_it_open() {
    let cases = case("old", "2026-07-10T18:00Z", "decisions: { block:update: [a.fresh] }")
        + &case("new", "2026-07-21T17:00Z", "not: [block:update]");
    let all = outcomes(&rule("a.fresh", FRESH), BASE, &cases);
    let test = "site.backup.taken_at: { older_than: 1d }";
    assert_eq!(
        survivors(&all),
        [
            format!("constant: {test} => site.backup.taken_at: {{ older_than: 86399s }}"),
            format!("constant: {test} => site.backup.taken_at: {{ older_than: 86401s }}"),
            "if-unknown: if_unknown: precaution => if_unknown: ask".to_owned()
        ]
    );
    assert!(named(&all, |fate| *fate == Fate::Undecided).is_empty());
}

#[test]
fn what_the_search_suggests_is_enough() {
    // Adds each suggested case until nothing survives: every one of them must kill its mutant.
    let rules = rule("a.fresh", FRESH)
        + &rule(
            "b.errors",
            "when:\n  site.errors: { any: { class: host, retried: { at_least: 2 } } }\n  site.type: { one_of: [store, blog] }\nthen: [{ stage: core }, { rollback: decision-needed }]\nuntil: { update.production.checks.diagnostics: pass }",
        )
        + &rule(
            "c.each",
            "each: { error: site.errors }\nwhen: { $error.class: host, $error.retried: { at_least: 2 } }\nthen: { derive: seen, of: $error }",
        )
        + &rule(
            "d.follows",
            "when: { decided.stage: { includes: core }, site.versions.php: { satisfies: \">=8.2 <9\" } }\nthen: { require: look }",
        );
    let rules = rules.replace("{ require: look }", "{ stage: shop }");
    let mut cases = "- { name: little, set: { site: { type: store } }, expect: { verdict: hold-by-precaution } }\n".to_owned();
    let mut open = usize::MAX;
    for round in 0..40 {
        let all = outcomes(&rules, BASE, &cases);
        let found: Vec<&str> = all
            .iter()
            .filter_map(|o| match &o.fate {
                Fate::Survives(_, case) => Some(case.as_str()),
                _ => None,
            })
            .collect();
        let Some(first) = found.first() else {
            let undecided = named(&all, |fate| *fate == Fate::Undecided);
            assert!(undecided.len() <= 2, "{undecided:?}");
            return;
        };
        assert!(found.len() < open, "round {round} killed nothing:\n{cases}");
        open = found.len();
        let first: String = first.lines().map(|l| format!("{}\n", l.strip_prefix("  ").unwrap_or(l))).collect();
        cases.push_str(&first.replacen("name: ", &format!("x-round: {round}\n  name: "), 1));
    }
    panic!("mutants survive:\n{cases}");
}

#[test]
fn a_parameter_and_a_waiver_are_told_apart_by_the_moment() {
    let keys = "params:\n  max_age: { type: duration, default: 24h, about: How old a backup may be. }\n\
                waivers:\n  - { rule: a.fresh, sites: [shop-north], reason: r, owner: ana, expires: 2026-07-31 }\nrules:\n";
    let (program, mut sources) = pack(keys, &rule("a.fresh", &FRESH.replace("24h", "$max_age")));
    let cases = case("old", "2026-07-10T18:00Z", "waived: [block:update]");
    let (suite, cases) = suite(&program, &mut sources, BASE, &cases);
    let tested = [Tested { suite: &suite, cases: &cases }];
    let all = run(&program, &tested, &Wanted::default(), &sources, Limits { jobs: 1, steps: 600, work: usize::MAX }).outcomes;
    let of = |kind: &str| -> Vec<&Outcome> { all.iter().filter(|o| o.kind.name() == kind).collect() };
    assert!(of("parameter").iter().all(|o| matches!(o.fate, Fate::Survives(..))), "{:?}", of("parameter"));
    let waivers = of("waiver");
    assert_eq!(waivers.first().map(|o| &o.fate), Some(&Fate::Killed));
    let moved: Vec<&&Outcome> = waivers.iter().filter(|o| o.before.starts_with("expires")).collect();
    assert!(moved.iter().all(|o| matches!(&o.fate, Fate::Survives(_, case) if case.contains("now: "))), "{moved:?}");
}

/// What comes of the mutants of a rule of which a case shows only that it holds.
fn within(steps: usize, work: usize) -> (Vec<Fate>, usize) {
    let (program, mut sources) = program(&rule("a.fresh", FRESH));
    let (suite, cases) =
        suite(&program, &mut sources, BASE, &case("old", "2026-07-10", "decisions: { block:update: [a.fresh] }"));
    let tested = [Tested { suite: &suite, cases: &cases }];
    let ran = run(&program, &tested, &Wanted::default(), &sources, Limits { jobs: 2, steps, work });
    (ran.outcomes.into_iter().map(|o| o.fate).collect(), ran.untried)
}

#[test]
fn mutants_beyond_the_work_that_is_done_are_counted() {
    let (all, none) = within(600, usize::MAX);
    let (some, rest) = within(600, 3 * 601);
    assert_eq!((none, some.as_slice(), some.len() + rest), (0, &all[..3], all.len()));
    // One is tried in any case.
    assert_eq!(within(600, 1).0.len(), 1);
}

#[test]
fn a_search_that_is_cut_leaves_a_mutant_undecided() {
    let undecided = |steps| within(steps, usize::MAX).0.iter().filter(|fate| **fate == Fate::Undecided).count();
    assert!(undecided(0) > undecided(600), "{} {}", undecided(0), undecided(600));
}

#[test]
fn threads_change_nothing() {
    let (program, mut sources) = program(&rule("a.fresh", FRESH));
    let (suite, cases) =
        suite(&program, &mut sources, BASE, &case("old", "2026-07-10", "decisions: { block:update: [a.fresh] }"));
    let tested = [Tested { suite: &suite, cases: &cases }];
    let with = |jobs| -> Vec<Fate> {
        run(&program, &tested, &Wanted::default(), &sources, Limits { jobs, steps: 600, work: usize::MAX })
            .outcomes
            .into_iter()
            .map(|o| o.fate)
            .collect()
    };
    assert_eq!(with(1), with(4));
}
