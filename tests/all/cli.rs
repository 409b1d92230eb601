//! The program as a process: exit status, what goes to standard output and what to standard error, files it writes.
//! One file for each command below `cli`; what the answers mean is tested elsewhere.

#![cfg(unix)]

mod bombs;
mod check;
mod days;
mod docs;
mod evaluate;
mod fmt;
mod graph;
mod help;
mod hostile;
mod init;
mod lint;
mod mutate;
mod report;
mod streams;
mod test;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run of the program left.
pub struct Ran {
    /// The exit status.
    pub status: i32,
    /// What went to standard output.
    pub out: String,
    /// What went to standard error.
    pub err: String,
}

/// Runs the program in the repository.
pub fn holdpoint(arguments: &[&str]) -> Ran {
    ran(&mut command(arguments, Path::new(env!("CARGO_MANIFEST_DIR"))), "")
}

/// Runs the program in a folder, with a text on standard input.
pub fn holdpoint_in(folder: &TempDir, arguments: &[&str], input: &str) -> Ran {
    ran(&mut command(arguments, folder.path()), input)
}

/// The program with these arguments, and none of the environment that changes how output looks.
pub fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdpoint"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env("TERM", "xterm-256color").env("COLUMNS", "80");
    command
}

/// Runs a command to its end.
pub fn ran(command: &mut Command, input: &str) -> Ran {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that ends before it read its input is no failure of the test.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let out = child.wait_with_output().unwrap();
    Ran {
        status: out.status.code().unwrap(),
        out: String::from_utf8(out.stdout).unwrap(),
        err: String::from_utf8(out.stderr).unwrap(),
    }
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A policy with these rules, about nothing but what they say.
pub fn policy(rules: &str) -> String {
    format!(
        "kind: policy
name: tiny
title: A tiny policy
version: \"1\"
product: {{ id: demo, title: Demo, scheme: php }}
vocabulary:
  areas: {{ agents: {{ title: Agents }} }}
  categories: {{ commerce: {{ title: Commerce }} }}
  actions: {{ update: {{ title: the update, due: before }}, restart: {{ title: the restart, due: after }} }}
rules:
{rules}"
    )
}

/// One rule on one line.
pub fn rule(id: &str, rest: &str) -> String {
    format!("  - {{ id: {id}, title: A rule, because: So it is., source: Handbook, owner: lea, {rest} }}\n")
}

/// A release that changes nothing.
pub const RELEASE: &str = "kind: release\nversion: 2.4.0\nchanges: []\n";
/// A site of which nothing is known.
pub const SITE: &str = "kind: site\nid: shop-north\n";
/// The moment that tests evaluate for.
pub const NOW: &str = "2026-07-21T18:00Z";
