//! temp
use holdpoint::*;
use std::sync::Arc;
#[test]
fn smoke() {
    let mut sources = text::Sources::new();
    let mut sink = diagnostic::Sink::new();
    let policy = policy::load::builtin("sophmate", &mut sources, &mut sink);
    let style = report::terminal::Style::default();
    for d in sink.iter().filter(|d| d.code != diagnostic::Code::UnusedParameter) { println!("{}", report::terminal::render(d, &sources, &style)); }
    let policy = policy.unwrap();
    let schemas = policy.schemas.clone();
    let vocab = policy.vocabulary.clone();
    let product = policy.product.id.to_string();
    let program = compile::compile(policy, &mut sink).unwrap();
    println!("{} tests {} rules {:?}", program.tests.len(), program.rules.len(), program.cost());
    for ex in std::env::var("EX").unwrap_or("shop-north".into()).split(',') {
        let mut docs = vec![];
        let mut sink = diagnostic::Sink::new();
        for f in std::fs::read_dir(format!("{ex}")).unwrap() {
            let p = f.unwrap().path();
            let id = sources.add(p.to_str().unwrap(), std::fs::read(&p).unwrap());
            let d = document::parse(&sources, id, &mut sink).unwrap();
            let kind = facts::FactKind::parse(d.root.get("kind").unwrap().text().unwrap()).unwrap();
            docs.push(facts::FactDocument { kind, root: d.root });
        }
        let now = value::Instant::parse(&std::env::var("NOW").unwrap_or("2026-07-21T18:00Z".into())).unwrap();
        let reader = facts::Reader { schemas: &schemas, vocabulary: &vocab, product: &product, now, phase: None, thorough: false };
        let facts = facts::load(&reader, &docs, &sources, &mut sink);
        for d in sink.iter() { println!("{}", report::terminal::render(d, &sources, &style)); }
        let e = evaluate::evaluate(&program, &facts);
        let x = explain::Explainer::new(&program, &facts, &e);
        let a = explain::account(&x);
        println!("{}", report::text::evaluation::render(&a, &program.policy, &sources, report::text::evaluation::Options::default()));
        if std::env::var("TREE").is_ok() { println!("{}", report::text::derivation::render(&e.reasons.iter().filter(|r| r.in_force()).map(|r| explain::derivation(&x, r)).collect::<Vec<_>>(), &sources, &style)); }
    }
    let _ = Arc::new(0);
}
