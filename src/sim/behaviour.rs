//! What an upstream does with one request.

use alloc::vec::Vec;

use crate::http::{Failure, Headers, Reply};
use crate::time::Duration;

/// What an upstream does with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    pub(super) delay: Duration,
    /// Nothing if it never ends.
    pub(super) result: Option<Result<Reply, Failure>>,
}

impl Behaviour {
    /// Answers at once.
    pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let reply = Reply { status, headers: Headers::new(), body: body.into() };
        Self { delay: Duration::ZERO, result: Some(Ok(reply)) }
    }

    /// Gives no reply, at once.
    pub fn fail(failure: Failure) -> Self {
        Self { delay: Duration::ZERO, result: Some(Err(failure)) }
    }

    /// Never ends.
    pub fn hang() -> Self {
        Self { delay: Duration::ZERO, result: None }
    }

    /// The same, later by a delay.
    pub fn after(self, delay: Duration) -> Self {
        Self { delay: self.delay + delay, ..self }
    }

    /// The same with header fields, names in lower case.
    pub fn with_headers(mut self, headers: Headers) -> Self {
        if let Some(Ok(reply)) = &mut self.result {
            reply.headers = headers;
        }
        self
    }
}
