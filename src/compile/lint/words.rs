//! Names of the vocabulary and conclusions that nothing uses.
//! What a rule concludes and reads is said by `policy`; names of the packs that are extended are not this pack's business.

mod used;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Linted;
use crate::decision::Verb;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::policy::EffectTarget;
use crate::policy::reads::{self, Conclusion};
use crate::vocabulary::Kind as Table;
use crate::vocabulary::entry::Origin;
use used::Used;

/// Finds conclusions that no rule reads and names that nothing uses. A pack without rules defines names for others.
pub(super) fn unused(linted: &Linted<'_>, sink: &mut Sink) {
    if linted.own_rules().next().is_none() {
        return;
    }
    conclusions(linted, sink);
    let used = Used::of(linted.policy());
    for (table, name, origin) in defined(linted) {
        if linted.is_own(&origin.pack) && !used.has(table, name) {
            sink.push(problem(table, name, origin));
        }
    }
}

fn conclusions(linted: &Linted<'_>, sink: &mut Sink) {
    let reads = linted.policy().rules.iter().flat_map(reads::of_rule);
    let read: BTreeSet<Arc<str>> =
        reads.filter_map(|r| if let Conclusion::Derived(name) = r.conclusion { Some(name) } else { None }).collect();
    for rule in linted.own_rules() {
        for effect in rule.effects.iter().filter(|e| e.verb == Verb::Derive) {
            let EffectTarget::Word(name) = &effect.target else { continue };
            if !read.contains(name) {
                let headline = format!("rule `{}` concludes `{name}`, which no rule reads", rule.id);
                sink.push(
                    Diagnostic::new(Code::UnusedConclusion, headline)
                        .at(effect.span, "concluded for nobody")
                        .help(format!("ask for `derived.{name}` in a rule, or decide something here")),
                );
            }
        }
    }
}

fn problem(table: Table, name: &str, origin: &Origin) -> Diagnostic {
    let (label, help) = match table {
        Table::Area => ("no rule asks for it or stages it", "name it in a rule or in a setting, or remove it"),
        Table::Category => ("no rule pauses it or asks for it", "pause it in a rule, or remove it"),
        Table::Action => ("no rule blocks or expedites it", "block it in a rule, or remove it"),
        Table::Role => {
            ("nobody acts in it and nothing is escalated to it", "write it after `acts:` or `escalate:`, or remove it")
        }
        Table::Destination => ("nothing is escalated to it", "write it after `escalate:` in a rule, or remove it"),
        Table::Task => ("no rule requires it", "write it after `require:` in a rule, or remove it"),
        // Release notes name it, not rules.
        Table::Software => ("no document can name it", "remove it"),
    };
    let problem =
        Diagnostic::new(Code::UnusedWord, format!("{} `{name}` is never used", table.name())).at(origin.span, label).help(help);
    if table == Table::Area {
        return problem.note("what release notes call so is known then, and nothing follows from it");
    }
    problem
}

/// Every name of the vocabulary, in its order.
fn defined<'a>(linted: &Linted<'a>) -> Vec<(Table, &'a str, &'a Origin)> {
    let v = &linted.policy().vocabulary;
    let mut all: Vec<(Table, &str, &Origin)> = Vec::new();
    all.extend(v.areas.iter().map(|(k, e)| (Table::Area, k.as_str(), &e.origin)));
    all.extend(v.categories.iter().map(|(k, e)| (Table::Category, k.as_str(), &e.origin)));
    all.extend(v.actions.iter().map(|(k, e)| (Table::Action, k.as_str(), &e.origin)));
    all.extend(v.roles.iter().map(|(k, e)| (Table::Role, k.as_str(), &e.origin)));
    all.extend(v.destinations.iter().map(|(k, e)| (Table::Destination, k.as_str(), &e.origin)));
    all.extend(v.tasks.iter().map(|(k, e)| (Table::Task, k.as_str(), &e.origin)));
    all
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(vocabulary: &str, rules: &[(&str, &str)]) -> Vec<String> {
        let rules: String = rules.iter().map(|(id, lines)| rule(id, lines)).collect();
        let found = in_overlay(&format!("vocabulary:\n  {vocabulary}\nrules:\n{rules}"));
        found.iter().filter(|p| !p.starts_with("loosened")).filter_map(|p| p.split(" | ").next()).map(str::to_owned).collect()
    }

    const PLAIN: &str = "when: { site.type: blog }\nthen: { stage: agents }";

    #[test]
    fn each_kind_of_name_can_be_unused() {
        for (vocabulary, headline) in [
            ("areas: { loyalty: { title: Loyalty } }", "area `loyalty`"),
            ("categories: { loyalty: { title: Loyalty } }", "category `loyalty`"),
            ("actions: { send: { title: sending, due: before } }", "action `send`"),
            ("roles: { cook: { title: cook } }", "role `cook`"),
            ("destinations: { kitchen: { title: the kitchen } }", "destination `kitchen`"),
            ("tasks: { cook: { title: Cook } }", "task `cook`"),
        ] {
            assert_eq!(found(vocabulary, &[("a.b", PLAIN)]), [format!("unused-word: {headline} is never used")], "{vocabulary}");
        }
    }

    #[test]
    fn a_name_is_used_where_a_rule_or_another_name_needs_it() {
        for (vocabulary, lines) in [
            (
                "areas: { loyalty: { title: Loyalty } }",
                "when: { release.touches: { includes: loyalty } }\nthen: { stage: agents }",
            ),
            ("areas: { loyalty: { title: Loyalty } }", "for_each: area\nthen: { stage: $area }"),
            ("areas: { loyalty: { title: Loyalty, feeds: [workflows] } }", PLAIN),
            ("areas: { loyalty: { title: Loyalty } }", "when: { release.touches: { empty: false } }\nthen: { stage: agents }"),
            ("categories: { loyalty: { title: Loyalty } }", "each: { item: site.items }\nthen: { pause: $item }"),
            (
                "categories: { loyalty: { title: Loyalty } }",
                "when: { site.automation.categories.loyalty.enabled: true }\nthen: { stage: agents }",
            ),
            ("actions: { send: { title: sending, due: before } }", "then: { block: send }"),
            ("roles: { cook: { title: cook } }", "then: { stage: agents, acts: cook }"),
            ("roles: { cook: { title: cook } }", "then: { escalate: cook }"),
            ("tasks: { cook: { title: Cook } }", "for_each: { what: [cook] }\nthen: { require: $what }"),
        ] {
            assert_eq!(found(vocabulary, &[("a.b", lines)]), [] as [&str; 0], "{vocabulary} {lines}");
        }
    }

    #[test]
    fn a_conclusion_that_nobody_reads_is_told() {
        assert_eq!(
            found("x-none: 1", &[("a.b", "then: { derive: busy }")]),
            ["unused-conclusion: rule `a.b` concludes `busy`, which no rule reads"]
        );
        let reader = ("a.c", "when: { derived.busy: true }\nthen: { stage: agents }");
        assert_eq!(found("x-none: 1", &[("a.b", "then: { derive: busy }"), reader]), [] as [&str; 0]);
    }
}
