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
