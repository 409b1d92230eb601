//! Documents, files of policies, suites and texts with placeholders, read beside a small pack, compiled, and run where they can be.

use std::sync::LazyLock;

use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::Sink;
use holdpoint::document;
use holdpoint::evaluate::{Ran, Run};
use holdpoint::explain::{Explainer, account};
use holdpoint::facts::{FactDocument, FactKind};
use holdpoint::policy::load::{load, schemas};
use holdpoint::policy::{PackFile, PackSource};
use holdpoint::report::terminal::render_plain;
use holdpoint::report::text::evaluation::{Options, render};
use holdpoint::scenario::{self, SuiteSource};
use holdpoint::schema::Schemas;
use holdpoint::text::Sources;
use holdpoint::text::printable::{hidden, shown};
use holdpoint::value::Instant;

const PACK: &str = include_str!("pack.yaml");
const RELEASE: &str = "kind: release\nversion: \"2.4.0\"\nchanges: [{ name: Flows, area: workflows }]\n";
const SITE: &str = "kind: site\nid: shop-north\nversions: { demo: 2.3.3 }\nworkflows: [{ id: wf-restock, category: commerce }]\n";
const UPDATE: &str = "kind: update\nphase: before\n";

static CORE: LazyLock<Schemas> = LazyLock::new(|| Schemas::core(&mut Sources::new(), &mut Sink::new()));

static PROGRAM: LazyLock<Program> =
    LazyLock::new(|| program(&[("pack.yaml", PACK)], &mut Sources::new(), &mut Sink::new()).expect("the small pack compiles"));

fn now() -> Instant {
    Instant::from_unix(1_784_656_800)
}

/// A pack of these files.
fn program(files: &[(&str, &str)], sources: &mut Sources, sink: &mut Sink) -> Option<Program> {
    let mut read = Vec::new();
    for (path, text) in files {
        let (id, tree) = document::load(sources, path, text.as_bytes().to_vec(), sink);
        if let Some(document) = tree {
            read.push(PackFile { path: (*path).to_owned(), id, document });
        }
    }
    let packs = [PackSource::new("small", read, &mut |_, _, _, _| None, sources, sink)];
    let shapes = schemas(CORE.clone(), &packs, sink);
    load(&packs, shapes, sink).and_then(|policy| compile(policy, sink))
}

/// Evaluates documents, and says everything that is said of them.
fn evaluated(program: &Program, texts: &[(FactKind, &str)], mut sources: Sources) {
    let mut sink = Sink::new();
    let mut documents = Vec::new();
    for (kind, text) in texts {
        let (_, tree) = document::load(&mut sources, "facts.yaml", text.as_bytes().to_vec(), &mut sink);
        documents.extend(tree.map(|document| FactDocument { kind: *kind, root: document.root }));
    }
    if let Some(Ran { facts, evaluation }) = Run::new(program, now()).evaluate(&documents, &sources, &mut sink) {
        let explainer = Explainer::new(program, &facts, &evaluation);
        seen(&render(&account(&explainer), &program.policy, &sources, Options { all: true, later: true, ..Options::default() }));
    }
    told(&sink, &sources);
}

fn told(sink: &Sink, sources: &Sources) {
    sink.iter().for_each(|problem| seen(&render_plain(problem, sources)));
}

fn seen(text: &str) {
    let shown = shown(text);
    assert!(!shown.as_str().chars().any(|c| c != '\n' && hidden(c)));
}

/// Whatever text as a site, a release and an update.
pub fn documents(text: &str) {
    const WHOLE: [(FactKind, &str); 3] = [(FactKind::Release, RELEASE), (FactKind::Site, SITE), (FactKind::Update, UPDATE)];
    for kind in FactKind::ALL {
        let texts: Vec<(FactKind, &str)> =
            WHOLE.iter().map(|(own, whole)| (*own, if *own == kind { text } else { *whole })).collect();
        evaluated(&PROGRAM, &texts, Sources::new());
    }
}

/// Whatever text as a file of a pack.
pub fn policies(text: &str) {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let program = program(&[("pack.yaml", PACK), ("tried.yaml", text)], &mut sources, &mut sink);
    told(&sink, &sources);
    if let Some(program) = program {
        evaluated(&program, &[(FactKind::Release, RELEASE), (FactKind::Site, SITE)], sources);
    }
}

/// Whatever text as what a rule says, with its placeholders.
pub fn templates(text: &str) {
    let text = serde_json::to_string(text).unwrap_or_default();
    let rule = format!(
        "rules:\n  - id: small.tried\n    title: {text}\n    for_each: area\n    when: {{ release.touches: {{ includes: $area }} }}\n    \
         then: {{ stage: $area }}\n    because: {text}\n    source: {text}\n    owner: lea\n"
    );
    policies(&rule);
}

/// Whatever text as a suite of tests.
pub fn suites(text: &str) {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let (_, tree) = document::load(&mut sources, "suite.yaml", text.as_bytes().to_vec(), &mut sink);
    let suite = tree.and_then(|document| scenario::read(&SuiteSource { document, base: None }, &PROGRAM, &sources, &mut sink));
    if let Some(suite) = suite {
        let cases = scenario::prepare(&suite, &PROGRAM, &sources, &mut sink);
        if !sink.has_errors() {
            let results = scenario::run_suites(&PROGRAM, &[(suite.name.clone(), "suite.yaml".to_owned(), cases)], 1);
            seen(&holdpoint::report::text::test::render(&results, &sources, &holdpoint::report::terminal::Style::default()));
        }
    }
    told(&sink, &sources);
}
