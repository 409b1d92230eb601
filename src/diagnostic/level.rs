//! The level of a lint: whether it is told at all, and whether it fails a check. A pack sets it for its own rules.
//! Which lints there are is said by `code`, what each looks for by `compile::lint`.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity, Sink};

/// How much a lint matters to a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is not told.
    Allow,
    /// It is told.
    Warn,
    /// It is told, and a check fails.
    Error,
}

/// The levels that a pack sets; all other lints have their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Level {
    /// All levels, from the least.
    pub const ALL: [Level; 3] = [Level::Allow, Level::Warn, Level::Error];

    /// Their words, in the same order.
    pub const NAMES: [&'static str; 3] = ["allow", "warn", "error"];

    /// The word in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }

    /// The level of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == text)
    }

    /// The level that a lint has unless a pack says otherwise.
    pub fn of(code: Code) -> Self {
        match code.severity() {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warn,
        }
    }

    /// The lowest level that a pack may set: what weakens a policy is always told.
    pub fn least(code: Code) -> Self {
        if matches!(code, Code::Loosened | Code::WaiverExpired) { Level::Warn } else { Level::Allow }
    }
}

impl Levels {
    /// Sets the level of a lint.
    pub fn set(&mut self, lint: Code, level: Level) {
        self.0.insert(lint, level);
    }

    /// The level of a lint.
    pub fn of(&self, lint: Code) -> Level {
        self.0.get(&lint).copied().unwrap_or_else(|| Level::of(lint))
    }

    /// What lints found, each with the severity of its level, without what is allowed.
    pub fn apply(&self, found: Sink, sink: &mut Sink) {
        for problem in found.into_sorted() {
            let severity = match self.of(problem.code) {
                Level::Allow => continue,
                Level::Warn => Severity::Warning,
                Level::Error => Severity::Error,
            };
            sink.push(Diagnostic { severity, ..problem });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_changes_the_severity_or_drops_the_problem() {
        let mut levels = Levels::default();
        levels.set(Code::UnusedParameter, Level::Error);
        levels.set(Code::MissingBecause, Level::Allow);
        let (mut found, mut sink) = (Sink::new(), Sink::new());
        for code in [Code::UnusedParameter, Code::MissingBecause, Code::UnusedWord] {
            found.push(Diagnostic::new(code, "x"));
        }
        levels.apply(found, &mut sink);
        let told: Vec<_> = sink.iter().map(|d| (d.code, d.severity)).collect();
        assert_eq!(told, [(Code::UnusedParameter, Severity::Error), (Code::UnusedWord, Severity::Warning)]);
    }

    #[test]
    fn every_word_of_a_level_is_read_back() {
        assert_eq!(Level::NAMES.map(Level::parse), Level::ALL.map(Some));
        assert_eq!(Level::parse("warning"), None);
    }
}
