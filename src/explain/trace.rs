//! Follows why a reason holds, down to the facts: for each fact the test that read it, and the tests of evidence on the way.
//! Of alternatives that hold it follows the one that takes the fewest facts, or that the kept facts are enough for.

use super::kept::leaf_at;
use super::leaves::Explainer;
use super::prose::area_of;
use super::route::{self, Route};
use super::wanted::Wanted;
use super::why::standing_of;
use crate::compile::program::{GroundOf, GroundTarget};
use crate::compile::{Expr, ExprKind, TestId};
use crate::condition::context::{Bound, Leaf, LeafState};
use crate::evaluate::Reason;
use crate::facts::{Basis, Forgetter, Keep, ReadPath};
use crate::text::Span;
use crate::value::Truth;

/// A test that an explanation passes.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The test.
    pub test: TestId,
    /// How it must be answered.
    pub wanted: Wanted,
    /// Its answer.
    pub truth: Truth,
    /// Its place in the policy.
    pub span: Span,
    /// What it read.
    pub leaves: Vec<Leaf>,
}

/// A fact that must be kept, with the test that read it.
#[derive(Clone, Debug)]
pub struct Atom {
    /// The path that is kept.
    pub path: ReadPath,
    /// The place of its test among those passed.
    pub test: Option<usize>,
    /// The leaf that the test read: another one where that is computed from it.
    pub leaf: Option<Leaf>,
}

/// What was found on the way.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The reasons, by place in the evaluation.
    pub reasons: Vec<usize>,
    /// The tests.
    pub tests: Vec<Passed>,
    /// The tests of evidence.
    pub evidence: Vec<Passed>,
    /// The facts that must be kept, each path once.
    pub atoms: Vec<Atom>,
    /// Why areas are reached.
    pub routes: Vec<Route>,
}

/// Follows reasons to their facts.
pub struct Tracer<'t, 'a> {
    /// The evaluation.
    pub explainer: &'t Explainer<'a>,
    /// What facts come from.
    pub forgetter: &'t Forgetter<'a>,
    /// Only these facts are kept: alternatives that need others are passed over where that is possible.
    pub keep: Option<&'t Keep>,
}

impl<'a> Tracer<'_, 'a> {
    /// Follows a reason that holds.
    pub fn reason(&self, place: usize, out: &mut Found) {
        if out.reasons.contains(&place) {
            return;
        }
        out.reasons.push(place);
        let Some(reason) = self.explainer.evaluation.reason(place) else { return };
        if self.stood(reason, out) {
            return;
        }
        let (Some(ground), Some(frames)) = (self.explainer.ground(reason), self.explainer.frames(reason)) else { return };
        // A rule that asks nothing of its element still rests on its being there.
        frames.iter().for_each(|bound| self.path(&bound.path(), out));
        self.expr(&ground.when, &frames, Wanted::YES, out);
        let Some(effect) = ground.effects.iter().find(|e| e.effect == reason.effect) else { return };
        let context = self.explainer.context(frames.clone());
        if let GroundTarget::Item(var) = &effect.target
            && let Some(bound) = context.bound(var)
        {
            self.path(&bound.path().child("category"), out);
        }
        if let Some(GroundOf::Field(path)) = &effect.of {
            self.path(&context.path_of(path), out);
        }
    }

    /// Adds the entry by which a reason stands whose condition doesn't hold; whether it does so.
    pub fn stood(&self, reason: &Reason, out: &mut Found) -> bool {
        let entry = standing_of(self.explainer, reason).filter(|_| !reason.when.is_yes());
        let stood = entry.is_some();
        entry.into_iter().for_each(|path| out.add(path, None, None));
        stood
    }

    fn path(&self, path: &ReadPath, out: &mut Found) {
        for atom in self.forgetter.atoms(path) {
            out.add(atom, None, None);
        }
    }

    fn expr(&self, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted, out: &mut Found) {
        match &expr.kind {
            ExprKind::Not(inner) => self.expr(inner, frames, wanted.of_negated(), out),
            ExprKind::Certainly(inner) => self.expr(inner, frames, wanted.of_certain(), out),
            ExprKind::All(parts) | ExprKind::Any(parts) => {
                if wanted.needs_each(matches!(expr.kind, ExprKind::All(_))) {
                    parts.iter().for_each(|p| self.expr(p, frames, wanted, out));
                    return;
                }
                let holds = |p: &&Expr| wanted.is(self.explainer.truth(p, frames, false));
                let holding: Vec<&Expr> = parts.iter().filter(holds).collect();
                self.first_kept(&holding, out, |part, out| self.expr(part, frames, wanted, out));
            }
            ExprKind::Test(id) => self.test(*id, expr.span, frames, wanted, out),
        }
    }

    /// Follows a choice whose facts are all kept, else any: the one with the fewest facts, whatever the order in which they stand.
    fn first_kept<T: Copy>(&self, choices: &[T], out: &mut Found, follow: impl Fn(T, &mut Found)) {
        let tries = choices.iter().map(|choice| {
            let mut tried = out.clone();
            follow(*choice, &mut tried);
            tried
        });
        let lacks = |found: &Found| self.keep.is_some_and(|keep| found.atoms.iter().any(|a| !keep.contains(&a.path)));
        let key = |found: &Found| {
            let place = |atom: &Atom| (leaf_at(self.explainer.facts, &atom.path).0.span, atom.path.clone());
            let mut places: Vec<(Option<Span>, ReadPath)> = found.atoms.iter().map(place).collect();
            places.sort();
            (lacks(found), places.len(), places)
        };
        if let Some(found) = tries.min_by_key(key) {
            *out = found;
        }
    }

    fn test(&self, id: TestId, span: Span, frames: &[Bound<'a>], wanted: Wanted, out: &mut Found) {
        let Some(slot) = self.explainer.program.test(id) else { return };
        let answered = self.explainer.answer(id, frames, false);
        let mut passed = Passed { test: id, wanted, truth: answered.truth, span, leaves: answered.leaves };
        if slot.evidence || wanted.known.is_some() {
            // What is certain of a conclusion rests on the facts of the rules that make it.
            let made = self.explainer.read_reasons(id, frames).into_iter().filter(|r| r.effective.is_yes());
            passed.leaves.extend(made.flat_map(|r| self.explainer.support(r)));
            let told = |e: &Passed| e.test == id && e.leaves == passed.leaves && e.wanted == passed.wanted;
            if !out.evidence.iter().any(told) {
                out.evidence.push(passed);
            }
            return;
        }
        let place = out.tests.len();
        let leaves = passed.leaves.clone();
        out.tests.push(passed);
        for leaf in &leaves {
            // Of a collection that was asked for a member it has, the member is what matters.
            let covered = matches!(leaf.state, LeafState::Collection { .. })
                && leaves.iter().any(|l| leaf.path.is_around(&l.path) && l.state.says());
            if covered && slot.test.op.body().is_none() {
                continue;
            }
            self.leaf(leaf, place, out);
        }
        let reasons: Vec<usize> = self
            .explainer
            .read_reasons(id, frames)
            .into_iter()
            .filter(|r| r.effective.is_yes() && wanted.holds)
            .filter_map(|r| self.explainer.evaluation.reasons.iter().position(|known| std::ptr::eq(known, r)))
            .collect();
        self.first_kept(&reasons, out, |place, out| self.reason(place, out));
    }

    fn leaf(&self, leaf: &Leaf, test: usize, out: &mut Found) {
        if let Some(area) = area_of(&leaf.path).filter(|_| leaf.basis == Basis::Computed) {
            if let Some(route) = route::to(self.explainer.facts, &self.explainer.program.policy.vocabulary, area)
                && !out.routes.contains(&route)
            {
                out.routes.push(route);
            }
            let span = leaf.span.map(|s| vec![s]).unwrap_or_default();
            if let Some(atom) = self.forgetter.change_atoms(Some(&span)).into_iter().next() {
                out.add(atom, Some(test), Some(leaf.clone()));
                return;
            }
        }
        for atom in self.forgetter.atoms(&leaf.path) {
            out.add(atom, Some(test), Some(leaf.clone()));
        }
    }

    /// The facts that tests of a condition read and that hold by now, whatever the whole comes to.
    pub fn holding(&self, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted, out: &mut Found) {
        match &expr.kind {
            ExprKind::Not(inner) => self.holding(inner, frames, wanted.of_negated(), out),
            ExprKind::Certainly(inner) => self.holding(inner, frames, wanted.of_certain(), out),
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().for_each(|p| self.holding(p, frames, wanted, out)),
            ExprKind::Test(id) => {
                if wanted.is(self.explainer.truth(expr, frames, false)) {
                    self.test(*id, expr.span, frames, wanted, out);
                }
            }
        }
    }
}

impl Found {
    fn add(&mut self, path: ReadPath, test: Option<usize>, leaf: Option<Leaf>) {
        if !self.atoms.iter().any(|a| a.path == path) {
            self.atoms.push(Atom { path, test, leaf });
        }
    }
}
