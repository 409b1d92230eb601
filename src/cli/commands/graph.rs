//! `holdpoint graph`: the rule graph as text, DOT or Mermaid.
//! How it is drawn is `report`'s business.

use super::program;
use crate::cli::args::{Graph, GraphFormat};
use crate::cli::exit::Exit;
use crate::cli::output::Screen;
use crate::condition::words;
use crate::diagnostic::{Code, Sink};
use crate::project;
use crate::report::text::graph::picture;
use crate::text::{Sources, suggest};

/// Runs the command.
pub fn run(options: &Graph, screen: &Screen) -> Exit {
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    let read = project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink);
    let program = match program(read.policy, &mut sink, &sources, screen) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    let mut shown = picture(&program);
    if let Some(rule) = &options.around {
        if !shown.rules.contains_key(rule) {
            return unknown("rule", rule, &shown.rules.keys().map(String::as_str).collect::<Vec<_>>(), screen);
        }
        shown = shown.around(rule);
    }
    if let Some(decision) = &options.decision {
        let known: Vec<String> = shown.rules.values().flatten().cloned().collect();
        let part = shown.deciding(decision);
        if part.rules.is_empty() {
            return unknown("decision", decision, &known.iter().map(String::as_str).collect::<Vec<_>>(), screen);
        }
        shown = part;
    }
    let text = match options.format {
        GraphFormat::Text => shown.text(),
        GraphFormat::Dot => shown.dot(),
        GraphFormat::Mermaid => shown.mermaid(),
    };
    screen.answer(&text).map_or_else(|exit| exit, |()| Exit::Success)
}

fn unknown(what: &str, written: &str, known: &[&str], screen: &Screen) -> Exit {
    let written = crate::text::printable::printable(written).into_owned();
    let near = suggest::candidates(&written, known.iter().copied());
    let _ = words::target_kinds;
    screen.note(&format!("{}: no {what} `{written}` in this policy; nearest: {}\n", Code::UnknownRule.name(), near.join(", ")));
    Exit::Usage
}
