//! Parameters that a pack declares and no rule asks for.
//! Parameters of the packs it extends are not its business.

use std::collections::BTreeSet;

use super::Linted;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::text::wording;

/// Finds parameters that no rule uses. A pack without rules declares them for those that extend it.
pub(super) fn unused(linted: &Linted<'_>, sink: &mut Sink) {
    if linted.own_rules().next().is_none() {
        return;
    }
    let files = linted.packs.iter().flat_map(|p| &p.files);
    let mut named = BTreeSet::new();
    files.filter_map(|f| f.document.root.get("rules")).for_each(|node| mentioned(node, &mut named));
    let own = linted.policy().declared.iter().filter(|param| linted.is_own(&param.pack));
    for param in own.filter(|param| !named.contains(&*param.name)) {
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
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    const PARAM: &str = "params: { limit: { type: integer, default: 3, about: How many. } }\n";

    #[test]
    fn a_parameter_that_no_rule_asks_for_is_worth_a_warning() {
        let text = format!("{PARAM}rules:\n{}", rule("a.b", "then: { stage: agents }"));
        assert_eq!(
            in_overlay(&text),
            [
                "unused-parameter: parameter `limit` is never used | limit: no rule asks for it | help: write `$limit` in a rule, or remove the parameter"
            ]
        );
    }

    #[test]
    fn a_pack_without_rules_declares_for_others() {
        assert_eq!(in_overlay(PARAM), [] as [&str; 0]);
    }
}
