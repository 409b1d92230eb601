//! Runs a program on facts: reasons, decisions with their bounds, what is in force, the verdict. No I/O; it can't fail.
//! Why something was decided in words is left to `explain`, how it is shown to `report`.

mod answers;
mod bindings;
pub mod decisions;
pub mod evaluation;
mod gone;
mod partly;
mod pass;
mod remembered;
pub mod restarts;
pub mod road;
pub mod standing;
mod targets;
mod unread;
pub mod verdict;
mod waived;

pub(crate) use bindings::{Collections, binding_of, bindings_of};
pub use evaluation::{Binding, Decision, Evaluation, Held, Reason, RestartAnswer, Standing, Status};
pub(crate) use partly::{reasons_given, reasons_of};
pub(crate) use pass::{conclusions, is_missed};
pub use road::{Ran, Run};
pub(crate) use targets::{due_of, targets_of};
pub(crate) use verdict::next_action;
pub(crate) use waived::waived_by;
