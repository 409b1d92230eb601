//! The names of derived conclusions, collected from all rules before any of them is read: `derived.NAME` needs them.
//! Reading the effects themselves is left to `effect`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::{Span, wording};

/// The derived conclusions of the rules, and whether each is concluded `of` something.
pub(super) fn names<'a>(rules: impl Iterator<Item = &'a Node>, sink: &mut Sink) -> BTreeMap<Arc<str>, bool> {
    let mut found: BTreeMap<Arc<str>, (bool, Span)> = BTreeMap::new();
    for effect in rules.filter_map(|rule| rule.get("then")).flat_map(effects) {
        let Some(node) = effect.get("derive") else { continue };
        let Some(name) = node.text().filter(|t| is_name(t)) else { continue };
        let of = effect.get("of").is_some_and(|of| !of.is_null());
        match found.get(name) {
            Some((other, first)) if *other != of => sink.push(
                Diagnostic::new(
                    Code::WrongType,
                    format!("{} is concluded both of something and of nothing", wording::quote(name)),
                )
                .at(node.span, if of { "of something" } else { "of nothing" })
                .at(*first, if of { "of nothing" } else { "of something" })
                .help("add `of:` to both, or use two names"),
            ),
            Some(_) => {}
            None => drop(found.insert(Arc::from(name), (of, node.span))),
        }
    }
    found.into_iter().map(|(name, (of, _))| (name, of)).collect()
}

/// The effects of a `then`: one mapping, or a list of them.
pub(super) fn effects(then: &Node) -> &[Node] {
    match &then.kind {
        Kind::List(effects) => effects,
        _ => std::slice::from_ref(then),
    }
}

/// Whether a derived conclusion may be called so: it must be one segment of a path.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems, rule};

    #[test]
    fn a_conclusion_is_read_by_a_rule_that_stands_before_it() {
        let first = rule("a.reads", "when: { derived.risky: true }\nthen: { stage: agents }");
        let second = rule("b.makes", "then: [{ derive: risky }, { require: take-backup }]");
        assert_eq!(policy(&format!("rules:\n{first}{second}")).rules.len(), 3);
    }

    #[test]
    fn a_conclusion_is_always_of_something_or_never() {
        let first = rule("a.one", "then: { derive: risky }");
        let second = rule("b.two", "each: { item: site.items }\nthen: { derive: risky, of: $item }");
        assert_eq!(
            problems(&format!("rules:\n{first}{second}")),
            [
                "wrong-type: `risky` is concluded both of something and of nothing | risky: of something | risky: of nothing | help: add `of:` to both, or use two names"
            ]
        );
    }
}
