//! Windows that are never in force: that end before they begin, or that a zone's clock skips in some week.
//! Which windows are so is said by the conditions; those of documents are looked at where they are read.

use super::Linted;
use crate::condition::operators::never::{Never, never};
use crate::condition::tree::{Op, Test};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::Rule;
use crate::text::wording;
use crate::value::Duration;

/// Clocks are changed every year: two years show every change that a zone makes.
const AHEAD: Duration = Duration::from_seconds(731 * 86_400);

/// Warns of each window of the pack's rules that is never in force, or not in some week.
pub(super) fn never_in_force(linted: &Linted<'_>, sink: &mut Sink) {
    for rule in linted.own_rules() {
        let lifted = rule.effects.iter().filter_map(|effect| effect.until.as_ref());
        for cond in std::iter::once(&rule.when).chain(rule.until.as_ref()).chain(lifted) {
            cond.tests(false, &mut |test, _| {
                if let Op::Inside(window) | Op::Overlaps(window) = &test.op {
                    let found = never(window, linted.now, linted.now.plus(AHEAD));
                    found.iter().for_each(|never| sink.push(problem(rule, test, never)));
                }
            });
        }
    }
}

fn problem(rule: &Rule, test: &Test, never: &Never) -> Diagnostic {
    let place = test.path.span.to(test.span);
    match never {
        Never::Empty { start, end } => {
            let problem = Diagnostic::new(Code::EmptyWindow, format!("a window of rule `{}` is never in force", rule.id));
            let help = if start == end {
                "write an `end` after its `start`".to_owned()
            } else {
                format!("write `{{ start: {end}, end: {start} }}`")
            };
            problem.at(place, "it ends where it begins, or before").help(help)
        }
        Never::Skipped { hours, zone, at } => {
            let headline = format!("{} of rule `{}` is not in force in every week", wording::quote(hours), rule.id);
            Diagnostic::new(Code::SkippedWindow, headline)
                .at(place, format!("the clock of {zone} skips these hours, at {at}"))
                .help("let it begin before the change of the clock or end after it, or write its hours in `zone: UTC`")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(window: &str) -> Vec<String> {
        let lines = format!("when: {{ now: {{ inside: {window} }} }}\nthen: {{ stage: agents }}");
        in_overlay(&format!("rules:\n{}", rule("a.b", &lines)))
    }

    #[test]
    fn a_window_that_ends_before_it_begins_is_never_in_force() {
        assert_eq!(
            found("{ start: 2026-07-22, end: 2026-07-21 }"),
            [
                "empty-window: a window of rule `a.b` is never in force | now: { inside: { start: 2026-07-22, end: 2026-07-21 }: it ends where it begins, or before | help: write `{ start: 2026-07-21, end: 2026-07-22 }`"
            ]
        );
        // A last day belongs to the window.
        assert_eq!(found("{ start: 2026-07-21, end: 2026-07-21 }"), Vec::<String>::new());
        assert_eq!(found("{ start: 2026-07-21T20:00Z, end: 2026-07-21T20:00Z }").len(), 1);
        assert_eq!(
            found("[{ weekly: \"sun 01:00 - sun 02:00\", zone: UTC }, { start: 2026-07-21T08:00Z, end: 2026-07-20 }]"),
            [] as [&str; 0]
        );
        assert_eq!(found("{ start: 2026-07-21T20:00Z, end: 2026-07-19 }").len(), 1);
    }

    #[test]
    fn hours_that_a_clock_skips_are_not_in_force_in_that_week() {
        assert_eq!(
            found("{ weekly: \"sun 02:10 - sun 02:50\", zone: Europe/Berlin }"),
            [
                "skipped-window: `sun 02:10 - sun 02:50` of rule `a.b` is not in force in every week | now: { inside: { weekly: \"sun 02:10 - sun 02:50\", zone: Europe/Berlin }: the clock of Europe/Berlin skips these hours, at 2027-03-28 01:00Z | help: let it begin before the change of the clock or end after it, or write its hours in `zone: UTC`"
            ]
        );
        assert_eq!(found("{ weekly: \"sun 02:10 - sun 02:50\", zone: UTC }"), Vec::<String>::new());
        assert_eq!(found("{ weekly: \"sun 02:30 - sun 03:30\", zone: Europe/Berlin }"), Vec::<String>::new());
        assert_eq!(found("{ weekly: \"sat 02:10 - sat 02:50\", zone: Europe/Berlin }"), Vec::<String>::new());
    }
}
