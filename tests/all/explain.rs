//! What `holdpoint explain` prints on the examples, stored beside the tests; and that its JSON is what its schema says.
//! `UPDATE=1 cargo test --test all explain::` stores what is printed: read it before it is committed.

use std::path::Path;

use crate::support::{Run, run, stored};
use holdpoint::explain::Explainer;
use holdpoint::explain::explanation::{Outcome, explain, question};
use holdpoint::report::json;
use holdpoint::report::terminal::Style;
use holdpoint::report::text::explain::{Depth, render};
use holdpoint::schema::Validator;

const NORTH: (&str, &str) = ("examples/shop-north", "2026-07-21T18:00Z");
const NORTH_AFTER: (&str, &str) = ("examples/shop-north-after", "2026-07-22T00:00Z");
const LAKE: (&str, &str) = ("examples/shop-lake", "2026-07-30T12:00Z");
const LAKE_AFTER: (&str, &str) = ("examples/shop-lake-after", "2026-07-31T23:00Z");
const GARDEN: (&str, &str) = ("examples/garden-blog", "2026-07-21T18:00Z");

/// The name of the stored text, the example, and what is asked.
const CASES: [(&str, (&str, &str), &str, Depth); 13] = [
    ("an-item-is-paused", NORTH, "pause:commerce", Depth::Paragraph),
    ("an-item-is-paused-line", NORTH, "pause:commerce", Depth::Line),
    ("an-item-is-paused-tree", NORTH, "pause:commerce", Depth::Tree),
    ("an-area-is-not-staged", NORTH, "stage:agents", Depth::Paragraph),
    ("staging-comes-first", NORTH, "verdict", Depth::Paragraph),
    ("no-rollback", NORTH, "rollback", Depth::Paragraph),
    ("a-rule-holds", NORTH, "staging.touched-areas", Depth::Paragraph),
    ("a-decision-is-due", NORTH_AFTER, "verdict", Depth::Paragraph),
    ("evidence-blocks", LAKE, "block:update", Depth::Paragraph),
    ("a-precaution", LAKE, "stage:workflows", Depth::Paragraph),
    ("several-files", LAKE_AFTER, "rollback", Depth::Paragraph),
    ("missed", LAKE_AFTER, "stage:workflows", Depth::Paragraph),
    ("a-quiet-blog", GARDEN, "verdict", Depth::Line),
];

fn evaluated((path, now): (&str, &str)) -> Run {
    run(None, &[path], now, None).unwrap_or_else(|(problems, _)| panic!("{path}: {problems:?}"))
}

#[test]
fn explanations_say_what_is_stored() {
    let mut failures = Vec::new();
    for (name, example, asked, depth) in CASES {
        let run = evaluated(example);
        let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
        let question = question(&explainer, asked).unwrap();
        let explanation = explain(&explainer, asked, &question);
        let text = render(&explanation, &run.sources, &Style::default(), depth);
        let shown = format!("$ holdpoint explain {asked} {} --now {}\n{text}", example.0, example.1);
        failures.extend(stored(Path::new(&format!("tests/explanations/{name}.txt")), &shown).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_decision_of_every_example_is_explained_as_the_schema_says() {
    let text = std::fs::read_to_string("schemas/explanation.schema.json").unwrap();
    let schema = Validator::new(&serde_json::from_str(&text).unwrap()).unwrap();
    for example in [NORTH, NORTH_AFTER, LAKE, LAKE_AFTER, GARDEN] {
        let run = evaluated(example);
        let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
        let decisions = run.evaluation.decisions.iter().map(|d| d.target.to_string());
        let others = ["verdict", "rollback", "stage:agents", "pause:support"].map(str::to_owned);
        let rules = run.program.policy.rules.iter().map(|r| r.id.to_string());
        for asked in decisions.chain(others).chain(rules) {
            let question = question(&explainer, &asked).unwrap();
            let explanation = explain(&explainer, &asked, &question);
            assert!(!explanation.parts.is_empty(), "{asked}");
            for part in &explanation.parts {
                let says = match part.outcome {
                    Outcome::Certain => !part.rules.is_empty(),
                    Outcome::Precaution => !part.unknown.is_empty() || part.rules.iter().any(|r| r.since.is_some()),
                    Outcome::Not => part.not.iter().all(|n| !n.says.is_empty()),
                };
                assert!(says && !part.headline.is_empty(), "{asked} on {}: {part:#?}", example.0);
            }
            for tree in [false, true] {
                let text = json::explain::render(&explainer, &explanation, &run.sources, tree);
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert!(schema.is_valid(&value), "{asked} on {}:\n{text}", example.0);
            }
        }
    }
}

#[test]
fn what_does_not_exist_is_said_with_what_is_near() {
    let run = evaluated(NORTH);
    let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
    let asked = |text: &str| question(&explainer, text).map_err(|e| (e.headline, e.help)).unwrap_err();
    assert_eq!(
        asked("pause:comerce"),
        ("no rule of this policy can decide `pause:comerce`".to_owned(), "did you mean `pause:commerce`?".to_owned())
    );
    assert_eq!(asked("staging.touched-area").1, "did you mean `staging.touched-areas`?");
    assert!(asked("pause").1.contains("`pause:commerce`"), "{:?}", asked("pause"));
}
