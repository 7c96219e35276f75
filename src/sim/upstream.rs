//! Upstreams made of faults.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::Behaviour;
use crate::http::Failure;
use crate::policy::random::Random;
use crate::time::{Duration, Instant};

/// A service that answers every request alike, but for its faults.
#[derive(Clone, Debug, PartialEq)]
pub struct Upstream {
    pub(super) url: String,
    reply: Behaviour,
    /// What it does below certain paths instead.
    below: Vec<(String, Behaviour)>,
    /// What is wrong with it, and from when until when.
    faults: Vec<(Range<Duration>, Fault)>,
    /// When each worker of an overloaded service is free; the same workers in all its overloads.
    free: Vec<Instant>,
}

/// What can be wrong with a service. Ratios are from 0 to 1, times count from the start of the
/// simulation; delays add up, and the first fault that makes a request fail decides how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Every reply comes later.
    Delay(Duration),
    /// Every reply comes later by a time drawn evenly up to this.
    Jitter(Duration),
    /// Some replies come later.
    Tail {
        /// How many.
        ratio: f64,
        /// By how much.
        delay: Duration,
    },
    /// The head comes in time and the body this much later.
    SlowBody(Duration),
    /// Some requests lose their connection.
    Drop {
        /// How many.
        ratio: f64,
    },
    /// Some requests get an error.
    Errors {
        /// How many.
        ratio: f64,
        /// Which status.
        status: u16,
    },
    /// Some requests get an error that says when to ask again.
    Busy {
        /// How many.
        ratio: f64,
        /// Which status, such as 429 or 503.
        status: u16,
        /// When, in seconds.
        retry_after: u32,
    },
    /// Every request within a time gets an error.
    ErrorBurst {
        /// When it begins.
        from: Duration,
        /// When it is over.
        until: Duration,
        /// Which status.
        status: u16,
    },
    /// Some replies end too soon.
    Truncation {
        /// How many.
        ratio: f64,
    },
    /// Some requests are never answered.
    Hang {
        /// How many.
        ratio: f64,
    },
    /// It is up for a while, down for a while, and so on; down, it refuses connections.
    Flapping {
        /// How long it is up.
        up: Duration,
        /// How long it is down.
        down: Duration,
    },
    /// It has so many workers, and requests wait for one. Whoever gives up waiting is worked for all
    /// the same, so that more load makes it worse for all.
    Overload {
        /// How many requests it works on at a time, 1 at least.
        workers: usize,
        /// How long one takes.
        takes: Duration,
        /// How long a request may have to wait before it is answered 503 at once.
        patience: Duration,
    },
}

impl Upstream {
    /// The service at a URL, without a slash at the end; to every request it does this.
    pub fn new(url: impl Into<String>, reply: Behaviour) -> Self {
        let (below, faults, free) = (Vec::new(), Vec::new(), Vec::new());
        Self { url: url.into(), reply, below, faults, free }
    }

    /// The same, but to requests whose path begins so it does that.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>, reply: Behaviour) -> Self {
        self.below.push((path.into(), reply));
        self
    }

    /// The same with one more fault.
    #[must_use]
    pub fn with(self, fault: Fault) -> Self {
        self.within(Duration::ZERO..Duration::MAX, fault)
    }

    /// The same with one more fault, for requests that come within a time from the start of the
    /// simulation. Of several [`Fault::Overload`]s, each begins with the work that is left of the one
    /// before.
    #[must_use]
    pub fn within(mut self, time: Range<Duration>, fault: Fault) -> Self {
        self.faults.push((time, fault));
        self
    }

    /// What becomes of a request that comes at `now`; `path` is what follows the service's URL.
    pub(super) fn respond(&mut self, path: &str, now: Instant, random: &mut Random) -> Behaviour {
        let mut delay = Duration::ZERO;
        let mut broken: Option<Behaviour> = None;
        let elapsed = now.since(Instant::default());
        let present = self.faults.iter().filter(|(time, _)| time.contains(&elapsed));
        for (_, fault) in present {
            let breaks = match *fault {
                Fault::Delay(more) | Fault::SlowBody(more) => {
                    delay += more;
                    None
                }
                Fault::Jitter(most) => {
                    let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
                    delay += Duration::from_micros(random.up_to(most));
                    None
                }
                Fault::Tail { ratio, delay: more } => {
                    delay += if random.chance(ratio) { more } else { Duration::ZERO };
                    None
                }
                Fault::Drop { ratio } => {
                    random.chance(ratio).then(|| Behaviour::fail(Failure::Interrupted))
                }
                Fault::Errors { ratio, status } => {
                    random.chance(ratio).then(|| Behaviour::reply(status, ""))
                }
                Fault::Busy { ratio, status, retry_after } => random.chance(ratio).then(|| {
                    let time = retry_after.to_string();
                    Behaviour::reply(status, "").with_headers([("retry-after".into(), time)].into())
                }),
                Fault::ErrorBurst { from, until, status } => {
                    (from..until).contains(&elapsed).then(|| Behaviour::reply(status, ""))
                }
                Fault::Truncation { ratio } => {
                    random.chance(ratio).then(|| Behaviour::fail(Failure::Truncated))
                }
                Fault::Hang { ratio } => random.chance(ratio).then(Behaviour::hang),
                Fault::Flapping { up, down } => {
                    let period = (up + down).as_micros().max(1);
                    let phase = elapsed.as_micros() % period;
                    (phase >= up.as_micros()).then(|| Behaviour::fail(Failure::Interrupted))
                }
                Fault::Overload { workers, takes, patience } => {
                    self.free.resize(workers.max(1), Instant::default());
                    let Some(soonest) = self.free.iter_mut().min() else { continue };
                    let starts = (*soonest).max(now);
                    if starts.since(now) > patience {
                        Some(Behaviour::reply(503, ""))
                    } else {
                        *soonest = starts + takes;
                        delay += soonest.since(now);
                        None
                    }
                }
            };
            broken = broken.or(breaks);
        }
        let whole = || {
            let fitting = self.below.iter().filter(|(prefix, _)| path.starts_with(prefix.as_str()));
            let closest = fitting.max_by_key(|(prefix, _)| prefix.len());
            closest.map_or(&self.reply, |(_, reply)| reply).clone()
        };
        broken.unwrap_or_else(whole).after(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_time_and_leaves_its_work() {
        let overload =
            |takes| Fault::Overload { workers: 1, takes, patience: Duration::from_secs(9) };
        let (second, reply) = (Duration::from_secs(1), Behaviour::reply(200, ""));
        let mut upstream = Upstream::new("http://shop.test", reply.clone())
            .within(second..second * 2, overload(second * 3))
            .within(second * 2..second * 3, overload(second));
        let mut respond = |millis: u64| {
            let now = Instant::from_micros(millis * 1000);
            upstream.respond("/", now, &mut Random::new(0))
        };
        assert_eq!(respond(999), reply);
        assert_eq!(respond(1000), reply.clone().after(second * 3));
        assert_eq!(
            respond(2000),
            reply.clone().after(second * 3),
            "two of the first, one of its own"
        );
        assert_eq!(respond(3000), reply);
    }
}
