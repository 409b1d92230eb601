//! What two policies write differently, and which decisions that can reach: all others are decided by the same rules on the same
//! facts. What the difference comes to is `compare`'s business.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::compile::program::GroundOf;
use crate::compile::reads::{self, Read, What};
use crate::compile::{GroundEffect, GroundRule, GroundTarget, Program};
use crate::condition::ground as put;
use crate::condition::print;
use crate::condition::tree::{Path, Segment, Test};
use crate::decision::Verb;
use crate::policy::{Policy, Rule};
use crate::schema::{Form, Shape};
use crate::vocabulary::Kind;

/// How a rule of one policy stands in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Only the old policy has it.
    Removed,
    /// Only the new policy has it.
    Added,
    /// Both have it, and it decides otherwise in one of them.
    Changed,
}

/// A rule that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// Its id.
    pub rule: String,
    /// How.
    pub how: How,
}

/// What differs between two policies.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// The rules, by id.
    pub rules: Vec<Changed>,
    /// What else does, as words for people: facts, words, and what they mean.
    pub around: Vec<&'static str>,
    /// The rules of the old and of the new program that conclude otherwise in the other, by their places: those that are written
    /// otherwise, and those that read what these conclude.
    pub reached: [BTreeSet<usize>; 2],
}

/// What two programs write differently.
pub(super) fn differences(old: &Program, new: &Program) -> Differences {
    let texts = [old, new].map(texts);
    let [before, after] = &texts;
    let mut ids: BTreeMap<String, How> = BTreeMap::new();
    let mut changed: [BTreeSet<usize>; 2] = Default::default();
    for (side, (program, own, other)) in [(old, before, after), (new, after, before)].into_iter().enumerate() {
        for (place, ground) in program.rules.iter().enumerate() {
            let name = program.name_of(ground);
            if own.get(&name) == other.get(&name) {
                continue;
            }
            if let Some(set) = changed.get_mut(side) {
                set.insert(place);
            }
            let id = program.rule_of(ground).map(|rule| rule.id.to_string()).unwrap_or_default();
            let known = |policy: &Policy| policy.rules.iter().any(|rule| rule.id.as_str() == id);
            let how = match (known(&old.policy), known(&new.policy)) {
                (true, true) => How::Changed,
                (true, false) => How::Removed,
                _ => How::Added,
            };
            ids.insert(id, how);
        }
    }
    let mut around = Vec::new();
    around.extend((words(&old.policy) != words(&new.policy)).then_some("the words of the vocabulary, or what they mean"));
    around.extend((facts(&old.policy) != facts(&new.policy)).then_some("the facts that documents state, or how they are read"));
    around.extend((old.policy.product != new.policy.product).then_some("the product that the policy is about"));
    let all = !around.is_empty();
    let reached = |program: &Program, changed: &BTreeSet<usize>, heads: &BTreeSet<(Verb, String)>| match all {
        true => (0..program.rules.len()).collect(),
        false => readers(program, changed, heads),
    };
    let [a, b] = &changed;
    // Who reads what only the other policy concludes reads something else than it does there.
    let heads: BTreeSet<(Verb, String)> =
        [(old, a), (new, b)].into_iter().flat_map(|(program, set)| set.iter().flat_map(|n| heads(program, *n))).collect();
    let reached = [reached(old, a, &heads), reached(new, b, &heads)];
    Differences { rules: ids.into_iter().map(|(rule, how)| Changed { rule, how }).collect(), around, reached }
}

/// The rules that are written otherwise, with those that read what these conclude or what rules of these heads would, and so on.
fn readers(program: &Program, changed: &BTreeSet<usize>, of: &BTreeSet<(Verb, String)>) -> BTreeSet<usize> {
    let mut out = changed.clone();
    // Each rule stands after those that it reads.
    for (place, ground) in program.rules.iter().enumerate() {
        let reads = reads::of_rule(ground, &program.tests);
        let named = |read: &Read| match &read.what {
            What::Derived(name) => of.iter().any(|(verb, head)| *verb == Verb::Derive && *head == **name),
            What::Decided(verb, None) => of.iter().any(|(head, _)| head == verb),
            What::Decided(verb, Some(name)) => of.iter().any(|(v, head)| v == verb && (*head == **name || head.contains('$'))),
        };
        if program.graph.read_by(place).any(|read| out.contains(&read)) || reads.iter().any(named) {
            out.insert(place);
        }
    }
    out
}

/// The names of the facts that rules read, with the rules that they read, and so on.
pub(super) fn names_read(program: &Program, places: &BTreeSet<usize>) -> BTreeSet<String> {
    let mut rules: BTreeSet<usize> = BTreeSet::new();
    let mut next: Vec<usize> = places.iter().copied().collect();
    while let Some(place) = next.pop() {
        if rules.insert(place) {
            next.extend(program.graph.read_by(place));
        }
    }
    let mut out = BTreeSet::new();
    let mut path = |path: &Path| {
        let keys =
            path.segments.iter().filter_map(|segment| if let Segment::Key(key) = segment { Some(key.to_string()) } else { None });
        out.extend(keys);
    };
    let mut test = |test: &Test| {
        path(&test.path);
        test.op.operand_paths().into_iter().for_each(&mut path);
    };
    for ground in rules.iter().filter_map(|place| program.rules.get(*place)) {
        let untils = ground.effects.iter().filter_map(|effect| effect.until.as_ref());
        for expr in std::iter::once(&ground.when).chain(untils) {
            expr.tests(false, &mut |id, _| {
                let Some(slot) = program.test(id) else { return };
                test(&slot.test);
                if let Some(body) = slot.test.op.body() {
                    body.cond.tests(false, &mut |inner, _| test(inner));
                }
            });
        }
    }
    for (_, each) in rules.iter().filter_map(|place| program.rules.get(*place)).flat_map(|ground| &ground.each) {
        out.extend(each.segments.iter().filter_map(|s| if let Segment::Key(key) = s { Some(key.to_string()) } else { None }));
    }
    out
}

fn heads(program: &Program, place: usize) -> Vec<(Verb, String)> {
    let effects = program.rules.get(place).into_iter().flat_map(|ground| &ground.effects);
    effects.map(|effect| (effect.verb, target(effect))).collect()
}

fn target(effect: &GroundEffect) -> String {
    match &effect.target {
        GroundTarget::Word(word) => word.to_string(),
        GroundTarget::Element(var) => format!("${}", var.name),
        GroundTarget::Item(var) => format!("item ${}", var.name),
        GroundTarget::Alone => String::new(),
    }
}

/// Everything that a rule decides by, as text, by the name of the ground rule.
fn texts(program: &Program) -> BTreeMap<String, String> {
    let named = |ground: &GroundRule| Some((program.name_of(ground), text(program, ground, program.rule_of(ground)?)));
    program.rules.iter().filter_map(named).collect()
}

fn text(program: &Program, ground: &GroundRule, rule: &Rule) -> String {
    let cond = |cond| print::cond(&put::cond(cond, &ground.words));
    let mut out = String::new();
    for (name, path) in &ground.each {
        let _ = writeln!(out, "each {name}: {}", print::path(path));
    }
    let _ = writeln!(out, "when {}\nif_unknown {:?}", cond(&rule.when), rule.if_unknown);
    for (effect, meant) in ground.effects.iter().zip(&rule.effects) {
        let of = match &effect.of {
            Some(GroundOf::Word(word)) => word.to_string(),
            Some(GroundOf::Element(var)) => format!("${}", var.name),
            Some(GroundOf::Field(path)) => print::path(path),
            None => String::new(),
        };
        let until = meant.until.as_ref().or(rule.until.as_ref()).map(cond);
        let _ = writeln!(
            out,
            "{} {} of {of}: {:?} due {:?} until {until:?}",
            effect.verb,
            target(effect),
            effect.strength,
            meant.due
        );
    }
    for waiver in ground.waivers.iter().filter_map(|n| program.policy.waivers.get(*n)) {
        let _ = writeln!(out, "waived {:?} {:?} {:?} to {}", waiver.scope, waiver.sites, waiver.items, waiver.expires.at().iso());
    }
    out
}

/// The words of a vocabulary with what decisions depend on.
fn words(policy: &Policy) -> Vec<String> {
    let vocabulary = &policy.vocabulary;
    let mut out: Vec<String> = Kind::ALL.iter().map(|kind| format!("{kind:?} {:?}", vocabulary.names(*kind))).collect();
    for (name, area) in &vocabulary.areas {
        let also: Vec<&str> = area.also.iter().map(|w| &*w.text).collect();
        let feeds: Vec<String> = area.feeds.iter().map(|feed| feed.area.to_string()).collect();
        out.push(format!("{name} {:?} {also:?} {feeds:?}", area.title));
    }
    out.extend(vocabulary.actions.iter().map(|(name, action)| format!("{name} {:?} {:?}", action.due, action.strengths)));
    out.extend(vocabulary.tasks.iter().map(|(name, task)| format!("{name} {:?}", task.due)));
    for (name, software) in &vocabulary.software {
        let texts = |all: &[crate::vocabulary::Written]| all.iter().map(|w| w.text.to_string()).collect::<Vec<_>>();
        let at = software.at.as_ref().map(|at| at.text.to_string());
        let also = (texts(&software.also), texts(&software.instead_of));
        out.push(format!("{name} {:?} {at:?} {} {also:?}", software.scheme, software.extension));
    }
    out.push(format!("{:?} {:?} {:?}", vocabulary.stage.due, vocabulary.pause.due, vocabulary.rollback.due));
    out
}

/// The facts that documents can state, and how they are read.
fn facts(policy: &Policy) -> Vec<String> {
    let mut out = Vec::new();
    for root in ["release", "site", "update"] {
        if let Some(shape) = policy.schemas.root(root) {
            shapes(shape, root, &mut out);
        }
    }
    out
}

fn shapes(shape: &Shape, path: &str, out: &mut Vec<String>) {
    let note = &shape.note;
    let said = format!("{:?} {:?} {:?} {:?} {}", note.kind, note.day, note.known_from, note.on_the_way, note.none.is_some());
    let form = match &shape.form {
        Form::Scalar(ty) => format!("{ty:?}"),
        Form::Record(record) => {
            record.fields.iter().for_each(|(name, shape)| shapes(shape, &format!("{path}.{name}"), out));
            "record".to_owned()
        }
        Form::List(element) => {
            shapes(element, &format!("{path}[]"), out);
            "list".to_owned()
        }
        Form::Map { keys, value } => {
            shapes(value, &format!("{path}.*"), out);
            format!("map {keys:?}")
        }
    };
    out.push(format!("{path} {form} {said}"));
}
