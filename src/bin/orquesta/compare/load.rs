//! When requests come.

use std::time::Duration;

use orquesta::policy::random::Random;
use orquesta::sim::Arrival;

use super::policy::TARGET;

/// How many come in a second, on average.
const RATE: u64 = 100;

/// Requests that come independently of each other: a Poisson process, given how many there are in all,
/// spreads them evenly.
pub(super) fn arrivals(seed: u64, length: Duration) -> Vec<Arrival> {
    let last = u64::try_from(length.as_micros()).unwrap_or(u64::MAX).saturating_sub(1);
    let mut random = Random::new(seed);
    let mut moments: Vec<_> = (0..RATE * length.as_secs()).map(|_| random.up_to(last)).collect();
    moments.sort_unstable();
    moments.into_iter().map(|at| Arrival::new(Duration::from_micros(at), TARGET)).collect()
}
