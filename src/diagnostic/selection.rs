//! Which problems of a run are shown, and how many others there are: so many that a reader can use, and errors before warnings.
//! How they are drawn and how the rest is told is `report`'s business.

use super::{Diagnostic, Severity, limits};
use crate::text::wording;

/// The problems that are shown.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// They, in the order in which all are.
    pub problems: Vec<&'a Diagnostic>,
    /// How many errors are not among them.
    pub errors: usize,
    /// How many warnings are not among them.
    pub warnings: usize,
}

impl<'a> Selection<'a> {
    /// Of these problems, the first errors and, where there is room for more, the first warnings.
    pub fn of(problems: &'a [Diagnostic]) -> Self {
        let mut room = limits::SHOWN.most;
        let mut kept = [0, 0];
        let mut left = [0, 0];
        for (kind, severity) in [Severity::Error, Severity::Warning].into_iter().enumerate() {
            let all = problems.iter().filter(|problem| problem.severity == severity).count();
            let most = all.min(room);
            room -= most;
            if let (Some(kept), Some(left)) = (kept.get_mut(kind), left.get_mut(kind)) {
                (*kept, *left) = (most, all - most);
            }
        }
        let [mut errors, mut warnings] = kept;
        let is_shown = |problem: &&Diagnostic| {
            let count = if problem.severity == Severity::Error { &mut errors } else { &mut warnings };
            let shown = *count > 0;
            *count = count.saturating_sub(1);
            shown
        };
        let [more_errors, more_warnings] = left;
        Self { problems: problems.iter().filter(is_shown).collect(), errors: more_errors, warnings: more_warnings }
    }

    /// How many problems are not shown.
    pub fn more(&self) -> usize {
        self.errors + self.warnings
    }

    /// The line that stands for those that are not shown: "… and 9,800 more problems".
    pub fn rest(&self) -> Option<String> {
        let more = self.more();
        let noun = if more == 1 { "problem" } else { "problems" };
        (more > 0).then(|| format!("… and {} more {noun}", wording::grouped(more)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn many(warnings: usize, errors: usize) -> Vec<Diagnostic> {
        let problem = |code| move |n| Diagnostic::new(code, format!("{n}"));
        let mut all: Vec<Diagnostic> = (0..warnings).map(problem(Code::UnusedWord)).collect();
        all.extend((0..errors).map(problem(Code::UnknownKey)));
        all
    }

    #[test]
    fn a_few_problems_are_all_shown() {
        let all = many(100, 100);
        let shown = Selection::of(&all);
        assert_eq!((shown.problems.len(), shown.rest()), (200, None));
    }

    #[test]
    fn of_many_problems_the_errors_are_shown_and_the_rest_is_counted() {
        let all = many(5_000, 150);
        let shown = Selection::of(&all);
        let errors = shown.problems.iter().filter(|p| p.severity == Severity::Error).count();
        assert_eq!((shown.problems.len(), errors, shown.errors, shown.warnings), (200, 150, 0, 4_950));
        assert_eq!(shown.rest().as_deref(), Some("… and 4,950 more problems"));
        // The order of places stays.
        assert_eq!(shown.problems[0].headline, "0");
        assert_eq!(shown.problems[199].headline, "149");
        assert_eq!(Selection::of(&many(0, 201)).rest().as_deref(), Some("… and 1 more problem"));
    }
}
