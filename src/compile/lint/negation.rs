//! Conditions that answer otherwise than they read: a negation over what is known later only, and `every` over nothing.
//! Conditions that can have one answer only are `constant`'s business.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Linted;
use crate::condition::print;
use crate::condition::tree::{Around, Op, Path, PathTy, Root, Test};
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::{EffectTarget, Policy, Rule};
use crate::text::{Span, wording};
use crate::value::Phase;

/// Warns where `when` negates a fact of a later phase, or asks `every` of what may be empty. In `until` both mean what they say.
pub(super) fn later_and_nothing(linted: &Linted<'_>, sink: &mut Sink) {
    let concluded = concluded_later(linted.policy());
    for rule in linted.own_rules() {
        // What is asked not to be empty, beside other tests of the same path.
        let mut filled: Vec<Span> = Vec::new();
        rule.when.tests(false, &mut |test, negated| {
            filled.extend((!negated && matches!(test.op, Op::Empty(false))).then_some(test.path.span));
        });
        let mut told: Vec<Span> = Vec::new();
        rule.when.each_test(Around::default(), &mut |test, around| {
            // What isn't known yet is not certain: there a negation says what it seems to say.
            let asked = around.negated && !around.certainly && !told.iter().any(|span| span.to(test.span) == *span);
            if let Some(problem) = asked.then(|| negated_later(rule, test, &concluded)).flatten() {
                told.push(test.span);
                sink.push(problem);
            }
            let of_nothing = every_of_nothing(test).filter(|_| !filled.contains(&test.path.span));
            of_nothing.into_iter().for_each(|problem| sink.push(problem));
        });
    }
}

/// The conclusions that rest on facts of a later phase, each with the latest of these phases and the rule that makes it.
fn concluded_later(policy: &Policy) -> BTreeMap<Arc<str>, (Phase, Span)> {
    let mut found: BTreeMap<Arc<str>, (Phase, Span)> = BTreeMap::new();
    // A conclusion may rest on another one: until nothing new comes of it.
    loop {
        let known = found.clone();
        for rule in &policy.rules {
            let mut latest: Option<Phase> = None;
            rule.when.tests(false, &mut |test, _| latest = latest.max(known_from(test, &known).map(|(from, _)| from)));
            let Some(from) = latest else { continue };
            for effect in rule.effects.iter().filter(|e| e.verb == Verb::Derive) {
                if let EffectTarget::Word(name) = &effect.target {
                    found.entry(name.clone()).or_insert((from, rule.span));
                }
            }
        }
        if found.len() == known.len() {
            return found;
        }
    }
}

/// From which phase on what a test reads can be known, and the rule that concludes it where it is a conclusion.
fn known_from(test: &Test, concluded: &BTreeMap<Arc<str>, (Phase, Span)>) -> Option<(Phase, Option<Span>)> {
    let of = |path: &Path| match &path.root {
        Root::Derived(name) => concluded.get(name).map(|(from, rule)| (*from, Some(*rule))),
        _ => path.known_from.map(|from| (from, None)),
    };
    std::iter::once(&test.path).chain(test.op.operand_paths()).filter_map(of).max_by_key(|(from, _)| *from)
}

fn negated_later(rule: &Rule, test: &Test, concluded: &BTreeMap<Arc<str>, (Phase, Span)>) -> Option<Diagnostic> {
    let (from, concludes) = known_from(test, concluded)?;
    let problem = Diagnostic::new(
        Code::PhaseNegation,
        format!(
            "rule `{}` asks that {} is not so, which is known only from the phase `{}` on",
            rule.id,
            wording::quote(&print::test(test)),
            from.name()
        ),
    )
    .at(test.path.span.to(test.span), "not known before then, and neither is its opposite");
    let problem = concludes.into_iter().fold(problem, |problem, rule| problem.at(rule, "concludes it from such a fact"));
    Some(
        problem
            .help("ask for what must be so without `not`, move it to `until`, or write `certainly:` around it")
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
                "phase-negation: rule `a.b` asks that `update.production.checks.diagnostics: pass` is not so, which is known only from the phase `after` on | update.production.checks.diagnostics: pass: not known before then, and neither is its opposite | help: ask for what must be so without `not`, move it to `until`, or write `certainly:` around it"
            ]
        );
        assert_eq!(found("when: { update.production.checks.diagnostics: { not: pass } }").len(), 1);
        assert_eq!(
            found("when: { not: { any: [{ not: { update.production.checks.diagnostics: pass } }] } }"),
            Vec::<String>::new()
        );
        assert_eq!(found("until: { update.production.checks.diagnostics: pass }"), Vec::<String>::new());
        assert_eq!(found("unless: { site.type: { stated: true } }"), Vec::<String>::new());
        assert_eq!(found("unless: { certainly: { update.production.checks.diagnostics: pass } }"), Vec::<String>::new());
        // What it is compared with counts too, and of a list and what is asked of its members one is told.
        let later = |lines: &str| found(lines).into_iter().filter(|p| p.starts_with("phase-negation")).count();
        assert_eq!(later("unless: { site.backup.taken_at: { at_least: { fact: update.applied_at } } }"), 1);
        assert_eq!(later("unless: { update.production.checks.public_paths: { any: { is: fail } } }"), 1);
    }

    #[test]
    fn a_conclusion_from_a_later_fact_is_a_later_fact() {
        let makes = rule("a.makes", "when: { update.production.checks.diagnostics: pass }\nthen: { derive: checked }");
        let more = rule("a.more", "when: { derived.checked: true }\nthen: { derive: fine }");
        let reads = rule("b.reads", "unless: { derived.fine: true }\nthen: { require: take-backup }");
        let found = in_overlay(&format!("rules:\n{makes}{more}{reads}"));
        assert_eq!(
            found,
            [
                "phase-negation: rule `b.reads` asks that `derived.fine: true` is not so, which is known only from the phase `after` on | derived.fine: true: not known before then, and neither is its opposite | a.more: concludes it from such a fact | help: ask for what must be so without `not`, move it to `until`, or write `certainly:` around it"
            ]
        );
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
