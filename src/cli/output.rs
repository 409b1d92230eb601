//! Standard output, standard error and files: colour only on a terminal, files written whole or not at all.
//! What is written is made elsewhere.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::args::Colour;
use super::exit::Exit;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::terminal::{Style, render, render_plain};
use crate::text::{Sources, mask, wording};

/// Where output goes, and how it may look.
pub struct Screen {
    /// Whether standard output shows colours.
    pub colour: bool,
    problems: Style,
    plain: bool,
}

impl Screen {
    /// Finds out what the two streams can show. `NO_COLOR` turns colours off unless they are asked for.
    pub fn new(wanted: Colour, plain: bool) -> Self {
        let no_colour =
            std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let shows = |terminal: bool| match wanted {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !no_colour,
        };
        let colour = shows(io::stdout().is_terminal()) && !plain;
        let problems = Style { colour: shows(io::stderr().is_terminal()), ..Style::default() };
        Self { colour, problems, plain }
    }

    /// How pictures on standard output look.
    pub fn style(&self) -> Style {
        Style { colour: self.colour, ..Style::default() }
    }

    /// Prints an answer. A reader that went away is no mistake.
    pub fn answer(&self, text: &str) -> Result<(), Exit> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
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
        for problem in problems {
            if self.plain {
                text.push_str(&render_plain(problem, sources));
            } else {
                text.push_str(&render(problem, sources, &self.problems));
                text.push('\n');
            }
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

    /// Prints a line to standard error.
    pub fn note(&self, text: &str) {
        // Nobody is left to be told when standard error is gone.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Prints what is wrong with the arguments, or help. A secret among the arguments is not repeated.
pub fn told(error: &clap::Error) -> io::Result<()> {
    let text = error.render().to_string();
    match mask::masked(&text) {
        shown if shown != text && error.use_stderr() => io::stderr().lock().write_all(shown.as_bytes()),
        _ => error.print(),
    }
}

/// Writes a file whole or not at all: to a file beside it first, which then takes its place.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    write_bytes(path, text.as_bytes())
}

/// The same with bytes.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not the name of a file"))?;
    let mut beside = name.to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = folder.join(beside);
    let written = fs::File::create(&beside).and_then(|mut file| {
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}
