//! `holdpoint new`: a commented skeleton of a document, or of what one still lacks.
//! Which facts it asks for is `skeleton`'s business.

use std::path::PathBuf;

use super::program;
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::Sink;
use crate::project;
use crate::skeleton::skeleton;
use crate::text::{Sources, wording};

/// Prints the skeleton of a document of `kind`; with a file, of what that document lacks.
pub fn run(kind: &str, from: Option<&PathBuf>, choice: &PolicyChoice, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let read = project::policy(choice.policy.as_deref(), &choice.root, &mut sources, &mut sink);
    let program = match program(read.policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    let schema = format!("{kind}.schema.json");
    // What is advised about the policy concerns nobody who writes a document.
    let mut sink = Sink::new();
    let documents =
        from.map(|file| project::facts(std::slice::from_ref(file), &mut screen.input(), &read.schemas, &mut sources, &mut sink));
    let failed = sink.has_errors();
    screen.problems(&sink.into_sorted(), &sources);
    if failed {
        return Exit::Invalid;
    }
    let documents = documents.unwrap_or_default();
    let own = documents.iter().find(|document| document.kind.name() == kind).or_else(|| documents.first());
    if let (Some(file), None) = (from, own) {
        screen.note(&format!("{} holds no document of facts\n", wording::quote(&file.display().to_string())));
        return Exit::Invalid;
    }
    match skeleton(kind, own.map(|document| &document.root), &program, &schema) {
        Ok(text) => screen.answer(&Printed::Document(text)).map_or_else(|exit| exit, |()| Exit::Success),
        Err(why) => {
            screen.note(&format!("{why}\n"));
            Exit::Usage
        }
    }
}
