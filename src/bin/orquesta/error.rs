//! How the command ends, and what it says when that is not well.

#![cfg_attr(not(feature = "native"), allow(dead_code, reason = "`run` alone ends so"))]

use std::fmt;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Fine,
    /// The plan is wrong, or has warnings where none may be.
    Plan,
    /// The command line is wrong, or names a file that cannot be read.
    Usage,
    /// The answer's status is 400 to 499.
    Refused,
    /// The answer's status is 500 or more.
    Failed,
    /// The command itself could not do its work.
    Broken,
    /// A law does not hold in a simulated world.
    Unlawful,
}

impl Exit {
    /// What `--help` says.
    pub(crate) const HELP: &str = "\
Exit codes:
  0  all is well
  1  the plan is wrong, or has warnings with --deny-warnings
  2  the command line is wrong, or a file cannot be read
  3  run: the answer's status is 400 to 499
  4  run: the answer's status is 500 or more
  5  anything else, such as an output that cannot be written
  6  sim: a law does not hold";

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Plan => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Failed => 4,
            Self::Broken => 5,
            Self::Unlawful => 6,
        }
    }

    /// How a run ends whose answer has this status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            0..=399 => Self::Fine,
            400..=499 => Self::Refused,
            _ => Self::Failed,
        }
    }
}

/// An error, told in one line.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) exit: Exit,
    message: String,
}

impl Error {
    pub(crate) fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string() }
    }

    /// An argument is not what was expected.
    pub(crate) fn argument(found: &str, expected: &str) -> Self {
        Self::new(
            Exit::Usage,
            format_args!("found `{}`, expected {expected}", found.escape_debug()),
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
