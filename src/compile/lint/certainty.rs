//! What ignorance does to decisions that protect: an exemption that nobody can rule out weakens them, a condition that must be
//! certain leaves them out. Which facts can be unknown is said by the schemas.

use std::collections::BTreeSet;

use super::Linted;
use crate::compile::slots::is_evidence;
use crate::condition::path::can_be_unknown;
use crate::condition::print;
use crate::condition::tree::{Around, Compare, Cond, CondKind, Op, Root, Test};
use crate::decision::{Caution, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::reads::Conclusion;
use crate::policy::{Effect, Policy, Rule, makes};
use crate::text::{Span, wording};

/// Warns of exemptions that ignorance leaves open, and of decisions that it leaves out or lifts.
pub(super) fn ignorance(linted: &Linted<'_>, sink: &mut Sink) {
    let policy = linted.policy();
    for rule in linted.own_rules() {
        let Some(effect) = rule.effects.iter().find(|effect| effect.verb.caution() == Caution::Precaution) else { continue };
        let mut exempt = Vec::new();
        exemptions(&rule.when, rule, &mut exempt);
        for test in exempt.into_iter().filter_map(|cond| open_test(cond, policy)) {
            sink.push(uncertain(rule, effect, test));
        }
        // With another reading of what is unknown there is no precaution to be lost.
        let cautious = rule.if_unknown.is_none_or(|caution| caution == Caution::Precaution);
        let when = |inner: &Cond, negated: bool, sink: &mut Sink| {
            if let Some(test) = open_test(inner, policy).filter(|_| !negated && cautious) {
                sink.push(left_out(rule, effect, inner, test));
            }
        };
        certainties(&rule.when, false, &mut |inner, negated| when(inner, negated, sink));
        for until in rule.until.iter().chain(rule.effects.iter().filter_map(|e| e.until.as_ref())) {
            certainties(until, false, &mut |inner, negated| {
                if let Some(test) = open_test(inner, policy).filter(|_| negated) {
                    sink.push(lifted(rule, inner, test));
                }
            });
        }
    }
}

/// The conditions under which a rule doesn't hold although something else does.
fn exemptions<'c>(cond: &'c Cond, rule: &Rule, out: &mut Vec<&'c Cond>) {
    let mut parts = Vec::new();
    conjuncts(cond, &mut parts);
    let is_not = |part: &&Cond| matches!(part.kind, CondKind::Not(_));
    let alone = parts.iter().all(is_not);
    for part in parts {
        match &part.kind {
            CondKind::Not(inner) if rule.unless == Some(part.span) => out.push(inner),
            // `PATH: { not: … }` asks for another value of one fact, as `is_not` does; and what a rule asks for alone it requires.
            CondKind::Not(inner) if !alone && !is_of_one_fact(part) => out.push(inner),
            CondKind::Any(alternatives) => alternatives.iter().for_each(|one| exemptions(one, rule, out)),
            _ => {}
        }
    }
}

/// Whether a negation stands behind the path of a fact.
fn is_of_one_fact(negation: &Cond) -> bool {
    let mut first: Option<Span> = None;
    negation.tests(false, &mut |test, _| first = first.or(Some(test.path.span)));
    first.is_some_and(|path| path.start <= negation.span.start)
}

fn conjuncts<'c>(cond: &'c Cond, parts: &mut Vec<&'c Cond>) {
    match &cond.kind {
        CondKind::All(all) => all.iter().for_each(|part| conjuncts(part, parts)),
        _ => parts.push(cond),
    }
}

/// The first test that may leave a condition open, where that isn't asked to be certain.
fn open_test<'c>(cond: &'c Cond, policy: &Policy) -> Option<&'c Test> {
    open_within(cond, policy, &mut BTreeSet::new())
}

/// The same; `seen` are the conclusions that were looked into on the way.
fn open_within<'c>(cond: &'c Cond, policy: &Policy, seen: &mut BTreeSet<Conclusion>) -> Option<&'c Test> {
    let mut tests = Vec::new();
    cond.each_test(Around::default(), &mut |test, around| {
        // Of what is known only later something else is said.
        if !around.certainly && !is_evidence(test) && test.path.known_from.is_none() {
            tests.push(test);
        }
    });
    tests.into_iter().find(|test| {
        let paths = std::iter::once(&test.path).chain(test.op.operand_paths());
        paths.into_iter().any(|path| match &path.root {
            Root::Decided(verb) => is_open(Conclusion::Decided(*verb), policy, seen),
            Root::Derived(name) => is_open(Conclusion::Derived(name.clone()), policy, seen),
            _ => can_be_unknown(path, &policy.schemas),
        })
    })
}

/// Whether a rule that makes a conclusion may be open.
fn is_open(conclusion: Conclusion, policy: &Policy, seen: &mut BTreeSet<Conclusion>) -> bool {
    if !seen.insert(conclusion.clone()) {
        return false;
    }
    let makes = |rule: &&Rule| makes::of_rule(rule).iter().any(|(made, _)| *made == conclusion);
    policy.rules.iter().filter(makes).any(|rule| {
        rule.each.iter().any(|var| can_be_unknown(&var.collection, &policy.schemas))
            || open_within(&rule.when, policy, seen).is_some()
    })
}

/// Calls `visit` with what each `certainly` asks, and whether an odd number of negations stand around it.
fn certainties<'c>(cond: &'c Cond, negated: bool, visit: &mut dyn FnMut(&'c Cond, bool)) {
    match &cond.kind {
        CondKind::All(parts) | CondKind::Any(parts) => parts.iter().for_each(|part| certainties(part, negated, visit)),
        CondKind::Not(inner) => certainties(inner, !negated, visit),
        CondKind::Certainly(inner) => visit(inner, negated),
        CondKind::Test(test) => {
            let falling = matches!(&test.op, Op::Count { compare: Compare::AtMost | Compare::LessThan, .. });
            if let Some(body) = test.op.body() {
                certainties(&body.cond, negated != falling, visit);
            }
        }
    }
}

fn uncertain(rule: &Rule, effect: &Effect, test: &Test) -> Diagnostic {
    let (does, doesnt) = words(effect.verb);
    let fact = wording::quote(&print::path(&test.path));
    let headline = match rule.if_unknown {
        None | Some(Caution::Precaution) if effect.verb == Verb::Rollback => {
            format!("rule `{}` never asks for more than a decision while {fact} is not known", rule.id)
        }
        None | Some(Caution::Precaution) => format!("rule `{}` {does} only as a precaution while {fact} is not known", rule.id),
        Some(Caution::Ask | Caution::Ignore) => format!("rule `{}` {doesnt} while {fact} is not known", rule.id),
    };
    Diagnostic::new(Code::UncertainExemption, headline)
        .at(test.path.span.to(test.span), "an exemption that nobody can rule out then")
        .help(format!("write `certainly: {{ {} }}` if the exemption must be shown first", print::test(test)))
}

fn left_out(rule: &Rule, effect: &Effect, inner: &Cond, test: &Test) -> Diagnostic {
    let (_, doesnt) = words(effect.verb);
    let fact = wording::quote(&print::path(&test.path));
    let headline = format!("rule `{}` {doesnt} while {fact} is not known, not even as a precaution", rule.id);
    Diagnostic::new(Code::SilentWhileUnknown, headline)
        .at(inner.span, "must be certain here")
        .help("remove `certainly`, so that the rule is in force as a precaution until it is known")
}

fn lifted(rule: &Rule, inner: &Cond, test: &Test) -> Diagnostic {
    let fact = wording::quote(&print::path(&test.path));
    Diagnostic::new(Code::SilentWhileUnknown, format!("what rule `{}` decides is lifted while {fact} is not known", rule.id))
        .at(inner.span, "lifts where this is not certain")
        .help("remove `certainly`: what lifts must be certain anyway")
}

/// What a rule does with this verb, and that it doesn't.
fn words(verb: Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Stage => ("asks for staging", "doesn't ask for staging"),
        Verb::Pause => ("pauses", "doesn't pause"),
        Verb::Block => ("blocks", "doesn't block"),
        Verb::Rollback => ("rolls back", "doesn't roll back"),
        Verb::Require | Verb::Escalate | Verb::Expedite | Verb::Derive => ("decides", "doesn't decide"),
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(lines: &str) -> Vec<String> {
        let lines = if lines.contains("then:") { lines.to_owned() } else { format!("{lines}\nthen: {{ block: update }}") };
        in_overlay(&format!("rules:\n{}", rule("a.b", &lines)))
    }

    fn headlines(lines: &str) -> Vec<String> {
        found(lines).iter().filter_map(|p| p.split(" | ").next()).map(str::to_owned).collect()
    }

    fn nothing(lines: &str) {
        assert_eq!(found(lines), [] as [&str; 0], "{lines}");
    }

    const FREEZE: &str = "when: { site.type: store }\n";

    #[test]
    fn an_exemption_that_ignorance_leaves_open_is_worth_a_word() {
        assert_eq!(
            found(&format!("{FREEZE}unless: {{ release.size: patch }}")),
            [
                "uncertain-exemption: rule `a.b` blocks only as a precaution while `release.size` is not known | release.size: patch: an exemption that nobody can rule out then | help: write `certainly: { release.size: patch }` if the exemption must be shown first"
            ]
        );
        let headline = ["uncertain-exemption: rule `a.b` blocks only as a precaution while `release.size` is not known"];
        assert_eq!(headlines("unless: { release.size: patch }"), headline);
        assert_eq!(headlines("when: { site.type: store, not: { release.size: patch } }"), headline);
        assert_eq!(
            headlines("when: { any: [{ site.type: blog }, { site.type: store, not: { release.size: patch } }] }"),
            headline
        );
        assert_eq!(
            headlines(&format!("{FREEZE}unless: {{ any: [{{ release.size: patch }}, {{ site.inventory: complete }}] }}")),
            headline
        );
        assert_eq!(
            headlines(&format!("{FREEZE}unless: {{ release.size: patch }}\nif_unknown: ask")),
            ["uncertain-exemption: rule `a.b` doesn't block while `release.size` is not known"]
        );
        assert_eq!(
            headlines(&format!("{FREEZE}unless: {{ release.size: patch }}\nthen: {{ rollback: required }}")),
            ["uncertain-exemption: rule `a.b` never asks for more than a decision while `release.size` is not known"]
        );
    }

    #[test]
    fn nothing_is_said_where_the_exemption_is_known_shown_or_no_exemption() {
        nothing(&format!("{FREEZE}unless: {{ certainly: {{ release.size: patch }} }}"));
        nothing(&format!(
            "{FREEZE}unless: {{ certainly: {{ any: [{{ release.size: patch }}, {{ site.backup.files: true }}] }} }}"
        ));
        // Confirmations, events and the documents themselves are known.
        nothing(&format!("{FREEZE}unless: {{ site.window.agreed: true }}"));
        nothing(&format!("{FREEZE}unless: {{ release.size: {{ stated: true }} }}"));
        // What rules conclude without asking for anything that can be missing.
        let makes = rule("a.makes", "when: { site.window.agreed: true }\nthen: { derive: agreed }");
        let reads = rule("a.reads", "unless: { derived.agreed: true }\nthen: { block: update }");
        assert_eq!(in_overlay(&format!("rules:\n{makes}{reads}")), [] as [&str; 0]);
        assert_eq!(in_overlay(&format!("rules:\n{}{reads}", makes.replace("site.window.agreed", "site.backup.files"))).len(), 1);
        // Another value of one fact, or what the rule requires.
        nothing("when: { site.type: { is_not: blog } }");
        nothing("when: { site.type: { not: { one_of: [blog, store] } } }");
        nothing("when: { not: { site.backup.files: true } }");
        // Nothing that protects.
        nothing(&format!("{FREEZE}unless: {{ release.size: patch }}\nthen: {{ require: take-backup }}"));
        // What only comes later has a word of its own.
        assert!(
            headlines("unless: { update.production.checks.diagnostics: pass }").iter().all(|h| h.starts_with("phase-negation"))
        );
    }

    #[test]
    fn what_must_be_certain_does_not_protect_while_it_is_unknown() {
        assert_eq!(
            found("when: { certainly: { site.type: store } }"),
            [
                "silent-while-unknown: rule `a.b` doesn't block while `site.type` is not known, not even as a precaution | site.type: store: must be certain here | help: remove `certainly`, so that the rule is in force as a precaution until it is known"
            ]
        );
        assert_eq!(headlines("when: { site.items: { any: { certainly: { writes: true } } } }").len(), 1);
        nothing("when: { certainly: { site.type: store } }\nif_unknown: ask");
        nothing("when: { certainly: { site.window.agreed: false } }");
        nothing("when: { certainly: { site.type: store } }\nthen: { require: take-backup }");
    }

    #[test]
    fn what_lifts_where_something_is_not_certain_lifts_by_ignorance() {
        assert_eq!(
            found("until: { not: { certainly: { site.type: store } } }"),
            [
                "silent-while-unknown: what rule `a.b` decides is lifted while `site.type` is not known | site.type: store: lifts where this is not certain | help: remove `certainly`: what lifts must be certain anyway"
            ]
        );
        assert_eq!(headlines("then: { block: update, until: { not: { certainly: { site.type: store } } } }").len(), 1);
        nothing("until: { certainly: { site.type: store } }");
    }
}
