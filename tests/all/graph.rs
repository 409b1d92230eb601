//! The picture of the rule graph: every rule is in it, no box lies on another, the same policy gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::run;
use holdpoint::compile::reads::Sign;
use holdpoint::report::graph::svg::{areas, standalone};
use holdpoint::report::graph::{Picture, picture};

fn sophmate() -> Picture {
    picture(&run(None, &["examples/shop-north"], "2026-07-21T18:00Z", None).ok().unwrap().program)
}

/// A graph with many rules that read one another, made by counting.
fn dense(rules: usize) -> Picture {
    let name = |n: usize| format!("group-{}.rule-{n:03}", n % 7);
    let decides = |n: usize| (0..=n % 5).map(|k| format!("require:task-{}", (n + k) % 9)).collect::<BTreeSet<_>>();
    let edge = |from: usize, to: usize| {
        let sign = if (from + to).is_multiple_of(3) { Sign::Negative } else { Sign::Positive };
        (name(from), name(to), format!("derived.conclusion-{}", from % 4), sign)
    };
    let edges = (0..rules / 2).flat_map(|n| [edge(n, n + 1 + n % 3), edge(n, (n * 5 + 7) % rules)]);
    Picture { rules: (0..rules).map(|n| (name(n), decides(n))).collect::<BTreeMap<_, _>>(), edges: edges.collect(), more: 0 }
}

#[test]
fn no_box_lies_on_another() {
    for picture in [sophmate(), dense(12), dense(80), sophmate().deciding("rollback"), sophmate().around("window.ending")] {
        let areas = areas(&picture);
        assert!(!areas.is_empty());
        for (n, (x, y, width, height)) in areas.iter().enumerate() {
            for (left, top, wide, high) in areas.iter().skip(n + 1) {
                let apart = x + width < *left || left + wide < *x || y + height < *top || top + high < *y;
                assert!(apart, "a box at {x},{y} and one at {left},{top}");
            }
        }
    }
}

#[test]
fn every_rule_and_every_reading_is_in_the_picture() {
    let picture = sophmate();
    let svg = standalone(&picture);
    for rule in picture.rules.keys() {
        // A long name is cut, and whole in the title of its box.
        let cut = format!(">{}…</text>", rule.chars().take(43).collect::<String>());
        assert!(svg.contains(&format!(">{rule}</text>")) || svg.contains(&cut), "{rule} is missing");
    }
    assert_eq!(svg.matches("marker-end").count(), picture.edges.len() + 2, "an arrow for each reading, and two in the legend");
    assert_eq!(svg, standalone(&sophmate()), "the same policy gives the same bytes");
}

#[test]
fn nothing_in_a_policy_becomes_markup() {
    let hostile = "a\"><script>alert('1')</script>&".to_owned();
    let picture = Picture {
        rules: BTreeMap::from([(hostile.clone(), BTreeSet::from([hostile.clone()])), ("b".to_owned(), BTreeSet::new())]),
        edges: BTreeSet::from([(hostile.clone(), "b".to_owned(), hostile, Sign::Both)]),
        more: 0,
    };
    let svg = standalone(&picture);
    assert!(!svg.contains("<script"), "{svg}");
    assert!(svg.contains("a&quot;&gt;&lt;script&gt;"), "{svg}");
}

#[test]
fn a_part_of_the_graph_can_be_drawn() {
    let part = sophmate().around("window.ending");
    let svg = standalone(&part);
    assert!(svg.contains(">window.ending</text>") && !svg.contains("backup.exists"), "{svg}");
}

#[test]
fn mermaid_and_dot_are_as_they_were() {
    let part = sophmate().around("staging.missing");
    assert!(
        part.mermaid().starts_with("flowchart LR\n  r0[\"staging.") && part.mermaid().contains("[\"staging.missing<br/>"),
        "{}",
        part.mermaid()
    );
    assert!(
        part.dot().contains("\"staging.touched-areas\" -> \"staging.missing\" [label=\"decided.stage\", style=solid];"),
        "{}",
        part.dot()
    );
}
