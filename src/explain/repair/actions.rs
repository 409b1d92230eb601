//! Who can change which fact, and what that takes: the schema's own words.
//! Which values help is left to `cells` and `table`.

use crate::explain::parts;
use crate::facts::fact::{Basis, FactForm};
use crate::facts::store::{Found, Spot};
use crate::facts::{Change, FactPath, Facts, ReadPath};
use crate::schema::{FactKind, Form, Shape};
use crate::text::wording;

/// The kinds of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Something is done.
    Do,
    /// Something is found out, and it turns out well.
    FindOut,
    /// An element is finished with and leaves its list.
    Remove,
    /// Time passes.
    Wait,
}

/// What it takes to change a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What kind of change it is.
    pub kind: Kind,
    /// What to do.
    pub action: String,
    /// The role that does it.
    pub acts: Option<String>,
    /// How much work it is.
    pub cost: u32,
}

/// Why nobody can change a fact.
pub const NOBODY: &str = "nobody can change it";
/// Why a fact that is known can't be changed by finding it out.
pub const KNOWN: &str = "it is known, and finding it out again doesn't change it";
/// Why a fact can't be stated yet.
pub const LATER: &str = "it can only be known later";

/// The place a path leads to.
pub fn spot<'f>(facts: &'f Facts, path: &FactPath) -> Option<Spot<'f>> {
    path.steps.iter().try_fold(facts.root(path.kind.name())?, |spot, step| facts.step(spot, step))
}

/// Whether nothing, or not all, is known there.
pub fn is_open(facts: &Facts, spot: Spot<'_>) -> bool {
    match spot.shape.form {
        Form::Scalar(_) => facts.scalar(spot).state.is_unknown(),
        // Of a record it is open whether there is one.
        Form::Record(ref record) if record.rest.is_none() => match spot.found {
            Found::Stated(fact) => matches!(fact.form, FactForm::Open(_)) || fact.basis == Basis::LeftOut,
            Found::LeftOut | Found::Hidden(_) => true,
            Found::None | Found::Later(_) => false,
        },
        // Or a list has an element of which only that is known.
        _ => {
            let found = facts.members(spot);
            !found.unnamed.is_empty() || found.members.iter().any(|m| m.id.is_none())
        }
    }
}

/// Whether it is a planned moment that has passed: what is over can't be planned otherwise.
pub fn is_over(facts: &Facts, spot: Spot<'_>) -> bool {
    let planned = !spot.shape.note.observed && spot.shape.note.kind == FactKind::Observation;
    planned && facts.scalar(spot).state.when().is_some_and(|when| when.latest() <= facts.now) && spot.shape.ty().is_some()
}

/// What it takes to set a fact; else why nobody can.
pub fn action(facts: &Facts, path: &FactPath) -> Result<Action, &'static str> {
    let Some(spot) = spot(facts, path) else { return Err(NOBODY) };
    let shape = spot.shape;
    // A text in a list is changed with its list.
    let listed = in_list(facts, path);
    if shape.is_computed()
        || shape.is_secret()
        || (listed && shape.ty().is_some())
        || (path.kind == crate::facts::FactKind::Update && path.steps.first().is_some_and(|s| &**s == "phase"))
    {
        return Err(NOBODY);
    }
    if shape.note.known_from.is_some_and(|from| !facts.phase.reaches(from)) {
        return Err(LATER);
    }
    let open = is_open(facts, spot);
    if let Some(own) = &shape.note.actionable {
        // The notes of a release are what they are: only what they leave open can be found out.
        let finds = own.finds || path.kind == crate::facts::FactKind::Release;
        if finds && !open && shape.note.kind == FactKind::Observation {
            return Err(KNOWN);
        }
        let kind = if finds && shape.note.kind == FactKind::Observation { Kind::FindOut } else { Kind::Do };
        return Ok(Action { kind, action: own.action.clone(), acts: own.acts.clone(), cost: own.cost.max(1) });
    }
    if !open || shape.note.kind != FactKind::Observation || is_name(path) {
        return Err(NOBODY);
    }
    // What is not known can be found out by somebody, whatever it is.
    let around = above(facts, path).and_then(|shape| shape.note.actionable.as_ref().filter(|a| a.finds));
    Ok(match around {
        Some(around) => {
            Action { kind: Kind::FindOut, action: around.action.clone(), acts: around.acts.clone(), cost: around.cost.max(1) }
        }
        None => Action {
            kind: Kind::FindOut,
            action: format!("find out {} and write it down", wording::quote(&path.to_string())),
            acts: None,
            cost: 2,
        },
    })
}

/// What it takes to remove an element of a list.
pub fn removal(facts: &Facts, element: &FactPath) -> Option<Action> {
    let list = element.parent()?;
    let spot = spot(facts, &list)?;
    let own = spot.shape.note.actionable.as_ref().filter(|a| !a.finds)?;
    let is_list = matches!(spot.shape.form, Form::List(_));
    let known = spot.shape.note.known_from.is_none_or(|from| facts.phase.reaches(from));
    (is_list && known && list.kind != crate::facts::FactKind::Release).then(|| Action {
        kind: Kind::Remove,
        action: own.action.clone(),
        acts: own.acts.clone(),
        cost: own.cost.max(1),
    })
}

/// What it takes to state a fact in documents that are made up: of what can be known in their phase anything can be stated.
pub(super) fn stating(facts: &Facts, path: &FactPath) -> Option<Action> {
    let shape = spot(facts, path)?.shape;
    let phase = path.kind == crate::facts::FactKind::Update && path.steps.first().is_some_and(|s| &**s == "phase");
    let listed = in_list(facts, path) && shape.ty().is_some();
    let known = shape.note.known_from.is_none_or(|from| facts.phase.reaches(from));
    let can = known && !shape.is_computed() && !shape.is_secret() && !listed && !phase && !is_name(path);
    can.then(|| made_up(Kind::Do))
}

/// What it takes to leave an element out of a list that is made up.
pub(super) fn leaving_out(facts: &Facts, element: &FactPath) -> Option<Action> {
    in_list(facts, element).then(|| made_up(Kind::Remove))
}

fn made_up(kind: Kind) -> Action {
    Action { kind, action: String::new(), acts: None, cost: 1 }
}

/// Whether something is an element of a list.
fn in_list(facts: &Facts, path: &FactPath) -> bool {
    path.parent().and_then(|list| spot(facts, &list)).is_some_and(|list| matches!(list.shape.form, Form::List(_)))
}

/// Whether a fact is what its document or element is called.
pub(super) fn is_name(path: &FactPath) -> bool {
    path.steps.last().is_some_and(|s| matches!(&**s, "id" | "kind"))
}

/// The nearest shape above that says what can be done.
fn above<'f>(facts: &'f Facts, path: &FactPath) -> Option<&'f Shape> {
    let mut at = path.parent();
    while let Some(parent) = at {
        if let Some(spot) = spot(facts, &parent)
            && spot.shape.note.actionable.is_some()
        {
            return Some(spot.shape);
        }
        at = parent.parent();
    }
    None
}

/// The stated facts that a fact rests on: itself, or what it is computed from.
pub fn inputs(facts: &Facts, path: &ReadPath) -> Vec<FactPath> {
    let segments = path.words();
    if segments.contains(&"*") {
        // Of what is not named only the list around it can be stated.
        let known: Vec<&str> = segments.iter().take_while(|s| **s != "*").copied().collect();
        let mut out = inputs_of(facts, &known);
        if segments.last() == Some(&"may_fire") {
            out.extend(["start", "end"].into_iter().filter_map(|end| ReadPath::of("site", &["window", end]).fact_path()));
        }
        return out;
    }
    inputs_of(facts, &segments)
}

fn inputs_of(facts: &Facts, segments: &[&str]) -> Vec<FactPath> {
    let make = |names: &[&str]| names.split_first().and_then(|(root, steps)| ReadPath::of(root, steps).fact_path());
    let many = |list: Vec<Vec<&str>>| list.iter().filter_map(|names| make(names)).collect::<Vec<_>>();
    match segments {
        ["release", "touches" | "reaches" | "unmapped" | "ambiguous", ..] => {
            let mut out = many(vec![vec!["release", "changes"]]);
            for element in facts.release.field("changes").map(|f| f.elements()).unwrap_or_default() {
                if let Some(id) = &element.id {
                    out.extend(make(&["release", "changes", id, "area"]));
                }
            }
            out
        }
        ["site", what @ ("items" | "uses"), ..] => {
            let lists = facts.schemas.root("site").and_then(Shape::record);
            let names = lists.into_iter().flat_map(|r| r.fields.iter()).filter(|(_, s)| s.note.item.is_some());
            let mut out: Vec<FactPath> = names.filter_map(|(name, _)| make(&["site", name])).collect();
            if *what == "uses" {
                out.extend(parts::items_without_area(facts).iter().filter_map(ReadPath::fact_path));
            }
            out
        }
        ["site", "installed"] => make(&["site", "versions", &facts.product]).into_iter().collect(),
        ["plan", "moment"] => many(vec![vec!["site", "window", "start"], vec!["update", "applied_at"]]),
        [around @ .., "may_fire"] => {
            let field = |name: &'static str| around.iter().copied().chain([name]).collect::<Vec<_>>();
            many(vec![
                field("next_run"),
                field("trigger"),
                field("cadence"),
                vec!["site", "window", "start"],
                vec!["site", "window", "end"],
            ])
        }
        _ => make(segments).into_iter().collect(),
    }
}

/// What is said of a change that has no action of its own: waiting.
pub fn waiting(change: &Change, now: crate::value::Instant) -> Option<Action> {
    let Change::Now(at) = change else { return None };
    let days = at.since(now).seconds().div_euclid(86_400).clamp(0, 365);
    let cost = 1 + u32::try_from(days).unwrap_or(0);
    Some(Action { kind: Kind::Wait, action: format!("wait until {at}"), acts: None, cost })
}
