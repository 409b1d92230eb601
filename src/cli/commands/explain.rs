//! `holdpoint explain`: why something is decided, or why not.
//! It only puts the layers together; every answer is theirs.

use super::setup::Setup;
use crate::cli::args::{AnswerFormat, Depth, Explain};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::diagnostic::{Code, Diagnostic};
use crate::explain::explanation::{explain, question};
use crate::report::json;
use crate::report::text;
use crate::text::Sources;

/// Runs the command.
pub fn run(options: &Explain, screen: &Screen) -> Exit {
    let setup = match Setup::read(&options.input, options.format.problems(), screen) {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let explainer = setup.explainer();
    let asked = match question(&explainer, &options.decision) {
        Ok(asked) => asked,
        Err(nothing) => {
            let problem = Diagnostic::new(Code::BadPath, nothing.headline).help(nothing.help);
            screen.problems(&[problem], &Sources::new());
            return Exit::Usage;
        }
    };
    let explanation = explain(&explainer, &options.decision, &asked);
    let depth = match options.depth {
        Depth::Line => text::explain::Depth::Line,
        Depth::Paragraph => text::explain::Depth::Paragraph,
        Depth::Tree => text::explain::Depth::Tree,
    };
    let shown = match options.format {
        AnswerFormat::Json => {
            Printed::Document(json::explain::render(&explainer, &explanation, &setup.sources, options.depth == Depth::Tree))
        }
        // Warnings about the documents are `evaluate`'s to tell: here one question is answered.
        AnswerFormat::Text => Printed::Text(text::explain::render(&explanation, &setup.sources, &screen.style(), depth)),
    };
    screen.answer(&shown).map_or_else(|exit| exit, |()| Exit::Success)
}
