//! The laws that hold in every world, read off the trace without a look at the engine or at the
//! state that its policies keep.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::circuit::Circuit;
use super::{World, endpoint, reports};
use crate::engine::{AttemptKind, CancelCause};
use crate::http::Failure;
use crate::plan::{Endpoint, Plan, Source};
use crate::policy::backoff::{Backoff, Jitter};
use crate::policy::budget::BudgetPolicy;
use crate::sim::{Answered, Arrival, Moment, What};
use crate::time::{Duration, Instant};

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    law: &'static str,
    detail: String,
    /// The last moments up to it.
    before: Vec<Moment>,
}

impl Violation {
    pub(super) fn new(law: &'static str, detail: &str, before: &[Moment]) -> Self {
        Self { law, detail: detail.into(), before: before.to_vec() }
    }

    /// What ought to hold.
    pub fn law(&self) -> &'static str {
        self.law
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this law does not hold: {}", self.law)?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        match self.before.last() {
            Some(last) => write!(f, ", at\n{last}"),
            None => Ok(()),
        }
    }
}

/// An attempt without an end so far.
struct Open {
    run: usize,
    attempt: u32,
    /// The place of its source in the endpoint.
    source: usize,
    sent: Instant,
    /// In which period of its service's circuit it was sent.
    period: Option<u64>,
}

/// How the last attempt of a source ended.
struct Last {
    at: Instant,
    /// Whether another one can help.
    passing: bool,
    /// Until when the service wants to be left alone.
    alone_until: Instant,
}

/// What a service was asked so far.
#[derive(Default)]
struct Asked {
    firsts: u64,
    again: u64,
    circuit: Circuit,
    /// When it first had as many attempts under way as it may.
    full: Option<Instant>,
}

struct Court<'a> {
    endpoints: Vec<&'a Endpoint>,
    /// How late the host may notice anything.
    lag: Duration,
    open: Vec<Open>,
    /// How many attempts each source of each request has made.
    attempts: BTreeMap<(usize, usize), u32>,
    /// How the last attempt of each source of each request ended.
    last: BTreeMap<(usize, usize), Last>,
    asked: Vec<Asked>,
}

/// Holds a trace to the laws.
pub(super) fn check(
    plan: &Plan,
    world: &World,
    trace: &[Moment],
    answered: &[Answered],
) -> Result<(), Violation> {
    let mut court = Court {
        endpoints: world.arrivals.iter().filter_map(|a| endpoint(plan, &a.target)).collect(),
        lag: world.lag,
        open: Vec::new(),
        attempts: BTreeMap::new(),
        last: BTreeMap::new(),
        asked: plan.services.iter().map(|_| Asked::default()).collect(),
    };
    if answered.len() != world.arrivals.len() || court.endpoints.len() != answered.len() {
        return Err(Violation::new("every request is answered", "", trace));
    }
    for (place, moment) in trace.iter().enumerate() {
        court.hear(moment).map_err(|(law, detail)| {
            Violation::new(law, &detail, trace.get(..=place).unwrap_or_default())
        })?;
    }
    let asked = court.endpoints.iter().zip(&world.arrivals);
    for (answered, (endpoint, arrival)) in answered.iter().zip(asked) {
        let longest = longest(endpoint, arrival);
        if answered.took > longest + world.lag {
            let detail = format!("{:?} instead of {longest:?}", answered.took);
            return Err(Violation::new("no answer is later than the deadline", &detail, trace));
        }
        reports::check(endpoint, answered)
            .and_then(|()| court.reasons(endpoint, answered))
            .map_err(|why| Violation::new("reports tell the truth", &why, trace))?;
    }
    Ok(())
}

/// How long an answer may take: the endpoint's deadline, or that of its longest chain of sources, but
/// no longer than its caller waits.
fn longest(endpoint: &Endpoint, arrival: &Arrival) -> Duration {
    fn chain(endpoint: &Endpoint, source: &Source, depth: usize) -> Duration {
        let before = source.after.iter().filter_map(|place| endpoint.sources.get(*place));
        // A plan has no cycles; the depth only makes that plain.
        let before = before.filter(|_| depth < endpoint.sources.len());
        let before = before.map(|source| chain(endpoint, source, depth + 1)).max();
        before.unwrap_or_default() + source.policy.deadline
    }
    let chains = endpoint.sources.iter().map(|source| chain(endpoint, source, 0));
    let own = endpoint.deadline.unwrap_or_else(|| chains.max().unwrap_or_default());
    let named = |(name, _): &&(String, String)| Some(name) == endpoint.deadline_header.as_ref();
    let caller = arrival.headers.iter().find(named).and_then(|(_, value)| value.parse().ok());
    caller.map_or(own, |millis| own.min(Duration::from_millis(millis)))
}

type Broken = (&'static str, String);

fn hold(law: &'static str, holds: bool, detail: impl fmt::Display) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err((law, detail.to_string())) }
}

impl Court<'_> {
    /// Whether what kept services from being asked was really so.
    fn reasons(&self, endpoint: &Endpoint, answered: &Answered) -> Result<(), String> {
        let (from, until) = (answered.arrived, answered.arrived + answered.took);
        for (source, (name, report)) in endpoint.sources.iter().zip(&answered.reports) {
            let Some(asked) = self.asked.get(source.service) else { continue };
            let says = |what: &str| report.reason.as_ref().is_some_and(|r| r.contains(what));
            if says("circuit") && self.lag.is_zero() && !asked.circuit.broken.touch(from, until) {
                return Err(format!("the circuit of {name} was closed all the time"));
            }
            // How many wait is not in the trace, but nobody does unless it was full before.
            let never = asked.full.is_none_or(|full| full > until);
            if (says("too many requests") || says("no turn")) && never {
                return Err(format!("the service of {name} could have been asked all the time"));
            }
        }
        Ok(())
    }

    fn hear(&mut self, moment: &Moment) -> Result<(), Broken> {
        let (run, at) = (moment.run, moment.at);
        match &moment.what {
            What::Arrived { .. } => Ok(()),
            What::Sent { attempt, kind, source, .. } => {
                let place = self.place(run, source)?;
                self.sent(run, place, *attempt, *kind, at)
            }
            What::Replied { attempt, result, retry_after } => {
                let silent = [Failure::TooLarge, Failure::NoRoom, Failure::Unsent].map(Err);
                let counts = *result != Ok(429) && !silent.contains(result);
                let fails = counts && result.is_ok_and(|status| status >= 500) || result.is_err();
                let passing = match result {
                    Ok(status) => {
                        matches!(status, 502..=504) || *status == 429 && retry_after.is_some()
                    }
                    Err(_) => counts,
                };
                let seconds = retry_after.as_ref().and_then(|text| text.parse().ok());
                let alone_until = at + Duration::from_secs(seconds.unwrap_or_default());
                let last = Last { at, passing, alone_until };
                let count = |took, slow| counts.then_some((fails, took >= slow));
                self.ended(run, *attempt, last, count)
            }
            What::Cancelled { attempt, cause } => {
                // What was given up too soon to be slow, or is no longer wanted, does not count.
                let counts = *cause == CancelCause::Expired;
                let last = Last { at, passing: counts, alone_until: at };
                let count = |took, slow| (counts && took >= slow).then_some((true, true));
                self.ended(run, *attempt, last, count)
            }
            What::Answered { status, .. } => {
                let asked = self.attempts.range((run, 0)..=(run, usize::MAX)).next().is_some();
                hold("a request that is shed asks nobody", *status != 503 || !asked, status)?;
                let left = self.open.iter().filter(|open| open.run == run).count();
                hold(
                    "every attempt is answered or cancelled",
                    left == 0,
                    format_args!("{left} are not"),
                )
            }
        }
    }

    fn endpoint(&self, run: usize) -> Result<&Endpoint, Broken> {
        let endpoint = self.endpoints.get(run).copied();
        endpoint.ok_or(("only requests that came are answered", run.to_string()))
    }

    fn place(&self, run: usize, name: &str) -> Result<usize, Broken> {
        let endpoint = self.endpoint(run)?;
        let place = endpoint.sources.iter().position(|source| source.name == name);
        place.ok_or(("only the sources of an endpoint are asked", name.to_string()))
    }

    fn sent(
        &mut self,
        run: usize,
        place: usize,
        attempt: u32,
        kind: AttemptKind,
        at: Instant,
    ) -> Result<(), Broken> {
        let endpoint = self.endpoint(run)?;
        let source = &endpoint.sources[place];
        let (policy, service, probe) = (source.policy, source.service, source.probe);
        let repeatable = source.calls.iter().any(|call| call.repeatable);
        let concurrency = endpoint.concurrency;

        let known = self.open.iter().any(|open| open.run == run && open.attempt == attempt);
        hold("no attempt is sent twice", !known, attempt)?;
        let made = self.attempts.entry((run, place)).or_default();
        *made += 1;
        let made = *made;
        hold("there are no more attempts than allowed", made <= policy.attempts, made)?;
        let first = kind == AttemptKind::First;
        hold("the first attempt is the first", (made == 1) == first, made)?;
        hold("what may not be repeated is not", made == 1 || repeatable, made)?;
        let beside = self.open.iter().filter(|o| o.run == run && o.source == place).count();
        let most = usize::from(kind == AttemptKind::Hedge && policy.hedge.is_some());
        hold("no attempt but a hedge is made beside another", beside == most, beside)?;
        match kind {
            AttemptKind::First => {}
            AttemptKind::Retry => {
                let last = self.last.get(&(run, place));
                let passing = last.is_some_and(|last| last.passing);
                hold("only what may pass is tried again", passing, made)?;
                let alone = last.is_none_or(|last| at >= last.alone_until);
                hold("services are left alone for as long as they want", alone, made)?;
                let rested = last.map_or(Duration::ZERO, |last| at.since(last.at));
                let least = least_rest(&policy.backoff, made - 1);
                hold(
                    "retries rest as long as they must",
                    rested >= least,
                    format_args!("{rested:?}"),
                )?;
            }
            AttemptKind::Hedge => {
                let other = self.open.iter().find(|o| o.run == run && o.source == place);
                let waited = other.map_or(Duration::ZERO, |other| at.since(other.sent));
                let least = policy.hedge.map_or(Duration::ZERO, |hedge| hedge.min);
                hold("no hedge is sent too soon", waited >= least, format_args!("{waited:?}"))?;
            }
        }
        let of_run = self.open.iter().filter(|open| open.run == run).count() + 1;
        hold("a request has no more under way than its bound", of_run <= concurrency, of_run)?;

        let mut period = None;
        if !probe {
            let busy = self.open.iter().filter(|open| self.service(open) == Some(service)).count();
            let most = policy.gate.concurrency as usize;
            hold("a service has no more under way than its bound", busy < most, busy + 1)?;
            let asked = &mut self.asked[service];
            if busy + 1 >= most {
                asked.full.get_or_insert(at);
            }
            if first {
                asked.firsts += 1;
            } else {
                asked.again += 1;
                let allowed = budget(&policy.budget, asked.firsts, at);
                let again = asked.again;
                let detail = format_args!("{again} instead of {allowed}");
                hold("the budget is never exceeded", again as f64 <= allowed, detail)?;
            }
            // What counts against a service depends on when a host notices it.
            if let Some(breaker) = policy.breaker.as_ref().filter(|_| self.lag.is_zero()) {
                let law = "an open circuit lets nothing through but its probes";
                period = Some(asked.circuit.sent(breaker, at).map_err(|why| (law, why))?);
            }
        }
        self.open.push(Open { run, attempt, source: place, sent: at, period });
        Ok(())
    }

    /// The service whose bounds an attempt counts against.
    fn service(&self, open: &Open) -> Option<usize> {
        let source = self.endpoints.get(open.run)?.sources.get(open.source)?;
        (!source.probe).then_some(source.service)
    }

    /// `count` says from how long it took and what is slow whether it failed and was slow, or that it
    /// does not count.
    fn ended(
        &mut self,
        run: usize,
        attempt: u32,
        last: Last,
        count: impl Fn(Duration, Duration) -> Option<(bool, bool)>,
    ) -> Result<(), Broken> {
        let known = |open: &Open| open.run == run && open.attempt == attempt;
        let place = self.open.iter().position(known);
        let place = place.ok_or(("an attempt has one result at most", attempt.to_string()))?;
        let open = self.open.remove(place);
        let at = last.at;
        let former = self.last.get(&(run, open.source)).map(|former| former.alone_until);
        // Of an attempt and its hedge either may be told.
        let alone_until = former.map_or(last.alone_until, |former| former.max(last.alone_until));
        self.last.insert((run, open.source), Last { alone_until, ..last });
        let source = &self.endpoint(run)?.sources[open.source];
        let took = at.since(open.sent);
        let (policy, slow) = (source.policy, source.slow);
        let service = source.service;
        let longest = policy.timeout + self.lag;
        hold("no attempt takes longer than it may", took <= longest, format_args!("{took:?}"))?;
        if let (Some(period), Some(breaker)) = (open.period, &policy.breaker) {
            self.asked[service].circuit.ended(breaker, period, count(took, slow), at);
        }
        Ok(())
    }
}

/// The shortest rest after an attempt, counted from 1.
fn least_rest(backoff: &Backoff, attempt: u32) -> Duration {
    match backoff.jitter {
        Jitter::Full => Duration::ZERO,
        Jitter::Decorrelated => backoff.base.min(backoff.max),
        Jitter::None => backoff.base.saturating_mul(1 << (attempt - 1).min(31)).min(backoff.max),
    }
}

/// How many attempts beyond the first there may have been by `at`.
///
/// Whatever was granted within nine of the ten slices of a window was counted together. So in each
/// such stretch there are `floor` at most, and a first attempt adds to two stretches at most.
fn budget(policy: &BudgetPolicy, firsts: u64, at: Instant) -> f64 {
    let stretch = (policy.window.as_micros() * 9 / 10).max(1);
    let stretches = u128::from(at.as_micros()) / stretch + 1;
    let twice = if stretches == 1 { 1.0 } else { 2.0 };
    stretches as f64 * f64::from(policy.floor) + twice * policy.ratio * firsts as f64
}
