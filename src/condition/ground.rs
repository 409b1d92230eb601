//! Puts words in the place of `for_each` variables, so that a rule becomes one rule for each word.
//! Which words there are is `compile`'s business.

use std::sync::Arc;

use super::operands::Replace;
use super::tree::{Body, Cond, Operand, Path, PathTy, Root, Segment, Slot, Test, Var};
use crate::value::Value;

/// The words for the `for_each` variables of a rule, by their slot.
pub type Words = [Arc<str>];

/// The condition with words put in.
pub fn cond(cond: &Cond, words: &Words) -> Cond {
    cond.map(&mut |test| Arc::new(self::test(test, words)))
}

fn test(test: &Test, words: &Words) -> Test {
    Test { span: test.span, path: path(&test.path, words), op: test.op.map_operands(&mut Put { words }) }
}

/// The word of a variable, when it is a `for_each` one.
pub fn word(var: &Var, words: &Words) -> Option<Arc<str>> {
    match var.slot {
        Slot::Ground(n) => words.get(n).cloned(),
        Slot::Frame(_) => None,
    }
}

/// The path with words put in.
pub fn path(path: &Path, words: &Words) -> Path {
    let root = match &path.root {
        Root::Var(var) => word(var, words).map_or_else(|| path.root.clone(), Root::Word),
        root => root.clone(),
    };
    let segments = path
        .segments
        .iter()
        .map(|segment| match segment {
            Segment::Var(var) => word(var, words).map_or_else(|| segment.clone(), Segment::Key),
            Segment::Key(_) => segment.clone(),
        })
        .collect();
    // Where the key is a word now, the type is that of this key.
    let key = path.segments.iter().rev().find_map(|s| if let Segment::Var(var) = s { Some(word(var, words)) } else { None });
    let (ty, others) = match key.flatten() {
        Some(key) => {
            let own = path.others.iter().find(|(other, _)| *other == key).map(|(_, ty)| PathTy::Scalar(ty.clone()));
            (own.unwrap_or_else(|| path.ty.clone()), Vec::new())
        }
        None => (path.ty.clone(), path.others.clone()),
    };
    Path { root, segments, ty, others, ..path.clone() }
}

/// Puts words into operands.
struct Put<'a> {
    words: &'a Words,
}

impl Replace for Put<'_> {
    fn operand(&mut self, operand: &Operand) -> Operand {
        match operand {
            Operand::Var(var) => word(var, self.words).map_or_else(|| operand.clone(), |w| Operand::Value(Value::Word(w))),
            Operand::Fact(path) => Operand::Fact(Box::new(self.path(path))),
            Operand::Value(_) | Operand::Param(..) => operand.clone(),
        }
    }

    fn path(&mut self, path: &Path) -> Path {
        self::path(path, self.words)
    }

    fn body(&mut self, body: &Body) -> Body {
        Body { cond: cond(&body.cond, self.words), frame: body.frame }
    }
}
