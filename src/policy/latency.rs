//! How long successful calls took of late.
//!
//! A log-linear histogram, as HdrHistogram has it: each doubling of the time is cut into steps of
//! equal width, so that the relative error is the same for short and for long times, and memory
//! does not depend on how many calls were seen.

use alloc::vec::Vec;

use super::window::{Slices, Window};
use crate::time::{Duration, Instant};

/// Steps in each doubling.
const STEPS: u64 = 8;

/// Width of the steps in the first doubling, which begins at [`SHORTEST`].
const STEP: u64 = SHORTEST / STEPS;

/// Up to here all times are alike, in microseconds.
const SHORTEST: u64 = 1000;

/// From 1 ms to 131.072 s.
const DOUBLINGS: u64 = 17;

/// One bucket for the shortest times, and one for each step.
const BUCKETS: usize = 1 + (STEPS * DOUBLINGS) as usize;

/// After this time at the latest a call is forgotten, after half of it at the earliest.
const SPAN: Duration = Duration::from_secs(60);

/// Fewer calls tell nothing: of 20, one is 5 %, as much as the 95th percentile leaves out.
const LEAST: u64 = 20;

/// Latencies of the last 30 to 60 seconds.
///
/// A time read from it is up to 12.5 % too long, an eighth, and never too short; except that times
/// up to 1 ms count as 1 ms, and those above 131 s as 131 s.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    halves: Window<BUCKETS, 2>,
}

/// What has to be saved of a [`Latency`]: buckets that are not empty, with their counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LatencySnapshot {
    /// Those of the half minute before the current one.
    pub previous: Vec<(u8, u32)>,
    /// Those of the current half minute.
    pub current: Vec<(u8, u32)>,
}

impl LatencySnapshot {
    /// The same when it was saved so long ago: half of the span later the current half is the
    /// previous one, and after all of it nothing is left.
    #[must_use]
    pub fn aged(&self, ago: Duration) -> Self {
        if ago >= SPAN {
            Self::default()
        } else if ago >= SPAN / 2 {
            Self { previous: self.current.clone(), current: Vec::new() }
        } else {
            self.clone()
        }
    }
}

impl Latency {
    /// Counts a successful call that took so long.
    pub fn record(&mut self, took: Duration, now: Instant) {
        self.halves.add(SPAN, bucket(took), now);
    }

    /// The time within which so many percent of the calls were answered, from 1 to 100; nothing
    /// before 20 calls were seen.
    pub fn percentile(&self, percentile: u8, now: Instant) -> Option<Duration> {
        let counts = self.halves.totals(SPAN, now).map(u64::from);
        let total: u64 = counts.iter().sum();
        if total < LEAST {
            return None;
        }
        let rank = (total * u64::from(percentile.min(100))).div_ceil(100).max(1);
        let mut seen = 0;
        let place = counts.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        place.map(bound)
    }

    /// What has to be saved.
    pub fn snapshot(&self, now: Instant) -> LatencySnapshot {
        let [previous, current] = self.halves.slices(SPAN, now).map(sparse);
        LatencySnapshot { previous, current }
    }

    /// What was saved; buckets that there are not are left out.
    pub fn restore(snapshot: &LatencySnapshot, now: Instant) -> Self {
        let mut halves: Slices<BUCKETS, 2> = [[0; BUCKETS]; 2];
        for (half, saved) in halves.iter_mut().zip([&snapshot.previous, &snapshot.current]) {
            for (bucket, count) in saved {
                if let Some(place) = half.get_mut(usize::from(*bucket)) {
                    *place = *count;
                }
            }
        }
        Self { halves: Window::from_slices(SPAN, now, halves) }
    }

    /// Joins what two have seen: of each bucket the larger count, as [`Window::merge`] does.
    pub fn merge(&mut self, other: &Self, now: Instant) {
        self.halves.merge(&other.halves, SPAN, now);
    }
}

fn sparse(counts: [u32; BUCKETS]) -> Vec<(u8, u32)> {
    (0..).zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// The bucket of a time. Each begins after the bound of the one before and ends with its own.
fn bucket(took: Duration) -> usize {
    let micros = u64::try_from(took.as_nanos().div_ceil(1000)).unwrap_or(u64::MAX);
    let below = micros.saturating_sub(1);
    let Some(doubling) = (below / SHORTEST).checked_ilog2() else { return 0 };
    let step = (below >> doubling).saturating_sub(SHORTEST) / STEP;
    let bucket = 1 + u64::from(doubling) * STEPS + step;
    usize::try_from(bucket).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

/// The longest time of a bucket.
fn bound(bucket: usize) -> Duration {
    let steps = u64::try_from(bucket.min(BUCKETS - 1)).unwrap_or_default();
    let Some(before) = steps.checked_sub(1) else { return Duration::from_micros(SHORTEST) };
    let (doubling, step) = (before / STEPS, before % STEPS + 1);
    Duration::from_micros((SHORTEST + STEP * step) << doubling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn at(seconds: u64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn of(times: impl IntoIterator<Item = u64>, now: Instant) -> Latency {
        let mut latency = Latency::default();
        times.into_iter().for_each(|millis| latency.record(Duration::from_millis(millis), now));
        latency
    }

    #[test]
    fn every_bound_belongs_to_its_bucket_and_the_next_microsecond_does_not() {
        for place in 0..BUCKETS {
            assert_eq!(bucket(bound(place)), place);
            let next = (place + 1).min(BUCKETS - 1);
            assert_eq!(bucket(bound(place) + Duration::from_micros(1)), next);
            assert_eq!(bucket(bound(place) + Duration::from_nanos(1)), next);
        }
        assert_eq!(bound(0).as_millis(), 1);
        assert_eq!(bound(BUCKETS - 1).as_millis(), 131_072);
        assert_eq!((bucket(Duration::ZERO), bucket(Duration::MAX)), (0, BUCKETS - 1));
        assert!(u8::try_from(BUCKETS).is_ok());
    }

    #[test]
    fn percentiles_of_a_known_distribution() {
        let latency = of(1..=100, at(0));
        let read = |percentile| latency.percentile(percentile, at(0)).unwrap().as_millis();
        assert_eq!([0, 1, 50, 95, 99, 100, 255].map(read), [1, 1, 52, 96, 104, 104, 104]);
    }

    #[test]
    fn few_calls_tell_nothing_and_old_ones_are_forgotten() {
        assert_eq!(of(1..20, at(0)).percentile(50, at(0)), None);
        let latency = of(1..=20, at(29));
        assert!(latency.percentile(50, at(59)).is_some());
        assert_eq!(latency.percentile(50, at(60)), None);
    }

    #[test]
    fn is_saved_and_merged() {
        let mut latency = of([5; 30], at(20));
        latency.record(Duration::from_secs(1), at(40));
        let saved = latency.snapshot(at(45));
        assert_eq!(saved.previous, [(18, 30)]);
        assert_eq!(saved.current.len(), 1);
        let mut restored = Latency::restore(&saved, at(1));
        restored.merge(&latency, at(40));
        assert_eq!(restored.snapshot(at(40)).current, saved.current);
        let strange =
            LatencySnapshot { previous: vec![(255, 9)], current: vec![(0, u32::MAX); 400] };
        assert_eq!(Latency::restore(&strange, at(0)).snapshot(at(0)).current, [(0, u32::MAX)]);
    }
}
