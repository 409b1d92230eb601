//! The single changes of a fact that somebody can make, and the facts after one of them.
//! Which changes serve a test is left to `cone`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::actions::{self, Action};
use super::cells;
use super::constants::{self, Constants};
use crate::compile::Program;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Leaf, LeafState};
use crate::condition::tree::{Op, Test};
use crate::evaluate::conclusions;
use crate::explain::leaves::Explainer;
use crate::explain::trial::Trial;
use crate::facts::store::Member;
use crate::facts::{Change, FactPath, Facts, PathRoot};
use crate::text::Span;
use crate::value::spelling::{self, Written};
use crate::value::{Instant, State, Unknown};

/// How many bytes of documents are kept read, all in all.
const ROOM: usize = 2_000_000;
/// Smaller documents count for so many bytes.
const LEAST: usize = 1_000;

/// A change with what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The change.
    pub change: Change,
    /// What it takes.
    pub action: Action,
}

/// Whose changes are looked among.
#[derive(Clone, Copy)]
pub(crate) enum Who<'a> {
    /// What somebody can do or find out, as the schema says.
    Actors,
    /// Whatever documents can state, with the values that the tests of this program tell apart too.
    Anybody(&'a Program),
}

/// Knows the changes that somebody can make of the facts of one evaluation.
pub(crate) struct Moves<'a> {
    pub(super) trial: &'a Trial<'a>,
    pub(super) explainer: &'a Explainer<'a>,
    who: Who<'a>,
    /// The changes that led to this evaluation.
    base: &'a [Change],
    conclusions: Conclusions,
    span: Span,
    known: RefCell<BTreeMap<String, Option<Rc<Facts>>>>,
    constants: RefCell<BTreeMap<String, Rc<Constants>>>,
    areas: Vec<String>,
    /// How many facts with changes are kept.
    room: usize,
    /// Whether some fact can be stated in ways that are not looked at.
    unlooked: Cell<bool>,
}

impl<'a> Moves<'a> {
    /// Prepares to propose changes that somebody can make.
    pub(super) fn new(trial: &'a Trial<'a>, explainer: &'a Explainer<'a>, base: &'a [Change]) -> Self {
        Self::by(Who::Actors, trial, explainer, base)
    }

    /// Prepares to propose changes.
    pub(crate) fn by(who: Who<'a>, trial: &'a Trial<'a>, explainer: &'a Explainer<'a>, base: &'a [Change]) -> Self {
        let span = trial.documents.first().map(|d| Span { end: d.root.span.start, ..d.root.span });
        let vocabulary = &trial.program.policy.vocabulary;
        Self {
            trial,
            explainer,
            who,
            base,
            conclusions: conclusions(explainer.evaluation),
            span: span.unwrap_or_else(|| Span::new(crate::text::Sources::new().add("", Vec::new()), 0, 0)),
            known: RefCell::default(),
            constants: RefCell::default(),
            unlooked: Cell::new(false),
            room: ROOM / trial.documents.iter().map(|d| d.root.span.len()).sum::<usize>().max(LEAST),
            areas: vocabulary.names(crate::vocabulary::Kind::Area).iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether whatever documents can state is looked at, be it by somebody's doing or not.
    pub(super) fn are_anybodys(&self) -> bool {
        matches!(self.who, Who::Anybody(_))
    }

    /// Whether tests asked for facts that can be stated in ways which are not looked at: other names, longer lists of words, more values.
    pub(crate) fn left_something_out(&self) -> bool {
        self.unlooked.get()
    }

    /// What rules concluded.
    pub(super) fn conclusions(&self) -> &Conclusions {
        &self.conclusions
    }

    /// The moments to wait for, at which a test may answer otherwise.
    pub(super) fn waits(&self, test: &Test, leaves: &[Leaf]) -> Vec<Move> {
        if self.are_anybodys() {
            return Vec::new();
        }
        let timed = matches!(test.op, Op::Age { .. } | Op::Within(_) | Op::Inside(_) | Op::Overlaps(_))
            || leaves.iter().any(|l| {
                *l.path.root() == PathRoot::Now || matches!(l.state, LeafState::Scalar(State::Unknown(Unknown::InFuture)))
            });
        if !timed {
            return Vec::new();
        }
        let instants: Vec<Instant> = leaves.iter().flat_map(|leaf| self.instants(leaf)).collect();
        let constants = self.constants(leaves.first().map_or("now", |l| l.path.last()));
        let wait = |at: Instant| {
            let change = Change::Now(at);
            let action = actions::waiting(&change, self.explainer.facts.now)?;
            Some(Move { change, action })
        };
        cells::moments(&constants, &instants, self.explainer.facts).into_iter().filter_map(wait).collect()
    }

    /// The fields of a record of which nothing is stated: stating one states the record.
    pub(super) fn fields(&self, path: &FactPath) -> Vec<FactPath> {
        let Some(spot) = actions::spot(self.explainer.facts, path) else { return Vec::new() };
        // What a map of software could name is no field of it.
        let Some(record) = spot.shape.record().filter(|record| record.rest.is_none()) else { return Vec::new() };
        let all = self.are_anybodys();
        let fields = record.fields.iter().filter(|(_, shape)| shape.ty().is_some() && (all || shape.note.actionable.is_some()));
        fields.map(|(name, _)| path.child(name.clone())).collect()
    }

    /// The instants of a leaf: the first and the last moment of a day; of what lies in the future as its document writes it.
    fn instants(&self, leaf: &Leaf) -> Vec<Instant> {
        match &leaf.state {
            LeafState::Scalar(State::Unknown(Unknown::InFuture)) => {
                let text = leaf.span.map(|span| self.trial.sources.text(span).trim());
                match text.and_then(spelling::read) {
                    Some(Written::Moment(at)) => vec![at],
                    Some(Written::Day(date)) => vec![self.explainer.facts.days.day(date).first()],
                    None => Vec::new(),
                }
            }
            LeafState::Scalar(state) => state.when().into_iter().flat_map(|w| [w.earliest(), w.latest()]).collect(),
            LeafState::Collection { .. } | LeafState::There => Vec::new(),
        }
    }

    /// The changes of a fact that somebody can make, cheapest first.
    pub(super) fn of(&self, path: &FactPath) -> Vec<Move> {
        let facts = self.explainer.facts;
        let action = match self.who {
            Who::Actors => actions::action(facts, path).ok(),
            Who::Anybody(_) => actions::stating(facts, path),
        };
        let Some(spot) = actions::spot(facts, path) else { return Vec::new() };
        let Some(action) = action else {
            self.unlooked.set(self.unlooked.get() || (self.are_anybodys() && actions::is_name(path)));
            return Vec::new();
        };
        if matches!(self.who, Who::Actors) && actions::is_over(facts, spot) {
            return Vec::new();
        }
        let constants = self.constants(path.steps.last().map_or("", |s| s));
        let mut texts = cells::cells(&constants, facts, path, spot, &self.areas, self.span);
        if self.are_anybodys() {
            texts.extend(cells::apart(spot, facts, &texts, self.span));
            self.unlooked.set(self.unlooked.get() || !cells::are_all(spot, &texts));
        }
        texts.into_iter().map(|to| Move { change: Change::Set { path: path.clone(), to }, action: action.clone() }).collect()
    }

    fn constants(&self, name: &str) -> Rc<Constants> {
        let mut known = self.constants.borrow_mut();
        let make = || {
            let mut found = constants::constants(self.trial.program, self.explainer.facts, name);
            if let Who::Anybody(beside) = self.who {
                found.values.extend(constants::constants(beside, self.explainer.facts, name).values);
            }
            Rc::new(found)
        };
        known.entry(name.to_owned()).or_insert_with(make).clone()
    }

    /// An element taken out of its list, where somebody can.
    pub(super) fn removal(&self, path: &FactPath) -> Option<Move> {
        let action = match self.who {
            Who::Actors => actions::removal(self.explainer.facts, path),
            Who::Anybody(_) => actions::leaving_out(self.explainer.facts, path),
        };
        Some(Move { change: Change::Unset { path: path.clone() }, action: action? })
    }

    /// The facts with one more change.
    pub(super) fn facts(&self, change: &Change) -> Option<Rc<Facts>> {
        self.facts_with(std::slice::from_ref(change))
    }

    /// The facts with more changes; none where they can't be read. They are kept while there is room, since many tests ask for them.
    pub(super) fn facts_with(&self, more: &[Change]) -> Option<Rc<Facts>> {
        let made = || {
            let changes: Vec<Change> = self.base.iter().chain(more).cloned().collect();
            self.trial.facts(&changes).ok().map(Rc::new)
        };
        let key = |change: &Change| match change {
            Change::Set { path, to } => format!("{path}={}", crate::facts::change::shown(to)),
            Change::Unset { path } => format!("-{path}"),
            Change::Now(at) => format!("now={}", at.unix()),
        };
        let key = more.iter().map(key).collect::<Vec<_>>().join("\n");
        if self.known.borrow().len() >= self.room && !self.known.borrow().contains_key(&key) {
            return made();
        }
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let made = made();
        self.known.borrow_mut().insert(key, made.clone());
        made
    }
}

/// The elements of a binding, found again among changed facts.
pub(super) fn again<'f, 'b: 'f>(frames: &[Bound<'b>], facts: &'f Facts) -> Option<Vec<Bound<'f>>> {
    let mut out = Vec::new();
    for bound in frames {
        let spot = facts.spot_somewhere(&bound.path())?;
        let member = Member {
            spot,
            id: bound.member.id.clone(),
            item: bound.member.item,
            home: bound.member.home,
            sure: bound.member.sure,
        };
        out.push(Bound { member, from: bound.from.clone() });
    }
    Some(out)
}
