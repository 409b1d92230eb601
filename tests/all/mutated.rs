//! Every example, scenario and pack with some of it changed, through every command in process: nothing panics, every status is one that is
//! documented, the same input gives the same bytes, nothing reaches a stream that hides or reorders, and every format is what it claims.
//! `MUTATED=5000` tries more of them, `MUTATED_SECONDS=3600` goes on for so long, `MUTATED_FROM=17` begins with that one.

mod change;
mod commands;
mod judge;
mod subjects;
mod words;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::planted::dice::Dice;
use change::Donors;
use subjects::{Files, Subject};

/// How many are tried where nothing else is said.
const USUAL: u64 = 16;

/// The first ones are mostly of the small pack, which is read in no time.
const FIRST: u64 = 1_000;

/// How long one command may take where it is watched, in the recipe and not in every run of the tests: far more than any needs on a
/// machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(300);

fn said(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_that_is_changed_breaks_a_command() {
    let from = said("MUTATED_FROM").unwrap_or(0);
    let seconds = said("MUTATED_SECONDS");
    let count = said("MUTATED").unwrap_or(if seconds.is_some() { u64::MAX / 2 } else { USUAL });
    let begun = Instant::now();
    let (subjects, donors) = (subjects::all(), Donors::all());
    let (next, found) = (AtomicU64::new(from), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let watch = seconds.is_some().then(judge::Watch::start);
    let one = || {
        let mut ran = 0;
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let over = seconds.is_some_and(|s| begun.elapsed() > Duration::from_secs(s));
            if n >= from + count || over || found.lock().unwrap().len() >= 20 {
                return ran;
            }
            let (times, wrong) = tried(n, &subjects, &donors, watch.as_ref());
            ran += times;
            if let Some(what) = wrong {
                eprintln!("{what}\n");
                found.lock().unwrap().push(what);
            }
        }
    };
    let ran: u64 = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    eprintln!("{ran} runs on {} changed folders", next.load(Ordering::Relaxed).min(from + count) - from);
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{} found:\n\n{}", found.len(), found.join("\n\n"));
    assert!(ran > count.min(USUAL), "{ran} runs");
}

/// One changed folder through some commands: how many runs that were, and what is wrong.
fn tried(n: u64, subjects: &[Subject], donors: &Donors, watch: Option<&judge::Watch>) -> (u64, Option<String>) {
    let mut dice = Dice::new(n + 1);
    let small: Vec<Subject> = subjects.iter().filter(|s| s.is_small).cloned().collect();
    let subject = if n < FIRST && !n.is_multiple_of(8) { dice.one(&small) } else { dice.one(subjects) };
    let mut files: Files = subject.files.clone();
    let changes = change::change(&mut files, donors, &mut dice);
    let folder = tempfile::tempdir().unwrap();
    subjects::write(folder.path(), &files);
    let mut ran = 0;
    for command in commands::some(&subject, &files, folder.path(), &mut dice) {
        ran += 2;
        if let Err(what) = judge::judged(&command, &files, folder.path(), n, watch) {
            let kept = keep(n, &files);
            return (ran, Some(format!("{n}: {} changed by {}\n{what}\nfiles in {kept}", subject.name, changes.join(", "))));
        }
    }
    (ran, None)
}

/// Keeps the files of a finding, to be looked at.
fn keep(n: u64, files: &Files) -> String {
    let to = std::path::Path::new("target/tmp/changed").join(n.to_string());
    let _ = std::fs::remove_dir_all(&to);
    subjects::write(&to, files);
    to.display().to_string()
}
