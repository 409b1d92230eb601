//! `holdpoint check`: every problem of every document and policy, in one run.
//! Documents are checked one by one, so that a folder may hold many sites.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::{base, moment};
use crate::cli::args::{Check, ProblemFormat};
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::compile::reads::Sign;
use crate::compile::{Program, compile};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::facts::{self, FactDocument, Reader};
use crate::policy;
use crate::project::{self, Checked};
use crate::report::{github, json, sarif};
use crate::text::{Sources, wording};
use crate::value::Instant;

/// Runs the command.
pub fn run(options: &Check, screen: &Screen) -> Exit {
    if options.format != ProblemFormat::Text && (options.negative || options.cost) {
        screen.note("`--negative` and `--cost` are printed as text only: leave out `--format`\n");
        return Exit::Usage;
    }
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let now = moment(options.now);
    let mut stdin = io::stdin();
    let choice = project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink);
    // When its packs can't be read, nobody can say what is secret in the documents.
    let paths = if choice.is_complete { options.paths.as_slice() } else { &[] };
    let Checked { facts, policies, others } = project::everything(paths, &mut stdin, &choice.schemas, &mut sources, &mut sink);
    let mut programs: Vec<Program> = Vec::new();
    let chosen = choice.policy.and_then(|policy| checked(policy, now, &mut sink));
    for folder in packs(&policies) {
        let root = root_for(&folder, &options.choice.root);
        if let Some(argument) = folder.to_str() {
            let read = project::policy(Some(argument), &root, &mut sources, &mut sink);
            programs.extend(read.policy.and_then(|policy| checked(policy, now, &mut sink)));
        }
    }
    if let Some(program) = &chosen {
        for document in &facts {
            check_facts(program, document, now, &sources, &mut sink);
        }
    }
    let failed = sink.has_errors();
    // Advice on the built-in pack is its makers' business, not that of somebody who checks a document.
    let own =
        |p: &Diagnostic| !super::is_advice(p) || p.labels.first().is_none_or(|l| !is_builtin(&sources, l.span.source, &policies));
    let problems: Vec<Diagnostic> = sink.into_sorted().into_iter().filter(own).collect();
    let exit = if failed { Exit::Invalid } else { Exit::Success };
    let written = match options.format {
        ProblemFormat::Text => None,
        ProblemFormat::Json => Some(json::problems::render(&problems, &sources)),
        ProblemFormat::Sarif => Some(sarif::problems(&problems, &sources, &base())),
        ProblemFormat::Github => Some(github::problems(&problems, &sources, &base())),
    };
    if let Some(text) = written {
        return screen.answer(&text).map_or_else(|failed| failed, |()| exit);
    }
    screen.problems(&problems, &sources);
    let mut out = String::new();
    let asked: Vec<&Program> = if programs.is_empty() { chosen.iter().collect() } else { programs.iter().collect() };
    for program in asked {
        if options.cost {
            out.push_str(&cost(program));
        }
        if options.negative {
            out.push_str(&negative(program, &sources));
        }
    }
    if problems.is_empty() {
        let documents = facts.len() + others;
        let packs = programs.len();
        let rules: usize = programs.iter().map(|p| p.policy.rules.len()).sum();
        let mut parts = Vec::new();
        if documents > 0 {
            parts.push(wording::count(documents, "document", "documents"));
        }
        if packs > 0 {
            parts.push(format!(
                "{} with {}",
                wording::count(packs, "policy", "policies"),
                wording::count(rules, "rule", "rules")
            ));
        }
        out.push_str(&format!("{}: no problems\n", wording::list_and(&parts)));
    }
    screen.answer(&out).map_or_else(|failed| failed, |()| exit)
}

fn checked(policy: policy::Policy, now: Instant, sink: &mut Sink) -> Option<Program> {
    policy::waiver::expired_waivers(&policy, now, sink);
    policy.loosened_at(now).for_each(|l| sink.push(l.diagnostic()));
    compile(policy, sink)
}

/// One document alone: its form in full, and what its words mean.
fn check_facts(program: &Program, document: &FactDocument, now: Instant, sources: &Sources, sink: &mut Sink) {
    let reader = Reader {
        schemas: &program.policy.schemas,
        vocabulary: &program.policy.vocabulary,
        product: &program.policy.product.id,
        now,
        phase: None,
        thorough: true,
    };
    let mut found = Sink::new();
    facts::load(&reader, std::slice::from_ref(document), sources, &mut found);
    for problem in found.into_sorted() {
        if !matches!(problem.code, Code::MissingRelease | Code::MissingSite) {
            sink.push(problem);
        }
    }
}

/// The packs that policy files belong to: their folder, or the file itself where it was named alone.
fn packs(policies: &[project::Found]) -> BTreeSet<PathBuf> {
    let pack = |found: &project::Found| {
        let path = found.path.clone()?;
        if found.asked {
            return Some(path);
        }
        path.parent().map(Path::to_path_buf)
    };
    policies.iter().filter_map(pack).collect()
}

/// What a pack extends may lie beside it.
fn root_for(folder: &Path, root: &Path) -> PathBuf {
    let below = |root: &Path| match (root.canonicalize(), folder.canonicalize()) {
        (Ok(root), Ok(folder)) => folder.starts_with(root),
        _ => false,
    };
    if below(root) {
        return root.to_path_buf();
    }
    folder.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| root.to_path_buf(), Path::to_path_buf)
}

fn is_builtin(sources: &Sources, id: crate::text::SourceId, policies: &[project::Found]) -> bool {
    let name = sources.get(id).name();
    !policies
        .iter()
        .any(|p| p.name == name || p.path.as_ref().and_then(|p| p.parent()).is_some_and(|f| Path::new(name).starts_with(f)))
}

fn cost(program: &Program) -> String {
    let cost = program.cost();
    let name = program.policy.packs.last().map_or("", |p| &p.name);
    let mut out = format!(
        "{name}: {} distinct tests, {} ground rules; an evaluation asks at most {} tests once\n",
        program.tests.len(),
        program.rules.len(),
        cost.fixed
    );
    for (collection, tests) in cost.per_element {
        out.push_str(&format!("  and {tests} for each element of {collection}\n"));
    }
    out
}

fn negative(program: &Program, sources: &Sources) -> String {
    let name = program.policy.packs.last().map_or("", |p| &p.name);
    let mut out = String::new();
    for edge in program.graph.edges.iter().filter(|e| e.sign != Sign::Positive) {
        let place = sources.place(edge.span);
        out.push_str(&format!(
            "  {} reads {} of {} ({}): {}:{}\n",
            edge.to,
            edge.what,
            edge.from,
            edge.sign.name(),
            place.name,
            place.line
        ));
    }
    if out.is_empty() {
        format!("{name}: no rule reads another one negatively\n")
    } else {
        format!("{name}: negative readings\n{out}")
    }
}
