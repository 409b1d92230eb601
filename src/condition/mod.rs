//! Conditions: read from YAML, typed against the schemas, answered with the set of answers that the facts leave open.
//! Rules, and what follows from a condition, are left to `policy` and `evaluate`.

pub mod answer;
pub mod conclusions;
pub mod context;
pub mod filled;
pub mod form;
pub mod ground;
pub mod mixed;
pub mod operands;
pub mod operators;
pub mod path;
pub mod print;
pub mod read;
pub mod scope;
pub mod template;
pub mod tree;
pub mod words;

pub use answer::{answer, answer_test};
pub use conclusions::{Concluded, Conclusions};
pub use context::Context;
pub use scope::Scope;
pub use template::Template;
pub use tree::{Around, Cond, CondKind, Op, Path, PathTy, Root, Test};
