//! `holdpoint explain`: why something is decided, or why not.
//! It only puts the layers together; every answer is theirs.

use std::io;

use super::moment;
use crate::cli::args::{AnswerFormat, Depth, Explain};
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::evaluate::evaluate;
use crate::explain::Explainer;
use crate::explain::explanation::{explain, question};
use crate::facts::{self, Reader};
use crate::policy;
use crate::project::{self, Loaded, Request};
use crate::report::json;
use crate::report::text;
use crate::text::Sources;
use crate::value::Phase;

/// Runs the command.
pub fn run(options: &Explain, screen: &Screen) -> Exit {
    let mut sink = Sink::new();
    let mut stdin = io::stdin();
    let request = Request {
        policy: options.choice.policy.as_deref(),
        root: &options.choice.root,
        paths: &options.paths,
        stdin: Some(&mut stdin),
    };
    let Loaded { sources, schemas, policy, documents } = project::load(request, &mut sink);
    let Some(program) = policy.and_then(|policy| compile(policy, &mut sink)) else {
        return invalid(sink, &sources, options, screen);
    };
    let now = moment(options.now);
    policy::waiver::expired_waivers(&program.policy, now, &mut sink);
    let reader = Reader {
        schemas: &schemas,
        vocabulary: &program.policy.vocabulary,
        product: &program.policy.product.id,
        now,
        phase: options.phase.as_deref().and_then(Phase::parse),
        thorough: false,
    };
    let facts = facts::load(&reader, &documents, &sources, &mut sink);
    if sink.has_errors() {
        return invalid(sink, &sources, options, screen);
    }
    let evaluation = evaluate(&program, &facts);
    let explainer = Explainer::new(&program, &facts, &evaluation);
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
        AnswerFormat::Json => json::explain::render(&explainer, &explanation, &sources, options.depth == Depth::Tree),
        // Warnings about the documents are `evaluate`'s to tell: here one question is answered.
        AnswerFormat::Text => text::explain::render(&explanation, &sources, &screen.style(), depth),
    };
    screen.answer(&shown).map_or_else(|exit| exit, |()| Exit::Success)
}

fn invalid(sink: Sink, sources: &Sources, options: &Explain, screen: &Screen) -> Exit {
    let problems = sink.into_sorted();
    match options.format {
        AnswerFormat::Text => screen.problems(&problems, sources),
        AnswerFormat::Json => {
            if let Err(exit) = screen.answer(&json::problems::render(&problems, sources)) {
                return exit;
            }
        }
    }
    Exit::Invalid
}
