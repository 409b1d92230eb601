//! Whatever bytes are read as a site, a release or an update: nothing may panic, and what can be read can be evaluated.
#![no_main]

use std::sync::LazyLock;

use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::evaluate::Run;
use holdpoint::facts::{FactDocument, FactKind};
use holdpoint::policy::load::builtin;
use holdpoint::text::Sources;
use holdpoint::value::Instant;
use libfuzzer_sys::fuzz_target;

static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let policy = builtin("sophmate", &mut sources, &mut sink).expect("the built-in pack loads");
    compile(policy, &mut sink).expect("the built-in pack compiles")
});

/// Documents that complete the one that is tried.
const OTHERS: [(FactKind, &str); 2] =
    [(FactKind::Release, "kind: release\nversion: \"2.4.0\"\n"), (FactKind::Site, "kind: site\nid: shop-north\n")];

fuzz_target!(|bytes: &[u8]| {
    for kind in FactKind::ALL {
        let (mut sources, mut sink) = (Sources::new(), Sink::new());
        let mut texts: Vec<(FactKind, Vec<u8>)> = vec![(kind, bytes.to_vec())];
        texts.extend(OTHERS.iter().filter(|(other, _)| *other != kind).map(|(other, text)| (*other, text.as_bytes().to_vec())));
        let mut documents = Vec::new();
        for (kind, text) in texts {
            let id = sources.add("tried.yaml", text);
            if let Some(document) = document::parse(&sources, id, &mut sink) {
                documents.push(FactDocument { kind, root: document.root });
            }
        }
        Run::new(&PROGRAM, Instant::from_unix(1_784_656_800)).evaluate(&documents, &sources, &mut sink);
    }
});
