//! A site that states little is told in little, whatever its number of items, and nothing of what is decided is left out.

use std::collections::{BTreeMap, BTreeSet};

use holdpoint::Engine;
use holdpoint::engine::Answer;
use holdpoint::report::{github, html, json, markdown, sarif};
use holdpoint::value::Instant;
use serde_json::Value;

/// What comes of a release about which nothing is stated, and a site of so many workflows that have nothing but an id.
fn sparse<T>(items: usize, then: impl FnOnce(&Answer<'_>) -> T) -> T {
    let ids: Vec<String> = (1..=items).map(|n| format!("  - id: wf-{n}\n")).collect();
    let lists = if items > 0 { format!("workflows:\n{}", ids.concat()) } else { String::new() };
    let site = format!("kind: site\nid: shop\n{lists}");
    let release = ("release.yaml", "kind: release\nproduct: sophmate\nversion: 2.4.0\n");
    let now = Instant::parse("2026-07-21T18:00Z").unwrap();
    let engine = Engine::builtin("sophmate").unwrap();
    then(&engine.evaluate(&[release, ("site.yaml", &site)], now).unwrap())
}

fn as_json(answer: &Answer<'_>, all: bool) -> String {
    let options = json::evaluation::Options { explain: false, all };
    json::evaluation::render(&answer.explainer(), &answer.account(), &answer.warnings, &answer.sources, options)
}

/// The size of an evaluation in the formats that could grow with it.
fn sizes(items: usize) -> BTreeMap<&'static str, usize> {
    sparse(items, |answer| {
        let (explainer, account, problems, sources) = (answer.explainer(), answer.account(), &answer.warnings, &answer.sources);
        BTreeMap::from([
            ("json", as_json(answer, false).len()),
            ("html", html::render(&explainer, &account, problems, sources, false).len()),
            ("markdown", markdown::evaluation::render(&account, &explainer.program.policy, sources).len()),
            ("sarif", sarif::evaluation(&explainer, &account, problems, sources, "").len()),
            ("github", github::evaluation(&explainer, &account, problems, sources, "").len()),
        ])
    })
}

/// For each format the most kilobytes for a bare site, for 20 and for 400 workflows, and the most bytes for a further one.
const BUDGETS: [(&str, [usize; 3], usize); 5] = [
    ("json", [560, 640, 1_200], 1_600),
    ("html", [800, 900, 1_400], 1_500),
    ("markdown", [40, 40, 40], 10),
    ("sarif", [240, 240, 240], 10),
    ("github", [70, 70, 70], 10),
];

#[test]
fn a_site_that_states_little_is_told_in_little() {
    let [bare, few, many] = [0, 20, 400].map(sizes);
    let mut over: Vec<String> = Vec::new();
    for (format, budget, slope) in BUDGETS {
        for (size, most) in [&bare, &few, &many].into_iter().zip(budget) {
            if size[format] > most * 1_000 {
                over.push(format!("{format}: {} bytes, at most {most} kB", size[format]));
            }
        }
        let each = many[format].saturating_sub(few[format]) / 380;
        if each > slope {
            over.push(format!("{format}: {each} bytes for each item, at most {slope}"));
        }
    }
    assert_eq!(over, Vec::<String>::new());
}

#[test]
fn what_is_told_once_loses_no_decision_no_rule_and_no_settled_reason() {
    for items in [0, 9] {
        let texts = sparse(items, |answer| [false, true].map(|all| as_json(answer, all)));
        let [once, all] = texts.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        let count = |reason: &Value| reason.pointer("/alike/count").map_or(1, |count| count.as_u64().unwrap());
        let reasons = |value: &Value| value["reasons"].as_array().unwrap().clone();
        assert_eq!(reasons(&once).iter().map(count).sum::<u64>(), reasons(&all).len() as u64);
        assert!(reasons(&all).iter().all(|reason| reason.get("alike").is_none()));
        assert!(reasons(&once).len() * 4 < reasons(&all).len());
        let settled = |value: &Value| -> Vec<String> {
            let open = |reason: &Value| ["undetermined", "later"].contains(&reason["status"].as_str().unwrap());
            reasons(value).iter().filter(|reason| !open(reason)).map(|reason| reason["name"].to_string()).collect()
        };
        assert_eq!(settled(&once), settled(&all));
        assert_eq!(decided(&once), decided(&all));
    }
}

/// Every decision with its bounds, and what of its rules comes to what.
fn decided(value: &Value) -> Vec<(String, BTreeSet<String>)> {
    let rules = |decision: &Value| {
        let reason = |place: &Value| &value["reasons"][usize::try_from(place.as_u64().unwrap()).unwrap()];
        let said = |reason: &Value| format!("{} {} {}", reason["rule"], reason["effective"], reason["in_force"]);
        decision["reasons"].as_array().unwrap().iter().map(|place| said(reason(place))).collect()
    };
    let bounds = |d: &Value| format!("{} {} {} {} {}", d["decision"], d["lo"], d["hi"], d["in_force"], d["precaution"]);
    value["decisions"].as_array().unwrap().iter().map(|decision| (bounds(decision), rules(decision))).collect()
}

#[test]
fn a_fact_that_is_missing_of_many_items_stands_once_with_the_items() {
    let value: Value = serde_json::from_str(&sparse(9, |answer| as_json(answer, false))).unwrap();
    let facts = value["facts"].as_array().unwrap();
    let owner: Vec<&Value> =
        facts.iter().filter(|fact| fact["fact"] == "site.workflows.*.owner" && fact.get("items").is_some()).collect();
    assert_eq!(owner[0]["items"], serde_json::json!({ "count": 9, "first": ["wf-1", "wf-2", "wf-3"] }));
    let missing = |reason: &Value| {
        reason["missing"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| facts[usize::try_from(n.as_u64().unwrap()).unwrap()]["fact"] == "site.workflows.*.owner")
    };
    assert!(value["reasons"].as_array().unwrap().iter().any(missing));
}
