//! Runs a program on facts: reasons, decisions with their bounds, what is in force, the verdict. No I/O; it can't fail.
//! Why something was decided in words is left to `explain`, how it is shown to `report`.

pub mod decisions;
pub mod evaluation;
mod gone;
pub mod partly;
pub mod restarts;
pub mod run;
pub mod standing;
mod targets;
pub mod unread;
pub mod verdict;
pub mod waived;

pub use evaluation::{Binding, Decision, Evaluation, Held, Reason, RestartAnswer, Standing, Status};
pub use partly::{reasons_given, reasons_of};
pub use run::{binding_of, bindings_of, conclusions, evaluate, evaluate_holding, frames_of, reader};
pub use unread::unread;
