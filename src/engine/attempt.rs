//! Making attempts: first ones, retries and hedges, as far as limits and policies let them.

use alloc::format;
use alloc::string::{String, ToString};

use super::state::{Phase, UnderWay};
use super::{Engine, Step};
use crate::answer::Status;
use crate::policy::breaker::{BreakerState, CallResult, Permit};
use crate::policy::gate::Entry;
use crate::shared::Shared;
use crate::time::{Duration, Instant, humane};

/// One try of a source, unique within a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttemptId(pub(super) u32);

impl AttemptId {
    /// The attempt's number, in the order of sending.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// Why an attempt is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptKind {
    /// It is the first of its source.
    First,
    /// The last one failed.
    Retry,
    /// The one under way is slow.
    Hedge,
}

/// Why an attempt is aborted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelCause {
    /// Its time is over.
    Expired,
    /// Another attempt was answered first, or the source is no longer waited for.
    Unwanted,
}

/// What came of trying to get on with a source.
pub(super) enum Progress {
    /// An attempt is to be sent.
    Sent(Step),
    /// The source has ended.
    Settled,
    /// Nothing is to be done yet.
    None,
}

impl Engine<'_> {
    /// Gets on with a source as far as that is possible at `now`.
    pub(super) fn advance(&mut self, place: usize, shared: &mut Shared, now: Instant) -> Progress {
        match self.states[place].phase {
            Phase::Blocked => {
                let settled =
                    |place: &usize| matches!(self.states[*place].phase, Phase::Settled(_));
                if !self.source(place).after.iter().all(settled) {
                    return Progress::None;
                }
                self.begin(place, AttemptKind::First, shared, now)
            }
            Phase::Resting(at) if at <= now => self.begin(place, AttemptKind::Retry, shared, now),
            Phase::Queued(_, kind) => self.begin(place, kind, shared, now),
            Phase::Running if self.states[place].hedge_at.is_some_and(|at| at <= now) => {
                self.states[place].hedge_at = None;
                self.hedge(place, shared, now)
            }
            Phase::Resting(_) | Phase::Running | Phase::Settled(_) => Progress::None,
        }
    }

    /// Gives up every attempt, and every wait for one, whose time is over.
    pub(super) fn expire(&mut self, shared: &mut Shared, now: Instant) {
        for place in 0..self.states.len() {
            let over = |attempt: &UnderWay| attempt.give_up <= now;
            while let Some(index) = self.states[place].under_way.iter().position(over) {
                let attempt = self.states[place].under_way.remove(index);
                self.cancels.push((attempt.id, CancelCause::Expired));
                let fair = attempt.give_up.since(attempt.sent) >= self.source(place).slow;
                let result = if fair { CallResult::Failure } else { CallResult::Uncounted };
                self.release(place, &attempt, result, shared, now);
                let reason = format!("no answer within {}", humane(attempt.limit));
                self.states[place].failed = Some((Status::Timeout, reason));
                if self.states[place].under_way.is_empty() {
                    let again = self.is_repeatable(place);
                    self.rest_or_end(place, again, None, shared, now);
                }
            }
        }
    }

    /// Sends the next attempt of a source, unless it must wait or cannot be made at all.
    fn begin(
        &mut self,
        place: usize,
        kind: AttemptKind,
        shared: &mut Shared,
        now: Instant,
    ) -> Progress {
        let source = self.source(place);
        self.states[place].began.get_or_insert(now);
        let (deadline, length) = self.deadline(place, now);
        if deadline <= now {
            self.leave_queue(place, shared);
            let queued = matches!(self.states[place].phase, Phase::Queued(..));
            let failure = self.states[place].failed.take();
            let (status, reason) = failure.unwrap_or_else(|| {
                let (status, what) = if queued {
                    (Status::Shed, "no turn to ask the service")
                } else {
                    (Status::Timeout, "no answer")
                };
                (status, format!("{what} within {}", humane(length)))
            });
            return self.end(place, status, reason, shared, now);
        }
        if self.under_way() >= self.endpoint.concurrency {
            return Progress::None;
        }
        let mut request = match self.request(place) {
            Ok(request) => request,
            Err(reason) => return self.end(place, Status::Skipped, reason, shared, now),
        };
        if source.stale.is_some() {
            self.states[place].key = Some(request.key());
        }
        let permit = if source.probe {
            None
        } else {
            if !self.is_admitted(place, shared, now) {
                self.leave_queue(place, shared);
                let reason = self.after_failure(place, "the circuit is open");
                return self.end(place, Status::CircuitOpen, reason, shared, now);
            }
            let health = shared.health.service(source.service);
            let entry = match self.states[place].phase {
                Phase::Queued(ticket, _) if health.gate.advance(&source.policy.gate, ticket) => {
                    Entry::Admitted
                }
                Phase::Queued(ticket, _) => Entry::Queued(ticket),
                _ => health.gate.enter(&source.policy.gate),
            };
            match entry {
                Entry::Admitted => {}
                Entry::Queued(ticket) => {
                    self.states[place].phase = Phase::Queued(ticket, kind);
                    return Progress::None;
                }
                Entry::Full => {
                    let reason = self.after_failure(place, "too many requests wait for it already");
                    return self.end(place, Status::Shed, reason, shared, now);
                }
            }
            let permit =
                source.policy.breaker.and_then(|policy| health.breaker.admit(&policy, now));
            if kind == AttemptKind::First {
                health.budget.deposit(&source.policy.budget, now);
            }
            permit
        };
        self.hand_over_deadline(place, &mut request, now);
        Progress::Sent(self.send(place, kind, permit, request, shared, now))
    }

    /// Sends a second attempt beside the one under way, if that costs nobody else anything.
    fn hedge(&mut self, place: usize, shared: &mut Shared, now: Instant) -> Progress {
        let source = self.source(place);
        let policy = &source.policy;
        if self.under_way() >= self.endpoint.concurrency {
            return Progress::None;
        }
        let Ok(mut request) = self.request(place) else { return Progress::None };
        let health = shared.health.service(source.service);
        if health.breaker.state(now) != BreakerState::Closed || !health.gate.try_enter(&policy.gate)
        {
            return Progress::None;
        }
        if !health.budget.withdraw(&policy.budget, now) {
            health.gate.release();
            return Progress::None;
        }
        let permit = policy.breaker.and_then(|policy| health.breaker.admit(&policy, now));
        self.hand_over_deadline(place, &mut request, now);
        Progress::Sent(self.send(place, AttemptKind::Hedge, permit, request, shared, now))
    }

    fn send(
        &mut self,
        place: usize,
        kind: AttemptKind,
        permit: Option<Permit>,
        request: crate::http::Request,
        shared: &mut Shared,
        now: Instant,
    ) -> Step {
        let source = self.source(place);
        let policy = source.policy;
        let id = AttemptId(self.attempts);
        self.attempts += 1;
        let (give_up, limit) = self.give_up_at(place, now);
        let again = self.is_repeatable(place);
        let state = &mut self.states[place];
        state.attempts += 1;
        state.phase = Phase::Running;
        let probing = permit.is_some_and(Permit::is_probe);
        if again && !probing && kind != AttemptKind::Hedge && state.attempts < policy.attempts {
            let health = shared.health.service(source.service);
            let delay = policy.hedge.and_then(|hedge| hedge.delay(&health.latency, now));
            state.hedge_at = delay.map(|delay| now + delay).filter(|at| *at < give_up);
        }
        state.under_way.push(UnderWay { id, sent: now, give_up, limit, permit });
        Step::Send { attempt: id, kind, source: place, request }
    }

    /// An attempt failed and none is under way: rest before another, if that can help, there is
    /// time and the policies allow it, or end. `wait` is how long the service wants to be left alone.
    pub(super) fn rest_or_end(
        &mut self,
        place: usize,
        again: bool,
        wait: Option<Duration>,
        shared: &mut Shared,
        now: Instant,
    ) {
        let source = self.source(place);
        let policy = &source.policy;
        let (deadline, _) = self.deadline(place, now);
        let state = &mut self.states[place];
        let mut withheld = None;
        if again && state.attempts < policy.attempts {
            let delay = policy.backoff.delay(state.attempts, state.rested, &mut self.random);
            state.rested = delay;
            let next = now + delay.max(wait.unwrap_or_default());
            let health = shared.health.service(source.service);
            let closed_until = match health.breaker.state(now) {
                BreakerState::Open { until } if policy.breaker.is_some() => until,
                _ => now,
            };
            if next >= deadline {
                // Nothing could come of it.
            } else if closed_until > next {
                withheld = Some("the circuit opened");
            } else if !health.budget.withdraw(&policy.budget, now) {
                withheld = Some("too many retries already");
            } else {
                state.phase = Phase::Resting(next);
                return;
            }
        }
        let (status, mut reason) =
            state.failed.take().unwrap_or((Status::Error, String::from("no answer")));
        if let Some(withheld) = withheld {
            reason = format!("{reason}; not asked again: {withheld}");
        }
        self.settle_failed(place, status, reason, shared, now);
    }

    /// Takes back what an attempt held, and tells the breaker how it went.
    pub(super) fn release(
        &self,
        place: usize,
        attempt: &UnderWay,
        result: CallResult,
        shared: &mut Shared,
        now: Instant,
    ) {
        let source = self.source(place);
        if source.probe {
            return;
        }
        let health = shared.health.service(source.service);
        health.gate.release();
        if let (Some(policy), Some(permit)) = (&source.policy.breaker, attempt.permit) {
            health.breaker.record(policy, permit, result, now);
        }
    }

    /// Gives back all that a source holds of what requests share, as nothing more is wanted of it.
    pub(super) fn withdraw(&mut self, place: usize, shared: &mut Shared) {
        self.leave_queue(place, shared);
        for attempt in core::mem::take(&mut self.states[place].under_way) {
            self.cancels.push((attempt.id, CancelCause::Unwanted));
            self.release(place, &attempt, CallResult::Uncounted, shared, attempt.sent);
        }
    }

    pub(super) fn is_repeatable(&self, place: usize) -> bool {
        let call = self.states[place].call.and_then(|call| self.source(place).calls.get(call));
        call.is_some_and(|call| call.repeatable)
    }

    fn is_admitted(&self, place: usize, shared: &mut Shared, now: Instant) -> bool {
        let source = self.source(place);
        let breaker = &shared.health.service(source.service).breaker;
        source.policy.breaker.is_none_or(|policy| breaker.admits(&policy, now))
    }

    fn leave_queue(&self, place: usize, shared: &mut Shared) {
        if let Phase::Queued(ticket, _) = self.states[place].phase {
            shared.health.service(self.source(place).service).gate.forget(ticket);
        }
    }

    fn end(
        &mut self,
        place: usize,
        status: Status,
        reason: String,
        shared: &mut Shared,
        now: Instant,
    ) -> Progress {
        // What the last attempt said matters more than why there is no further one.
        let status = self.states[place].failed.take().map_or(status, |(failed, _)| failed);
        self.settle_failed(place, status, reason, shared, now);
        Progress::Settled
    }

    /// Why there is no further attempt, after how the last one failed.
    fn after_failure(&self, place: usize, why: &str) -> String {
        match &self.states[place].failed {
            Some((_, reason)) => format!("{reason}; not asked again: {why}"),
            None => why.to_string(),
        }
    }

    /// Attempts of the whole request that have no reply yet.
    fn under_way(&self) -> usize {
        self.states.iter().map(|state| state.under_way.len()).sum()
    }

    /// When an attempt that is sent now is given up, and how long the limit is that says so.
    fn give_up_at(&self, place: usize, now: Instant) -> (Instant, Duration) {
        let timeout = self.source(place).policy.timeout;
        let (deadline, length) = self.deadline(place, now);
        if now + timeout <= deadline { (now + timeout, timeout) } else { (deadline, length) }
    }

    /// Tells the service how long it has, if it wants to know.
    fn hand_over_deadline(&self, place: usize, request: &mut crate::http::Request, now: Instant) {
        let service = &self.plan.services[self.source(place).service];
        if let Some(name) = &service.deadline_header {
            let left = self.give_up_at(place, now).0.since(now).as_millis();
            request.headers.push((name.clone(), left.to_string()));
        }
    }
}
