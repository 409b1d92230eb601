//! `holdpoint schema`: the schema that editors use, with the words and facts of a policy.
//! What it says is `generate`'s business.

use super::program;
use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::Sink;
use crate::generate::schema;
use crate::project;
use crate::text::Sources;

/// Prints the editor schema of this name.
pub fn run(name: &str, choice: &PolicyChoice, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let read = project::policy(choice.policy.as_deref(), &choice.root, &mut sources, &mut sink);
    let program = match program(read.policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    match schema(name, &program.policy) {
        Ok(text) => screen.answer(&Printed::Document(text)).map_or_else(|exit| exit, |()| Exit::Success),
        Err(why) => {
            screen.note(&format!("{why}\n"));
            Exit::Usage
        }
    }
}
