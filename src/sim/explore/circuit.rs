//! The circuit breaker once more, in the plainest way, to judge the real one by what it lets through.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::spans::Spans;
use crate::policy::breaker::BreakerPolicy;
use crate::time::{Duration, Instant};

/// Probes of which nothing is heard for so long are taken for lost.
const LOST: Duration = Duration::from_secs(60);

/// A circuit that remembers every call since it was last closed.
#[derive(Default)]
pub(super) struct Circuit {
    state: State,
    /// How often it has changed its state; results of an earlier period do not count.
    period: u64,
    /// When each call ended, whether it failed and whether it was slow.
    calls: Vec<(Instant, bool, bool)>,
    /// How often it has opened since it was last closed.
    openings: u32,
    /// When it was not closed.
    pub(super) broken: Spans,
}

#[derive(Default)]
enum State {
    #[default]
    Closed,
    Open(Instant),
    HalfOpen {
        under_way: u32,
        succeeded: u32,
        slow: u32,
        last: Instant,
    },
}

impl Circuit {
    /// A call is made; gives its period, or says why it must not be made.
    pub(super) fn sent(&mut self, policy: &BreakerPolicy, at: Instant) -> Result<u64, String> {
        if let State::Open(until) = self.state {
            if at < until {
                return Err(format!("open for {:?} more", until.since(at)));
            }
            self.try_anew(at);
        }
        if let State::HalfOpen { under_way, last, .. } = self.state
            && under_way > 0
            && at.since(last) >= LOST
        {
            self.try_anew(at);
        }
        if let State::HalfOpen { under_way, succeeded, last, .. } = &mut self.state {
            *under_way += 1;
            *last = at;
            if *under_way + *succeeded > policy.probes {
                return Err(format!("{under_way} probes at a time, {succeeded} have succeeded"));
            }
        }
        Ok(self.period)
    }

    fn try_anew(&mut self, at: Instant) {
        self.state = State::HalfOpen { under_way: 0, succeeded: 0, slow: 0, last: at };
        self.period += 1;
    }

    /// A call of a period has ended: whether it failed and whether it was slow, if it counts.
    pub(super) fn ended(
        &mut self,
        policy: &BreakerPolicy,
        period: u64,
        result: Option<(bool, bool)>,
        at: Instant,
    ) {
        if period != self.period {
            return;
        }
        match (&mut self.state, result) {
            (State::Closed, Some((failed, slow))) => {
                // A call that failed counts as that alone.
                self.calls.push((at, failed, slow && !failed));
                let slice = (policy.window.as_micros() / 10).max(1);
                let number = |at: Instant| u128::from(at.as_micros()) / slice;
                let recent = self.calls.iter().filter(|(then, ..)| number(*then) + 10 > number(at));
                let (mut all, mut failed, mut slow) = (0_u32, 0_u32, 0_u32);
                for (_, fails, is_slow) in recent {
                    all += 1;
                    failed += u32::from(*fails);
                    slow += u32::from(*is_slow);
                }
                let bad = part(failed, all) >= policy.failure_ratio
                    || part(slow, all) >= policy.slow_ratio;
                if all >= policy.volume && bad {
                    self.open(policy, at);
                }
            }
            (State::HalfOpen { under_way, .. }, None) => *under_way -= 1,
            (State::HalfOpen { under_way, succeeded, slow, .. }, Some((failed, is_slow))) => {
                *under_way -= 1;
                if failed {
                    return self.open(policy, at);
                }
                *succeeded += 1;
                *slow += u32::from(is_slow);
                if *succeeded >= policy.probes {
                    if part(*slow, *succeeded) >= policy.slow_ratio {
                        return self.open(policy, at);
                    }
                    self.state = State::Closed;
                    self.broken.turn(false, at);
                    self.period += 1;
                    self.calls.clear();
                    self.openings = 0;
                }
            }
            (State::Closed, None) | (State::Open(_), _) => {}
        }
    }

    fn open(&mut self, policy: &BreakerPolicy, at: Instant) {
        let doublings = self.openings.min(31);
        let open = policy.open.saturating_mul(1 << doublings).min(policy.max_open);
        self.state = State::Open(at + open.max(Duration::ZERO));
        self.period += 1;
        self.openings += 1;
        self.broken.turn(true, at);
        self.calls.clear();
    }
}

fn part(count: u32, all: u32) -> f64 {
    f64::from(count) / f64::from(all)
}
