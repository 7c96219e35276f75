//! What became of each attempt of a source, and when.

use super::attempt::{AttemptId, AttemptKind, CancelCause};
use crate::http::Failure;
use crate::time::Duration;

/// An attempt as it is told afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Which.
    pub id: AttemptId,
    /// Why it was made.
    pub kind: AttemptKind,
    /// When it was sent, from the beginning of the request.
    pub sent: Duration,
    /// When it ended, from the beginning of the request.
    pub ended: Duration,
    /// How it ended.
    pub end: End,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The service replied with this status.
    Replied(u16),
    /// There was no reply.
    Failed(Failure),
    /// It was aborted.
    Cancelled(CancelCause),
}

impl Tried {
    /// As a member of a source's timeline.
    pub(crate) fn to_json(&self) -> alloc::string::String {
        let kind = match self.kind {
            AttemptKind::First => "first",
            AttemptKind::Retry => "retry",
            AttemptKind::Hedge => "hedge",
        };
        let status;
        let result = match self.end {
            // All that a browser shows of it.
            End::Replied(0) => "redirect",
            End::Replied(number) => {
                status = alloc::format!("{number}");
                &status
            }
            End::Failed(failure) => failure.as_str(),
            End::Cancelled(CancelCause::Expired) => "expired",
            End::Cancelled(CancelCause::Unwanted) => "unwanted",
        };
        alloc::format!(
            "{{\"kind\":\"{kind}\",\"sent_ms\":{},\"ended_ms\":{},\"result\":\"{result}\"}}",
            self.sent.as_millis(),
            self.ended.as_millis()
        )
    }
}
