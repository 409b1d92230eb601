//! The command line: arguments, files, clock, environment, exit status; one file per command.
//! It is the only layer that prints, reads the clock or exits; what it prints is made by `report`.

mod args;
mod commands;
mod exit;
mod output;
mod streams;
mod write;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use exit::Exit;
use streams::Streams;

/// What a command that ran in memory left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// The exit status.
    pub status: u8,
    /// What it printed to standard output.
    pub out: String,
    /// What it printed to standard error.
    pub err: String,
}

/// Runs the program with these arguments and gives its exit status.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    run(arguments, &Streams::process()).into()
}

/// Runs the program with these arguments, the first of which is its name, and this standard input, and gives what a process would have
/// left; files that it names are read and written.
pub fn run_in_memory(arguments: impl IntoIterator<Item = OsString>, input: &[u8]) -> Ran {
    let streams = Streams::memory(input.to_vec());
    let status = run(arguments, &streams).status();
    let (out, err) = streams.written();
    Ran { status, out, err }
}

fn run(arguments: impl IntoIterator<Item = OsString>, streams: &Streams) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let screen = output::Screen::new(args::Colour::Auto, false, streams);
            // Help and version go to standard output and are no mistake.
            if !error.use_stderr() {
                return screen.help(&error).map_or_else(|exit| exit, |()| Exit::Success);
            }
            // A mistake is told with what was typed, and that may be anything.
            screen.mistake(&error);
            return Exit::Usage;
        }
    };
    let screen = output::Screen::new(arguments.color, arguments.plain, streams);
    match arguments.command {
        Command::Evaluate(options) => commands::evaluate::run(&options, &screen),
        Command::Explain(options) => commands::explain::run(&options, &screen),
        Command::ExplainCode(options) => commands::explain_code::run(options.code.as_deref(), &screen),
        Command::Compare(options) => commands::compare::run(&options, &screen),
        Command::Prove(options) => commands::prove::run(&options, &screen),
        Command::WhatIf(options) => commands::what_if::run(&options, &screen),
        Command::Repair(options) => commands::repair::run(&options, &screen),
        Command::Ask(options) => commands::ask::run(&options, &screen),
        Command::Check(options) => commands::check::run(&options, &screen),
        Command::Fmt(options) => commands::fmt::run(&options, &screen),
        Command::Test(options) => commands::test::run(&options, &screen),
        Command::Report(options) => commands::report::run(&options, &screen),
        Command::Graph(options) => commands::graph::run(&options, &screen),
        Command::Docs(options) => commands::docs::run(&options, &screen),
        Command::Init(options) => commands::init::run(&options, &screen),
        Command::New(options) => commands::new::run(&options.kind, options.from.as_ref(), &options.choice, &screen),
        Command::Schema(options) => commands::schema::run(&options.name, &options.choice, &screen),
        Command::Generate(options) => commands::generate::run(options.check, &options.folder, &screen),
    }
}
