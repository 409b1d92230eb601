//! `holdpoint ask`: what is still to be found out, as a form; or on a terminal one question at a time, the answers written
//! into the documents. Which questions there are is `explain::ask`'s business.

use std::io::{BufRead, BufReader};

use clap::Args;

use super::repair::edited;
use super::setup::Setup;
use crate::cli::args::{AnswerFormat, Input};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write::Batch;
use crate::decision::Verdict;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Entry, Key, Kind, Node};
use crate::explain::ask::{Asked, Question, ask};
use crate::explain::repair::{Goal, Limits, Repairs, repair};
use crate::explain::trial::Problems;
use crate::explain::{Trial, account};
use crate::facts::Change;
use crate::facts::change::{apply, node};
use crate::facts::load::FactKind;
use crate::report::text::ask::Head;
use crate::report::{json, text};
use crate::text::wording;

/// Arguments of `ask`.
#[derive(Debug, Args)]
pub struct Ask {
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
    /// Ask for what only single decisions depend on, too.
    #[arg(long)]
    pub all: bool,
    /// The kind of document that the form is [default: the most decisive].
    #[arg(long, value_name = "KIND", value_parser = ["release", "site", "update"])]
    pub kind: Option<String>,
    /// Ask one question at a time and write the answers into the documents [default: on a terminal].
    #[arg(long, conflicts_with = "form")]
    pub interactive: bool,
    /// Print the form, on a terminal too.
    #[arg(long)]
    pub form: bool,
}

/// Runs the command.
pub fn run(options: &Ask, screen: &Screen) -> Exit {
    let setup = match Setup::read(&options.input, options.format.problems(), screen) {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let trial = Trial::new(setup.run(), &setup.documents, &setup.sources);
    let account = account(&setup.explainer());
    let title = format!("{} on {}", account.release, account.site);
    let terminal = screen.is_dialogue() && !options.form;
    if options.interactive || (terminal && options.format == AnswerFormat::Text) {
        return dialogue(options, &setup, &trial, &title, screen);
    }
    let Some(asked) = ask(&trial, &[]) else { return Exit::Invalid };
    if options.format == AnswerFormat::Json {
        return screen.answer(&Printed::Document(json::ask::render(&title, &asked))).map_or_else(|exit| exit, |()| Exit::Success);
    }
    let kinds = text::ask::kinds(&asked, options.all);
    let kind = options.kind.as_deref().and_then(FactKind::parse).or_else(|| kinds.first().copied()).unwrap_or(FactKind::Site);
    let keys = keys(&setup, kind);
    let left = left(&asked, &setup, &[]);
    let head = Head { title: &title, kind, keys: &keys, all: options.all };
    for other in kinds.iter().filter(|k| **k != kind) {
        screen.note(&format!("more is asked of the {} document: --kind {}\n", other.name(), other.name()));
    }
    screen
        .answer(&Printed::Document(text::ask::form(&head, &asked, left.as_ref(), &setup.schemas())))
        .map_or_else(|exit| exit, |()| Exit::Success)
}

/// What is left to do after these answers, where no other one changes a verdict that holds the update back.
fn left(asked: &Asked, setup: &Setup, given: &[Change]) -> Option<Repairs> {
    if !asked.is_settled() || asked.bounds.0 <= Verdict::Prepare {
        return None;
    }
    let phase = setup.facts.phase;
    let documents = apply(&setup.documents, given, &setup.schemas(), phase).ok()?;
    let trial = Trial::new(setup.run(), &documents, &setup.sources);
    Some(repair(&trial, &Goal::Verdict(Verdict::Prepare), Limits { repairs: 1, ..Limits::default() }))
}

/// What every document of the kind must state, as those at hand state it.
fn keys(setup: &Setup, kind: FactKind) -> Vec<(String, String)> {
    let names: &[&str] = match kind {
        FactKind::Site => &["id"],
        FactKind::Release => &["product", "version"],
        FactKind::Update => &["phase"],
    };
    let own = setup.documents.iter().find(|d| d.kind == kind);
    let value = |name: &&str| {
        let stated = own.and_then(|d| d.root.get(name)).and_then(Node::text).map(str::to_owned);
        let stated = stated.or_else(|| (*name == "phase").then(|| "before".to_owned()))?;
        Some(((*name).to_owned(), stated))
    };
    names.iter().filter_map(value).collect()
}

/// One question at a time, most decisive first, until the verdict is settled; then the answers are written.
fn dialogue(options: &Ask, setup: &Setup, trial: &Trial<'_>, title: &str, screen: &Screen) -> Exit {
    let mut given: Vec<Change> = Vec::new();
    let mut skipped = Vec::new();
    let mut lines = BufReader::new(screen.input()).lines();
    let mut number = 0;
    let say = |text: String| screen.answer(&Printed::Text(text));
    if say(format!("{title}\n")).is_err() {
        return Exit::Failed;
    }
    // Where no answer changes the verdict there is nothing more decisive to ask than what single decisions depend on.
    let mut all = options.all;
    loop {
        let Some(asked) = ask(trial, &given) else { return Exit::Invalid };
        all |= number == 0 && asked.is_settled();
        let open = asked.questions.iter().chain(asked.others.iter().filter(|_| all));
        let open: Vec<&Question> = open.filter(|q| !skipped.contains(&q.path)).collect();
        let Some(question) = open.first().copied().cloned() else {
            let _ = say(format!("\n{}\n", text::ask::state(&asked)));
            if let Some(left) = left(&asked, setup, &given) {
                let _ = say(text::ask::plan(&left));
            }
            break;
        };
        number += 1;
        let _ = say(text::ask::question(&question, number, number + open.len() - 1));
        let line = match lines.next() {
            Some(Ok(line)) => line,
            _ => break,
        };
        match line.trim() {
            "q" => break,
            "?" => {
                let _ = say(text::ask::explained(&question));
                number -= 1;
            }
            "" => skipped.push(question.path),
            text => {
                let change = answer(&question, text, trial);
                given.push(change);
                match trial.evaluate(&given) {
                    Ok(_) => {}
                    Err(problems) => {
                        given.pop();
                        match problems {
                            Problems::Nowhere(why) => screen.note(&format!("{why}\n")),
                            Problems::Unreadable(found) => screen.note(&format!("{}\n", refused(text, &question, &found))),
                        }
                    }
                }
            }
        }
    }
    finish(setup, &given, screen)
}

fn finish(setup: &Setup, given: &[Change], screen: &Screen) -> Exit {
    if given.is_empty() {
        return Exit::Success;
    }
    let files = match edited(setup, given) {
        Ok(files) => files,
        Err(why) => {
            screen.note(&format!("{why}\n"));
            return Exit::Failed;
        }
    };
    let (mut batch, mut written) = (Batch::default(), String::new());
    for (name, bytes) in files {
        written.push_str(&format!("{} written\n", wording::quote(&name)));
        batch.put(name, bytes);
    }
    match batch.write() {
        Ok(()) => {
            screen.note(&written);
            Exit::Success
        }
        Err(error) => {
            screen.note(&format!("{error}\n"));
            Exit::Failed
        }
    }
}

/// Why an answer isn't taken, and what to write.
fn refused(text: &str, question: &Question, found: &[Diagnostic]) -> String {
    match found.iter().find(|problem| problem.code == Code::Placeholder) {
        Some(problem) => format!("{}: {}", problem.headline, problem.help.as_deref().unwrap_or_default()),
        None => format!("{} is not {}", wording::quote(text), question.answers),
    }
}

/// An answer as a change: of a list the ids of its elements.
fn answer(question: &Question, text: &str, trial: &Trial<'_>) -> Change {
    let span = trial.documents.first().map(|d| crate::text::Span { end: d.root.span.start, ..d.root.span });
    let path = question.path.clone();
    let Some(span) = span else { return Change::Unset { path } };
    if !question.is_list || text == "unknown" {
        return Change::scalar(path, text, span);
    }
    let shape = path.shape(&trial.program.policy.schemas).ok();
    let records = shape.and_then(|s| s.element()).is_some_and(|e| e.record().is_some());
    let ids = text.split(',').map(str::trim).filter(|t| !t.is_empty() && !matches!(*t, "none" | "[]"));
    let element = |id: &str| {
        let name = node(id, span);
        let entry = || Entry { key: Key { text: "id".to_owned(), span }, value: name.clone() };
        if records { Node { span, kind: Kind::Map(vec![entry()]) } } else { name.clone() }
    };
    let map = shape.is_some_and(|s| s.element().is_none());
    let kind = match map {
        true => {
            let entry =
                |id: &str| Entry { key: Key { text: id.to_owned(), span }, value: Node { span, kind: Kind::Map(Vec::new()) } };
            Kind::Map(ids.map(entry).collect())
        }
        false => Kind::List(ids.map(element).collect()),
    };
    Change::Set { path, to: Node { span, kind } }
}
