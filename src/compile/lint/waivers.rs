//! Waivers that have expired or soon will, that match nothing, or that cover more than one exception.
//! What is wrong with a waiver so that it can't be used at all is said when it is read, in `policy`.

use super::Linted;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Node;
use crate::policy::Rule;
use crate::policy::waiver::{Waiver, whole_units};
use crate::text::{Span, suggest, wording};

/// Looks at each waiver of the pack: an expired one is past help, one that matches nothing is not judged by its width.
pub(super) fn waivers(linted: &Linted<'_>, sink: &mut Sink) {
    let policy = linted.policy();
    let written = linted.written("waivers", "rule");
    for (n, waiver) in policy.waivers.iter().enumerate().filter(|(_, w)| linted.is_own(&w.pack)) {
        let Some(rule) = policy.rules.iter().find(|r| r.id == waiver.rule) else { continue };
        if let Some(problem) = waiver.expired(linted.now) {
            sink.push(problem);
            continue;
        }
        if waiver.is_expired(linted.now.plus(linted.horizon)) {
            let only = policy.switched.iter().any(|s| s.waivers == [n]);
            sink.push(soon(waiver, linted, only));
        }
        let node = written.get(&waiver.span).copied();
        let unused = unused(waiver, rule, node);
        if unused.is_empty() {
            sink_width(waiver, rule, sink);
        }
        unused.into_iter().for_each(|problem| sink.push(problem));
    }
}

fn soon(waiver: &Waiver, linted: &Linted<'_>, only: bool) -> Diagnostic {
    let left = whole_units(waiver.expires.at().since(linted.now))
        .map_or_else(|| "in less than a minute".to_owned(), |l| format!("in {l}"));
    let problem = Diagnostic::new(Code::WaiverExpiresSoon, format!("the waiver of `{}` expires {left}", waiver.rule))
        .at(waiver.span, format!("counts until {}", waiver.last_day()))
        .help("move `expires` if the exception still holds, or do what the rule asks until then");
    if only {
        return problem.note("after that the policy can't be used: no other waiver allows that this rule is switched off");
    }
    problem.note("after that the rule is in force again")
}

/// What in the scope of a waiver can match nothing.
fn unused(waiver: &Waiver, rule: &Rule, node: Option<&Node>) -> Vec<Diagnostic> {
    let place = |keys: &[&str]| {
        let found = keys.iter().try_fold(node?, |node, key| node.get(key))?;
        Some(found.span).filter(|span| !span.is_empty())
    };
    let nothing = |span: Option<Span>, label: &str| {
        Diagnostic::new(Code::WaiverUnused, format!("the waiver of `{}` can match nothing", waiver.rule))
            .at(span.unwrap_or(waiver.span), label)
    };
    let mut found = Vec::new();
    if waiver.items.is_some() && rule.each.is_empty() {
        found.push(nothing(place(&["item"]), "the rule binds no items").help("remove `item`"));
    }
    for (name, words) in &waiver.scope {
        let span = place(&["for", name.as_ref()]);
        let Some(var) = rule.for_each.iter().find(|v| v.name == *name) else { continue };
        let never: Vec<String> = words.iter().filter(|w| !var.words.contains(w)).map(|w| wording::quote(w)).collect();
        let Some(first) = words.iter().find(|w| !var.words.contains(w)) else { continue };
        let label = format!("`${name}` is never {}", wording::list_or(&never));
        let problem = if never.len() == words.len() {
            nothing(span, &label)
        } else {
            let headline = format!("the waiver of `{}` names {}, which it can't match", waiver.rule, wording::list_and(&never));
            Diagnostic::new(Code::WaiverUnused, headline).at(span.unwrap_or(waiver.span), label)
        };
        let near = wording::quote_all(&suggest::candidates(first, &var.words));
        found.push(if near.is_empty() { problem } else { problem.help(format!("write {}", wording::list_or(&near))) });
    }
    found
}

/// Warns where a waiver covers more than one exception.
fn sink_width(waiver: &Waiver, rule: &Rule, sink: &mut Sink) {
    let (mut covers, mut adds): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let said = |name: &str| waiver.scope.iter().find(|(known, _)| &**known == name).map(|(_, words)| words.len());
    let ground = rule.for_each.iter().map(|v| (&v.name, v.words.first().filter(|_| v.words.len() > 1)));
    for (name, example) in ground {
        match (said(name), example) {
            (None, Some(word)) => {
                covers.push(format!("every `${name}`"));
                adds.push(format!("`for: {{ {name}: {word} }}`"));
            }
            (Some(several @ 2..), _) => covers.push(format!("{several} of `${name}`")),
            _ => {}
        }
    }
    if let (Some(var), None) = (rule.each.iter().find(|v| said(&v.name).is_none()), &waiver.items) {
        covers.push(format!("every `${}`", var.name));
        adds.push("`item:` with its id".to_owned());
    }
    if waiver.sites.is_none() {
        covers.push("every site".to_owned());
        adds.push("`sites: [shop-north]`".to_owned());
    }
    if covers.is_empty() {
        return;
    }
    let help = if adds.is_empty() {
        "write one waiver for each, with a reason of its own".to_owned()
    } else {
        format!("add {}", wording::list_and(&adds))
    };
    sink.push(
        Diagnostic::new(Code::WaiverTooWide, format!("the waiver of `{}` covers {}", waiver.rule, wording::list_and(&covers)))
            .at(waiver.span, "wider than one exception")
            .help(help),
    );
}

#[cfg(test)]
mod tests {
    use crate::compile::lint::testing::in_overlay;
    use crate::policy::testing::rule;

    fn found(waiver: &str) -> Vec<String> {
        let rules = [
            rule("a.items", "each: { item: site.items }\nthen: { pause: $item }"),
            rule("a.areas", "for_each: area\nthen: { stage: $area }"),
        ];
        let found = in_overlay(&format!("rules:\n{}waivers:\n  - {{ reason: r, owner: ana, {waiver} }}\n", rules.concat()));
        found.into_iter().filter(|p| !p.starts_with("loosened")).collect()
    }

    #[test]
    fn one_exception_is_not_too_wide() {
        for waiver in [
            "rule: a.areas, for: { area: agents }, sites: [garden-blog], expires: 2027-01-31",
            "rule: a.items, item: wf-restock, sites: [garden-blog], expires: 2027-01-31",
            "rule: backup.fresh, sites: [garden-blog], expires: 2027-01-31",
        ] {
            assert_eq!(found(waiver), [] as [&str; 0], "{waiver}");
        }
    }

    #[test]
    fn what_it_covers_besides_is_named() {
        assert_eq!(
            found("rule: a.areas, expires: 2027-01-31"),
            [
                "waiver-too-wide: the waiver of `a.areas` covers every `$area` and every site | a.areas: wider than one exception | help: add `for: { area: agents }` and `sites: [shop-north]`"
            ]
        );
        assert_eq!(
            found("rule: a.areas, for: { area: [agents, workflows] }, sites: [garden-blog], expires: 2027-01-31"),
            [
                "waiver-too-wide: the waiver of `a.areas` covers 2 of `$area` | a.areas: wider than one exception | help: write one waiver for each, with a reason of its own"
            ]
        );
        assert_eq!(
            found("rule: a.items, sites: [garden-blog], expires: 2027-01-31"),
            [
                "waiver-too-wide: the waiver of `a.items` covers every `$item` | a.items: wider than one exception | help: add `item:` with its id"
            ]
        );
    }

    #[test]
    fn a_scope_that_matches_nothing_is_named() {
        assert_eq!(
            found("rule: backup.fresh, for: { area: agents }, expires: 2027-01-31"),
            [
                "waiver-unused: the waiver of `backup.fresh` can match nothing | agents: `$area` is never `agents` | help: write `workflows`"
            ]
        );
        assert_eq!(
            found("rule: backup.fresh, for: { area: [workflows, agents] }, expires: 2027-01-31"),
            [
                "waiver-unused: the waiver of `backup.fresh` names `agents`, which it can't match | [workflows, agents]: `$area` is never `agents` | help: write `workflows`"
            ]
        );
        assert_eq!(
            found("rule: backup.fresh, item: wf-restock, expires: 2027-01-31"),
            [
                "waiver-unused: the waiver of `backup.fresh` can match nothing | wf-restock: the rule binds no items | help: remove `item`"
            ]
        );
    }

    #[test]
    fn its_end_is_told_before_and_after() {
        let ends = |day: &str| found(&format!("rule: backup.fresh, sites: [garden-blog], expires: {day}"));
        assert_eq!(ends("2026-08-21"), [] as [&str; 0]);
        assert_eq!(
            ends("2026-08-19"),
            [
                "waiver-expires-soon: the waiver of `backup.fresh` expires in 29 days | backup.fresh: counts until 2026-08-19 | help: move `expires` if the exception still holds, or do what the rule asks until then"
            ]
        );
        assert_eq!(ends("2026-07-20").iter().filter(|p| p.starts_with("waiver-expired: ")).count(), 1);
    }
}
