//! Reads one rule: its names, what it binds, when it holds, what it decides and why, with a problem for all that is off.
//! Variables are read by `bind`, effects by `effect`, conditions by `condition`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bind;
use super::effect;
use super::fields;
use super::keys;
use super::rule::Rule;
use crate::condition::filled::{Filled, Missing, is_empty};
use crate::condition::read::condition;
use crate::condition::scope::{Params, Scope};
use crate::condition::template::{self, Template};
use crate::condition::tree::Cond;
use crate::decision::{Caution, RuleId};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Kind, Node};
use crate::schema::Schemas;
use crate::text::{Span, wording};
use crate::vocabulary::Vocabulary;

/// What rules are read with.
#[derive(Clone, Copy)]
pub(super) struct Names<'s> {
    pub schemas: &'s Schemas,
    pub vocabulary: &'s Vocabulary,
    pub params: &'s Params,
    pub derived: &'s BTreeMap<Arc<str>, bool>,
}

/// What a rule must say.
const REQUIRED: [&str; 3] = ["id", "title", "then"];

/// Reads a rule; none when something is wrong with it.
pub(super) fn rule(node: &Node, pack: &Arc<str>, names: Names<'_>, sink: &mut Sink) -> Option<Rule> {
    if !matches!(node.kind, Kind::Map(_)) {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("a rule is a mapping, this is {}", node.describe()))
                .at(node.span, "not a rule")
                .help("write `- id: …` with the other keys of the rule below it"),
        );
        return None;
    }
    let id = id(node, sink);
    let what = match node.get("id").and_then(Node::text) {
        Some(text) => format!("rule {}", wording::quote(text)),
        None => "a rule".to_owned(),
    };
    let span = head(node);
    keys::check(&what, node.entries(), &keys::RULE, sink);
    // An empty `then` is told where effects are read.
    let said = |key: &str| fields::has(node, key) || (key == "then" && node.entry(key).is_some());
    let lacks: Vec<&str> = REQUIRED.into_iter().filter(|key| !said(key)).collect();
    if !lacks.is_empty() {
        sink.push(fields::missing(Code::MissingKey, &what, &lacks, span, fields::add(&lacks, wanted)));
    }
    let title = fields::name(node, "title", sink);
    let if_unknown = if_unknown(node, sink);
    let (source, owner) = (fields::name(node, "source", sink), fields::name(node, "owner", sink));
    let trace = fields::words(node, "trace", sink).map(|all| all.iter().map(|w| &*w.text).collect::<Vec<_>>().join(", "));
    let unwaivable = fields::flag(node, "unwaivable", sink);

    let mut scope = Scope::new(names.schemas, names.vocabulary, names.params, names.derived);
    let bound = bind::read(node, &mut scope, sink)?;
    let (when, unless) = when(node, span, &scope, sink).unzip();
    let mut lifting = scope.clone();
    lifting.lifting = true;
    let until = optional(node, "until", &lifting, sink);
    let effects = effect::read(node, &bound.for_each, &scope, &lifting, sink);
    let written = node.get("because").filter(|n| !is_empty(n) && fields::says(node, "because", sink));
    // Without a sentence the title has to do; `check` asks for one.
    let because = match (written, &title) {
        (Some(node), _) => template::read(node, &scope, sink),
        (None, Some(title)) => Some(Template::plain(title)),
        (None, None) => None,
    };
    Some(Rule {
        id: id?,
        title: title?,
        pack: pack.clone(),
        span,
        for_each: bound.for_each,
        each: bound.each,
        when: when?,
        unless: unless?,
        until: until?,
        effects: effects?,
        if_unknown: if_unknown?,
        because: because?,
        says_why: written.is_some(),
        source,
        trace,
        owner,
        unwaivable,
    })
}

/// The place that stands for the whole rule: its id, or its first key.
fn head(node: &Node) -> Span {
    match node.entry("id") {
        Some(entry) => fields::place(entry),
        None => node.entries().first().map_or(node.span, |e| e.key.span),
    }
}

fn id(node: &Node, sink: &mut Sink) -> Option<RuleId> {
    let word = fields::word(node, "id", sink)?;
    match RuleId::parse(&word.text) {
        Ok(id) => Some(id),
        Err(bad) => {
            sink.push(Diagnostic::new(Code::WrongType, bad.to_string()).at(word.span, "not the name of a rule").help(bad.help()));
            None
        }
    }
}

/// What belongs under a key.
fn wanted(key: &str) -> &'static str {
    match key {
        "id" => "a name of its own",
        "title" => "what it is about, in a few words",
        _ => "what it decides",
    }
}

/// The outer none: it can't be read; the inner one: nothing is written.
#[expect(clippy::option_option, reason = "a word that can't be read is not the same as no word")]
fn if_unknown(node: &Node, sink: &mut Sink) -> Option<Option<Caution>> {
    let Some(entry) = node.entry("if_unknown") else { return Some(None) };
    let word = fields::word(node, "if_unknown", sink)?;
    let found = Caution::parse(&word.text);
    if found.is_none() {
        sink.push(fields::unknown_value(&entry.key.text, &word, &Caution::NAMES));
    }
    found.map(Some)
}

/// A condition that may be left out. The outer none: it can't be read.
#[expect(clippy::option_option, reason = "a condition that can't be read is not the same as none")]
pub(super) fn optional(node: &Node, key: &str, scope: &Scope<'_>, sink: &mut Sink) -> Option<Option<Cond>> {
    match node.entry(key) {
        Some(entry) => condition(Filled::of(entry, || Missing::condition(key), sink)?, scope, sink).map(Some),
        None => Some(None),
    }
}

/// `when` and not `unless`, and where the latter stands.
fn when(node: &Node, span: Span, scope: &Scope<'_>, sink: &mut Sink) -> Option<(Cond, Option<Span>)> {
    let when = optional(node, "when", scope, sink);
    let unless = optional(node, "unless", scope, sink);
    let (when, unless) = (when?, unless?.map(Cond::negated));
    let place = unless.as_ref().map(|unless| unless.span);
    let both = match (when, unless) {
        (Some(when), Some(unless)) => when.and(unless),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Cond::always(span),
    };
    Some((both, place))
}

#[cfg(test)]
mod tests {
    use crate::condition::print;
    use crate::policy::testing::{policy, problems, rule};

    fn found(lines: &str) -> Vec<String> {
        problems(&format!("rules:\n{}", rule("a.b", lines)))
    }

    #[test]
    fn a_rule_says_what_it_must() {
        let file = "rules:\n  - id: a.b\n    title: \n    then: { stage: agents }\n";
        assert_eq!(
            problems(file),
            [
                "missing-key: rule `a.b` has no `title` | a.b: `title` missing here | help: add `title:` with what it is about, in a few words"
            ]
        );
        assert_eq!(problems("rules:\n  - { id: a.b, title: A, then: { stage: agents } }\n"), [] as [&str; 0]);
        assert_eq!(
            problems("rules: [stage agents]\n"),
            [
                "wrong-type: a rule is a mapping, this is text | stage agents: not a rule | help: write `- id: …` with the other keys of the rule below it"
            ]
        );
    }

    #[test]
    fn an_id_has_words_with_dots_between_them() {
        let file = format!("rules:\n{}", rule("Agents First", "then: { stage: agents }"));
        assert_eq!(
            problems(&file),
            [
                "wrong-type: `Agents First` can't be the name of a rule | Agents First: not the name of a rule | help: write `agents-first`"
            ]
        );
    }

    #[test]
    fn unless_is_a_negated_when_and_both_may_stand() {
        let when = |lines: &str| {
            let policy = policy(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ stage: agents }}"))));
            print::cond(&policy.rules[0].when)
        };
        assert_eq!(when("when: { site.type: blog }"), "site.type: blog");
        assert_eq!(when("unless: { site.type: blog }"), "not: { site.type: blog }");
        assert_eq!(
            when("when: { release.size: major }\nunless: { site.type: blog }"),
            "all: [{ release.size: major }, { not: { site.type: blog } }]"
        );
        assert_eq!(when(""), "all: []");
    }

    #[test]
    fn every_condition_of_a_rule_is_checked_in_one_go() {
        let problems = found("when: { site.typ: blog }\nuntil: { site.type: blgo }\nif_unknown: wait\nthen: { stage: agents }");
        let headlines: Vec<&str> = problems.iter().filter_map(|p| p.split(" | ").next()).collect();
        assert_eq!(
            headlines,
            [
                "unknown-path: `site.typ` is no fact",
                "unknown-value: `blgo` is not one of the values of this fact",
                "unknown-value: `if_unknown` can't be `wait`"
            ]
        );
    }

    #[test]
    fn a_placeholder_must_lead_somewhere() {
        let file =
            "rules:\n  - { id: a.b, title: A, because: \"For {site.typ}.\", source: H, owner: o, then: { stage: agents } }\n";
        assert_eq!(
            problems(file),
            [
                "unknown-placeholder: the text names `{site.typ}`, which is no fact | {site.typ}: no such fact or variable | help: write `type`"
            ]
        );
    }

    #[test]
    fn a_placeholder_of_a_conclusion_says_of_what() {
        let told = |because: &str| {
            let makes = rule("a.makes", "each: { item: site.items }\nthen: { derive: risky, of: $item }");
            let reads = "  - { id: b.reads, title: A, EACHwhen: { derived.risky: { empty: false } }, then: { stage: agents }, source: H, owner: o, because: \"BECAUSE\" }\n";
            let reads = |each: &str| reads.replace("EACH", each).replace("BECAUSE", because);
            [reads(""), reads("each: { item: site.items }, ")]
                .map(|reads| problems(&format!("rules:\n{makes}{reads}")).join("\n"))
        };
        let [alone, bound] = told("{derived.risky} is risky.");
        assert!(
            alone.contains("without saying of what") && alone.ends_with("help: remove it: a text can't list what rules conclude"),
            "{alone}"
        );
        assert!(bound.ends_with("help: write `{item}` in its place"), "{bound}");
        let [decided, _] = told("{decided.stage} is tested.");
        assert!(decided.ends_with("help: write `{decided.stage.workflows}` in its place"), "{decided}");
        assert_eq!(told("{decided.stage.agents}, {decided.rollback}.")[0], "");
    }
}
