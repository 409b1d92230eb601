//! Reads the effects of a rule: one verb each, with its modifiers.
//! What a verb is aimed at is read by `aim`.

use super::aim;
use super::derive::effects;
use super::fields::{self, Word};
use super::keys;
use super::read::optional;
use super::rule::{Effect, EffectTarget, GroundVar};
use crate::condition::filled::{Filled, Missing, is_empty};
use crate::condition::operators::operand;
use crate::condition::scope::Scope;
use crate::condition::words;
use crate::decision::{RollbackBy, Strength, Verb};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind, Node};
use crate::text::{suggest, wording};
use crate::value::{Duration, Ty};
use crate::vocabulary::{Due, Kind as Table, Role};

/// Reads `then` of a rule; `scope` is that of its conditions, `lifting` that of its lift conditions.
pub(super) fn read(
    rule: &Node,
    vars: &[GroundVar],
    scope: &Scope<'_>,
    lifting: &Scope<'_>,
    sink: &mut Sink,
) -> Option<Vec<Effect>> {
    let (due, acts) = (due(rule, sink), acts(rule, scope, sink));
    let nothing = |headline: &str| Missing {
        headline: headline.to_owned(),
        help: "write an effect such as `{ rollback: prepare }`".to_owned(),
    };
    let then = rule.entry("then")?;
    let nodes = effects(Filled::of(then, || nothing("`then` decides nothing"), sink)?.node());
    let read: Vec<Option<Effect>> = nodes
        .iter()
        .map(|node| {
            let node = Filled::at(node, then.key.span, || nothing("an effect of `then` decides nothing"), sink)?.node();
            let mut effect = one(node, vars, scope, lifting, sink)?;
            effect.due = effect.due.or(due);
            effect.acts = effect.acts.or_else(|| acts.clone());
            Some(effect)
        })
        .collect();
    read.into_iter().collect()
}

fn one(node: &Node, vars: &[GroundVar], scope: &Scope<'_>, lifting: &Scope<'_>, sink: &mut Sink) -> Option<Effect> {
    let Kind::Map(entries) = &node.kind else {
        sink.push(
            Diagnostic::new(Code::WrongType, format!("an effect is a mapping, this is {}", node.describe()))
                .at(node.span, "not an effect")
                .help("write a verb and what it is aimed at, such as `{ stage: workflows }`"),
        );
        return None;
    };
    let (entry, verb) = verb(node, entries, sink)?;
    for stray in entries.iter().filter(|e| Verb::parse(&e.key.text).is_none()) {
        let key = stray.key.text.as_str();
        if !keys::EFFECT.keys.contains(&key) && !key.starts_with("x-") {
            sink.push(keys::stray("an effect", &stray.key, &keys::EFFECT));
        }
    }
    keys::filled(entries, &keys::EFFECT, sink);
    let target = aim::target(verb, entry, vars, scope, sink);
    let strength = strength(verb, entry, node, target.as_ref(), scope, sink);
    let of = aim::of(verb, node, scope, sink);
    let deadline = deadline(node, scope, sink);
    let until = optional(node, "until", lifting, sink);
    Some(Effect {
        span: node.span,
        verb,
        target: target?,
        of: of?,
        strength: strength?,
        due: due(node, sink),
        acts: acts(node, scope, sink),
        deadline,
        until: until?,
    })
}

/// The one verb of an effect.
fn verb<'n>(node: &Node, entries: &'n [Entry], sink: &mut Sink) -> Option<(&'n Entry, Verb)> {
    let mut verbs = entries.iter().filter_map(|e| Some((e, Verb::parse(&e.key.text)?)));
    let Some(first) = verbs.next() else {
        sink.push(no_verb(node, entries));
        return None;
    };
    if let Some((second, _)) = verbs.next() {
        sink.push(
            Diagnostic::new(
                Code::MisplacedKey,
                format!("an effect has two verbs, `{}` and `{}`", first.0.key.text, second.key.text),
            )
            .at(second.key.span, "a second verb")
            .at(first.0.key.span, "the verb")
            .help(format!("write a list of effects: `then: [{{ {}: … }}, {{ {}: … }}]`", first.0.key.text, second.key.text)),
        );
        return None;
    }
    Some(first)
}

fn no_verb(node: &Node, entries: &[Entry]) -> Diagnostic {
    let is_other = |e: &&Entry| !keys::EFFECT.keys.contains(&e.key.text.as_str()) && !e.key.text.starts_with("x-");
    match entries.iter().find(is_other) {
        // A key of another level is more likely misplaced than a verb misspelt.
        Some(entry)
            if suggest::nearest(&entry.key.text, Verb::NAMES).is_some()
                || !keys::RULE.keys.contains(&entry.key.text.as_str()) =>
        {
            words::unknown(Code::UnknownVerb, "verb", &entry.key.text, entry.key.span, &Verb::NAMES)
        }
        Some(entry) => keys::stray("an effect", &entry.key, &keys::EFFECT),
        None => {
            let span = entries.first().map_or(node.span, |e| e.key.span);
            let help = format!("add one of {}", wording::list_or(&wording::quote_all(&Verb::NAMES)));
            Diagnostic::new(Code::MissingKey, "an effect has no verb").at(span, "what is decided?").help(help)
        }
    }
}

fn strength(
    verb: Verb,
    entry: &Entry,
    node: &Node,
    target: Option<&EffectTarget>,
    scope: &Scope<'_>,
    sink: &mut Sink,
) -> Option<Strength> {
    let by = by(verb, node, sink)?;
    let written = fields::word(node, "strength", sink);
    if verb == Verb::Rollback {
        if let Some(stray) = node.entry("strength") {
            sink.push(
                Diagnostic::new(Code::MisplacedKey, "the strength of a rollback is its value")
                    .at(stray.key.span, "not read here")
                    .help("write `rollback: prepare`, `rollback: decision-needed` or `rollback: required`"),
            );
            return None;
        }
        let level = fields::word(&Node { span: entry.value.span, kind: Kind::Map(vec![entry.clone()]) }, "rollback", sink)?;
        let strength = parse_strength(verb, &level, sink)?;
        return Some(match strength {
            Strength::Rollback(mut rollback) => {
                rollback.by = by;
                Strength::Rollback(rollback)
            }
            other => other,
        });
    }
    let Some(word) = written else {
        return node.get("strength").is_none_or(|n| n.is_null() || n.text().is_some()).then(|| Strength::highest(verb));
    };
    if Strength::words(verb).is_empty() {
        let problem = Diagnostic::new(Code::UnknownStrength, format!("`{verb}` has no strengths"))
            .at(word.span, "decided or not, and nothing between");
        sink.push(problem.help("remove `strength`"));
        return None;
    }
    let strength = parse_strength(verb, &word, sink)?;
    block_has(verb, &word, target, scope, sink)?;
    Some(strength)
}

fn parse_strength(verb: Verb, word: &Word, sink: &mut Sink) -> Option<Strength> {
    let found = Strength::parse(verb, &word.text);
    if found.is_none() {
        sink.push(words::unknown(Code::UnknownStrength, "strength", &word.text, word.span, Strength::words(verb)));
    }
    found
}

/// A block has the strengths that the vocabulary gives its action.
fn block_has(verb: Verb, word: &Word, target: Option<&EffectTarget>, scope: &Scope<'_>, sink: &mut Sink) -> Option<()> {
    let Some(EffectTarget::Word(action)) = target.filter(|_| verb == Verb::Block) else { return Some(()) };
    let Some(entry) = scope.vocabulary.actions.get(&**action) else { return Some(()) };
    if entry.strengths.contains(&&*word.text) {
        return Some(());
    }
    let problem =
        Diagnostic::new(Code::UnknownStrength, format!("a block of `{action}` has no strength {}", wording::quote(&word.text)))
            .at(word.span, "not a strength of this action")
            .at(entry.origin.span, "the action is defined here");
    sink.push(match entry.strengths.as_slice() {
        [] => problem.help("remove `strength`"),
        some => problem.help(format!("write {}", wording::list_or(&wording::quote_all(some)))),
    });
    None
}

/// By which means production goes back at least. The outer none: it can't be read.
fn by(verb: Verb, node: &Node, sink: &mut Sink) -> Option<Option<RollbackBy>> {
    let Some(entry) = node.entry("by") else { return Some(None) };
    if verb != Verb::Rollback {
        sink.push(
            Diagnostic::new(Code::MisplacedKey, format!("`by` in an effect belongs to `rollback`, not to `{verb}`"))
                .at(entry.key.span, "not read here")
                .help("remove it"),
        );
        return None;
    }
    let Some(word) = fields::word(node, "by", sink) else { return is_empty(&entry.value).then_some(None) };
    let found = RollbackBy::parse(&word.text);
    if found.is_none() {
        sink.push(fields::unknown_value("by", &word, &RollbackBy::NAMES));
    }
    found.map(Some)
}

fn due(node: &Node, sink: &mut Sink) -> Option<Due> {
    let word = fields::word(node, "due", sink)?;
    let found = Due::parse(&word.text);
    if found.is_none() {
        sink.push(fields::unknown_value("due", &word, &Due::WORDS));
    }
    found
}

fn acts(node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Role> {
    let word = fields::word(node, "acts", sink)?;
    let found = scope.vocabulary.role(&word.text);
    if found.is_none() {
        sink.push(words::unknown_name(Table::Role, &word.text, word.span, scope.vocabulary));
    }
    found
}

fn deadline(node: &Node, scope: &Scope<'_>, sink: &mut Sink) -> Option<Duration> {
    let entry = node.entry("deadline").filter(|e| !is_empty(&e.value))?;
    if entry.value.text().is_none() {
        sink.push(fields::wrong(entry, "a duration such as `24h`"));
        return None;
    }
    let value = Filled::at(&entry.value, entry.key.span, || Missing::value("deadline", "`24h`"), sink)?;
    let operand = operand::read(value, &Ty::Duration, scope, sink)?;
    if operand.duration().is_none() {
        sink.push(fields::wrong(entry, "a duration such as `24h`"));
    }
    operand.duration()
}

#[cfg(test)]
mod tests {
    use crate::policy::testing::{policy, problems, rule};

    fn found(then: &str) -> Vec<String> {
        problems(&format!("rules:\n{}", rule("a.b", &format!("then: {then}"))))
    }

    fn strengths(then: &str) -> Vec<String> {
        let policy = policy(&format!("rules:\n{}", rule("a.b", &format!("due: after\nacts: owner\nthen: {then}"))));
        let show =
            |e: &crate::policy::Effect| format!("{} {} {}", e.verb, e.strength, e.due.map_or("-", crate::vocabulary::Due::name));
        policy.rules[0].effects.iter().map(show).collect()
    }

    #[test]
    fn a_strength_left_out_is_the_highest() {
        assert_eq!(
            strengths("[{ stage: agents }, { stage: workflows, strength: advised, due: now }]"),
            ["stage required after", "stage advised now"]
        );
        assert_eq!(strengths("{ block: restart, strength: normal-schedule }"), ["block normal-schedule after"]);
    }

    #[test]
    fn the_value_of_a_rollback_is_its_strength() {
        assert_eq!(
            strengths("{ rollback: decision-needed, by: full-restore }"),
            ["rollback decision-needed by full-restore after"]
        );
        assert_eq!(
            found("{ rollback: }"),
            [
                "missing-key: `rollback` doesn't say how far it goes | rollback: how far? | help: write `rollback: prepare`, `rollback: decision-needed` or `rollback: required`"
            ]
        );
        assert_eq!(
            found("{ rollback: now }").first().map(String::as_str),
            Some(
                "unknown-strength: unknown strength `now` | now: no such strength | help: write one of `prepare`, `required` or `decision-needed`"
            )
        );
        assert_eq!(
            found("{ rollback: prepare, strength: required }"),
            [
                "misplaced-key: the strength of a rollback is its value | strength: not read here | help: write `rollback: prepare`, `rollback: decision-needed` or `rollback: required`"
            ]
        );
        assert_eq!(
            found("{ stage: agents, by: files }"),
            ["misplaced-key: `by` in an effect belongs to `rollback`, not to `stage` | by: not read here | help: remove it"]
        );
    }

    #[test]
    fn a_strength_belongs_to_the_verb_and_the_action() {
        assert_eq!(
            found("{ stage: agents, strength: advisd }"),
            ["unknown-strength: unknown strength `advisd` | advisd: no such strength | help: write `advised`"]
        );
        assert_eq!(
            found("{ pause: commerce, strength: required }"),
            [
                "unknown-strength: `pause` has no strengths | required: decided or not, and nothing between | help: remove `strength`"
            ]
        );
        assert_eq!(
            found("{ block: update, strength: normal-schedule }"),
            [
                "unknown-strength: a block of `update` has no strength `normal-schedule` | normal-schedule: not a strength of this action | update: the action is defined here | help: remove `strength`"
            ]
        );
    }

    #[test]
    fn an_effect_has_one_verb() {
        assert_eq!(
            found("{ stage: agents, pause: commerce }"),
            [
                "misplaced-key: an effect has two verbs, `stage` and `pause` | pause: a second verb | stage: the verb | help: write a list of effects: `then: [{ stage: … }, { pause: … }]`"
            ]
        );
        assert_eq!(
            found("{ stagge: agents }"),
            ["unknown-verb: unknown verb `stagge` | stagge: no such verb | help: write `stage`"]
        );
        assert_eq!(
            found("{ due: after }"),
            [
                "missing-key: an effect has no verb | due: what is decided? | help: add one of `stage`, `pause`, `block`, `rollback`, `require`, `escalate`, `expedite` or `derive`"
            ]
        );
        assert_eq!(
            found("stage"),
            [
                "wrong-type: an effect is a mapping, this is text | stage: not an effect | help: write a verb and what it is aimed at, such as `{ stage: workflows }`"
            ]
        );
    }

    #[test]
    fn who_acts_by_when_and_how_long_are_checked() {
        assert_eq!(
            found("{ stage: agents, acts: ownr, due: soon, deadline: 3 }"),
            [
                "unknown-destination: unknown role `ownr` | ownr: not a role | help: write `owner`",
                "unknown-value: `due` can't be `soon` | soon: not one of the words allowed | help: write `now`, `before`, `staging`, `production`, `after` or `recovery`",
                "bad-duration: `3` is not a duration such as `24h` | 3: a duration such as `24h` is wanted | help: write a duration with its unit, such as `24h`, `90m` or `7d`"
            ]
        );
    }
}
