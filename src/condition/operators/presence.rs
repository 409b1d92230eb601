//! `exists` asks the world, `stated` asks the documents.
//! What counts as evidence is decided here; which facts are evidence themselves, by the schemas.

use crate::condition::context::{Context, Place};
use crate::condition::tree::{Path, PathTy};
use crate::facts::fact::{Basis, FactForm};
use crate::facts::store::Found;
use crate::schema::FactKind;
use crate::value::{State, Truth};

/// `exists`: known and not none. An unknown may exist or not.
pub fn exists(path: &Path, wanted: bool, context: &mut Context<'_, '_>) -> Truth {
    let truth = match &path.ty {
        PathTy::Scalar(_) => match context.scalar(path).state {
            state if state.has_value() => Truth::YES,
            State::Known(_) => Truth::YES,
            State::None => Truth::NO,
            State::Unknown(why) => {
                if State::Unknown(why).is_later() {
                    Truth::LATER
                } else {
                    Truth::UNKNOWN
                }
            }
        },
        PathTy::Record { .. } => record_exists(path, context),
        _ => {
            let collection = context.collection(path);
            match collection.later {
                Some(_) => Truth::LATER,
                None if collection.none => Truth::NO,
                None if collection.stated || collection.unnamed.is_empty() => Truth::YES,
                None => Truth::UNKNOWN,
            }
        }
    };
    if wanted { truth } else { truth.not() }
}

fn record_exists(path: &Path, context: &mut Context<'_, '_>) -> Truth {
    // Noted down as a scalar without a value, so that an explanation can point at it.
    let _ = context.leaves.is_some().then(|| context.scalar(path));
    match context.locate(path) {
        Place::Spot(spot) => match spot.found {
            Found::Stated(fact) => match fact.form {
                // Of a record that was forgotten some fields may still be known to say nothing.
                FactForm::Record { .. } if fact.basis == Basis::LeftOut => Truth::UNKNOWN,
                FactForm::Record { .. } => Truth::YES,
                FactForm::Gone => Truth::NO,
                _ => Truth::UNKNOWN,
            },
            Found::None => Truth::NO,
            // Nobody confirmed it, or it did not happen: the same as of a scalar.
            Found::LeftOut if spot.shape.note.kind != FactKind::Observation => Truth::NO,
            Found::LeftOut | Found::Hidden(_) => Truth::UNKNOWN,
            Found::Later(_) => Truth::LATER,
        },
        Place::Given(state) => Truth::of(state.known().is_some()),
    }
}

/// `stated`: a document says it, be it a value or none. Held fixed while the facts are completed.
pub fn stated(path: &Path, wanted: bool, context: &mut Context<'_, '_>) -> Truth {
    let truth = match context.locate(path) {
        Place::Given(state) => Truth::of(!state.is_unknown()),
        Place::Spot(spot) => match spot.found {
            Found::Later(_) => Truth::LATER,
            // Something is known of the members that are named only; of others there may be evidence or not.
            Found::Hidden(_) if spot_is_unnamed(path) => Truth::UNKNOWN,
            Found::Hidden(_) | Found::LeftOut => Truth::NO,
            Found::None => Truth::YES,
            Found::Stated(fact) => {
                let usable = match &fact.form {
                    FactForm::Scalar(state) => state.has_value() || *state == State::None,
                    FactForm::Open(_) => false,
                    _ => true,
                };
                Truth::of(usable && matches!(fact.basis, Basis::Stated | Basis::Computed))
            }
        },
    };
    if context.leaves.is_some() {
        match path.ty {
            PathTy::Scalar(_) | PathTy::Record { .. } => drop(context.scalar(path)),
            _ => drop(context.collection(path)),
        }
    }
    if wanted { truth } else { truth.not() }
}

fn spot_is_unnamed(path: &Path) -> bool {
    matches!(path.root, crate::condition::tree::Root::Var(_))
}
