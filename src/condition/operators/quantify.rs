//! Quantifiers over the members of a list, the values of a map or the fields of a record: `any`, `every`, `count`.
//! Sure members count for certain, possible ones may; an open collection may hold further ones of which nothing is known.

use std::sync::Arc;

use crate::condition::answer::answer;
use crate::condition::context::Context;
use crate::condition::tree::{Body, Compare, Operand, Path, Root};
use crate::facts::store::{Collection, Member};
use crate::value::bounds::at_least;
use crate::value::{State, Truth, Value};

/// `any`.
pub fn any<'a>(path: &Path, body: &Body, context: &mut Context<'a, '_>) -> Truth {
    let collection = context.collection(path);
    if collection.later.is_some() {
        return Truth::LATER;
    }
    let mut truth = Truth::NO;
    for (member, here) in members(&collection) {
        truth = truth.or(here.and(ask(path, body, member, context)));
    }
    truth
}

/// `every`. In a lift condition nothing holds of an empty collection under `update`, and nothing fails of it.
pub fn every<'a>(path: &Path, body: &Body, context: &mut Context<'a, '_>) -> Truth {
    let collection = context.collection(path);
    if collection.later.is_some() {
        return Truth::LATER;
    }
    let nothing = collection.members.is_empty() && collection.unnamed.is_empty();
    if nothing && context.lifting && matches!(&path.root, Root::Document(name) if &**name == "update") {
        return Truth::UNKNOWN;
    }
    if collection.none {
        return Truth::NO;
    }
    let mut truth = Truth::YES;
    for (member, here) in members(&collection) {
        truth = truth.and(here.not().or(ask(path, body, member, context)));
    }
    truth
}

/// `count`.
pub fn count<'a>(
    path: &Path,
    body: Option<&Body>,
    distinct: Option<&str>,
    compare: Compare,
    number: &Operand,
    context: &mut Context<'a, '_>,
) -> Truth {
    let collection = context.collection(path);
    if collection.later.is_some() {
        return Truth::LATER;
    }
    let wanted = match context.operand(number) {
        State::Known(Value::Integer(n)) => n,
        State::None => return Truth::NO,
        State::Unknown(why) => return if State::Unknown(why).is_later() { Truth::LATER } else { Truth::UNKNOWN },
        State::Known(_) => return Truth::NO,
    };
    if collection.none {
        return Truth::NO;
    }
    let mut asked = Vec::new();
    for (member, here) in members(&collection) {
        let field = distinct.map(|field| {
            context.facts.step(member.spot, field).map(|s| context.facts.scalar(s).state).unwrap_or(State::None)
        });
        let holds = match body {
            Some(body) => ask(path, body, member, context),
            None => Truth::YES,
        };
        asked.push((here.and(holds), field));
    }
    let open = !collection.unnamed.is_empty();
    let reaches = |n: i64| -> Truth {
        let Ok(n) = usize::try_from(n) else { return Truth::YES };
        match distinct {
            None => at_least(n, &asked.iter().map(|(t, _)| *t).collect::<Vec<_>>(), open),
            Some(_) => distinct_at_least(n, &asked, open),
        }
    };
    match compare {
        Compare::AtLeast => reaches(wanted),
        Compare::MoreThan => reaches(wanted.saturating_add(1)),
        Compare::LessThan => reaches(wanted).not(),
        Compare::AtMost => reaches(wanted.saturating_add(1)).not(),
    }
}

/// Different known values of the members that count; a none is no value, an unknown may equal any other or be a new one.
fn distinct_at_least(n: usize, asked: &[(Truth, Option<State>)], open: bool) -> Truth {
    let mut groups: Vec<(&Value, Truth)> = Vec::new();
    let mut loose = Vec::new();
    for (truth, field) in asked {
        match field {
            Some(State::Known(value)) => match groups.iter_mut().find(|(v, _)| *v == value) {
                Some((_, group)) => *group = group.or(*truth),
                None => groups.push((value, *truth)),
            },
            Some(State::Unknown(_)) => loose.push(truth.and(Truth::UNKNOWN)),
            _ => {}
        }
    }
    let mut all: Vec<Truth> = groups.into_iter().map(|(_, t)| t).collect();
    all.extend(loose);
    at_least(n, &all, open)
}

/// Every member with whether it is there; the unnamed ones may be.
fn members<'a>(collection: &Collection<'a>) -> Vec<(Member<'a>, Truth)> {
    let named = collection.members.iter().map(|m| (m.clone(), if m.sure { Truth::YES } else { Truth::UNKNOWN }));
    named.chain(collection.unnamed.iter().map(|m| (m.clone(), Truth::UNKNOWN))).collect()
}

fn ask<'a>(path: &Path, body: &Body, member: Member<'a>, context: &mut Context<'a, '_>) -> Truth {
    let from: Arc<str> = if context.leaves.is_some() { Arc::from(context.path_text(path)) } else { Arc::from("") };
    // Members of an inner quantifier are bound behind those around it; the frame says where.
    context.frames.truncate(body.frame);
    context.with_member(member, &from, |context| answer(&body.cond, context))
}
