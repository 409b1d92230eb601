//! The changes of facts that a test may notice: for each fact it reads the values that tests tell apart.
//! Which of them help is found by trying, in `want`.

use std::sync::Arc;

use super::world::{Ask, Frame, World, Worlds};
use crate::compile::Program;
use crate::condition::context::{Leaf, LeafState};
use crate::condition::tree::{Op, Test};
use crate::document::{Entry, Key, Kind, Node};
use crate::explain::repair::actions::{inputs, spot};
use crate::explain::repair::cells::cells;
use crate::explain::repair::constants::constants;
use crate::facts::change::{Change, node};
use crate::facts::{FactKind, FactPath, ReadPath};
use crate::schema::Form;
use crate::schema::shape::Keys;
use crate::text::{Sources, Span};
use crate::value::{Duration, Instant, State, Ty, Unknown, Value};
use crate::vocabulary::Kind as Table;

/// The most changes that are proposed for one fact.
const MOST: usize = 24;

/// Proposes changes; `tests` is a program that holds the tests of policy and mutant.
pub struct Moves<'a> {
    /// Reads worlds.
    pub worlds: &'a Worlds<'a>,
    /// A program with all tests.
    pub tests: &'a Program,
    /// Stands for what no document wrote.
    pub span: Span,
}

/// A span that stands for what no document wrote.
pub fn no_span() -> Span {
    Span::new(Sources::new().add("", Vec::new()), 0, 0)
}

impl Moves<'_> {
    /// The changes of the facts that some tests read, most natural first.
    pub fn of(&self, world: &World, tests: &[&Test], leaves: &[Leaf], frames: &[Frame]) -> Vec<Change> {
        let mut out: Vec<Change> = Vec::new();
        let mut add = |change: Change| {
            if !out.contains(&change) {
                out.push(change);
            }
        };
        for leaf in leaves {
            if let LeafState::Scalar(State::Unknown(Unknown::Later(phase))) = &leaf.state {
                let path = FactPath { kind: FactKind::Update, steps: vec![Arc::from("phase")] };
                add(Change::Set { path, to: node(phase.name(), self.span) });
            }
            self.computed(world, &leaf.path, tests).into_iter().for_each(&mut add);
            for path in inputs(&world.facts, &leaf.path) {
                for extra in self.instants(world, tests, frames, &path) {
                    add(extra);
                }
                self.cells(world, &path).into_iter().for_each(&mut add);
            }
        }
        out
    }

    /// The facts left out that some tests read.
    pub fn left_out(&self, world: &World, leaves: &[Leaf]) -> Vec<Change> {
        let paths = leaves.iter().flat_map(|leaf| inputs(&world.facts, &leaf.path));
        let mut out: Vec<Change> = paths.filter(|p| !self.is_required(p)).map(|path| Change::Unset { path }).collect();
        out.dedup();
        out
    }

    /// Whether every document of its kind must state a fact.
    fn is_required(&self, path: &FactPath) -> bool {
        let [key] = path.steps.as_slice() else { return false };
        let root = self.worlds.program.policy.schemas.root(path.kind.name());
        root.and_then(|shape| shape.record()).is_none_or(|record| record.required.contains(key))
    }

    fn cells(&self, world: &World, path: &FactPath) -> Vec<Change> {
        let Some(spot) = spot(&world.facts, path) else { return Vec::new() };
        let constants = constants(self.tests, &world.facts, path.steps.last().map_or("", |step| step));
        let areas: Vec<String> =
            self.worlds.program.policy.vocabulary.names(Table::Area).iter().map(ToString::to_string).collect();
        let set = |to: Node| Change::Set { path: path.clone(), to };
        let mut out: Vec<Change> =
            cells(&constants, &world.facts, path, spot, &areas, self.span).into_iter().take(MOST).map(set).collect();
        match &spot.shape.form {
            Form::Scalar(Ty::Version(_)) => out.extend(["0.0.1", "999.0.0"].map(|t| set(node(t, self.span)))),
            Form::Scalar(_) => {}
            Form::List(_) => {
                out.push(set(Node { span: self.span, kind: Kind::List(Vec::new()) }));
                let members = world.facts.members(spot).members;
                out.extend(members.iter().filter_map(|m| Some(Change::Unset { path: path.child(m.id.clone()?) })));
            }
            Form::Map { .. } | Form::Record(_) => {
                let keys: Vec<Arc<str>> = world.facts.members(spot).members.into_iter().filter_map(|m| m.id).collect();
                for key in keys {
                    if let Some(Form::Scalar(_)) = spot.shape.field(&key).map(|s| &s.form) {
                        out.extend(self.cells(world, &path.child(key)));
                    }
                }
            }
        }
        out
    }

    /// Instants around the boundary of an age that counts from another fact.
    fn instants(&self, world: &World, tests: &[&Test], frames: &[Frame], path: &FactPath) -> Vec<Change> {
        let scalar = spot(&world.facts, path).is_some_and(|s| matches!(s.shape.form, Form::Scalar(Ty::Instant)));
        let mut out = Vec::new();
        for test in tests.iter().filter(|_| scalar) {
            let Op::Age { by, at: Some(at), .. } = &test.op else { continue };
            let asked = self.worlds.asked(world, frames, Ask::default(), |c| (c.operand(by), c.operand(at)));
            let Some(((State::Known(Value::Duration(by)), State::Known(Value::Instant(at))), _)) = asked else { continue };
            let at = at.at();
            let (far, second) = (at.minus(by), Duration::from_seconds(1));
            let near: [Instant; 4] = [far, far.minus(second), far.plus(second), at.plus(second)];
            out.extend(near.map(|at| Change::Set { path: path.clone(), to: node(&at.iso(), self.span) }));
        }
        out
    }

    /// What changes the computed lists of a release: a change in an area, or none at all.
    fn computed(&self, world: &World, path: &ReadPath, tests: &[&Test]) -> Vec<Change> {
        let ["release", list @ ("touches" | "reaches" | "unmapped")] = *path.words().as_slice() else { return Vec::new() };
        let mut words: Vec<String> = Vec::new();
        for test in tests {
            if let Op::IncludesAny(list) | Op::IncludesAll(list) = &test.op {
                words.extend(list.iter().filter_map(|o| Some(o.value()?.to_string())));
            }
        }
        if words.is_empty() || list == "reaches" {
            let areas = self.worlds.program.policy.vocabulary.names(Table::Area);
            words.extend(areas.iter().map(ToString::to_string));
        }
        if list == "unmapped" {
            words.insert(0, "something of no area".to_owned());
        }
        let count = world.facts.release.field("changes").map_or(0, |f| f.elements().len());
        let name = format!("Change {}", count + 1);
        let changes = FactPath { kind: FactKind::Release, steps: vec![Arc::from("changes")] };
        let area = changes.child(name).child("area");
        let mut out: Vec<Change> =
            words.iter().take(MOST).map(|w| Change::Set { path: area.clone(), to: node(w, self.span) }).collect();
        out.push(Change::Set { path: changes, to: Node { span: self.span, kind: Kind::List(Vec::new()) } });
        out
    }

    /// New members of a list or map, each with the change that adds it; of a map the change comes with its value.
    pub fn new_members(&self, world: &World, list: &ReadPath) -> Vec<(Frame, Option<Change>)> {
        let lists: Vec<FactPath> = match list.is("site", &["items"]) {
            true => inputs(&world.facts, list),
            false => list.fact_path().into_iter().collect(),
        };
        lists.iter().filter_map(|path| self.new_member(world, path)).collect()
    }

    fn new_member(&self, world: &World, path: &FactPath) -> Option<(Frame, Option<Change>)> {
        let spot = spot(&world.facts, path)?;
        let known: Vec<Arc<str>> = world.facts.members(spot).members.into_iter().filter_map(|m| m.id).collect();
        let free = |names: Vec<String>| names.into_iter().find(|n| !known.iter().any(|k| **k == **n));
        let numbered = |stem: &str| free((1..=known.len() + 1).map(|n| format!("{stem}{n}")).collect());
        let frame = |id: &str| Frame { from: path.into(), id: Arc::from(id) };
        let vocabulary = &self.worlds.program.policy.vocabulary;
        match &spot.shape.form {
            Form::List(element) => {
                let record = element.record()?;
                let key = ["id", "name"].into_iter().find(|key| record.fields.contains_key(*key))?;
                let id = numbered(if key == "id" { "new-" } else { "New part " })?;
                let entry = Entry { key: Key { text: key.to_owned(), span: self.span }, value: node(&id, self.span) };
                let to = Node { span: self.span, kind: Kind::Map(vec![entry]) };
                Some((frame(&id), Some(Change::Set { path: path.child(id.as_str()), to })))
            }
            Form::Map { keys, .. } => {
                let names = |table| vocabulary.names(table).iter().map(ToString::to_string).collect();
                let id = match keys {
                    Keys::Category => free(names(Table::Category))?,
                    Keys::Area => free(names(Table::Area))?,
                    Keys::Path(_) | Keys::Text | Keys::Software(_) => numbered("new-")?,
                };
                Some((frame(&id), None))
            }
            Form::Record(_) | Form::Scalar(_) => None,
        }
    }
}
