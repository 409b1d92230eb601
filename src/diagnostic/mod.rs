//! A problem as a value: its code, its words, its places; and the sink that collects all problems of a run.
//! How it is drawn is `report`'s business, what counts as a problem that of the layer that finds it.

pub mod code;
pub mod example;
pub mod level;
pub mod limits;
pub mod selection;
pub mod sink;

pub use code::{Code, Severity};
pub use example::Example;
pub use level::{Level, Levels};
pub use limits::{Beyond, Limit};
pub use selection::Selection;
pub use sink::Sink;

use crate::text::Span;

/// One problem, with everything that a renderer needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem; completes "allow …".
    pub code: Code,
    /// Error or warning; the code's own unless raised or lowered on purpose.
    pub severity: Severity,
    /// What is wrong: lower-case statement, no full stop, user text in backticks, complete without the snippet.
    pub headline: String,
    /// Places; the first is the primary one. Empty only where there is no text at all (a missing file).
    pub labels: Vec<Label>,
    /// What to write instead: starts with a verb, names something that can be pasted.
    pub help: Option<String>,
    /// The one word that can be meant where another one is written.
    pub fix: Option<Fix>,
    /// Reasons, each a sentence: where the rule comes from, what the engine did about it.
    pub notes: Vec<String>,
}

/// A word that stands somewhere, and the one that must have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Where the word stands, perhaps in quotes or among others.
    pub span: Span,
    /// The word.
    pub written: String,
    /// The word that is meant.
    pub meant: String,
}

/// A place with what is true there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is true at this place; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A problem of this code with the code's own severity, and no place yet.
    pub fn new(code: Code, headline: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            headline: short(headline.into()),
            labels: Vec::new(),
            help: None,
            fix: None,
            notes: Vec::new(),
        }
    }

    /// Adds a place; the first one added is the primary.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: short(text.into()) });
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(short(help.into()));
        self
    }

    /// Says which word is meant at a place, where there is exactly one that can be.
    #[must_use]
    pub fn meant(mut self, span: Span, written: &str, meant: Option<&str>) -> Self {
        self.fix = meant.map(|meant| Fix { span, written: written.to_owned(), meant: meant.to_owned() });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(short(note.into()));
        self
    }
}

/// A text that repeats what somebody wrote, however long that is.
fn short(mut text: String) -> String {
    if text.len() > limits::TEXT.most
        && let Some((end, _)) = text.char_indices().nth(limits::TEXT.most)
    {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_problem_says_has_an_end() {
        let long = "ö".repeat(100_000);
        let problem = Diagnostic::new(Code::BadSyntax, long.as_str()).help(long.as_str()).note(long.as_str());
        for text in [&problem.headline, problem.help.as_ref().unwrap(), &problem.notes[0]] {
            assert_eq!(text.chars().count(), limits::TEXT.most + 1);
            assert!(text.ends_with("ö…"));
        }
    }
}
