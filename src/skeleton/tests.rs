//! Skeletons of documents: what they ask for, in which order, and that they are read back without a problem.

use super::*;
use crate::compile::compile;
use crate::diagnostic::{Severity, Sink};
use crate::document;
use crate::evaluate::Run;
use crate::facts::load::FactDocument;
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
    let run = Run::new(program, Instant::parse("2026-12-31").unwrap()).in_phase(Some(Phase::After)).thorough();
    run.check(&[FactDocument { kind: FactKind::parse(kind).unwrap(), root }], &sources, &mut sink);
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

/// A program of these rules, about the facts of the engine alone.
fn small(rules: &[&str]) -> Program {
    let mut text = String::from(
        "kind: policy\nname: base\nversion: \"1\"\nproduct: { id: sophmate, title: SophMate, scheme: php }\nvocabulary:\n  areas:\n    workflows: { title: Workflows }\n  categories:\n    commerce: { title: Commerce }\n    content: { title: Content }\n  actions:\n    update: { title: the update }\n  tasks:\n    look: { title: Look }\nrules:\n",
    );
    for (n, rule) in rules.iter().enumerate() {
        text.push_str(&format!(
            "  - id: base.r{n}\n    title: T\n    because: \"{{site.client}}\"\n    source: S\n    owner: ana\n"
        ));
        rule.lines().for_each(|line| text.push_str(&format!("    {line}\n")));
    }
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let core = crate::schema::Schemas::core(&mut sources, &mut sink);
    let id = sources.add("base.yaml", text.into_bytes());
    let document = document::parse(&sources, id, &mut sink).unwrap();
    let file = policy::PackFile { path: "base.yaml".to_owned(), id, document };
    let pack = policy::PackSource::new("base", vec![file], &mut |_, _, _, _| None, &mut sources, &mut sink);
    let policy = policy::load(&[pack], core, &mut sink);
    let program = policy.and_then(|policy| compile(policy, &mut sink));
    program.unwrap_or_else(|| panic!("{:#?}", sink.into_sorted()))
}

/// The places that the rules read, as `root.steps`, with their ranks.
fn ranked(program: &Program) -> Vec<(String, usize, usize)> {
    let one = |(place, rank): (Place, Rank)| {
        let mut text = place.root.to_string();
        for step in &place.steps {
            match step {
                Step::Field(name) => text.push_str(&format!(".{name}")),
                Step::Element => text.push_str("[]"),
                Step::Value => text.push_str(".*"),
                Step::EachField => text.push_str(".?"),
            }
        }
        (text, rank.stopping, rank.all)
    };
    reads(program).into_iter().map(one).collect()
}

fn read_by(rule: &str) -> Vec<String> {
    ranked(&small(&[rule])).into_iter().map(|(place, _, _)| place).collect()
}

#[test]
fn a_rule_reads_its_subjects_operands_and_bodies_and_no_text() {
    assert_eq!(read_by("when: { site.type: store }\nthen: { block: update }"), ["site.type"]);
    assert_eq!(
        read_by(
            "when: { site.host.memory_mb: { less_than: { fact: release.requirements.memory_mb } } }\nthen: { block: update }"
        ),
        ["release.requirements.memory_mb", "site.host.memory_mb"]
    );
    assert_eq!(
        read_by(
            "when: { release.migrations: { any: { kind: database } } }\nthen: { block: update }\nuntil: { site.staging.result: pass }"
        ),
        ["release.migrations", "release.migrations[].kind", "site.staging.result"]
    );
    assert_eq!(
        read_by("each: { change: release.changes }\nwhen: { $change.breaking: true }\nthen: { require: look, of: $change.note }"),
        ["release.changes", "release.changes[].breaking", "release.changes[].note"]
    );
    assert_eq!(
        read_by("when: { release.migrations: { count: { distinct: area, at_least: 2 } } }\nthen: { block: update }"),
        ["release.migrations", "release.migrations[].area"]
    );
    assert_eq!(
        read_by("for_each: category\nwhen: { site.automation.categories.$category.enabled: true }\nthen: { pause: $category }"),
        ["site.automation.categories.*.enabled"]
    );
    assert_eq!(
        read_by(
            "when: { release.changes: { any: { as: change, site.alerts: { any: { area: { is: { fact: $change.area } }, explained: false } } } } }\nthen: { block: update }"
        ),
        ["release.changes", "release.changes[].area", "site.alerts", "site.alerts[].area", "site.alerts[].explained"]
    );
}

#[test]
fn computed_facts_stand_for_what_they_are_computed_from() {
    assert_eq!(
        read_by("when: { release.reaches: { includes: workflows } }\nthen: { block: update }"),
        ["release.changes[].area", "release.changes[].name"]
    );
    assert_eq!(read_by("when: { site.installed: { less_than: 2.0 } }\nthen: { block: update }"), ["site.versions.sophmate"]);
    assert_eq!(
        read_by("when: { site.backup.taken_at: { older_than: 1d, at: { fact: plan.moment } } }\nthen: { block: update }"),
        ["site.backup.taken_at", "site.window.start", "update.applied_at"]
    );
    assert_eq!(
        read_by("when: { release.notes.complete: false }\nthen: { block: update }"),
        ["release.changes", "release.migrations", "release.requirements"]
    );
    assert_eq!(
        read_by("when: { now: { inside: { fact: site.window } } }\nthen: { block: update }"),
        ["site.window", "site.window.end", "site.window.start"]
    );
}

#[test]
fn an_item_is_asked_for_in_every_list() {
    let program = program();
    let text = skeleton("site", None, &program, "x").unwrap();
    // `item.may_fire` is computed from these.
    for field in ["trigger:", "next_run:", "cadence:"] {
        assert_eq!(text.matches(&format!(" {field} ")).count(), 1, "{field}");
    }
    for field in ["start:", "end:"] {
        assert_eq!(text.matches(&format!("\n#   {field} ")).count(), 1, "{field}");
    }
    assert!(text.contains("\n# watchers:\n"), "{text}");
    assert!(text.contains("Each may state what is listed under "), "{text}");
}

#[test]
fn what_blocks_comes_first_also_through_a_conclusion() {
    let program = small(&[
        "when: { site.type: store }\nthen: { require: look }",
        "when: { site.type: blog }\nthen: { require: look }",
        "when: { site.review.staging: true }\nthen: { derive: reviewed }",
        "when: { site.backup.files: false, derived.reviewed: false }\nthen: { block: update }",
    ]);
    let expected = [("site.backup.files", 1, 1), ("site.review.staging", 1, 1), ("site.type", 0, 2)];
    assert_eq!(ranked(&program), expected.map(|(place, stopping, all)| (place.to_owned(), stopping, all)));
    let text = skeleton("site", None, &program, "x").unwrap();
    let keys: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("##") && !line.starts_with("# yaml"))
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        keys,
        ["kind: site", "id: shop-north", "# review:", "#   staging: true", "# backup:", "#   files: true", "# type: store"]
    );
}

#[test]
fn what_a_document_states_is_not_asked_again() {
    let program = program();
    let site = "kind: site\nid: garden-blog\ninventory: complete\nbackup: none\nworkflows:\n  - { id: wf-digest, next_run: 2026-07-27T06:00Z, writes: true }\n";
    let text = skeleton("site", Some(&parse(&program, site)), &program, "x").unwrap();
    assert!(text.contains("\nid: garden-blog\n"), "{text}");
    assert!(!text.contains(" taken_at"), "{text}");
    assert!(!text.contains("\n# watchers:"), "{text}");
    assert!(!text.contains("trigger:"), "{text}");
    assert!(!text.contains(" writes:"), "{text}");
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
