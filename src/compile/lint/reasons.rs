//! Rules that don't say why they are, where they come from or who answers for them.
//! An evaluation does without: it takes the title where there is no sentence.

use super::{Linted, of_rule};
use crate::diagnostic::{Code, Sink};

/// Finds rules that lack `because`, `source` or `owner`.
pub(super) fn missing(linted: &Linted<'_>, sink: &mut Sink) {
    for rule in linted.own_rules() {
        let keys = [
            (Code::MissingBecause, "because", "a sentence that says why", rule.says_why),
            (Code::MissingSource, "source", "where the rule comes from", rule.source.is_some()),
            (Code::MissingOwner, "owner", "who answers for the rule", rule.owner.is_some()),
        ];
        for (code, key, wanted, _) in keys.into_iter().filter(|(.., said)| !said) {
            let problem = of_rule(rule, code, format!("rule `{}` has no `{key}`", rule.id), &format!("`{key}` missing here"));
            sink.push(problem.help(format!("add `{key}:` with {wanted}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;

    #[test]
    fn each_reason_that_is_missing_has_a_code_of_its_own() {
        assert_eq!(
            in_overlay("rules: [{ id: a.b, title: A, then: { stage: agents }, owner: ana }]\n"),
            [
                "missing-because: rule `a.b` has no `because` | a.b: `because` missing here | help: add `because:` with a sentence that says why",
                "missing-source: rule `a.b` has no `source` | a.b: `source` missing here | help: add `source:` with where the rule comes from"
            ]
        );
    }

    #[test]
    fn a_pack_may_do_without() {
        let levels = "lints: { missing-because: allow, missing-source: allow, missing-owner: warn }\n";
        let rule = "rules: [{ id: a.b, title: A, then: { stage: agents } }]\n";
        let found = in_overlay(&format!("{levels}{rule}"));
        assert_eq!(found.iter().filter_map(|f| f.split(':').next()).collect::<Vec<_>>(), ["missing-owner"]);
    }
}
