//! Warnings about rules and parameters that are read without an error, and may not mean what their author meant.
//! What can be decided about all facts (a rule that never fires) is left to `analyze`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::param::Param;
use super::rule::Rule;
use super::source::PackSource;
use crate::condition::print;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::wording;

/// Warns where a negation outside `until` covers a fact that is known only in a later phase.
pub(super) fn negations(rules: &[Rule], sink: &mut Sink) {
    for rule in rules {
        rule.when.tests(false, &mut |test, negated| {
            let Some(from) = test.path.known_from.filter(|_| negated) else { return };
            sink.push(
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
            );
        });
    }
}

/// Warns of parameters that no rule uses.
pub(super) fn unused(params: &BTreeMap<Arc<str>, Param>, packs: &[PackSource], sink: &mut Sink) {
    let rules: Vec<&Node> = packs.iter().flat_map(|p| &p.files).filter_map(|f| f.document.root.get("rules")).collect();
    if rules.is_empty() {
        return;
    }
    let mut named = BTreeSet::new();
    rules.iter().for_each(|node| mentioned(node, &mut named));
    for param in params.values().filter(|param| !named.contains(&*param.name)) {
        sink.push(
            Diagnostic::new(Code::UnusedParameter, format!("parameter {} is never used", wording::quote(&param.name)))
                .at(param.span, "no rule asks for it")
                .help(format!("write `${}` in a rule, or remove the parameter", param.name)),
        );
    }
}

/// Collects what the texts below a node may name: `$name`, and `{name}` in a sentence.
fn mentioned<'n>(node: &'n Node, named: &mut BTreeSet<&'n str>) {
    match &node.kind {
        Kind::Scalar(scalar) => {
            named.extend(scalar.text.strip_prefix('$'));
            named.extend(scalar.text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)));
        }
        Kind::List(elements) => elements.iter().for_each(|e| mentioned(e, named)),
        Kind::Map(entries) => entries.iter().for_each(|e| mentioned(&e.value, named)),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{problems, rule};

    fn found(lines: &str) -> Vec<String> {
        problems(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ stage: agents }}"))))
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
    fn a_parameter_that_no_rule_asks_for_is_worth_a_warning() {
        assert_eq!(
            problems("params: { limit: { type: integer, default: 3, about: How many. } }\n"),
            [
                "unused-parameter: parameter `limit` is never used | limit: no rule asks for it | help: write `$limit` in a rule, or remove the parameter"
            ]
        );
    }
}
