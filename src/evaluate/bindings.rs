//! The elements that rules are bound to: every choice of them, each collection read once for all rules, and what a choice is called.
//! What is asked and decided under a binding is `pass`'s business.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::evaluation::Binding;
use crate::compile::{GroundRule, Program};
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context, Place};
use crate::condition::tree::{Path, Slot, Var};
use crate::facts::ReadPath;
use crate::facts::store::{Facts, Member};
use crate::policy::Rule;
use crate::value::Truth;

/// An element of a collection that a rule is bound to.
#[derive(Clone, Debug)]
pub(super) struct Element<'a> {
    /// The element, and where it comes from.
    pub(super) bound: Bound<'a>,
    /// Whether it is there.
    pub(super) there: Truth,
    /// A number that no other element of this evaluation has.
    pub(super) number: usize,
}

/// The collections that rules are bound to, each read once: their elements don't depend on what is concluded.
#[derive(Debug, Default)]
pub(super) struct Elements<'a> {
    paths: Vec<&'a Path>,
    read: BTreeMap<(usize, Vec<usize>), Rc<[Element<'a>]>>,
    count: usize,
}

impl<'a> Elements<'a> {
    /// The elements of the collection at a path, under the elements that are bound around it and their numbers.
    pub(super) fn of(&mut self, facts: &'a Facts, path: &'a Path, frames: &[Bound<'a>], numbers: &[usize]) -> Rc<[Element<'a>]> {
        let place = self.paths.iter().position(|known| known.is_same(path)).unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        });
        let around = path.vars().filter_map(|var| match var.slot {
            Slot::Frame(n) => numbers.get(n).copied(),
            Slot::Ground(_) => None,
        });
        let key = (place, around.collect::<Vec<usize>>());
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let first = self.count;
        let elements: Rc<[Element<'a>]> = elements(facts, &Conclusions::default(), frames, path)
            .enumerate()
            .map(|(n, (bound, there))| Element { bound, there, number: first + n })
            .collect();
        self.count += elements.len();
        self.read.insert(key, elements.clone());
        elements
    }
}

/// The collections of the documents that rules are bound to, in which the elements of reasons are found again.
#[derive(Debug)]
pub(crate) struct Collections<'a> {
    all: Vec<Collected<'a>>,
}

/// The id of an element and its path.
type Name = (Option<Arc<str>>, ReadPath);

#[derive(Debug)]
struct Collected<'a> {
    path: &'a Path,
    elements: Vec<Bound<'a>>,
    /// The first of each id and path, when somebody looked for one.
    by_name: OnceCell<HashMap<Name, usize>>,
}

impl<'a> Collections<'a> {
    /// Those that the rules of a program are bound to.
    pub(crate) fn new(program: &'a Program, facts: &'a Facts) -> Self {
        let mut all: Vec<Collected<'a>> = Vec::new();
        for (_, path) in program.rules.iter().flat_map(|ground| &ground.each) {
            if path.vars().next().is_none() && !all.iter().any(|known| known.path.is_same(path)) {
                let elements = elements(facts, &Conclusions::default(), &[], path).map(|(bound, _)| bound).collect();
                all.push(Collected { path, elements, by_name: OnceCell::new() });
            }
        }
        Self { all }
    }

    /// The elements that a reason is bound to, found again among the facts; none for a reason whose element is gone.
    pub(crate) fn frames_of(&self, ground: &GroundRule, facts: &'a Facts, binding: &[Binding]) -> Option<Vec<Bound<'a>>> {
        let mut frames = Vec::new();
        for (name, path) in &ground.each {
            let wanted = binding.iter().find(|b| b.name == *name)?;
            let at = wanted.path.as_ref()?;
            let bound = match self.all.iter().find(|known| known.path.is_same(path)) {
                Some(known) => known.named(&wanted.id, at)?.clone(),
                None => {
                    let mut all = elements(facts, &Conclusions::default(), &frames, path).map(|(bound, _)| bound);
                    all.find(|bound| bound.member.id == wanted.id && bound.path() == *at)?
                }
            };
            frames.push(bound);
        }
        Some(frames)
    }
}

impl<'a> Collected<'a> {
    fn named(&self, id: &Option<Arc<str>>, path: &ReadPath) -> Option<&Bound<'a>> {
        let by_name = self.by_name.get_or_init(|| {
            let mut out = HashMap::new();
            for (n, bound) in self.elements.iter().enumerate() {
                out.entry((bound.member.id.clone(), bound.path())).or_insert(n);
            }
            out
        });
        self.elements.get(*by_name.get(&(id.clone(), path.clone()))?)
    }
}

/// Every choice of elements that a rule is bound to, with whether they are there; one empty choice for a rule bound to none.
pub(crate) fn bindings_of<'a>(
    ground: &'a GroundRule,
    facts: &'a Facts,
    conclusions: &Conclusions,
) -> Vec<(Vec<Bound<'a>>, Truth)> {
    let mut bound: Vec<(Vec<Bound<'a>>, Truth)> = vec![(Vec::new(), Truth::YES)];
    for (_, path) in &ground.each {
        let with_each = |(frames, here): (Vec<Bound<'a>>, Truth)| {
            let added = elements(facts, conclusions, &frames, path);
            added.map(move |(bound, there)| (frames.iter().cloned().chain([bound]).collect(), here.and(there)))
        };
        bound = bound.into_iter().flat_map(with_each).collect();
    }
    bound
}

/// What the variables of a ground rule are bound to: its words, and the elements in the frames.
pub(crate) fn binding_of(rule: &Rule, ground: &GroundRule, frames: &[Bound<'_>]) -> Vec<Binding> {
    let word = |(var, word): (&crate::policy::GroundVar, &Arc<str>)| Binding {
        name: var.name.clone(),
        id: Some(word.clone()),
        kind: None,
        path: None,
        span: None,
    };
    let words = rule.for_each.iter().zip(&ground.words).map(word);
    let elements = ground.each.iter().zip(frames).map(|((var, _), bound)| Binding {
        name: var.clone(),
        id: bound.member.id.clone(),
        kind: bound.member.item.map(Arc::from),
        path: Some(bound.path()),
        span: bound.member.spot.near,
    });
    words.chain(elements).collect()
}

/// The elements of a collection with whether each is there; the unnamed ones may be.
fn elements<'a>(
    facts: &'a Facts,
    conclusions: &Conclusions,
    frames: &[Bound<'a>],
    path: &Path,
) -> impl Iterator<Item = (Bound<'a>, Truth)> + use<'a> {
    let mut context = Context::new(facts, conclusions);
    context.frames = frames.to_vec();
    let from = context.path_of(path);
    let collection = context.collection(path);
    let unnamed_later = collection.later.and_then(|_| match context.locate(path) {
        Place::Spot(spot) => facts.step_somewhere(spot),
        Place::Given(_) => None,
    });
    let later = unnamed_later.map(|spot| Member { spot, id: None, item: None, home: None, sure: false });
    let named = collection.members.into_iter().map(|m| {
        let there = if m.sure { Truth::YES } else { Truth::UNKNOWN };
        (m, there)
    });
    let unnamed = collection.unnamed.into_iter().map(|m| (m, Truth::UNKNOWN));
    named
        .chain(unnamed)
        .chain(later.into_iter().map(|m| (m, Truth::LATER)))
        .map(move |(member, there)| (Bound { member, from: from.clone() }, there))
}

pub(super) fn frame<'f, 'a>(var: &Var, frames: &'f [Bound<'a>]) -> Option<&'f Bound<'a>> {
    match var.slot {
        Slot::Frame(n) => frames.get(n),
        Slot::Ground(_) => None,
    }
}

pub(super) fn element_id(var: &Var, frames: &[Bound<'_>]) -> Option<Arc<str>> {
    frame(var, frames)?.member.id.clone()
}
