//! Time inside the process, layer by layer, on the largest example and the built-in pack: `cargo bench --bench evaluate`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    missing_docs,
    reason = "a measurement that can't be made must fail loudly, and prints what it found"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use holdpoint::Engine;
use holdpoint::compile::compile;
use holdpoint::diagnostic::Sink;
use holdpoint::document::{self, Document};
use holdpoint::evaluate::{Ran, Run};
use holdpoint::explain::derivation::derivations;
use holdpoint::explain::{Explainer, account};
use holdpoint::facts::{FactDocument, FactKind};
use holdpoint::policy::load::builtin;
use holdpoint::text::Sources;
use holdpoint::value::Instant;

const EXAMPLE: &str = "examples/shop-north-after";

fn texts() -> Vec<(String, String)> {
    ["release", "site", "update"]
        .map(|kind| (format!("{kind}.yaml"), std::fs::read_to_string(format!("{EXAMPLE}/{kind}.yaml")).unwrap()))
        .to_vec()
}

fn parsed(texts: &[(String, String)], sources: &mut Sources) -> Vec<Document> {
    let mut sink = Sink::new();
    let read = |(name, text): &(String, String)| {
        let id = sources.add(name, text.clone().into_bytes());
        document::parse(sources, id, &mut sink).unwrap()
    };
    texts.iter().map(read).collect()
}

fn layers(c: &mut Criterion) {
    let texts = texts();
    let now = Instant::parse("2026-07-21T20:40Z").unwrap();
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = builtin("sophmate", &mut sources, &mut sink).unwrap();
    let program = compile(policy.clone(), &mut sink).unwrap();
    let documents: Vec<FactDocument> = parsed(&texts, &mut sources)
        .into_iter()
        .map(|d| FactDocument { kind: FactKind::parse(d.root.get("kind").unwrap().text().unwrap()).unwrap(), root: d.root })
        .collect();
    let run = Run::new(&program, now);
    let Ran { facts, evaluation } = run.evaluate(&documents, &sources, &mut Sink::new()).unwrap();

    let mut group = c.benchmark_group("documents");
    group.bench_function("mask and parse", |b| b.iter(|| parsed(black_box(&texts), &mut Sources::new())));
    // Decoded to facts and evaluated: what it takes to decode is this without "evaluate" below.
    group.bench_function("decode and evaluate", |b| b.iter(|| run.evaluate(black_box(&documents), &sources, &mut Sink::new())));
    group.finish();

    let mut group = c.benchmark_group("policy");
    group.bench_function("load sophmate", |b| b.iter(|| builtin("sophmate", &mut Sources::new(), &mut Sink::new())));
    group.bench_function("compile", |b| b.iter(|| compile(black_box(policy.clone()), &mut Sink::new())));
    group.finish();

    let mut group = c.benchmark_group("answer");
    group.bench_function("evaluate", |b| b.iter(|| Run::again(black_box(&program), &facts, None)));
    group.bench_function("account", |b| b.iter(|| account(&Explainer::new(&program, &facts, black_box(&evaluation)))));
    group.bench_function("explain everything in force", |b| {
        b.iter(|| {
            let explainer = Explainer::new(&program, &facts, black_box(&evaluation));
            derivations(&explainer, evaluation.reasons.iter().filter(|r| r.in_force()))
        });
    });
    group.finish();

    let engine = Engine::builtin("sophmate").unwrap();
    let documents: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    c.bench_function("one site, from texts to text, policy loaded", |b| {
        b.iter(|| engine.evaluate(black_box(&documents), now).unwrap().text())
    });
}

criterion_group!(benches, layers);
criterion_main!(benches);
