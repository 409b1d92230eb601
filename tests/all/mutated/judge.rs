//! What must hold of every run, whatever was changed.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::ThreadId;
use std::time::Instant;

use holdpoint::cli::{Ran, run_in_memory};
use holdpoint::text::printable::hidden;

use super::PATIENCE;
use super::commands::{Command, Form};
use super::subjects::{Files, write};

/// The statuses that help speaks of. That the tool itself failed is none that a document can bring about.
const STATUSES: [u8; 9] = [0, 2, 3, 4, 10, 20, 21, 30, 31];

/// How much may be printed for each byte that was read, and in any case: the most of the examples is 1.05 MB beyond the first, `--format
/// json --explain` of a site of many surfaces.
const PER_BYTE: usize = 60;
const ANYWAY: usize = 2_000_000;

/// What every thread does right now, since when.
pub struct Watch(Arc<Mutex<BTreeMap<String, (Instant, String)>>>);

impl Watch {
    /// Ends the process when a run takes too long, and says which.
    #[allow(clippy::print_stderr, reason = "it tells which run it was before the process ends")]
    pub fn start() -> Self {
        let watch = Self(Arc::default());
        let runs = watch.0.clone();
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
                if let Some((_, what)) = runs.lock().unwrap().values().find(|(since, _)| since.elapsed() > PATIENCE) {
                    eprintln!("takes too long: {what}");
                    std::process::abort();
                }
            }
        });
        watch
    }

    fn set(&self, thread: ThreadId, what: String) {
        self.0.lock().unwrap().insert(format!("{thread:?}"), (Instant::now(), what));
    }
}

/// Runs a command twice; the message says what doesn't hold.
pub fn judged(command: &Command, files: &Files, folder: &Path, n: u64, watch: Option<&Watch>) -> Result<(), String> {
    let told = format!("holdpoint {}", command.arguments.join(" "));
    let run = || {
        if let Some(watch) = watch {
            watch.set(std::thread::current().id(), format!("{n}: {told}"));
        }
        let arguments = std::iter::once("holdpoint").chain(command.arguments.iter().map(String::as_str)).map(Into::into);
        // Answers to questions, where there are any.
        let ran = catch_unwind(AssertUnwindSafe(|| run_in_memory(arguments, "unknown\nyes\n\n2026-07-21\nx\nq\n".as_bytes())));
        ran.map_err(|_| format!("{told}\npanics"))
    };
    let before = command.writes.then(|| snapshot(folder));
    let ran = run()?;
    let wrong = |what: &str| Err(format!("{told}\n{what}\nstatus {}\n{}\n{}", ran.status, cut(&ran.out), cut(&ran.err)));
    holds(&ran, command, files).or_else(|what| wrong(&what))?;
    let after = command.writes.then(|| snapshot(folder));
    if let Some(before) = &before {
        restore(folder, before);
    }
    let again = run()?;
    if again != ran {
        return wrong(&format!("another time it says\nstatus {}\n{}\n{}", again.status, cut(&again.out), cut(&again.err)));
    }
    if let Some(after) = &after {
        if snapshot(folder) != *after {
            return wrong("another time it writes something else");
        }
        // What was written is not written over again.
        if command.arguments[0] == "fmt" || command.arguments.iter().any(|a| a == "--fix") {
            let ran = run()?;
            holds(&ran, command, files).or_else(|what| wrong(&what))?;
            if snapshot(folder) != *after {
                return wrong("once more, it changes what it wrote itself");
            }
        }
    }
    if let Some(before) = &before {
        restore(folder, before);
    }
    Ok(())
}

fn holds(ran: &Ran, command: &Command, files: &Files) -> Result<(), String> {
    if !STATUSES.contains(&ran.status) {
        return Err("a status that means a failure of the tool".to_owned());
    }
    for text in [&ran.out, &ran.err] {
        if let Some(c) = text.chars().find(|c| *c != '\n' && hidden(*c)) {
            return Err(format!("prints {c:?}"));
        }
    }
    let size: usize = files.values().map(String::len).sum();
    if ran.out.len() + ran.err.len() > size * PER_BYTE + ANYWAY {
        return Err(format!("prints {} bytes about {size}", ran.out.len() + ran.err.len()));
    }
    if ran.status != 0 && ran.out.is_empty() && ran.err.is_empty() {
        return Err("says nothing".to_owned());
    }
    if ran.out.is_empty() {
        return Ok(());
    }
    match command.is {
        Form::Text => Ok(()),
        Form::Json => serde_json::from_str::<serde_json::Value>(&ran.out).map(|_| ()).map_err(|why| format!("no JSON: {why}")),
        Form::Xml => roxmltree::Document::parse(&ran.out).map(|_| ()).map_err(|why| format!("no XML: {why}")),
        Form::Html if ran.out.starts_with("<!DOCTYPE html>") => {
            let harmless = catch_unwind(|| crate::html::check_harmless(&ran.out));
            harmless.map_err(|_| "a page that is not well formed".to_owned())
        }
        Form::Html => Ok(()),
        Form::Annotations => {
            let command = |line: &&str| ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c));
            ran.out.lines().find(|line| !command(line)).map_or(Ok(()), |line| Err(format!("no annotation: {line}")))
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(3_000).collect()
}

/// Every file below a folder with its bytes.
fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn restore(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).unwrap();
    write(folder, &files.iter().map(|(name, bytes)| (name.clone(), text(bytes))).collect());
}
