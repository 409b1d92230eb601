//! Compiles a policy: rules grounded, distinct tests numbered, rules ordered so that each comes after those it reads.
//! What the tests answer on given facts is left to `evaluate`.

pub mod graph;
pub mod ground;
pub mod lint;
pub mod patch;
pub mod program;
pub mod reads;
pub mod slots;

pub use graph::{Edge, Edges, RuleGraph};
pub use program::{Cost, Expr, ExprKind, GroundEffect, GroundRule, GroundTarget, Program, compile};
pub use slots::{TestId, TestSlot};
