//! What a path means in the documents: stated, none, left out, hidden in something unknown, or later.
//! Computed facts are worked out here from the documents each time they are asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{AREAS, Doc, FEEDS, Field, Form, Kind, NAMES, NOW, Type, Val, World, rank, root};

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<'a> {
    Said(&'a Doc),
    /// A value that follows from other facts.
    Made(State),
    /// Left out of what is stated.
    Out,
    /// Known not to exist.
    Nothing,
    /// Below something of which nothing is known.
    Hidden,
    /// Can't be known yet.
    Later,
}

#[derive(Clone, Debug)]
pub struct Spot<'a> {
    pub field: &'static Field,
    pub found: Found<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Known(Val),
    None,
    Unknown,
    Later,
}

#[derive(Clone, Debug)]
pub struct Member<'a> {
    pub spot: Spot<'a>,
    pub id: Option<String>,
    pub kind: Option<&'static str>,
    pub sure: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Coll<'a> {
    pub members: Vec<Member<'a>>,
    /// One for each part that may have further members.
    pub unnamed: Vec<Member<'a>>,
    /// Stands for the members that can be known only later.
    pub later: Option<Member<'a>>,
    pub none: bool,
    pub stated: bool,
}

fn place<'a>(world: &World, field: &'static Field, found: Found<'a>) -> Spot<'a> {
    let early = field.from.is_some_and(|from| rank(world.phase) < from);
    Spot { field, found: if early { Found::Later } else { found } }
}

pub fn document<'a>(world: &'a World, name: &str) -> Spot<'a> {
    let doc = match name {
        "release" => &world.release,
        "site" => &world.site,
        _ => &world.update,
    };
    Spot { field: root(name), found: Found::Said(doc) }
}

/// One step down: a field, a key of a map, an element by its id.
pub fn step<'a>(world: &'a World, from: &Spot<'a>, key: &str) -> Spot<'a> {
    match &from.field.form {
        Form::Record(_) => {
            let field = from.field.field(key).expect("a field of the schema");
            let found = match &from.found {
                Found::Said(Doc::Record(fields)) => match fields.get(key) {
                    Some(Doc::Out) | None => by_list(from, key, fields),
                    Some(doc) => Found::Said(doc),
                },
                Found::Said(Doc::None) => Found::Nothing,
                Found::Said(_) => Found::Out,
                other => other.clone(),
            };
            let found = match (&found, field.computed) {
                (Found::Out, true) if key == "may_fire" => Found::Made(may_fire(world, from)),
                _ => found,
            };
            place(world, field, found)
        }
        Form::Map(_, value) => {
            let found = match &from.found {
                Found::Said(Doc::Map(entries, partial)) => match entries.get(key) {
                    Some(Doc::Out) | None if *partial => Found::Hidden,
                    Some(Doc::Out) | None => Found::Nothing,
                    Some(doc) => Found::Said(doc),
                },
                Found::Said(Doc::None) => Found::Nothing,
                Found::Out if from.field.kind != Kind::Observation => Found::Nothing,
                Found::Said(_) | Found::Out => Found::Hidden,
                other => other.clone(),
            };
            place(world, value, found)
        }
        Form::List(element) => {
            let coll = members(world, from);
            if let Some(member) = coll.members.iter().find(|m| m.id.as_deref() == Some(key)) {
                return member.spot.clone();
            }
            let found = match (&coll.later, coll.unnamed.is_empty()) {
                (Some(_), _) => Found::Later,
                (None, true) => Found::Nothing,
                (None, false) => Found::Hidden,
            };
            place(world, element, found)
        }
        Form::Leaf(_) => panic!("nothing below a leaf"),
    }
}

/// A step by a key that is not known.
pub fn step_somewhere<'a>(world: &World, from: &Spot<'a>) -> Spot<'a> {
    let inner = from.field.inner().expect("a list or map");
    let found = match &from.found {
        Found::Later => Found::Later,
        Found::Nothing => Found::Nothing,
        _ => Found::Hidden,
    };
    place(world, inner, found)
}

/// An item's area, category and trigger, where its list or its next run says them.
fn by_list<'a>(element: &Spot<'a>, key: &str, fields: &BTreeMap<String, Doc>) -> Found<'a> {
    let Some(item) = element.field.item else { return Found::Out };
    let word = match key {
        "area" => item.area,
        "category" => item.category,
        "trigger" if matches!(fields.get("next_run"), Some(Doc::Val(_))) => Some("schedule"),
        _ => None,
    };
    match word {
        Some(word) => Found::Made(State::Known(Val::Word(word.to_owned()))),
        None => Found::Out,
    }
}

pub fn scalar(spot: &Spot<'_>) -> State {
    match &spot.found {
        Found::Said(Doc::Val(Val::Instant(at))) if spot.field.observed && *at > NOW => State::Unknown,
        Found::Said(Doc::Val(value)) => State::Known(value.clone()),
        Found::Said(Doc::None) => State::None,
        // Nothing is confirmed by writing that it is unknown.
        Found::Said(_) if spot.field.kind == Kind::Confirmation => left_out(spot.field),
        Found::Said(_) | Found::Hidden => State::Unknown,
        Found::Made(state) => state.clone(),
        Found::Out => left_out(spot.field),
        Found::Nothing => State::None,
        Found::Later => State::Later,
    }
}

fn left_out(field: &Field) -> State {
    if let Some(value) = &field.default {
        return State::Known(value.clone());
    }
    match (field.kind, &field.form) {
        (Kind::Observation, _) => State::Unknown,
        (_, Form::Leaf(Type::Bool)) => State::Known(Val::Bool(false)),
        _ => State::None,
    }
}

fn element_id(doc: &Doc) -> Option<String> {
    match doc {
        Doc::Val(Val::Word(word)) => Some(word.clone()),
        Doc::Record(_) => [doc.get("id"), doc.get("name")].into_iter().find_map(|d| match d {
            Doc::Val(Val::Word(word)) => Some(word.clone()),
            _ => None,
        }),
        _ => None,
    }
}

/// The members of a list or map.
pub fn members<'a>(world: &'a World, spot: &Spot<'a>) -> Coll<'a> {
    if spot.field.computed {
        return computed(world, spot.field);
    }
    let mut out = Coll::default();
    let inner = spot.field.inner().expect("a collection");
    let kind = inner.item.map(|i| i.kind);
    let member = |found: Found<'a>, id: Option<String>, sure: bool| Member { spot: place(world, inner, found), id, kind, sure };
    let open = |out: &mut Coll<'a>| out.unnamed.push(member(Found::Hidden, None, false));
    match &spot.found {
        Found::Later => out.later = Some(member(Found::Later, None, false)),
        Found::Nothing => out.none = true,
        Found::Said(Doc::None) => {
            out.none = true;
            out.stated = true;
        }
        Found::Out => {
            if spot.field.kind == Kind::Observation && !(inner.item.is_some() && world.complete) {
                open(&mut out);
            }
        }
        Found::Said(Doc::List(elements, partial)) => {
            out.stated = true;
            out.members.extend(elements.iter().map(|e| member(Found::Said(e), element_id(e), true)));
            if *partial {
                open(&mut out);
            }
        }
        Found::Said(Doc::Map(entries, partial)) => {
            out.stated = true;
            let said = entries.iter().filter(|(_, d)| **d != Doc::Out);
            out.members.extend(said.map(|(key, d)| member(Found::Said(d), Some(key.clone()), true)));
            if *partial {
                open(&mut out);
            }
        }
        Found::Said(_) | Found::Hidden | Found::Made(_) => open(&mut out),
    }
    out
}

fn computed<'a>(world: &'a World, field: &'static Field) -> Coll<'a> {
    match field.name {
        "items" => {
            let mut out = Coll::default();
            for list in ["robots", "flows"] {
                let part = members(world, &step(world, &document(world, "site"), list));
                out.members.extend(part.members);
                out.unnamed.extend(part.unnamed);
                out.stated |= part.stated;
            }
            out
        }
        "uses" => {
            let mut areas: BTreeMap<String, bool> = BTreeMap::new();
            let mut open = false;
            for list in ["robots", "flows"] {
                let part = members(world, &step(world, &document(world, "site"), list));
                open |= !part.unnamed.is_empty();
                for member in part.members {
                    match scalar(&step(world, &member.spot, "area")) {
                        State::Known(Val::Word(area)) => drop(areas.insert(area, true)),
                        _ => open = true,
                    }
                }
            }
            words(world, field, areas, open)
        }
        "touches" | "reaches" => {
            let (mut areas, _, open) = touched(world);
            if field.name == "reaches" {
                let sure: BTreeSet<String> = areas.iter().filter(|(_, s)| **s).map(|(a, _)| a.clone()).collect();
                let all: BTreeSet<String> = areas.keys().cloned().collect();
                let sure = fed(sure);
                areas = fed(all).into_iter().map(|a| (a.clone(), sure.contains(&a))).collect();
            }
            words(world, field, areas, open)
        }
        "unmapped" => {
            let (_, names, _) = touched(world);
            let mut out = words(world, field, BTreeMap::new(), false);
            let inner = field.inner().expect("a list");
            out.members.extend(names.into_iter().map(|name| Member {
                spot: place(world, inner, Found::Made(State::Known(Val::Word(name.clone())))),
                id: Some(name),
                kind: None,
                sure: true,
            }));
            out
        }
        other => panic!("`{other}` is no computed collection"),
    }
}

fn words<'a>(world: &World, field: &'static Field, areas: BTreeMap<String, bool>, open: bool) -> Coll<'a> {
    let inner = field.inner().expect("a list");
    let member = |found, id, sure| Member { spot: place(world, inner, found), id, kind: None, sure };
    Coll {
        members: areas
            .into_iter()
            .map(|(area, sure)| member(Found::Made(State::Known(Val::Word(area.clone()))), Some(area), sure))
            .collect(),
        unnamed: if open { vec![member(Found::Hidden, None, false)] } else { Vec::new() },
        stated: true,
        ..Coll::default()
    }
}

/// The areas that the changes touch, surely or possibly; the names without an area; whether there may be more.
fn touched(world: &World) -> (BTreeMap<String, bool>, Vec<String>, bool) {
    let changes = members(world, &step(world, &document(world, "release"), "changes"));
    let mut open = !changes.unnamed.is_empty();
    let (mut areas, mut unmapped) = (BTreeMap::new(), Vec::new());
    for change in changes.members {
        let name = change.id.clone().unwrap_or_default();
        let (sure, possible): (Vec<&str>, Vec<&str>) = match scalar(&step(world, &change.spot, "area")) {
            State::Known(Val::Word(area)) => (AREAS.iter().copied().filter(|a| *a == area).collect(), Vec::new()),
            _ => NAMES.iter().find(|(n, ..)| *n == name).map(|(_, s, p)| (s.to_vec(), p.to_vec())).expect("a name of the list"),
        };
        if sure.is_empty() && possible.is_empty() {
            unmapped.push(name);
            open = true;
        }
        for area in possible {
            areas.entry(area.to_owned()).or_insert(false);
        }
        for area in sure {
            areas.insert(area.to_owned(), true);
        }
    }
    (areas, unmapped, open)
}

/// These areas and all that they feed, step by step.
fn fed(mut areas: BTreeSet<String>) -> BTreeSet<String> {
    for _ in 0..AREAS.len() {
        let next: Vec<String> = FEEDS.iter().filter(|(from, _)| areas.contains(*from)).map(|(_, to)| (*to).to_owned()).collect();
        areas.extend(next);
    }
    areas
}

/// Whether an item may run inside the window of the site, of which the tests state nothing: only the trigger says.
fn may_fire(world: &World, item: &Spot<'_>) -> State {
    let known = |key: &str| scalar(&step(world, &Spot { field: item.field, found: item.found.clone() }, key));
    match (known("trigger"), known("next_run")) {
        (State::Known(Val::Word(word)), _) if word == "event" => State::Known(Val::Bool(true)),
        (State::Known(Val::Word(word)), _) if word == "manual" => State::Known(Val::Bool(false)),
        (State::Known(_), State::None) => State::Known(Val::Bool(false)),
        _ => State::Unknown,
    }
}
