//! Looks up the words that conditions and effects name: targets of verbs, areas, categories.
//! The words of the problems are the vocabulary's own; a general "unknown X" is here for closed lists.

use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::{Span, suggest, wording};
use crate::vocabulary::{Kind, UnknownName, Vocabulary};

/// An area that the vocabulary lacks.
pub fn unknown_area(text: &str, span: Span, vocabulary: &Vocabulary) -> Diagnostic {
    unknown_name(Kind::Area, text, span, vocabulary)
}

/// A category that the vocabulary lacks.
pub fn unknown_category(text: &str, span: Span, vocabulary: &Vocabulary) -> Diagnostic {
    unknown_name(Kind::Category, text, span, vocabulary)
}

/// A name that its table of the vocabulary lacks.
pub fn unknown_name(kind: Kind, text: &str, span: Span, vocabulary: &Vocabulary) -> Diagnostic {
    UnknownName { kind, written: text.to_owned(), span }.diagnostic(vocabulary)
}

/// A word outside a closed list: "unknown operator `inn`".
pub fn unknown(code: Code, what: &str, text: &str, span: Span, allowed: &[&str]) -> Diagnostic {
    let problem = Diagnostic::new(code, format!("unknown {what} {}", wording::quote(text)))
        .at(span, format!("no such {what}"))
        .meant(span, text, suggest::only(text, allowed.iter().copied()));
    match suggest::nearest(text, allowed.iter().copied()) {
        Some(near) => problem.help(format!("write `{near}`")),
        None if allowed.is_empty() => problem,
        None => {
            let near = wording::quote_all(&suggest::candidates(text, allowed.iter().copied()));
            problem.help(format!("write one of {}", wording::list_or(&near)))
        }
    }
}

/// The tables in which the targets of a verb stand.
pub fn target_kinds(verb: Verb) -> &'static [Kind] {
    match verb {
        Verb::Stage => &[Kind::Area],
        Verb::Pause => &[Kind::Category],
        Verb::Block | Verb::Expedite => &[Kind::Action],
        Verb::Require => &[Kind::Task],
        Verb::Escalate => &[Kind::Destination, Kind::Role],
        Verb::Rollback | Verb::Derive => &[],
    }
}

/// Checks that a word is a target of a verb; pushes a problem and gives none when it isn't.
pub fn check_target(verb: Verb, text: &str, span: Span, vocabulary: &Vocabulary, sink: &mut Sink) -> Option<()> {
    let kinds = target_kinds(verb);
    if kinds.iter().any(|kind| vocabulary.has(*kind, text)) {
        return Some(());
    }
    let kind = kinds.first()?;
    sink.push(unknown_name(*kind, text, span, vocabulary));
    None
}
