//! Tests of the mutants of each kind, by what stands there before and after.
//! Whether cases notice them is tested beside the runs.

use super::{Wanted, mutants};
use crate::scenario::mutate::testing::{program, rule};

/// The mutants of one kind of a policy: what stands there, and what they have instead.
fn of(kind: &str, rules: &str) -> Vec<String> {
    let (program, _) = program(rules);
    let all = mutants(&program.policy, &Wanted::default());
    let shown = |after: &str| if after.is_empty() { "nothing".to_owned() } else { after.to_owned() };
    all.iter().filter(|m| m.kind.name() == kind).map(|m| format!("{} => {}", m.before, shown(&m.after))).collect()
}

fn one(when: &str) -> String {
    rule("a.rule", &format!("when:\n  {when}\nthen: {{ block: update }}"))
}

#[test]
fn operators_become_others() {
    let path = "site.backup.taken_at";
    assert_eq!(
        of("operator", &one("site.backup.taken_at: { older_than: 24h }")),
        [format!("{path}: {{ older_than: 1d }} => {path}: {{ newer_than: 1d }}")]
    );
    assert_eq!(
        of("operator", &one("site.versions.php: { at_least: 8.1 }")),
        [
            "site.versions.php: { at_least: 8.1 } => site.versions.php: { less_than: 8.1 }",
            "site.versions.php: { at_least: 8.1 } => site.versions.php: { more_than: 8.1 }"
        ]
    );
    assert_eq!(of("operator", &one("site.type: store")), ["site.type: store => site.type: { is_not: store }"]);
    assert_eq!(
        of("operator", &one("site.versions.php: { satisfies: \">=8.2\" }")),
        ["site.versions.php: { satisfies: \">=8.2\" } => site.versions.php: { violates: \">=8.2\" }"]
    );
    assert_eq!(
        of("operator", &one("site.host.extensions: { includes_any: [curl, gd] }")),
        ["site.host.extensions: { includes_any: [curl, gd] } => site.host.extensions: { includes_all: [curl, gd] }"]
    );
    for (with, without) in [("exists", "site.backup.location"), ("stated", "site.backup.location"), ("empty", "site.errors")] {
        assert_eq!(
            of("operator", &one(&format!("{without}: {{ {with}: true }}"))),
            [format!("{without}: {{ {with}: true }} => {without}: {{ {with}: false }}")]
        );
    }
    // Of a truth value the other one is the other operator.
    assert_eq!(of("operator", &one("site.backup.files: true")), Vec::<String>::new());
    assert_eq!(of("constant", &one("site.backup.files: true")), ["site.backup.files: true => site.backup.files: false"]);
}

#[test]
fn constants_move_past_their_boundary() {
    let path = "site.backup.taken_at";
    assert_eq!(
        of("constant", &one("site.backup.taken_at: { older_than: 24h }")),
        ["86399s", "86401s"].map(|d| format!("{path}: {{ older_than: 1d }} => {path}: {{ older_than: {d} }}"))
    );
    assert_eq!(
        of("constant", &one("site.errors: { count: { at_least: 2 } }")),
        ["1", "3"]
            .map(|n| format!("site.errors: {{ count: {{ at_least: 2 }} }} => site.errors: {{ count: {{ at_least: {n} }} }}"))
    );
    assert_eq!(
        of("constant", &one("site.versions.php: { satisfies: \">=8.2 <9\" }")),
        [">8.2 <9", "<9", ">=8.2 <=9", ">=8.2"]
            .map(|r| format!("site.versions.php: {{ satisfies: \">=8.2 <9\" }} => site.versions.php: {{ satisfies: \"{r}\" }}"))
    );
    assert_eq!(
        of("constant", &one("update.phase: staging")),
        ["before", "production"].map(|w| format!("update.phase: staging => update.phase: {w}"))
    );
    assert_eq!(
        of("constant", &one("update.phase: { one_of: [before, after] }")),
        [
            "update.phase: { one_of: [before, after] } => update.phase: { one_of: [after] }",
            "update.phase: { one_of: [before, after] } => update.phase: { one_of: [before] }",
            "update.phase: { one_of: [before, after] } => update.phase: { one_of: [before, after, staging] }"
        ]
    );
    let window = |w: &str| format!("now: {{ inside: {w} }}");
    let written = window("{ start: 2026-07-21T20:00Z, end: 2026-07-21T22:00Z }");
    assert_eq!(of("constant", &one(&written)).len(), 4);
}

#[test]
fn quantifiers_and_negations_are_turned_round() {
    let test = "site.errors: { any: { class: host } }";
    assert_eq!(of("quantifier", &one(test)), [format!("{test} => site.errors: {{ every: {{ class: host }} }}")]);
    assert_eq!(of("negation", &one(test)), [format!("{test} => not: {{ {test} }}")]);
    // In the body of a quantifier a test is changed like any other.
    assert_eq!(of("operator", &one(test)), ["class: host => class: { is_not: host }"]);
    let both = "any:\n    - site.backup.files: true\n    - site.backup.database: true";
    assert_eq!(of("quantifier", &one(both)), ["any => all"]);
    assert_eq!(of("quantifier", &one(&both.replace("any", "all"))), ["all => any"]);
    assert_eq!(of("negation", &one("not: { site.type: store }")), ["not: { site.type: store } => site.type: store"]);
}

#[test]
fn what_must_be_certain_need_not_be() {
    let rule =
        rule("a.rule", "when: { site.type: store }\nunless: { certainly: { site.backup.files: true } }\nthen: { block: update }");
    assert_eq!(of("certainty", &rule), ["certainly: { site.backup.files: true } => site.backup.files: true"]);
    assert_eq!(
        of("negation", &rule),
        ["not: { certainly: { site.backup.files: true } } => certainly: { site.backup.files: true }"]
    );
    // What stands in it is changed like anything else.
    assert_eq!(of("constant", &rule).last().map(String::as_str), Some("site.backup.files: true => site.backup.files: false"));
}

#[test]
fn tests_and_conditions_are_dropped() {
    let both = one("site.backup.files: true\n  site.type: store");
    assert_eq!(of("test", &both), ["site.backup.files: true => nothing", "site.type: store => nothing"]);
    assert_eq!(of("when", &both), ["all: [{ site.backup.files: true }, { site.type: store }] => nothing"]);
    assert_eq!(of("test", &one("site.type: store")), Vec::<String>::new());
    let unless = rule("a.rule", "when: { site.type: store }\nunless: { site.backup.files: true }\nthen: { block: update }");
    assert_eq!(of("test", &unless), ["site.type: store => nothing", "not: { site.backup.files: true } => nothing"]);
    assert_eq!(of("rule", &both), ["rule a.rule => nothing"]);
}

#[test]
fn effects_lose_their_lift_condition_their_strength_and_each_other() {
    let two = "then:\n  - rollback: required\n    by: full-restore\n  - { stage: core, strength: required }\nuntil: { site.backup.files: true }";
    let rules = rule("a.rule", two);
    assert_eq!(of("until", &rules), ["site.backup.files: true => nothing"]);
    assert_eq!(of("constant", &rules), ["site.backup.files: true => site.backup.files: false"]);
    assert_eq!(of("effect", &rules), ["rollback: required, by: full-restore => nothing", "stage: core => nothing"]);
    assert_eq!(
        of("strength", &rules),
        [
            "rollback: required, by: full-restore => rollback: decision-needed, by: full-restore",
            "rollback: required, by: full-restore => rollback: required, by: files-and-database",
            "stage: core => stage: core, strength: advised"
        ]
    );
    assert_eq!(of("if-unknown", &rules), ["if_unknown: precaution => if_unknown: ask"]);
    let own = rule("a.rule", "then: { block: update, until: { site.backup.files: true } }\nuntil: { site.type: store }");
    assert_eq!(of("until", &own), ["site.type: store => nothing", "site.backup.files: true => nothing"]);
}

#[test]
fn listed_targets_are_dropped() {
    let rules = rule("a.rule", "for_each: { thing: [one, two] }\nthen: { derive: ready, of: $thing }");
    assert_eq!(
        of("target", &rules),
        [
            "for_each: { thing: [one, two] } => for_each: { thing: [two] }",
            "for_each: { thing: [one, two] } => for_each: { thing: [one] }"
        ]
    );
    // The whole vocabulary is no list that somebody wrote.
    let all = rule("a.rule", "for_each: category\nthen: { pause: $category }");
    assert_eq!(of("target", &all), Vec::<String>::new());
}

#[test]
fn parameters_move_wherever_they_are_used() {
    let params = "params:\n  max_age: { type: duration, default: 24h, about: How old a backup may be. }\n  \
                  kinds: { type: text-list, default: [store, blog], about: Which sites. }\nrules:\n";
    let used = rule(
        "a.rule",
        "when: { site.backup.taken_at: { older_than: $max_age }, site.type: { one_of: $kinds } }\nthen: { block: update }",
    );
    let (program, _) = crate::scenario::mutate::testing::pack(params, &used);
    let all = mutants(&program.policy, &Wanted::default());
    let shown: Vec<String> =
        all.iter().filter(|m| m.kind.name() == "parameter").map(|m| format!("{} => {}", m.before, m.after)).collect();
    assert_eq!(
        shown,
        [
            "kinds: [store, blog] => kinds: [blog]",
            "kinds: [store, blog] => kinds: [store]",
            "max_age: 1d => max_age: 86399s",
            "max_age: 1d => max_age: 86401s"
        ]
    );
    // A parameter is changed where it is declared, and nowhere else.
    assert!(all.iter().all(|m| m.kind.name() != "constant"), "{all:?}");
}

#[test]
fn waivers_are_dropped_moved_and_widened() {
    let rules = rule("a.rule", "each: { item: site.items }\nthen: { pause: $item }");
    let waiver =
        "waivers:\n  - { rule: a.rule, sites: [shop-north], item: [wf-1], reason: r, owner: ana, expires: 2027-01-31 }\nrules:\n";
    let (program, _) = crate::scenario::mutate::testing::pack(waiver, &rules);
    let all = mutants(&program.policy, &Wanted::default());
    let shown: Vec<String> =
        all.iter().filter(|m| m.kind.name() == "waiver").map(|m| format!("{} => {}", m.before, m.after)).collect();
    assert_eq!(
        shown,
        [
            "a waiver of a.rule => ",
            "expires: 2027-01-31 => expires: 2027-01-30",
            "expires: 2027-01-31 => expires: 2027-02-01",
            "sites: [shop-north] => ",
            "items: [wf-1] => "
        ]
    );
}
