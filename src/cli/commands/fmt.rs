//! `holdpoint fmt`: gives documents and policies their layout, or says which lack it.
//! What the layout is, is said by `document::format`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::PolicyChoice;
use crate::cli::exit::Exit;
use crate::cli::output::{Printed, Screen};
use crate::cli::write;
use crate::diagnostic::Sink;
use crate::document::format::format;
use crate::project;
use crate::report::text::lines;
use crate::text::{Sources, wording};

/// Arguments of `fmt`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done · 3 --check or --diff found something, or a file can't be formatted")]
pub struct Fmt {
    /// YAML files, or folders with documents that say their kind; `-` reads standard input, to be checked only.
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Only say which files would change.
    #[arg(long)]
    pub check: bool,
    /// Only show what would change, with secrets masked.
    #[arg(long)]
    pub diff: bool,
    /// The policy whose facts say what is secret.
    #[command(flatten)]
    pub choice: PolicyChoice,
}

/// Runs the command.
pub fn run(options: &Fmt, screen: &Screen) -> Exit {
    let writes = !(options.check || options.diff);
    if writes && options.paths.iter().any(|path| path.as_os_str() == project::discover::STANDARD_INPUT) {
        screen.note("standard input can't be written back: add `--check` or `--diff`, or name a file\n");
        return Exit::Usage;
    }
    let (mut sources, mut sink) = (Sources::new(), Sink::new());
    // Only what is secret matters here, not whether the policy is any good.
    if !project::policy(options.choice.policy.as_deref(), &options.choice.root, &mut sources, &mut sink).is_complete {
        screen.problems(&sink.into_sorted(), &sources);
        return Exit::Invalid;
    }
    let mut sink = Sink::new();
    let texts = project::texts(&options.paths, &mut screen.input(), &mut sources, &mut sink);
    let (mut out, mut changed, mut failed) = (String::new(), 0, false);
    for text in &texts {
        let made = match format(&mut sources, text.source, &text.document, &text.raw) {
            Ok(made) => made,
            Err(problem) => {
                sink.push(*problem);
                continue;
            }
        };
        if made.raw == text.raw {
            continue;
        }
        let name = &text.found.name;
        let (before, after) = (sources.get(text.source).text(), sources.get(made.source).text());
        changed += 1;
        if options.diff {
            out.push_str(&lines::changed(sources.get(text.source).name(), before, after));
        } else if options.check {
            out.push_str(&format!("{} is not formatted, from line {} on\n", wording::quote(name), first_line(before, after)));
        } else if let Some(path) = &text.found.path {
            match write::file(path, made.raw) {
                Ok(()) => out.push_str(&format!("{} formatted\n", wording::quote(name))),
                Err(error) => {
                    changed -= 1;
                    failed = true;
                    screen.note(&format!("{error}\n"));
                }
            }
        }
    }
    let invalid = sink.has_errors() || (!writes && changed > 0);
    screen.problems(&sink.into_sorted(), &sources);
    if !options.diff {
        let what = if writes { "formatted" } else { "to format" };
        out.push_str(&format!("{}: {changed} {what}\n", wording::count(texts.len(), "document", "documents")));
    }
    let exit = match (failed, invalid) {
        (true, _) => Exit::Failed,
        (_, true) => Exit::Invalid,
        _ => Exit::Success,
    };
    screen.answer(&Printed::Text(out)).map_or_else(|exit| exit, |()| exit)
}

fn first_line(before: &str, after: &str) -> usize {
    let same = before.split('\n').zip(after.split('\n')).take_while(|(a, b)| a == b).count();
    same + 1
}
