//! The parts of a decision: its verb, target and strength, the rule that asks for it, and the verdict that sums them up.
//! Which rules ask for what is `evaluate`'s business, and how a decision reads in full that of `explain`.

pub mod rule_id;
pub mod strength;
pub mod target;
pub mod verb;
pub mod verdict;

pub use rule_id::{BadRuleId, RuleId};
pub use strength::{Advice, Blocked, ItemRef, Paused, Rollback, RollbackBy, RollbackLevel, Strength, Urgency};
pub use target::{BadTarget, Target};
pub use verb::{Caution, Verb};
pub use verdict::Verdict;
