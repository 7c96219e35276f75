//! When to ask a second time without giving up the first.
//!
//! Hedged requests after Dean and Barroso, "The Tail at Scale" (Communications of the ACM 56(2),
//! 2013): a second request once the first has taken longer than most do cuts the tail of latencies
//! and adds few requests, 5 % at the 95th percentile.

use super::latency::Latency;
use crate::time::{Duration, Instant};

/// After what time a call is hedged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HedgePolicy {
    /// The percentile of the latencies seen, from 50 to 99; what lies outside counts as the nearer.
    pub percentile: u8,
    /// Never sooner than this.
    pub min: Duration,
}

impl HedgePolicy {
    /// The 95th percentile, as in "The Tail at Scale", and not before 10 ms, the delay of that
    /// article's measurement.
    pub const DEFAULT: Self = Self { percentile: 95, min: Duration::from_millis(10) };

    /// How long to wait for the first attempt; nothing while too few calls were seen.
    pub fn delay(&self, observed: &Latency, now: Instant) -> Option<Duration> {
        let usual = observed.percentile(self.percentile.clamp(50, 99), now)?;
        Some(usual.max(self.min))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_as_long_as_most_take() {
        let now = Instant::default();
        let mut observed = Latency::default();
        (0..19).for_each(|_| observed.record(Duration::from_millis(2), now));
        assert_eq!(HedgePolicy::DEFAULT.delay(&observed, now), None);
        observed.record(Duration::from_millis(80), now);
        let delay = |percentile| {
            let policy = HedgePolicy { percentile, ..HedgePolicy::DEFAULT };
            policy.delay(&observed, now).unwrap().as_millis()
        };
        assert_eq!([0, 50, 95, 99, 100].map(delay), [10, 10, 10, 80, 80]);
    }
}
