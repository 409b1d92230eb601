//! Runs cases written as Markdown: short documents in fenced blocks, and what comes of them in `text` blocks.
//! Blocks of an outer heading apply to the inner ones unless replaced; the form is described in `tests/cases/README.md`.

mod page;
mod show;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use holdpoint::compile::lint::{HORIZON, Linted, lint};
use holdpoint::compile::{Program, compile};
use holdpoint::diagnostic::{Diagnostic, Sink};
use holdpoint::evaluate::Run;
use holdpoint::explain::Explainer;
use holdpoint::project::{self, PolicyRead};
use holdpoint::report::terminal::{Style, render};
use holdpoint::report::text;
use holdpoint::scenario::{self, SuiteSource};
use holdpoint::text::Sources;
use holdpoint::value::{Instant, Phase};

pub use page::Case;
use page::Page;
use tempfile::TempDir;

/// Cases evaluate for this moment unless they say another one.
const NOW: &str = "2026-07-21T18:00Z";
/// The file of a suite, and that of the base it starts from unless it says another one.
const SUITE: &str = "suite.yaml";
const STORE: &str = "store.yaml";
const BASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/base");
const BASE_FILES: [&str; 2] = ["pack.yaml", "site.schema.json"];

/// What a rule must say, and what the cases about the language need not repeat.
const RULE: [&str; 4] = ["title: A rule", "because: So it is.", "source: Handbook", "owner: lea"];

/// Runs every page of a folder and says what differs; with UPDATE=1 writes what came out.
pub fn run(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    assert!(!pages.is_empty(), "there are pages in {}", folder.display());
    let only = std::env::var("ONLY").unwrap_or_default();
    pages.iter().filter(|p| p.to_string_lossy().contains(&only)).flat_map(|path| page(path)).collect()
}

fn page(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut page = Page::parse(&text);
    let mut failures = Vec::new();
    for case in page.cases() {
        let came = answers(&case);
        if let Some(secret) = case.setting("secret") {
            let told = came.iter().filter(|(_, text)| text.contains(secret));
            failures.extend(told.map(|(kind, _)| format!("{}: {}: `{kind}` tells the secret\n", path.display(), case.heading)));
        }
        for (block, stored) in &case.expected {
            let (name, _) = stored;
            let now = came.get(name.as_str()).cloned().unwrap_or_else(|| format!("(no answer of the kind `{name}`)"));
            if now != page.body(*block) {
                let known = page.body(*block);
                failures.push(format!("{}: {}\n--- stored `{name}`\n{known}\n--- now\n{now}\n", path.display(), case.heading));
                page.replace(*block, &now);
            }
        }
        if let Some(problems) = came.get("errors").filter(|_| !case.expects("diagnostics")) {
            failures.push(format!("{}: {}\n{problems}\n", path.display(), case.heading));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, page.text()).unwrap();
        failures.retain(|f| !f.contains("--- stored"));
    }
    failures
}

/// Every case of a folder, with its place.
pub fn all(folder: &str) -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    let cases = |page: &PathBuf| {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        let cases = Page::parse(&std::fs::read_to_string(page).unwrap()).cases();
        cases.into_iter().map(move |case| (format!("{name}: {}", case.heading), case))
    };
    pages.iter().flat_map(cases).collect()
}

/// The problems of a case with these files in the place of its own, and the texts they are about.
pub struct Diagnosed {
    /// The problems.
    pub problems: Vec<Diagnostic>,
    /// The texts.
    pub sources: Sources,
}

/// What is wrong with a case when its files are these.
pub fn diagnose(case: &Case, files: &BTreeMap<String, String>) -> Diagnosed {
    let folder = Folder::with(files);
    answers_in(case, files, &folder);
    let (problems, sources) = folder.told.take();
    Diagnosed { problems, sources }
}

/// What comes of a case, by the kind of answer.
fn answers(case: &Case) -> BTreeMap<&'static str, String> {
    let files = files(case);
    answers_in(case, &files, &Folder::with(&files))
}

fn answers_in(case: &Case, files: &BTreeMap<String, String>, folder: &Folder) -> BTreeMap<&'static str, String> {
    let mut sink = Sink::new();
    let has = |prefix: &str| files.keys().any(|f| f.starts_with(prefix));
    let policy = if has("policy.yaml") {
        "policy.yaml"
    } else if has("policy/") {
        "policy"
    } else {
        "base"
    };
    let facts = |f: &&String| !f.contains('/') && !["policy.yaml", SUITE, STORE].contains(&f.as_str());
    let paths: Vec<PathBuf> = files.keys().filter(facts).map(|f| folder.file(f)).collect();
    let mut sources = Sources::new();
    let PolicyRead { is_complete, schemas, policy, packs } =
        project::policy(folder.file(policy).to_str(), &folder.root, &mut sources, &mut sink);
    let paths = if is_complete { paths.as_slice() } else { &[] };
    let documents = project::facts(paths, &mut std::io::empty(), &schemas, &mut sources, &mut sink);
    let now = Instant::parse(case.setting("now").unwrap_or(NOW)).expect("a case names an instant");
    let Some(program) = policy.and_then(|p| compile(p, &mut sink)) else { return folder.problems(sink, Sink::new(), &sources) };
    let mut lints = Sink::new();
    if case.expects("diagnostics") {
        lint(&Linted { program: &program, packs: &packs, now, horizon: HORIZON }, &mut lints);
    }
    if files.contains_key(SUITE) {
        return tested(folder, &program, &mut sources, sink);
    }
    let phase = case.setting("phase").and_then(Phase::parse);
    let run = Run::new(&program, now).in_phase(phase).thorough();
    let Some(ran) = run.evaluate(&documents, &sources, &mut sink) else {
        return folder.problems(sink, lints, &sources);
    };
    let mut out = folder.problems(sink, lints, &sources);
    out.extend(show::answers(&program, &ran.facts, &ran.evaluation, &folder.shown(&sources)));
    if let Some(asked) = case.setting("why") {
        let explainer = Explainer::new(&program, &ran.facts, &ran.evaluation);
        out.insert("why", show::why(asked.trim_matches('"'), &explainer, &folder.shown(&sources)));
    }
    if let Some((_, asked)) = case.documents.iter().find(|(name, _)| name == "conditions") {
        out.insert("truths", show::truths(asked, &program, &ran.evaluation));
    }
    out
}

/// What comes of a suite of tests.
fn tested(folder: &Folder, program: &Program, sources: &mut Sources, mut sink: Sink) -> BTreeMap<&'static str, String> {
    let paths = [folder.file(SUITE)];
    let mut suites = Vec::new();
    for (document, base) in project::suites(&paths, &mut std::io::empty(), &program.policy.schemas, sources, &mut sink) {
        if let Some(suite) = scenario::read(&SuiteSource { document, base }, program, sources, &mut sink) {
            let cases = scenario::prepare(&suite, program, sources, &mut sink);
            suites.push((suite.name.clone(), folder.short(suite.file(sources)), cases));
        }
    }
    if sink.has_errors() {
        return folder.problems(sink, Sink::new(), sources);
    }
    let results = scenario::run_suites(program, &suites, 1);
    let mut out = folder.problems(sink, Sink::new(), sources);
    let sources = &folder.shown(sources);
    let cases: Vec<_> = suites.iter().flat_map(|(_, _, cases)| cases).collect();
    let covered = scenario::coverage::coverage(program, &cases, 1);
    out.insert("coverage", text::coverage::render(&covered, sources, text::paint::Paint::default()).trim_end().to_owned());
    out.insert("results", text::test::render(&results, sources, &Style::default()).trim_end().to_owned());
    out
}

/// The files of a case, those of the base with them; a block without a text leaves its document out.
pub fn files(case: &Case) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for name in BASE_FILES {
        files.insert(format!("base/{name}"), base(name));
    }
    for kind in ["release", "site"] {
        files.insert(format!("{kind}.yaml"), base(&format!("{kind}.yaml")));
    }
    let below = if case.documents.iter().any(|(name, _)| name.starts_with("policy/")) { "./policy" } else { "./base" };
    for (name, body) in case.documents.iter().filter(|(name, _)| name != "case") {
        let (file, text) = match name.as_str() {
            "policy" => ("policy.yaml".to_owned(), if has_key(body, "kind") { body.clone() } else { pack(body, below) }),
            "tests" => {
                let store = |kind: &str| format!("{kind}:\n{}", indented(&base(&format!("{kind}.yaml"))));
                files.insert(STORE.to_owned(), format!("kind: tests\nnow: {NOW}\n{}{}", store("release"), store("site")));
                (SUITE.to_owned(), filled(body, &format!("kind: tests\nname: case\nbase: {STORE}\n")))
            }
            "conditions" => ("policy.yaml".to_owned(), conditions(body, below)),
            "release" | "site" | "update" => {
                let file = format!("{name}.yaml");
                let text = if has_key(body, "kind") { body.clone() } else { filled(body, &base(&file)) };
                (file, text)
            }
            verbatim => (verbatim.to_owned(), body.clone()),
        };
        if body.trim().is_empty() && !name.contains('.') {
            files.remove(&file);
        } else {
            files.insert(file, text);
        }
    }
    files
}

/// A document as the value of a key.
fn indented(text: &str) -> String {
    text.lines().filter(|l| !l.starts_with("kind:")).map(|l| format!("  {l}\n")).collect()
}

fn base(name: &str) -> String {
    std::fs::read_to_string(Path::new(BASE).join(name)).unwrap()
}

fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|l| l.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
}

/// The text with those top-level keys of the default that it doesn't have, at its end, so that its own lines keep their numbers.
fn filled(text: &str, default: &str) -> String {
    let mut out = text.to_owned();
    for line in default.lines() {
        let key = line.split(':').next().unwrap_or_default();
        if !has_key(text, key) {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

/// A policy with its head, and its rules with what every rule must say.
fn pack(text: &str, below: &str) -> String {
    let mut out = String::new();
    let mut rule: Vec<&str> = Vec::new();
    let mut in_rules = false;
    for line in text.lines() {
        let top = line.starts_with(|c: char| c.is_alphabetic());
        if top || (in_rules && line.starts_with("  - ")) {
            out.push_str(&whole_rule(&std::mem::take(&mut rule)));
        }
        in_rules = if top { line.starts_with("rules:") } else { in_rules };
        if in_rules && !top { rule.push(line) } else { out.push_str(&format!("{line}\n")) }
    }
    out.push_str(&whole_rule(&rule));
    filled(&out, &format!("kind: policy\nname: case\nextends: [{below}]\n"))
}

/// One rule for each line, which is a condition.
fn conditions(text: &str, below: &str) -> String {
    let rule = |(n, line): (usize, &str)| {
        format!("  - {{ id: line.l{n}, when: {{ {} }}, then: {{ require: write-note }} }}\n", line.trim_start_matches("- "))
    };
    pack(&format!("rules:\n{}", text.lines().enumerate().map(rule).collect::<String>()), below)
}

fn whole_rule(lines: &[&str]) -> String {
    let text = lines.join("\n");
    // A rule on one line says all of it or nothing.
    let says = |key: &str| {
        text.contains(&format!("\n    {key}")) || (lines.len() == 1 && text.contains(RULE[0].trim_end_matches(" A rule")))
    };
    let lacks = RULE.iter().filter(|l| !says(l.split(' ').next().unwrap_or_default()));
    if text.is_empty() {
        return text;
    }
    let whole = text.trim_end();
    if let (true, Some(open)) = (text.trim_start().starts_with("- {"), whole.strip_suffix('}')) {
        let lacks: String = lacks.map(|l| format!(", {l}")).collect();
        return format!("{}{lacks} }}\n", open.trim_end());
    }
    let lacks: String = lacks.map(|l| format!("\n    {l}")).collect();
    format!("{whole}{lacks}\n")
}

/// A folder with the files of a case. In what is shown names are relative to it, as if the program ran there.
struct Folder {
    root: PathBuf,
    _kept: TempDir,
    /// The problems that were shown last, with the texts they are about.
    told: RefCell<(Vec<Diagnostic>, Sources)>,
}

impl Folder {
    fn with(files: &BTreeMap<String, String>) -> Self {
        let kept = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = kept.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { root: kept.path().to_owned(), _kept: kept, told: RefCell::default() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The text with names as they are in the folder.
    fn short(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.root.display()), "")
    }

    /// The sources with such names, to be shown: pictures are laid out around them.
    fn shown(&self, sources: &Sources) -> Sources {
        let mut out = Sources::new();
        for (_, source) in sources.iter() {
            out.add_masked(&self.short(source.name()), source.masked_text());
        }
        out
    }

    fn tell(&self, mut problem: Diagnostic) -> Diagnostic {
        problem.headline = self.short(&problem.headline);
        problem.help = problem.help.map(|text| self.short(&text));
        for label in &mut problem.labels {
            label.text = self.short(&label.text);
        }
        problem.notes = problem.notes.iter().map(|text| self.short(text)).collect();
        problem
    }

    /// The pictures of the problems.
    fn problems(&self, mut sink: Sink, lints: Sink, sources: &Sources) -> BTreeMap<&'static str, String> {
        let sources = self.shown(sources);
        let failed = sink.has_errors();
        sink.append(lints);
        let found: Vec<Diagnostic> = sink.into_sorted().into_iter().map(|d| self.tell(d)).collect();
        let pictures: Vec<String> = found.iter().map(|d| render(d, &sources, &Style::default()).trim_end().to_owned()).collect();
        let pictures = pictures.join("\n\n");
        let mut out = BTreeMap::from([("diagnostics", if found.is_empty() { "nothing".to_owned() } else { pictures.clone() })]);
        if failed {
            out.insert("errors", pictures);
        }
        self.told.replace((found, sources));
        out
    }
}
