//! Reads waivers and checks each against the rule it names.
//! Whether one is in force at a moment is left to `evaluate`.

use std::sync::Arc;

use super::fields::{self, Word};
use super::keys;
use super::rule::{GroundVar, Rule};
use super::waiver::Waiver;
use crate::condition::filled::{Filled, Missing, is_empty};
use crate::condition::words;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{suggest, wording};
use crate::value::spelling::{self, Written};
use crate::value::{Day, Moment, Ty};
use crate::vocabulary::{Kind as Table, Vocabulary};

/// What a waiver must say.
const REQUIRED: [&str; 4] = ["rule", "reason", "owner", "expires"];

/// Reads one waiver; none when something is wrong with it. `broken` are the ids of rules that could not be read.
pub(super) fn waiver(
    node: &Node,
    pack: &Arc<str>,
    rules: &[Rule],
    broken: &[&str],
    vocabulary: &Vocabulary,
    sink: &mut Sink,
) -> Option<Waiver> {
    if !matches!(node.kind, Kind::Map(_)) {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("a waiver is a mapping, this is {}", node.describe()))
                .at(node.span, "not a waiver")
                .help("write `- rule: …` with `reason`, `owner` and `expires` below it"),
        );
        return None;
    }
    keys::check("a waiver", node.entries(), &keys::WAIVER, sink);
    let lacks: Vec<&str> = REQUIRED.into_iter().filter(|key| !fields::has(node, key)).collect();
    let what = match node.get("rule").and_then(Node::text) {
        Some(rule) => format!("the waiver of {}", wording::quote(rule)),
        None => "a waiver".to_owned(),
    };
    if !lacks.is_empty() {
        let span = node.entry("rule").map_or_else(|| node.entries().first().map_or(node.span, |e| e.key.span), fields::place);
        sink.push(fields::missing(Code::WaiverIncomplete, &what, &lacks, span, fields::add(&lacks, wanted)));
    }
    let named = fields::word(node, "rule", sink);
    let expires = fields::word(node, "expires", sink).and_then(|word| expires(&word, sink));
    let (reason, owner, ticket) =
        (fields::name(node, "reason", sink), fields::name(node, "owner", sink), fields::name(node, "ticket", sink));
    let sites = fields::names(node, "sites", sink);
    let items = fields::names(node, "item", sink);
    let named = named?;
    let Some(rule) = rules.iter().find(|r| r.id.as_str() == &*named.text) else {
        if !broken.contains(&&*named.text) {
            sink.push(unknown_rule(&named, rules));
        }
        return None;
    };
    if rule.unwaivable {
        sink.push(
            Diagnostic::new(Code::Unwaivable, format!("rule `{}` can't be waived", rule.id))
                .at(named.span, "waived here")
                .at(rule.span, "the rule says `unwaivable: true`")
                .help("remove the waiver, and do what the rule asks"),
        );
    }
    let scope = scope(node, rule, vocabulary, sink);
    Some(Waiver {
        rule: rule.id.clone(),
        scope: scope?,
        sites,
        items,
        reason: reason?,
        owner: owner?,
        ticket,
        expires: expires?,
        pack: pack.clone(),
        span: named.span,
    })
}

fn texts(words: Vec<Word>) -> Vec<Arc<str>> {
    words.into_iter().map(|w| w.text).collect()
}

/// What belongs under a key.
fn wanted(key: &str) -> &'static str {
    match key {
        "rule" => "the id of the rule",
        "reason" => "why the exception is sound",
        "owner" => "who answers for it",
        _ => "its last day",
    }
}

/// A day belongs to it, in UTC: a waiver is dated for the policy, and not for one of its sites.
fn expires(word: &Word, sink: &mut Sink) -> Option<Moment> {
    match spelling::read(&word.text) {
        Some(Written::Moment(instant)) => Some(Moment::new(instant)),
        Some(Written::Day(date)) => Some(Day::utc(date).end()),
        None => {
            let found = spelling::misspelt(&word.text);
            sink.push(
                Diagnostic::new(Code::BadInstant, format!("`expires` is {}, not a day", wording::quote(&word.text)))
                    .at(word.span, found.wrong)
                    .help(found.help)
                    .note("a waiver counts to the end of its last day, in UTC"),
            );
            None
        }
    }
}

fn unknown_rule(word: &Word, rules: &[Rule]) -> Diagnostic {
    let ids: Vec<&str> = rules.iter().map(|r| r.id.as_str()).collect();
    let problem = Diagnostic::new(Code::UnknownRule, format!("unknown rule {}", wording::quote(&word.text)))
        .at(word.span, "no rule has this id")
        .meant(word.span, &word.text, suggest::only(&word.text, ids.iter().copied()));
    match suggest::nearest(&word.text, ids.iter().copied()) {
        Some(near) => problem.help(format!("write `{near}`")),
        None if ids.is_empty() => problem.help("remove the waiver: the policy has no rules"),
        None => {
            let near = wording::quote_all(&suggest::candidates(&word.text, ids.iter().copied()));
            problem.help(format!("the nearest rules are {}", wording::list_and(&near)))
        }
    }
}

type Scope = Vec<(Arc<str>, Vec<Arc<str>>)>;

/// The bindings it is limited to.
fn scope(node: &Node, rule: &Rule, vocabulary: &Vocabulary, sink: &mut Sink) -> Option<Scope> {
    let Some(entry) = node.entry("for").filter(|e| !is_empty(&e.value)) else { return Some(Vec::new()) };
    if !matches!(entry.value.kind, Kind::Map(_)) {
        sink.push(fields::wrong(entry, "a mapping").help("write `for: { area: diagnostics }`"));
        return None;
    }
    let mut scope = Vec::new();
    let mut whole = true;
    for binding in entry.value.entries() {
        let name = binding.key.text.as_str();
        let missing = || Missing::value(name, "the words that are meant");
        if Filled::of(binding, missing, sink).is_none() {
            whole = false;
            continue;
        }
        let Some(words) = fields::words(&entry.value, name, sink) else {
            whole = false;
            continue;
        };
        let known = match rule.for_each.iter().find(|v| &*v.name == name) {
            Some(var) => words.iter().all(|word| check(word, var, vocabulary, sink)),
            None => {
                let bound = rule.each.iter().any(|v| &*v.name == name);
                if !bound {
                    sink.push(unknown_variable(binding, rule));
                }
                bound
            }
        };
        whole &= known;
        scope.push((Arc::from(name), texts(words)));
    }
    whole.then_some(scope)
}

/// Whether a word exists. One that the rule never binds is only worth a lint.
fn check(word: &Word, var: &GroundVar, vocabulary: &Vocabulary, sink: &mut Sink) -> bool {
    let problem = match var.ty {
        _ if var.words.contains(&word.text) => return true,
        Ty::Area if !vocabulary.has(Table::Area, &word.text) => words::unknown_area(&word.text, word.span, vocabulary),
        Ty::Category if !vocabulary.has(Table::Category, &word.text) => {
            words::unknown_category(&word.text, word.span, vocabulary)
        }
        _ => return true,
    };
    sink.push(problem);
    false
}

fn unknown_variable(binding: &Entry, rule: &Rule) -> Diagnostic {
    let name = &binding.key.text;
    let names: Vec<&str> = rule.for_each.iter().map(|v| &*v.name).chain(rule.each.iter().map(|v| &*v.name)).collect();
    let problem =
        Diagnostic::new(Code::UnknownVariable, format!("rule `{}` binds no {}", rule.id, wording::quote(&format!("${name}"))))
            .at(binding.key.span, "not a variable of the rule")
            .at(rule.span, "the rule")
            .meant(binding.key.span, name, suggest::only(name, names.iter().copied()));
    match suggest::nearest(name, names.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None if names.is_empty() => problem.help("remove `for`, or limit the waiver with `sites`"),
        None => problem.help(format!("write {}", wording::list_or(&wording::quote_all(&names)))),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{extended, policy, problems, rule};

    const WHO: &str = "reason: Nothing to diagnose, owner: ana, expires: 2027-01-31";

    fn found(waiver: &str) -> Vec<String> {
        let rules = format!(
            "rules:\n{}{}",
            rule("a.hard", "unwaivable: true\nthen: {stage: agents}"),
            rule("a.items", "each: { item: site.items }\nthen: { pause: $item }")
        );
        problems(&format!("{rules}waivers:\n  - {{ {waiver} }}\n"))
    }

    #[test]
    fn a_waiver_counts_to_the_end_of_its_last_day() {
        let policy = policy(&format!(
            "waivers:\n  - {{ rule: backup.fresh, for: {{ area: workflows }}, sites: [garden-blog], ticket: OPS-311, {WHO} }}\n"
        ));
        let waiver = &policy.waivers[0];
        assert_eq!((waiver.expires.at().iso().as_str(), waiver.last_day().as_str()), ("2027-02-01T00:00:00Z", "2027-01-31"));
        assert_eq!((waiver.ticket.as_deref(), waiver.owner.as_str()), (Some("OPS-311"), "ana"));
        let scope: Vec<String> = waiver.scope.iter().map(|(name, words)| format!("{name}: {}", words.join(" "))).collect();
        assert_eq!(scope, ["area: workflows"]);
        // Its own pack's exception loosens nothing.
        assert_eq!(policy.loosened, []);
    }

    #[test]
    fn what_a_waiver_lacks_is_named() {
        assert_eq!(
            found("rule: backup.fresh, reason: Why not, expires: "),
            [
                "waiver-incomplete: the waiver of `backup.fresh` has no `owner` and `expires` | backup.fresh: `owner` and `expires` missing here | help: add `owner:` with who answers for it and `expires:` with its last day"
            ]
        );
        assert_eq!(
            found(&format!("rule: backup.fresh, {}", WHO.replace("2027-01-31", "soon"))),
            [
                "bad-instant: `expires` is `soon`, not a day | soon: this is no date of the calendar | help: write the date itself, year first with `-` between its parts"
            ]
        );
    }

    #[test]
    fn its_rule_must_exist_and_be_waivable() {
        assert_eq!(
            found(&format!("rule: backup.frehs, {WHO}")),
            ["unknown-rule: unknown rule `backup.frehs` | backup.frehs: no rule has this id | help: write `backup.fresh`"]
        );
        assert_eq!(
            found(&format!("rule: a.hard, {WHO}")),
            [
                "unwaivable: rule `a.hard` can't be waived | a.hard: waived here | a.hard: the rule says `unwaivable: true` | help: remove the waiver, and do what the rule asks"
            ]
        );
    }

    #[test]
    fn its_scope_must_fit_the_rule() {
        assert_eq!(
            found(&format!("rule: backup.fresh, for: {{ category: commerce }}, {WHO}")),
            [
                "unknown-variable: rule `backup.fresh` binds no `$category` | category: not a variable of the rule | backup.fresh: the rule | help: write `area`"
            ]
        );
        assert_eq!(
            found(&format!("rule: backup.fresh, for: {{ area: workflow }}, {WHO}")),
            ["unknown-area: unknown area `workflow` | workflow: not an area | help: write `workflows`"]
        );
        // What can never match is a lint.
        assert_eq!(found(&format!("rule: backup.fresh, for: {{ area: agents }}, {WHO}")), Vec::<String>::new());
        assert_eq!(found(&format!("rule: backup.fresh, item: wf-restock, {WHO}")), Vec::<String>::new());
        assert_eq!(found(&format!("rule: a.items, item: wf-restock, for: {{ item: wf-restock }}, {WHO}")), Vec::<String>::new());
    }

    #[test]
    fn a_waiver_of_a_later_pack_loosens() {
        let (policy, problems) = extended(&format!(
            "waivers:\n  - {{ rule: backup.fresh, for: {{ area: workflows }}, sites: [garden-blog, shop-lake], {WHO} }}\n"
        ));
        assert_eq!(problems, Vec::<String>::new());
        let sentences: Vec<String> = policy.unwrap().loosened.into_iter().map(|l| l.sentence).collect();
        assert_eq!(
            sentences,
            [
                "the rule `backup.fresh` is waived for area workflows, sites garden-blog or shop-lake until 2027-01-31: Nothing to diagnose"
            ]
        );
    }
}
