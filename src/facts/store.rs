//! The typed facts of one evaluation, and what a path means in them: stated, none, or left out in one of its ways.
//! Which operator asks what of a fact is `condition`'s business.

use std::sync::Arc;

use super::days::Days;
use super::fact::{Basis, Fact, FactForm};
use super::on_the_way::Silent;
use super::read_path::ReadPath;
use crate::schema::{FactKind, Form, Schemas, Shape};
use crate::text::NamedPath;
use crate::text::Span;
use crate::value::{Instant, Phase, State, Ty, Unknown, Value};

/// Everything known about one release on one site, at one moment.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The shapes that the facts were read with.
    pub schemas: Arc<Schemas>,
    /// What the release notes say.
    pub release: Fact,
    /// The site's inventory.
    pub site: Fact,
    /// What was observed while the update runs.
    pub update: Fact,
    /// What follows from the other three about the plan.
    pub plan: Fact,
    /// The moment of the evaluation.
    pub now: Instant,
    /// In which zone the days of the site are.
    pub days: Days,
    /// Where the update stands.
    pub phase: Phase,
    /// The product that the release belongs to: its key under `site.versions`.
    pub product: Arc<str>,
    /// Whether `site.inventory` says that item lists left out are empty.
    pub inventory_complete: bool,
    /// Whether a version between the installed one and the target has no document.
    pub way_open: bool,
    /// The fields of the release of which a version on the way says nothing.
    pub silent: Silent,
    /// Whether what isn't there was forgotten: unknown, whatever leaving it out would mean (see `view`).
    pub forgetful: bool,
}

/// A place in the tree of facts, with its shape.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// What may stand there.
    pub shape: &'a Shape,
    /// What stands there.
    pub found: Found<'a>,
    /// The nearest stated place: itself or what it would stand in.
    pub near: Option<Span>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// A stated or computed fact.
    Stated(&'a Fact),
    /// Known not to exist, as something above it is known not to exist or a complete collection lacks it.
    None,
    /// Left out of what is stated: its kind says what that means.
    LeftOut,
    /// Below something of which nothing is known: unknown, whatever its kind.
    Hidden(Unknown),
    /// Can't be known before this phase.
    Later(Phase),
}

/// A scalar with its state and where that comes from.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The state.
    pub state: State,
    /// Where it comes from.
    pub basis: Basis,
    /// Its place, or the nearest one.
    pub span: Option<Span>,
}

/// The members of a list or the entries of a map.
#[derive(Clone, Debug)]
pub struct Collection<'a> {
    /// Sure and possible members, in the order of the documents.
    pub members: Vec<Member<'a>>,
    /// For each part that may hold further members: one unnamed member that stands for them.
    pub unnamed: Vec<Member<'a>>,
    /// When nothing can be known of it before a later phase.
    pub later: Option<Phase>,
    /// Known not to exist (as opposed to empty).
    pub none: bool,
    /// Whether a document states it.
    pub stated: bool,
    /// Its place, or the nearest one.
    pub span: Option<Span>,
}

/// One member of a collection.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// Its place in the tree.
    pub spot: Spot<'a>,
    /// What it is addressed by; none for an unnamed one.
    pub id: Option<Arc<str>>,
    /// The item type of its list (`workflow`), where it is an item.
    pub item: Option<&'a str>,
    /// The list of the site it stands in, where it was reached through all items.
    pub home: Option<&'a Arc<str>>,
    /// Whether it certainly belongs to the collection.
    pub sure: bool,
}

impl Facts {
    /// The root of a document kind: `release`, `site`, `update` or `plan`.
    pub fn root(&self, name: &str) -> Option<Spot<'_>> {
        let shape = self.schemas.root(name)?;
        let fact = match name {
            "release" => &self.release,
            "site" => &self.site,
            "update" => &self.update,
            "plan" => &self.plan,
            _ => return None,
        };
        Some(self.spot(shape, Found::Stated(fact), None))
    }

    /// The place that a schema or a pack names.
    pub fn spot_named<'a>(&'a self, path: &NamedPath) -> Option<Spot<'a>> {
        let (root, names) = path.names().split_first()?;
        names.iter().try_fold(self.root(root)?, |spot, name| self.step(spot, name))
    }

    /// The place that a path leads to.
    pub fn spot_at<'a>(&'a self, path: &ReadPath) -> Option<Spot<'a>> {
        path.steps().iter().try_fold(self.root(path.document()?)?, |spot, step| self.step(spot, step))
    }

    /// The same, with `*` for some element of a list or map.
    pub fn spot_somewhere<'a>(&'a self, path: &ReadPath) -> Option<Spot<'a>> {
        path.steps().iter().try_fold(self.root(path.document()?)?, |spot, step| match &**step {
            "*" => self.step_somewhere(spot),
            step => self.step(spot, step),
        })
    }

    /// The place that `key` leads to: a field, a map's key, or a list's member by its id. None when the shape has no such key.
    pub fn step<'a>(&'a self, from: Spot<'a>, key: &str) -> Option<Spot<'a>> {
        let spelled = match &from.shape.form {
            // Software is asked for in whatever spelling, and kept in one.
            Form::Record(record) if !record.fields.contains_key(key) => record.software().map(|_| record.key_of(key)),
            _ => None,
        };
        let key = spelled.as_deref().unwrap_or(key);
        let (shape, free) = match &from.shape.form {
            Form::Record(record) => match record.fields.get(key) {
                Some(shape) => (shape, false),
                None => (record.rest.as_deref()?, true),
            },
            Form::Map { value, .. } => (&**value, true),
            Form::List(element) => return Some(self.member_by_id(from, element, key)),
            Form::Scalar(_) => return None,
        };
        let found = match from.found {
            Found::Stated(fact) => match &fact.form {
                FactForm::Record { fields, partial } => match fields.get(key) {
                    Some(field) => Found::Stated(field),
                    // Beside free keys the declared ones are keys like any other: a stated map lacks what it leaves out.
                    None if !free && !*partial && shape.note.none.is_some() && has_free_keys(from.shape) => Found::None,
                    None if !free => Found::LeftOut,
                    None if *partial => Found::Hidden(Unknown::NotStated),
                    None => Found::None,
                },
                FactForm::Gone => Found::None,
                FactForm::Open(why) if free => Found::Hidden(*why),
                FactForm::Open(Unknown::NotStated) => Found::LeftOut,
                FactForm::Open(why) => Found::Hidden(*why),
                FactForm::Scalar(_) | FactForm::List { .. } | FactForm::Items => Found::Hidden(Unknown::NotStated),
            },
            Found::LeftOut if free => match from.shape.note.kind {
                FactKind::Event | FactKind::Confirmation => Found::None,
                FactKind::Observation => Found::Hidden(Unknown::NotStated),
            },
            other => other,
        };
        let found = match found {
            // That an item list left out is empty is said by the inventory, which is kept or forgotten as a whole.
            Found::LeftOut if self.forgetful && !(shape.note.item.is_some() && self.inventory_complete) => {
                Found::Hidden(Unknown::NotStated)
            }
            found => found,
        };
        Some(self.spot(shape, found, from.near))
    }

    /// Like [`Facts::step`] with a key that is not known: any entry or member.
    pub fn step_somewhere<'a>(&'a self, from: Spot<'a>) -> Option<Spot<'a>> {
        let shape = match &from.shape.form {
            Form::Record(record) => record.rest.as_deref()?,
            Form::Map { value, .. } => &**value,
            Form::List(element) => &**element,
            Form::Scalar(_) => return None,
        };
        let found = match from.found {
            Found::Later(phase) => Found::Later(phase),
            Found::None => Found::None,
            _ => Found::Hidden(Unknown::NotStated),
        };
        Some(self.spot(shape, found, from.near))
    }

    /// An entry or member of which nothing is known, for one that is named elsewhere and no longer stated.
    pub fn step_unknown<'a>(&'a self, from: Spot<'a>) -> Option<Spot<'a>> {
        let spot = self.step_somewhere(from)?;
        Some(self.spot(spot.shape, Found::Hidden(Unknown::NotStated), from.near))
    }

    fn member_by_id<'a>(&'a self, list: Spot<'a>, element: &'a Shape, id: &str) -> Spot<'a> {
        match list.found {
            Found::Stated(Fact { form: FactForm::List { elements, partial }, .. }) => {
                let found = match elements.by_id(id) {
                    Some(member) => Found::Stated(&member.fact),
                    None if *partial => Found::Hidden(Unknown::NotStated),
                    None => Found::None,
                };
                return self.spot(element, found, list.near);
            }
            Found::Stated(Fact { form: FactForm::Items, .. }) => {
                let lists = self.item_lists().map(|(_, list)| list);
                let mut members = lists.filter_map(|list| match &list.shape.form {
                    Form::List(element) => Some(self.member_by_id(list, element, id)),
                    _ => None,
                });
                if let Some(member) = members.find(|member| matches!(member.found, Found::Stated(_))) {
                    return member;
                }
            }
            _ => {}
        }
        let members = self.members(list);
        let found = match members.later {
            Some(phase) => Found::Later(phase),
            None if members.unnamed.is_empty() => Found::None,
            None => Found::Hidden(Unknown::NotStated),
        };
        self.spot(element, found, members.span)
    }

    fn spot<'a>(&self, shape: &'a Shape, found: Found<'a>, near: Option<Span>) -> Spot<'a> {
        let found = match shape.note.known_from {
            Some(from) if !self.phase.reaches(from) => Found::Later(from),
            _ => found,
        };
        let near = match found {
            Found::Stated(fact) => fact.span.or(near),
            _ => near,
        };
        Spot { shape, found, near }
    }

    /// The state of the scalar at a place.
    pub fn scalar(&self, spot: Spot<'_>) -> Reading {
        let (state, basis) = match spot.found {
            Found::Stated(fact) => match &fact.form {
                FactForm::Scalar(state) => return self.stated_scalar(spot, fact, state),
                FactForm::Gone => (State::None, fact.basis),
                FactForm::Open(why) => (State::Unknown(*why), fact.basis),
                _ => (State::Unknown(Unknown::NotStated), fact.basis),
            },
            Found::None => (State::None, Basis::Stated),
            Found::Hidden(why) => (State::Unknown(why), Basis::LeftOut),
            Found::Later(from) => (State::Unknown(Unknown::Later(from)), Basis::LeftOut),
            Found::LeftOut => left_out(spot.shape),
        };
        Reading { state, basis, span: spot.near }
    }

    fn stated_scalar(&self, spot: Spot<'_>, fact: &Fact, state: &State) -> Reading {
        // A confirmation that is written but not given is not given: "unknown" confirms nothing.
        let (state, basis) = match (state, spot.shape.note.kind) {
            (State::Unknown(Unknown::NotStated), FactKind::Confirmation) if !self.forgetful => left_out(spot.shape),
            (state, _) => (state.clone(), fact.basis),
        };
        Reading { state, basis, span: spot.near }
    }

    /// The members of the list or map at a place.
    pub fn members<'a>(&'a self, spot: Spot<'a>) -> Collection<'a> {
        let mut out =
            Collection { members: Vec::new(), unnamed: Vec::new(), later: None, none: false, stated: false, span: spot.near };
        let item = spot.shape.note.item.as_ref().map(|i| i.name.as_str());
        match spot.found {
            Found::Later(from) => out.later = Some(from),
            Found::None => out.none = true,
            Found::Hidden(why) => {
                self.declared_members(spot, &mut out);
                out.unnamed.extend(self.unnamed(spot, why, item));
            }
            Found::LeftOut => self.left_out_members(spot, item, &mut out),
            Found::Stated(fact) => match &fact.form {
                FactForm::Gone => {
                    out.none = true;
                    out.stated = true;
                }
                FactForm::Items => self.item_members(&mut out),
                FactForm::Open(why) => out.unnamed.extend(self.unnamed(spot, *why, item)),
                FactForm::Scalar(_) => out.unnamed.extend(self.unnamed(spot, Unknown::NotStated, item)),
                FactForm::List { elements, partial } => {
                    out.stated = true;
                    if let Form::List(shape) = &spot.shape.form {
                        out.members.extend(elements.iter().map(|e| Member {
                            spot: self.spot(shape, Found::Stated(&e.fact), spot.near),
                            id: e.id.clone(),
                            item,
                            home: None,
                            sure: e.sure,
                        }));
                    }
                    if *partial {
                        out.unnamed.extend(self.unnamed(spot, Unknown::NotStated, item));
                    }
                }
                FactForm::Record { partial, .. } => {
                    out.stated = true;
                    self.record_members(spot, fact, &mut out);
                    if *partial {
                        out.unnamed.extend(self.unnamed(spot, Unknown::NotStated, item));
                    }
                }
            },
        }
        out
    }

    /// A record ranges over its declared keys, whatever is known of them; one that has further keys over those that are stated.
    fn declared_members<'a>(&'a self, spot: Spot<'a>, out: &mut Collection<'a>) {
        if let Form::Record(record) = &spot.shape.form
            && record.rest.is_none()
        {
            for name in record.fields.keys() {
                if let Some(field) = self.step(spot, name) {
                    out.members.push(Member { spot: field, id: Some(name.clone()), item: None, home: None, sure: true });
                }
            }
        }
    }

    /// A record ranges over its declared keys, a map over the keys it has.
    fn record_members<'a>(&'a self, spot: Spot<'a>, fact: &'a Fact, out: &mut Collection<'a>) {
        self.declared_members(spot, out);
        if let FactForm::Record { fields, .. } = &fact.form {
            for name in fields.keys() {
                // Beside the entries of a map there may be fields of another kind.
                let apart = match &spot.shape.form {
                    Form::Record(record) => record.fields.get(name).is_some_and(|field| !record.is_entry(field)),
                    _ => false,
                };
                if let (false, Some(field)) = (apart, self.step(spot, name)) {
                    out.members.push(Member { spot: field, id: Some(name.clone()), item: None, home: None, sure: true });
                }
            }
        }
    }

    /// Why a list or map that is left out is known to be empty, with the place that says so; none where it isn't.
    pub fn left_out(&self, spot: Spot<'_>) -> Option<(Basis, Option<Span>)> {
        let is_collection = !matches!(&spot.shape.form, Form::Scalar(_)) && spot.shape.record().is_none_or(|r| r.rest.is_some());
        if !matches!(spot.found, Found::LeftOut) || !is_collection {
            return None;
        }
        match spot.shape.note.kind {
            FactKind::Event => Some((Basis::NoEvent, None)),
            FactKind::Confirmation => Some((Basis::NotConfirmed, None)),
            FactKind::Observation if spot.shape.note.item.is_some() && self.inventory_complete => {
                Some((Basis::InventoryComplete, self.site.field("inventory").and_then(|f| f.span)))
            }
            FactKind::Observation => None,
        }
    }

    fn left_out_members<'a>(&'a self, spot: Spot<'a>, item: Option<&'a str>, out: &mut Collection<'a>) {
        if let Form::Record(record) = &spot.shape.form {
            self.declared_members(spot, out);
            if record.rest.is_some() && spot.shape.note.kind == FactKind::Observation {
                out.unnamed.extend(self.unnamed(spot, Unknown::NotStated, item));
            }
            return;
        }
        let empty = spot.shape.note.kind != FactKind::Observation || (item.is_some() && self.inventory_complete);
        if !empty {
            out.unnamed.extend(self.unnamed(spot, Unknown::NotStated, item));
        }
    }

    /// The items of every item list of the site.
    fn item_members<'a>(&'a self, out: &mut Collection<'a>) {
        for (name, list) in self.item_lists() {
            let part = self.members(list);
            out.stated |= part.stated;
            out.members.extend(part.members.into_iter().map(|m| Member { home: Some(name), ..m }));
            out.unnamed.extend(part.unnamed.into_iter().map(|m| Member { home: Some(name), ..m }));
        }
    }

    /// The lists of the site that hold items, by name.
    fn item_lists<'a>(&'a self) -> impl Iterator<Item = (&'a Arc<str>, Spot<'a>)> {
        let site = self.root("site");
        let fields = site.and_then(|site| site.shape.record()).into_iter().flat_map(|record| &record.fields);
        fields.filter(|(_, shape)| shape.note.item.is_some()).filter_map(move |(name, _)| Some((name, self.step(site?, name)?)))
    }

    fn unnamed<'a>(&self, spot: Spot<'a>, why: Unknown, item: Option<&'a str>) -> Option<Member<'a>> {
        let shape = match &spot.shape.form {
            Form::List(element) => &**element,
            Form::Map { value, .. } => &**value,
            Form::Record(record) => record.rest.as_deref()?,
            Form::Scalar(_) => return None,
        };
        Some(Member { spot: self.spot(shape, Found::Hidden(why), spot.near), id: None, item, home: None, sure: false })
    }
}

fn has_free_keys(shape: &Shape) -> bool {
    matches!(&shape.form, Form::Record(record) if record.rest.is_some())
}

/// What leaving a scalar out means, by its kind.
pub(super) fn left_out(shape: &Shape) -> (State, Basis) {
    let note = &shape.note;
    if let Some(default) = &note.default {
        return (State::Known(default.clone()), Basis::Default);
    }
    let is_bool = matches!(&shape.form, Form::Scalar(Ty::Bool));
    let absent = if is_bool { State::Known(Value::Bool(false)) } else { State::None };
    match note.kind {
        FactKind::Confirmation => (absent, Basis::NotConfirmed),
        FactKind::Event => (absent, Basis::NoEvent),
        FactKind::Observation => (State::Unknown(Unknown::NotStated), Basis::LeftOut),
    }
}
