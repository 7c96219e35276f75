//! What the driver asks of the place it runs in.

use core::cell::RefCell;
use core::future::Future;

use crate::answer::Splice;
use crate::engine::{AttemptId, AttemptKind, CancelCause};
use crate::http::{Body, Failure, Reply, Request};
use crate::shared::Shared;
use crate::time::Instant;

/// A place that can send requests, tell the time and wait.
///
/// Nothing here has to be `Send`: an engine and its futures stay on one thread.
pub trait Host {
    /// The bodies of its replies.
    type Body: Body;

    /// The time on a clock that never goes back.
    fn now(&self) -> Instant;

    /// Ends at `moment` or later.
    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()>;

    /// What the requests of this host share, all of them of one plan. It is borrowed for a moment at
    /// a time, never while something is waited for or observed.
    fn shared(&self) -> &RefCell<Shared>;

    /// Sends a request and collects the reply. Dropping the future aborts the request.
    ///
    /// Bodies longer than the request allows, or for which there is no [`Room`](crate::shared::Room),
    /// must be refused while they come, also when it is their decompression that makes them long;
    /// redirects must not be followed; of the header fields those
    /// of [`REPLY_HEADERS`](crate::http::REPLY_HEADERS) are passed on, and what the reply says is not
    /// judged.
    fn send(&self, request: Request) -> impl Future<Output = Result<Reply<Self::Body>, Failure>>;

    /// Is given a part of the answer ([`Engine::part`](crate::engine::Engine::part)), if the request wants
    /// parts; must not fail.
    fn part(&self, part: &Splice<&Self::Body>) {
        let _ = part;
    }

    /// Is told what happens, for logs and traces; must not fail.
    fn observe(&self, event: &Event<'_>) {
        let _ = event;
    }
}

/// Something that happened to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// It is being sent.
    Sent {
        /// Which.
        attempt: AttemptId,
        /// Why.
        kind: AttemptKind,
        /// The name of its source.
        source: &'a str,
        /// What is sent.
        request: &'a Request,
    },
    /// It has a reply that is taken, or none.
    Replied {
        /// Which.
        attempt: AttemptId,
        /// The status, or why there is no reply.
        result: Result<u16, Failure>,
        /// When the service wants to be asked again, as it says so.
        retry_after: Option<&'a str>,
    },
    /// It was aborted.
    Cancelled {
        /// Which.
        attempt: AttemptId,
        /// Why.
        cause: CancelCause,
    },
}
