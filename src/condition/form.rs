//! The form that every condition has, whatever stands at its leaves: tests as they are written, or their numbers in a program.
//! What a test asks is `tree`'s business, what it answers that of the operators.

use crate::text::Span;
use crate::value::Truth;

/// A condition with its place.
#[derive(Clone, Debug)]
pub struct Tree<L> {
    /// The line or block it stands in.
    pub span: Span,
    /// What it asks.
    pub kind: TreeKind<L>,
}

/// The forms of a condition.
#[derive(Clone, Debug)]
pub enum TreeKind<L> {
    /// All must hold; true when empty.
    All(Vec<Tree<L>>),
    /// One must hold.
    Any(Vec<Tree<L>>),
    /// Must not hold.
    Not(Box<Tree<L>>),
    /// Must be known to hold: yes where it is {yes} on the evidence at hand, else no.
    Certainly(Box<Tree<L>>),
    /// One operator applied to one fact.
    Test(L),
}

/// What stands around a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Whether an odd number of negations does.
    pub negated: bool,
    /// Whether a `certainly` does.
    pub certainly: bool,
}

/// Who answers the leaves of a condition, and says how far it is asked.
pub trait Answers<L> {
    /// The answer of a leaf.
    fn leaf(&mut self, leaf: &L) -> Truth;

    /// Whether a condition is certain.
    fn certainly(&mut self, inner: &Tree<L>) -> Truth;

    /// Whether a part can be left out where the answer of the whole is certain without it.
    fn leaves_out(&self, _part: &Tree<L>) -> bool {
        false
    }
}

impl<L> Tree<L> {
    /// The answer of the condition, put together from those of its leaves.
    pub fn truth(&self, by: &mut impl Answers<L>) -> Truth {
        match &self.kind {
            TreeKind::All(parts) => joined(parts, by, Truth::YES, Truth::is_no, Truth::and),
            TreeKind::Any(parts) => joined(parts, by, Truth::NO, Truth::is_yes, Truth::or),
            TreeKind::Not(inner) => inner.truth(by).not(),
            TreeKind::Certainly(inner) => by.certainly(inner),
            TreeKind::Test(leaf) => by.leaf(leaf),
        }
    }

    /// A condition without entries, which always holds.
    pub fn always(span: Span) -> Self {
        Self { span, kind: TreeKind::All(Vec::new()) }
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { span: self.span, kind: TreeKind::All(vec![self, other]) }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { span: self.span, kind: TreeKind::Not(Box::new(self)) }
    }

    /// Whether it asks nothing, and so always holds.
    pub fn is_empty(&self) -> bool {
        matches!(&self.kind, TreeKind::All(parts) if parts.is_empty())
    }

    /// The same condition over other leaves.
    pub fn map<'a, M>(&'a self, leaf: &mut dyn FnMut(&'a L) -> M) -> Tree<M> {
        let kind = match &self.kind {
            TreeKind::All(parts) => TreeKind::All(parts.iter().map(|p| p.map(leaf)).collect()),
            TreeKind::Any(parts) => TreeKind::Any(parts.iter().map(|p| p.map(leaf)).collect()),
            TreeKind::Not(inner) => TreeKind::Not(Box::new(inner.map(leaf))),
            TreeKind::Certainly(inner) => TreeKind::Certainly(Box::new(inner.map(leaf))),
            TreeKind::Test(test) => TreeKind::Test(leaf(test)),
        };
        Tree { span: self.span, kind }
    }

    /// Calls `visit` with every leaf and what stands around it.
    pub fn each_leaf<'a>(&'a self, around: Around, visit: &mut dyn FnMut(&'a L, Around)) {
        match &self.kind {
            TreeKind::All(parts) | TreeKind::Any(parts) => parts.iter().for_each(|p| p.each_leaf(around, visit)),
            TreeKind::Not(inner) => inner.each_leaf(Around { negated: !around.negated, ..around }, visit),
            TreeKind::Certainly(inner) => inner.each_leaf(Around { certainly: true, ..around }, visit),
            TreeKind::Test(leaf) => visit(leaf, around),
        }
    }

    /// Calls `visit` with every leaf, to be changed.
    pub fn each_leaf_mut(&mut self, visit: &mut dyn FnMut(&mut L)) {
        match &mut self.kind {
            TreeKind::All(parts) | TreeKind::Any(parts) => parts.iter_mut().for_each(|p| p.each_leaf_mut(visit)),
            TreeKind::Not(inner) | TreeKind::Certainly(inner) => inner.each_leaf_mut(visit),
            TreeKind::Test(leaf) => visit(leaf),
        }
    }

    /// Whether something is so of one of its leaves.
    pub fn any_leaf(&self, so: &dyn Fn(&L) -> bool) -> bool {
        let mut found = false;
        self.each_leaf(Around::default(), &mut |leaf, _| found = found || so(leaf));
        found
    }

    /// Whether a `certainly` stands in it, or in one of its leaves.
    pub fn asks_certainty_of(&self, leaf: &dyn Fn(&L) -> bool) -> bool {
        match &self.kind {
            TreeKind::All(parts) | TreeKind::Any(parts) => parts.iter().any(|part| part.asks_certainty_of(leaf)),
            TreeKind::Not(inner) => inner.asks_certainty_of(leaf),
            TreeKind::Certainly(_) => true,
            TreeKind::Test(test) => leaf(test),
        }
    }
}

/// Answers joined, as far as they are needed.
fn joined<L>(
    parts: &[Tree<L>],
    by: &mut impl Answers<L>,
    start: Truth,
    settled: fn(Truth) -> bool,
    join: fn(Truth, Truth) -> Truth,
) -> Truth {
    let mut truth = start;
    for part in parts {
        if !(settled(truth) && by.leaves_out(part)) {
            truth = join(truth, part.truth(by));
        }
    }
    truth
}
