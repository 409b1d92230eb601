//! One pass over the ground rules in topological order: truths, reasons, conclusions for the rules that come after.
//! What the reasons come to together is `decisions`' and `verdict`'s business.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::answers::Asked;
use super::bindings::{Elements, binding_of};
use super::decisions;
use super::evaluation::{Binding, Evaluation, Held, Reason, Status, binding_text};
use super::remembered::Remembered;
use super::restarts::restarts;
use super::standing::{Entry, entries};
use super::targets::site_id;
use super::verdict::verdict;
use super::waived::waived;
use crate::compile::{GroundEffect, GroundRule, Program};
use crate::condition::conclusions::{Concluded, Conclusions};
use crate::condition::context::Bound;
use crate::condition::mixed::Mixed;
use crate::condition::tree::Path;
use crate::decision::{RollbackLevel, Strength, Target, Verb};
use crate::facts::store::Facts;
use crate::policy::Rule;
use crate::value::Truth;
use crate::vocabulary::Due;

/// Evaluates a program on facts; with the answers about the evidence held as they were in another evaluation (design 5.3), so that
/// facts can be completed or forgotten without changing what the documents at hand said.
pub(super) fn pass(program: &Program, facts: &Facts, held: Option<&Held>) -> Evaluation {
    let mut pass = Pass::new(program, facts, held, Conclusions::default());
    let rules: Vec<Truth> = program.rules.iter().enumerate().map(|(n, rule)| pass.rule(n, rule)).collect();
    let orphans = pass.orphans();
    let Pass { held, reasons, mut mixed, .. } = pass;
    mixed.sort();
    mixed.dedup();
    let mut evaluation = Evaluation {
        now: facts.now,
        phase: facts.phase,
        verdict: crate::decision::Verdict::Clear,
        decisions: Vec::new(),
        derived: Vec::new(),
        reasons: in_order(reasons),
        rules,
        held,
        restarts: Vec::new(),
        orphans,
        mixed,
    };
    evaluation.derived = (0..evaluation.reasons.len())
        .filter(|n| evaluation.reasons.get(*n).is_some_and(|r| r.target.verb == Verb::Derive))
        .collect();
    evaluation.decisions = decisions::decide(&evaluation.reasons);
    evaluation.verdict = verdict(&evaluation);
    evaluation.restarts = restarts(program, facts, &evaluation);
    evaluation
}

/// The reasons by rule, effect, binding and target; what they are ordered by is made once for each.
fn in_order(reasons: Vec<Reason>) -> Vec<Reason> {
    let mut keyed: Vec<(String, Reason)> = reasons.into_iter().map(|reason| (reason.binding_text(), reason)).collect();
    keyed.sort_by(|(x, a), (y, b)| (&a.name, a.effect, x, &a.target).cmp(&(&b.name, b.effect, y, &b.target)));
    keyed.into_iter().map(|(_, reason)| reason).collect()
}

pub(super) struct Pass<'a> {
    pub(super) program: &'a Program,
    pub(super) facts: &'a Facts,
    pub(super) given: Option<&'a Held>,
    pub(super) held: Held,
    /// What tests answered, and what those about the evidence did.
    pub(super) answered: Remembered,
    pub(super) evident: Remembered,
    pub(super) conclusions: Conclusions,
    pub(super) standing: BTreeMap<(String, String, String), Entry>,
    pub(super) reasons: Vec<Reason>,
    /// The collections that the rule at hand is bound to.
    pub(super) each: &'a [(Arc<str>, Path)],
    elements: Elements<'a>,
    /// The elements it is bound to at the moment, and their numbers; those of an element that is gone have none.
    frames: Vec<Bound<'a>>,
    pub(super) numbers: Vec<usize>,
    site: Option<Arc<str>>,
    pub(super) mixed: Vec<Mixed>,
}

/// A rule that is run.
struct Running<'a> {
    place: usize,
    ground: &'a GroundRule,
    rule: &'a Rule,
    name: OnceCell<String>,
    /// The truth of its condition for any binding so far.
    any: Truth,
    conclusions: Vec<(Verb, Arc<str>, Concluded)>,
}

impl<'a> Pass<'a> {
    /// A pass that has asked nothing yet, with what is concluded already.
    pub(super) fn new(program: &'a Program, facts: &'a Facts, given: Option<&'a Held>, conclusions: Conclusions) -> Self {
        Self {
            program,
            facts,
            given,
            held: Held::default(),
            answered: Remembered::default(),
            evident: Remembered::default(),
            conclusions,
            standing: entries(facts),
            reasons: Vec::new(),
            each: &[],
            elements: Elements::default(),
            frames: Vec::new(),
            numbers: Vec::new(),
            site: site_id(facts),
            mixed: Vec::new(),
        }
    }

    /// Runs one rule for every binding; gives the truth of its condition for any of them.
    pub(super) fn rule(&mut self, place: usize, ground: &'a GroundRule) -> Truth {
        let Some(rule) = self.program.rule_of(ground) else { return Truth::NO };
        self.each = &ground.each;
        let mut running = Running { place, ground, rule, name: OnceCell::new(), any: Truth::NO, conclusions: Vec::new() };
        self.bindings(&mut running, Truth::YES);
        if !self.standing.is_empty() {
            self.gone(place, ground, rule, &mut running.conclusions);
        }
        for (verb, target, concluded) in running.conclusions {
            match verb {
                Verb::Derive => self.conclusions.derive(&target, concluded),
                verb => self.conclusions.decide(verb, concluded),
            }
        }
        running.any
    }

    /// Runs a rule for every choice of the elements that aren't bound yet.
    fn bindings(&mut self, running: &mut Running<'a>, here: Truth) {
        let Some((_, path)) = running.ground.each.get(self.frames.len()) else {
            let frames = std::mem::take(&mut self.frames);
            let when = here.and(self.expr(&running.ground.when, &frames, Asked::WHEN));
            running.any = running.any.or(when);
            self.bind(running, &frames, when);
            self.frames = frames;
            return;
        };
        let elements = self.elements.of(self.facts, path, &self.frames, &self.numbers);
        let innermost = self.frames.len() + 1 == running.ground.each.len();
        let tells_nothing = || self.program.tells_nothing_where_it_fails(running.ground) && self.standing.is_empty();
        if let [first, _, ..] = &*elements
            && innermost
            && tells_nothing()
        {
            // What asks about no element is asked beside the first one: bodies bind their members behind those of the rule.
            let frames: Vec<Bound<'a>> = self.frames.iter().chain([&first.bound]).cloned().collect();
            if self.fails_of_all(&running.ground.when, &frames) {
                return;
            }
        }
        for element in elements.iter() {
            self.frames.push(element.bound.clone());
            self.numbers.push(element.number);
            self.bindings(running, here.and(element.there));
            self.frames.pop();
            self.numbers.pop();
        }
    }

    fn bind(&mut self, running: &mut Running<'a>, frames: &[Bound<'a>], when: Truth) {
        let Running { place, ground, rule, .. } = *running;
        if when.is_no() && self.standing.is_empty() {
            self.lift_only(running, frames);
            return;
        }
        let binding = binding_of(rule, ground, frames);
        for effect in &ground.effects {
            let Some(meant) = rule.effects.get(effect.effect) else { continue };
            for (target, strength, certain) in self.targets(effect, frames) {
                let name = running.name.get_or_init(|| self.program.name_of(ground));
                let reason =
                    self.reason(place, ground, rule, meant, effect, name, &binding, frames, when.and(certain), target, strength);
                running.conclusions.extend(conclude(&reason));
                if reason.status != Status::Holds && !self.matters(&reason) {
                    continue;
                }
                self.reasons.push(reason);
            }
        }
    }

    /// Of a rule that certainly doesn't hold, where nothing stands, only what lifts it is kept: that is said by the evidence at hand.
    fn lift_only(&mut self, running: &Running<'a>, frames: &[Bound<'a>]) {
        let Running { ground, rule, .. } = *running;
        let mut binding = None;
        for effect in &ground.effects {
            let Some(until) = &effect.until else { continue };
            let name = running.name.get_or_init(|| self.program.name_of(ground));
            let key = binding.get_or_insert_with(|| binding_text(&binding_of(rule, ground, frames)));
            self.lifted(until, frames, (name.clone(), effect.effect, key.clone()));
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
        let key = if effect.until.is_some() { binding_text(binding) } else { String::new() };
        let until = effect.until.as_ref().map(|until| self.lifted(until, frames, (name.to_owned(), effect.effect, key.clone())));
        let standing = match until {
            Some(_) if !self.standing.is_empty() => {
                self.standing.remove(&(rule.id.to_string(), key, target.to_string())).map(|e| e.standing)
            }
            _ => None,
        };
        let waived = waived(&self.program.policy.waivers, &ground.waivers, binding, &self.site, self.facts.now);
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

/// Once the update has been applied, what was to be done before it is missed (design 4.3): what was to be staged, done or
/// prepared then, and what held the update.
pub(crate) fn is_missed(target: &Target, strength: &Strength, due: Due, phase: crate::value::Phase) -> bool {
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
