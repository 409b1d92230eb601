//! Markdown for people: stored documents of the scenarios, and the proof that text from files stays text in them.
//! `UPDATE=1 cargo test --test all reports::` stores what comes out.

use std::path::Path;

use crate::support::{Run, run, stored};
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use holdpoint::decision::Target;
use holdpoint::explain::reports::{Kind, report};
use holdpoint::explain::restarting::{May, restarting};
use holdpoint::explain::{Explainer, account};
use holdpoint::report::markdown;
use holdpoint::report::markdown::escape::{code, escape};
use proptest::prelude::*;

/// Name of the stored document, what is evaluated, when.
const CASES: [(&str, &str, &str); 6] = [
    ("shop-north", "examples/shop-north", "2026-07-21T18:00Z"),
    ("shop-north-after", "examples/shop-north-after", "2026-07-21T23:00Z"),
    ("shop-north-verified", "examples/shop-north-verified", "2026-07-21T21:20Z"),
    ("shop-lake", "examples/shop-lake", "2026-07-30T12:00Z"),
    ("shop-lake-after", "examples/shop-lake-after", "2026-07-31T23:00Z"),
    ("garden-blog", "examples/garden-blog", "2026-07-20T18:00Z"),
];

fn evaluated(path: &str, now: &str) -> Run {
    run(None, &[path], now, None).unwrap_or_else(|(problems, _)| panic!("{path}: {problems:?}"))
}

/// The four documents of an evaluation.
fn documents(run: &Run) -> Vec<(&'static str, String)> {
    let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
    let change = markdown::evaluation::render(&account(&explainer), &run.program.policy, &run.sources);
    let reports =
        Kind::ALL.map(|kind| (kind.name(), markdown::report::render(&report(kind, &explainer, &run.sources), &run.sources)));
    [("evaluation", change)].into_iter().chain(reports).collect()
}

#[test]
fn documents_of_the_scenarios_are_as_stored() {
    let mut failures = Vec::new();
    for (name, path, now) in CASES {
        let run = evaluated(path, now);
        for (document, text) in documents(&run) {
            if let Err(difference) = stored(Path::new(&format!("tests/reports/{name}.{document}.md")), &text) {
                failures.push(difference);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_client_reads_no_rule_no_place_and_no_name_of_a_fact() {
    for (name, path, now) in CASES {
        let run = evaluated(path, now);
        let (_, text) = documents(&run).pop().unwrap();
        for rule in &run.program.policy.rules {
            assert!(!text.contains(&rule.id.to_string()), "{name} names {}", rule.id);
        }
        for word in [".yaml", "Missing", "rule"] {
            assert!(!text.contains(word), "{name} says {word}:\n{text}");
        }
        for root in ["site.", "update.", "release."] {
            let names = text.split(root).skip(1).any(|rest| rest.starts_with(char::is_alphabetic));
            assert!(!names, "{name} names a fact of {root}:\n{text}");
        }
    }
}

/// What makes the tests on staging worthless, as lines of the site file: the one that is right, and the one that is not.
const WORTHLESS: [(&str, &str); 10] = [
    ("mail: isolated", "mail: live"),
    ("webhooks: isolated", "webhooks: live"),
    ("provider_key: separate", "provider_key: shared"),
    ("budget: separate", "budget: shared"),
    ("data: anonymised", "data: production-like"),
    ("data: anonymised", "data: unknown"),
    ("parity: verified", "parity: partial"),
    ("exists: true", "exists: false"),
    ("sophmate: 2.4.0\n", "sophmate: 2.3.3\n"),
    ("kill_switches: pass", "kill_switches: fail"),
];

#[test]
fn staging_that_proves_nothing_lifts_nothing_and_is_no_news_for_a_client() {
    let text = std::fs::read_to_string("tests/scenarios/shop-north-not-isolated/site.yaml").unwrap();
    let sound = text.replace("mail: live", "mail: isolated").replace("data: production-like", "data: anonymised");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("worthless");
    std::fs::create_dir_all(&folder).unwrap();
    let answer = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        let paths = ["examples/shop-north/release.yaml", path.to_str().unwrap()];
        let run = run(None, &paths, "2026-07-21T19:00Z", None).unwrap_or_else(|(problems, _)| panic!("{name}: {problems:?}"));
        let held = ["stage:workflows", "stage:approvals", "block:update"].map(|target| {
            let target = Target::parse(target).unwrap();
            run.evaluation.decision(&target).is_some_and(|d| d.in_force.is_some())
        });
        let (_, client) = documents(&run).pop().unwrap();
        (held, client.contains("passed") || client.contains("Passed"))
    };
    assert_eq!(answer("sound.yaml", &sound), ([false; 3], true), "isolated, anonymised, passed");
    for (n, (right, wrong)) in WORTHLESS.iter().enumerate() {
        assert!(sound.contains(right), "{right} is in the file");
        let text = sound.replacen(right, wrong, 1);
        assert_eq!(answer(&format!("{n}.yaml"), &text), ([true; 3], false), "{wrong}");
    }
}

#[test]
fn what_nobody_stated_is_marked_and_what_is_stated_is_not() {
    let missing = |path: &str, now: &str| {
        let run = evaluated(path, now);
        report(Kind::Rollback, &Explainer::new(&run.program, &run.facts, &run.evaluation), &run.sources).missing()
    };
    assert_eq!(missing("examples/shop-north-after", "2026-07-21T23:00Z"), 14);
    assert_eq!(missing("examples/shop-north-verified", "2026-07-21T21:20Z"), 0);
}

#[test]
fn every_category_in_use_is_answered_as_requests_are() {
    for (name, path, now) in CASES {
        let run = evaluated(path, now);
        let explainer = Explainer::new(&run.program, &run.facts, &run.evaluation);
        let answers = restarting(&explainer);
        assert!(name == "garden-blog" || !answers.is_empty(), "{name}");
        let items = answers.iter().flat_map(|c| &c.items);
        for asked in run.evaluation.restarts.iter().filter(|a| a.known) {
            let answer = answers.iter().chain(items.clone()).find(|r| *r.name == *asked.asked).unwrap();
            assert_eq!(answer.may == May::Yes, asked.may, "{name}: {}", asked.asked);
        }
    }
}

/// Every extension that the services showing our documents may have switched on.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let on = &mut options.extension;
    on.strikethrough = true;
    on.table = true;
    on.autolink = true;
    on.tasklist = true;
    on.superscript = true;
    on.footnotes = true;
    on.inline_footnotes = true;
    on.description_lists = true;
    on.multiline_block_quotes = true;
    on.alerts = true;
    on.math_dollars = true;
    on.math_code = true;
    on.wikilinks_title_after_pipe = true;
    options.parse.relaxed_tasklist_matching = true;
    options.parse.relaxed_autolinks = true;
    options
}

/// What a document is made of, without its text: kinds of nodes with their depth; and its text.
fn read(document: &str) -> (Vec<String>, String) {
    let arena = Arena::new();
    let root = parse_document(&arena, document, &options());
    let (mut shape, mut text) = (Vec::new(), String::new());
    for node in root.descendants() {
        let depth = node.ancestors().count();
        match &node.data.borrow().value {
            NodeValue::Text(more) => text.push_str(more),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Escaped => {}
            value => {
                let debug = format!("{value:?}");
                shape.push(format!("{depth} {}", debug.split(['(', '{', ' ']).next().unwrap()));
            }
        }
    }
    (shape, text)
}

/// The text nodes: what services look for mentions, references and addresses in.
fn plain(document: &str) -> Vec<String> {
    let arena = Arena::new();
    let root = parse_document(&arena, document, &options());
    let text = |value: &NodeValue| match value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    };
    root.descendants().filter_map(|node| text(&node.data.borrow().value)).collect()
}

/// Where text from files stands in our documents.
const PLACES: [(&str, &str); 6] =
    [("# ", "\n"), ("- ", "\n"), ("- [ ] ", "\n"), ("", "\n"), ("|a|b|\n|---|---|\n| ", " | c |\n"), ("- **", "**: x\n  - y\n")];

/// Text that is more likely than not to be markup.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,4}",
        4 => prop::sample::select(vec![
            "@", "#", "`", "``", "|", "\\", "[", "]", "(", ")", "<", ">", "&", "*", "**", "_", "__", "~", "~~", "$", "$$", "!", "![",
            "-", "+", "=", "===", "---", "1.", "1)", ":", "^", "[^", "{", "}", "\n", "\n\n", "\t", "    ", " ", "://", "www.", "mailto:",
            "https://a.example/x", "<b>", "<!--", "-->", "&amp;", "&#64;", "[a](b)", "[x] ", "[ ] ", "@ana", "#1", "GH-1", ":tada:",
            "x@y.example", "[[w]]", "> ", ">>> ", "```", "~~~", "|---|", "[r]: /u", ": d", "\u{202e}", "\u{200b}", "\r", "%%", "😀",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,3}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn escaped_text_is_that_text_wherever_it_stands(text in hostile()) {
        let shown = holdpoint::text::printable::printable(text.trim()).into_owned();
        prop_assume!(!shown.is_empty());
        for (before, after) in PLACES {
            let (expected, around) = read(&format!("{before}x{after}"));
            let (shape, found) = read(&format!("{before}{}{after}", escape(&text)));
            prop_assert_eq!(&shape, &expected, "{:?} in {:?}: {}", text, before, escape(&text));
            let wanted = around.replacen('x', &shown, 1);
            // Markdown drops spaces at the edges of a line and nothing else.
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeezed(&found), squeezed(&wanted), "{:?} as {}", text, escape(&text));
        }
    }

    #[test]
    fn nothing_is_left_for_services_to_act_upon(text in hostile()) {
        for node in plain(&format!("- {}\n", escape(&text))) {
            prop_assert!(!node.contains('@') && !node.contains("://"), "{node}");
            let refers = node.split('#').skip(1).any(|rest| rest.starts_with(char::is_alphanumeric));
            prop_assert!(!refers, "{node}");
        }
    }

    #[test]
    fn code_is_that_text_wherever_it_stands(text in hostile()) {
        let shown = holdpoint::text::printable::printable(text.trim()).into_owned();
        prop_assume!(!shown.is_empty());
        for (before, after) in PLACES {
            let (expected, _) = read(&format!("{before}x{after}"));
            prop_assert_eq!(read(&format!("{before}{}{after}", code(&text))).0, expected, "{}", code(&text));
        }
    }
}

/// The documents of a site whose texts are all `text`.
fn with_text(text: &str) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let said = serde_json::to_string(text).unwrap();
    let write = |name: &str, content: String| std::fs::write(folder.path().join(name), content).unwrap();
    write(
        "release.yaml",
        format!(
            "kind: release\nversion: 2.4.0\nmigrations: []\nchanges:\n  - {{ name: {said}, area: approvals, behaviour: true }}\n  - {{ name: Workflows, area: workflows }}\ncaveats: [{said}]\nnotes: {{ buyer_safe: true }}\n"
        ),
    );
    write(
        "site.yaml",
        format!(
            "kind: site\nid: shop-north\ntype: store\nowners: {{ rollback: {said}, support_lead: {said}, client_comms: {said} }}\n\
             backup: {{ location: {said} }}\nversions: {{ sophmate: 2.3.2, wordpress: \"6.6\", php: \"8.2\" }}\n\
             workflows: [{{ id: wf-restock, title: {said}, category: commerce, client_approval: pending }}]\n\
             errors: [{{ id: err, at: 2026-07-21T20:30Z, message: {said}, steps: {said}, code: {said}, url: {said} }}]\n\
             incidents: [{{ id: inc, open: true, root_cause: {said}, owner: {said} }}]\n"
        ),
    );
    write(
        "update.yaml",
        format!(
            "kind: update\nphase: after\napplied_at: 2026-07-21T20:20Z\napplied_by: {said}\n\
             record: {{ caveats: {said}, approval_note: {said}, affected_areas: {said}, update_owner: {said} }}\n\
             resume_requested: [{said}]\n"
        ),
    );
    let path = folder.path().to_str().unwrap().to_owned();
    documents(&evaluated(&path, "2026-07-21T23:00Z"))
}

#[test]
fn the_structure_of_documents_does_not_depend_on_the_text_in_files() {
    let expected: Vec<Vec<String>> = with_text("plain words").iter().map(|(_, text)| read(text).0).collect();
    let hostile = [
        "# x | a | <img src=x onerror=alert(1)> @ana acme/x#12",
        "- [ ] all done\n\n# y",
        "1. [click](https://evil.example) ![a](b) www.evil.example",
        "``` x `b` **x** _y_ ~~z~~ $$x$$ [^1]: x",
        "x\n\n---",
        "> quote &lt;b&gt; &#64;ana </td></tr> <!-- --> :tada: [[wiki]]",
        "x\n|---|---|",
        "x\u{202e}y \\",
    ];
    for text in hostile {
        for ((name, document), expected) in with_text(text).iter().zip(&expected) {
            let (shape, _) = read(document);
            assert_eq!(&shape, expected, "{name} with {text:?}:\n{document}");
            for node in plain(document) {
                assert!(!node.contains('@') && !node.contains("://"), "{name} with {text:?}: {node}");
            }
        }
    }
}
