//! `holdpoint repair`: the smallest sets of changes that reach a verdict or flip a decision; with `--write` the documents
//! with the first of them made. The search is `explain::repair`'s.

use std::path::{Path, PathBuf};

use clap::Args;

use super::raw;
use super::setup::Setup;
use crate::cli::args::{AnswerFormat, Input};
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write::folder;
use crate::condition::words;
use crate::decision::{Target, Verdict};
use crate::diagnostic::limits;
use crate::document::edit::Editor;
use crate::explain::repair::{Goal, Limits, repair};
use crate::explain::{Trial, account};
use crate::facts::Change;
use crate::facts::change::place;
use crate::report::text::paint::Paint;
use crate::report::{json, text};
use crate::text::{Raw, suggest, wording};

/// Arguments of `repair`.
#[derive(Debug, Args)]
pub struct Repair {
    /// What is evaluated.
    #[command(flatten)]
    pub input: Input,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    pub format: AnswerFormat,
    /// The verdict to reach.
    #[arg(long, value_name = "VERDICT", default_value = "prepare", value_parser = ["clear", "prepare", "stage-first", "hold", "decide"], conflicts_with = "decision")]
    pub to: String,
    /// One decision to flip instead, such as pause:commerce=off or stage:agents=on.
    #[arg(long, value_name = "DECISION=on|off")]
    pub decision: Option<String>,
    /// How many repairs to give.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub most: usize,
    /// How much is tried before the search is cut: 1 for each reading of the documents with changes, more where many rules speak.
    #[arg(long, value_name = "N", default_value_t = limits::REPAIR.most)]
    pub tries: usize,
    /// Write the documents with the first repair made into this folder.
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
}

/// Runs the command.
pub fn run(options: &Repair, screen: &Screen) -> Exit {
    let setup = match Setup::read(&options.input, options.format.problems(), screen) {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    let goal = match goal(options, &setup) {
        Ok(goal) => goal,
        Err(why) => {
            screen.note(&format!("{why}\n"));
            return Exit::Usage;
        }
    };
    let trial = Trial::new(setup.run(), &setup.documents, &setup.sources);
    let answer = repair(&trial, &goal, Limits { tries: options.tries, repairs: options.most.max(1) });
    let account = account(&setup.explainer());
    let title = format!("{} on {}", account.release, account.site);
    let shown = match options.format {
        AnswerFormat::Json => Printed::Document(json::repair::render(&title, &answer)),
        AnswerFormat::Text => Printed::Text(text::repair::render(&title, &answer, Paint { colour: screen.colour })),
    };
    if let Err(exit) = screen.answer(&shown) {
        return exit;
    }
    if let (Some(folder), Some(first)) = (&options.write, answer.repairs.first()) {
        return match write(&setup, &first.changes(), folder) {
            Ok(files) => {
                for file in files {
                    screen.note(&format!("{} written\n", wording::quote(&file.display().to_string())));
                }
                Exit::Success
            }
            Err(why) => {
                screen.note(&format!("{why}\n"));
                Exit::Failed
            }
        };
    }
    if answer.already || !answer.repairs.is_empty() { Exit::Success } else { Exit::Verdict(answer.before) }
}

fn goal(options: &Repair, setup: &Setup) -> Result<Goal, String> {
    let Some(written) = &options.decision else {
        // A hold by precaution is a hold; the wanted level is the certain one.
        return Verdict::parse(&options.to).map(Goal::Verdict).ok_or_else(|| "there is no such verdict".to_owned());
    };
    let (name, on) = match written.rsplit_once('=') {
        Some((name, "on")) => (name, true),
        Some((name, "off")) => (name, false),
        _ => return Err(format!("{} flips nothing; write a decision and `=on` or `=off`", wording::quote(written))),
    };
    let target = Target::parse(name).map_err(|why| format!("{why}; {}", why.help()))?;
    let kinds = words::target_kinds(target.verb);
    let vocabulary = &setup.program.policy.vocabulary;
    if !kinds.is_empty() && !kinds.iter().any(|kind| vocabulary.has(*kind, &target.name)) {
        let names: Vec<&str> = kinds.iter().flat_map(|kind| vocabulary.names(*kind)).collect();
        let near = suggest::candidates(&target.name, names.iter().copied());
        return Err(format!("the policy decides nothing about {}; nearest: {}", wording::quote(&target.name), near.join(", ")));
    }
    Ok(if on { Goal::On(target) } else { Goal::Off(target) })
}

/// Writes the documents that the changes touch, edited by spans, under their names into a folder.
pub fn write(setup: &Setup, changes: &[Change], to: &Path) -> Result<Vec<PathBuf>, String> {
    let file = |name: &str| Path::new(name).file_name().map_or_else(|| PathBuf::from("update.yaml"), PathBuf::from);
    let files: Vec<(PathBuf, Raw)> = edited(setup, changes)?.into_iter().map(|(name, bytes)| (file(&name), bytes)).collect();
    folder::write(to, &files).map_err(|error| error.to_string())?;
    Ok(files.into_iter().map(|(name, _)| to.join(name)).collect())
}

/// The documents that the changes touch, with their names. A file is copied as its bytes are, so that nothing that was masked
/// when it was read is lost or looked at.
pub fn edited(setup: &Setup, changes: &[Change]) -> Result<Vec<(String, Raw)>, String> {
    let schemas = setup.schemas();
    let mut documents = setup.documents.clone();
    let mut editors: Vec<Option<Editor>> = documents.iter().map(|_| None).collect();
    for change in changes {
        if place(&documents, change, &schemas).is_err() && change.path().is_some_and(|p| p.kind.name() == "update") {
            return Err("there is no update document to write to; make one with `holdpoint new update`".to_owned());
        }
        for placed in place(&documents, change, &schemas)? {
            let (Some(document), Some(slot)) = (documents.get_mut(placed.document), editors.get_mut(placed.document)) else {
                continue;
            };
            let source = setup.sources.get(document.root.span.source);
            if slot.is_none() {
                *slot = Some(Editor::open(source.file(), source.masked_text())?);
            }
            if let Some(editor) = slot {
                let said = change.path().map(ToString::to_string).unwrap_or_default();
                editor.apply(&placed.edit).map_err(|why| {
                    format!("{} can't be set in {}: {why}", wording::quote(&said), wording::quote(source.name()))
                })?;
            }
            crate::document::edit::in_tree(&mut document.root, &placed.edit);
        }
    }
    let mut out = Vec::new();
    for (document, editor) in setup.documents.iter().zip(editors) {
        let Some(editor) = editor else { continue };
        let source = setup.sources.get(document.root.span.source);
        let bytes = raw::spliced(source, editor.splices())?;
        out.push((source.file().to_owned(), bytes));
    }
    Ok(out)
}
