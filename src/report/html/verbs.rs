//! How a verb looks on the page: a word, a sign and the family of its colours.
//! What is decided is worded by `explain`.

use crate::decision::{Verb, Verdict};
use crate::report::markup::Markup;

/// The word for people and the class that gives it its colour.
pub(super) fn look(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Stage => ("stage", "task"),
        Verb::Pause => ("pause", "wait"),
        Verb::Block => ("not yet", "stop"),
        Verb::Rollback => ("way back", "stop"),
        Verb::Require => ("do", "task"),
        Verb::Escalate => ("tell", "mind"),
        Verb::Expedite => ("hurry", "mind"),
        Verb::Derive => ("concludes", "plain"),
    }
}

/// The class that gives a verdict its colour.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clear | Verdict::Prepare => "good",
        Verdict::StageFirst => "task",
        Verdict::Hold { precaution_only: true } => "wait",
        Verdict::Hold { precaution_only: false } | Verdict::RollBack => "stop",
        Verdict::Decide => "mind",
    }
}

/// A small coloured word.
pub(super) fn tag(m: &mut Markup, class: &str, text: &str) {
    m.tag("span").class(format_args!("tag {class}")).text(text);
}

/// A word that stands for a verb.
pub(super) fn verb_tag(m: &mut Markup, verb: Verb) {
    let (word, class) = look(verb);
    tag(m, class, word);
}
