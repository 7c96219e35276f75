//! What happened in a simulation, step by step.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::answer::Status;
use crate::engine::{AttemptKind, CancelCause};
use crate::host::Event;
use crate::http::{Failure, Method};
use crate::time::Instant;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Instant,
    /// To which request, counted from 0.
    pub run: usize,
    /// What.
    pub what: What,
}

/// What happened to a request or to one of its attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It came.
    Arrived {
        /// Its path and query.
        target: String,
    },
    /// An attempt was sent.
    Sent {
        /// Its number within the request.
        attempt: u32,
        /// Why it was made.
        kind: AttemptKind,
        /// The name of its source.
        source: String,
        /// The method.
        method: Method,
        /// The URL.
        url: String,
    },
    /// An attempt had a reply, or failed.
    Replied {
        /// Which.
        attempt: u32,
        /// The status, or why there was none.
        result: Result<u16, Failure>,
        /// Its `Retry-After`.
        retry_after: Option<String>,
    },
    /// An attempt was aborted.
    Cancelled {
        /// Which.
        attempt: u32,
        /// Why.
        cause: CancelCause,
    },
    /// It was answered.
    Answered {
        /// The status.
        status: u16,
        /// The status of each source.
        sources: Vec<(String, Status)>,
    },
}

impl From<&Event<'_>> for What {
    fn from(event: &Event<'_>) -> Self {
        match *event {
            Event::Sent { attempt, kind, source, request } => Self::Sent {
                attempt: attempt.number(),
                kind,
                source: source.into(),
                method: request.method,
                url: request.url.clone(),
            },
            Event::Replied { attempt, result, retry_after } => Self::Replied {
                attempt: attempt.number(),
                result,
                retry_after: retry_after.map(String::from),
            },
            Event::Cancelled { attempt, cause } => {
                Self::Cancelled { attempt: attempt.number(), cause }
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (millis, micros) = (self.at.as_micros() / 1000, self.at.as_micros() % 1000);
        write!(f, "{millis:>7}.{micros:03} ms  #{:<3} {}", self.run, self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arrived { target } => write!(f, "→ GET {target}"),
            Self::Sent { attempt, kind, source, method, url } => {
                let kind = match kind {
                    AttemptKind::First => "",
                    AttemptKind::Retry => " (retry)",
                    AttemptKind::Hedge => " (hedge)",
                };
                write!(f, "  {attempt} {source}{kind}: {method} {url}")
            }
            Self::Replied { attempt, result: Ok(status), retry_after } => {
                write!(f, "  {attempt} replied {status}")?;
                match retry_after {
                    Some(time) => write!(f, ", to be asked again after {time} s"),
                    None => Ok(()),
                }
            }
            Self::Replied { attempt, result: Err(failure), .. } => {
                let failure = match failure {
                    Failure::Interrupted => "the connection failed",
                    Failure::Unsent => "it could not be sent",
                    Failure::Truncated => "the reply ended too soon",
                    Failure::TooLarge => "the reply is too large",
                    Failure::NoRoom => "no memory was left for the reply",
                };
                write!(f, "  {attempt} failed: {failure}")
            }
            Self::Cancelled { attempt, cause } => {
                let cause = match cause {
                    CancelCause::Expired => "its time is over",
                    CancelCause::Unwanted => "no longer wanted",
                };
                write!(f, "  {attempt} cancelled: {cause}")
            }
            Self::Answered { status, sources } => {
                write!(f, "← {status}")?;
                for (place, (name, status)) in sources.iter().enumerate() {
                    let before = if place == 0 { "  " } else { ", " };
                    write!(f, "{before}{name}: {}", status.as_str())?;
                }
                Ok(())
            }
        }
    }
}
