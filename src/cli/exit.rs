//! Exit statuses as a type, so that no command invents one.
//! What each verdict's status is, is said by `decision`.

use std::process::ExitCode;

use crate::decision::Verdict;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked.
    Success,
    /// The tool failed.
    Failed,
    /// The command line is wrong.
    Usage,
    /// The input is invalid.
    Invalid,
    /// A test failed, or less is covered than was asked for.
    TestsFailed,
    /// The verdict of an evaluation.
    Verdict(Verdict),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Invalid => 3,
            Exit::TestsFailed => 4,
            Exit::Verdict(verdict) => verdict.exit_status(),
        })
    }
}
