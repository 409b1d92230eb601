//! What several versions say, as one release: each fact united in the way that its schema declares.
//! Which versions count, and whether one of them has no document, is said by `releases`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fact::{Basis, Element, Fact, FactForm};
use super::store::left_out;
use crate::schema::shape::{Form, Record, Shape};
use crate::schema::{FactKind, OnTheWay};
use crate::text::Span;
use crate::value::{State, Ty, Unknown, Value, Version, VersionRange};

/// Fields, each with the versions that say nothing of it; one without a document has no name.
pub type Silent = BTreeMap<Arc<str>, Vec<Option<Version>>>;

/// A version that counts: the release itself first, then those on the way from the oldest on.
pub(super) struct Step {
    /// What its document says; none for a version that has no document.
    pub document: Option<Fact>,
    /// The version.
    pub version: Option<Version>,
}

/// What the documents of these versions come to.
pub(super) fn united(steps: &[Step], shape: &Shape) -> Fact {
    let parts: Vec<Part<'_>> = steps.iter().map(|step| Part { step, said: Said::of(step.document.as_ref()) }).collect();
    unite(shape, &parts).unwrap_or_else(|| Fact::record(Default::default(), None))
}

/// The fields of which some version says nothing, where all of them count, each with these versions; one without a document has no name.
pub(super) fn silent(steps: &[Step], shape: &Shape) -> Silent {
    let Form::Record(record) = &shape.form else { return Silent::new() };
    let counts = |shape: &Shape| !matches!(shape.note.on_the_way(), OnTheWay::Target | OnTheWay::First);
    let says = |step: &Step, name: &str| {
        matches!(Said::of(step.document.as_ref().and_then(|d| d.field(name))), Said::Fact(_) | Said::Gone(_))
    };
    let of = |name: &Arc<str>| {
        let steps = steps.iter().filter(|step| !says(step, name));
        (name.clone(), steps.map(|step| step.document.as_ref().and(step.version.clone())).collect::<Vec<_>>())
    };
    record.fields.iter().filter(|(_, shape)| counts(shape)).map(|(name, _)| of(name)).filter(|(_, v)| !v.is_empty()).collect()
}

/// What one version says at a place.
#[derive(Clone, Copy)]
struct Part<'a> {
    step: &'a Step,
    said: Said<'a>,
}

#[derive(Clone, Copy)]
enum Said<'a> {
    /// Nothing.
    Left,
    /// That there is no such thing.
    Gone(Option<Span>),
    /// That nothing is known of it.
    Open(Unknown, Option<Span>),
    /// Something.
    Fact(&'a Fact),
}

impl<'a> Said<'a> {
    fn of(fact: Option<&'a Fact>) -> Self {
        match fact {
            None => Said::Left,
            Some(fact) => match &fact.form {
                FactForm::Gone => Said::Gone(fact.span),
                FactForm::Open(why) => Said::Open(*why, fact.span),
                _ => Said::Fact(fact),
            },
        }
    }

    /// What is said of a field, or of a free key, of a record or map.
    fn below(self, name: &str, free: bool, shape: &Shape, around: &Shape) -> Self {
        match self {
            Said::Left | Said::Open(Unknown::NotStated, _) if !free => Said::Left,
            Said::Left if around.note.kind != FactKind::Observation => Said::Gone(None),
            Said::Left => Said::Open(Unknown::NotStated, None),
            Said::Fact(Fact { form: FactForm::Record { fields, partial }, span, .. }) => match fields.get(name) {
                Some(fact) => Said::of(Some(fact)),
                None if free && !partial => Said::Gone(*span),
                None if free => Said::Open(Unknown::NotStated, *span),
                // Beside free keys the declared ones are keys like any other.
                None if !partial && shape.note.none.is_some() && rest_of(around).is_some() => Said::Gone(*span),
                None => Said::Left,
            },
            Said::Fact(fact) => Said::Open(Unknown::NotStated, fact.span),
            other => other,
        }
    }

    fn state(self, shape: &Shape) -> State {
        match self {
            Said::Left => left_out(shape).0,
            Said::Gone(_) => State::None,
            Said::Open(why, _) => State::Unknown(why),
            Said::Fact(fact) => match fact.state() {
                Some(State::Unknown(Unknown::NotStated)) if shape.note.kind == FactKind::Confirmation => left_out(shape).0,
                Some(state) => state.clone(),
                None => State::Unknown(Unknown::NotStated),
            },
        }
    }

    /// The fact that says so; none where nothing is said.
    fn fact(self) -> Option<Fact> {
        let of = |form, span| Fact { basis: Basis::Stated, span, also: Vec::new(), written: None, form };
        match self {
            Said::Left => None,
            Said::Gone(span) => Some(of(FactForm::Gone, span)),
            Said::Open(why, span) => Some(of(FactForm::Open(why), span)),
            Said::Fact(fact) => Some(fact.clone()),
        }
    }

    fn span(self) -> Option<Span> {
        match self {
            Said::Left => None,
            Said::Gone(span) | Said::Open(_, span) => span,
            Said::Fact(fact) => fact.span,
        }
    }
}

fn rest_of(shape: &Shape) -> Option<&Shape> {
    match &shape.form {
        Form::Record(Record { rest, .. }) => rest.as_deref(),
        Form::Map { value, .. } => Some(value),
        _ => None,
    }
}

/// The fact that stands for all of them; none where no version says anything.
fn unite(shape: &Shape, parts: &[Part<'_>]) -> Option<Fact> {
    let (target, rest) = parts.split_first()?;
    match shape.note.on_the_way() {
        OnTheWay::Target => return target.said.fact(),
        OnTheWay::First => return rest.iter().find(|p| p.step.document.is_some()).unwrap_or(target).said.fact(),
        OnTheWay::Agree | OnTheWay::Any | OnTheWay::Strictest => {}
    }
    if parts.iter().all(|p| matches!(p.said, Said::Left)) {
        return None;
    }
    match &shape.form {
        Form::Scalar(ty) => Some(scalar(shape, ty, parts)),
        _ if parts.iter().all(|p| matches!(p.said, Said::Gone(_))) => target.said.fact(),
        Form::Record(_) | Form::Map { .. } => Some(record(shape, parts)),
        Form::List(element) => Some(list(shape, element, parts)),
    }
}

/// A fact of this form at the places of all that speak of it.
fn of_all(form: FactForm, parts: &[Part<'_>]) -> Fact {
    let mut spans = parts.iter().filter_map(|p| p.said.span());
    let span = spans.next();
    Fact { basis: Basis::Stated, span, also: spans.collect(), written: None, form }
}

fn record<'a>(shape: &Shape, parts: &[Part<'a>]) -> Fact {
    let records: Vec<&Fact> =
        parts.iter().filter_map(|p| if let Said::Fact(fact) = p.said { Some(fact) } else { None }).collect();
    if records.is_empty() {
        return of_all(FactForm::Open(Unknown::NotStated), parts);
    }
    let below = |name: &str, inner: &Shape, free: bool| {
        let inside = |p: &Part<'a>| Part { step: p.step, said: p.said.below(name, free, inner, shape) };
        unite(inner, &parts.iter().map(inside).collect::<Vec<_>>())
    };
    let mut fields = BTreeMap::new();
    if let Form::Record(record) = &shape.form {
        for (name, inner) in &record.fields {
            fields.extend(below(name, inner, false).map(|fact| (name.clone(), fact)));
        }
    }
    let mut partial = false;
    if let Some(inner) = rest_of(shape) {
        partial = parts.iter().any(|p| match p.said {
            Said::Left => shape.note.kind == FactKind::Observation,
            Said::Gone(_) => false,
            Said::Open(..) => true,
            Said::Fact(fact) => !matches!(fact.form, FactForm::Record { partial: false, .. }),
        });
        for fact in &records {
            let FactForm::Record { fields: theirs, .. } = &fact.form else { continue };
            for name in theirs.keys().filter(|name| shape.record().is_none_or(|r| !r.fields.contains_key(*name))) {
                if !fields.contains_key(name) {
                    fields.extend(below(name, inner, true).map(|fact| (name.clone(), fact)));
                }
            }
        }
    }
    of_all(FactForm::Record { fields, partial }, parts)
}

fn list(shape: &Shape, element: &Shape, parts: &[Part<'_>]) -> Fact {
    let open = |p: &Part<'_>| match p.said {
        Said::Left => shape.note.kind == FactKind::Observation,
        Said::Gone(_) => false,
        Said::Open(..) => true,
        Said::Fact(fact) => !matches!(fact.form, FactForm::List { partial: false, .. }),
    };
    let partial = parts.iter().any(open);
    let mut elements: Vec<Element> = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        let Said::Fact(fact) = part.said else { continue };
        for theirs in fact.elements() {
            let everywhere =
                parts.iter().all(|p| matches!(p.said, Said::Fact(f) if f.elements().iter().any(|e| again(e, theirs))));
            let mut new = theirs.clone();
            new.sure &= shape.note.on_the_way() == OnTheWay::Any || everywhere;
            brought_in(&mut new.fact, element, part.step);
            // Within one version a name that occurs twice is a problem of its document.
            let later = n > 0;
            match elements.iter_mut().find(|e| later && again(e, &new)) {
                Some(known) => {
                    known.sure |= new.sure;
                    known.fact.also.extend(new.fact.span);
                }
                None => {
                    let taken = |id: &Arc<str>| elements.iter().any(|e| e.id.as_ref() == Some(id));
                    if let (Some(version), Some(id)) = (&part.step.version, new.id.as_ref().filter(|id| later && taken(id))) {
                        new.id = Some(Arc::from(format!("{id} in {version}")));
                    }
                    elements.push(new);
                }
            }
        }
    }
    if !parts.iter().any(|p| matches!(p.said, Said::Fact(_))) {
        return of_all(if partial { FactForm::Open(Unknown::NotStated) } else { FactForm::Gone }, parts);
    }
    // The place of a list is that of the first one with members.
    let empty = |p: &Part<'_>| !matches!(p.said, Said::Fact(f) if !f.elements().is_empty());
    let mut parts = parts.to_vec();
    parts.sort_by_key(empty);
    of_all(FactForm::List { elements: elements.into(), partial }, &parts)
}

/// Whether two members are one that both versions name: the same scalar, or a record with an id that says the same.
/// Two changes of one name in two versions are two changes.
fn again(a: &Element, b: &Element) -> bool {
    let named = |e: &Element| e.fact.state().is_some() || e.fact.field("id").is_some();
    a.id.is_some() && named(a) && named(b) && alike(&a.fact, &b.fact)
}

/// Whether two facts say the same, wherever they stand and whatever version brought them.
fn alike(a: &Fact, b: &Fact) -> bool {
    match (&a.form, &b.form) {
        (FactForm::Record { fields: x, partial: p }, FactForm::Record { fields: y, partial: q }) => {
            let own = |name: &&Arc<str>| &***name != "in";
            let names: BTreeSet<_> = x.keys().chain(y.keys()).filter(own).collect();
            p == q && names.into_iter().all(|name| matches!((x.get(name), y.get(name)), (Some(a), Some(b)) if alike(a, b)))
        }
        (FactForm::List { elements: x, partial: p }, FactForm::List { elements: y, partial: q }) => {
            p == q && x.len() == y.len() && x.iter().zip(&**y).all(|(a, b)| a.sure == b.sure && alike(&a.fact, &b.fact))
        }
        (a, b) => a == b,
    }
}

/// Says which version brought a member, where its schema has a field for that.
fn brought_in(member: &mut Fact, element: &Shape, step: &Step) {
    let Some(Ty::Version(_)) = element.field("in").and_then(Shape::ty) else { return };
    let (Some(version), None) = (&step.version, member.field("in")) else { return };
    let at = step.document.as_ref().and_then(|d| d.field("version")).and_then(|v| v.span);
    member.set("in", Fact::scalar(State::Known(Value::Version(version.clone())), Basis::Stated, at));
}

fn scalar(shape: &Shape, ty: &Ty, parts: &[Part<'_>]) -> Fact {
    let states: Vec<State> = parts.iter().map(|p| p.said.state(shape)).collect();
    // The fact of the first version that says so, at the places of all that do.
    let stated = |state: &State| {
        let mut facts = states.iter().zip(parts).filter(|(s, _)| *s == state).filter_map(|(_, p)| p.said.fact());
        let mut first = facts.next().unwrap_or_else(|| Fact::scalar(state.clone(), Basis::LeftOut, None));
        first.also.extend(facts.filter_map(|f| f.span));
        first
    };
    let open = |why: Unknown| of_all(FactForm::Scalar(State::Unknown(why)), parts);
    if let Some(first) = states.first().filter(|first| states.iter().all(|s| s == *first)) {
        return stated(first);
    }
    let unknown = states.iter().find_map(|s| if let State::Unknown(why) = s { Some(*why) } else { None });
    let found = match (shape.note.on_the_way(), ty) {
        (OnTheWay::Any | OnTheWay::Strictest, Ty::Bool) => {
            let one = |wanted: bool| states.iter().find(|s| **s == State::Known(Value::Bool(wanted)));
            one(true).or_else(|| one(false).filter(|_| unknown.is_none())).map(stated)
        }
        (OnTheWay::Strictest, Ty::Enum(_) | Ty::Integer { .. } | Ty::Duration) => {
            let most = states.iter().filter(|s| s.known().is_some()).max_by_key(|s| strictness(s, ty));
            most.filter(|s| unknown.is_none() || strictness(s, ty) == utmost(ty)).map(stated)
        }
        (OnTheWay::Any, Ty::VersionRange(_)) if unknown.is_none() => ranges(&states, parts),
        _ => None,
    };
    found.unwrap_or_else(|| open(unknown.unwrap_or(Unknown::Differ)))
}

/// The strictness that nothing exceeds.
fn utmost(ty: &Ty) -> Option<i64> {
    match ty {
        Ty::Enum(members) => i64::try_from(members.words.len()).ok()?.checked_sub(1),
        Ty::Integer { max, .. } => Some(*max),
        _ => None,
    }
}

/// How strict a value is among those of its type.
fn strictness(state: &State, ty: &Ty) -> Option<i64> {
    match (state.known()?, ty) {
        (Value::Word(word), Ty::Enum(members)) => {
            members.words.iter().position(|w| w == word).and_then(|n| i64::try_from(n).ok())
        }
        (Value::Integer(n), _) => Some(*n),
        (Value::Duration(d), _) => Some(d.seconds()),
        _ => None,
    }
}

/// What any of the ranges has.
fn ranges(states: &[State], parts: &[Part<'_>]) -> Option<Fact> {
    let mut known = states.iter().filter_map(|s| match s.known() {
        Some(Value::VersionRange(range)) => Some(range),
        _ => None,
    });
    let first = known.next()?;
    let text = known.fold(first.text().to_owned(), |text, range| format!("{text} || {}", range.text()));
    let range = VersionRange::parse(&text, first.scheme()).ok()?;
    Some(of_all(FactForm::Scalar(State::Known(Value::VersionRange(range.into()))), parts))
}
