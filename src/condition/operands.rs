//! The operands of an operator, read and replaced: the one place beside the enum that knows which operator has which.
//! What they are compared with is the operators' business.

use super::tree::{Body, Op, Operand, Path, RangeOperand, WindowOperand};
use crate::calendar::Window;
use crate::value::VersionRange;

/// An operand, as far as it can be taken apart.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// A value: written, a parameter, a fact or a variable.
    Operand(&'a Operand),
    /// A window that is written out.
    Window(&'a Window),
    /// A fact that is a window, or a list of them.
    WindowOf(&'a Path),
    /// A range that is written out.
    Range(&'a VersionRange),
    /// A fact that is a range.
    RangeOf(&'a Path),
}

impl<'a> Part<'a> {
    /// The fact that it names.
    pub fn path(self) -> Option<&'a Path> {
        match self {
            Part::Operand(Operand::Fact(path)) => Some(path),
            Part::WindowOf(path) | Part::RangeOf(path) => Some(path),
            Part::Operand(Operand::Value(_) | Operand::Param(..) | Operand::Var(_)) | Part::Window(_) | Part::Range(_) => None,
        }
    }
}

/// What is put in the place of the operands.
pub trait Replace {
    /// Of a value.
    fn operand(&mut self, operand: &Operand) -> Operand;

    /// Of the values of a list, of which there may be more or fewer then.
    fn list(&mut self, list: &[Operand]) -> Vec<Operand> {
        list.iter().map(|o| self.operand(o)).collect()
    }

    /// Of a fact that is a window or a range.
    fn path(&mut self, path: &Path) -> Path {
        path.clone()
    }

    /// Of the body of a quantifier.
    fn body(&mut self, body: &Body) -> Body;
}

impl Op {
    /// The operands in their order, not those in its body.
    pub fn operands(&self) -> Vec<Part<'_>> {
        match self {
            Op::Is(o) | Op::IsNot(o) | Op::Within(o) | Op::Order(_, o, _) | Op::Count { number: o, .. } => vec![Part::Operand(o)],
            Op::OneOf(list) | Op::IncludesAny(list) | Op::IncludesAll(list) => list.iter().map(Part::Operand).collect(),
            Op::Range { range: RangeOperand::Range(range), .. } => vec![Part::Range(range)],
            Op::Range { range: RangeOperand::Fact(path), .. } => vec![Part::RangeOf(path)],
            Op::Age { by, at, .. } => std::iter::once(by).chain(at).map(Part::Operand).collect(),
            Op::Inside(window) | Op::Overlaps(window) => {
                let mut out = Vec::new();
                window.parts(&mut out);
                out
            }
            Op::Empty(_) | Op::AnyOf(_) | Op::EveryOf(_) | Op::Exists(_) | Op::Stated(_) => Vec::new(),
        }
    }

    /// The paths among its operands, not those of its body.
    pub fn operand_paths(&self) -> Vec<&Path> {
        self.operands().into_iter().filter_map(Part::path).collect()
    }

    /// The same operator with other operands.
    #[must_use]
    pub fn map_operands(&self, with: &mut dyn Replace) -> Op {
        match self {
            Op::Is(o) => Op::Is(with.operand(o)),
            Op::IsNot(o) => Op::IsNot(with.operand(o)),
            Op::OneOf(list) => Op::OneOf(with.list(list)),
            Op::Order(how, o, members) => Op::Order(*how, with.operand(o), members.clone()),
            Op::Range { satisfies, range } => Op::Range {
                satisfies: *satisfies,
                range: match range {
                    RangeOperand::Fact(path) => RangeOperand::Fact(Box::new(with.path(path))),
                    RangeOperand::Range(range) => RangeOperand::Range(range.clone()),
                },
            },
            Op::Age { older, by, at } => {
                Op::Age { older: *older, by: with.operand(by), at: at.as_ref().map(|o| with.operand(o)) }
            }
            Op::Within(by) => Op::Within(with.operand(by)),
            Op::Inside(window) => Op::Inside(window.map(with)),
            Op::Overlaps(window) => Op::Overlaps(window.map(with)),
            Op::IncludesAny(list) => Op::IncludesAny(with.list(list)),
            Op::IncludesAll(list) => Op::IncludesAll(with.list(list)),
            Op::AnyOf(body) => Op::AnyOf(Box::new(with.body(body))),
            Op::EveryOf(body) => Op::EveryOf(Box::new(with.body(body))),
            Op::Count { body, distinct, compare, number } => Op::Count {
                body: body.as_ref().map(|body| Box::new(with.body(body))),
                distinct: distinct.clone(),
                compare: *compare,
                number: with.operand(number),
            },
            Op::Empty(wanted) => Op::Empty(*wanted),
            Op::Exists(wanted) => Op::Exists(*wanted),
            Op::Stated(wanted) => Op::Stated(*wanted),
        }
    }
}

impl WindowOperand {
    fn parts<'a>(&'a self, out: &mut Vec<Part<'a>>) {
        match self {
            WindowOperand::Window(window) => out.push(Part::Window(window)),
            WindowOperand::Between(start, end) => out.extend([Part::Operand(start), Part::Operand(end)]),
            WindowOperand::Fact(path) => out.push(Part::WindowOf(path)),
            WindowOperand::List(list) => list.iter().for_each(|window| window.parts(out)),
        }
    }

    fn map(&self, with: &mut dyn Replace) -> WindowOperand {
        match self {
            WindowOperand::Window(window) => WindowOperand::Window(window.clone()),
            WindowOperand::Between(start, end) => WindowOperand::Between(with.operand(start), with.operand(end)),
            WindowOperand::Fact(path) => WindowOperand::Fact(Box::new(with.path(path))),
            WindowOperand::List(list) => WindowOperand::List(list.iter().map(|window| window.map(with)).collect()),
        }
    }
}
