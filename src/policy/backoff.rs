//! How long to wait before another attempt.
//!
//! Exponential, with *full jitter*: a delay drawn evenly between nothing and the exponential value.
//! Of the variants compared in Marc Brooker's "Exponential Backoff And Jitter" (AWS Architecture
//! Blog, 2015) it needs the fewest calls to recover from contention.

use super::random::Random;
use crate::time::Duration;

/// Delays between the attempts of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest delay before the second attempt; it doubles with each further one.
    pub base: Duration,
    /// No delay is longer.
    pub max: Duration,
    /// Whether delays are drawn at random up to their value, or are that value.
    pub jitter: bool,
}

impl Backoff {
    /// 100 ms doubling to at most 2 s, with jitter: short beside a person's patience, long enough
    /// for a restarting process or a shed connection.
    pub const DEFAULT: Self =
        Self { base: Duration::from_millis(100), max: Duration::from_secs(2), jitter: true };

    /// The delay after the attempt of number `attempt`, counted from 1.
    pub fn delay(&self, attempt: u32, random: &mut Random) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        let longest = self.base.saturating_mul(1 << doublings).min(self.max);
        if !self.jitter {
            return longest;
        }
        let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(random.up_to(micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_its_maximum() {
        let backoff = Backoff { jitter: false, ..Backoff::DEFAULT };
        let delays = [1, 2, 3, 5, 6, 99].map(|n| backoff.delay(n, &mut Random::new(0)).as_millis());
        assert_eq!(delays, [100, 200, 400, 1600, 2000, 2000]);
    }

    #[test]
    fn jitter_stays_below_and_follows_the_seed() {
        let delays = |seed| {
            let mut random = Random::new(seed);
            [1, 2, 3, 4].map(|n| Backoff::DEFAULT.delay(n, &mut random))
        };
        assert!(delays(1).iter().zip([100, 200, 400, 800]).all(|(d, most)| d.as_millis() <= most));
        assert_eq!(delays(1), delays(1));
        assert_ne!(delays(1), delays(2));
    }
}
