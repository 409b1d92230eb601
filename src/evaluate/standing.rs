//! Reasons that stood before: read from `update.standing`, and written for the next time.
//! The engine remembers nothing itself; whoever runs it keeps the list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluation::{Binding, Evaluation, Standing};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::fact::Fact;
use crate::facts::store::Facts;
use crate::policy::Rule;
use crate::text::{Span, wording};
use crate::value::{Instant, State, Value};

/// One entry of `update.standing`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Since when, and how certainly.
    pub standing: Standing,
    /// Its place.
    pub span: Option<Span>,
}

/// The entries by rule, binding and decision.
pub(crate) fn entries(facts: &Facts) -> BTreeMap<(String, String, String), Entry> {
    let list = facts.update.field("standing").map(Fact::elements).unwrap_or_default();
    let mut out = BTreeMap::new();
    for element in list {
        let text = |name: &str| match element.fact.field(name).and_then(Fact::state) {
            Some(State::Known(Value::Text(text) | Value::Word(text))) => text.to_string(),
            _ => String::new(),
        };
        let since = match element.fact.field("since").and_then(Fact::state) {
            Some(State::Known(Value::Instant(at))) => Some(*at),
            _ => None,
        };
        // An entry that doesn't say how certain it was stands as a precaution only when it says so.
        let certain = !matches!(element.fact.field("certain").and_then(Fact::state), Some(State::Known(Value::Bool(false))));
        let key = (text("rule"), normal(&text("binding")), text("decision"));
        out.insert(key, Entry { standing: Standing { since, certain }, span: element.fact.span });
    }
    out
}

/// Warns of each reason that stands although its rule no longer exists.
pub(super) fn rules_gone(evaluation: &Evaluation, facts: &Facts, rules: &[Rule]) -> Vec<Diagnostic> {
    let gone = |rule: &str| evaluation.orphans.iter().any(|o| o == rule);
    let warning = |rule: &str, decision: &str, entry: &Entry| {
        let known = rules.iter().any(|r| r.id.as_str() == rule);
        let why = if known { "no longer decides it" } else { "no longer exists" };
        let headline = format!("{} stands for rule {}, which {why}", wording::quote(decision), wording::quote(rule));
        let problem = Diagnostic::new(Code::StandingRuleGone, headline);
        let problem = match entry.span {
            Some(span) => problem.at(span, "no rule of this policy lifts it"),
            None => problem,
        };
        problem.help("remove this entry once its reason is dealt with").note("it stays in force until then")
    };
    entries(facts)
        .iter()
        .filter(|((rule, ..), _)| gone(rule))
        .map(|((rule, _, decision), entry)| warning(rule, decision, entry))
        .collect()
}

/// One line of the list that `--write-standing` writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The rule's id.
    pub rule: String,
    /// Its binding.
    pub binding: String,
    /// The decision.
    pub decision: String,
    /// Since when.
    pub since: Instant,
    /// Whether it is certain, or stands by precaution.
    pub certain: bool,
}

/// The reasons that stand after this evaluation: those in force that have a lift condition.
pub fn standing(evaluation: &Evaluation, rule_id: impl Fn(usize) -> Option<String>) -> Vec<Written> {
    let mut out: Vec<Written> = evaluation
        .reasons
        .iter()
        .filter(|r| r.lifted == Some(false) && r.in_force() && !r.unnamed)
        .filter_map(|r| {
            Some(Written {
                rule: match r.rule {
                    Some(place) => rule_id(place)?,
                    None => r.name.clone(),
                },
                binding: r.binding_text(),
                decision: r.target.to_string(),
                since: r.standing.and_then(|s| s.since).unwrap_or(evaluation.now),
                certain: r.effective.is_yes(),
            })
        })
        .collect();
    out.sort_by(|a, b| (&a.rule, &a.binding, &a.decision).cmp(&(&b.rule, &b.binding, &b.decision)));
    out.dedup_by(|a, b| a.rule == b.rule && a.binding == b.binding && a.decision == b.decision);
    out
}

/// The binding an entry names, for a rule with these words; none when it is another ground rule's.
pub(super) fn parse_binding(text: &str, rule: &Rule, words: &[Binding]) -> Option<Vec<Binding>> {
    let pairs: Vec<(&str, &str)> =
        text.split(", ").filter(|p| !p.is_empty()).map(|p| p.split_once('=')).collect::<Option<_>>()?;
    let value = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
    for word in words {
        if value(&word.name) != word.id.as_deref() {
            return None;
        }
    }
    let mut binding = words.to_vec();
    for each in &rule.each {
        let id = value(&each.name)?;
        binding.push(Binding {
            name: each.name.clone(),
            id: Some(Arc::from(id)),
            kind: Some(each.name.clone()),
            path: None,
            span: None,
        });
    }
    (binding.len() == pairs.len()).then_some(binding)
}

fn normal(text: &str) -> String {
    let mut parts: Vec<&str> = text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    parts.sort_unstable();
    parts.join(", ")
}
