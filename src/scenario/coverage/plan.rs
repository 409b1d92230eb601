//! What there is to be shown of a policy: the conditions of its rules with their tests, and which answers each can have.
//! Conditions are kept as they are written; a rule that was made ready for several words is one rule here.

use std::sync::Arc;

use crate::compile::Program;
use crate::compile::slots::is_evidence;
use crate::condition::ground;
use crate::condition::path::can_be_unknown;
use crate::condition::print;
use crate::condition::tree::{Cond, Test, Tree};
use crate::schema::Schemas;
use crate::text::Span;
use crate::value::Phase;

/// Everything that can be shown.
pub(super) struct Plan {
    /// The conditions, those of one rule together, what is inside a quantifier after it.
    pub conditions: Vec<Condition>,
    /// The lift conditions: rule, effect (none: that of the rule itself) and place.
    pub lifts: Vec<Lift>,
    /// For each ground rule of the program its conditions with words put in.
    pub ground: Vec<Ground>,
    schemas: Arc<Schemas>,
}

/// A condition of a rule, or the body of a quantifier in one.
pub(super) struct Condition {
    /// The rule, by its place in the policy.
    pub rule: usize,
    /// Whether it lifts.
    pub lifting: bool,
    /// How many quantifiers stand around it.
    pub depth: usize,
    /// Its place; that of a body is what its answers are found by.
    pub span: Span,
    /// How its tests are put together.
    pub shape: Shape,
    /// Its tests.
    pub tests: Vec<Leaf>,
}

/// A lift condition.
pub(super) struct Lift {
    pub rule: usize,
    pub effect: Option<usize>,
    pub span: Span,
    /// Its place among the conditions.
    pub condition: usize,
}

/// How tests are put together; a test by its place.
pub(super) type Shape = Tree<usize>;

/// A test as it is written.
pub(super) struct Leaf {
    pub span: Span,
    pub text: String,
    /// Whether its answer can be missing.
    pub unknown: bool,
    /// Whether its answer can be one of a later phase.
    pub later: bool,
}

/// The conditions of a ground rule: what must hold, and the lift conditions by their place in the plan.
pub(super) struct Ground {
    pub when: (usize, Cond),
    pub lifts: Vec<(usize, Cond)>,
}

impl Plan {
    pub fn of(program: &Program) -> Self {
        let schemas = program.policy.schemas.clone();
        let mut plan = Self { conditions: Vec::new(), lifts: Vec::new(), ground: Vec::new(), schemas };
        let mut whens: Vec<usize> = Vec::new();
        for (place, rule) in program.policy.rules.iter().enumerate() {
            whens.push(plan.condition(place, None, 0, &rule.when));
            let known = known_when(&rule.when);
            let own = rule.effects.iter().enumerate().filter_map(|(n, e)| Some((Some(n), e.until.as_ref()?)));
            // One that stands for all effects is used by those that have none of their own.
            let shared = rule.until.as_ref().filter(|_| rule.effects.iter().any(|e| e.until.is_none()));
            for (effect, until) in shared.map(|until| (None, until)).into_iter().chain(own) {
                let condition = plan.condition(place, Some(known), 0, until);
                plan.lifts.push(Lift { rule: place, effect, span: until.span, condition });
            }
        }
        for ground in &program.rules {
            let rule = program.policy.rules.get(ground.rule);
            let put = |cond: &Cond| ground::cond(cond, &ground.words);
            let when = rule.map_or_else(|| Cond::always(program_span(program)), |r| put(&r.when));
            let lifts = plan.lifts.iter().enumerate().filter(|(_, lift)| lift.rule == ground.rule);
            let until = |lift: &Lift| {
                let rule = rule?;
                match lift.effect {
                    Some(n) => rule.effects.get(n)?.until.as_ref(),
                    None => rule.until.as_ref(),
                }
            };
            let lifts = lifts.filter_map(|(n, lift)| Some((n, put(until(lift)?)))).collect();
            let place = whens.get(ground.rule).copied().unwrap_or_default();
            plan.ground.push(Ground { when: (place, when), lifts });
        }
        plan
    }

    /// Takes down a condition and, after it, the bodies of its quantifiers; gives its place. Of a lift condition the phase is
    /// given that must be reached for its rule to hold.
    fn condition(&mut self, rule: usize, lifting: Option<Option<Phase>>, depth: usize, cond: &Cond) -> usize {
        let mut tests: Vec<&Test> = Vec::new();
        let shape = shape(cond, &mut tests);
        let place = self.conditions.len();
        let leaves = tests.iter().map(|test| leaf(test, lifting.flatten(), &self.schemas)).collect();
        self.conditions.push(Condition { rule, lifting: lifting.is_some(), depth, span: cond.span, shape, tests: leaves });
        for test in tests {
            if let Some(body) = test.op.body() {
                self.condition(rule, lifting, depth + 1, &body.cond);
            }
        }
        place
    }

    /// The body of a quantifier in a condition, by the place where it is written.
    pub fn body(&self, condition: usize, span: Span) -> Option<usize> {
        let around = self.conditions.get(condition)?;
        let inside = self.conditions.iter().enumerate().skip(condition + 1);
        let mut inside = inside.take_while(|(_, c)| c.rule == around.rule && c.depth > around.depth);
        inside.find(|(_, c)| c.span == span).map(|(n, _)| n)
    }
}

fn program_span(program: &Program) -> Span {
    let first = program.policy.rules.first().map(|r| r.span);
    first.unwrap_or_else(|| Span::new(crate::text::Sources::new().add("", Vec::new()), 0, 0))
}

fn shape<'c>(cond: &'c Cond, tests: &mut Vec<&'c Test>) -> Shape {
    cond.map(&mut |test| {
        tests.push(test);
        tests.len() - 1
    })
}

fn leaf(test: &Test, known: Option<Phase>, schemas: &Schemas) -> Leaf {
    let text = match test.op.body() {
        // What is asked of each member is listed below it.
        Some(_) => {
            let whole = print::op(&test.op);
            let name = whole.trim_start_matches("{ ").split(':').next().unwrap_or_default().to_owned();
            format!("{}: {{ {name}: … }}", print::path(&test.path))
        }
        None => print::test(test),
    };
    let unknown = !is_evidence(test) && test.any_path(&|path| can_be_unknown(path, schemas));
    // What lifts is asked only of reasons: where those need a fact of the same phase it can't come later.
    let later = test.any_path(&|path| path.known_from.is_some_and(|from| !known.is_some_and(|known| known.reaches(from))));
    Leaf { span: test.span, text, unknown, later }
}

/// The latest phase whose facts a condition reads.
fn known_when(cond: &Cond) -> Option<Phase> {
    let mut latest: Option<Phase> = None;
    cond.tests(false, &mut |test, _| {
        if let Some(from) = test.path.known_from.filter(|from| latest.is_none_or(|known| from.reaches(known))) {
            latest = Some(from);
        }
    });
    latest
}
