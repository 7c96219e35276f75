//! What went wrong, in one sentence that says what to do.

use std::fmt;
use std::path::Path;

/// A message for the person at the terminal: lower case, no full stop, the offending value in backticks.
pub struct Error(String);

/// What fallible functions here return.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// A test that unwraps shows the message as it is meant to be read.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// Puts what was being done before the reason why it failed.
pub trait Context<T> {
    /// Names the file or folder on which `action` failed, as in "cannot read `a.json`: …".
    fn on(self, action: &str, path: &Path) -> Result<T>;
}

impl<T, E: fmt::Display> Context<T> for std::result::Result<T, E> {
    fn on(self, action: &str, path: &Path) -> Result<T> {
        self.map_err(|error| Error::new(format!("cannot {action} `{}`: {error}", path.display())))
    }
}
