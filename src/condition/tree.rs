//! The condition tree: what a policy asks, typed and checked, with the place of every line.
//! Reading it from YAML is `read`'s business, answering it that of the operators and of `answer`.

use std::sync::Arc;

use crate::calendar::Window;
use crate::decision::Verb;
use crate::schema::Note;
use crate::text::Span;
use crate::value::{Duration, Members, Phase, Ty, Value, VersionRange};

/// A condition with its place.
#[derive(Clone, Debug)]
pub struct Cond {
    /// The line or block it stands in.
    pub span: Span,
    /// What it asks.
    pub kind: CondKind,
}

/// The forms of a condition.
#[derive(Clone, Debug)]
pub enum CondKind {
    /// All must hold; true when empty.
    All(Vec<Cond>),
    /// One must hold.
    Any(Vec<Cond>),
    /// Must not hold.
    Not(Box<Cond>),
    /// Must be known to hold: yes where it is {yes} on the evidence at hand, else no.
    Certainly(Box<Cond>),
    /// One operator applied to one fact.
    Test(Arc<Test>),
}

/// What stands around a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Whether an odd number of negations does.
    pub negated: bool,
    /// Whether a `certainly` does.
    pub certainly: bool,
}

/// One operator applied to one fact.
#[derive(Clone, Debug)]
pub struct Test {
    /// From the path to the end of the operand.
    pub span: Span,
    /// The fact.
    pub path: Path,
    /// The operator with its operands.
    pub op: Op,
}

/// A path to a fact.
#[derive(Clone, Debug)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// What it passes.
    pub segments: Vec<Segment>,
    /// What it leads to.
    pub ty: PathTy,
    /// The other types that its end has for single keys that a variable in it may stand for.
    pub others: Vec<(Arc<str>, Ty)>,
    /// Whether it speaks about the documents rather than the world.
    pub evidence: bool,
    /// The phase from which it can be known, where the schema says one.
    pub known_from: Option<Phase>,
    /// What the schema says of the fact, where the path leads into a document.
    pub note: Option<Arc<Note>>,
    /// Its place.
    pub span: Span,
}

/// Where a path starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// One of the documents: `release`, `site`, `update`, `plan`.
    Document(Arc<str>),
    /// The moment of the evaluation.
    Now,
    /// What rules decide, by verb.
    Decided(Verb),
    /// What rules conclude on the way.
    Derived(Arc<str>),
    /// A variable of the rule.
    Var(Var),
    /// The key under which the entry of a map stands that a variable is bound to.
    Key(Var),
    /// A word put in the place of a variable when the rule was grounded.
    Word(Arc<str>),
}

/// A variable: bound when the policy is compiled, or while a rule runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var {
    /// Its name, without the dollar.
    pub name: Arc<str>,
    /// Where its value is found.
    pub slot: Slot,
}

/// Where the value of a variable is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The n-th `for_each` variable of the rule; gone after grounding.
    Ground(usize),
    /// The n-th element bound at run time: those of `each` first, then those of the quantifiers around.
    Frame(usize),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A field, a key or an id.
    Key(Arc<str>),
    /// The id or word that a variable stands for.
    Var(Var),
}

impl Path {
    /// Whether both lead to the same fact.
    pub fn is_same(&self, other: &Path) -> bool {
        self.root == other.root && self.segments == other.segments
    }
}

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathTy {
    /// A scalar.
    Scalar(Ty),
    /// A record with fixed fields.
    Record {
        /// Whether it has `start` and `end` or `weekly`, so that it can serve as a window.
        window: bool,
    },
    /// A list or map of scalars of this type.
    Scalars(Ty),
    /// A list or map of records; whether the records can serve as windows.
    Records {
        /// As for a record.
        window: bool,
    },
    /// The map of decisions of one verb: target to strength, with the strength words from weak to strong.
    Decisions(Arc<Members>),
    /// The things a `derive … of` concluded something of.
    Things,
}

/// An operand.
#[derive(Clone, Debug)]
pub enum Operand {
    /// Written in the policy.
    Value(Value),
    /// The value of a parameter.
    Param(Arc<str>, Value),
    /// What another fact says.
    Fact(Box<Path>),
    /// The word or id that a variable stands for.
    Var(Var),
}

/// How two ordered values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compare {
    /// `at_least`.
    AtLeast,
    /// `at_most`.
    AtMost,
    /// `more_than`.
    MoreThan,
    /// `less_than`.
    LessThan,
}

/// The right-hand side of `inside` and `overlaps`.
#[derive(Clone, Debug)]
pub enum WindowOperand {
    /// Written in the policy.
    Window(Window),
    /// `{ start, end }` with operands.
    Between(Operand, Operand),
    /// A fact that is one, or a list of them.
    Fact(Box<Path>),
    /// Several: inside one of them is enough.
    List(Vec<WindowOperand>),
}

/// A range operand of `satisfies` and `violates`.
#[derive(Clone, Debug)]
pub enum RangeOperand {
    /// Written in the policy.
    Range(Arc<VersionRange>),
    /// What another fact says.
    Fact(Box<Path>),
}

/// The body of a quantifier.
#[derive(Clone, Debug)]
pub struct Body {
    /// What is asked of each member.
    pub cond: Cond,
    /// The frame in which the member is bound.
    pub frame: usize,
}

/// An operator with its operands.
#[derive(Clone, Debug)]
pub enum Op {
    /// `is`: equal to.
    Is(Operand),
    /// `is_not`: known to be something else, or known not to exist.
    IsNot(Operand),
    /// `one_of`: equal to one of.
    OneOf(Vec<Operand>),
    /// `at_least`, `at_most`, `more_than`, `less_than`; for an ordered enum with its words from small to large.
    Order(Compare, Operand, Option<Arc<Members>>),
    /// `satisfies` (true) or `violates` (false).
    Range {
        /// Whether the range must be satisfied.
        satisfies: bool,
        /// The range.
        range: RangeOperand,
    },
    /// `older_than` (true) or `newer_than` (false) by a duration, before `at` or now.
    Age {
        /// Whether the instant must lie further back.
        older: bool,
        /// How far.
        by: Operand,
        /// Before when; now, when left out.
        at: Option<Operand>,
    },
    /// `within`: from now until this far ahead.
    Within(Operand),
    /// `inside`: an instant in a window.
    Inside(WindowOperand),
    /// `overlaps`: a window that shares time with a window.
    Overlaps(WindowOperand),
    /// `includes`, `includes_any`: one of them is a member.
    IncludesAny(Vec<Operand>),
    /// `includes_all`: all of them are members.
    IncludesAll(Vec<Operand>),
    /// `empty`.
    Empty(bool),
    /// `any`.
    AnyOf(Box<Body>),
    /// `every`.
    EveryOf(Box<Body>),
    /// `count`.
    Count {
        /// Which members count; all, when left out.
        body: Option<Box<Body>>,
        /// Count different values of this field.
        distinct: Option<Arc<str>>,
        /// The comparison.
        compare: Compare,
        /// With how many.
        number: Operand,
    },
    /// `exists`: known and not none.
    Exists(bool),
    /// `stated`: whether there is evidence.
    Stated(bool),
}

impl Path {
    /// The variables in it.
    pub fn vars(&self) -> impl Iterator<Item = &Var> {
        let root = if let Root::Var(var) = &self.root { Some(var) } else { None };
        root.into_iter().chain(self.segments.iter().filter_map(|s| if let Segment::Var(var) = s { Some(var) } else { None }))
    }
}

impl Cond {
    /// A condition without entries, which always holds.
    pub fn always(span: Span) -> Self {
        Self { span, kind: CondKind::All(Vec::new()) }
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Cond) -> Self {
        Self { span: self.span, kind: CondKind::All(vec![self, other]) }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { span: self.span, kind: CondKind::Not(Box::new(self)) }
    }

    /// Calls `visit` with every test in it, those inside quantifiers too, and whether an odd number of negations stand around it.
    pub fn tests<'a>(&'a self, negated: bool, visit: &mut dyn FnMut(&'a Test, bool)) {
        self.each_test(Around { negated, certainly: false }, &mut |test, around| visit(test, around.negated));
    }

    /// Whether a `certainly` stands in it, or in a body within it.
    pub fn asks_certainty(&self) -> bool {
        match &self.kind {
            CondKind::All(parts) | CondKind::Any(parts) => parts.iter().any(Cond::asks_certainty),
            CondKind::Not(inner) => inner.asks_certainty(),
            CondKind::Certainly(_) => true,
            CondKind::Test(test) => test.op.body().is_some_and(|body| body.cond.asks_certainty()),
        }
    }

    /// The same, with all that stands around each test.
    pub fn each_test<'a>(&'a self, around: Around, visit: &mut dyn FnMut(&'a Test, Around)) {
        match &self.kind {
            CondKind::All(parts) | CondKind::Any(parts) => parts.iter().for_each(|p| p.each_test(around, visit)),
            CondKind::Not(inner) => inner.each_test(Around { negated: !around.negated, ..around }, visit),
            CondKind::Certainly(inner) => inner.each_test(Around { certainly: true, ..around }, visit),
            CondKind::Test(test) => test.each_test(around, visit),
        }
    }
}

impl Test {
    /// Calls `visit` with itself and with every test in its body, as [`Cond::tests`] does.
    pub fn tests<'a>(&'a self, negated: bool, visit: &mut dyn FnMut(&'a Test, bool)) {
        self.each_test(Around { negated, certainly: false }, &mut |test, around| visit(test, around.negated));
    }

    /// Whether something is so of a path that it reads, those in its body too.
    pub fn any_path(&self, so: &dyn Fn(&Path) -> bool) -> bool {
        let mut found = false;
        self.tests(false, &mut |test, _| found |= so(&test.path) || test.op.operand_paths().into_iter().any(so));
        found
    }

    fn each_test<'a>(&'a self, around: Around, visit: &mut dyn FnMut(&'a Test, Around)) {
        visit(self, around);
        match &self.op {
            Op::AnyOf(body) | Op::EveryOf(body) => body.cond.each_test(around, visit),
            Op::Count { body: Some(body), compare, .. } => {
                let falling = matches!(compare, Compare::AtMost | Compare::LessThan);
                body.cond.each_test(Around { negated: around.negated != falling, ..around }, visit);
            }
            _ => {}
        }
    }
}

impl Op {
    /// Whether it opens a body with members bound in it.
    pub fn body(&self) -> Option<&Body> {
        match self {
            Op::AnyOf(body) | Op::EveryOf(body) => Some(body),
            Op::Count { body, .. } => body.as_deref(),
            _ => None,
        }
    }

    /// Whether one of its operands is a fact, or what a variable stands for.
    pub fn compares_facts(&self) -> bool {
        let fact = |operand: &Operand| operand.value().is_none();
        match self {
            Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) | Op::Count { number: o, .. } => fact(o),
            Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list.iter().any(fact),
            Op::Range { range, .. } => matches!(range, RangeOperand::Fact(_)),
            Op::Age { by, at, .. } => fact(by) || at.as_ref().is_some_and(fact),
            Op::Inside(_) | Op::Overlaps(_) => !self.operand_paths().is_empty(),
            Op::Empty(_) | Op::AnyOf(_) | Op::EveryOf(_) | Op::Exists(_) | Op::Stated(_) => false,
        }
    }

    /// The paths among its operands, not those of its body.
    pub fn operand_paths(&self) -> Vec<&Path> {
        fn of<'a>(operand: &'a Operand, out: &mut Vec<&'a Path>) {
            if let Operand::Fact(path) = operand {
                out.push(path);
            }
        }
        fn window<'a>(operand: &'a WindowOperand, out: &mut Vec<&'a Path>) {
            match operand {
                WindowOperand::Window(_) => {}
                WindowOperand::Between(start, end) => {
                    of(start, out);
                    of(end, out);
                }
                WindowOperand::Fact(path) => out.push(path),
                WindowOperand::List(list) => list.iter().for_each(|w| window(w, out)),
            }
        }
        let mut out = Vec::new();
        match self {
            Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) | Op::Count { number: o, .. } => of(o, &mut out),
            Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list.iter().for_each(|o| of(o, &mut out)),
            Op::Range { range: RangeOperand::Fact(path), .. } => out.push(path),
            Op::Age { by, at, .. } => {
                of(by, &mut out);
                at.iter().for_each(|o| of(o, &mut out));
            }
            Op::Inside(w) | Op::Overlaps(w) => window(w, &mut out),
            Op::Range { .. } | Op::Empty(_) | Op::AnyOf(_) | Op::EveryOf(_) | Op::Exists(_) | Op::Stated(_) => {}
        }
        out
    }
}

impl Compare {
    /// The name of its operator.
    pub fn name(self) -> &'static str {
        match self {
            Compare::AtLeast => "at_least",
            Compare::AtMost => "at_most",
            Compare::MoreThan => "more_than",
            Compare::LessThan => "less_than",
        }
    }

    /// Whether it holds for this order of left and right.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::AtLeast => order.is_ge(),
            Compare::AtMost => order.is_le(),
            Compare::MoreThan => order.is_gt(),
            Compare::LessThan => order.is_lt(),
        }
    }
}

/// The two sides of an age, for wording: how old at most or at least.
impl Operand {
    /// The value, when it is written or a parameter.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Operand::Value(v) | Operand::Param(_, v) => Some(v),
            Operand::Fact(_) | Operand::Var(_) => None,
        }
    }

    /// The duration, when it is written or a parameter.
    pub fn duration(&self) -> Option<Duration> {
        match self.value() {
            Some(Value::Duration(d)) => Some(*d),
            _ => None,
        }
    }
}
