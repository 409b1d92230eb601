//! What a condition is answered in: the facts, what rules concluded so far, the elements bound around it.
//! It finds the place a path leads to; what is asked there is the operators' business.

use std::collections::HashMap;
use std::sync::Arc;

use super::conclusions::Conclusions;
use super::mixed::Mixed;
use super::tree::{Operand, Path, PathTy, Root, Segment, Slot, Var};
use crate::decision::Verb;
use crate::facts::fact::Basis;
use crate::facts::store::{Collection, Facts, Found, Member, Reading, Spot};
use crate::facts::{PathRoot, ReadPath};
use crate::schema::Form;
use crate::text::Span;
use crate::value::{Moment, State, Truth, Unknown, Value};

/// What a condition is answered in.
pub struct Context<'a, 'c> {
    /// The facts.
    pub facts: &'a Facts,
    /// What rules concluded so far.
    pub conclusions: &'c Conclusions,
    /// The elements bound around the condition: those of `each`, then those of the quantifiers.
    pub frames: Vec<Bound<'a>>,
    /// The decisions bound around the condition: the frame, the verb and the target.
    pub decisions: Vec<(usize, Verb, Arc<str>)>,
    /// Whether this is a lift condition: nothing is lifted because a collection is empty.
    pub lifting: bool,
    /// Where the facts that are read are noted down, when somebody asked.
    pub leaves: Option<Vec<Leaf>>,
    /// Where the answer of every test is noted down, when somebody asked.
    pub log: Option<Log>,
    /// Whether `certainly` is answered by what can turn out rather than by what is known.
    pub open: bool,
    /// The values that were to be compared and can't be.
    pub mixed: Vec<Mixed>,
    /// The places of the leaves by their paths, where there are many.
    noted: HashMap<ReadPath, Vec<usize>>,
}

/// How many leaves are compared with each other one by one.
const FEW: usize = 24;

/// The answers of the tests of a condition, and of the bodies of its quantifiers.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The answers of the tests that stand in the condition itself, in their order.
    pub here: Vec<Truth>,
    /// For each member of a quantifier that was asked, the place of its body with the answers in it.
    pub bodies: Vec<(Span, Vec<Truth>)>,
}

/// An element bound to a variable.
#[derive(Clone, Debug)]
pub struct Bound<'a> {
    /// The element.
    pub member: Member<'a>,
    /// The collection it comes from; nowhere where nobody asks which facts are read.
    pub from: ReadPath,
}

/// A fact that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its path, such as `site.workflows.wf-restock.next_run`.
    pub path: ReadPath,
    /// Its state; for a list or record: unknown when open.
    pub state: LeafState,
    /// Where it comes from.
    pub basis: Basis,
    /// Its place, or the nearest one.
    pub span: Option<Span>,
}

/// What was found at a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeafState {
    /// A scalar.
    Scalar(State),
    /// A collection, with the number of its members and whether it may have more.
    Collection {
        /// How many it certainly has.
        sure: usize,
        /// How many more it may have by name.
        possible: usize,
        /// Whether it may have members that are not named.
        open: bool,
    },
    /// A record, or a member of a list or map: that it is there.
    There,
}

/// The place a path leads to.
pub enum Place<'a> {
    /// A place in the tree of facts.
    Spot(Spot<'a>),
    /// A value that stands in no document: `now`, a word, the id of an element.
    Given(State),
}

impl<'a, 'c> Context<'a, 'c> {
    /// A context without bound elements.
    pub fn new(facts: &'a Facts, conclusions: &'c Conclusions) -> Self {
        Self {
            facts,
            conclusions,
            frames: Vec::new(),
            decisions: Vec::new(),
            lifting: false,
            leaves: None,
            log: None,
            open: false,
            mixed: Vec::new(),
            noted: HashMap::new(),
        }
    }

    /// Where a path leads. Paths are checked when a policy is loaded; one that leads nowhere is not stated.
    pub fn locate(&self, path: &Path) -> Place<'a> {
        let nowhere = Place::Given(State::Unknown(Unknown::NotStated));
        let mut spot = match &path.root {
            Root::Document(name) => match self.facts.root(name) {
                Some(spot) => spot,
                None => return nowhere,
            },
            Root::Now => return Place::Given(State::Known(Value::Instant(Moment::new(self.facts.now)))),
            Root::Word(word) => return Place::Given(State::Known(Value::Word(word.clone()))),
            Root::Var(var) => match self.bound(var) {
                Some(bound) => bound.member.spot,
                None => return nowhere,
            },
            Root::Key(var) => return Place::Given(self.name_of(var)),
            Root::Decided(_) | Root::Derived(_) => return nowhere,
        };
        for segment in &path.segments {
            let next = match segment {
                Segment::Key(key) => self.facts.step(spot, key),
                Segment::Var(var) => match self.var_text(var) {
                    Some(text) => self.facts.step(spot, &text),
                    None => self.facts.step_somewhere(spot),
                },
            };
            match next {
                Some(next) => spot = next,
                None => return nowhere,
            }
        }
        Place::Spot(spot)
    }

    /// The element a variable is bound to.
    pub fn bound(&self, var: &Var) -> Option<&Bound<'a>> {
        match var.slot {
            Slot::Frame(n) => self.frames.get(n),
            Slot::Ground(_) => None,
        }
    }

    /// The id or word a variable stands for; none for an unnamed element.
    pub fn var_text(&self, var: &Var) -> Option<Arc<str>> {
        self.bound(var)?.member.id.clone()
    }

    /// The id or key of the element a variable is bound to.
    fn name_of(&self, var: &Var) -> State {
        match self.bound(var) {
            Some(bound) => match &bound.member.id {
                Some(id) => State::Known(Value::Word(id.clone())),
                None if bound.member.spot.found.is_later() => bound.member.spot.found.unknown(),
                None => State::Unknown(Unknown::NotStated),
            },
            None => State::Unknown(Unknown::NotStated),
        }
    }

    /// The scalar that a path leads to; noted down when somebody asked.
    pub fn scalar(&mut self, path: &Path) -> Reading {
        let reading = match self.locate(path) {
            Place::Spot(spot) => self.facts.scalar(spot),
            Place::Given(state) => Reading { state, basis: Basis::Given, span: None },
        };
        if self.leaves.is_some() {
            let leaf = Leaf {
                path: self.path_of(path),
                state: LeafState::Scalar(reading.state.clone()),
                basis: reading.basis,
                span: reading.span,
            };
            self.note(leaf);
        }
        reading
    }

    /// A field of an element, which has this path; noted down when somebody asked.
    pub fn field_of(&mut self, element: Spot<'a>, path: &ReadPath, name: &str) -> State {
        let Some(spot) = self.facts.step(element, name) else { return State::None };
        let reading = self.facts.scalar(spot);
        if self.leaves.is_some() {
            let state = LeafState::Scalar(reading.state.clone());
            self.note(Leaf { path: path.child(name), state, basis: reading.basis, span: reading.span });
        }
        reading.state
    }

    /// The collection that a path leads to; noted down when somebody asked.
    pub fn collection(&mut self, path: &Path) -> Collection<'a> {
        let (mut computed, mut left_out) = (false, None);
        let collection = match self.locate(path) {
            Place::Spot(spot) => {
                computed = matches!(spot.found, Found::Stated(fact) if fact.basis == Basis::Computed);
                left_out = self.facts.left_out(spot);
                self.facts.members(spot)
            }
            Place::Given(_) => {
                Collection { members: Vec::new(), unnamed: Vec::new(), later: None, none: true, stated: false, span: None }
            }
        };
        if self.leaves.is_some() {
            let sure = collection.members.iter().filter(|m| m.sure).count();
            let leaf = Leaf {
                path: self.path_of(path),
                state: match collection.later {
                    Some(from) => LeafState::Scalar(State::Unknown(Unknown::Later(from))),
                    None if collection.none => LeafState::Scalar(State::None),
                    None => LeafState::Collection {
                        sure,
                        possible: collection.members.len() - sure,
                        open: !collection.unnamed.is_empty(),
                    },
                },
                basis: if computed {
                    Basis::Computed
                } else if collection.stated {
                    Basis::Stated
                } else {
                    left_out.map_or(Basis::LeftOut, |(basis, _)| basis)
                },
                span: left_out.and_then(|(_, span)| span).or(collection.span).filter(|_| !computed),
            };
            self.note(leaf);
        }
        collection
    }

    /// The state of an operand that is a scalar.
    pub fn operand(&mut self, operand: &Operand) -> State {
        match operand {
            // A policy names days, of which each site has its own moments.
            Operand::Value(Value::Day(day)) | Operand::Param(_, Value::Day(day)) => {
                State::Known(Value::Day(self.facts.days.day(day.date())))
            }
            Operand::Value(value) | Operand::Param(_, value) => State::Known(value.clone()),
            Operand::Fact(path) => self.scalar(path).state,
            Operand::Var(var) => self.name_of(var),
        }
    }

    /// The path that is read, with the ids of bound elements put in.
    pub fn path_of(&self, path: &Path) -> ReadPath {
        let root = match &path.root {
            Root::Document(name) => PathRoot::Document(name.clone()),
            Root::Now => PathRoot::Now,
            Root::Word(word) => PathRoot::Word(word.clone()),
            Root::Decided(verb) => PathRoot::Decided(verb.name()),
            Root::Derived(name) => PathRoot::Derived(name.clone()),
            Root::Var(var) | Root::Key(var) => match self.bound(var) {
                Some(bound) => return bound.path().with(self.steps_of(path)),
                None => PathRoot::Var(var.name.clone()),
            },
        };
        ReadPath::new(root).with(self.steps_of(path))
    }

    fn steps_of(&self, path: &Path) -> impl Iterator<Item = Arc<str>> {
        path.segments.iter().map(|segment| match segment {
            Segment::Key(key) => key.clone(),
            Segment::Var(var) => self.var_text(var).unwrap_or_else(|| Arc::from("*")),
        })
    }

    /// Binds the members of a collection one after the other, and gives back what `ask` says of each.
    pub fn with_member<T>(&mut self, member: Member<'a>, from: ReadPath, ask: impl FnOnce(&mut Self) -> T) -> T {
        self.frames.push(Bound { member, from });
        let out = ask(self);
        self.frames.pop();
        out
    }

    /// Notes down a member of a collection that decided a question about it.
    pub fn note_member(&mut self, path: &Path, member: &Member<'a>) {
        if self.leaves.is_none() {
            return;
        }
        let basis = match member.spot.found {
            Found::Stated(fact) => fact.basis,
            _ => Basis::LeftOut,
        };
        let sure = usize::from(member.sure);
        let state = match &member.spot.shape.form {
            Form::Scalar(_) => LeafState::Scalar(self.facts.scalar(member.spot).state),
            _ => LeafState::Collection { sure, possible: 1 - sure, open: false },
        };
        let path = self.path_of(path).member(member.id.as_ref());
        self.note(Leaf { path, state, basis, span: member.spot.near });
    }

    /// Notes a fact down, each once.
    pub(super) fn note(&mut self, leaf: Leaf) {
        let Some(leaves) = &mut self.leaves else { return };
        if leaves.len() < FEW {
            self.noted.clear();
            if !leaves.contains(&leaf) {
                leaves.push(leaf);
            }
            return;
        }
        // Of many only those at the same path are compared.
        if self.noted.is_empty() {
            for (n, known) in leaves.iter().enumerate() {
                self.noted.entry(known.path.clone()).or_default().push(n);
            }
        }
        let known = self.noted.entry(leaf.path.clone()).or_default();
        if !known.iter().any(|n| leaves.get(*n) == Some(&leaf)) {
            known.push(leaves.len());
            leaves.push(leaf);
        }
    }
}

impl Bound<'_> {
    /// The list or map that the element stands in.
    pub fn home(&self) -> ReadPath {
        match self.member.home {
            Some(list) => ReadPath::of("site", &[list]),
            None => self.from.clone(),
        }
    }

    /// The path of the element.
    pub fn path(&self) -> ReadPath {
        self.home().member(self.member.id.as_ref())
    }
}

impl Found<'_> {
    /// Whether it can't be known before a later phase.
    pub fn is_later(&self) -> bool {
        matches!(self, Found::Later(_))
    }

    fn unknown(&self) -> State {
        match self {
            Found::Later(phase) => State::Unknown(Unknown::Later(*phase)),
            _ => State::Unknown(Unknown::NotStated),
        }
    }
}

impl PathTy {
    /// Whether it is a list or a map.
    pub fn is_collection(&self) -> bool {
        matches!(self, PathTy::Scalars(_) | PathTy::Records { .. } | PathTy::Decisions(_) | PathTy::Things)
    }
}
