//! A node that says something. Whatever reads a condition or an operand takes one, and it can only be had here, so that no block
//! can be read as "nothing is asked" by forgetting to look. What the node must hold is its reader's business.

use std::ops::Deref;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{Span, wording};

/// A node that is not empty.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'n>(&'n Node);

/// What is said of a place where nothing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// As a statement: "`until` asks nothing".
    pub headline: String,
    /// What to do.
    pub help: String,
}

impl<'n> Filled<'n> {
    /// The value of a key; a problem and none where nothing stands there.
    pub fn of(entry: &'n Entry, missing: impl FnOnce() -> Missing, sink: &mut Sink) -> Option<Self> {
        Self::at(&entry.value, entry.key.span, missing, sink)
    }

    /// A node that belongs to what stands at `around`; a problem and none where it says nothing.
    pub fn at(node: &'n Node, around: Span, missing: impl FnOnce() -> Missing, sink: &mut Sink) -> Option<Self> {
        if !is_empty(node) {
            return Some(Self(node));
        }
        let Missing { headline, help } = missing();
        let span = if node.span.is_empty() { around } else { node.span };
        sink.push(Diagnostic::new(Code::EmptyBlock, headline).at(span, label(node)).help(help));
        None
    }

    /// The node.
    pub fn node(self) -> &'n Node {
        self.0
    }
}

impl Deref for Filled<'_> {
    type Target = Node;

    fn deref(&self) -> &Node {
        self.0
    }
}

impl Missing {
    /// A block that takes a condition and may be left out.
    pub fn condition(key: &str) -> Self {
        let key = wording::quote(key);
        Self {
            headline: format!("{key} asks nothing"),
            help: format!("write a condition such as `{{ site.type: store }}` after {key}, or remove {key}"),
        }
    }

    /// A condition within a condition.
    pub fn part(key: &str) -> Self {
        let headline = format!("{} asks nothing", wording::quote(key));
        Self { headline, help: "write a condition such as `{ site.type: store }` there".to_owned() }
    }

    /// A list of conditions.
    pub fn parts(key: &str) -> Self {
        let headline = format!("{} asks nothing", wording::quote(key));
        Self { headline, help: "write conditions such as `[{ site.type: store }]` there".to_owned() }
    }

    /// An element of a list of conditions.
    pub fn element(key: &str) -> Self {
        Self { headline: format!("a part of {} asks nothing", wording::quote(key)), ..Self::part(key) }
    }

    /// What is asked of a fact.
    pub fn test(subject: &str) -> Self {
        let headline = format!("{} asks nothing", wording::quote(subject));
        Self { headline, help: "write what is asked of the fact, such as `{ exists: true }`".to_owned() }
    }

    /// A value that can't be left out, with an example of one.
    pub fn example(key: &str, example: &str) -> Self {
        let headline = format!("{} says nothing", wording::quote(key));
        Self { headline, help: format!("write a value such as {}", wording::quote(example)) }
    }

    /// A member of a list, with an example of one.
    pub fn member(example: &str) -> Self {
        Self {
            headline: "a value says nothing".to_owned(),
            help: format!("write a value such as {} there", wording::quote(example)),
        }
    }

    /// An element of a list of words.
    pub fn element_of(key: &str) -> Self {
        let key = wording::quote(key);
        Self {
            headline: format!("an element of {key} says nothing"),
            help: "write a word there, or remove the element".to_owned(),
        }
    }

    /// A key that may be left out, with what is to be written there.
    pub fn value(key: &str, what: &str) -> Self {
        let key = wording::quote(key);
        Self { headline: format!("{key} says nothing"), help: format!("write {what} after {key}, or remove {key}") }
    }
}

/// Whether nothing is said: no value, `null`, blank text, a list or mapping without anything in it.
pub fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.is_null() || scalar.text.trim().is_empty(),
        Kind::List(elements) => elements.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
    }
}

fn label(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Scalar(_) if node.span.is_empty() => "nothing stands behind it",
        _ => "nothing stands here",
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{problems, rule};

    /// What is empty where: the headlines of all problems of a rule with these lines.
    fn found(lines: &str) -> Vec<String> {
        let then = if lines.contains("then:") { "" } else { "\nthen: { stage: agents }" };
        let found = problems(&format!("rules:\n{}", rule("a.b", &format!("{lines}{then}"))));
        found.iter().filter_map(|p| p.split(" | ").next()).map(str::to_owned).collect()
    }

    fn one(lines: &str, headline: &str) {
        assert_eq!(found(lines), [format!("empty-block: {headline}")], "{lines}");
    }

    const NOTHING: [&str; 7] = ["", "~", "null", "{}", "[]", "\"\"", "\"  \""];

    #[test]
    fn no_block_of_a_rule_is_empty() {
        for empty in NOTHING {
            for key in ["when", "unless", "until"] {
                one(&format!("{key}: {empty}"), &format!("`{key}` asks nothing"));
            }
            for key in ["for_each", "each", "with", "if_unknown", "due", "acts"] {
                one(&format!("{key}: {empty}"), &format!("`{key}` says nothing"));
            }
            let effect = |key: &str| format!("then:\n  stage: agents\n  {key}: {empty}");
            one(&effect("until"), "`until` asks nothing");
            for key in ["of", "strength", "due", "acts", "deadline"] {
                one(&effect(key), &format!("`{key}` says nothing"));
            }
            one(&format!("then:\n  rollback: prepare\n  by: {empty}"), "`by` says nothing");
            one(&format!("then: {empty}"), "`then` decides nothing");
            one(&format!("then:\n- stage: agents\n- {empty}"), "an effect of `then` decides nothing");
            one(&format!("for_each:\n  area: {empty}"), "`$area` stands for no words, so there is no such rule");
            one(&format!("each:\n  item: {empty}"), "`item` says nothing");
            one(&format!("with:\n  window: {empty}"), "`window` says nothing");
        }
        one("for_each: { product: [a, \"\"] }", "an element of `product` says nothing");
    }

    #[test]
    fn no_part_of_a_condition_is_empty() {
        let body = "site.items";
        for empty in NOTHING {
            let when = |line: &str| format!("when:\n {line}");
            for key in ["all", "any", "not", "site.type"] {
                one(&when(&format!("{key}: {empty}")), &format!("`{key}` asks nothing"));
            }
            for key in ["all", "any"] {
                one(&when(&format!("{key}:\n - site.type: store\n - {empty}")), &format!("a part of `{key}` asks nothing"));
            }
            for (path, operators) in [
                ("site.type", &["is", "is_not", "one_of", "exists", "stated"][..]),
                ("site.versions.php", &["at_least", "at_most", "more_than", "less_than", "satisfies", "violates"]),
                ("site.backup.taken_at", &["older_than", "newer_than", "within", "inside"]),
                ("site.window", &["overlaps"]),
                ("release.touches", &["includes", "includes_any", "includes_all", "empty", "any", "every", "count"]),
                (body, &["any", "every", "count"]),
            ] {
                for operator in operators {
                    let line = when(&format!("{path}:\n  {operator}: {empty}"));
                    one(&line, &format!("`{operator}` says nothing"));
                }
            }
            one(&when(&format!("site.type:\n  not: {empty}")), "`not` asks nothing");
            one(&when(&format!("{body}:\n  count:\n   at_least: 1\n   where: {empty}")), "`where` asks nothing");
            one(&when(&format!("{body}:\n  count:\n   at_least: {empty}")), "`at_least` says nothing");
            one(&when(&format!("{body}:\n  count:\n   at_least: 1\n   distinct: {empty}")), "`distinct` says nothing");
            one(&when(&format!("site.backup.taken_at:\n  older_than: 1d\n  at: {empty}")), "`at` says nothing");
            one(&when(&format!("now:\n  inside:\n   start: 2026-07-21T20:00Z\n   end: {empty}")), "`end` says nothing");
            one(&when(&format!("now:\n  inside:\n   zone: Europe/Berlin\n   weekly: {empty}")), "`weekly` says nothing");
            for list in ["site.type:\n  one_of", "release.touches:\n  includes_any", "now:\n  inside"] {
                one(&when(&format!("{list}:\n   - {empty}")), "a value says nothing");
            }
        }
        one("when: { site.items: { any: { as: it } } }", "`any` asks nothing");
        one("when: { release.touches: { every: { as: it } } }", "`every` asks nothing");
        one("each: { item: site.items }\nwhen: { all: [{ any: [{ not: {} }] }] }", "`not` asks nothing");
    }

    #[test]
    fn an_empty_setting_is_no_members_that_all_must_have() {
        let param = "params: { must: { type: area-list, default: [], about: Areas. } }\n";
        let with = |operator: &str| {
            let when = format!("when: {{ release.touches: {{ {operator}: $must }} }}\nthen: {{ stage: agents }}");
            problems(&format!("{param}rules:\n{}", rule("a.b", &when)))
        };
        assert_eq!(
            with("includes_all"),
            [
                "empty-block: `includes_all` asks for nothing: `$must` is empty | $must: an empty list, of which all are always members | help: give the parameter a value, or write the values here"
            ]
        );
        assert_eq!(with("includes_any"), [] as [&str; 0]);
    }

    #[test]
    fn no_scope_of_a_waiver_is_empty() {
        let who = "reason: Agreed, owner: ana, expires: 2027-01-31";
        for empty in NOTHING.map(|empty| if empty.is_empty() { "null" } else { empty }) {
            for key in ["for", "sites", "item"] {
                let found = problems(&format!("waivers:\n  - {{ rule: backup.fresh, {key}: {empty}, {who} }}\n"));
                let headlines: Vec<&str> = found.iter().filter_map(|p| p.split(" | ").next()).collect();
                assert_eq!(headlines, [format!("empty-block: `{key}` says nothing")], "{empty}");
            }
            let found = problems(&format!("waivers:\n  - {{ rule: backup.fresh, for: {{ area: {empty} }}, {who} }}\n"));
            let headlines: Vec<&str> = found.iter().filter_map(|p| p.split(" | ").next()).collect();
            assert_eq!(headlines, ["empty-block: `area` says nothing"], "{empty}");
        }
    }

    #[test]
    fn a_name_of_a_rule_that_is_blank_is_missing() {
        for key in ["id", "title"] {
            let rule = format!("rules: [{{ id: a.b, title: A, {key}: \"\", then: {{ stage: agents }} }}]\n");
            let rule = rule.replacen(if key == "id" { "id: a.b, " } else { "title: A, " }, "", 1);
            let found = problems(&rule);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found.iter().all(|p| p.starts_with("missing-key")), "{found:?}");
        }
    }

    #[test]
    fn the_cure_is_one() {
        let cured = |lines: &str, cure: &str| {
            let found = problems(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ stage: agents }}"))));
            let help = found.first().and_then(|p| p.split(" | help: ").nth(1)).unwrap_or_default();
            let (_, text) = help.split_once('`').unwrap_or_default();
            let (text, _) = text.split_once('`').unwrap_or_default();
            assert_eq!(text, cure, "{found:?}");
            let lines = lines.replace("NOTHING", text).replace("{}", text);
            assert_eq!(
                problems(&format!("rules:\n{}", rule("a.b", &format!("{lines}\nthen: {{ stage: agents }}")))),
                [] as [&str; 0]
            );
        };
        cured("when: {}", "{ site.type: store }");
        cured("when: { site.type: {} }", "{ exists: true }");
        cured("when: { site.type: { one_of: {} } }", "[blog]");
        cured("when: { release.touches: { includes_any: {} } }", "[workflows]");
        cured("when: { site.versions.php: { satisfies: {} } }", "\">=8.2 <9\"");
        cured("when: { now: { inside: {} } }", "{ fact: site.window }");
        cured("when: { site.items: { any: {} } }", "{ site.type: store }");
        cured("when: { release.touches: { any: {} } }", "{ exists: true }");
        cured("when: { decided.stage: { any: {} } }", "{ exists: true }");
        cured("when: { site.items: { count: {} } }", "{ at_least: 1 }");
        cured("each: {}", "{ item: site.items }");
        cured("for_each: { area: {} }", "[workflows]");
    }
}
