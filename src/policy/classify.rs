//! What a reply means and whether asking again can help.

use crate::http::Failure;

/// What to make of a reply's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The body is the data.
    Data,
    /// The service says in its own way that there is no data.
    Empty,
    /// The service failed.
    Failed {
        /// Whether another attempt can help.
        transient: bool,
    },
}

/// Judges a status; `empty_on` are those by which the service says that there is no data.
///
/// Transient are 502, 503 and 504: something in front of the service did not reach it, or it asks to
/// come back. 500 is an answer of the service about this very request and is believed.
pub fn status(status: u16, empty_on: &[u16]) -> Verdict {
    match status {
        _ if empty_on.contains(&status) => Verdict::Empty,
        // No Content and Reset Content have no body by definition (RFC 9110, section 15.3).
        204 | 205 => Verdict::Empty,
        200..=299 => Verdict::Data,
        502..=504 => Verdict::Failed { transient: true },
        _ => Verdict::Failed { transient: false },
    }
}

/// Whether another attempt can help after `failure`, when repeating is or is not `repeatable`.
pub fn failure(failure: Failure, repeatable: bool) -> bool {
    match failure {
        Failure::Interrupted | Failure::Truncated => repeatable,
        Failure::TooLarge => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        for (code, verdict) in [
            (200, Verdict::Data),
            (204, Verdict::Empty),
            (302, Verdict::Failed { transient: false }),
            (404, Verdict::Empty),
            (401, Verdict::Failed { transient: false }),
            (500, Verdict::Failed { transient: false }),
            (503, Verdict::Failed { transient: true }),
        ] {
            assert_eq!(status(code, &[404]), verdict, "{code}");
        }
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        assert!(!failure(Failure::Interrupted, false));
        assert!(failure(Failure::Interrupted, true));
        assert!(!failure(Failure::TooLarge, true));
    }
}
