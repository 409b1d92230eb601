//! Windows that a zone's clock skips in some week, so that they are not in force when their author expects it.
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

/// Warns of each window of the pack's rules that is not in force in some week.
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
