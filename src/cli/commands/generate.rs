//! `holdpoint generate`: writes the generated files of the repository, or says which are out of date.
//! What they say is `generate`'s business.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::cli::write::Batch;
use crate::compile::compile;
use crate::diagnostic::Sink;
use crate::generate::{Drift, HANDBOOK, drift, generated_files};
use crate::policy::{builtin, load};
use crate::project;
use crate::report::markdown::handbook;
use crate::text::Sources;
use crate::text::printable::shown;

/// Writes the files below `folder`; with `check` only compares them.
pub fn run(check: bool, folder: &Path, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let Some(policy) = load::builtin(builtin::DEFAULT, &mut sources, &mut sink) else {
        screen.problems(&sink.into_sorted(), &sources);
        return Exit::Failed;
    };
    let Some(program) = compile(policy, &mut sink) else {
        screen.problems(&sink.into_sorted(), &sources);
        return Exit::Failed;
    };
    let mut files = generated_files(&program.policy);
    let tests = folder.join("policies").join(builtin::DEFAULT).join(project::packs::TESTS);
    let paths: Vec<PathBuf> = tests.is_dir().then_some(tests).into_iter().collect();
    let suites = super::docs::suites(&paths, &program, &mut sources, &mut sink, screen);
    if sink.has_errors() {
        screen.problems(&sink.into_sorted(), &sources);
        return Exit::Invalid;
    }
    files.push((HANDBOOK.to_owned(), handbook::render(&program.policy, &sources, &suites)));
    let drifted = drift(&files, &|path| fs::read_to_string(folder.join(path)).ok());
    let (mut batch, mut written) = (Batch::default(), String::new());
    for Drift { path, line } in &drifted {
        let Some((_, text)) = files.iter().find(|(known, _)| known == path) else { continue };
        let what = line.map_or_else(|| "does not exist".to_owned(), |line| format!("is out of date from line {line} on"));
        if check {
            screen.note(&format!("{path} {what}\n"));
            continue;
        }
        batch.put(folder.join(path), shown(text));
        written.push_str(&format!("{path} written\n"));
    }
    match batch.write() {
        Ok(()) => screen.note(&written),
        Err(error) => {
            screen.note(&format!("{error}\n"));
            return Exit::Failed;
        }
    }
    if check && !drifted.is_empty() { Exit::Invalid } else { Exit::Success }
}
