//! The page of an evaluation: well formed, nothing in a document becomes markup, nothing is loaded, nothing is lost, no secret in it.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{Run, run};
use holdpoint::explain::{Explainer, account};
use holdpoint::report::{html, json};
use serde_json::Value;

const SCENARIOS: [(Option<&str>, &[&str], &str); 7] = [
    (None, &["examples/shop-north"], "2026-07-21T18:00Z"),
    (None, &["examples/shop-north-verified"], "2026-07-21T21:20Z"),
    (None, &["examples/shop-lake"], "2026-07-30T12:00Z"),
    (None, &["examples/shop-lake-after"], "2026-07-30T15:00Z"),
    (None, &["examples/garden-blog"], "2026-07-20T18:00Z"),
    (None, &["tests/scenarios/bare-site/site.yaml", "examples/shop-north/release.yaml"], "2026-07-21T18:00Z"),
    (Some("examples/ai-assistant/policy"), &["examples/ai-assistant/site"], "2026-01-05T09:00Z"),
];

fn evaluated(policy: Option<&str>, paths: &[&str], now: &str) -> Run {
    run(policy, paths, now, None).unwrap_or_else(|(problems, _)| panic!("{paths:?}: {problems:?}"))
}

fn page(run: &Run) -> String {
    page_of(run, false)
}

fn page_of(run: &Run, all: bool) -> String {
    let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
    html::render(&explainer, &account(&explainer), &run.warnings, &run.sources, all)
}

/// An element as it was opened.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

/// Reads markup in which every element is closed and every attribute quoted; panics where it is anything else.
fn elements(text: &str) -> Vec<Element> {
    let mut out = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = text.strip_prefix("<!DOCTYPE html>").unwrap_or(text);
    while let Some(start) = rest.find('<') {
        check_text(&rest[..start]);
        let end = rest[start..].find('>').unwrap_or_else(|| panic!("a tag without an end: {}", &rest[start..])) + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in another order than opened");
            continue;
        }
        let (tag, alone) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "no name of an element: {name}");
        out.push(Element { name: name.to_owned(), attributes: read_attributes(attributes) });
        if !alone {
            open.push(name.to_owned());
        }
    }
    check_text(rest);
    assert_eq!(open, Vec::<String>::new(), "never closed");
    out
}

fn read_attributes(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("no attribute: {rest}"));
        assert!(name.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c.is_ascii_digit()), "no name: {name}");
        let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("no end: {after}"));
        check_text(value);
        out.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    out
}

fn check_text(text: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].iter().any(|e| text[at..].starts_with(e));
        assert!(known, "a bare ampersand: {}", &text[at..text.len().min(at + 20)]);
    }
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "a control character in {text}");
}

fn value<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// What a browser would run or load.
pub fn check_harmless(text: &str) {
    let all = elements(text);
    let ids: Vec<&str> = all.iter().filter_map(|e| value(e, "id")).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "an id stands twice");
    for element in &all {
        let loads = ["script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "foreignObject"];
        assert!(!loads.contains(&element.name.as_str()), "{}", element.name);
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && !["src", "style", "srcset", "action"].contains(&name.as_str()), "{name}={value}");
            if name == "href" {
                let target = value.strip_prefix('#').unwrap_or_else(|| panic!("{value} leads out of the page"));
                assert!(distinct.contains(target), "{value} leads nowhere");
            }
            if name == "aria-labelledby" {
                value.split(' ').for_each(|id| assert!(distinct.contains(id), "{id} is no label"));
            }
        }
    }
    let style = text.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).unwrap().0;
    assert!(!style.contains("url(") && !style.contains("@import"), "the style loads something");
}

#[test]
fn pages_are_well_formed_and_load_nothing() {
    for (policy, paths, now) in SCENARIOS {
        let run = evaluated(policy, paths, now);
        for all in [false, true] {
            let text = page_of(&run, all);
            check_harmless(&text);
            assert_eq!(text, page_of(&run, all), "the same input gives the same bytes");
        }
    }
}

#[test]
fn every_decision_reason_and_fact_place_of_the_json_output_is_on_the_page() {
    for (policy, paths, now) in SCENARIOS {
        let run = evaluated(policy, paths, now);
        let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
        let json = json::evaluation::render(&explainer, &account(&explainer), &run.warnings, &run.sources, Default::default());
        let json: Value = serde_json::from_str(&json).unwrap();
        let text = page(&run);
        let shown = |text: &str| {
            text.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;").replace('<', "&lt;").replace('>', "&gt;")
        };
        let decisions = json["decisions"].as_array().unwrap();
        let decided: BTreeSet<&str> = decisions.iter().map(|d| d["decision"].as_str().unwrap()).collect();
        for decision in &decided {
            assert!(text.contains(&format!("<code>{}</code>", shown(decision))), "{paths:?}: {decision} is missing");
        }
        for reason in json["reasons"].as_array().unwrap() {
            if decided.contains(reason["decision"].as_str().unwrap()) {
                let because = shown(reason["because"].as_str().unwrap());
                assert!(text.contains(&because), "{paths:?}: {because} is missing");
            }
        }
        for question in json["questions"].as_array().unwrap() {
            assert!(text.contains(&shown(question["part"].as_str().unwrap())), "{paths:?}: {question} is missing");
        }
        assert!(text.contains(json["verdict"]["meaning"].as_str().unwrap()));
    }
}

#[test]
fn a_page_can_be_used_with_a_keyboard_and_a_screen_reader() {
    for (policy, paths, now) in SCENARIOS {
        let all = elements(&page(&evaluated(policy, paths, now)));
        let count = |name: &str| all.iter().filter(|e| e.name == name).count();
        assert_eq!((count("h1"), count("main"), count("nav")), (1, 1, 1));
        let first = all.iter().find(|e| e.name == "a").unwrap();
        assert_eq!(value(first, "href"), Some("#main"), "the first link skips to the answer");
        assert_eq!(value(all.iter().find(|e| e.name == "html").unwrap(), "lang"), Some("en"));
        let mut last = 0;
        for level in all.iter().filter_map(|e| e.name.strip_prefix('h').and_then(|n| n.parse::<usize>().ok())) {
            assert!(level <= last + 1, "{paths:?}: a heading of level {level} after one of level {last}");
            last = level;
        }
        for table in all.iter().filter(|e| e.name == "table") {
            assert!(value(table, "aria-label").is_some_and(|label| !label.is_empty()), "a table without a name");
        }
        assert!(all.iter().filter(|e| e.name == "th").all(|e| value(e, "scope").is_some()), "a heading of a table says of what");
    }
}

const HOSTILE: &str =
    r#"</style><script>alert(1)</script><img src=x onerror='alert(2)'> "javascript:alert(3)" ]]> &lt; {{ 7 * 7 }}"#;

#[test]
fn nothing_in_a_document_or_a_policy_becomes_markup() {
    let folder = tempfile::tempdir().unwrap();
    let text = serde_json::to_string(HOSTILE).unwrap();
    let write = |name: &str, content: String| fs::write(folder.path().join(name), content).unwrap();
    fs::create_dir(folder.path().join("policy")).unwrap();
    write(
        "policy/pack.yaml",
        format!(
            "kind: policy\nname: hostile\ntitle: {text}\nversion: {text}\nproduct: {{ id: sophmate, title: {text}, scheme: semver }}\n\
             extends: [sophmate]\n\
             vocabulary:\n  tasks:\n    look: {{ title: {text}, due: before }}\n\
             rules:\n  - id: hostile.rule\n    title: {text}\n    when: {{ site.id: {{ exists: true }} }}\n    then: {{ require: look }}\n    \
             because: {because}\n    source: {text}\n    owner: {text}\n",
            because = serde_json::to_string(&format!("{{site.id}} {}", HOSTILE.replace(['{', '}'], ""))).unwrap(),
        ),
    );
    write(
        "release.yaml",
        format!(
            "kind: release\nversion: 2.4.0\nchanges: [{{ name: {text}, area: workflows }}, {{ name: {other} }}]\n",
            other = serde_json::to_string(&format!("Other {HOSTILE}")).unwrap()
        ),
    );
    write(
        "site.yaml",
        format!(
            "kind: site\nid: {text}\nversions: {{ sophmate: 2.3.3 }}\nowners: {{ staging_update: {text}, rollback: {text} }}\n\
             workflows: [{{ id: {text}, enabled: true, category: commerce }}]\n"
        ),
    );
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (policy, release, site) = (at("policy"), at("release.yaml"), at("site.yaml"));
    let run = evaluated(Some(&policy), &[&release, &site], "2026-07-21T18:00Z");
    let text = page(&run);
    check_harmless(&text);
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "what was written is shown as it was written");
    assert!(!text.contains("<script") && !text.contains("<img"), "and is no markup");
}

#[test]
fn no_secret_is_on_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = ["4f1c9d2ab7e0438894c6d1", "sk-live-Ab12Cd34Ef56Gh78Ij90Kl", "customer@shop-north.example", "hunter2hunter2"];
    let site = folder.path().join("site.yaml");
    fs::write(
        &site,
        format!(
            "kind: site\nid: shop-north\nversions: {{ sophmate: 2.3.3 }}\n# the api_key: {}\nproviders:\n  - {{ id: p-main, key: {} }}\n\
             owners: {{ rollback: {} }}\nworkflows:\n  - id: wf-restock\n    # password: {}\n    category: commerce\n",
            secrets[0], secrets[1], secrets[2], secrets[3],
        ),
    )
    .unwrap();
    let site = site.to_str().unwrap();
    let run = evaluated(None, &["examples/shop-north/release.yaml", site], "2026-07-21T18:00Z");
    let text = page(&run);
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is on the page");
    }
    assert!(text.contains("present (secret)"), "of a key it is told that it is there");
}
