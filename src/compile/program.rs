//! The program: ground rules over numbered tests, in an order in which each rule comes after those it reads.
//! It can only be had from a checked policy, and running it can't fail.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::graph::{Edges, RuleGraph};
use super::ground::{self, words_of};
use super::reads::Sign;
use super::slots::{Slots, TestId, TestSlot};
use crate::condition::template::Template;
use crate::condition::tree::{Around, Cond, Path, Tree, TreeKind, Var};
use crate::condition::{mixed, print};
use crate::decision::{Strength, Verb};
use crate::diagnostic::Sink;
use crate::policy::{EffectTarget, Of, Policy, Rule};
use crate::value::Truth;

/// A policy made ready to run.
#[derive(Clone, Debug)]
pub struct Program {
    /// The policy it was made from.
    pub policy: Policy,
    /// The distinct tests, by number.
    pub tests: Vec<TestSlot>,
    /// The ground rules, each after those it reads.
    pub rules: Vec<GroundRule>,
    /// Which rule reads what which other rule decides.
    pub graph: RuleGraph,
    /// Whether `certainly` is answered by what can turn out rather than by what is known.
    open: bool,
}

/// A rule with a word in the place of each `for_each` variable.
#[derive(Clone, Debug)]
pub struct GroundRule {
    /// Its place in the policy's rules.
    pub rule: usize,
    /// The words, in the order of the variables.
    pub words: Vec<Arc<str>>,
    /// The collections whose elements it is bound to at run time, with the variables' names.
    pub each: Vec<(Arc<str>, Path)>,
    /// When it holds.
    pub when: Expr,
    /// What it decides.
    pub effects: Vec<GroundEffect>,
    /// Why, as a sentence.
    pub because: Template,
    /// The waivers that name its rule, by their place in the policy's waivers.
    pub waivers: Vec<usize>,
}

/// An effect with words in the place of variables.
#[derive(Clone, Debug)]
pub struct GroundEffect {
    /// Its place among the effects of its rule.
    pub effect: usize,
    /// The verb.
    pub verb: Verb,
    /// The target.
    pub target: GroundTarget,
    /// Which element or field it is decided of.
    pub of: Option<GroundOf>,
    /// The strength.
    pub strength: Strength,
    /// What lifts it: its own condition, else the rule's.
    pub until: Option<Expr>,
}

/// The target of a ground effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroundTarget {
    /// A word.
    Word(Arc<str>),
    /// The word of the element bound at run time.
    Element(Var),
    /// The item bound at run time, in its category.
    Item(Var),
    /// None, for `rollback`.
    Alone,
}

/// Which element or field a ground effect is decided of.
#[derive(Clone, Debug)]
pub enum GroundOf {
    /// A word.
    Word(Arc<str>),
    /// The element bound at run time.
    Element(Var),
    /// A field.
    Field(Box<Path>),
}

/// A condition over numbered tests.
pub type Expr = Tree<TestId>;

/// The forms of a condition over numbered tests.
pub type ExprKind = TreeKind<TestId>;

/// What the tests of a condition have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// Whether one of them asks about the element that its rule is bound to.
    pub element: bool,
    /// Whether something else than the answer is kept of one of them (see [`TestSlot::kept`]).
    pub kept: bool,
}

/// How many tests an evaluation asks at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Tests asked once.
    pub fixed: usize,
    /// Tests asked for each element of a collection, by its path; of two collections for each pair.
    pub per_element: BTreeMap<String, usize>,
}

/// Compiles a policy; a loop or too many rules are problems, and give none.
pub fn compile(policy: Policy, sink: &mut Sink) -> Option<Program> {
    let grounded = ground::ground(&policy, sink)?;
    let mut slots = Slots::default();
    let mut rules: Vec<GroundRule> = Vec::with_capacity(grounded.len());
    for (index, words) in grounded {
        if let Some(rule) = policy.rules.get(index) {
            rules.push(ground_rule(&policy, index, rule, words, &mut slots));
        }
    }
    let tests = slots.finish();
    let unfit: Vec<_> = tests.iter().filter_map(|slot| mixed::unfit(&slot.test)).collect();
    if !unfit.is_empty() {
        unfit.into_iter().for_each(|problem| sink.push(problem));
        return None;
    }
    let (graph, order) = RuleGraph::build(&policy, &rules, &tests, sink)?;
    let mut slots: Vec<Option<GroundRule>> = rules.into_iter().map(Some).collect();
    let rules = order.iter().filter_map(|n| slots.get_mut(*n).and_then(Option::take)).collect();
    Some(Program { policy, tests, rules, graph, open: false })
}

pub(super) fn ground_rule(policy: &Policy, index: usize, rule: &Rule, words: Vec<Arc<str>>, slots: &mut Slots) -> GroundRule {
    use crate::condition::ground as put;
    let bound = rule.each.len();
    let mut expr = |cond: &Cond, lifting: bool| number(&put::cond(cond, &words), bound, lifting, slots);
    let when = expr(&rule.when, false);
    let effects = rule
        .effects
        .iter()
        .enumerate()
        .map(|(n, effect)| GroundEffect {
            effect: n,
            verb: effect.verb,
            target: match &effect.target {
                EffectTarget::Word(word) => GroundTarget::Word(word.clone()),
                EffectTarget::Var(var) => match put::word(var, &words) {
                    Some(word) => GroundTarget::Word(word),
                    None => GroundTarget::Element(var.clone()),
                },
                EffectTarget::Item(var) => GroundTarget::Item(var.clone()),
                EffectTarget::Alone => GroundTarget::Alone,
            },
            of: effect.of.as_ref().map(|of| match of {
                Of::Var(var) => match put::word(var, &words) {
                    Some(word) => GroundOf::Word(word),
                    None => GroundOf::Element(var.clone()),
                },
                Of::Field(path) => GroundOf::Field(Box::new(put::path(path, &words))),
            }),
            strength: effect.strength.clone(),
            until: effect.until.as_ref().or(rule.until.as_ref()).map(|c| expr(c, true)),
        })
        .collect();
    let each = rule.each.iter().map(|e| (e.name.clone(), put::path(&e.collection, &words))).collect();
    let waivers = policy.waivers.iter().enumerate().filter(|(_, w)| w.rule == rule.id).map(|(n, _)| n).collect();
    GroundRule { rule: index, because: rule.because.ground(&words), words, each, when, effects, waivers }
}

fn number(cond: &Cond, bound: usize, lifting: bool, slots: &mut Slots) -> Expr {
    cond.map(&mut |test| slots.number(test, bound, lifting))
}

impl Expr {
    /// Calls `visit` with every test in it and whether an odd number of negations stand around it. A `certainly` is passed over:
    /// more that is concluded can only make more certain.
    pub fn tests(&self, negated: bool, visit: &mut dyn FnMut(TestId, bool)) {
        self.each_leaf(Around { negated, certainly: false }, &mut |id, around| visit(*id, around.negated));
    }

    /// Whether a `certainly` stands in it, or in the body of one of its tests.
    fn asks_certainty(&self, tests: &[TestSlot]) -> bool {
        self.asks_certainty_of(&|id| {
            let slot = usize::try_from(id.0).ok().and_then(|n| tests.get(n));
            slot.is_some_and(|slot| slot.test.op.body().is_some_and(|body| body.cond.asks_certainty()))
        })
    }

    fn size(&self) -> usize {
        let mut count = 0;
        self.tests(false, &mut |_, _| count += 1);
        count
    }
}

impl Program {
    /// The rule of the policy that a ground rule comes from.
    pub fn rule_of(&self, ground: &GroundRule) -> Option<&Rule> {
        self.policy.rules.get(ground.rule)
    }

    /// A test by its number.
    pub fn test(&self, id: TestId) -> Option<&TestSlot> {
        self.tests.get(usize::try_from(id.0).ok()?)
    }

    /// The name of a ground rule: its id, with the words of its variables.
    pub fn name_of(&self, ground: &GroundRule) -> String {
        let Some(rule) = self.rule_of(ground) else { return String::new() };
        words_of(rule, &ground.words)
    }

    /// What the tests of a condition have in common.
    pub fn asks(&self, expr: &Expr) -> Asks {
        let mut asks = Asks::default();
        expr.each_leaf(Around::default(), &mut |id, around| {
            if let Some(slot) = self.test(*id) {
                asks.element |= slot.of_element;
                asks.kept |= slot.kept || around.certainly;
            }
        });
        asks
    }

    /// Whether nothing is kept of a rule where it certainly doesn't hold: neither what lifts it nor what the evidence said.
    pub fn tells_nothing_where_it_fails(&self, ground: &GroundRule) -> bool {
        ground.effects.iter().all(|effect| effect.until.is_none()) && !self.asks(&ground.when).kept
    }

    /// Readings of conclusions as edges from a rule that decides one to the one that reads it, by names and in order; of very many the
    /// first.
    pub fn edges(&self, wanted: impl Fn(Sign) -> bool) -> Edges {
        self.graph.edges(|n| self.rules.get(n).map(|ground| self.name_of(ground)).unwrap_or_default(), wanted)
    }

    /// Whether something is certain.
    pub fn certainly(&self, truth: Truth) -> Truth {
        truth.certainly(self.open)
    }

    /// Whether `certainly` is answered by what can turn out rather than by what is known.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The program as it is to somebody who asks what can still turn out: there what isn't certain yet may be so. None where it
    /// is the same.
    pub fn opened(&self) -> Option<Program> {
        // What lifts is asked if it is certain anyway.
        let asks = |rule: &GroundRule| rule.when.asks_certainty(&self.tests);
        self.rules.iter().any(asks).then(|| Program { open: true, ..self.clone() })
    }

    /// How many tests an evaluation asks at most.
    pub fn cost(&self) -> Cost {
        let mut cost = Cost::default();
        for rule in &self.rules {
            let tests = rule.when.size() + rule.effects.iter().filter_map(|e| e.until.as_ref()).map(Expr::size).sum::<usize>();
            if rule.each.is_empty() {
                cost.fixed += tests;
            } else {
                let key = rule.each.iter().map(|(_, path)| print::path(path)).collect::<Vec<_>>().join(" x ");
                *cost.per_element.entry(key).or_default() += tests;
            }
        }
        cost
    }
}
