//! How long to wait before another attempt.
//!
//! Exponential, by default with *full jitter*: a delay drawn evenly between nothing and the
//! exponential value. Of the variants compared in Marc Brooker's "Exponential Backoff And Jitter"
//! (AWS Architecture Blog, 2015) it needs the fewest calls to recover from contention;
//! *decorrelated jitter*, from the same comparison, needs a few more and is done a little sooner.

use super::random::Random;
use crate::time::Duration;

/// Delays between the attempts of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest delay before the second attempt; it doubles with each further one.
    pub base: Duration,
    /// No delay is longer.
    pub max: Duration,
    /// What is left to chance.
    pub jitter: Jitter,
}

/// What of a delay is left to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jitter {
    /// It is drawn between nothing and the exponential value.
    Full,
    /// It is drawn between the base and three times the delay before.
    Decorrelated,
    /// Nothing: it is the exponential value.
    None,
}

impl Backoff {
    /// 100 ms doubling to at most 2 s, with full jitter: short beside a person's patience, long
    /// enough for a restarting process or a shed connection.
    pub const DEFAULT: Self = Self {
        base: Duration::from_millis(100),
        max: Duration::from_secs(2),
        jitter: Jitter::Full,
    };

    /// The delay after the attempt of number `attempt`, counted from 1; `previous` is the delay
    /// before that attempt, zero if there was none.
    pub fn delay(&self, attempt: u32, previous: Duration, random: &mut Random) -> Duration {
        match self.jitter {
            Jitter::None => self.exponential(attempt),
            Jitter::Full => Duration::from_micros(random.up_to(micros(self.exponential(attempt)))),
            Jitter::Decorrelated => {
                let most = previous.max(self.base).saturating_mul(3);
                let more = micros(most.saturating_sub(self.base));
                (self.base + Duration::from_micros(random.up_to(more))).min(self.max)
            }
        }
    }

    /// The longest that [`delay`](Self::delay) can be after the attempt of number `attempt`.
    pub fn longest(&self, attempt: u32) -> Duration {
        match self.jitter {
            Jitter::None | Jitter::Full => self.exponential(attempt),
            Jitter::Decorrelated => {
                self.base.saturating_mul(3_u32.saturating_pow(attempt)).min(self.max)
            }
        }
    }

    fn exponential(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.base.saturating_mul(1 << doublings).min(self.max)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_its_maximum() {
        let backoff = Backoff { jitter: Jitter::None, ..Backoff::DEFAULT };
        let delays = [1, 2, 3, 5, 6, 99]
            .map(|n| backoff.delay(n, Duration::ZERO, &mut Random::new(0)).as_millis());
        assert_eq!(delays, [100, 200, 400, 1600, 2000, 2000]);
    }

    #[test]
    fn full_jitter_stays_below_and_follows_the_seed() {
        let delays = |seed| {
            let mut random = Random::new(seed);
            [1, 2, 3, 4].map(|n| Backoff::DEFAULT.delay(n, Duration::ZERO, &mut random))
        };
        assert!(delays(1).iter().zip([100, 200, 400, 800]).all(|(d, most)| d.as_millis() <= most));
        assert_eq!(delays(1), delays(1));
        assert_ne!(delays(1), delays(2));
    }

    #[test]
    fn decorrelated_jitter_stays_between_the_base_and_three_times_the_last() {
        let backoff = Backoff { jitter: Jitter::Decorrelated, ..Backoff::DEFAULT };
        let mut random = Random::new(3);
        let mut previous = Duration::ZERO;
        let mut longest = Duration::ZERO;
        for attempt in 1..200 {
            let delay = backoff.delay(attempt, previous, &mut random);
            let most = (previous.max(backoff.base) * 3).min(backoff.max);
            assert!((backoff.base..=most).contains(&delay), "{delay:?} after {previous:?}");
            assert!(delay <= backoff.longest(attempt), "{delay:?} after {attempt}");
            longest = longest.max(delay);
            previous = delay;
        }
        assert_eq!(longest, backoff.max);
    }
}
