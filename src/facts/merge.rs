//! Merges documents of one kind: records by key, lists of records by id.
//! A fact stated twice with different values is unknown, with both places; which documents belong together is `load`'s business.

use std::collections::HashMap;

use super::fact::{Basis, Fact, FactForm};
use super::read_path::ReadPath;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::text::wording;
use crate::value::{State, Unknown, When};

/// The two facts as one. `path` is for the words of a disagreement.
pub fn merge(a: Fact, b: Fact, path: &ReadPath, sink: &mut Sink) -> Fact {
    match (&a.form, &b.form) {
        // Nothing known on one side: the other side stands.
        (FactForm::Open(Unknown::NotStated) | FactForm::Scalar(State::Unknown(Unknown::NotStated)), _) => b,
        (_, FactForm::Open(Unknown::NotStated) | FactForm::Scalar(State::Unknown(Unknown::NotStated))) => a,
        (FactForm::Scalar(x), FactForm::Scalar(y)) if x == y => a,
        // A day and a moment of it agree: the moment says more.
        (FactForm::Scalar(x), FactForm::Scalar(y)) if says_more(x, y) => beside(a, b),
        (FactForm::Scalar(x), FactForm::Scalar(y)) if says_more(y, x) => beside(b, a),
        // What only a default says gives way to what a document says.
        _ if a.basis == Basis::Default && b.basis == Basis::Stated => b,
        _ if b.basis == Basis::Default && a.basis == Basis::Stated => a,
        (FactForm::Record { .. }, FactForm::Record { .. }) => records(a, b, path, sink),
        (FactForm::List { .. }, FactForm::List { .. }) => lists(a, b, path, sink),
        (FactForm::Gone, FactForm::Gone) => a,
        _ => disagree(a, b, path, sink),
    }
}

/// Whether one source says the time of a day that the other states.
fn says_more(one: &State, other: &State) -> bool {
    match (one.when(), other.when()) {
        (Some(When::At(moment)), Some(When::Sometime(day))) => day.contains(moment.at()),
        _ => false,
    }
}

/// A fact with the place of another source that agrees.
fn beside(mut fact: Fact, other: Fact) -> Fact {
    fact.also.extend(other.span);
    fact
}

fn records(mut a: Fact, b: Fact, path: &ReadPath, sink: &mut Sink) -> Fact {
    let FactForm::Record { fields: theirs, partial: open } = b.form else { return a };
    if let FactForm::Record { fields, partial } = &mut a.form {
        *partial &= open;
        for (name, fact) in theirs {
            let merged = match fields.remove(&name) {
                Some(ours) => merge(ours, fact, &path.child(name.clone()), sink),
                None => fact,
            };
            fields.insert(name, merged);
        }
    }
    a.also.extend(b.span);
    a
}

fn lists(mut a: Fact, b: Fact, path: &ReadPath, sink: &mut Sink) -> Fact {
    let FactForm::List { elements: theirs, partial: open } = b.form else { return a };
    if let FactForm::List { elements, partial } = &mut a.form {
        *partial &= open;
        // Later members of one id never hide an earlier one.
        let named = elements.iter().enumerate().rev().filter_map(|(n, e)| Some((e.id.clone()?, n)));
        let mut places: HashMap<_, _> = named.collect();
        for element in theirs.into_members() {
            let same = element.id.as_ref().and_then(|id| places.get(id).copied());
            match same.and_then(|n| elements.get_mut(n)) {
                Some(ours) => {
                    let fact = std::mem::replace(&mut ours.fact, Fact::scalar(State::None, Basis::Stated, None));
                    ours.fact = merge(fact, element.fact, &path.member(ours.id.as_ref()), sink);
                }
                None => {
                    places.extend(element.id.clone().map(|id| (id, elements.len())));
                    elements.push(element);
                }
            }
        }
    }
    a.also.extend(b.span);
    a
}

fn disagree(a: Fact, b: Fact, path: &ReadPath, sink: &mut Sink) -> Fact {
    if let (Some(first), Some(second)) = (a.span, b.span) {
        sink.push(
            Diagnostic::new(Code::ContradictoryFacts, format!("two sources state {} differently", wording::quote(path.text())))
                .at(second, "stated here")
                .at(first, "and otherwise here")
                .help("correct one of them")
                .note("treated as unknown"),
        );
    }
    let form = match a.form {
        FactForm::Scalar(_) => FactForm::Scalar(State::Unknown(Unknown::Disagree)),
        _ => FactForm::Open(Unknown::Disagree),
    };
    Fact { basis: Basis::Stated, span: a.span, also: b.span.into_iter().chain(a.also).collect(), written: None, form }
}
