//! Makes a condition hold, or not: goes through its parts and changes the facts that stand in the way, one after the other,
//! and tries what comes after each way that works. What comes after is a step given by the caller.

use std::rc::Rc;
use std::sync::Arc;

use super::moves::Moves;
use super::world::{Ask, Frame, World, frame};
use crate::compile::ground::choices;
use crate::compile::reads::{self, What};
use crate::condition::conclusions::Conclusions;
use crate::condition::ground::cond as put;
use crate::condition::tree::{Body, Cond, CondKind, Op, PathTy, Root, Test};
use crate::decision::Verb;
use crate::evaluate::bindings_of;
use crate::facts::ReadPath;
use crate::policy::{EffectTarget, Rule};
use crate::value::Truth;

/// What comes after: true when the search is over.
pub type Then<'k> = &'k mut dyn FnMut(&Rc<World>) -> bool;

/// How deep conclusions of other rules are followed.
const DEEP: usize = 3;
/// How many worlds are tried further where one change doesn't do.
const FURTHER: usize = 24;

/// One search.
pub struct Wants<'a> {
    /// What can be changed.
    pub moves: &'a Moves<'a>,
    /// Whether a lift condition is made to hold.
    pub lifting: bool,
    /// How many rules were gone through on the way.
    pub depth: usize,
}

/// Whether an answer is as wanted.
pub fn fits(truth: Truth, want: bool) -> bool {
    if want { truth.is_yes() } else { truth.is_no() }
}

impl<'a> Wants<'a> {
    /// The same for a condition of another sort.
    pub fn lifting(&self, lifting: bool) -> Wants<'a> {
        Wants { moves: self.moves, lifting, depth: self.depth }
    }

    /// Makes a condition hold (or not), then goes on.
    pub fn cond(&self, world: &Rc<World>, cond: &Cond, frames: &[Frame], want: bool, then: Then<'_>) -> bool {
        let Some(truth) = self.moves.worlds.truth(world, cond, frames, self.lifting) else { return false };
        if fits(truth, want) {
            return then(world);
        }
        if self.moves.worlds.is_exhausted() {
            return false;
        }
        match &cond.kind {
            CondKind::Not(inner) => self.cond(world, inner, frames, !want, then),
            CondKind::Certainly(inner) => self.cond(world, inner, frames, want, then),
            CondKind::All(parts) | CondKind::Any(parts) => {
                if matches!(cond.kind, CondKind::All(_)) == want {
                    // A later part may undo what an earlier one needs.
                    self.parts(world, parts, frames, want, &mut |world| self.holds(world, cond, frames, want) && then(world))
                } else {
                    parts.iter().any(|part| self.cond(world, part, frames, want, then))
                }
            }
            CondKind::Test(test) => self.test(world, test, frames, want, then),
        }
    }

    /// Makes all parts hold (or none of them), then goes on.
    pub fn parts(&self, world: &Rc<World>, parts: &[Cond], frames: &[Frame], want: bool, then: Then<'_>) -> bool {
        match parts.split_first() {
            None => then(world),
            Some((first, rest)) => {
                self.cond(world, first, frames, want, &mut |world| self.parts(world, rest, frames, want, then))
            }
        }
    }

    fn holds(&self, world: &Rc<World>, cond: &Cond, frames: &[Frame], want: bool) -> bool {
        self.moves.worlds.truth(world, cond, frames, self.lifting).is_some_and(|t| fits(t, want))
    }

    fn test(&self, world: &Rc<World>, test: &Arc<Test>, frames: &[Frame], want: bool, then: Then<'_>) -> bool {
        let whole = Cond { span: test.span, kind: CondKind::Test(test.clone()) };
        if matches!(test.path.root, Root::Decided(_) | Root::Derived(_)) {
            let mut checked = |world: &Rc<World>| self.holds(world, &whole, frames, want) && then(world);
            return self.conclusion(world, test, want, &mut checked) || self.conclusion(world, test, !want, &mut checked);
        }
        let mut checked = |world: &Rc<World>| self.holds(world, &whole, frames, want) && then(world);
        match &test.op {
            Op::AnyOf(body) if self.members(world, test, body, frames, want, want, &mut checked) => true,
            Op::EveryOf(body) if self.members(world, test, body, frames, want, !want, &mut checked) => true,
            _ => {
                let as_wanted =
                    |w: &World| self.moves.worlds.test(w, test, frames, self.lifting).is_some_and(|(t, _)| fits(t, want));
                self.changed(world, &[test], frames, &as_wanted, 2, then)
            }
        }
    }

    /// A quantifier: one member is made to answer as wanted, a new one if need be, or all of them are.
    #[expect(clippy::too_many_arguments, reason = "one quantifier about one element; a struct would be taken apart at once")]
    fn members(
        &self,
        world: &Rc<World>,
        test: &Arc<Test>,
        body: &Body,
        frames: &[Frame],
        want: bool,
        one: bool,
        then: Then<'_>,
    ) -> bool {
        let Some((known, list)) = self.members_of(world, test, frames) else { return false };
        let inner = |frame: &Frame| {
            let mut inner: Vec<Frame> = frames.iter().take(body.frame).cloned().collect();
            inner.push(frame.clone());
            inner
        };
        if !one {
            return self.each(world, body, &known.iter().map(inner).collect::<Vec<_>>(), want, then);
        }
        known.iter().any(|frame| self.cond(world, &body.cond, &inner(frame), want, then))
            || self.with_new(world, &list, &mut |world, frame| self.cond(world, &body.cond, &inner(frame), want, then))
    }

    fn each(&self, world: &Rc<World>, body: &Body, members: &[Vec<Frame>], want: bool, then: Then<'_>) -> bool {
        match members.split_first() {
            None => then(world),
            Some((first, rest)) => {
                self.cond(world, &body.cond, first, want, &mut |world| self.each(world, body, rest, want, then))
            }
        }
    }

    /// The named members of the collection that a test asks about, and the collection's path.
    pub fn members_of(&self, world: &World, test: &Test, frames: &[Frame]) -> Option<(Vec<Frame>, ReadPath)> {
        let asked = self.moves.worlds.asked(world, frames, Ask { lifting: self.lifting, ..Ask::default() }, |context| {
            let from = context.path_of(&test.path);
            let members = context.collection(&test.path).members;
            let bound = members.into_iter().map(|member| crate::condition::context::Bound { member, from: from.clone() });
            (bound.filter_map(|b| frame(&b)).collect::<Vec<_>>(), from)
        });
        asked.map(|(found, _)| found)
    }

    /// Adds a member to a collection, then goes on.
    pub fn with_new(&self, world: &Rc<World>, list: &ReadPath, then: &mut dyn FnMut(&Rc<World>, &Frame) -> bool) -> bool {
        self.moves.new_members(world, list).iter().any(|(frame, change)| match change {
            Some(change) => self.moves.worlds.after(world, change).is_some_and(|world| then(&world, frame)),
            None => then(world, frame),
        })
    }

    /// Changes one fact that some tests read, or two, until they answer as wanted; then goes on.
    pub fn changed(
        &self,
        world: &Rc<World>,
        tests: &[&Test],
        frames: &[Frame],
        wanted: &dyn Fn(&World) -> bool,
        most: usize,
        then: Then<'_>,
    ) -> bool {
        let leaves: Vec<_> = tests
            .iter()
            .filter_map(|t| self.moves.worlds.test(world, t, frames, self.lifting))
            .flat_map(|(_, leaves)| leaves)
            .collect();
        let mut others = Vec::new();
        for change in self.moves.of(world, tests, &leaves, frames) {
            let Some(next) = self.moves.worlds.after(world, &change) else { continue };
            if wanted(&next) {
                if then(&next) {
                    return true;
                }
            } else {
                others.push(next);
            }
        }
        most > 1 && others.iter().take(FURTHER).any(|next| self.changed(next, tests, frames, wanted, most - 1, then))
    }

    /// A test of what other rules conclude: one of them is made to hold, or all that do are made not to.
    fn conclusion(&self, world: &Rc<World>, test: &Test, more: bool, then: Then<'_>) -> bool {
        if self.depth >= DEEP {
            return false;
        }
        let deeper = Wants { moves: self.moves, lifting: false, depth: self.depth + 1 };
        let mut read = Vec::new();
        reads::of_test(test, false, &mut read);
        let program = self.moves.worlds.program;
        let mut producers: Vec<(&Rule, Vec<Arc<str>>)> = Vec::new();
        for rule in program.policy.rules.iter().filter(|r| read.iter().any(|read| makes(r, &read.what))) {
            for words in choices(rule) {
                if read.iter().any(|read| makes_of(rule, &words, &read.what, test)) {
                    producers.push((rule, words));
                }
            }
        }
        if more {
            return producers.iter().any(|(rule, words)| deeper.rule(world, rule, words, true, then));
        }
        deeper.none(world, &producers, then)
    }

    fn none(&self, world: &Rc<World>, rules: &[(&Rule, Vec<Arc<str>>)], then: Then<'_>) -> bool {
        match rules.split_first() {
            None => then(world),
            Some(((rule, words), rest)) => self.rule(world, rule, words, false, &mut |world| self.none(world, rest, then)),
        }
    }

    /// Makes a rule hold for some element, or for none; then goes on.
    pub fn rule(&self, world: &Rc<World>, rule: &Rule, words: &[Arc<str>], want: bool, then: Then<'_>) -> bool {
        let when = put(&rule.when, words);
        let bindings = self.bindings(world, rule, words);
        if want {
            return bindings.iter().any(|frames| self.cond(world, &when, frames, true, then))
                || self.new_binding(world, rule, &mut |world, frames| self.cond(world, &when, frames, true, then));
        }
        self.no_binding(world, &when, &bindings, then)
    }

    fn no_binding(&self, world: &Rc<World>, when: &Cond, bindings: &[Vec<Frame>], then: Then<'_>) -> bool {
        match bindings.split_first() {
            None => then(world),
            Some((first, rest)) => self.cond(world, when, first, false, &mut |world| self.no_binding(world, when, rest, then)),
        }
    }

    /// The named elements that a rule is bound to.
    pub fn bindings(&self, world: &World, rule: &Rule, words: &[Arc<str>]) -> Vec<Vec<Frame>> {
        let program = self.moves.worlds.program;
        let ground = program.rules.iter().find(|g| g.words == words && program.rule_of(g).is_some_and(|r| r.id == rule.id));
        let Some(ground) = ground else { return Vec::new() };
        let found = bindings_of(ground, &world.facts, &Conclusions::default());
        found.iter().filter_map(|(bound, _)| bound.iter().map(frame).collect::<Option<Vec<Frame>>>()).collect()
    }

    /// Adds an element that a rule is bound to, then goes on.
    pub fn new_binding(&self, world: &Rc<World>, rule: &Rule, then: &mut dyn FnMut(&Rc<World>, &[Frame]) -> bool) -> bool {
        let [each] = rule.each.as_slice() else { return false };
        if !matches!(each.collection.ty, PathTy::Records { .. } | PathTy::Scalars(_)) {
            return false;
        }
        let asked = self.moves.worlds.asked(world, &[], Ask::default(), |context| context.path_of(&each.collection));
        let Some((list, _)) = asked else { return false };
        self.with_new(world, &list, &mut |world, frame| then(world, std::slice::from_ref(frame)))
    }
}

/// Whether a rule may conclude something.
fn makes(rule: &Rule, what: &What) -> bool {
    rule.effects.iter().any(|effect| match (what, &effect.target) {
        (What::Derived(name), EffectTarget::Word(word)) => effect.verb == Verb::Derive && word == name,
        (What::Decided(verb, _), _) => effect.verb == *verb,
        _ => false,
    })
}

/// Whether a rule with these words may conclude what a test asks: of a word that the test names, where it names one.
fn makes_of(rule: &Rule, words: &[Arc<str>], what: &What, test: &Test) -> bool {
    let named: Vec<Arc<str>> = match (&test.op, what) {
        (_, What::Decided(_, Some(word))) => vec![word.clone()],
        (Op::IncludesAny(list) | Op::IncludesAll(list), _) => {
            list.iter().filter_map(|o| Some(Arc::from(o.value()?.to_string()))).collect()
        }
        _ => Vec::new(),
    };
    if named.is_empty() || words.is_empty() || !makes(rule, what) {
        return makes(rule, what);
    }
    words.iter().any(|word| named.contains(word))
        || rule.effects.iter().any(|e| matches!(&e.target, EffectTarget::Word(word) if named.contains(word)))
}
