//! Standard output and standard error, with colour only on a terminal.
//! What is printed is made elsewhere; files are written by `write`.

use std::io;

use super::args::Colour;
use super::exit::Exit;
use super::streams::{Input, Streams, To};
use crate::diagnostic::{Diagnostic, Selection, Severity};
use crate::report::terminal::{Style, render, render_plain};
use crate::report::text::paint::mark;
use crate::text::printable::{logged, shown};
use crate::text::{Sources, mask, wording};

/// What is printed to standard output.
pub enum Printed {
    /// For people; it may end in the log of a build, where no line of it is taken for a command.
    Text(String),
    /// A document of a format, for a program or a browser: that format's writer escapes what it must.
    Document(String),
}

/// Where output goes, and how it may look.
pub struct Screen<'a> {
    streams: &'a Streams,
    /// Whether standard output shows colours.
    pub colour: bool,
    problems: Style,
    plain: bool,
}

impl<'a> Screen<'a> {
    /// Finds out what the two streams can show. `NO_COLOR` turns colours off unless they are asked for.
    pub fn new(wanted: Colour, plain: bool, streams: &'a Streams) -> Self {
        let no_colour =
            std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let shows = |terminal: bool| match wanted {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !no_colour,
        };
        let colour = shows(streams.is_terminal(To::Out)) && !plain;
        let problems = Style { colour: shows(streams.is_terminal(To::Err)), ..Style::default() };
        Self { streams, colour, problems, plain }
    }

    /// Standard input.
    pub fn input(&self) -> Input<'a> {
        self.streams.input()
    }

    /// Whether somebody types answers on a terminal, and reads the questions there.
    pub fn is_dialogue(&self) -> bool {
        self.streams.is_typed() && self.streams.is_terminal(To::Out)
    }

    /// Whether standard error shows colours.
    pub fn colours_problems(&self) -> bool {
        self.problems.colour
    }

    /// How pictures on standard output look.
    pub fn style(&self) -> Style {
        Style { colour: self.colour, ..Style::default() }
    }

    /// Prints an answer, the one way to standard output: nothing passes that hides or reorders. A reader that went away is no mistake.
    pub fn answer(&self, printed: &Printed) -> Result<(), Exit> {
        let shown = match printed {
            Printed::Text(text) => logged(text),
            Printed::Document(text) => shown(text),
        };
        match self.streams.write(To::Out, &shown) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.note(&format!("standard output can't be written: {error}\n"));
                Err(Exit::Failed)
            }
            _ => Ok(()),
        }
    }

    /// Prints problems to standard error, with a line that counts them.
    pub fn problems(&self, problems: &[Diagnostic], sources: &Sources) {
        if problems.is_empty() {
            return;
        }
        let mut text = String::new();
        let shown = Selection::of(problems);
        for problem in &shown.problems {
            if self.plain {
                text.push_str(&render_plain(problem, sources));
            } else {
                text.push_str(&render(problem, sources, &self.problems));
                text.push('\n');
            }
        }
        if let Some(rest) = shown.rest() {
            text.push_str(&format!("{rest}\n"));
        }
        let errors = problems.iter().filter(|p| p.severity == Severity::Error).count();
        let warnings = problems.len() - errors;
        let mut counts = Vec::new();
        if errors > 0 {
            counts.push(wording::count(errors, "error", "errors"));
        }
        if warnings > 0 {
            counts.push(wording::count(warnings, "warning", "warnings"));
        }
        text.push_str(&format!("{}\n", counts.join(", ")));
        self.note(&text);
    }

    /// Prints what the arguments ask for instead of a command: help, the version.
    pub fn help(&self, error: &clap::Error) -> Result<(), Exit> {
        let text = error.render();
        self.answer(&Printed::Text(if self.colour { mark(&text.ansi().to_string()) } else { text.to_string() }))
    }

    /// Prints what is wrong with the arguments. A secret among them is not repeated.
    pub fn mistake(&self, error: &clap::Error) {
        let text = error.render();
        let plain = text.to_string();
        let masked = mask::masked(&plain);
        let coloured = self.colours_problems() && *masked == *plain;
        self.note(&if coloured { mark(&text.ansi().to_string()) } else { masked.into_owned() });
    }

    /// Prints a line to standard error.
    pub fn note(&self, text: &str) {
        // Nobody is left to be told when standard error is gone.
        let _ = self.streams.write(To::Err, &logged(text));
    }
}
