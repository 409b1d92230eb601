//! Time and memory of the whole program, beside `true`: `cargo bench --bench process`.
//!
//! Rounds are interleaved, so that what else the machine does meets all commands alike; medians over the rounds, and the ratio to `true`.
//! The pack of 2,000 rules is made up anew each time. `HOLDPOINT=path` measures another build.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    missing_docs,
    reason = "a measurement that can't be made must fail loudly, and prints what it found"
)]

mod support {
    pub mod pack;
}

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 41;
const NOW: [&str; 2] = ["--now", "2026-07-21T20:40Z"];
const EXAMPLE: &str = "examples/shop-north-after";

fn main() {
    let program = std::env::var("HOLDPOINT").unwrap_or_else(|_| env!("CARGO_BIN_EXE_holdpoint").to_owned());
    let folder = std::env::temp_dir().join(format!("holdpoint-bench-{}", std::process::id()));
    let packs: Vec<(usize, String)> =
        [200, 2000].iter().map(|rules| (*rules, write_pack(&folder.join(format!("many-{rules}")), *rules))).collect();
    let root = folder.to_string_lossy().into_owned();

    let mut commands: Vec<(String, Vec<String>)> = vec![("true".to_owned(), vec!["true".to_owned()])];
    let mut add = |name: String, words: &[&str]| {
        commands.push((name, std::iter::once(program.as_str()).chain(words.iter().copied()).map(str::to_owned).collect()));
    };
    add("holdpoint --version".to_owned(), &["--version"]);
    add("evaluate, built-in pack".to_owned(), &[&["evaluate", EXAMPLE][..], &NOW].concat());
    add("evaluate --format json".to_owned(), &[&["evaluate", EXAMPLE, "--format", "json"][..], &NOW].concat());
    for (rules, pack) in &packs {
        add(
            format!("evaluate, {rules} more rules"),
            &[&["evaluate", EXAMPLE, "--policy", pack, "--root", &root][..], &NOW].concat(),
        );
        add(format!("check, {rules} more rules"), &[&["check", pack, "--root", &root][..], &NOW].concat());
    }

    let mut times: Vec<Vec<f64>> = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        for ((_, words), times) in commands.iter().zip(&mut times) {
            times.push(run(words));
        }
    }
    let medians: Vec<f64> = times.iter().map(|t| median(t)).collect();
    println!("| command | median ms | fastest ms | median ÷ `true` | peak RSS MiB |\n|---|---|---|---|---|");
    for (((name, words), times), middle) in commands.iter().zip(&times).zip(&medians) {
        let fastest = times.iter().copied().fold(f64::INFINITY, f64::min);
        let rss = peak_rss(words).map_or("–".to_owned(), |kib| format!("{:.1}", kib / 1024.0));
        println!("| {name} | {middle:.1} | {fastest:.1} | {:.1} | {rss} |", middle / medians[0]);
    }
    if let Ok(about) = std::fs::metadata(&program) {
        println!("\nprogram: {:.1} MiB", about.len() as f64 / 1024.0 / 1024.0);
    }
    let _ = std::fs::remove_dir_all(&folder);
}

fn write_pack(folder: &Path, rules: usize) -> String {
    std::fs::create_dir_all(folder).unwrap();
    for (path, text) in support::pack::files(rules) {
        std::fs::write(folder.join(path), text).unwrap();
    }
    folder.to_string_lossy().into_owned()
}

/// Milliseconds from start to end. An answer is needed, or the time would be that of a failure.
fn run(words: &[String]) -> f64 {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begin = Instant::now();
    let status = command.status().unwrap();
    let took = begin.elapsed().as_secs_f64() * 1000.0;
    assert!(!matches!(status.code(), None | Some(1..=3)), "{words:?} fails with {status}");
    took
}

/// Kibibytes, as the `time` program of the system tells them; none where there is none.
fn peak_rss(words: &[String]) -> Option<f64> {
    let done = Command::new("/usr/bin/time").args(["-f", "%M"]).args(words).stdout(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&done.stderr).lines().last()?.trim().parse().ok()
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
