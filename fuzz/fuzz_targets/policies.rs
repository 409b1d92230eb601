//! Whatever bytes are read as a file of a policy that extends the built-in one: nothing may panic, and what can be loaded
//! can be compiled and run.
#![no_main]

use std::sync::LazyLock;

use holdpoint::compile::compile;
use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::evaluate::Run;
use holdpoint::facts::{FactDocument, FactKind};
use holdpoint::policy::load::{load, schemas};
use holdpoint::policy::{PackFile, PackSource, builtin};
use holdpoint::schema::Schemas;
use holdpoint::text::Sources;
use holdpoint::value::Instant;
use libfuzzer_sys::fuzz_target;

static CORE: LazyLock<Schemas> = LazyLock::new(|| Schemas::core(&mut Sources::new(), &mut Sink::new()));

fuzz_target!(|bytes: &[u8]| {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let id = sources.add("tried.yaml", bytes.to_vec());
    let Some(document) = document::parse(&sources, id, &mut sink) else { return };
    let Some(base) = builtin::source("sophmate", &mut sources, &mut sink) else { return };
    let file = PackFile { path: "tried.yaml".to_owned(), id, document };
    let tried = PackSource::new("tried", vec![file], &mut |_, _, _, _| None, &mut sources, &mut sink);
    let packs = [base, tried];
    let shapes = schemas(CORE.clone(), &packs, &mut sink);
    let Some(program) = load(&packs, shapes, &mut sink).and_then(|policy| compile(policy, &mut sink)) else { return };
    let mut documents = Vec::new();
    for (kind, text) in [(FactKind::Release, "kind: release\nversion: \"2.4.0\"\n"), (FactKind::Site, "kind: site\nid: shop-north\n")] {
        let id = sources.add("facts.yaml", text.as_bytes().to_vec());
        if let Some(document) = document::parse(&sources, id, &mut sink) {
            documents.push(FactDocument { kind, root: document.root });
        }
    }
    Run::new(&program, Instant::from_unix(1_784_656_800)).evaluate(&documents, &sources, &mut sink);
});
