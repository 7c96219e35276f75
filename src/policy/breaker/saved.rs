//! A breaker beyond the life of one isolate: saved, restored and joined with others.

use super::{Breaker, BreakerPolicy, BreakerState, MAX_OPENINGS, Phase, Probes};
use crate::policy::window::{Slices, Window};
use crate::time::{Duration, Instant};

/// What has to be saved of a [`Breaker`]; probes under way are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakerSnapshot {
    /// What it did with calls.
    pub state: SavedState,
    /// How often it had opened since it was closed.
    pub openings: u32,
    /// Of each slice of the window all calls, failed ones and slow ones.
    pub slices: Slices<3>,
}

/// A [`BreakerState`] without a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedState {
    /// All calls were let through.
    Closed,
    /// None was.
    Open {
        /// For so much longer.
        remaining: Duration,
    },
    /// A few probes were.
    HalfOpen,
}

impl Breaker {
    /// What has to be saved.
    pub fn snapshot(&self, policy: &BreakerPolicy, now: Instant) -> BreakerSnapshot {
        let state = match self.state(now) {
            BreakerState::Closed => SavedState::Closed,
            BreakerState::Open { until } => SavedState::Open { remaining: until.since(now) },
            BreakerState::HalfOpen => SavedState::HalfOpen,
        };
        let slices = self.window.slices(policy.window, now);
        BreakerSnapshot { state, openings: self.openings, slices }
    }

    /// The breaker that was saved, whatever is wrong in `snapshot` put right: it is open for no
    /// longer than the policy allows, and no more calls failed or were slow than were made.
    pub fn restore(policy: &BreakerPolicy, snapshot: &BreakerSnapshot, now: Instant) -> Self {
        let (phase, least, most) = match snapshot.state {
            SavedState::Closed => (Phase::Closed, 0, 0),
            SavedState::Open { remaining } => {
                (Phase::Open { until: now + remaining.min(policy.max_open) }, 1, MAX_OPENINGS)
            }
            SavedState::HalfOpen => (Phase::HalfOpen(Probes::default()), 1, MAX_OPENINGS),
        };
        let slices: Slices<3> = snapshot
            .slices
            .map(|[calls, failed, slow]| [calls, failed.min(calls), slow.min(calls)]);
        Self {
            phase,
            generation: 0,
            openings: snapshot.openings.clamp(least, most),
            window: Window::from_slices(policy.window, now, slices),
        }
    }

    /// Joins what two have learnt of one service; the more careful wins. Open goes before half open,
    /// half open before closed, the later end of being open before the earlier, and the larger
    /// count before the smaller.
    ///
    /// Apart from permits and the progress of probes, which stay those of `self`, the order of
    /// merging does not matter, nor does repeating it.
    pub fn merge(&mut self, other: &Self, policy: &BreakerPolicy, now: Instant) {
        self.window.merge(&other.window, policy.window, now);
        self.openings = self.openings.max(other.openings);
        let until = |breaker: &Self| match breaker.state(now) {
            BreakerState::Open { until } => Some(until.min(now + policy.max_open)),
            BreakerState::Closed | BreakerState::HalfOpen => None,
        };
        match (until(self).max(until(other)), self.phase, other.phase) {
            (Some(until), Phase::Open { .. }, _) => self.phase = Phase::Open { until },
            (Some(until), ..) => self.turn(Phase::Open { until }),
            (None, Phase::Closed, Phase::Open { .. } | Phase::HalfOpen(_)) => {
                self.turn(Phase::HalfOpen(Probes::default()));
            }
            (None, ..) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::CallResult;
    use super::*;

    const POLICY: BreakerPolicy = BreakerPolicy {
        open: Duration::from_secs(5),
        max_open: Duration::from_secs(60),
        ..BreakerPolicy::DEFAULT
    };

    fn at(seconds: u64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    fn failing(calls: u32, now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..calls {
            let permit = breaker.admit(&POLICY, now).unwrap();
            breaker.record(&POLICY, permit, CallResult::Failure, now);
        }
        breaker
    }

    fn merged(one: &Breaker, other: &Breaker, now: Instant) -> Breaker {
        let mut merged = one.clone();
        merged.merge(other, &POLICY, now);
        merged
    }

    #[test]
    fn is_restored_as_it_was() {
        for (calls, age) in [(0, 0), (19, 3), (20, 4), (20, 5)] {
            let saved = failing(calls, at(100)).snapshot(&POLICY, at(100 + age));
            let restored = Breaker::restore(&POLICY, &saved, at(7));
            assert_eq!(restored.snapshot(&POLICY, at(7)), saved);
        }
        let saved = failing(20, at(100)).snapshot(&POLICY, at(102));
        assert_eq!(saved.state, SavedState::Open { remaining: Duration::from_secs(3) });
        let restored = Breaker::restore(&POLICY, &saved, at(7));
        assert_eq!(restored.state(at(8)), BreakerState::Open { until: at(10) });
    }

    #[test]
    fn strange_snapshots_are_put_right() {
        let strange = BreakerSnapshot {
            state: SavedState::Open { remaining: Duration::MAX },
            openings: u32::MAX,
            slices: [[1, u32::MAX, u32::MAX]; 10],
        };
        let restored = Breaker::restore(&POLICY, &strange, at(0));
        assert_eq!(restored.state(at(0)), BreakerState::Open { until: at(60) });
        let again = restored.snapshot(&POLICY, at(0));
        assert_eq!((again.openings, again.slices), (MAX_OPENINGS, [[1, 1, 1]; 10]));
        let closed = BreakerSnapshot { state: SavedState::Closed, ..strange };
        assert_eq!(Breaker::restore(&POLICY, &closed, at(0)).openings, 0);
    }

    #[test]
    fn the_more_careful_wins() {
        let (closed, open, later) = (failing(3, at(1)), failing(20, at(0)), failing(20, at(1)));
        for (one, other) in [(&closed, &open), (&open, &closed)] {
            let at_2 = merged(one, other, at(2));
            assert_eq!(at_2.state(at(2)), BreakerState::Open { until: at(5) });
            assert_eq!(merged(one, other, at(6)).state(at(6)), BreakerState::HalfOpen);
        }
        for (one, other) in [(&later, &open), (&open, &later)] {
            let at_2 = merged(one, other, at(2));
            assert_eq!(at_2.state(at(2)), BreakerState::Open { until: at(6) });
        }
        assert_eq!(merged(&open, &open, at(0)), open);
    }

    #[test]
    fn what_was_admitted_before_has_no_say_after() {
        let mut breaker = Breaker::default();
        let permit = breaker.admit(&POLICY, at(0)).unwrap();
        breaker.merge(&failing(20, at(0)), &POLICY, at(6));
        let before = breaker.clone();
        breaker.record(&POLICY, permit, CallResult::Failure, at(6));
        assert_eq!(breaker, before);
    }
}
