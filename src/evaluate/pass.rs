//! One pass over the ground rules in topological order: truths, reasons, conclusions for the rules that come after.
//! What the reasons come to together is `decisions`' and `verdict`'s business.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decisions;
use super::evaluation::{Binding, Evaluation, Held, Reason, Status, binding_text};
use super::restarts::restarts;
use super::standing::{Entry, entries};
use super::verdict::verdict;
use super::waived::waived;
use crate::compile::{Expr, ExprKind, GroundEffect, GroundRule, Program, TestId, TestSlot};
use crate::condition::answer::answer_test;
use crate::condition::conclusions::{Concluded, Conclusions};
use crate::condition::context::{Bound, Context, Place};
use crate::condition::mixed::Mixed;
use crate::condition::tree::{Path, Slot, Var};
use crate::decision::{RollbackLevel, Strength, Target, Verb};
use crate::facts::store::{Facts, Member};
use crate::policy::Rule;
use crate::value::Truth;
use crate::vocabulary::Due;

/// Evaluates a program on facts; with the answers about the evidence held as they were in another evaluation (design 5.3), so that
/// facts can be completed or forgotten without changing what the documents at hand said.
pub(super) fn pass(program: &Program, facts: &Facts, held: Option<&Held>) -> Evaluation {
    let mut pass = Pass::new(program, facts, held, Conclusions::default());
    let rules: Vec<Truth> = program.rules.iter().enumerate().map(|(n, rule)| pass.rule(n, rule)).collect();
    let orphans = pass.orphans();
    let Pass { answers, held, reasons, mut mixed, .. } = pass;
    mixed.sort();
    mixed.dedup();
    let mut evaluation = Evaluation {
        now: facts.now,
        phase: facts.phase,
        verdict: crate::decision::Verdict::Clear,
        decisions: Vec::new(),
        derived: Vec::new(),
        reasons,
        answers,
        rules,
        held,
        restarts: Vec::new(),
        orphans,
        mixed,
    };
    evaluation.reasons.sort_by(|a, b| {
        (&a.name, a.effect, binding_text(&a.binding), &a.target).cmp(&(&b.name, b.effect, binding_text(&b.binding), &b.target))
    });
    evaluation.derived = (0..evaluation.reasons.len())
        .filter(|n| evaluation.reasons.get(*n).is_some_and(|r| r.target.verb == Verb::Derive))
        .collect();
    evaluation.decisions = decisions::decide(&evaluation.reasons);
    evaluation.verdict = verdict(&evaluation);
    evaluation.restarts = restarts(program, facts, &evaluation);
    evaluation
}

pub(super) struct Pass<'a> {
    pub(super) program: &'a Program,
    pub(super) facts: &'a Facts,
    pub(super) given: Option<&'a Held>,
    pub(super) held: Held,
    pub(super) answers: Vec<Option<Truth>>,
    pub(super) conclusions: Conclusions,
    pub(super) standing: BTreeMap<(String, String, String), Entry>,
    pub(super) reasons: Vec<Reason>,
    /// The collections that the rule at hand is bound to.
    each: &'a [(Arc<str>, Path)],
    pub(super) mixed: Vec<Mixed>,
}

/// What a condition is asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    /// Whether it lifts.
    lifting: bool,
    /// Whether it is asked if it is certain: then the evidence at hand answers, as it does where a test speaks of it.
    certainly: bool,
}

impl<'a> Pass<'a> {
    /// A pass that has asked nothing yet, with what is concluded already.
    pub(super) fn new(program: &'a Program, facts: &'a Facts, given: Option<&'a Held>, conclusions: Conclusions) -> Self {
        let answers = vec![None; program.tests.len()];
        Self {
            program,
            facts,
            given,
            held: Held::default(),
            answers,
            conclusions,
            standing: entries(facts),
            reasons: Vec::new(),
            each: &[],
            mixed: Vec::new(),
        }
    }

    /// Runs one rule for every binding; gives the truth of its condition for any of them.
    pub(super) fn rule(&mut self, place: usize, ground: &'a GroundRule) -> Truth {
        let Some(rule) = self.program.rule_of(ground) else { return Truth::NO };
        self.each = &ground.each;
        let name = self.program.name_of(ground);
        let words = binding_of(rule, ground, &[]);
        let mut conclusions = Vec::new();
        let mut any = Truth::NO;
        for (frames, here) in bindings_of(ground, self.facts, &self.conclusions) {
            let when = here.and(self.expr(&ground.when, &frames, Asked { lifting: false, certainly: false }));
            any = any.or(when);
            self.bind(place, ground, rule, &name, frames, when, &mut conclusions);
        }
        self.gone(place, ground, rule, &name, &words, &mut conclusions);
        for (verb, target, concluded) in conclusions {
            match verb {
                Verb::Derive => self.conclusions.derive(&target, concluded),
                verb => self.conclusions.decide(verb, concluded),
            }
        }
        any
    }

    #[expect(clippy::too_many_arguments, reason = "one binding of one rule; a struct for them would be taken apart at once")]
    fn bind(
        &mut self,
        place: usize,
        ground: &GroundRule,
        rule: &Rule,
        name: &str,
        frames: Vec<Bound<'a>>,
        when: Truth,
        conclusions: &mut Vec<(Verb, Arc<str>, Concluded)>,
    ) {
        let binding = binding_of(rule, ground, &frames);
        for effect in &ground.effects {
            let Some(meant) = rule.effects.get(effect.effect) else { continue };
            for (target, strength, certain) in self.targets(effect, &frames) {
                let reason =
                    self.reason(place, ground, rule, meant, effect, name, &binding, &frames, when.and(certain), target, strength);
                conclusions.extend(conclude(&reason));
                if reason.status != Status::Holds && !self.matters(&reason) {
                    continue;
                }
                self.reasons.push(reason);
            }
        }
    }

    /// Whether somebody may want to know of a reason that doesn't hold.
    fn matters(&self, reason: &Reason) -> bool {
        reason.effective.can_be_yes()
            || matches!(reason.status, Status::Later)
            || (matches!(reason.status, Status::Lifted | Status::Waived) && reason.when.can_be_yes())
            || reason.standing.is_some()
    }

    #[expect(clippy::too_many_arguments, reason = "one effect of one binding; see `bind`")]
    pub(super) fn reason(
        &mut self,
        place: usize,
        ground: &GroundRule,
        rule: &Rule,
        meant: &crate::policy::Effect,
        effect: &GroundEffect,
        name: &str,
        binding: &[Binding],
        frames: &[Bound<'a>],
        when: Truth,
        target: Target,
        strength: Strength,
    ) -> Reason {
        let key = binding_text(binding);
        let until = effect.until.as_ref().map(|until| self.lifted(until, frames, (name.to_owned(), effect.effect, key.clone())));
        let standing = match until {
            Some(_) => self.standing.remove(&(rule.id.to_string(), key, target.to_string())).map(|e| e.standing),
            None => None,
        };
        let waived = waived(&self.program.policy.waivers, &ground.waivers, binding, &self.site_id(), self.facts.now);
        let stands = match standing {
            Some(standing) if standing.certain => Truth::YES,
            Some(_) => when.or(Truth::UNKNOWN),
            None => when,
        };
        let free = stands.and(waived.map_or(Truth::NO, |(_, t)| t).not());
        let effective = if until == Some(true) { Truth::NO } else { free };
        let status = if until == Some(true) {
            Status::Lifted
        } else if waived.is_some_and(|(_, t)| t.is_yes()) {
            Status::Waived
        } else if effective.is_yes() {
            Status::Holds
        } else if effective.is_later() {
            Status::Later
        } else {
            Status::Undetermined
        };
        let (due, acts) = self.duty(&target, meant);
        let deadline = meant.deadline.and_then(|d| Some(self.released_on()?.plus(d)));
        let unnamed = binding.iter().any(|b| b.id.is_none()) || target.of.as_deref() == Some("*");
        let missed = is_missed(&target, &strength, due, self.facts.phase);
        let caution = rule.if_unknown.unwrap_or_else(|| target.verb.caution());
        Reason {
            rule: Some(place),
            name: name.to_owned(),
            effect: effect.effect,
            binding: binding.to_vec(),
            target,
            strength,
            when,
            waived,
            standing,
            lifted: until,
            effective,
            status,
            caution,
            due,
            acts,
            deadline,
            unnamed,
            missed,
        }
    }

    fn lifted(&mut self, until: &Expr, frames: &[Bound<'a>], key: (String, usize, String)) -> bool {
        let lifted = match self.given.and_then(|held| held.lifted.get(&key)) {
            Some(lifted) => *lifted,
            None => self.expr(until, frames, Asked { lifting: true, certainly: false }).is_yes(),
        };
        self.held.lifted.insert(key, lifted);
        lifted
    }

    fn expr(&mut self, expr: &Expr, frames: &[Bound<'a>], asked: Asked) -> Truth {
        match &expr.kind {
            ExprKind::All(parts) => parts.iter().fold(Truth::YES, |t, p| t.and(self.expr(p, frames, asked))),
            ExprKind::Any(parts) => parts.iter().fold(Truth::NO, |t, p| t.or(self.expr(p, frames, asked))),
            ExprKind::Not(inner) => self.expr(inner, frames, asked).not(),
            ExprKind::Certainly(inner) => {
                let truth = self.expr(inner, frames, Asked { certainly: true, ..asked });
                self.program.certainly(truth)
            }
            ExprKind::Test(id) => self.test(*id, frames, asked),
        }
    }

    fn test(&mut self, id: TestId, frames: &[Bound<'a>], asked: Asked) -> Truth {
        let Some(slot) = self.program.test(id) else { return Truth::NO };
        if !slot.evidence && !asked.certainly {
            return self.answer(id, slot, frames, asked.lifting);
        }
        let fixed = self.given.and_then(|held| self.held_in(held, id, slot, frames));
        let truth = fixed.unwrap_or_else(|| self.answer(id, slot, frames, asked.lifting));
        self.held.evidence.insert((id, frames_text(frames, slot.of_element)), truth);
        truth
    }

    /// The answer of a test; of one that doesn't ask about an element, once for all rules.
    fn answer(&mut self, id: TestId, slot: &TestSlot, frames: &[Bound<'a>], lifting: bool) -> Truth {
        let place = usize::try_from(id.0).ok().filter(|_| !slot.of_element);
        if let Some(Some(known)) = place.and_then(|n| self.answers.get(n)) {
            return *known;
        }
        let mut context = Context::new(self.facts, &self.conclusions);
        context.frames = frames.to_vec();
        context.lifting = lifting;
        context.open = self.program.is_open();
        let truth = answer_test(&slot.test, &mut context);
        let found = context.mixed;
        self.mixed.extend(found.into_iter().map(|mixed| Mixed { test: Some(slot.test.span), ..mixed }));
        if let Some(answer) = place.and_then(|n| self.answers.get_mut(n)) {
            *answer = Some(truth);
        }
        truth
    }

    /// What the evidence held so far answered. An element that it doesn't name was one of those without a name.
    fn held_in(&self, held: &Held, id: TestId, slot: &TestSlot, frames: &[Bound<'a>]) -> Option<Truth> {
        let known = |text: String| held.evidence.get(&(id, text)).copied();
        let named = known(frames_text(frames, slot.of_element));
        if named.is_some() || !slot.of_element {
            return named;
        }
        let count = u32::try_from(frames.len()).unwrap_or(0);
        let mut choices: Vec<usize> = (1..1_usize.checked_shl(count).unwrap_or(1)).collect();
        choices.sort_by_key(|unnamed| unnamed.count_ones());
        choices.into_iter().find_map(|unnamed| known(frames_text(&self.without_names(frames, unnamed), true)))
    }

    /// The frames with those elements that a bit is set for as if they had no names.
    fn without_names(&self, frames: &[Bound<'a>], unnamed: usize) -> Vec<Bound<'a>> {
        let mut context = Context::new(self.facts, &self.conclusions);
        for (n, (bound, (_, path))) in frames.iter().zip(self.each).enumerate() {
            let from: Arc<str> = Arc::from(context.path_text(path));
            let id = bound.member.id.clone().filter(|_| unnamed >> n & 1 == 0);
            context.frames.push(Bound { member: Member { id, ..bound.member.clone() }, from });
        }
        context.frames
    }
}

fn frames_text(frames: &[Bound<'_>], of_element: bool) -> String {
    if !of_element {
        return String::new();
    }
    frames.iter().map(|b| b.path()).collect::<Vec<_>>().join(" ")
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

/// The frames with each element of a collection added, and whether that element is there.
fn elements<'a>(
    facts: &'a Facts,
    conclusions: &Conclusions,
    frames: Vec<Bound<'a>>,
    here: Truth,
    path: &Path,
) -> Vec<(Vec<Bound<'a>>, Truth)> {
    let mut context = Context::new(facts, conclusions);
    context.frames.clone_from(&frames);
    let from: Arc<str> = Arc::from(context.path_text(path));
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
        .map(|(member, there)| {
            let mut frames = frames.clone();
            frames.push(Bound { member, from: from.clone() });
            (frames, here.and(there))
        })
        .collect()
}

/// What a reason adds for the rules that come after.
pub(super) fn conclude(reason: &Reason) -> Option<(Verb, Arc<str>, Concluded)> {
    if reason.effective.is_no() {
        return None;
    }
    let name = match reason.target.verb {
        // A derived conclusion is read by the thing it is of; one of an unnamed thing could be of any.
        Verb::Derive => reason.target.of.clone().filter(|of| &**of != "*"),
        _ => Some(reason.target.name.clone()),
    };
    let concluded = Concluded { name, truth: reason.effective, rank: reason.strength.rank() };
    Some((reason.target.verb, reason.target.name.clone(), concluded))
}

/// What the rules of an evaluation concluded, as conditions read it.
pub(crate) fn conclusions(evaluation: &Evaluation) -> Conclusions {
    let mut out = Conclusions::default();
    for reason in evaluation.reasons.iter().filter(|r| r.rule.is_some()) {
        match conclude(reason) {
            Some((Verb::Derive, name, concluded)) => out.derive(&name, concluded),
            Some((verb, _, concluded)) => out.decide(verb, concluded),
            None => {}
        }
    }
    out
}

/// Every choice of elements that a rule is bound to, with whether they are there; one empty choice for a rule bound to none.
pub(crate) fn bindings_of<'a>(
    ground: &'a GroundRule,
    facts: &'a Facts,
    conclusions: &Conclusions,
) -> Vec<(Vec<Bound<'a>>, Truth)> {
    let mut bound: Vec<(Vec<Bound<'a>>, Truth)> = vec![(Vec::new(), Truth::YES)];
    for (_, path) in &ground.each {
        bound = bound.into_iter().flat_map(|(frames, here)| elements(facts, conclusions, frames, here, path)).collect();
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

/// The elements that a reason is bound to, found again among the facts; none for a reason whose element is gone.
pub(crate) fn frames_of<'a>(
    ground: &'a GroundRule,
    facts: &'a Facts,
    conclusions: &Conclusions,
    binding: &[Binding],
) -> Option<Vec<Bound<'a>>> {
    let mut frames: Vec<Bound<'a>> = Vec::new();
    for (name, path) in &ground.each {
        let wanted = binding.iter().find(|b| b.name == *name)?;
        let found = elements(facts, conclusions, frames, Truth::YES, path)
            .into_iter()
            .find(|(frames, _)| frames.last().is_some_and(|b| b.member.id == wanted.id && Some(b.path()) == wanted.path));
        frames = found?.0;
    }
    Some(frames)
}

/// Once the update has been applied, what was to be done before it is missed (design 4.3): what was to be staged, done or
/// prepared then, and what held the update.
fn is_missed(target: &Target, strength: &Strength, due: Due, phase: crate::value::Phase) -> bool {
    use crate::value::Phase;
    let applied = phase.reaches(Phase::After);
    let early = matches!(due, Due::In(Phase::Before | Phase::Staging | Phase::Production));
    let lapses = match target.verb {
        Verb::Stage | Verb::Require => true,
        Verb::Block => &*target.name == "update",
        Verb::Rollback => matches!(strength, Strength::Rollback(rollback) if rollback.level == RollbackLevel::Prepare),
        Verb::Pause | Verb::Escalate | Verb::Expedite | Verb::Derive => false,
    };
    applied && early && lapses
}
