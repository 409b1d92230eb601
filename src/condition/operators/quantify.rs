//! Quantifiers over the members of a list, the values of a map or the fields of a record: `any`, `every`, `count`.
//! Sure members count for certain, possible ones may; an open collection may hold further ones of which nothing is known.

use crate::condition::answer::answer_body;
use crate::condition::context::{Bound, Context};
use crate::condition::form::Answers;
use crate::condition::tree::{Body, Compare, Operand, Path, Root};
use crate::facts::ReadPath;
use crate::facts::store::{Collection, Member};
use crate::value::bounds::at_least;
use crate::value::{State, Truth, Unknown, Value};

/// `any`.
pub fn any<'a>(path: &Path, body: &Body, context: &mut Context<'a, '_>) -> Truth {
    let collection = context.collection(path);
    if collection.later.is_some() {
        return Truth::LATER;
    }
    let stops = context.leaves_out(&body.cond);
    let mut truth = Truth::NO;
    for (member, here) in members(&collection) {
        if stops && truth.is_yes() {
            break;
        }
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
    let stops = context.leaves_out(&body.cond);
    let mut truth = Truth::YES;
    for (member, here) in members(&collection) {
        if stops && truth.is_no() {
            break;
        }
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
    let mut ask_of = |member: &Member<'a>, here: Truth| {
        let field = distinct.map(|field| {
            let noted = context.leaves.is_some();
            let at = if noted { bound(path, member.clone(), context).path() } else { ReadPath::nowhere() };
            context.field_of(member.spot, &at, field)
        });
        let holds = match body {
            Some(body) => ask(path, body, member.clone(), context),
            None => Truth::YES,
        };
        counts(here.and(holds), field)
    };
    let asked: Vec<(Truth, Option<Value>)> =
        collection.members.iter().map(|m| ask_of(m, if m.sure { Truth::YES } else { Truth::UNKNOWN })).collect();
    // Any number of unnamed members may exist, each of which answers as the one that stands for them.
    let further = collection.unnamed.iter().fold(Truth::NO, |truth, m| truth.union(ask_of(m, Truth::UNKNOWN).0));
    let reaches = |n: i64| -> Truth {
        let Ok(n) = usize::try_from(n) else { return Truth::YES };
        at_least(n, &groups(&asked), further)
    };
    match compare {
        Compare::AtLeast => reaches(wanted),
        Compare::MoreThan => reaches(wanted.saturating_add(1)),
        Compare::LessThan => reaches(wanted).not(),
        Compare::AtMost => reaches(wanted.saturating_add(1)).not(),
    }
}

/// Whether a member counts, and the value it has where different values are counted. A none is no value; an unknown one
/// may be none, equal any other or be a new one.
fn counts(truth: Truth, field: Option<State>) -> (Truth, Option<Value>) {
    match field {
        None => (truth, None),
        Some(State::Known(value)) => (truth, Some(value)),
        Some(State::None) => (Truth::NO, None),
        Some(State::Unknown(Unknown::Later(_))) => (truth.and(Truth::LATER), None),
        Some(State::Unknown(_)) => (truth.and(Truth::UNKNOWN), None),
    }
}

/// Members that have one value count once.
fn groups(asked: &[(Truth, Option<Value>)]) -> Vec<Truth> {
    let mut groups: Vec<(Option<&Value>, Truth)> = Vec::new();
    for (truth, value) in asked {
        match groups.iter_mut().find(|(v, _)| value.is_some() && *v == value.as_ref()) {
            Some((_, group)) => *group = group.or(*truth),
            None => groups.push((value.as_ref(), *truth)),
        }
    }
    groups.into_iter().map(|(_, truth)| truth).collect()
}

/// Every member with whether it is there; the unnamed ones may be.
fn members<'a>(collection: &Collection<'a>) -> impl Iterator<Item = (Member<'a>, Truth)> {
    let named = collection.members.iter().map(|m| (m.clone(), if m.sure { Truth::YES } else { Truth::UNKNOWN }));
    named.chain(collection.unnamed.iter().map(|m| (m.clone(), Truth::UNKNOWN)))
}

/// A member with the collection it comes from.
fn bound<'a>(path: &Path, member: Member<'a>, context: &Context<'a, '_>) -> Bound<'a> {
    Bound { member, from: context.path_of(path) }
}

fn ask<'a>(path: &Path, body: &Body, member: Member<'a>, context: &mut Context<'a, '_>) -> Truth {
    let from = if context.leaves.is_some() { context.path_of(path) } else { ReadPath::nowhere() };
    // Members of an inner quantifier are bound behind those around it; the frame says where.
    context.frames.truncate(body.frame);
    context.with_member(member, from, |context| answer_body(body, context))
}
