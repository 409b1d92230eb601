//! What the cases come to with the policy as it is, kept so that a mutant is run only on the cases in which it can matter.
//! Whether a case fails is found out by running it.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::Program;
use crate::condition::conclusions::Conclusions;
use crate::decision::{Caution, Strength, Target};
use crate::evaluate::standing::entries;
use crate::evaluate::{Reason, Run, Status, conclusions, reasons_given};
use crate::facts::Facts;
use crate::scenario::expect::{Standing, What};
use crate::scenario::{PreparedCase, run_case};
use crate::value::Truth;
use crate::vocabulary::Due;

/// A case with what it comes to.
#[derive(Debug)]
pub struct Baseline<'a> {
    /// The case.
    pub case: &'a PreparedCase,
    /// The suite it belongs to, by place.
    pub suite: usize,
    conclusions: Conclusions,
    reasons: BTreeMap<usize, Vec<Mark>>,
    holds: BTreeSet<usize>,
    named: BTreeSet<String>,
    later: BTreeSet<String>,
    asks_unknown: bool,
    stands: bool,
}

/// What of a reason can matter to anything that comes after.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    name: String,
    effect: usize,
    binding: String,
    target: Target,
    strength: Strength,
    when: Truth,
    effective: Truth,
    status: Status,
    caution: Caution,
    due: Due,
    missed: bool,
}

impl<'a> Baseline<'a> {
    /// Runs a case on the policy as it is.
    pub fn new(program: &Program, case: &'a PreparedCase, suite: usize) -> Self {
        let evaluation = Run::again(program, &case.facts, None);
        let mut reasons: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
        for reason in &evaluation.reasons {
            if let Some(ground) = reason.rule.and_then(|n| program.rules.get(n)) {
                reasons.entry(ground.rule).or_default().push(mark(reason));
            }
        }
        reasons.values_mut().for_each(|marks| sort(marks));
        let truths = program.rules.iter().zip(&evaluation.rules);
        let holds = truths.filter(|(_, t)| t.can_be_yes()).map(|(g, _)| g.rule).collect();
        let expect = &case.expect;
        let mut named: BTreeSet<String> = BTreeSet::new();
        let words = expect.decisions.iter().filter_map(|d| d.because.as_ref()).flat_map(|b| &b.rules);
        named.extend(words.map(|w| w.text.to_string()));
        let rule = |what: &What| match what {
            What::Rule(id) => Some(id.to_string()),
            What::Decision(_) => None,
        };
        named.extend(expect.not.iter().filter_map(|n| rule(&n.what)));
        let later = expect.states.iter().filter(|(s, _)| *s == Standing::Later).filter_map(|(_, n)| rule(&n.what)).collect();
        Self {
            case,
            suite,
            conclusions: conclusions(&evaluation),
            reasons,
            holds,
            named,
            later,
            asks_unknown: expect.unknown.is_some(),
            stands: !entries(&case.facts).is_empty(),
        }
    }

    /// How near the case is to a rule: it speaks of it, or it holds there, or neither.
    pub fn distance(&self, rule: usize, id: &str) -> usize {
        match (self.named.contains(id), self.holds.contains(&rule)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        }
    }

    /// Whether the case fails with a mutant, in which the rules at these places of the policy were made anew as the ground
    /// rules at those places of the program.
    pub fn fails(&self, program: &Program, rules: &[(usize, String)], places: &[usize]) -> bool {
        self.is_touched(program, rules, places) && !run_case(program, self.case).differences.is_empty()
    }

    fn is_touched(&self, program: &Program, rules: &[(usize, String)], places: &[usize]) -> bool {
        if self.stands || rules.iter().any(|(_, id)| self.later.contains(id)) {
            return true;
        }
        let mut new: Vec<Mark> = reasons_given(program, &self.case.facts, &self.conclusions, places).iter().map(mark).collect();
        sort(&mut new);
        let mut old: Vec<&Mark> = rules.iter().filter_map(|(rule, _)| self.reasons.get(rule)).flatten().collect();
        if rules.len() > 1 {
            old.sort_by(|a, b| order(a, b));
        }
        let open = |mark: &Mark| self.asks_unknown && mark.effective.is_undetermined();
        !old.iter().copied().eq(&new) || old.into_iter().chain(&new).any(open)
    }
}

/// Whether some rules, by their places in either program, make other reasons in the mutant, given what the policy concludes.
pub fn differs(
    (policy, ours): (&Program, &[usize]),
    (mutant, theirs): (&Program, &[usize]),
    facts: &Facts,
    conclusions: &Conclusions,
) -> bool {
    let made = |program: &Program, places: &[usize]| {
        let mut marks: Vec<Mark> = reasons_given(program, facts, conclusions, places).iter().map(mark).collect();
        sort(&mut marks);
        marks
    };
    made(policy, ours) != made(mutant, theirs)
}

fn mark(reason: &Reason) -> Mark {
    Mark {
        name: reason.name.clone(),
        effect: reason.effect,
        binding: reason.binding_text(),
        target: reason.target.clone(),
        strength: reason.strength.clone(),
        when: reason.when,
        effective: reason.effective,
        status: reason.status,
        caution: reason.caution,
        due: reason.due,
        missed: reason.missed,
    }
}

fn order(a: &Mark, b: &Mark) -> std::cmp::Ordering {
    (&a.name, a.effect, &a.binding, &a.target).cmp(&(&b.name, b.effect, &b.binding, &b.target))
}

fn sort(marks: &mut [Mark]) {
    marks.sort_by(order);
}
