//! Tests that compare a fact with itself: whatever its value, they have one answer.
//! Tests of several facts, and of one fact with values, are `question`'s business.

use crate::condition::tree::{Compare, Op, Operand, Path, PathTy, Root, Segment, Slot, Test, WindowOperand};

/// What a test answers that compares a fact with itself, when there is a value; none where it compares it with something else.
pub(super) fn answer(test: &Test) -> Option<bool> {
    let path = &test.path;
    let same = |operand: &Operand| is_of(path, operand);
    match &test.op {
        Op::Is(operand) => same(operand).then_some(true),
        Op::IsNot(operand) => same(operand).then_some(false),
        Op::OneOf(list) => list.iter().any(same).then_some(true),
        Op::Order(how, operand, _) => same(operand).then_some(matches!(how, Compare::AtLeast | Compare::AtMost)),
        // Nothing lies before itself, and everything no further back than any while.
        Op::Age { older, at: Some(at), .. } => same(at).then_some(!older),
        Op::Inside(window) => never_inside(path, window).then_some(false),
        Op::Overlaps(WindowOperand::Fact(other)) => path.is_same(other).then_some(true),
        Op::Overlaps(window) => is_empty(window).then_some(false),
        Op::IncludesAny(list) => list.iter().any(same).then_some(true),
        Op::IncludesAll(list) => list.iter().all(same).then_some(true),
        Op::Exists(wanted) | Op::Stated(wanted) if is_given(path) => Some(*wanted),
        _ => None,
    }
}

/// Whether the answer is the same where there is no value: of nothing a comparison is no, and all of nothing are members.
pub(super) fn of_none(test: &Test) -> bool {
    matches!(test.op, Op::IncludesAll(_))
}

/// Whether an operand is the fact itself: its path, a variable that stands for it, or for the record that it is the id of.
fn is_of(path: &Path, operand: &Operand) -> bool {
    match operand {
        Operand::Fact(other) => path.is_same(other),
        Operand::Var(var) => {
            let of_it = matches!(&path.root, Root::Var(own) if own == var);
            let id = |segments: &[Segment]| matches!(segments, [Segment::Key(key)] if &**key == "id");
            of_it && (path.segments.is_empty() || id(&path.segments))
        }
        Operand::Value(_) | Operand::Param(..) => false,
    }
}

/// Whether no moment is inside: the window ends with the very fact, which is outside, or begins where it ends.
fn never_inside(path: &Path, window: &WindowOperand) -> bool {
    let ends_with_it = |window: &WindowOperand| matches!(window, WindowOperand::Between(_, end) if is_of(path, end));
    match window {
        WindowOperand::List(list) => list.iter().all(|one| never_inside(path, one)),
        one => ends_with_it(one) || is_empty(one),
    }
}

/// Whether a window begins and ends with one fact.
fn is_empty(window: &WindowOperand) -> bool {
    match window {
        WindowOperand::Between(Operand::Fact(start), Operand::Fact(end)) => start.is_same(end),
        WindowOperand::List(list) => list.iter().all(is_empty),
        _ => false,
    }
}

/// Whether something is given with every evaluation: the moment, or a word that a rule is repeated for.
pub(super) fn is_given(path: &Path) -> bool {
    let ground = matches!(&path.root, Root::Var(var) if matches!(var.slot, Slot::Ground(_)));
    path.segments.is_empty() && (matches!(path.root, Root::Now | Root::Word(_)) || ground) && matches!(path.ty, PathTy::Scalar(_))
}
