//! What a reply means and whether asking again can help.

use crate::http::Failure;
use crate::time::Duration;

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
        again: bool,
        /// Whether that speaks against the service, and not only against this request.
        at_fault: bool,
    },
}

/// Judges a status; `empty_on` are those by which the service says that there is no data, `wait` is
/// what its `Retry-After` says.
///
/// Another attempt can help after 502, 503 and 504: something in front of the service did not reach
/// it, or it asks to come back; and after 429 if it says when. 500 is an answer of the service about
/// this very request and is believed. All of 500 to 599 speak against the service.
pub fn status(status: u16, empty_on: &[u16], wait: Option<Duration>) -> Verdict {
    match status {
        _ if empty_on.contains(&status) => Verdict::Empty,
        // No Content and Reset Content have no body by definition (RFC 9110, section 15.3).
        204 | 205 => Verdict::Empty,
        200..=299 => Verdict::Data,
        502..=504 => Verdict::Failed { again: true, at_fault: true },
        429 => Verdict::Failed { again: wait.is_some(), at_fault: false },
        _ => Verdict::Failed { again: false, at_fault: status >= 500 },
    }
}

/// Whether another attempt can help after `failure`, if the call may be repeated at all.
pub fn failure(failure: Failure) -> bool {
    matches!(failure, Failure::Interrupted | Failure::Truncated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        let failed = |again, at_fault| Verdict::Failed { again, at_fault };
        for (code, verdict) in [
            (200, Verdict::Data),
            (204, Verdict::Empty),
            (302, failed(false, false)),
            (404, Verdict::Empty),
            (401, failed(false, false)),
            (429, failed(false, false)),
            (500, failed(false, true)),
            (502, failed(true, true)),
            (503, failed(true, true)),
            (504, failed(true, true)),
            (505, failed(false, true)),
        ] {
            assert_eq!(status(code, &[404], None), verdict, "{code}");
        }
        assert_eq!(status(429, &[], Some(Duration::ZERO)), failed(true, false));
    }
}
