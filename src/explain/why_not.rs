//! Why something isn't decided: every rule that could have decided it, with what failed or isn't known, nearest first.
//! Whether a rule decided it is the evaluation's answer; here it is only said what was in the way.

use std::collections::BTreeSet;

use super::leaves::Explainer;
use super::wanted::Wanted;
use crate::compile::program::{GroundOf, GroundTarget};
use crate::compile::reads::{self, Sign, What};
use crate::compile::{Expr, ExprKind, GroundEffect, GroundRule, Program};
use crate::condition::context::{Bound, Context, Leaf};
use crate::decision::{Target, Verb};
use crate::evaluate::evaluation::{binding_text, places_text};
use crate::evaluate::{Binding, Reason, Status, binding_of, bindings_of, conclusions};
use crate::facts::ReadPath;
use crate::facts::store::Member;
use crate::text::Span;
use crate::value::{State, Truth, Value};

/// A rule under one binding that could decide it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The ground rule's place in the program.
    pub rule: usize,
    /// The effect's place among the rule's effects.
    pub effect: usize,
    /// What its variables are bound to; an element that isn't named where nothing is there to be bound to.
    pub binding: Vec<Binding>,
    /// The reason it makes, by place in the evaluation, where it makes one.
    pub reason: Option<usize>,
    /// What is in its way.
    pub standing: Hindrance,
    /// The tests that fail or aren't answered, in the order of the rule; each of them would have to be answered otherwise.
    pub tests: Vec<Failing>,
    /// How many tests would have to be answered otherwise, at least.
    pub distance: usize,
}

/// What is in the way of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hindrance {
    /// Nothing: it decides.
    Nothing,
    /// It was due before and was not done: it is missed, and counts no more.
    Missed,
    /// A waiver takes it out.
    Waived,
    /// Its lift condition holds.
    Lifted,
    /// Facts are missing, and it decides nothing by precaution.
    Unsettled,
    /// It needs facts of a later phase.
    Later,
    /// It doesn't hold.
    Fails,
    /// It is bound to the members of something that has none.
    NoMembers,
}

/// A test in the way, or alternatives of which one would be enough.
#[derive(Clone, Debug)]
pub struct Failing {
    /// The test; none for alternatives, and for a collection that has no members, or may have others.
    pub test: Option<crate::compile::TestId>,
    /// How it would have to be answered.
    pub wanted: Wanted,
    /// Its answer.
    pub truth: Truth,
    /// Its place in the policy.
    pub span: Option<Span>,
    /// What it read.
    pub leaves: Vec<Leaf>,
    /// Where it reads what other rules decide: those that could have decided that, or did; each rule is told of once.
    pub through: Vec<Candidate>,
    /// The alternatives, nearest first; none for a test.
    pub ways: Vec<Way>,
}

/// One of several alternatives.
#[derive(Clone, Debug)]
pub struct Way {
    /// The tests in its way, in the order of the rule.
    pub tests: Vec<Failing>,
    /// How many of them would have to be answered otherwise, at least.
    pub distance: usize,
}

impl Way {
    /// Its own alternatives where it consists of nothing else: one of one of them is one of them.
    fn apart(mut self) -> Vec<Way> {
        match self.tests.as_mut_slice() {
            [only] if !only.ways.is_empty() => std::mem::take(&mut only.ways),
            _ => vec![self],
        }
    }
}

impl Failing {
    /// Something in the way of which nothing else is said.
    fn new(test: Option<crate::compile::TestId>, wanted: Wanted, truth: Truth, span: Option<Span>, leaves: Vec<Leaf>) -> Self {
        Self { test, wanted, truth, span, leaves, through: Vec::new(), ways: Vec::new() }
    }

    /// Itself, or the tests of all its alternatives.
    pub fn all(&self) -> Vec<&Failing> {
        match self.ways.as_slice() {
            [] => vec![self],
            ways => ways.iter().flat_map(|way| &way.tests).flat_map(Failing::all).collect(),
        }
    }

    /// Itself, or the tests of the alternative that is nearest.
    pub fn nearest(&self) -> Vec<&Failing> {
        match self.ways.first() {
            None => vec![self],
            Some(way) => way.tests.iter().flat_map(Failing::nearest).collect(),
        }
    }

    /// Finds the rules behind each test that reads what rules decide.
    fn follow<'a>(&mut self, explainer: &Explainer<'a>, frames: &[Bound<'a>], told: &mut BTreeSet<usize>) {
        self.through = through(explainer, self, frames, told);
        self.ways.iter_mut().flat_map(|way| &mut way.tests).for_each(|test| test.follow(explainer, frames, told));
    }
}

/// Every rule that could have decided a target, nearest first.
pub fn why_not(explainer: &Explainer<'_>, target: &Target) -> Vec<Candidate> {
    let fits = |effect: &GroundEffect, context: &mut Context<'_, '_>| could_be(effect, target, context);
    candidates(explainer, &heads(explainer.program, target), &|effect| heads_at(effect, target), &fits, &mut BTreeSet::new())
}

/// Every way in which a rule could have decided something, nearest first.
pub fn of_rule(explainer: &Explainer<'_>, rule: &str) -> Vec<Candidate> {
    let places = explainer.program.rules.iter().enumerate();
    let rules = places.filter(|(_, g)| explainer.program.rule_of(g).is_some_and(|r| r.id.as_str() == rule)).map(|(n, _)| n);
    candidates(explainer, &rules.collect(), &|_| true, &|_, _| true, &mut BTreeSet::new())
}

/// The places of the rules that could decide a target, whatever the facts.
pub fn heads(program: &Program, target: &Target) -> BTreeSet<usize> {
    let places = program.rules.iter().enumerate();
    places.filter(|(_, rule)| rule.effects.iter().any(|e| heads_at(e, target))).map(|(n, _)| n).collect()
}

/// Whether an effect could be decided of a target, whatever the facts.
fn heads_at(effect: &GroundEffect, target: &Target) -> bool {
    let of = match (&effect.of, &target.of) {
        (Some(GroundOf::Word(word)), Some(of)) => word == of,
        (None, Some(_)) => false,
        _ => true,
    };
    effect.verb == target.verb
        && of
        && match &effect.target {
            GroundTarget::Word(word) => *word == target.name,
            GroundTarget::Element(_) | GroundTarget::Item(_) | GroundTarget::Alone => true,
        }
}

/// The facts that say what an effect is decided of.
pub fn target_paths(effect: &GroundEffect, context: &Context<'_, '_>) -> Vec<ReadPath> {
    let mut out = Vec::new();
    if let GroundTarget::Item(var) = &effect.target
        && let Some(bound) = context.bound(var)
    {
        out.push(bound.path().child("category"));
    }
    if let Some(GroundOf::Field(path)) = &effect.of {
        out.push(context.path_of(path));
    }
    out
}

/// Whether an effect under a binding may be decided of a target.
fn could_be(effect: &GroundEffect, target: &Target, context: &mut Context<'_, '_>) -> bool {
    let category = |member: &Member<'_>, context: &Context<'_, '_>| {
        context.facts.step(member.spot, "category").map(|s| context.facts.scalar(s).state)
    };
    let named = match &effect.target {
        GroundTarget::Alone => true,
        GroundTarget::Word(word) => *word == target.name,
        GroundTarget::Element(var) => context.var_text(var).is_none_or(|id| id == target.name),
        GroundTarget::Item(var) => match context.bound(var).and_then(|b| category(&b.member, context)) {
            Some(State::Known(Value::Word(word))) => word == target.name,
            _ => true,
        },
    };
    let of = match (&effect.of, &target.of) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(GroundOf::Word(word)), Some(of)) => word == of,
        (Some(GroundOf::Element(var)), Some(of)) => context.var_text(var).is_none_or(|id| id == *of),
        (Some(GroundOf::Field(path)), Some(of)) => match context.scalar(path).state {
            State::Known(value) => value.to_string() == **of,
            _ => true,
        },
    };
    effect.verb == target.verb && named && of
}

type Fits<'f> = &'f dyn Fn(&GroundEffect, &mut Context<'_, '_>) -> bool;

/// The rules that could decide something: of those that can at all, each binding under which they do. `told` are the rules that
/// were told of on the way.
fn candidates(
    explainer: &Explainer<'_>,
    rules: &BTreeSet<usize>,
    can: &dyn Fn(&GroundEffect) -> bool,
    fits: Fits<'_>,
    told: &mut BTreeSet<usize>,
) -> Vec<Candidate> {
    let known = conclusions(explainer.evaluation);
    let mut out = Vec::new();
    told.extend(rules);
    for place in rules {
        let Some(ground) = explainer.program.rules.get(*place) else { continue };
        let Some(rule) = explainer.program.rule_of(ground) else { continue };
        let bindings = bindings_of(ground, explainer.facts, &known);
        for effect in ground.effects.iter().filter(|e| can(e)) {
            let before = out.len();
            for (frames, here) in &bindings {
                if fits(effect, &mut explainer.context(frames.clone())) {
                    let binding = binding_of(rule, ground, frames);
                    out.push(candidate(explainer, *place, ground, effect, &binding, frames, *here, told));
                }
            }
            if out.len() == before {
                out.push(without_members(explainer, *place, ground, rule, effect));
            }
        }
    }
    out.sort_by_cached_key(|c| {
        let name = explainer.program.rules.get(c.rule).map(|g| explainer.program.name_of(g));
        (c.distance, c.standing, name, binding_text(&c.binding), c.effect)
    });
    out
}

#[expect(clippy::too_many_arguments, reason = "one effect under one binding; a struct for them would be taken apart at once")]
fn candidate<'a>(
    explainer: &Explainer<'a>,
    place: usize,
    ground: &GroundRule,
    effect: &GroundEffect,
    binding: &[Binding],
    frames: &[Bound<'a>],
    here: Truth,
    told: &mut BTreeSet<usize>,
) -> Candidate {
    let text = places_text(binding);
    let made = |r: &Reason| r.rule == Some(place) && r.effect == effect.effect && r.places_text() == text;
    let reason = explainer.evaluation.reasons.iter().position(made);
    let (mut tests, mut distance) = (Vec::new(), 0);
    if !here.is_yes() {
        distance += 1;
        let leaves = collection(explainer, ground, frames);
        tests.push(Failing::new(None, Wanted::YES, here, None, leaves));
    }
    let (mut failing, more) = failing(explainer, &ground.when, frames, Wanted::YES);
    failing.iter_mut().for_each(|test| test.follow(explainer, frames, told));
    tests.extend(failing);
    distance += more;
    let standing = match reason.and_then(|n| explainer.evaluation.reason(n)) {
        None => Hindrance::Fails,
        Some(reason) => match reason.status {
            Status::Lifted => Hindrance::Lifted,
            Status::Waived => Hindrance::Waived,
            Status::Later => Hindrance::Later,
            _ if reason.missed && reason.effective.can_be_yes() => Hindrance::Missed,
            Status::Undetermined if !reason.in_force() => Hindrance::Unsettled,
            _ => Hindrance::Nothing,
        },
    };
    Candidate { rule: place, effect: effect.effect, binding: binding.to_vec(), reason, standing, tests, distance }
}

/// A rule that is bound to the members of something that has none, or none that it could decide this of.
fn without_members(
    explainer: &Explainer<'_>,
    place: usize,
    ground: &GroundRule,
    rule: &crate::policy::Rule,
    effect: &GroundEffect,
) -> Candidate {
    let leaves = collection(explainer, ground, &[]);
    Candidate {
        rule: place,
        effect: effect.effect,
        binding: binding_of(rule, ground, &[]),
        reason: None,
        standing: Hindrance::NoMembers,
        tests: vec![Failing::new(None, Wanted::YES, Truth::NO, None, leaves)],
        distance: 1,
    }
}

/// The rules in the way of a test that reads what rules decide: where it needs more, those that could decide it; where it needs
/// less, those that do.
fn through<'a>(explainer: &Explainer<'a>, failing: &Failing, frames: &[Bound<'a>], told: &mut BTreeSet<usize>) -> Vec<Candidate> {
    let Some((id, slot)) = failing.test.and_then(|id| Some((id, explainer.program.test(id)?))) else { return Vec::new() };
    let mut read = Vec::new();
    reads::of_test(&slot.test, false, &mut read);
    if read.is_empty() {
        return Vec::new();
    }
    let words = explainer.operand_words(&slot.test.op, frames);
    let fits = |effect: &GroundEffect| {
        read.iter().any(|read| {
            let named = |name: &GroundTarget| match name {
                GroundTarget::Word(word) => words.is_empty() || words.contains(word),
                _ => true,
            };
            match &read.what {
                What::Decided(verb, None) => effect.verb == *verb && named(&effect.target),
                What::Decided(verb, Some(target)) => {
                    let word = |t: &GroundTarget| if let GroundTarget::Word(word) = t { word == target } else { true };
                    effect.verb == *verb && word(&effect.target)
                }
                What::Derived(name) => {
                    effect.verb == Verb::Derive && matches!(&effect.target, GroundTarget::Word(word) if word == name)
                }
            }
        })
    };
    let less = |read: &reads::Read| {
        let more = failing.wanted.holds == failing.wanted.known.unwrap_or(true);
        matches!((read.sign, more), (Sign::Negative, true) | (Sign::Positive, false))
    };
    let only_less = read.iter().all(less);
    let made: BTreeSet<usize> = explainer.read_reasons(id, frames).into_iter().filter_map(|r| r.rule).collect();
    let rules = explainer.program.rules.iter().enumerate();
    let rules = rules.filter(|(n, rule)| !told.contains(n) && (!only_less || made.contains(n)) && rule.effects.iter().any(fits));
    let rules: BTreeSet<usize> = rules.map(|(n, _)| n).collect();
    candidates(explainer, &rules, &fits, &|_, _| true, told)
}

/// The collections a rule is bound to, as they are.
fn collection<'a>(explainer: &Explainer<'a>, ground: &GroundRule, frames: &[Bound<'a>]) -> Vec<Leaf> {
    let mut out: Vec<Leaf> = Vec::new();
    for (depth, (_, path)) in ground.each.iter().enumerate() {
        if depth > frames.len() {
            break;
        }
        let mut context = Context::new(explainer.facts, explainer.conclusions());
        context.frames = frames.iter().take(depth).cloned().collect();
        context.leaves = Some(Vec::new());
        let _ = context.collection(path);
        for mut leaf in context.leaves.unwrap_or_default() {
            if let Some(list) = frames.get(depth).and_then(|b| b.member.home) {
                leaf.path = ReadPath::of("site", &[list]);
            }
            out.push(leaf);
        }
    }
    out
}

/// The tests that keep a condition from being as it is wanted, and how many of them must change at least.
fn failing<'a>(explainer: &Explainer<'a>, expr: &Expr, frames: &[Bound<'a>], wanted: Wanted) -> (Vec<Failing>, usize) {
    match &expr.kind {
        ExprKind::Not(inner) => failing(explainer, inner, frames, wanted.of_negated()),
        ExprKind::Certainly(inner) => failing(explainer, inner, frames, wanted.of_certain()),
        ExprKind::Test(id) => {
            let answered = explainer.answer(*id, frames, false);
            if wanted.is(answered.truth) {
                return (Vec::new(), 0);
            }
            (vec![Failing::new(Some(*id), wanted, answered.truth, Some(expr.span), answered.leaves)], 1)
        }
        ExprKind::All(parts) | ExprKind::Any(parts) => {
            let each: Vec<(Vec<Failing>, usize)> = parts.iter().map(|p| failing(explainer, p, frames, wanted)).collect();
            if wanted.needs_each(matches!(expr.kind, ExprKind::All(_))) {
                let distance = each.iter().map(|(_, n)| n).sum();
                return (each.into_iter().flat_map(|(tests, _)| tests).collect(), distance);
            }
            // One that is there already is enough; alternatives of which there are none can't be reached.
            if each.is_empty() || each.iter().any(|(_, distance)| *distance == 0) {
                return (Vec::new(), if each.is_empty() { usize::from(u16::MAX) } else { 0 });
            }
            let mut ways: Vec<Way> = each.into_iter().flat_map(|(tests, distance)| Way { tests, distance }.apart()).collect();
            ways.sort_by_key(|way| way.distance);
            let distance = ways.first().map_or(0, |way| way.distance);
            if let [_] = ways.as_slice() {
                return (ways.into_iter().flat_map(|way| way.tests).collect(), distance);
            }
            let truth = explainer.truth(expr, frames, false);
            (vec![Failing { ways, ..Failing::new(None, wanted, truth, Some(expr.span), Vec::new()) }], distance)
        }
    }
}
