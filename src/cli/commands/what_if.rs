//! `holdpoint what-if`: the evaluation with changed facts, beside the real one.
//! What differs is found by `explain::what_if`.

use std::path::PathBuf;

use clap::Args;

use super::setup::{Setup, invalid};
use crate::cli::args::{AnswerFormat, Input};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::explain::trial::Problems;
use crate::explain::{Explainer, Trial, account, what_if};
use crate::facts::change::{read_set, read_unset, shown};
use crate::facts::load::FactKind;
use crate::facts::{Change, FactDocument};
use crate::project;
use crate::report::text::paint::Paint;
use crate::report::{json, text};
use crate::value::Instant;

/// Arguments of `what-if`.
#[derive(Debug, Args)]
pub struct WhatIf {
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
    /// Set a fact, such as site.staging.result=pass; may be given several times.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Leave a fact out, or remove an element of a list.
    #[arg(long = "unset", value_name = "PATH")]
    pub unset: Vec<String>,
    /// Use these release notes in the place of the others.
    #[arg(long, value_name = "FILE")]
    pub release: Option<PathBuf>,
    /// Evaluate at this moment instead.
    #[arg(long, value_name = "INSTANT", value_parser = crate::cli::args::instant)]
    pub at: Option<Instant>,
}

/// Runs the command.
pub fn run(options: &WhatIf, screen: &Screen) -> Exit {
    let mut setup = match Setup::read(&options.input, options.format.problems(), screen) {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let schemas = setup.schemas();
    let mut changes = Vec::new();
    let mut problems = Vec::new();
    let mut read = Vec::new();
    read.extend(options.set.iter().map(|s| read_set(s, &schemas, &mut setup.sources)));
    read.extend(options.unset.iter().map(|u| read_unset(u, &schemas, &mut setup.sources)));
    for change in read {
        match change {
            Ok(change) => changes.push(change),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if !problems.is_empty() {
        invalid(problems, &setup.sources, options.format.problems(), screen);
        return Exit::Usage;
    }
    changes.extend(options.at.map(Change::Now));
    let mut other = setup.documents.clone();
    if let Some(file) = &options.release {
        let mut sink = Sink::new();
        let read = project::facts(std::slice::from_ref(file), &mut screen.input(), &schemas, &mut setup.sources, &mut sink);
        if sink.has_errors() {
            return invalid(sink.into_sorted(), &setup.sources, options.format.problems(), screen);
        }
        let releases: Vec<FactDocument> = read.into_iter().filter(|d| d.kind == FactKind::Release).collect();
        other.retain(|d| d.kind != FactKind::Release);
        other.extend(releases);
    }
    let changed = Trial::new(setup.run(), &other, &setup.sources);
    let (after, warnings) = match changed.told(&changes) {
        Ok(told) => told,
        Err(Problems::Nowhere(why)) => {
            let problem = Diagnostic::new(Code::UnknownPath, why);
            invalid(vec![problem], &setup.sources, options.format.problems(), screen);
            return Exit::Usage;
        }
        Err(Problems::Unreadable(problems)) => {
            return invalid(problems, &setup.sources, options.format.problems(), screen);
        }
    };
    // What there was to say before is `evaluate`'s to tell.
    let new: Vec<Diagnostic> = warnings.into_iter().filter(|w| !setup.problems.contains(w)).collect();
    screen.problems(&new, &setup.sources);
    let before = (&setup.facts, &setup.evaluation);
    let answer = what_if::compare(&setup.program, before, (&after.facts, &after.evaluation));
    let explainer = Explainer::new(&setup.program, &after.facts, &after.evaluation);
    let account = account(&explainer);
    let title = format!("{} on {}", account.release, account.site);
    let mut said: Vec<String> = changes.iter().map(said).collect();
    said.extend(options.release.as_ref().map(|f| format!("the release is that of {}", f.display())));
    let text = match options.format {
        AnswerFormat::Json => Printed::Document(json::what_if::render(&title, &said, &answer, &setup.sources)),
        AnswerFormat::Text => Printed::Text(text::what_if::render(&title, &said, &answer, Paint { colour: screen.colour })),
    };
    screen.answer(&text).map_or_else(|exit| exit, |()| Exit::Success)
}

fn said(change: &Change) -> String {
    match change {
        Change::Set { path, to } => format!("{path} is {}", shown(to)),
        Change::Unset { path } => format!("{path} is left out"),
        Change::Now(at) => format!("it is {at}"),
    }
}
