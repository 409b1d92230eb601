use std::sync::Arc;

use super::*;
use crate::compile::compile;
use crate::diagnostic::{Severity, Sink};
use crate::document;
use crate::facts::load::{FactDocument, Reader, decode};
use crate::policy;
use crate::text::Sources;
use crate::value::{Instant, Phase};

fn program() -> Program {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = policy::load::builtin("sophmate", &mut sources, &mut sink);
    let Some(policy) = policy else { panic!("{:#?}", sink.into_sorted()) };
    let program = compile(policy, &mut sink);
    assert_eq!(sink.errors(), 0, "{:#?}", sink.into_sorted());
    program.unwrap()
}

fn parse(program: &Program, text: &str) -> Node {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    sources.secret_words(&program.policy.schemas.secret_words());
    sources.plain_words(&program.policy.schemas.plain_words());
    let id = sources.add("skeleton.yaml", text.as_bytes().to_vec());
    let document = document::parse(&sources, id, &mut sink);
    assert!(sink.is_empty(), "{:#?}\n{text}", sink.into_sorted());
    document.unwrap().root
}

/// The errors that `check` would find in a document.
fn errors(program: &Program, kind: &str, text: &str) -> Vec<String> {
    let (sources, mut sink) = (Sources::new(), Sink::new());
    let root = parse(program, text);
    let reader = Reader {
        schemas: &Arc::clone(&program.policy.schemas),
        vocabulary: &program.policy.vocabulary,
        product: &program.policy.product.id,
        now: Instant::parse("2026-12-31").unwrap(),
        phase: None,
        thorough: true,
    };
    let document = FactDocument { kind: FactKind::parse(kind).unwrap(), root };
    decode(&reader, &document, Phase::After, &sources, &mut sink);
    let found = sink.into_sorted().into_iter().filter(|d| d.severity == Severity::Error);
    found.map(|d| d.headline).collect()
}

/// The skeleton with every line that is an example uncommented.
fn filled_in(skeleton: &str) -> String {
    let lines = skeleton.lines().skip(1).map(|line| line.strip_prefix("# ").unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_skeleton_is_accepted_as_it_is_and_filled_in() {
    let program = program();
    for kind in ["release", "site", "update"] {
        let text = skeleton(kind, None, &program, "x.schema.json").unwrap();
        if std::env::var_os("SHOW").is_some() {
            println!("{text}");
        }
        assert_eq!(text.lines().next(), Some("# yaml-language-server: $schema=x.schema.json"));
        assert_eq!(errors(&program, kind, &text), Vec::<String>::new(), "{text}");
        assert_eq!(errors(&program, kind, &filled_in(&text)), Vec::<String>::new(), "{}", filled_in(&text));
        assert!(text.lines().all(|line| line.chars().count() <= 130), "{text}");
    }
}

#[test]
fn nothing_is_missing_in_a_skeleton_that_is_filled_in() {
    let program = program();
    for kind in ["release", "site", "update"] {
        let text = filled_in(&skeleton(kind, None, &program, "x").unwrap()).replace("phase: before", "phase: after");
        let again = skeleton(kind, Some(&parse(&program, &text)), &program, "x").unwrap();
        assert!(again.contains("Nothing is missing"), "{again}");
        assert_eq!(errors(&program, kind, &again), Vec::<String>::new());
    }
}

#[test]
fn only_what_a_rule_reads_is_asked_for() {
    let program = program();
    let text = skeleton("site", None, &program, "x").unwrap();
    // Only read by a `because`.
    assert!(!text.contains("failed: ["), "{text}");
    assert!(!text.contains("theme:"), "{text}");
    // `item.may_fire` is computed from these.
    for field in ["trigger:", "next_run:", "cadence:", "start:", "end:"] {
        assert!(text.contains(field), "{field}");
    }
    let release = skeleton("release", None, &program, "x").unwrap();
    assert!(release.contains("#   - name: Approvals queue\n"), "{release}");
    assert!(!release.contains("touches"), "{release}");
}

#[test]
fn what_blocks_comes_before_what_does_not() {
    let program = program();
    let ranks = reads(&program);
    let stopping = |path: &[&str]| {
        let steps = path.iter().map(|name| Step::Field(Arc::from(*name))).collect();
        ranks.get(&Place { root: Arc::from("site"), steps }).map(|rank| rank.stopping > 0)
    };
    assert_eq!(stopping(&["review", "notes_read"]), Some(true));
    assert_eq!(stopping(&["theme"]), None);
    let text = skeleton("site", None, &program, "x").unwrap();
    let keys: Vec<&str> =
        text.lines().filter_map(|l| l.strip_prefix("# ")?.strip_suffix(':')).filter(|l| !l.starts_with(' ')).collect();
    let best = |key: &str| {
        ranks
            .iter()
            .filter(|(p, _)| &*p.root == "site" && p.steps.first() == Some(&Step::Field(Arc::from(key))))
            .map(|(_, r)| *r)
            .max()
    };
    let ranked: Vec<Option<Rank>> = keys.iter().map(|key| best(key)).collect();
    assert!(ranked.is_sorted_by(|a, b| a >= b), "{keys:?} {ranked:?}");
}

#[test]
fn what_a_document_states_is_not_asked_again() {
    let program = program();
    let site = "kind: site\nid: garden-blog\ninventory: complete\nbackup: none\nworkflows:\n  - { id: wf-digest, next_run: 2026-07-27T06:00Z, writes: true }\n";
    let text = skeleton("site", Some(&parse(&program, site)), &program, "x").unwrap();
    assert!(text.contains("\nid: garden-blog\n"), "{text}");
    assert!(!text.contains("taken_at"), "{text}");
    assert!(!text.contains("\n# watchers:"), "{text}");
    assert!(!text.contains("trigger:"), "{text}");
    assert!(!text.contains("writes:"), "{text}");
    assert!(!text.contains("\n# incidents:"), "{text}");
    assert!(text.contains("#   - id: wf-digest\n"), "{text}");
    assert!(text.contains("customer_facing"), "{text}");
    assert!(text.contains("notes_read"), "{text}");
    assert_eq!(errors(&program, "site", &filled_in(&text)), Vec::<String>::new(), "{text}");
}

#[test]
fn an_update_is_not_asked_for_what_comes_later() {
    let program = program();
    let update = parse(&program, "kind: update\nphase: before\n");
    let text = skeleton("update", Some(&update), &program, "x").unwrap();
    assert!(text.contains("phase: before\n"), "{text}");
    assert!(text.contains("can be known in a later phase only"), "{text}");
    assert!(!text.contains("rollback_decision"), "{text}");
}

#[test]
fn what_has_no_skeleton_is_refused() {
    let program = program();
    assert_eq!(
        skeleton("policy", None, &program, "x").unwrap_err(),
        "there is no skeleton of `policy`; write one of release, site or update"
    );
    let site = parse(&program, "kind: site\nid: shop-north\n");
    assert_eq!(
        skeleton("release", Some(&site), &program, "x").unwrap_err(),
        "the document is of kind `site`, and the skeleton of kind `release`"
    );
}

#[test]
fn what_a_document_says_is_written_so_that_it_is_read_again() {
    let program = program();
    let site = "kind: site\nid: \"a: #\\u202Eb\"\n";
    let text = skeleton("site", Some(&parse(&program, site)), &program, "x").unwrap();
    assert!(text.contains("\nid: \"a: #\\U0000202eb\"\n"), "{text}");
    assert_eq!(parse(&program, &text).get("id").and_then(Node::text), Some("a: #\u{202e}b"));
}

#[test]
fn a_name_that_a_stated_map_lacks_is_not_missing() {
    let program = program();
    let missing = |versions: &str| {
        let site = format!("kind: site\nid: garden-blog\nversions: {versions}\n");
        skeleton("site", Some(&parse(&program, &site)), &program, "x").unwrap()
    };
    assert!(!missing("{ php: 8.2 }").contains("#   woocommerce:"));
    assert!(missing("{ php: 8.2 }").contains("#   wordpress:"));
    assert!(missing("{ php: 8.2, partial: true }").contains("#   woocommerce:"));
    assert!(missing("{ php: unknown }").contains("#   php:"));
}
