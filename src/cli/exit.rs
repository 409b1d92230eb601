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

impl Exit {
    /// The number that the process ends with.
    pub fn status(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Invalid => 3,
            Self::TestsFailed => 4,
            Self::Verdict(verdict) => verdict.exit_status(),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.status())
    }
}
