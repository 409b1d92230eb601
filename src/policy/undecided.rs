//! Finds conditions that read a decision which no rule makes.
//! Targets that don't exist at all were reported when the condition was read.

use std::collections::BTreeSet;

use super::makes::{self, Things};
use super::reads::{self, Conclusion, Read};
use super::rule::Rule;
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::{suggest, wording};

/// Reports every reading of `decided` that no rule can ever make true.
pub(super) fn check(rules: &[Rule], sink: &mut Sink) {
    let made: Vec<(Conclusion, Things)> = rules.iter().flat_map(makes::of_rule).collect();
    for rule in rules {
        for read in reads::of_rule(rule) {
            let wanted = makes::named(rule, &read.named);
            let known = made.iter().any(|(conclusion, things)| *conclusion == read.conclusion && things.meets(&wanted));
            if let (false, Conclusion::Decided(verb)) = (known, &read.conclusion) {
                sink.push(undecided(rule, *verb, &read, &wanted, &made));
            }
        }
    }
}

fn undecided(rule: &Rule, verb: Verb, read: &Read, wanted: &Things, made: &[(Conclusion, Things)]) -> Diagnostic {
    let what = match wanted {
        Things::Words(words) => words.iter().map(|w| wording::quote(&format!("{verb}: {w}"))).collect(),
        Things::Any => vec![wording::quote(verb.name())],
    };
    let what = match what.as_slice() {
        [one] => one.clone(),
        many => wording::list_or(many),
    };
    let targets: BTreeSet<&str> = made
        .iter()
        .filter(|(conclusion, _)| *conclusion == Conclusion::Decided(verb))
        .flat_map(|(_, things)| if let Things::Words(words) = things { words.as_slice() } else { &[] })
        .map(|word| &**word)
        .collect();
    let problem = Diagnostic::new(Code::UndecidedDecision, format!("rule `{}` reads {what}, which no rule decides", rule.id))
        .at(read.span, "never decided, so always the same answer");
    let word = match wanted {
        Things::Words(words) => words.first().map(|w| &**w),
        Things::Any => None,
    };
    match word.and_then(|word| suggest::nearest(word, targets.iter().copied())) {
        Some(near) => problem.help(format!("write `{near}`")),
        None if targets.is_empty() => problem.help(format!("add a rule with `then: {{ {verb}: … }}`, or remove this line")),
        None => {
            let some = wording::quote_all(&suggest::candidates(word.unwrap_or_default(), targets.iter().copied()));
            problem.help(format!("rules decide `{verb}` of {}", wording::list_and(&some)))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{problems, rule};

    fn found(when: &str, then: &str) -> Vec<String> {
        problems(&format!(
            "rules:\n{}{}",
            rule("a.reads", &format!("when: {when}\nthen: {then}")),
            rule("b.makes", "then: [{ stage: agents }, { rollback: prepare }]")
        ))
    }

    #[test]
    fn a_decision_that_some_rule_makes_can_be_read() {
        for when in [
            "{ decided.stage: { includes: agents } }",
            "{ decided.stage.agents: required }",
            "{ decided.rollback: { at_least: prepare } }",
            "{ decided.block.update: { exists: true } }",
        ] {
            assert_eq!(found(when, "{ require: take-backup }"), Vec::<String>::new(), "{when}");
        }
    }

    #[test]
    fn a_decision_that_no_rule_makes_is_a_problem() {
        assert_eq!(
            found("{ decided.stage: { includes: workflows } }", "{ require: take-backup }"),
            [
                "undecided-decision: rule `a.reads` reads `stage: workflows`, which no rule decides | decided.stage: { includes: workflows: never decided, so always the same answer | help: rules decide `stage` of `agents`"
            ]
        );
        assert_eq!(
            found("{ decided.pause: { empty: false } }", "{ require: take-backup }"),
            [
                "undecided-decision: rule `a.reads` reads `pause`, which no rule decides | decided.pause: { empty: false: never decided, so always the same answer | help: add a rule with `then: { pause: … }`, or remove this line"
            ]
        );
    }

    #[test]
    fn a_pause_of_items_may_be_a_pause_of_any_category() {
        let pausing = rule("c.items", "each: { item: site.items }\nthen: { pause: $item }");
        let reading = rule("a.reads", "when: { decided.pause: { includes: content } }\nthen: { stage: agents }");
        assert_eq!(problems(&format!("rules:\n{pausing}{reading}")), Vec::<String>::new());
    }
}
