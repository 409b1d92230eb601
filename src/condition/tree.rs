//! The condition tree: what a policy asks, typed and checked, with the place of every line.
//! Reading it from YAML is `read`'s business, answering it that of the operators and of `answer`.

use std::sync::Arc;

pub use super::form::{Around, Tree, TreeKind};
use super::operands::Part;
use crate::calendar::Window;
use crate::decision::Verb;
use crate::schema::Note;
use crate::text::Span;
use crate::value::{Duration, Members, Phase, Ty, Value, VersionRange};

/// A condition over tests.
pub type Cond = Tree<Arc<Test>>;
/// The forms of a condition over tests.
pub type CondKind = TreeKind<Arc<Test>>;

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
    /// Calls `visit` with every test in it, those inside quantifiers too, and whether an odd number of negations stand around it.
    pub fn tests<'a>(&'a self, negated: bool, visit: &mut dyn FnMut(&'a Test, bool)) {
        self.each_test(Around { negated, certainly: false }, &mut |test, around| visit(test, around.negated));
    }

    /// Whether a `certainly` stands in it, or in a body within it.
    pub fn asks_certainty(&self) -> bool {
        self.asks_certainty_of(&|test| test.op.body().is_some_and(|body| body.cond.asks_certainty()))
    }

    /// The same, with all that stands around each test.
    pub fn each_test<'a>(&'a self, around: Around, visit: &mut dyn FnMut(&'a Test, Around)) {
        self.each_leaf(around, &mut |test, around| test.each_test(around, visit));
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
        self.operands().into_iter().any(|part| match part {
            Part::Operand(operand) => operand.value().is_none(),
            Part::WindowOf(_) | Part::RangeOf(_) => true,
            Part::Window(_) | Part::Range(_) => false,
        })
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
