//! One fact of a why: what is found at a path that was kept, and what of it matters.
//! Which paths are kept is `why`'s business, how they are said `prose`'s.

use crate::condition::context::{Leaf, LeafState};
use crate::facts::store::{Found, Spot};
use crate::facts::{Basis, FactForm, Facts, ReadPath};
use crate::schema::{FactKind, Form};
use crate::value::{State, Unknown};

/// One fact of a smallest set.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was found there.
    pub leaf: Leaf,
    /// What of it matters.
    pub about: About,
    /// The place among `found.tests` of the test that reads it.
    pub test: Option<usize>,
    /// What the test read, where that is computed from this fact.
    pub read: Option<Leaf>,
}

/// What of a fact matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Its value, or that there is none.
    Value,
    /// That a list or map has these members and no others.
    Whole,
    /// That a record is there.
    There,
    /// That a list or map has it as a member.
    Listed,
    /// That a reason stood before.
    Standing,
}

/// What is found at the path of a kept fact.
pub fn leaf_at(facts: &Facts, path: &ReadPath) -> (Leaf, About) {
    let nothing = || Leaf {
        path: path.clone(),
        state: LeafState::Scalar(State::Unknown(Unknown::NotStated)),
        basis: Basis::LeftOut,
        span: None,
    };
    if let ["update", "standing", n] = path.words().as_slice() {
        let element = n
            .parse::<usize>()
            .ok()
            .and_then(|n| facts.update.field("standing").and_then(|f| f.elements().get(n.checked_sub(1)?)));
        let span = element.and_then(|e| e.fact.span);
        return (Leaf { basis: Basis::Stated, state: LeafState::There, span, ..nothing() }, About::Standing);
    }
    let first = path.document().and_then(|root| facts.root(root)).map(|spot| (spot, false));
    let Some((spot, is_member)) = path.steps().iter().try_fold(first, |at, key| Some(Some(step(facts, at?.0, key)?))).flatten()
    else {
        return (nothing(), About::Value);
    };
    let there = Leaf { basis: Basis::Stated, state: LeafState::There, span: spot.near, ..nothing() };
    match (&spot.shape.form, spot.found) {
        (Form::Scalar(_), _) => {
            let reading = facts.scalar(spot);
            // Of a member of which nothing is known it still matters that it is there.
            if is_member && reading.state.is_unknown() && reading.basis == Basis::Stated {
                return (there, About::Listed);
            }
            let leaf = Leaf { state: LeafState::Scalar(reading.state), basis: reading.basis, span: reading.span, ..nothing() };
            (leaf, About::Value)
        }
        (_, Found::Stated(fact)) if matches!(fact.form, FactForm::Gone) => {
            (Leaf { state: LeafState::Scalar(State::None), ..there }, About::Value)
        }
        (Form::Record(record), _) if record.rest.is_none() => (there, if is_member { About::Listed } else { About::There }),
        (_, found) => {
            let members = facts.members(spot);
            let sure = members.members.iter().filter(|m| m.sure).count();
            let state = LeafState::Collection { sure, possible: members.members.len() - sure, open: !members.unnamed.is_empty() };
            let basis = match found {
                Found::Stated(fact) => fact.basis,
                _ if spot.shape.note.kind == FactKind::Confirmation => Basis::NotConfirmed,
                _ => Basis::NoEvent,
            };
            (Leaf { state, basis, span: spot.near, ..nothing() }, About::Whole)
        }
    }
}

/// One step down a path, and whether it leads to a member of a list or map. `*` is a member that nobody can name.
fn step<'a>(facts: &'a Facts, from: Spot<'a>, key: &str) -> Option<(Spot<'a>, bool)> {
    match &from.shape.form {
        Form::List(_) if key == "*" => Some((facts.members(from).members.into_iter().find(|m| m.id.is_none())?.spot, true)),
        form => {
            let declared = matches!(form, Form::Record(record) if record.fields.contains_key(key));
            Some((facts.step(from, key)?, !declared))
        }
    }
}
