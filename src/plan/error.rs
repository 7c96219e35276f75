//! What is wrong with a plan.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A mistake in a plan: where it is, what stands there, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    /// A JSONPath into the plan.
    pub path: String,
    /// What stands there, for people; values in backticks.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: found {}, expected {}", self.path, self.found, self.expected)
    }
}

impl core::error::Error for PlanError {}

/// A mistake on its way out, through many hands: as small as can be, so that each passes it on with
/// little code.
pub(super) type Mistake = Box<PlanError>;

pub(super) type Result<T> = core::result::Result<T, Mistake>;
