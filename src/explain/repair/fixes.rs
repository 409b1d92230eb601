//! What could take a reason out of force or make it hold: alternatives of changes, read off its rule test by test.
//! Whether they work together is left to `search`, which evaluates them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::actions::{self, Action};
use super::constants::Constants;
use super::moves::again;
use crate::compile::{Expr, ExprKind, GroundTarget, TestId};
use crate::condition::answer::answer_test;
use crate::condition::conclusions::Conclusions;
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::tree::{Compare, Cond, CondKind, Op, Root, Test};
use crate::decision::Target;
use crate::evaluate::{Reason, conclusions};
use crate::explain::leaves::Explainer;
use crate::explain::parts::{OpenPart, open_parts};
use crate::explain::trial::Trial;
use crate::facts::{Change, FactPath, Facts, ReadPath};
use crate::text::Span;
use crate::value::Truth;

/// The most alternatives that are kept for one condition.
const MOST: usize = 16;
/// The most pairs of changes that are tried for one test.
const MOST_PAIRS: usize = 80;

/// A change with what it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The change.
    pub change: Change,
    /// What it takes.
    pub action: Action,
}

/// Changes that go together: for each fact the moves of which one is to be made. The moment is the fact without a path.
pub type Fix = BTreeMap<Option<FactPath>, Vec<Move>>;

/// Proposes fixes for the reasons of one evaluation.
pub struct Fixer<'a> {
    pub trial: &'a Trial<'a>,
    pub explainer: &'a Explainer<'a>,
    /// The changes that led to this evaluation.
    pub base: &'a [Change],
    conclusions: Conclusions,
    pub(super) span: Span,
    pub(super) known: RefCell<BTreeMap<String, Option<Rc<Facts>>>>,
    pub(super) constants: RefCell<BTreeMap<String, Rc<Constants>>>,
    pub(super) areas: Vec<String>,
    /// Whether alternatives were left out because there were too many.
    pub cut: RefCell<bool>,
}

/// The cost of the cheapest way to make a fix.
pub fn cost(fix: &Fix) -> u32 {
    fix.values().filter_map(|moves| moves.iter().map(|m| m.action.cost).min()).sum()
}

impl<'a> Fixer<'a> {
    /// Prepares to propose fixes.
    pub fn new(trial: &'a Trial<'a>, explainer: &'a Explainer<'a>, base: &'a [Change]) -> Self {
        let span = trial.documents.first().map(|d| Span { end: d.root.span.start, ..d.root.span });
        let vocabulary = &trial.program.policy.vocabulary;
        Self {
            trial,
            explainer,
            base,
            conclusions: conclusions(explainer.evaluation),
            span: span.unwrap_or_else(|| Span::new(crate::text::Sources::new().add("", Vec::new()), 0, 0)),
            known: RefCell::default(),
            constants: RefCell::default(),
            areas: vocabulary.names(crate::vocabulary::Kind::Area).iter().map(ToString::to_string).collect(),
            cut: RefCell::new(false),
        }
    }

    /// What rules concluded.
    pub(super) fn conclusions(&self) -> &Conclusions {
        &self.conclusions
    }

    /// Fixes after which a reason is no longer in force.
    pub fn off(&self, reason: &Reason) -> Vec<Fix> {
        self.off_within(reason, &mut BTreeSet::new())
    }

    fn off_within(&self, reason: &Reason, seen: &mut BTreeSet<String>) -> Vec<Fix> {
        let key = format!("{} {} {}", reason.name, reason.effect, reason.places_text());
        if !reason.effective.can_be_yes() {
            return vec![Fix::new()];
        }
        if !seen.insert(key.clone()) {
            return Vec::new();
        }
        let out = self.off_anew(reason, seen);
        seen.remove(&key);
        out
    }

    fn off_anew(&self, reason: &Reason, seen: &mut BTreeSet<String>) -> Vec<Fix> {
        let (Some(ground), Some(frames)) = (self.explainer.ground(reason), self.explainer.frames(reason)) else {
            return Vec::new();
        };
        let mut out = Vec::new();
        if !reason.standing.is_some_and(|s| s.certain) {
            out = self.expr(&ground.when, &frames, false, false, seen);
            for bound in &frames {
                out = self.or(out, self.without(bound));
            }
        }
        let until = ground.effects.iter().find(|e| e.effect == reason.effect).and_then(|e| e.until.as_ref());
        if let Some(until) = until {
            out = self.or(out, self.expr(until, &frames, true, true, seen));
        }
        out
    }

    /// Fixes after which something is certainly decided.
    pub fn on(&self, target: &Target) -> Vec<Fix> {
        self.on_within(target, &mut BTreeSet::new())
    }

    fn on_within(&self, target: &Target, seen: &mut BTreeSet<String>) -> Vec<Fix> {
        let key = format!("on {target}");
        if !seen.insert(key.clone()) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for ground in &self.trial.program.rules {
            let decides = ground.effects.iter().any(|e| {
                e.verb == target.verb
                    && match &e.target {
                        GroundTarget::Word(word) => *word == target.name,
                        GroundTarget::Alone => target.name.is_empty(),
                        GroundTarget::Element(_) | GroundTarget::Item(_) => true,
                    }
            });
            if !decides {
                continue;
            }
            let mut bindings: Vec<Vec<Bound<'a>>> = vec![Vec::new()];
            for (_, path) in &ground.each {
                bindings = bindings
                    .into_iter()
                    .flat_map(|frames| {
                        let mut context = self.explainer.context(frames.clone());
                        let from = context.path_of(path);
                        let members = context.collection(path).members;
                        members.into_iter().map(move |member| {
                            let mut frames = frames.clone();
                            frames.push(Bound { member, from: from.clone() });
                            frames
                        })
                    })
                    .collect();
            }
            for frames in bindings {
                out = self.or(out, self.expr(&ground.when, &frames, true, false, seen));
            }
        }
        seen.remove(&key);
        out
    }

    fn expr(&self, expr: &Expr, frames: &[Bound<'a>], want: bool, lifting: bool, seen: &mut BTreeSet<String>) -> Vec<Fix> {
        if fits(self.explainer.truth(expr, frames, lifting), want) {
            return vec![Fix::new()];
        }
        match &expr.kind {
            ExprKind::Not(inner) => self.expr(inner, frames, !want, lifting, seen),
            // What certainly doesn't hold isn't certain; nobody is asked to know less.
            ExprKind::Certainly(inner) => self.expr(inner, frames, want, lifting, seen),
            ExprKind::All(parts) | ExprKind::Any(parts) => {
                let each = parts.iter().map(|p| self.expr(p, frames, want, lifting, seen)).collect::<Vec<_>>();
                self.joined(each, matches!(expr.kind, ExprKind::All(_)) == want)
            }
            ExprKind::Test(id) => match self.trial.program.test(*id) {
                Some(slot) => self.test(&slot.test.clone(), Some(*id), frames, want, lifting, seen),
                None => Vec::new(),
            },
        }
    }

    fn cond(&self, cond: &Cond, frames: &[Bound<'a>], want: bool, lifting: bool, seen: &mut BTreeSet<String>) -> Vec<Fix> {
        match &cond.kind {
            CondKind::Not(inner) => self.cond(inner, frames, !want, lifting, seen),
            CondKind::Certainly(inner) => self.cond(inner, frames, want, lifting, seen),
            CondKind::All(parts) | CondKind::Any(parts) => {
                let each = parts.iter().map(|p| self.cond(p, frames, want, lifting, seen)).collect::<Vec<_>>();
                self.joined(each, matches!(cond.kind, CondKind::All(_)) == want)
            }
            CondKind::Test(test) => self.test(test, None, frames, want, lifting, seen),
        }
    }

    fn joined(&self, each: Vec<Vec<Fix>>, together: bool) -> Vec<Fix> {
        each.into_iter()
            .reduce(|a, b| if together { self.and(a, b) } else { self.or(a, b) })
            .unwrap_or_else(|| if together { vec![Fix::new()] } else { Vec::new() })
    }

    fn or(&self, mut a: Vec<Fix>, b: Vec<Fix>) -> Vec<Fix> {
        for fix in b {
            if !a.contains(&fix) {
                a.push(fix);
            }
        }
        self.fewest(a)
    }

    fn and(&self, a: Vec<Fix>, b: Vec<Fix>) -> Vec<Fix> {
        let mut out = Vec::new();
        for x in &a {
            for y in &b {
                if let Some(both) = both(x, y)
                    && !out.contains(&both)
                {
                    out.push(both);
                }
            }
        }
        self.fewest(out)
    }

    fn fewest(&self, mut all: Vec<Fix>) -> Vec<Fix> {
        all.sort_by_key(|fix| (cost(fix), fix.len()));
        if all.len() > MOST {
            all.truncate(MOST);
            *self.cut.borrow_mut() = true;
        }
        all
    }

    fn test(
        &self,
        test: &Arc<Test>,
        id: Option<TestId>,
        frames: &[Bound<'a>],
        want: bool,
        lifting: bool,
        seen: &mut BTreeSet<String>,
    ) -> Vec<Fix> {
        let mut context = self.explainer.context(frames.to_vec());
        context.lifting = lifting;
        context.leaves = Some(Vec::new());
        if fits(answer_test(test, &mut context), want) {
            return vec![Fix::new()];
        }
        let leaves = context.leaves.unwrap_or_default();
        if matches!(test.path.root, Root::Decided(_) | Root::Derived(_)) {
            return self.decided(test, id, frames, want, seen);
        }
        match &test.op {
            Op::AnyOf(body) => self.members(test, &body.cond, frames, want, true, lifting, seen),
            Op::EveryOf(body) => self.members(test, &body.cond, frames, want, false, lifting, seen),
            _ => self.leaves(test, &leaves, frames, want, lifting),
        }
    }

    /// A test of what other rules decide: they are taken out, or one of them is made to hold.
    fn decided(
        &self,
        test: &Test,
        id: Option<TestId>,
        frames: &[Bound<'a>],
        want: bool,
        seen: &mut BTreeSet<String>,
    ) -> Vec<Fix> {
        let Some(id) = id else { return Vec::new() };
        let falling = matches!(
            test.op,
            Op::Empty(true)
                | Op::EveryOf(_)
                | Op::IsNot(_)
                | Op::Exists(false)
                | Op::Order(Compare::AtMost | Compare::LessThan, ..)
                | Op::Count { compare: Compare::AtMost | Compare::LessThan, .. }
        );
        let reasons = self.explainer.read_reasons(id, frames);
        if want == falling {
            let each = reasons.into_iter().map(|r| self.off_within(r, seen)).collect();
            return self.joined(each, true);
        }
        let mut out = Vec::new();
        let mut targets: Vec<&Target> = reasons.iter().map(|r| &r.target).collect();
        targets.dedup();
        for target in targets {
            out = self.or(out, self.on_within(target, seen));
        }
        out
    }

    /// A quantifier: each member that stands in the way is finished or removed; what may be there besides is stated.
    #[expect(clippy::too_many_arguments, reason = "one quantifier under one binding; a struct would be taken apart at once")]
    fn members(
        &self,
        test: &Arc<Test>,
        body: &Cond,
        frames: &[Bound<'a>],
        want: bool,
        any: bool,
        lifting: bool,
        seen: &mut BTreeSet<String>,
    ) -> Vec<Fix> {
        let mut context = self.explainer.context(frames.to_vec());
        let from = context.path_of(&test.path);
        let collection = context.collection(&test.path);
        let all = any != want;
        let mut each = Vec::new();
        for member in &collection.members {
            let mut inner = frames.to_vec();
            inner.push(Bound { member: member.clone(), from: from.clone() });
            let mut fixes = self.cond(body, &inner, want, lifting, seen);
            if all && let Some(bound) = inner.last() {
                fixes = self.or(fixes, self.without(bound));
            }
            each.push(fixes);
        }
        if all && !collection.unnamed.is_empty() {
            each.push(self.closed(&from));
        }
        if each.is_empty() {
            // Nothing is there to be finished: the list itself is what can be stated.
            return self.closed(&from);
        }
        self.joined(each, all)
    }

    /// An element leaves its list, where somebody can see to that.
    fn without(&self, bound: &Bound<'a>) -> Vec<Fix> {
        if bound.member.id.is_none() {
            return self.closed(&bound.home());
        }
        let Some(path) = actions::inputs(self.explainer.facts, &bound.path()).into_iter().next() else { return Vec::new() };
        match actions::removal(self.explainer.facts, &path) {
            Some(action) => vec![single(Some(path.clone()), vec![Move { change: Change::Unset { path }, action }])],
            None => Vec::new(),
        }
    }

    /// Every list that leaves this one open is stated, with nothing more in it.
    fn closed(&self, list: &ReadPath) -> Vec<Fix> {
        let facts = self.explainer.facts;
        let parts = match list.words().as_slice() {
            ["site", "items" | "uses"] => open_parts(facts, list),
            _ => vec![OpenPart::At(list.clone())],
        };
        let each = parts
            .iter()
            .map(|part| {
                let path = if let OpenPart::At(path) = part { path.fact_path() } else { None };
                let found = path.into_iter().filter_map(|path| {
                    let moves = self.moves(&path);
                    (!moves.is_empty()).then(|| single(Some(path), moves))
                });
                found.collect()
            })
            .collect::<Vec<Vec<Fix>>>();
        if each.is_empty() { Vec::new() } else { self.joined(each, true) }
    }

    /// A test on facts: for each fact that it reads, the values under which it answers as wanted.
    fn leaves(&self, test: &Arc<Test>, leaves: &[Leaf], frames: &[Bound<'a>], want: bool, lifting: bool) -> Vec<Fix> {
        let mut out = Vec::new();
        let mut paths: Vec<FactPath> = Vec::new();
        for leaf in leaves {
            for path in actions::inputs(self.explainer.facts, &leaf.path) {
                for path in std::iter::once(path.clone()).chain(self.fields(&path)) {
                    if !paths.contains(&path) {
                        paths.push(path);
                    }
                }
            }
        }
        let answers = |change: &Change| {
            let Some(facts) = self.facts(change) else { return false };
            let Some(frames) = again(frames, &facts) else { return false };
            let mut context = Context::new(&facts, &self.conclusions);
            context.frames = frames;
            context.lifting = lifting;
            fits(answer_test(test, &mut context), want)
        };
        for path in &paths {
            let moves: Vec<Move> = self.moves(path).into_iter().filter(|m| answers(&m.change)).collect();
            if !moves.is_empty() {
                out = self.or(out, vec![single(Some(path.clone()), moves)]);
            }
        }
        if out.is_empty() && paths.len() > 1 {
            out = self.pairs(&paths, &|changes| {
                let mut all = self.base.to_vec();
                all.extend_from_slice(changes);
                let Ok(facts) = self.trial.facts(&all) else { return false };
                let Some(frames) = again(frames, &facts) else { return false };
                let mut context = Context::new(&facts, &self.conclusions);
                context.frames = frames;
                context.lifting = lifting;
                fits(answer_test(test, &mut context), want)
            });
        }
        let moves: Vec<Move> = self.waits(test, leaves).into_iter().filter(|m| answers(&m.change)).collect();
        if !moves.is_empty() {
            out = self.or(out, vec![single(None, moves)]);
        }
        out
    }

    /// Two facts changed together, where no single one does it.
    fn pairs(&self, paths: &[FactPath], answers: &dyn Fn(&[Change]) -> bool) -> Vec<Fix> {
        let all: Vec<(&FactPath, Vec<Move>)> = paths.iter().map(|p| (p, self.moves(p))).filter(|(_, m)| !m.is_empty()).collect();
        let mut out = Vec::new();
        let mut tries = 0;
        for (n, (p, ours)) in all.iter().enumerate() {
            for (q, theirs) in all.iter().skip(n + 1) {
                for (a, b) in ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b))) {
                    tries += 1;
                    if tries > MOST_PAIRS {
                        *self.cut.borrow_mut() = true;
                        return out;
                    }
                    if answers(&[a.change.clone(), b.change.clone()]) {
                        out.push(Fix::from([(Some((*p).clone()), vec![a.clone()]), (Some((*q).clone()), vec![b.clone()])]));
                    }
                }
            }
        }
        // Three together are not tried.
        *self.cut.borrow_mut() |= out.is_empty() && all.len() > 2;
        self.fewest(out)
    }
}

/// Whether an answer is certainly as wanted; what is known later only is not in force.
fn fits(truth: Truth, want: bool) -> bool {
    if want { truth.is_yes() } else { !truth.can_be_yes() }
}

fn single(path: Option<FactPath>, moves: Vec<Move>) -> Fix {
    Fix::from([(path, moves)])
}

/// Two fixes together: of a fact that both change, the moves that serve both.
fn both(a: &Fix, b: &Fix) -> Option<Fix> {
    let mut out = a.clone();
    for (path, moves) in b {
        match out.get_mut(path) {
            None => {
                out.insert(path.clone(), moves.clone());
            }
            Some(ours) => {
                ours.retain(|m| moves.iter().any(|n| n.change == m.change));
                if ours.is_empty() {
                    return None;
                }
            }
        }
    }
    // A whole and a part of it can't both be set.
    let clash = out.keys().flatten().any(|p| out.keys().flatten().any(|q| p != q && p.holds(q)));
    (!clash).then_some(out)
}
