//! What a reply means and whether asking again can help.

use super::breaker::CallResult;
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
        /// How a breaker counts it.
        counts: CallResult,
    },
}

/// Judges a status; `empty_on` are those by which the service says that there is no data, `wait` is
/// what its `Retry-After` says.
///
/// Another attempt can help after 502, 503 and 504: something in front of the service did not reach
/// it, or it asks to come back; and after 429 if it says when. 500 is an answer of the service about
/// this very request and is believed.
///
/// All of 500 to 599 speak against the service; 429 says neither that it is well nor that it is not;
/// by anything else it shows that it is up.
pub fn status(status: u16, empty_on: &[u16], wait: Option<Duration>) -> Verdict {
    match status {
        _ if empty_on.contains(&status) => Verdict::Empty,
        // No Content and Reset Content have no body by definition (RFC 9110, section 15.3).
        204 | 205 => Verdict::Empty,
        200..=299 => Verdict::Data,
        502..=504 => Verdict::Failed { again: true, counts: CallResult::Failure },
        500.. => Verdict::Failed { again: false, counts: CallResult::Failure },
        429 => Verdict::Failed { again: wait.is_some(), counts: CallResult::Uncounted },
        _ => Verdict::Failed { again: false, counts: CallResult::Success { slow: false } },
    }
}

/// How a breaker counts a failure. A body that is too large or has no room, and a request that could
/// not be sent, say nothing about the service.
pub fn count(failure: Failure) -> CallResult {
    match failure {
        Failure::Interrupted | Failure::Truncated => CallResult::Failure,
        Failure::TooLarge | Failure::NoRoom | Failure::Unsent => CallResult::Uncounted,
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
        let failed = |again, counts| Verdict::Failed { again, counts };
        let up = CallResult::Success { slow: false };
        for (code, verdict) in [
            (200, Verdict::Data),
            (204, Verdict::Empty),
            (302, failed(false, up)),
            (404, Verdict::Empty),
            (401, failed(false, up)),
            (429, failed(false, CallResult::Uncounted)),
            (500, failed(false, CallResult::Failure)),
            (502, failed(true, CallResult::Failure)),
            (503, failed(true, CallResult::Failure)),
            (504, failed(true, CallResult::Failure)),
            (505, failed(false, CallResult::Failure)),
        ] {
            assert_eq!(status(code, &[404], None), verdict, "{code}");
        }
        let busy = failed(true, CallResult::Uncounted);
        assert_eq!(status(429, &[], Some(Duration::ZERO)), busy);
    }
}
