//! The facts that a search has come to: documents after changes, read again, with what the policy concludes from them.
//! Which changes are made is `moves`' and `want`'s business.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::compile::Program;
use crate::condition::answer::{answer, answer_test};
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::tree::{Cond, Path, Root, Test};
use crate::diagnostic::Sink;
use crate::evaluate::{Run, conclusions};
use crate::facts::change::{Change, apply, shown};
use crate::facts::store::Member;
use crate::facts::{FactDocument, Facts, ReadPath};
use crate::text::Sources;
use crate::value::{Instant, Truth};

/// Where a search starts.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The documents of a case.
    pub documents: &'a [FactDocument],
    /// Its moment.
    pub now: Instant,
    /// Its place among all of them.
    pub place: usize,
}

/// Facts after some changes.
#[derive(Debug)]
pub struct World {
    /// Where it started.
    pub start: usize,
    /// The changes since.
    pub changes: Vec<Change>,
    /// The documents after them.
    pub documents: Vec<FactDocument>,
    /// The moment.
    pub now: Instant,
    /// The facts.
    pub facts: Facts,
    conclusions: OnceCell<Conclusions>,
}

/// An element bound around a condition, by the list it stands in and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The list.
    pub from: ReadPath,
    /// The id or key.
    pub id: Arc<str>,
}

/// How something is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask {
    /// As a lift condition.
    pub lifting: bool,
    /// With the facts that are read.
    pub leaves: bool,
    /// With what other rules conclude.
    pub concludes: bool,
}

/// Whether a condition reads what other rules conclude.
pub fn concludes(cond: &Cond) -> bool {
    let mut found = false;
    cond.tests(false, &mut |test, _| found |= reads_conclusions(test));
    found
}

fn reads_conclusions(test: &Test) -> bool {
    let read = |path: &Path| matches!(path.root, Root::Decided(_) | Root::Derived(_));
    read(&test.path) || test.op.operand_paths().into_iter().any(read) || test.op.body().is_some_and(|body| concludes(&body.cond))
}

/// Reads worlds, each once.
pub struct Worlds<'a> {
    /// The policy as it is.
    pub program: &'a Program,
    /// The texts.
    pub sources: &'a Sources,
    known: RefCell<HashMap<String, Option<Rc<World>>>>,
    left: Cell<usize>,
}

/// The most worlds that are kept.
const KEPT: usize = 4_000;

impl<'a> Worlds<'a> {
    /// Reads worlds for one policy.
    pub fn new(program: &'a Program, sources: &'a Sources) -> Self {
        Self { program, sources, known: RefCell::default(), left: Cell::new(0) }
    }

    /// Allows so many steps from here on.
    pub fn allow(&self, steps: usize) {
        self.left.set(steps);
    }

    /// Whether no step is left.
    pub fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// Takes a step that reads nothing; false when none is left.
    pub fn spend(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// The facts of a case as they are.
    pub fn start(&self, start: &Start<'_>) -> Option<Rc<World>> {
        self.remembered(format!("{}", start.place), || self.read(start.place, start.documents.to_vec(), start.now, Vec::new()))
    }

    /// The world after one more change.
    pub fn after(&self, world: &World, change: &Change) -> Option<Rc<World>> {
        if !self.spend() {
            return None;
        }
        let mut changes = world.changes.clone();
        changes.push(change.clone());
        let key = changes.iter().fold(world.start.to_string(), |key, c| format!("{key} {}", text(c)));
        self.remembered(key, || {
            let now = match change {
                Change::Now(at) => *at,
                _ => world.now,
            };
            let schemas = &self.program.policy.schemas;
            let documents = apply(&world.documents, std::slice::from_ref(change), schemas, world.facts.phase).ok()?;
            self.read(world.start, documents, now, changes)
        })
    }

    fn remembered(&self, key: String, make: impl FnOnce() -> Option<World>) -> Option<Rc<World>> {
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let made = make().map(Rc::new);
        let mut known = self.known.borrow_mut();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, made.clone());
        made
    }

    fn read(&self, start: usize, documents: Vec<FactDocument>, now: Instant, changes: Vec<Change>) -> Option<World> {
        let facts = Run::new(self.program, now).read(&documents, self.sources, &mut Sink::new())?;
        Some(World { start, changes, documents, now, facts, conclusions: OnceCell::new() })
    }

    /// What the policy concludes in a world.
    pub fn conclusions<'w>(&self, world: &'w World) -> &'w Conclusions {
        world.conclusions.get_or_init(|| conclusions(&Run::again(self.program, &world.facts, None)))
    }

    /// The answers to a condition about these elements; none where one of them is gone.
    pub fn truth(&self, world: &World, cond: &Cond, frames: &[Frame], lifting: bool) -> Option<Truth> {
        let ask = Ask { lifting, leaves: false, concludes: concludes(cond) };
        self.asked(world, frames, ask, |context| answer(cond, context)).map(|(truth, _)| truth)
    }

    /// The answers to a test, and the facts that it reads.
    pub fn test(&self, world: &World, test: &Test, frames: &[Frame], lifting: bool) -> Option<(Truth, Vec<Leaf>)> {
        let ask = Ask { lifting, leaves: true, concludes: reads_conclusions(test) };
        self.asked(world, frames, ask, |context| answer_test(test, context))
    }

    /// Asks something about these elements.
    pub fn asked<T>(
        &self,
        world: &World,
        frames: &[Frame],
        how: Ask,
        ask: impl FnOnce(&mut Context<'_, '_>) -> T,
    ) -> Option<(T, Vec<Leaf>)> {
        // An evaluation costs more than all the rest: it is made only for those who read what comes of it.
        let none = Conclusions::default();
        let conclusions = if how.concludes { self.conclusions(world) } else { &none };
        let mut context = Context::new(&world.facts, conclusions);
        context.frames = frames.iter().map(|f| bound(f, &world.facts)).collect::<Option<_>>()?;
        context.lifting = how.lifting;
        context.leaves = how.leaves.then(Vec::new);
        let out = ask(&mut context);
        Some((out, context.leaves.unwrap_or_default()))
    }
}

fn bound<'f>(frame: &Frame, facts: &'f Facts) -> Option<Bound<'f>> {
    let spot = facts.step(facts.spot_at(&frame.from)?, &frame.id)?;
    let member = Member { spot, id: Some(frame.id.clone()), item: None, home: None, sure: true };
    Some(Bound { member, from: frame.from.clone() })
}

/// The frame of an element; none of one that has no name.
pub fn frame(bound: &Bound<'_>) -> Option<Frame> {
    let id = bound.member.id.clone()?;
    Some(Frame { from: bound.home(), id })
}

/// A change as text that names it.
fn text(change: &Change) -> String {
    match change {
        Change::Set { path, to } => format!("{path}={}", shown(to)),
        Change::Unset { path } => format!("-{path}"),
        Change::Now(at) => format!("now={}", at.unix()),
    }
}
