//! Reads what a case expects, and checks every name in it: rules, decisions, facts, verdicts, strengths.
//! A name that doesn't exist would make a test that can't fail, so it is an error.

use std::sync::Arc;

use super::expect::{Because, Expect, Named, Standing, WantedDecision, WantedVerdict, What, Word};
use super::fields::{entries, entry, flag, keys, place, unknown_value, word, words, wrong};
use super::read::{near, unknown_path};
use crate::compile::{GroundTarget, Program};
use crate::condition::words::target_kinds;
use crate::decision::{BadTarget, RollbackBy, Strength, Target, Verb, Verdict};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::{Entry, Kind};
use crate::facts::FactPath;
use crate::text::{Span, suggest, wording};
use crate::vocabulary::UnknownName;

const EXPECT: [&str; 10] = ["verdict", "decisions", "not", "only", "unknown", "met", "missed", "waived", "later", "restart"];
const DECISION: [&str; 7] = ["because", "includes", "certain", "strength", "by", "items", "of"];
const VERDICTS: [&str; 8] =
    ["clear", "prepare", "stage-first", "hold", "hold-by-precaution", "certain-hold", "decide", "roll-back"];

/// Reads `expect`.
pub(super) fn expect(found: &Entry, program: &Program, sink: &mut Sink) -> Expect {
    let mut out = Expect::nothing(found.key.span);
    let node = &found.value;
    if !matches!(node.kind, Kind::Map(_)) {
        sink.push(wrong(found, "a mapping").help("write `verdict`, `decisions` or `not` in it"));
        return out;
    }
    keys("`expect`", node, &EXPECT, sink);
    out.verdict = entry(node, "verdict").and_then(|e| verdict(e, sink));
    if let Some(found) = entry(node, "decisions") {
        for each in entries(found, "a mapping of decisions", sink) {
            out.decisions.extend(decision(each, program, sink));
        }
    }
    out.not = entry(node, "not").map(|e| names(e, program, sink)).unwrap_or_default();
    if let Some(found) = entry(node, "only")
        && flag(found, sink) == Some(true)
    {
        out.only = Some(found.key.span);
    }
    if let Some(found) = entry(node, "unknown") {
        let paths = words(found, "paths of facts", sink);
        paths.iter().for_each(|word| check_path(word, program, sink));
        out.unknown = Some((paths, found.key.span));
    }
    for standing in Standing::ALL {
        if let Some(found) = entry(node, standing.name()) {
            out.states.extend(names(found, program, sink).into_iter().map(|named| (standing, named)));
        }
    }
    if let Some(found) = entry(node, "restart") {
        for each in entries(found, "a mapping such as `{ commerce: true }`", sink) {
            if let Some(may) = flag(each, sink) {
                out.restart.push((Word { text: Arc::from(each.key.text.as_str()), span: each.key.span }, may));
            }
        }
    }
    out
}

fn verdict(found: &Entry, sink: &mut Sink) -> Option<WantedVerdict> {
    let word = word(found, sink)?;
    let (name, certain) = match &*word.text {
        "hold-by-precaution" => ("hold", Some(false)),
        "certain-hold" => ("hold", Some(true)),
        other => (other, None),
    };
    let verdict = Verdict::parse(name);
    if verdict.is_none() {
        sink.push(unknown_value("verdict", &word, &VERDICTS));
    }
    Some(WantedVerdict { verdict: verdict?, certain, span: word.span })
}

fn decision(each: &Entry, program: &Program, sink: &mut Sink) -> Option<WantedDecision> {
    let Some(target) = target(&each.key.text, each.key.span, program, sink) else {
        // The rules it names may be wrong too.
        if !matches!(each.value.kind, Kind::Map(_)) && !each.value.is_null() && each.value.text() != Some("true") {
            because(each, true, program, sink);
        }
        return None;
    };
    let mut out = WantedDecision {
        target,
        span: each.key.span,
        because: None,
        certain: None,
        strength: None,
        by: None,
        items: None,
        of: None,
    };
    match &each.value.kind {
        // In force, whatever the reasons.
        Kind::Scalar(scalar) if scalar.is_null() || scalar.text == "true" => {}
        Kind::Scalar(_) | Kind::List(_) => out.because = because(each, true, program, sink),
        Kind::Map(_) => modifiers(&mut out, each, program, sink),
    }
    Some(out)
}

fn modifiers(out: &mut WantedDecision, each: &Entry, program: &Program, sink: &mut Sink) {
    let node = &each.value;
    let verb = out.target.verb;
    keys("an expected decision", node, &DECISION, sink);
    out.because = entry(node, "because").and_then(|e| because(e, true, program, sink));
    if let Some(found) = entry(node, "includes") {
        if let Some(exact) = &out.because {
            sink.push(
                Diagnostic::new(Code::MisplacedKey, "`includes` stands beside `because`")
                    .at(found.key.span, "says less")
                    .at(exact.span, "names all reasons already")
                    .help("remove `includes`"),
            );
        } else {
            out.because = because(found, false, program, sink);
        }
    }
    out.certain = entry(node, "certain").and_then(|e| Some((flag(e, sink)?, place(e))));
    out.strength = entry(node, "strength").and_then(|e| allowed(e, Strength::ranks(verb), sink));
    let only = |key: &str, of: Verb, sink: &mut Sink| {
        let found = entry(node, key)?;
        if verb == of {
            return Some(found);
        }
        sink.push(
            Diagnostic::new(Code::MisplacedKey, format!("`{key}` stands under {}", wording::quote(&each.key.text)))
                .at(found.key.span, format!("only `{of}` has it"))
                .help(format!("remove `{key}`")),
        );
        None
    };
    out.by = only("by", Verb::Rollback, sink).and_then(|e| allowed(e, &RollbackBy::NAMES, sink));
    out.items = only("items", Verb::Pause, sink).map(|e| (words(e, "items such as `workflow wf-restock`", sink), e.key.span));
    out.of = entry(node, "of").map(|e| (words(e, "ids of things", sink), e.key.span));
}

fn allowed(found: &Entry, known: &[&str], sink: &mut Sink) -> Option<Word> {
    let word = word(found, sink)?;
    if known.contains(&&*word.text) {
        return Some(word);
    }
    sink.push(unknown_value(&found.key.text, &word, known));
    None
}

fn because(found: &Entry, exact: bool, program: &Program, sink: &mut Sink) -> Option<Because> {
    let rules = words(found, "ids of rules", sink);
    if rules.is_empty() {
        if matches!(found.value.kind, Kind::List(_)) {
            sink.push(
                Diagnostic::new(Code::EmptyTest, format!("{} names no rule", wording::quote(&found.key.text)))
                    .at(place(found), "no decision is without a reason")
                    .help("name the rules, write `true` for any, or put the decision under `not`"),
            );
        }
        return None;
    }
    rules.iter().for_each(|word| check_rule(word, program, sink));
    Some(Because { rules, exact, span: found.key.span })
}

fn names(found: &Entry, program: &Program, sink: &mut Sink) -> Vec<Named> {
    words(found, "decisions or rules", sink).iter().filter_map(|word| named(word, program, sink)).collect()
}

/// A decision or a rule. What has a colon, or is a verb, can only be a decision.
fn named(word: &Word, program: &Program, sink: &mut Sink) -> Option<Named> {
    let is_decision = word.text.contains(':') || Verb::parse(&word.text).is_some();
    if is_decision {
        let target = target(&word.text, word.span, program, sink)?;
        return Some(Named { what: What::Decision(target), span: word.span });
    }
    check_rule(word, program, sink);
    Some(Named { what: What::Rule(word.text.clone()), span: word.span })
}

fn check_rule(word: &Word, program: &Program, sink: &mut Sink) {
    let rules = &program.policy.rules;
    if rules.iter().any(|r| r.id.as_str() == &*word.text) {
        return;
    }
    let known: Vec<&str> = rules.iter().map(|r| r.id.as_str()).collect();
    let problem = Diagnostic::new(Code::UnknownRule, format!("unknown rule {}", wording::quote(&word.text)))
        .at(word.span, "no rule of this policy");
    sink.push(match near(&word.text, &known) {
        Some(help) => problem.help(help),
        None => problem,
    });
}

/// Reads a decision that some rule of the policy can make.
fn target(text: &str, span: Span, program: &Program, sink: &mut Sink) -> Option<Target> {
    let vocabulary = &program.policy.vocabulary;
    let target = match Target::parse(text) {
        Ok(target) => target,
        Err(bad) => {
            let code = if matches!(bad, BadTarget::UnknownVerb(_)) { Code::UnknownVerb } else { Code::BadPath };
            sink.push(Diagnostic::new(code, bad.to_string()).at(span, "not a decision").help(bad.help()));
            return None;
        }
    };
    let kinds = target_kinds(target.verb);
    if let Some(kind) = kinds.first()
        && !kinds.iter().any(|kind| vocabulary.has(*kind, &target.name))
    {
        sink.push(UnknownName { kind: *kind, written: target.name.to_string(), span }.diagnostic(vocabulary));
        return None;
    }
    if can_be_made(program, &target) {
        return Some(target);
    }
    let mut makes: Vec<String> = program
        .rules
        .iter()
        .flat_map(|r| &r.effects)
        .filter_map(|e| match &e.target {
            GroundTarget::Word(word) => Some(Target::new(e.verb, word).to_string()),
            GroundTarget::Alone => Some(Target::rollback().to_string()),
            GroundTarget::Element(_) | GroundTarget::Item(_) => None,
        })
        .collect();
    makes.sort();
    makes.dedup();
    let problem = Diagnostic::new(Code::UndecidedDecision, format!("no rule decides {}", wording::quote(text)))
        .at(span, "always as if nothing had happened");
    let makes: Vec<&str> = makes.iter().map(String::as_str).collect();
    sink.push(match suggest::nearest(text, makes.iter().copied()) {
        Some(near) => problem.help(format!("write {}", wording::quote(near))),
        None => problem.help("name a decision that a rule of this policy makes"),
    });
    None
}

fn can_be_made(program: &Program, target: &Target) -> bool {
    program.rules.iter().flat_map(|r| &r.effects).filter(|e| e.verb == target.verb).any(|e| match &e.target {
        GroundTarget::Word(word) => *word == target.name,
        GroundTarget::Alone | GroundTarget::Element(_) | GroundTarget::Item(_) => true,
    })
}

fn check_path(word: &Word, program: &Program, sink: &mut Sink) {
    let shape = FactPath::parse(&word.text).and_then(|path| path.shape(&program.policy.schemas).map(|_| ()));
    // What is computed can be unknown too; it is named by what it is computed from.
    if let Err(why) = shape {
        sink.push(unknown_path(&why, word.span));
    }
}
