//! The facts that make a reason hold: those of the tests that decided, of lists those of the members that did. They are the same, in
//! the same order, whatever the order in which a rule asks.

use super::kept::leaf_at;
use super::leaves::{Explainer, each_once};
use super::narrate;
use super::wanted::Wanted;
use super::why::standing_of;
use crate::compile::{Expr, ExprKind, TestId};
use crate::condition::answer::{answer, answer_test};
use crate::condition::context::{Bound, Context, Leaf};
use crate::condition::tree::{Body, Compare, Cond, CondKind, Op, Root, Test};
use crate::evaluate::Reason;
use crate::facts::ReadPath;
use crate::facts::fact::Basis;
use crate::text::printable::printable;
use crate::value::Truth;

impl<'a> Explainer<'a> {
    /// The facts that make a reason hold, stated ones first; of alternatives all that hold. Those come first that few rules ask
    /// for: that the site is a shop is behind many decisions, that a check failed behind this one.
    pub fn support(&self, reason: &Reason) -> Vec<Leaf> {
        let frames = self.frames(reason).unwrap_or_default();
        let mut found = Vec::new();
        if let Some(ground) = self.ground(reason) {
            self.of_expr(&ground.when, &frames, Wanted::YES, &mut found);
        }
        found.sort_by_cached_key(|(askers, leaf)| (*askers, place(leaf)));
        let mut out: Vec<Leaf> = found.into_iter().map(|(_, leaf)| leaf).collect();
        // One that stands while its condition doesn't hold rests on the entry that says so.
        if let Some(path) = standing_of(self, reason).filter(|_| !reason.when.is_yes()) {
            out.push(leaf_at(self.facts, &path).0);
        }
        // A rule that asks nothing of its elements rests on their being there.
        let says = |leaf: &Leaf| leaf.basis != Basis::Given && leaf.state.says();
        if !out.iter().any(|leaf| says(leaf) && (leaf.basis != Basis::Computed || leaf.span.is_some())) {
            let elements = frames.iter().filter(|bound| bound.member.sure && bound.member.id.is_some());
            out.extend(elements.map(|bound| leaf_at(self.facts, &bound.path()).0));
        }
        each_once(out)
    }

    /// What answers the condition of a reason where no fact does: now, what other rules don't decide, or nothing at all.
    pub fn given(&self, reason: &Reason) -> Option<String> {
        let (ground, frames) = (self.ground(reason)?, self.frames(reason)?);
        let mut said = Vec::new();
        self.deciding(&ground.when, &frames, Wanted::YES, &mut |id, wanted| {
            let leaves = self.answer(id, &frames, false).leaves;
            match self.program.test(id) {
                Some(slot) if leaves.is_empty() => said.push(narrate::asked(&slot.test, wanted, &self.program.policy.schemas)),
                _ => said.extend(leaves.iter().map(|leaf| format!("{} {}", printable(leaf.path.text()), narrate::found(leaf)))),
            }
        });
        said.into_iter().next().or_else(|| ground.when.is_empty().then(|| "its rule always holds".to_owned()))
    }

    /// The tests that decide a condition, each with how it is wanted.
    fn deciding(&self, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted, found: &mut dyn FnMut(TestId, Wanted)) {
        match &expr.kind {
            ExprKind::Not(inner) => self.deciding(inner, frames, wanted.of_negated(), found),
            ExprKind::Certainly(inner) => self.deciding(inner, frames, wanted.of_certain(), found),
            ExprKind::All(parts) | ExprKind::Any(parts) => {
                let each = wanted.needs_each(matches!(expr.kind, ExprKind::All(_)));
                for part in decisive(parts, each, wanted, |part| self.truth(part, frames, false)) {
                    self.deciding(part, frames, wanted, found);
                }
            }
            ExprKind::Test(id) => found(*id, wanted),
        }
    }

    fn of_expr(&self, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted, out: &mut Vec<(usize, Leaf)>) {
        self.deciding(expr, frames, wanted, &mut |id, wanted| {
            let mut read = Vec::new();
            if let Some(slot) = self.program.test(id) {
                self.of_test(&slot.test, frames, wanted, &mut read);
            }
            if let Some(reason) = self.read_reasons(id, frames).into_iter().find(|r| r.effective.is_yes()) {
                read.extend(self.support(reason));
            }
            let askers = self.askers(id);
            out.extend(read.into_iter().map(|leaf| (askers, leaf)));
        });
    }

    fn of_cond(&self, cond: &Cond, frames: &[Bound<'a>], wanted: Wanted, out: &mut Vec<Leaf>) {
        match &cond.kind {
            CondKind::Not(inner) => self.of_cond(inner, frames, wanted.of_negated(), out),
            CondKind::Certainly(inner) => self.of_cond(inner, frames, wanted.of_certain(), out),
            CondKind::All(parts) | CondKind::Any(parts) => {
                let each = wanted.needs_each(matches!(cond.kind, CondKind::All(_)));
                for part in decisive(parts, each, wanted, |part| answer(part, &mut self.context(frames.to_vec()))) {
                    self.of_cond(part, frames, wanted, out);
                }
            }
            CondKind::Test(test) => self.of_test(test, frames, wanted, out),
        }
    }

    fn of_test(&self, test: &Test, frames: &[Bound<'a>], wanted: Wanted, out: &mut Vec<Leaf>) {
        let mut context = self.noting(frames);
        match test.op.body() {
            // Only the strength of a decision is asked in a body about decisions, and no fact.
            Some(body) if !matches!(test.path.root, Root::Decided(_) | Root::Derived(_)) => {
                self.of_members(test, body, frames, wanted, out);
            }
            _ => {
                answer_test(test, &mut context);
                out.extend(context.leaves.unwrap_or_default());
            }
        }
    }

    /// A quantifier: the members that make it come out so; where all of them do, the list as well.
    fn of_members(&self, test: &Test, body: &Body, frames: &[Bound<'a>], wanted: Wanted, out: &mut Vec<Leaf>) {
        let mut context = self.noting(frames);
        let collection = context.collection(&test.path);
        let from = context.path_of(&test.path);
        let around = context.leaves.take().unwrap_or_default();
        let all: Vec<Vec<Bound<'a>>> = collection
            .members
            .into_iter()
            .chain(collection.unnamed)
            .map(|member| frames.iter().take(body.frame).cloned().chain([Bound { member, from: from.clone() }]).collect())
            .collect();
        let (each, of_body) = match &test.op {
            Op::EveryOf(_) => (wanted.needs_each(true), wanted),
            // What is too few or not too many rests on all of them.
            Op::Count { compare: Compare::AtMost | Compare::LessThan, .. } => (true, wanted),
            Op::Count { .. } => (!wanted.holds, wanted),
            _ => (wanted.needs_each(false), wanted),
        };
        let truth = |frames: &Vec<Bound<'a>>| answer(&body.cond, &mut self.context(frames.clone()));
        let chosen = decisive(&all, each, of_body, truth);
        if each || chosen.is_empty() {
            out.extend(around);
        }
        for frames in chosen {
            self.of_cond(&body.cond, frames, of_body, out);
        }
    }

    fn noting(&self, frames: &[Bound<'a>]) -> Context<'a, '_> {
        let mut context = self.context(frames.to_vec());
        context.leaves = Some(Vec::new());
        context
    }
}

/// The parts that decide: all of them where each is needed, else those that are as wanted, else those that may be.
fn decisive<T>(parts: &[T], each: bool, wanted: Wanted, truth: impl Fn(&T) -> Truth) -> Vec<&T> {
    if each {
        return parts.iter().collect();
    }
    let chosen: Vec<&T> = parts.iter().filter(|part| wanted.is(truth(part))).collect();
    if !chosen.is_empty() {
        return chosen;
    }
    parts.iter().filter(|part| wanted.may_be(truth(part))).collect()
}

/// Where a fact stands: what the release says, then what the site and the update say, each from top to bottom.
fn place(leaf: &Leaf) -> (usize, Option<crate::text::Span>, ReadPath) {
    let document = leaf.path.document();
    let rank = ["release", "site", "update"].iter().position(|name| Some(*name) == document).unwrap_or(3);
    (rank, leaf.span, leaf.path.clone())
}

#[cfg(test)]
mod tests {
    use crate::explain::account;
    use crate::explain::explanation::{Question, explain};
    use crate::explain::leaves::Explainer;
    use crate::explain::testing::{RELEASE, World, rule, site};

    const SITE: &str = "type: store\nbackup: { database: false, files: true }\nowners: { rollback: none }\nerrors: [{ id: e1, class: host }, { id: e2, class: plugin }]";

    /// The texts of the places that are shown for the block.
    fn places(rules: &str) -> Vec<String> {
        let world = World::new(rules, &[RELEASE, &site(SITE)], "2026-07-21T18:00Z");
        let ran = world.trial().evaluate(&[]).unwrap();
        let explainer = Explainer::new(&world.program, &ran.facts, &ran.evaluation);
        let account = account::account(&explainer);
        let line = account.groups.iter().flat_map(|g| g.lines()).find(|l| l.rule == "a.one").expect("a block");
        line.places.iter().map(|span| world.sources.text(*span).to_owned()).collect()
    }

    #[test]
    fn the_order_of_entries_changes_no_place() {
        let (kind, database, files) = ("site.type: store", "site.backup.database: false", "site.backup.files: true");
        // Another rule asks for the sort of site too, so that it says less.
        let other = rule("b.two", kind);
        let orders = [[kind, database, files], [files, kind, database], [database, files, kind]];
        for order in orders {
            assert_eq!(places(&(rule("a.one", &order.join("\n")) + &other)), ["false", "true"], "{order:?}");
        }
    }

    #[test]
    fn of_alternatives_those_that_hold_are_shown() {
        let parts = ["{ site.type: blog }", "{ site.backup.files: true }", "{ site.backup.database: true }"];
        for n in 0..3 {
            let mut parts = parts.to_vec();
            parts.rotate_left(n);
            assert_eq!(places(&rule("a.one", &format!("any: [{}]", parts.join(", ")))), ["true"]);
        }
        assert_eq!(places(&rule("a.one", "any: [{ site.type: store }, { site.backup.database: false }]")), ["store", "false"]);
    }

    #[test]
    fn of_a_list_the_members_that_count_are_shown() {
        assert_eq!(places(&rule("a.one", "site.errors: { any: { class: plugin } }")), ["plugin"]);
        assert_eq!(places(&rule("a.one", "site.errors: { any: { any: [{ class: plugin }, { user: ana }] } }")), ["plugin"]);
        assert_eq!(places(&rule("a.one", "site.errors: { count: { where: { class: host }, at_least: 1 } }")), ["host"]);
        assert_eq!(places(&rule("a.one", "not: { site.errors: { every: { class: host } } }")), ["plugin"]);
    }

    #[test]
    fn what_is_certain_shows_its_lines_and_what_is_not_says_so() {
        let told = |when: &str| {
            let world = World::new(&rule("a.one", when), &[RELEASE, &site(SITE)], "2026-07-21T18:00Z");
            let ran = world.trial().evaluate(&[]).unwrap();
            let explainer = Explainer::new(&world.program, &ran.facts, &ran.evaluation);
            let found = explain(&explainer, "a.one", &Question::Rule("a.one".to_owned()));
            let evidence = found.parts.iter().flat_map(|p| &p.evidence);
            let place = |e: &crate::explain::explanation::Evidence| {
                let texts: Vec<&str> = e.places.iter().map(|(span, _)| world.sources.text(*span)).collect();
                format!("{} [{}]", e.clause, texts.join(" "))
            };
            evidence.map(place).collect::<Vec<String>>()
        };
        assert_eq!(told("certainly: { site.type: store }"), ["it is certain that the sort of site is store [store]"]);
        assert_eq!(
            told("not: { certainly: { release.size: patch } }"),
            ["it is not certain that the size of the release is patch: `release.size` is not stated []"]
        );
        assert_eq!(told("not: { certainly: { site.type: blog } }"), ["it is not certain that the sort of site is blog [store]"]);
        // Of several that all must be known one that isn't is enough, of alternatives none is.
        assert_eq!(told("not: { certainly: { site.type: store, release.size: patch } }").len(), 1);
        assert_eq!(told("not: { certainly: { any: [{ site.type: blog }, { release.size: patch }] } }").len(), 2);
        assert_eq!(told("certainly: { not: { site.type: blog } }"), ["it is certain that the sort of site is not blog [store]"]);
    }
}
