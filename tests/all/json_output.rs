//! What is printed as JSON is what its schema says, for every scenario and with derivations; and the same input gives the same bytes.

use crate::support::{Run, run};
use holdpoint::diagnostic::Sink;
use holdpoint::explain::{Explainer, account};
use holdpoint::report::json::{self, evaluation::Options};
use holdpoint::schema::Validator;
use holdpoint::text::Sources;
use serde_json::Value;

fn schema(name: &str) -> Validator {
    let text = std::fs::read_to_string(format!("schemas/{name}.schema.json")).unwrap();
    Validator::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn printed(run: &Run, options: Options) -> String {
    let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
    json::evaluation::render(&explainer, &account(&explainer), &run.warnings, &run.sources, options)
}

#[test]
fn evaluations_are_what_the_schema_says() {
    let schema = schema("evaluation");
    let cases = [
        (None, "examples/shop-north", "2026-07-21T18:00Z"),
        (None, "examples/shop-lake", "2026-07-30T12:00Z"),
        (None, "examples/shop-lake-after", "2026-07-31T23:00Z"),
        (None, "examples/garden-blog", "2026-07-21T18:00Z"),
        (Some("examples/ai-assistant/policy"), "examples/ai-assistant/site", "2026-01-05T09:00Z"),
    ];
    for (policy, path, now) in cases {
        let run = run(policy, &[path], now, None).unwrap_or_else(|(problems, _)| panic_with(path, &problems));
        for (explain, all) in [(false, false), (true, false), (false, true), (true, true)] {
            let options = Options { explain, all };
            let text = printed(&run, options);
            let value: Value = serde_json::from_str(&text).unwrap();
            assert!(schema.is_valid(&value), "{path} with {options:?}:\n{text}");
            assert_eq!(text, printed(&run, options), "the same input gives the same bytes");
            assert_eq!(value.pointer("/reasons/0/derivation").is_some(), explain);
        }
    }
}

#[test]
fn an_evaluation_without_its_version_is_not_one() {
    let run =
        run(None, &["examples/shop-north"], "2026-07-21T18:00Z", None).unwrap_or_else(|(p, _)| panic_with("shop-north", &p));
    let mut value: Value = serde_json::from_str(&printed(&run, Options::default())).unwrap();
    value.as_object_mut().unwrap().remove("version");
    assert!(!schema("evaluation").is_valid(&value));
}

#[test]
fn problems_are_what_the_schema_says() {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    holdpoint::document::load(&mut sources, "site.yaml", b"kind: site\nkind: site\n\tid: x\n".to_vec(), &mut sink);
    let text = json::problems::render(&sink.into_sorted(), &sources);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert!(schema("problems").is_valid(&value), "{text}");
    assert!(value.pointer("/problems/0/place/line").is_some());
}

#[expect(clippy::panic, reason = "a scenario that can't be evaluated fails its test")]
fn panic_with(path: &str, problems: &[holdpoint::diagnostic::Diagnostic]) -> Run {
    panic!("{path}: {problems:?}")
}
