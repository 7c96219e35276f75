//! What happened in the worlds of an exploration, to see that it went everywhere.

use alloc::collections::BTreeMap;
use core::fmt;

use crate::engine::{AttemptKind, CancelCause};
use crate::sim::{Answered, Moment, What};

/// How often things happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    counts: BTreeMap<&'static str, u64>,
}

impl Coverage {
    pub(super) fn count(&mut self, trace: &[Moment], answered: &[Answered]) {
        for moment in trace {
            let what = match moment.what {
                What::Arrived { .. } => "requests",
                What::Sent { kind: AttemptKind::First, .. } => "first attempts",
                What::Sent { kind: AttemptKind::Retry, .. } => "retries",
                What::Sent { kind: AttemptKind::Hedge, .. } => "hedges",
                What::Replied { .. } => "replies",
                What::Cancelled { cause: CancelCause::Expired, .. } => "attempts given up",
                What::Cancelled { cause: CancelCause::Unwanted, .. } => "attempts unwanted",
                What::Answered { status: 503, .. } => "requests shed",
                What::Answered { .. } => "answers",
            };
            *self.counts.entry(what).or_default() += 1;
        }
        for (_, report) in answered.iter().flat_map(|answered| &answered.reports) {
            *self.counts.entry(report.status.as_str()).or_default() += 1;
        }
    }

    /// How often something happened: a status, or one of `requests`, `first attempts`, `retries`,
    /// `hedges`, `replies`, `attempts given up`, `attempts unwanted`, `answers` and `requests shed`.
    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or_default()
    }

    /// Adds what happened elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in &self.counts {
            writeln!(f, "{what:<18} {count:>12}")?;
        }
        Ok(())
    }
}
