//! Conditions that answer otherwise than they read: a negation over what is known later only, and `every` over nothing.
//! Conditions that can have one answer only are `constant`'s business.

use super::Linted;
use crate::condition::print;
use crate::condition::tree::{Op, PathTy, Root, Test};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::Rule;
use crate::text::{Span, wording};

/// Warns where `when` negates a fact of a later phase, or asks `every` of what may be empty. In `until` both mean what they say.
pub(super) fn later_and_nothing(linted: &Linted<'_>, sink: &mut Sink) {
    for rule in linted.own_rules() {
        // What is asked not to be empty, beside other tests of the same path.
        let mut filled: Vec<Span> = Vec::new();
        rule.when.tests(false, &mut |test, negated| {
            filled.extend((!negated && matches!(test.op, Op::Empty(false))).then_some(test.path.span));
        });
        rule.when.tests(false, &mut |test, negated| {
            let of_nothing = every_of_nothing(test).filter(|_| !filled.contains(&test.path.span));
            sink_all(sink, [negated_later(rule, test, negated), of_nothing]);
        });
    }
}

fn sink_all(sink: &mut Sink, found: [Option<Diagnostic>; 2]) {
    found.into_iter().flatten().for_each(|problem| sink.push(problem));
}

fn negated_later(rule: &Rule, test: &Test, negated: bool) -> Option<Diagnostic> {
    let from = test.path.known_from.filter(|_| negated)?;
    Some(
        Diagnostic::new(
            Code::PhaseNegation,
            format!(
                "rule `{}` asks that {} is not so, which is known only from the phase `{}` on",
                rule.id,
                wording::quote(&print::test(test)),
                from.name()
            ),
        )
        .at(test.path.span.to(test.span), "not known before then, and neither is its opposite")
        .help("ask for what must be so without `not`, or move it to `until`")
        .note("until then the rule is listed as later, and decides nothing"),
    )
}

fn every_of_nothing(test: &Test) -> Option<Diagnostic> {
    let Op::EveryOf(_) = &test.op else { return None };
    // A stated empty list of these is complete; a record has the fields that it has.
    let stands = matches!(&test.path.root, Root::Document(name) if matches!(&**name, "release" | "site"));
    if stands || matches!(test.path.ty, PathTy::Record { .. }) {
        return None;
    }
    let fact = wording::quote(&print::path(&test.path));
    Some(
        Diagnostic::new(Code::VacuousEvery, format!("`every` holds when {fact} is empty"))
            .at(test.span, "true of nothing")
            .help("add `empty: false` beside it"),
    )
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(lines: &str) -> Vec<String> {
        in_overlay(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ stage: agents }}"))))
    }

    #[test]
    fn a_negation_over_a_later_fact_is_worth_a_warning() {
        assert_eq!(
            found("unless: { update.production.checks.diagnostics: pass }"),
            [
                "phase-negation: rule `a.b` asks that `update.production.checks.diagnostics: pass` is not so, which is known only from the phase `after` on | update.production.checks.diagnostics: pass: not known before then, and neither is its opposite | help: ask for what must be so without `not`, or move it to `until`"
            ]
        );
        assert_eq!(found("when: { update.production.checks.diagnostics: { not: pass } }").len(), 1);
        assert_eq!(
            found("when: { not: { any: [{ not: { update.production.checks.diagnostics: pass } }] } }"),
            Vec::<String>::new()
        );
        assert_eq!(found("until: { update.production.checks.diagnostics: pass }"), Vec::<String>::new());
        assert_eq!(found("unless: { site.type: blog }"), Vec::<String>::new());
    }

    #[test]
    fn every_over_what_may_be_empty_is_worth_a_warning() {
        assert_eq!(
            found("when: { decided.block: { every: { at_least: any } } }").first().map(String::as_str),
            Some(
                "vacuous-every: `every` holds when `decided.block` is empty | every: { at_least: any }: true of nothing | help: add `empty: false` beside it"
            )
        );
        assert_eq!(found("when: { decided.block: { every: { at_least: any }, empty: false } }"), Vec::<String>::new());
        assert_eq!(found("when: { site.items: { every: { enabled: true } } }"), Vec::<String>::new());
    }
}
