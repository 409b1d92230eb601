//! Membership in lists and maps: `includes…` and `empty`.
//! A collection has sure and possible members and may be open; the answers follow from these bounds.

use super::order::{Members, among, equal, member_state};
use crate::condition::context::{Context, Place};
use crate::condition::tree::{Operand, Path};
use crate::facts::store::Collection;
use crate::schema::shape::Form;
use crate::value::{State, Truth, Unknown};

/// `includes` and `includes_any`.
pub fn includes_any(path: &Path, operands: &[Operand], context: &mut Context<'_, '_>) -> Truth {
    let mut truth = Truth::NO;
    for operand in operands {
        truth = truth.or(match operand {
            Operand::Fact(other) if other.ty.is_collection() => any_shared(path, other, context),
            operand => {
                let value = context.operand(operand);
                has(path, &value, context)
            }
        });
    }
    truth
}

/// `includes_all`; true of nothing.
pub fn includes_all(path: &Path, operands: &[Operand], context: &mut Context<'_, '_>) -> Truth {
    let mut truth = Truth::YES;
    for operand in operands {
        truth = truth.and(match operand {
            Operand::Fact(other) if other.ty.is_collection() => all_of(path, other, context),
            operand => {
                let value = context.operand(operand);
                has(path, &value, context)
            }
        });
    }
    truth
}

/// Whether the collection at `path` has a value as a member.
fn has(path: &Path, value: &State, context: &mut Context<'_, '_>) -> Truth {
    among(value, path, members_of(path, context), context)
}

/// A map has its keys as members.
fn members_of(path: &Path, context: &Context<'_, '_>) -> Members {
    match context.locate(path) {
        Place::Spot(spot) if !matches!(spot.shape.form, Form::List(_)) => Members::Keys,
        _ => Members::Values,
    }
}

/// Whether the two collections share a member.
fn any_shared(path: &Path, other: &Path, context: &mut Context<'_, '_>) -> Truth {
    let (ours, theirs) = (context.collection(path), context.collection(other));
    if ours.none || theirs.none {
        return Truth::NO;
    }
    match (ours.later, theirs.later) {
        (None, None) => {}
        (Some(_), Some(_)) => return Truth::LATER,
        // Nothing is shared with an empty collection, whatever comes later.
        (Some(_), None) => return has_members(&theirs).and(Truth::LATER),
        (None, Some(_)) => return has_members(&ours).and(Truth::LATER),
    }
    let keys = members_of(path, context);
    for (path, collection, of) in [(path, &ours, keys), (other, &theirs, Members::Values)] {
        for member in &collection.members {
            if member_state(member, of, context).is_unknown() {
                context.note_member(path, member);
            }
        }
    }
    let mut truth = Truth::NO;
    for a in &ours.members {
        for b in &theirs.members {
            let both = sure(a.sure).and(sure(b.sure));
            truth = truth.or(both.and(equal(&member_state(a, keys, context), &member_state(b, Members::Values, context))));
        }
    }
    let may_have = |c: &Collection<'_>| !c.members.is_empty() || !c.unnamed.is_empty();
    let open = (!ours.unnamed.is_empty() && may_have(&theirs)) || (!theirs.unnamed.is_empty() && may_have(&ours));
    if open { truth.or(Truth::UNKNOWN) } else { truth }
}

/// Whether every member of `other` is a member of `path`.
fn all_of(path: &Path, other: &Path, context: &mut Context<'_, '_>) -> Truth {
    let theirs = context.collection(other);
    if theirs.none {
        return Truth::YES;
    }
    if theirs.later.is_some() {
        return Truth::LATER;
    }
    let mut truth = Truth::YES;
    for member in &theirs.members {
        let state = member_state(member, Members::Values, context);
        if state.is_unknown() {
            context.note_member(other, member);
        }
        truth = truth.and(sure(member.sure).not().or(has(path, &state, context)));
    }
    for _ in &theirs.unnamed {
        let unknown = State::Unknown(Unknown::NotStated);
        truth = truth.and(Truth::UNKNOWN.or(has(path, &unknown, context)));
    }
    truth
}

/// `empty`; a none is empty.
pub fn empty(path: &Path, wanted: bool, context: &mut Context<'_, '_>) -> Truth {
    let collection = context.collection(path);
    let truth = if collection.later.is_some() { Truth::LATER } else { has_members(&collection).not() };
    match (wanted, collection.none) {
        (true, _) => truth,
        // Every test but a few is false on a none, `empty: false` among them.
        (false, true) => Truth::NO,
        (false, false) => truth.not(),
    }
}

/// Whether a collection that can be known by now has any.
fn has_members(collection: &Collection<'_>) -> Truth {
    if collection.members.iter().any(|m| m.sure) {
        Truth::YES
    } else {
        Truth::of(!collection.members.is_empty() || !collection.unnamed.is_empty()).and(Truth::UNKNOWN)
    }
}

fn sure(sure: bool) -> Truth {
    if sure { Truth::YES } else { Truth::UNKNOWN }
}

/// Whether a state is none.
pub fn is_none(state: &State) -> bool {
    matches!(state, State::None)
}
