//! What a decision is about, as users write it: `stage:workflows`, `block:publish-theme(d3)`, `rollback`.
//! Whether a name exists in the vocabulary is checked where rules and command lines are read.

use std::fmt;
use std::sync::Arc;

use crate::text::suggest;
use crate::text::wording::{list_or, quote, quote_all};

use super::verb::Verb;

/// A verb and what it is aimed at. Sorted by verb, then by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The verb.
    pub verb: Verb,
    /// The name of an area, category, action, task, destination, role or conclusion; empty for the rollback decision.
    pub name: Arc<str>,
    /// The one thing it is limited to, such as the id of a draft.
    pub of: Option<Arc<str>>,
}

/// Text that names no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadTarget {
    /// The part before the colon is no verb.
    UnknownVerb(String),
    /// The verb has nothing after it.
    NoName(Verb),
    /// Something follows `rollback`, which has no target.
    NameOfRollback(String),
    /// Round brackets that don't close at the end, or hold nothing.
    BadBrackets(String),
}

impl Target {
    /// The target `verb:name`.
    pub fn new(verb: Verb, name: &str) -> Self {
        Self { verb, name: Arc::from(name), of: None }
    }

    /// The rollback decision.
    pub fn rollback() -> Self {
        Self::new(Verb::Rollback, "")
    }

    /// The same, limited to one thing.
    #[must_use]
    pub fn of(mut self, of: &str) -> Self {
        self.of = Some(Arc::from(of));
        self
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let (verb, rest) = match text.split_once(':') {
            Some((verb, rest)) => (verb, Some(rest)),
            None => (text, None),
        };
        let verb = Verb::parse(verb).ok_or_else(|| BadTarget::UnknownVerb(verb.to_owned()))?;
        let rest = rest.unwrap_or_default();
        if !verb.has_target() {
            return if rest.is_empty() && !text.ends_with(':') {
                Ok(Self::rollback())
            } else {
                Err(BadTarget::NameOfRollback(rest.to_owned()))
            };
        }
        // Names have no brackets, what stands in them may: the first one opens.
        let target = match rest.split_once('(') {
            None => Self::new(verb, rest),
            Some((name, of)) => {
                let of = of.strip_suffix(')').filter(|of| !of.is_empty());
                Self::new(verb, name).of(of.ok_or_else(|| BadTarget::BadBrackets(text.to_owned()))?)
            }
        };
        if target.name.is_empty() { Err(BadTarget::NoName(verb)) } else { Ok(target) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb.name())?;
        if self.verb.has_target() {
            write!(f, ":{}", self.name)?;
        }
        match &self.of {
            Some(of) => write!(f, "({of})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl BadTarget {
    /// What to write instead.
    pub fn help(&self) -> String {
        match self {
            BadTarget::UnknownVerb(written) => match suggest::nearest(written, Verb::NAMES) {
                Some(near) => format!("write `{near}`"),
                None => format!("write {} before the colon", list_or(&quote_all(&Verb::NAMES))),
            },
            BadTarget::NoName(verb) => format!("write `{verb}:` and {}", verb.aims_at()),
            BadTarget::NameOfRollback(_) => "write `rollback` alone".to_owned(),
            BadTarget::BadBrackets(_) => "write the one thing in brackets, such as `block:publish-theme(d3)`".to_owned(),
        }
    }
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadTarget::UnknownVerb(written) => write!(f, "unknown verb {}", quote(written)),
            BadTarget::NoName(verb) => write!(f, "`{verb}` doesn't say what it is aimed at"),
            BadTarget::NameOfRollback(written) => {
                write!(f, "`rollback` has no target {}", quote(written))
            }
            BadTarget::BadBrackets(written) => {
                write!(f, "the brackets in {} don't hold one thing", quote(written))
            }
        }
    }
}

impl std::error::Error for BadTarget {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn targets_are_printed_as_users_write_them() {
        let targets = [
            (Target::new(Verb::Stage, "workflows"), "stage:workflows"),
            (Target::new(Verb::Pause, "commerce"), "pause:commerce"),
            (Target::new(Verb::Block, "publish-theme").of("d3"), "block:publish-theme(d3)"),
            (Target::new(Verb::Derive, "risky").of("a (b): c"), "derive:risky(a (b): c)"),
            (Target::rollback(), "rollback"),
        ];
        for (target, text) in targets {
            assert_eq!(target.to_string(), text);
            assert_eq!(Target::parse(text), Ok(target));
        }
    }

    #[test]
    fn what_is_wrong_with_a_target_is_said_with_what_to_write() {
        let cases = [
            ("stag:workflows", "unknown verb `stag`", "write `stage`"),
            ("stage", "`stage` doesn't say what it is aimed at", "write `stage:` and an area"),
            ("block:(d3)", "`block` doesn't say what it is aimed at", "write `block:` and an action"),
            ("rollback:now", "`rollback` has no target `now`", "write `rollback` alone"),
            ("rollback:", "`rollback` has no target ``", "write `rollback` alone"),
            (
                "block:a(",
                "the brackets in `block:a(` don't hold one thing",
                "write the one thing in brackets, such as `block:publish-theme(d3)`",
            ),
        ];
        for (text, headline, help) in cases {
            let problem = Target::parse(text).expect_err(text);
            assert_eq!((problem.to_string().as_str(), problem.help().as_str()), (headline, help));
        }
    }

    #[test]
    fn targets_sort_by_verb_then_name_then_thing() {
        let sorted = ["stage:b", "pause:a", "block:a", "block:a(1)", "block:b", "rollback", "require:a"];
        let mut targets: Vec<Target> = sorted.iter().rev().map(|t| Target::parse(t).expect("a target")).collect();
        targets.sort();
        assert_eq!(targets.iter().map(Target::to_string).collect::<Vec<_>>(), sorted);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(verb in prop::sample::select(Verb::ALL.to_vec()), name in "[a-z][a-z0-9-]{0,8}", of in prop::option::of("\\PC{1,8}")) {
            let mut target = if verb.has_target() { Target::new(verb, &name) } else { Target::rollback() };
            if let (Some(of), true) = (&of, verb.has_target()) {
                target = target.of(of);
            }
            prop_assert_eq!(Target::parse(&target.to_string()), Ok(target));
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,20}") {
            if let Ok(target) = Target::parse(&text) {
                prop_assert_eq!(target.to_string(), text);
            }
        }
    }
}
