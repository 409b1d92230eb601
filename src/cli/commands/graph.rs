//! `holdpoint graph`: the rule graph as text, DOT, Mermaid or SVG.
//! How it is drawn is `report`'s business.

use super::program;
use crate::cli::args::{Graph, GraphFormat};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::condition::words;
use crate::decision::{Target, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::project;
use crate::report::graph::{picture, svg};
use crate::text::{Sources, suggest, wording};
use crate::vocabulary::Vocabulary;

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
        if let Some(problem) = no_target(decision, &program.policy.vocabulary) {
            screen.problems(&[problem], &Sources::new());
            return Exit::Usage;
        }
        let known: Vec<String> = shown.rules.values().flatten().cloned().collect();
        let part = shown.deciding(decision);
        if part.rules.is_empty() {
            return unknown("decision", decision, &known.iter().map(String::as_str).collect::<Vec<_>>(), screen);
        }
        shown = part;
    }
    if shown.more > 0 {
        // In the form itself there is no place for it that everybody sees.
        let most = wording::grouped(limits::READINGS.most);
        screen.note(&format!(
            "{} more readings between rules are not shown, only the first {most}\n",
            wording::grouped(shown.more)
        ));
    }
    let text = match options.format {
        GraphFormat::Text => Printed::Text(shown.text()),
        GraphFormat::Dot => Printed::Document(shown.dot()),
        GraphFormat::Mermaid => Printed::Document(shown.mermaid()),
        GraphFormat::Svg => Printed::Document(svg::standalone(&shown)),
    };
    screen.answer(&text).map_or_else(|exit| exit, |()| Exit::Success)
}

/// What is wrong with the name of a decision: no verb, or a word that the vocabulary lacks. A verb alone means all of its decisions.
fn no_target(written: &str, vocabulary: &Vocabulary) -> Option<Diagnostic> {
    if Verb::parse(written).is_some() {
        return None;
    }
    let target = match Target::parse(written) {
        Ok(target) => target,
        Err(bad) => return Some(Diagnostic::new(Code::BadPath, bad.to_string()).help(bad.help())),
    };
    let kinds = words::target_kinds(target.verb);
    if kinds.is_empty() || kinds.iter().any(|kind| vocabulary.has(*kind, &target.name)) {
        return None;
    }
    let known: Vec<String> =
        kinds.iter().flat_map(|kind| vocabulary.names(*kind)).map(|name| format!("{}:{name}", target.verb)).collect();
    let near = wording::quote_all(&suggest::candidates(written, known.iter().map(String::as_str)));
    let problem = Diagnostic::new(Code::BadPath, format!("this policy has no decision {}", wording::quote(written)));
    Some(problem.help(format!("write {}", wording::list_or(&near))))
}

fn unknown(what: &str, written: &str, known: &[&str], screen: &Screen) -> Exit {
    let problem = Diagnostic::new(Code::BadPath, format!("this policy has no {what} {}", wording::quote(written)));
    let near = wording::quote_all(&suggest::candidates(written, known.iter().copied()));
    let problem = match suggest::nearest(written, known.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => problem.help(format!("write one of its {what}s, such as {}", wording::list_or(&near))),
    };
    screen.problems(&[problem], &Sources::new());
    Exit::Usage
}
