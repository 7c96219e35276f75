//! Why there is no host.

use core::fmt;

/// Why a host could not be made.
#[derive(Debug)]
pub struct Error(pub(super) reqwest::Error);

impl fmt::Display for Error {
    /// The error with its causes, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot make an HTTP client: {}", self.0)?;
        let mut cause = core::error::Error::source(&self.0);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl core::error::Error for Error {}
