//! Makes two conditions answer differently: what stands around the place where they differ is made to leave the answer open
//! there, and the facts at that place are changed until the two disagree. How a condition is made to hold is `want`'s business.

use std::rc::Rc;
use std::sync::Arc;

use super::want::{Then, Wants, fits};
use super::world::{Frame, World};
use crate::condition::print;
use crate::condition::tree::{Body, Cond, CondKind, Op, Test};
use crate::value::Truth;

/// Whether two truths come to the same for a reason.
pub fn alike(a: Truth, b: Truth) -> bool {
    let class = |t: Truth| (t.is_yes(), t.can_be_yes(), t.is_later());
    class(a) == class(b)
}

impl Wants<'_> {
    /// Makes two conditions disagree, then goes on.
    pub fn differ(&self, world: &Rc<World>, a: &Cond, b: &Cond, frames: &[Frame], then: Then<'_>) -> bool {
        let disagree = |w: &World| self.disagree(w, a, b, frames);
        if disagree(world) && then(world) {
            return true;
        }
        if self.moves.worlds.is_exhausted() {
            return false;
        }
        let mut then = |w: &Rc<World>| disagree(w) && then(w);
        match (&a.kind, &b.kind) {
            (CondKind::All(p), CondKind::All(q)) => self.parts_differ(world, p, q, true, frames, &mut then),
            (CondKind::Any(p), CondKind::Any(q)) => self.parts_differ(world, p, q, false, frames, &mut then),
            (CondKind::All(p), CondKind::Any(_)) | (CondKind::Any(_), CondKind::All(p)) if p.len() > 1 => {
                // One holds and the others don't.
                (0..p.len()).any(|n| {
                    let (one, others) = apart(p, n);
                    self.parts(world, &one, frames, true, &mut |w| self.parts(w, &others, frames, false, &mut then))
                })
            }
            (CondKind::Not(p), CondKind::Not(q)) => self.differ(world, p, q, frames, &mut then),
            (CondKind::Certainly(p), CondKind::Certainly(q)) => {
                self.differ(world, p, q, frames, &mut then) || self.left_open(world, p, frames, &mut then)
            }
            // What is not known tells the two apart.
            (CondKind::Certainly(p), _) | (_, CondKind::Certainly(p)) if self.left_open(world, p, frames, &mut then) => true,
            (CondKind::Test(t), CondKind::Test(u)) => self.tests_differ(world, t, u, frames, &mut then),
            // One is dropped or turned round: either answer shows it.
            _ => {
                self.cond(world, a, frames, true, &mut then)
                    || self.cond(world, a, frames, false, &mut then)
                    || self.cond(world, b, frames, true, &mut then)
                    || self.cond(world, b, frames, false, &mut then)
            }
        }
    }

    /// Leaves a condition open, then goes on: one part is left out while the others don't settle it.
    fn left_open(&self, world: &Rc<World>, cond: &Cond, frames: &[Frame], then: Then<'_>) -> bool {
        match &cond.kind {
            CondKind::Not(inner) | CondKind::Certainly(inner) => self.left_open(world, inner, frames, then),
            CondKind::All(parts) | CondKind::Any(parts) => (0..parts.len()).any(|n| {
                let (one, others) = apart(parts, n);
                self.parts(world, &others, frames, matches!(cond.kind, CondKind::All(_)), &mut |w| {
                    one.iter().any(|part| self.left_open(w, part, frames, then))
                })
            }),
            CondKind::Test(test) => {
                let leaves = self.moves.worlds.test(world, test, frames, self.lifting).map(|(_, leaves)| leaves);
                let left_out = self.moves.left_out(world, &leaves.unwrap_or_default());
                left_out.iter().filter_map(|change| self.moves.worlds.after(world, change)).any(|w| then(&w))
            }
        }
    }

    fn disagree(&self, world: &World, a: &Cond, b: &Cond, frames: &[Frame]) -> bool {
        let truth = |cond| self.moves.worlds.truth(world, cond, frames, self.lifting);
        matches!((truth(a), truth(b)), (Some(a), Some(b)) if !alike(a, b))
    }

    fn parts_differ(&self, world: &Rc<World>, p: &[Cond], q: &[Cond], all: bool, frames: &[Frame], then: Then<'_>) -> bool {
        let text = |cond: &Cond| print::cond(cond);
        if p.len() == q.len() {
            return p.iter().zip(q).enumerate().filter(|(_, (a, b))| text(a) != text(b)).any(|(n, (a, b))| {
                let (_, others) = apart(p, n);
                // First the others, so that what is found at the difference is not undone.
                self.parts(world, &others, frames, all, &mut |w| self.differ(w, a, b, frames, then))
                    || self.differ(world, a, b, frames, &mut |w| self.parts(w, &others, frames, all, then))
            });
        }
        let (long, short) = if p.len() > q.len() { (p, q) } else { (q, p) };
        let dropped = (0..long.len()).find(|n| short.get(*n).is_none_or(|s| long.get(*n).is_some_and(|l| text(l) != text(s))));
        let Some(n) = dropped else { return false };
        let (one, others) = apart(long, n);
        self.parts(world, &others, frames, all, &mut |w| self.parts(w, &one, frames, !all, then))
            || self.parts(world, &one, frames, !all, &mut |w| self.parts(w, &others, frames, all, then))
    }

    fn tests_differ(&self, world: &Rc<World>, t: &Arc<Test>, u: &Arc<Test>, frames: &[Frame], then: Then<'_>) -> bool {
        let worlds = self.moves.worlds;
        let found = match (&t.op, &u.op) {
            (Op::AnyOf(p), Op::AnyOf(q)) => self.bodies_differ(world, t, p, q, true, frames, then),
            (Op::EveryOf(p), Op::EveryOf(q)) => self.bodies_differ(world, t, p, q, false, frames, then),
            (Op::AnyOf(p), Op::EveryOf(_)) | (Op::EveryOf(p), Op::AnyOf(_)) => self.mixed(world, t, p, frames, then),
            (Op::Count { body: Some(p), .. }, Op::Count { body: Some(q), .. }) => {
                self.bodies_differ(world, t, p, q, true, frames, then)
            }
            _ => false,
        };
        if found {
            return true;
        }
        let disagree = |w: &World| {
            let truth = |test| worlds.test(w, test, frames, self.lifting).map(|(t, _)| t);
            matches!((truth(t), truth(u)), (Some(a), Some(b)) if !alike(a, b))
        };
        if self.changed(world, &[&**t, &**u], frames, &disagree, 2, then) {
            return true;
        }
        // What is left out tells some apart.
        let leaves = worlds.test(world, t, frames, self.lifting).map(|(_, leaves)| leaves).unwrap_or_default();
        self.moves.left_out(world, &leaves).iter().filter_map(|c| worlds.after(world, c)).any(|w| disagree(&w) && then(&w))
            || self.several(world, t, frames, &disagree, then)
    }

    /// A count is told apart by how many there are: members are added one by one.
    fn several(
        &self,
        world: &Rc<World>,
        test: &Arc<Test>,
        frames: &[Frame],
        wanted: &dyn Fn(&World) -> bool,
        then: Then<'_>,
    ) -> bool {
        let Op::Count { body, .. } = &test.op else { return false };
        self.one_more(world, test, body.as_deref(), frames, wanted, 4, then)
    }

    #[expect(clippy::too_many_arguments, reason = "one count about one element; a struct would be taken apart at once")]
    fn one_more(
        &self,
        world: &Rc<World>,
        test: &Arc<Test>,
        body: Option<&Body>,
        frames: &[Frame],
        wanted: &dyn Fn(&World) -> bool,
        most: usize,
        then: Then<'_>,
    ) -> bool {
        if wanted(world) && then(world) {
            return true;
        }
        if most == 0 {
            return false;
        }
        let Some((_, list)) = self.members_of(world, test, frames) else { return false };
        self.with_new(world, &list, &mut |world, frame| match body {
            Some(body) => {
                let inner: Vec<Frame> = frames.iter().take(body.frame).cloned().chain([frame.clone()]).collect();
                self.cond(world, &body.cond, &inner, true, &mut |w| {
                    self.one_more(w, test, Some(body), frames, wanted, most - 1, then)
                })
            }
            None => self.one_more(world, test, None, frames, wanted, most - 1, then),
        })
    }

    /// One member is made to show the difference, the others not to hide it.
    #[expect(clippy::too_many_arguments, reason = "two quantifiers about one element; a struct would be taken apart at once")]
    fn bodies_differ(
        &self,
        world: &Rc<World>,
        test: &Arc<Test>,
        p: &Body,
        q: &Body,
        any: bool,
        frames: &[Frame],
        then: Then<'_>,
    ) -> bool {
        let Some((known, list)) = self.members_of(world, test, frames) else { return false };
        let inner = |frame: &Frame| -> Vec<Frame> { frames.iter().take(p.frame).cloned().chain([frame.clone()]).collect() };
        let mut at = |world: &Rc<World>, frame: &Frame, others: &[Frame]| {
            let others: Vec<Vec<Frame>> = others.iter().filter(|o| *o != frame).map(inner).collect();
            self.quiet(world, &p.cond, &others, !any, &mut |w| self.differ(w, &p.cond, &q.cond, &inner(frame), then))
        };
        known.iter().any(|frame| at(world, frame, &known)) || self.with_new(world, &list, &mut |w, frame| at(w, frame, &known))
    }

    fn quiet(&self, world: &Rc<World>, body: &Cond, others: &[Vec<Frame>], want: bool, then: Then<'_>) -> bool {
        match others.split_first() {
            None => then(world),
            Some((first, rest)) => {
                let truth = self.moves.worlds.truth(world, body, first, self.lifting);
                if truth.is_some_and(|t| fits(t, want)) {
                    return self.quiet(world, body, rest, want, then);
                }
                self.cond(world, body, first, want, &mut |w| self.quiet(w, body, rest, want, then))
            }
        }
    }

    /// `any` and `every` are told apart by nothing at all, or by two members that answer differently.
    fn mixed(&self, world: &Rc<World>, test: &Arc<Test>, body: &Body, frames: &[Frame], then: Then<'_>) -> bool {
        let Some((known, list)) = self.members_of(world, test, frames) else { return false };
        let inner = |frame: &Frame| -> Vec<Frame> { frames.iter().take(body.frame).cloned().chain([frame.clone()]).collect() };
        if let [one, two, ..] = known.as_slice() {
            let (one, two) = (inner(one), inner(two));
            return self.cond(world, &body.cond, &one, true, &mut |w| self.cond(w, &body.cond, &two, false, then));
        }
        self.with_new(world, &list, &mut |w, new| {
            let new = inner(new);
            match known.first().map(inner) {
                Some(old) => {
                    self.cond(w, &body.cond, &new, true, &mut |w| self.cond(w, &body.cond, &old, false, then))
                        || self.cond(w, &body.cond, &new, false, &mut |w| self.cond(w, &body.cond, &old, true, then))
                }
                None => self.with_new(w, &list, &mut |w, other| {
                    let other = inner(other);
                    self.cond(w, &body.cond, &new, true, &mut |w| self.cond(w, &body.cond, &other, false, then))
                }),
            }
        })
    }
}

/// One part, and the others.
fn apart(parts: &[Cond], n: usize) -> (Vec<Cond>, Vec<Cond>) {
    let (one, others): (Vec<_>, Vec<_>) = parts.iter().cloned().enumerate().partition(|(m, _)| *m == n);
    (one.into_iter().map(|(_, c)| c).collect(), others.into_iter().map(|(_, c)| c).collect())
}
