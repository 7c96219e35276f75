//! Whether a service is asked at all.
//!
//! A circuit breaker (Nygard, *Release It!*, 2007), judged as in Hystrix and Resilience4j: by the
//! share of calls in a rolling window that failed or were slow. It opens for a time that doubles
//! with each trial that fails, and closes when a few trials, the probes, have succeeded.

mod saved;

use super::window::Window;
use crate::time::{Duration, Instant};

pub use saved::{BreakerSnapshot, SavedState};

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakerPolicy {
    /// Over which time calls are judged.
    pub window: Duration,
    /// Fewest calls in that time that are judged.
    pub volume: u32,
    /// The share of failed calls, above 0.0 to 1.0, from which on it opens; above 1.0 never.
    pub failure_ratio: f64,
    /// The share of slow calls, above 0.0 to 1.0, from which on it opens; above 1.0 never.
    pub slow_ratio: f64,
    /// From which time on a successful call is slow, for the caller, which measures it; nothing
    /// leaves that to the caller too.
    pub slow: Option<Duration>,
    /// How long it is open the first time.
    pub open: Duration,
    /// No time of being open is longer.
    pub max_open: Duration,
    /// How many probes must succeed, from 1; 0 counts as 1.
    pub probes: u32,
}

impl BreakerPolicy {
    /// Hystrix: 50 % of at least 20 calls in 10 s. Resilience4j: all calls slow. Three probes, as one
    /// lucky reply is not to bring back the whole load.
    ///
    /// Open for 1 s at first and for no more than the 5 s of Hystrix later: while it is open, requests
    /// fail that could succeed again, and three probes cost a service next to nothing. When it doubled
    /// from 5 s to a minute, an outage of 20 s was followed by as long a time in which a service that
    /// was well was not asked, in the experiment of `docs/failure-policy.md`.
    pub const DEFAULT: Self = Self {
        window: Duration::from_secs(10),
        volume: 20,
        failure_ratio: 0.5,
        slow_ratio: 1.0,
        slow: None,
        open: Duration::from_secs(1),
        max_open: Duration::from_secs(5),
        probes: 3,
    };

    /// Whether so many calls are too bad to go on.
    fn condemns(&self, calls: u32, failed: u32, slow: u32) -> bool {
        let reaches = |count: u32, ratio| count > 0 && f64::from(count) / f64::from(calls) >= ratio;
        reaches(failed, self.failure_ratio) || reaches(slow, self.slow_ratio)
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// The service did its part.
    Success {
        /// Whether it took too long about it.
        slow: bool,
    },
    /// The service failed, or gave no answer in time.
    Failure,
    /// Nothing was learnt of the service: the call was cancelled or cut short on this side.
    Uncounted,
}

/// Leave to make one call. Whoever has it must [record](Breaker::record) how the call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permit {
    generation: u64,
    probe: bool,
}

impl Permit {
    /// Whether the call is a trial by which the breaker learns if the service has recovered.
    pub fn is_probe(self) -> bool {
        self.probe
    }
}

/// What a breaker does with calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerState {
    /// All are let through.
    Closed,
    /// None is let through.
    Open {
        /// Until this moment.
        until: Instant,
    },
    /// A few probes are let through.
    HalfOpen,
}

/// The breaker of one service; closed at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    phase: Phase,
    /// Changes with each phase, so that calls of an earlier one have no say.
    generation: u64,
    /// How often it has opened since it was closed.
    openings: u32,
    window: Window<3>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Closed,
    Open {
        until: Instant,
    },
    HalfOpen(Probes),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Probes {
    under_way: u32,
    succeeded: u32,
    /// Those that succeeded slowly.
    slow: u32,
    /// When the last one was let through.
    last: Instant,
}

const CALLS: usize = 0;
const FAILED: usize = 1;
const SLOW: usize = 2;

/// More openings do not lengthen the time any further.
const MAX_OPENINGS: u32 = 32;

/// No service does well that keeps a probe for longer.
const LOST: Duration = Duration::from_secs(60);

impl Probes {
    fn lost(self, now: Instant) -> bool {
        self.under_way > 0 && now.since(self.last) >= LOST
    }
}

impl Breaker {
    /// Whether [`admit`](Self::admit) would let a call through.
    pub fn admits(&self, policy: &BreakerPolicy, now: Instant) -> bool {
        match self.phase {
            Phase::Closed => true,
            Phase::Open { until } => until <= now,
            Phase::HalfOpen(probes) => {
                probes.under_way.saturating_add(probes.succeeded) < policy.probes.max(1)
                    || probes.lost(now)
            }
        }
    }

    /// Leave for one call. An open breaker whose time is over becomes half open, and then lets
    /// through no more probes at a time than have still to succeed.
    ///
    /// When none was let through for a minute, those under way are taken for lost, as they would
    /// block it for ever; should one end after all, its result counts.
    pub fn admit(&mut self, policy: &BreakerPolicy, now: Instant) -> Option<Permit> {
        if !self.admits(policy, now) {
            return None;
        }
        if matches!(self.phase, Phase::Open { .. }) {
            self.turn(Phase::HalfOpen(Probes::default()));
        }
        let mut probe = false;
        if let Phase::HalfOpen(probes) = &mut self.phase {
            let others = if probes.lost(now) { 0 } else { probes.under_way };
            probes.under_way = others.saturating_add(1);
            probes.last = now;
            probe = true;
        }
        Some(Permit { generation: self.generation, probe })
    }

    /// Learns how a call ended. Results of calls from before it last opened, closed or began its
    /// trials are ignored.
    ///
    /// The first probe that fails opens it again. Slow probes are judged when enough have succeeded,
    /// by the same share as other calls.
    pub fn record(
        &mut self,
        policy: &BreakerPolicy,
        permit: Permit,
        result: CallResult,
        now: Instant,
    ) {
        if permit.generation != self.generation {
            return;
        }
        match self.phase {
            Phase::Closed => self.count(policy, result, now),
            Phase::Open { .. } => {}
            Phase::HalfOpen(mut probes) => {
                probes.under_way = probes.under_way.saturating_sub(1);
                match result {
                    CallResult::Uncounted => {}
                    CallResult::Failure => return self.open(policy, now),
                    CallResult::Success { slow } => {
                        probes.succeeded = probes.succeeded.saturating_add(1);
                        probes.slow = probes.slow.saturating_add(u32::from(slow));
                    }
                }
                self.phase = Phase::HalfOpen(probes);
                if probes.succeeded < policy.probes.max(1) {
                    return;
                }
                if policy.condemns(probes.succeeded, 0, probes.slow) {
                    return self.open(policy, now);
                }
                self.turn(Phase::Closed);
                self.openings = 0;
                self.window.clear();
            }
        }
    }

    /// What it does with calls at `now`.
    pub fn state(&self, now: Instant) -> BreakerState {
        match self.phase {
            Phase::Closed => BreakerState::Closed,
            Phase::Open { until } if now < until => BreakerState::Open { until },
            Phase::Open { .. } | Phase::HalfOpen(_) => BreakerState::HalfOpen,
        }
    }

    /// Counts a call of a closed breaker, and judges.
    fn count(&mut self, policy: &BreakerPolicy, result: CallResult, now: Instant) {
        let kind = match result {
            CallResult::Uncounted => return,
            CallResult::Success { slow: false } => None,
            CallResult::Success { slow: true } => Some(SLOW),
            CallResult::Failure => Some(FAILED),
        };
        self.window.add(policy.window, CALLS, now);
        if let Some(kind) = kind {
            self.window.add(policy.window, kind, now);
        }
        let [calls, failed, slow] = self.window.totals(policy.window, now);
        if calls >= policy.volume && policy.condemns(calls, failed, slow) {
            self.open(policy, now);
        }
    }

    fn open(&mut self, policy: &BreakerPolicy, now: Instant) {
        let factor = 1_u32.checked_shl(self.openings).unwrap_or(u32::MAX);
        let time = policy.open.saturating_mul(factor).min(policy.max_open);
        self.openings = self.openings.saturating_add(1).min(MAX_OPENINGS);
        self.turn(Phase::Open { until: now + time });
    }

    fn turn(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation = self.generation.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: BreakerPolicy = BreakerPolicy {
        open: Duration::from_secs(5),
        max_open: Duration::from_secs(60),
        ..BreakerPolicy::DEFAULT
    };
    const SUCCESS: CallResult = CallResult::Success { slow: false };
    const SLOW_SUCCESS: CallResult = CallResult::Success { slow: true };

    fn at(millis: u64) -> Instant {
        Instant::from_micros(millis * 1000)
    }

    fn call(breaker: &mut Breaker, policy: &BreakerPolicy, result: CallResult, now: Instant) {
        let permit = breaker.admit(policy, now).unwrap();
        breaker.record(policy, permit, result, now);
    }

    /// Opened at 0 by failures alone.
    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        (0..20).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(0)));
        breaker
    }

    fn is_open(breaker: &Breaker, until: u64) -> bool {
        breaker.state(at(until - 1)) == BreakerState::Open { until: at(until) }
    }

    #[test]
    fn judges_from_the_volume_on_by_the_ratio() {
        let mut breaker = Breaker::default();
        (0..9).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(0)));
        (0..10).for_each(|_| call(&mut breaker, &POLICY, SUCCESS, at(0)));
        assert_eq!(breaker.state(at(0)), BreakerState::Closed);
        let mut better = breaker.clone();
        call(&mut better, &POLICY, SUCCESS, at(0));
        assert_eq!(better.state(at(0)), BreakerState::Closed);
        call(&mut breaker, &POLICY, CallResult::Failure, at(0));
        assert!(is_open(&breaker, 5000));
        assert!(!breaker.admits(&POLICY, at(4999)));
        assert_eq!(breaker.admit(&POLICY, at(4999)), None);
    }

    #[test]
    fn old_and_uncounted_calls_are_not_judged() {
        let mut breaker = Breaker::default();
        (0..19).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(0)));
        (0..99).for_each(|_| call(&mut breaker, &POLICY, CallResult::Uncounted, at(0)));
        (0..19).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(10_000)));
        assert_eq!(breaker.state(at(10_000)), BreakerState::Closed);
    }

    #[test]
    fn opens_when_calls_are_slow() {
        let mut breaker = Breaker::default();
        (0..20).for_each(|_| call(&mut breaker, &POLICY, SLOW_SUCCESS, at(0)));
        assert!(is_open(&breaker, 5000));
        let never = BreakerPolicy { slow_ratio: 1.1, failure_ratio: f64::NAN, ..POLICY };
        let mut breaker = Breaker::default();
        (0..20).for_each(|_| call(&mut breaker, &never, SLOW_SUCCESS, at(0)));
        (0..99).for_each(|_| call(&mut breaker, &never, CallResult::Failure, at(0)));
        assert_eq!(breaker.state(at(0)), BreakerState::Closed);
    }

    #[test]
    fn probes_close_it() {
        let mut breaker = opened();
        assert_eq!(breaker.state(at(5000)), BreakerState::HalfOpen);
        let probes = [(); 3].map(|()| breaker.admit(&POLICY, at(5000)).unwrap());
        assert!(probes.iter().all(|permit| permit.is_probe()));
        assert_eq!(breaker.admit(&POLICY, at(5000)), None);
        breaker.record(&POLICY, probes[0], SUCCESS, at(5000));
        assert_eq!(breaker.admit(&POLICY, at(5000)), None, "two are needed and under way");
        breaker.record(&POLICY, probes[1], CallResult::Uncounted, at(5000));
        let another = breaker.admit(&POLICY, at(5000)).unwrap();
        assert!(!breaker.admits(&POLICY, at(5000)));
        breaker.record(&POLICY, another, SUCCESS, at(5000));
        breaker.record(&POLICY, probes[2], SLOW_SUCCESS, at(5000));
        assert_eq!(breaker.state(at(5000)), BreakerState::Closed);
        let fresh = Breaker::default().snapshot(&POLICY, at(5000));
        assert_eq!(breaker.snapshot(&POLICY, at(5000)), fresh);
    }

    #[test]
    fn a_failed_probe_doubles_the_time() {
        let mut breaker = opened();
        let mut now = 5000;
        for time in [10_000, 20_000, 40_000, 60_000, 60_000] {
            call(&mut breaker, &POLICY, SUCCESS, at(now));
            call(&mut breaker, &POLICY, CallResult::Failure, at(now));
            now += time;
            assert!(is_open(&breaker, now), "{time}");
        }
        (0..3).for_each(|_| call(&mut breaker, &POLICY, SUCCESS, at(now)));
        (0..20).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(now)));
        assert!(is_open(&breaker, now + 5000));
    }

    #[test]
    fn slow_probes_are_judged_by_the_ratio() {
        let policy = BreakerPolicy { slow_ratio: 0.6, ..POLICY };
        let mut breaker = opened();
        call(&mut breaker, &policy, SLOW_SUCCESS, at(5000));
        call(&mut breaker, &policy, SUCCESS, at(5000));
        let mut better = breaker.clone();
        call(&mut better, &policy, SUCCESS, at(5000));
        assert_eq!(better.state(at(5000)), BreakerState::Closed);
        call(&mut breaker, &policy, SLOW_SUCCESS, at(5000));
        assert!(is_open(&breaker, 15_000));
    }

    #[test]
    fn calls_of_earlier_times_have_no_say() {
        let mut breaker = Breaker::default();
        let early = breaker.admit(&POLICY, at(0)).unwrap();
        (0..20).for_each(|_| call(&mut breaker, &POLICY, CallResult::Failure, at(0)));
        let probe = breaker.admit(&POLICY, at(5000)).unwrap();
        let before = breaker.clone();
        breaker.record(&POLICY, early, CallResult::Failure, at(5000));
        assert_eq!(breaker, before);
        call(&mut breaker, &POLICY, CallResult::Failure, at(5000));
        breaker.record(&POLICY, probe, CallResult::Failure, at(5000));
        assert!(is_open(&breaker, 15_000));
    }

    #[test]
    fn lost_probes_do_not_block_it() {
        let mut breaker = opened();
        let lost = [(); 3].map(|()| breaker.admit(&POLICY, at(5000)).unwrap());
        assert!(!breaker.admits(&POLICY, at(64_999)));
        assert!(breaker.admits(&POLICY, at(65_000)));
        assert!(breaker.admit(&POLICY, at(65_000)).is_some());
        breaker.record(&POLICY, lost[0], CallResult::Failure, at(65_000));
        assert!(is_open(&breaker, 75_000));
    }
}
