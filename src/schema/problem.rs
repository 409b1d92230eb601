//! What can be wrong with a schema of facts, and how it is said.
//! Finding it is the business of `read`, `keywords` and `extend`.

use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, suggest, wording};

/// A keyword that schemas of facts don't have here.
pub(super) struct UnknownKeyword<'a> {
    /// The keyword as written.
    pub written: &'a str,
    /// Where it stands.
    pub span: Span,
    /// What it stands in: "a schema of facts", "`x-holdpoint`".
    pub within: &'a str,
    /// The keywords there are.
    pub known: &'a [&'a str],
}

impl From<UnknownKeyword<'_>> for Diagnostic {
    fn from(problem: UnknownKeyword<'_>) -> Self {
        let help = match suggest::nearest(problem.written, problem.known) {
            Some(near) => format!("write {}", wording::quote(near)),
            None => {
                let near = suggest::candidates(problem.written, problem.known);
                format!("remove it; the nearest keywords are {}", wording::list_and(&wording::quote_all(&near)))
            }
        };
        Diagnostic::new(Code::BadSchema, format!("unknown keyword {} in {}", wording::quote(problem.written), problem.within))
            .at(problem.span, "not a keyword that Holdpoint reads")
            .help(help)
    }
}

/// Anything else that is wrong with a schema.
pub(super) fn bad(span: Span, headline: impl Into<String>, label: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::BadSchema, headline).at(span, label).help(help)
}

/// A pack says again, or differently, what is said already.
pub(super) struct RedefinedFact<'a> {
    /// What it is called: its path with the root, in backticks.
    pub what: &'a str,
    /// Where it is said again.
    pub again: Option<Span>,
    /// Where it was said first.
    pub first: Option<Span>,
    /// What is true of the second place.
    pub label: &'a str,
    /// The cure.
    pub help: String,
}

impl From<RedefinedFact<'_>> for Diagnostic {
    fn from(problem: RedefinedFact<'_>) -> Self {
        let headline = format!("{} is defined already", problem.what);
        let mut diagnostic = Diagnostic::new(Code::RedefinedFact, headline).help(problem.help);
        if let Some(span) = problem.again {
            diagnostic = diagnostic.at(span, problem.label);
        }
        if let Some(span) = problem.first {
            diagnostic = diagnostic.at(span, "first defined here");
        }
        diagnostic.note("a pack adds facts; it can't change those it builds on")
    }
}
