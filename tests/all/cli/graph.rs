//! `holdpoint graph`.

use super::{folder, holdpoint, holdpoint_in, policy, rule};

fn graph(more: &[&str]) -> String {
    let rules = rule("a.stage", "when: { site.type: store }, then: { stage: agents }")
        + &rule("b.pause", "when: { decided.stage: { includes: agents } }, then: { pause: commerce }")
        + &rule("c.alone", "then: { block: update }");
    let folder = folder(&[("policy.yaml", &policy(&rules))]);
    let ran = holdpoint_in(&folder, &[&["graph", "--policy", "policy.yaml"], more].concat(), "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.err);
    ran.out
}

#[test]
fn the_whole_graph_is_text_dot_or_mermaid() {
    let text = graph(&[]);
    for rule in ["a.stage", "b.pause", "c.alone"] {
        assert!(text.contains(rule), "{text}");
    }
    let dot = graph(&["--format", "dot"]);
    assert!(dot.starts_with("digraph") && dot.contains("\"a.stage\" -> \"b.pause\"") && dot.trim_end().ends_with('}'), "{dot}");
    let mermaid = graph(&["--format", "mermaid"]);
    assert!(mermaid.starts_with("flowchart") || mermaid.starts_with("graph"), "{mermaid}");
}

#[test]
fn of_many_readings_between_rules_some_are_shown_and_the_rest_is_counted() {
    let mut rules = String::new();
    for n in 0..150 {
        rules.push_str(&rule(&format!("a.d{n}"), &format!("when: {{ site.id: s{n} }}, then: {{ derive: known }}")));
        rules.push_str(&rule(
            &format!("b.r{n}"),
            &format!("unless: {{ derived.known: true, site.id: t{n} }}, then: {{ stage: agents }}"),
        ));
    }
    let folder = folder(&[("policy.yaml", &policy(&rules))]);
    let ran = holdpoint_in(&folder, &["graph", "--policy", "policy.yaml"], "");
    assert_eq!((ran.status, ran.err.as_str()), (0, "2,500 more readings between rules are not shown, only the first 20,000\n"));
    assert_eq!(ran.out.matches("  reads derived.known of ").count(), 20_000);
    let ran = holdpoint_in(&folder, &["check", "policy.yaml", "--policy", "policy.yaml", "--negative"], "");
    assert!(ran.out.contains("\n  … and 2,500 more\n"), "{} {}", ran.status, ran.err);
}

#[test]
fn around_a_rule_are_those_it_reads_and_those_that_read_it() {
    let text = graph(&["--around", "a.stage"]);
    assert!(text.contains("b.pause") && !text.contains("c.alone"), "{text}");
}

#[test]
fn a_decision_shows_who_can_make_it_and_what_they_read() {
    let text = graph(&["--decision", "pause:commerce"]);
    assert!(text.contains("a.stage") && text.contains("b.pause") && !text.contains("c.alone"), "{text}");
    let text = graph(&["--decision", "block"]);
    assert!(text.contains("c.alone") && !text.contains("b.pause"), "{text}");
}

#[test]
fn one_part_at_a_time() {
    assert_eq!(holdpoint(&["graph", "--around", "a.b", "--decision", "block"]).status, 2);
}

#[test]
fn a_policy_with_problems_has_no_graph() {
    let folder = folder(&[("policy.yaml", &policy(&rule("a.stage", "then: { stage: agent }")))]);
    let ran = holdpoint_in(&folder, &["graph", "--policy", "policy.yaml"], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("unknown-area"), "{}", ran.err);
}
