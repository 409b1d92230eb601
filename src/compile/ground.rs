//! Grounds rules: one ground rule for each choice of words for the `for_each` variables.
//! The number of ground rules is bounded, so that a policy can't become larger than it looks.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Sink, limits};
use crate::policy::{Policy, Rule};

/// The most ground rules a program may have.
pub const MOST_RULES: usize = limits::RULES.most;

/// The rules by their place in the policy, with the words of each ground rule; a problem and none where there are too many.
pub fn ground(policy: &Policy, sink: &mut Sink) -> Option<Vec<(usize, Vec<Arc<str>>)>> {
    let mut out = Vec::new();
    for (index, rule) in policy.rules.iter().enumerate() {
        let product = rule.for_each.iter().map(|v| v.words.len()).fold(1usize, usize::saturating_mul);
        if out.len().saturating_add(product) > MOST_RULES {
            let factors: Vec<String> =
                rule.for_each.iter().map(|v| format!("{} words of `${}`", v.words.len(), v.name)).collect();
            sink.push(
                Diagnostic::new(
                    Code::TooManyRules,
                    format!("rule `{}` brings the policy over {MOST_RULES} ground rules", rule.id),
                )
                .at(rule.span, format!("{product} ground rules: {}", factors.join(" × ")))
                .help("bind fewer words, or use `each` where the words come from the facts"),
            );
            return None;
        }
        out.extend(choices(rule).into_iter().map(|words| (index, words)));
    }
    Some(out)
}

/// Every choice of words for the `for_each` variables of a rule; one empty choice for a rule without any.
pub fn choices(rule: &Rule) -> Vec<Vec<Arc<str>>> {
    let mut choices: Vec<Vec<Arc<str>>> = vec![Vec::new()];
    for var in &rule.for_each {
        choices = choices
            .into_iter()
            .flat_map(|chosen| {
                var.words.iter().map(move |word| {
                    let mut next = chosen.clone();
                    next.push(word.clone());
                    next
                })
            })
            .collect();
    }
    choices
}

/// The name of a ground rule: `pausing.after-update (category content)`.
pub fn words_of(rule: &Rule, words: &[Arc<str>]) -> String {
    if words.is_empty() {
        return rule.id.to_string();
    }
    let bound: Vec<String> = rule.for_each.iter().zip(words).map(|(v, w)| format!("{} {w}", v.name)).collect();
    format!("{} ({})", rule.id, bound.join(", "))
}
