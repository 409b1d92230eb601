//! Looks at everything that the arguments mean: documents one by one, so that a folder may hold many sites, and each pack.
//! What is told of it is the command's business.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cli::args::Check;
use crate::cli::output::Screen;
use crate::compile::lint::{Linted, lint};
use crate::compile::{Program, compile};
use crate::diagnostic::{Diagnostic, Sink};
use crate::evaluate::Run;
use crate::facts::{FactDocument, knows_product};
use crate::policy::{Policy, builtin};
use crate::project::{self, Checked, Found};
use crate::scenario::{self, SuiteSource};
use crate::text::{Masked, Sources, wording};
use crate::value::Instant;

/// Texts that stand in the place of files, by the files' names.
pub type Instead = BTreeMap<String, Masked>;

/// What was found.
pub struct Looked {
    /// Every text.
    pub sources: Sources,
    /// Every problem, ordered by place.
    pub problems: Vec<Diagnostic>,
    /// The documents of facts.
    pub facts: Vec<FactDocument>,
    /// The files of policies.
    pub policies: Vec<Found>,
    /// The policy whose facts and words the documents use.
    pub chosen: Option<Program>,
    /// The policies that were checked themselves.
    pub programs: Vec<Program>,
    others: usize,
}

impl Looked {
    /// How much was looked at, in words.
    pub fn counts(&self) -> Vec<String> {
        let documents = self.facts.len() + self.others;
        let mut parts = Vec::new();
        if documents > 0 {
            parts.push(wording::count(documents, "document", "documents"));
        }
        if !self.programs.is_empty() {
            let rules: usize = self.programs.iter().map(|p| p.policy.rules.len()).sum();
            let policies = wording::count(self.programs.len(), "policy", "policies");
            parts.push(format!("{policies} with {}", wording::count(rules, "rule", "rules")));
        }
        parts
    }
}

/// Looks at everything, with some texts in the place of their files.
pub fn look(options: &Check, now: Instant, instead: &Instead, screen: &Screen) -> Looked {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    instead.iter().for_each(|(name, text)| sources.instead(name, text.clone()));
    let as_of = options.as_of.unwrap_or(now);
    let mut stdin = screen.input();
    let choice = project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink);
    // When its packs can't be read, nobody can say what is secret in the documents.
    let paths = if choice.is_complete { options.paths.as_slice() } else { &[] };
    let Checked { facts, policies, suites, others } =
        project::everything(paths, &mut stdin, &choice.schemas, &mut sources, &mut sink);
    let others = others + suites.len();
    let mut programs: Vec<(PathBuf, Program)> = Vec::new();
    let chosen = choice.policy.and_then(|policy| program(policy, as_of, &mut sink));
    for folder in packs(&policies) {
        let root = root_for(&folder, &options.choice.root);
        if let Some(argument) = folder.to_str() {
            // A folder here is that folder, also where a built-in pack is called so.
            let beside = format!("./{argument}");
            let argument = if builtin::files(argument).is_some() { &beside } else { argument };
            let read = project::policy(Some(argument), &root, &mut sources, &mut sink);
            let program = read.policy.and_then(|policy| program(policy, as_of, &mut sink));
            if let Some(program) = &program {
                lint(&Linted { program, packs: &read.packs, now: as_of, horizon: options.horizon }, &mut sink);
            }
            programs.extend(program.map(|program| (folder.clone(), program)));
        }
    }
    if let Some(program) = &chosen {
        // A release of another product is one for the pack in this run that knows it.
        let knows = |program: &Program, document: &FactDocument| knows_product(document, &program.policy.schemas);
        let mut own = Vec::with_capacity(facts.len());
        for document in &facts {
            let mut others = programs.iter().map(|(_, p)| p).filter(|p| !knows(program, document) && knows(p, document));
            match others.next() {
                Some(other) => Run::new(other, now).thorough().check(std::slice::from_ref(document), &sources, &mut sink),
                None => own.push(document.clone()),
            }
        }
        Run::new(program, now).thorough().check(&own, &sources, &mut sink);
    }
    for (found, document, base) in project::with_bases(suites, &mut sources, &mut sink) {
        let own = programs.iter().find(|(folder, _)| found.path.as_ref().is_some_and(|path| path.starts_with(folder)));
        // A suite in the folder of a pack is about that pack, also when the pack can't be compiled.
        let homeless = packs(&policies).iter().all(|folder| found.path.as_ref().is_none_or(|path| !path.starts_with(folder)));
        let program = own.map(|(_, program)| program).or(chosen.as_ref().filter(|_| homeless));
        if let Some(program) = program {
            check_suite(program, &SuiteSource { document, base }, &sources, &mut sink);
        }
    }
    let programs = programs.into_iter().map(|(_, program)| program).collect();
    Looked { sources, problems: sink.into_sorted(), facts, policies, chosen, programs, others }
}

/// The cases of a suite, against the pack that it tests.
fn check_suite(program: &Program, source: &SuiteSource, sources: &Sources, sink: &mut Sink) {
    if let Some(suite) = scenario::read(source, program, sources, sink) {
        scenario::prepare(&suite, program, sources, sink);
    }
}

/// The program of a policy that can be used at this moment.
fn program(policy: Policy, as_of: Instant, sink: &mut Sink) -> Option<Program> {
    let program = compile(policy, sink)?;
    Run::new(&program, as_of).allowed(sink);
    Some(program)
}

/// The packs that policy files belong to: their folder, or the file itself where it was named alone.
fn packs(policies: &[Found]) -> BTreeSet<PathBuf> {
    let pack = |found: &Found| {
        let path = found.path.clone()?;
        if found.asked {
            return Some(path);
        }
        path.parent().map(Path::to_path_buf)
    };
    policies.iter().filter_map(pack).collect()
}

/// What a pack extends may lie beside it.
pub fn root_for(folder: &Path, root: &Path) -> PathBuf {
    let below = |root: &Path| match (root.canonicalize(), folder.canonicalize()) {
        (Ok(root), Ok(folder)) => folder.starts_with(root),
        _ => false,
    };
    if below(root) {
        return root.to_path_buf();
    }
    folder.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| root.to_path_buf(), Path::to_path_buf)
}
