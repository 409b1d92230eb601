//! What a condition reads of other rules' conclusions, and with which sign: whether it can only come to hold, or can cease to
//! hold, when more is concluded. Rules that were grounded are read the same way; the graph is `compile`'s business.

use std::sync::Arc;

use super::rule::Rule;
use crate::condition::tree::{Body, Compare, Cond, Op, Operand, Path, PathTy, Root, Segment, Slot, Test, Var};
use crate::decision::{Strength, Verb};
use crate::text::Span;
use crate::value::Value;

/// What rules conclude, without saying of what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conclusion {
    /// Decisions of a verb.
    Decided(Verb),
    /// A derived conclusion.
    Derived(Arc<str>),
}

/// Of what a conclusion is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Of anything.
    Any,
    /// Of this target or thing.
    Word(Arc<str>),
    /// Of what a variable stands for.
    Var(Var),
}

/// What more conclusions can do to a condition that reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// It can only come to hold.
    Positive,
    /// It can only cease to hold.
    Negative,
    /// Either.
    Both,
}

/// One reading of a conclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is read.
    pub conclusion: Conclusion,
    /// Of what.
    pub named: Named,
    /// With which sign.
    pub sign: Sign,
    /// Where.
    pub span: Span,
}

impl Sign {
    /// The sign under a negation.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Sign::Positive => Sign::Negative,
            Sign::Negative => Sign::Positive,
            Sign::Both => Sign::Both,
        }
    }

    /// Whether the condition can come to hold.
    pub fn rises(self) -> bool {
        self != Sign::Negative
    }

    /// Whether the condition can cease to hold.
    pub fn falls(self) -> bool {
        self != Sign::Positive
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Sign::Positive => "positive",
            Sign::Negative => "negative",
            Sign::Both => "both ways",
        }
    }

    fn when(positive: bool) -> Self {
        if positive { Sign::Positive } else { Sign::Negative }
    }
}

/// Everything that a rule reads of other conclusions; what lifts it, or one of its effects, counts with the opposite sign.
pub fn of_rule(rule: &Rule) -> Vec<Read> {
    let mut reads = of_cond(&rule.when);
    let lifts = rule.until.iter().chain(rule.effects.iter().filter_map(|e| e.until.as_ref()));
    reads.extend(lifts.flat_map(of_cond).map(|read| Read { sign: read.sign.flipped(), ..read }));
    reads
}

/// Everything that a condition reads of other rules' conclusions.
pub fn of_cond(cond: &Cond) -> Vec<Read> {
    let mut reads = Vec::new();
    cond.tests(false, &mut |test, negated| of_test(test, negated, &mut reads));
    reads
}

/// Everything that a test and what stands in its body read of other rules' conclusions.
pub fn below_test(test: &Test, negated: bool, reads: &mut Vec<Read>) {
    test.tests(negated, &mut |test, negated| of_test(test, negated, reads));
}

/// What one test reads, without those in its body.
fn of_test(test: &Test, negated: bool, reads: &mut Vec<Read>) {
    // What an operand says may move either way.
    let span = test.path.span.to(test.span);
    for path in test.op.operand_paths() {
        push(path, &[], Sign::Both, span, reads);
    }
    let sign = sign(test);
    let sign = if negated { sign.flipped() } else { sign };
    let operands = match &test.op {
        Op::IncludesAny(operands) | Op::IncludesAll(operands) => operands.as_slice(),
        _ => &[],
    };
    push(&test.path, operands, sign, span, reads);
}

fn push(path: &Path, operands: &[Operand], sign: Sign, span: Span, reads: &mut Vec<Read>) {
    let conclusion = match &path.root {
        Root::Decided(verb) => Conclusion::Decided(*verb),
        Root::Derived(name) => Conclusion::Derived(name.clone()),
        _ => return,
    };
    let mut add = |named: Named| reads.push(Read { conclusion: conclusion.clone(), named, sign, span });
    match path.segments.first() {
        Some(Segment::Key(key)) => add(Named::Word(key.clone())),
        Some(Segment::Var(var)) => add(Named::Var(var.clone())),
        None if operands.is_empty() => add(Named::Any),
        None => operands.iter().for_each(|operand| {
            add(match operand {
                Operand::Value(Value::Word(word) | Value::Text(word))
                | Operand::Param(_, Value::Word(word) | Value::Text(word)) => Named::Word(word.clone()),
                Operand::Var(var) => Named::Var(var.clone()),
                _ => Named::Any,
            });
        }),
    }
}

/// The sign with which a test reads its own path.
fn sign(test: &Test) -> Sign {
    let verb = match &test.path.root {
        Root::Decided(verb) => Some(*verb),
        _ => None,
    };
    let map = matches!(test.path.ty, PathTy::Decisions(_) | PathTy::Things);
    match &test.op {
        Op::Exists(wanted) | Op::Stated(wanted) => Sign::when(*wanted),
        Op::Empty(wanted) => Sign::when(!*wanted),
        Op::IncludesAny(_) | Op::IncludesAll(_) => Sign::Positive,
        Op::Is(operand) => equal(verb, std::slice::from_ref(operand)),
        Op::OneOf(operands) => equal(verb, operands),
        Op::IsNot(operand) => equal(verb, std::slice::from_ref(operand)).flipped(),
        Op::Order(Compare::AtLeast | Compare::MoreThan, ..) => Sign::Positive,
        Op::AnyOf(body) if map => only_rising(body, Sign::Positive),
        Op::Count { body, compare, .. } if map => {
            let sign = Sign::when(matches!(compare, Compare::AtLeast | Compare::MoreThan));
            body.as_deref().map_or(sign, |body| only_rising(body, sign))
        }
        // `every` over decisions ceases to hold when one is added, and may come to hold when one is strengthened.
        _ => Sign::Both,
    }
}

/// Equality rises when the values are the strongest ones there are.
fn equal(verb: Option<Verb>, operands: &[Operand]) -> Sign {
    let values: Vec<&Value> = operands.iter().filter_map(Operand::value).collect();
    if values.len() != operands.len() {
        return Sign::Both;
    }
    match verb {
        None => match values.as_slice() {
            [Value::Bool(wanted)] => Sign::when(*wanted),
            _ => Sign::Both,
        },
        Some(verb) => {
            let strongest = Strength::words(verb).iter().rev().take(values.len());
            let all = strongest.into_iter().all(|word| values.iter().any(|v| matches!(v, Value::Word(w) if &**w == *word)));
            if all { Sign::Positive } else { Sign::Both }
        }
    }
}

/// The sign of a quantifier, where its body can only come to hold when a decision gets stronger; else both.
fn only_rising(body: &Body, sign: Sign) -> Sign {
    let mut rising = true;
    body.cond.tests(false, &mut |test, negated| {
        let own = matches!(&test.path.root, Root::Var(var) if var.slot == Slot::Frame(body.frame));
        let rises = matches!(test.op, Op::Order(Compare::AtLeast | Compare::MoreThan, ..) | Op::Exists(true) | Op::Stated(true));
        rising &= !own || (rises && !negated);
    });
    if rising { sign } else { Sign::Both }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::testing::{policy, rule};

    fn sign_of(when: &str) -> String {
        let maker = rule("a.maker", "then: [{ stage: agents }, { rollback: required }, { derive: busy }]");
        let policy = policy(&format!("rules:\n{maker}{}", rule("b.reads", &format!("{when}\nthen: {{ require: take-backup }}"))));
        let reads = of_rule(policy.rules.iter().find(|r| r.id.as_str() == "b.reads").unwrap());
        reads.iter().map(|r| r.sign.name()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_way_of_reading_has_its_sign() {
        for (when, sign) in [
            ("decided.stage: { includes: agents }", "positive"),
            ("decided.stage: { not: { includes: agents } }", "negative"),
            ("decided.stage: { empty: true }", "negative"),
            ("decided.stage: { empty: false }", "positive"),
            ("decided.stage: { any: { at_least: required } }", "positive"),
            ("decided.stage: { any: { at_most: advised } }", "both ways"),
            ("decided.stage: { count: { at_least: 2 } }", "positive"),
            ("decided.stage: { count: { at_most: 2 } }", "negative"),
            ("decided.stage.agents: required", "positive"),
            ("decided.stage.agents: advised", "both ways"),
            ("decided.stage.agents: { exists: false }", "negative"),
            ("decided.rollback: { at_least: decision-needed }", "positive"),
            ("decided.rollback: { at_most: decision-needed }", "both ways"),
            ("decided.rollback: { one_of: [required, decision-needed] }", "positive"),
            ("decided.rollback: { is_not: required }", "negative"),
            ("derived.busy: true", "positive"),
            ("derived.busy: false", "negative"),
        ] {
            assert_eq!(sign_of(&format!("when: {{ {when} }}")), sign, "{when}");
        }
        assert_eq!(sign_of("until: { decided.stage: { includes: agents } }"), "negative");
        assert_eq!(sign_of("unless: { derived.busy: true }"), "negative");
    }

    #[test]
    fn every_over_decisions_may_go_either_way() {
        assert_eq!(sign_of("until: { decided.stage: { every: { at_least: required } } }"), "both ways");
    }
}
