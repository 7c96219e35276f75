//! Making attempts: first ones, retries and hedges, as far as limits and policies let them.

use alloc::format;
use alloc::string::{String, ToString};

use super::state::{Phase, UnderWay};
use super::{Engine, Step};
use crate::answer::Status;
use crate::http::{Body, Request};
use crate::policy::breaker::{BreakerState, Permit};
use crate::policy::gate::{Entry, Ticket};
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

impl<B: Body> Engine<'_, B> {
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
            Phase::Queued(ticket, kind) => self.resume(place, ticket, kind, shared, now),
            Phase::Running if self.states[place].hedge_at.is_some_and(|at| at <= now) => {
                self.states[place].hedge_at = None;
                self.hedge(place, shared, now)
            }
            Phase::Resting(_) | Phase::Running | Phase::Settled(_) => Progress::None,
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
        let first = self.states[place].began.is_none();
        self.states[place].began.get_or_insert(now);
        let full = self.under_way() >= self.endpoint.concurrency;
        // What a request is made of does not change while its source is held back: it is made at
        // first, to tell whether it can be, and when it is sent.
        let request = (first || !full).then(|| self.request(place));
        if let (true, Some(_), Some(Ok(request))) = (first, source.stale, &request) {
            self.states[place].key = Some(request.key(&source.name));
        }
        let (deadline, length) = self.deadline(place, now);
        if deadline <= now {
            // Time that passed here, and not at the service, is told as that.
            let held = self.states[place].began.is_some_and(|began| began < now);
            let (status, what) = if held {
                (Status::Shed, "no connection was free")
            } else {
                (Status::Timeout, "no answer")
            };
            let reason =
                self.after_failure(place, None, || format!("{what} within {}", humane(length)));
            return self.end(place, status, reason, shared, now);
        }
        if let Some(Err(reason)) = request {
            return self.end(place, Status::Skipped, reason, shared, now);
        }
        if let Some(refused) = self.refused(place, shared, now) {
            return refused;
        }
        let Some(Ok(request)) = request.filter(|_| !full) else { return Progress::None };
        if !source.probe {
            let (give_up, _) = self.give_up_at(place, now);
            let gate = &mut shared.health.service(source.service).gate;
            match gate.enter(&source.policy.gate, give_up, deadline, now) {
                Entry::Admitted => {}
                Entry::Queued(ticket) => {
                    self.states[place].phase = Phase::Queued(ticket, kind);
                    return Progress::None;
                }
                Entry::Full => {
                    let why = "too many requests wait for the service already";
                    let reason = self.after_failure(place, Some(why), String::new);
                    return self.end(place, Status::Shed, reason, shared, now);
                }
            }
        }
        Progress::Sent(self.send(place, kind, request, shared, now))
    }

    /// Sends the attempt of a source whose turn it is.
    fn resume(
        &mut self,
        place: usize,
        ticket: Ticket,
        kind: AttemptKind,
        shared: &mut Shared,
        now: Instant,
    ) -> Progress {
        let source = self.source(place);
        let (deadline, length) = self.deadline(place, now);
        if deadline <= now {
            self.leave_queue(place, shared);
            let reason = self.after_failure(place, None, || {
                format!("no turn to ask the service within {}", humane(length))
            });
            return self.end(place, Status::Shed, reason, shared, now);
        }
        if let Some(refused) = self.refused(place, shared, now) {
            return refused;
        }
        if self.under_way() >= self.endpoint.concurrency {
            // Whoever could not take its turn must not keep others waiting.
            self.leave_queue(place, shared);
            self.states[place].phase = match kind {
                AttemptKind::Retry => Phase::Resting(now),
                AttemptKind::First | AttemptKind::Hedge => Phase::Blocked,
            };
            return Progress::None;
        }
        let (give_up, _) = self.give_up_at(place, now);
        let gate = &mut shared.health.service(source.service).gate;
        if !gate.advance(&source.policy.gate, ticket, give_up) {
            return Progress::None;
        }
        match self.request(place) {
            Ok(request) => Progress::Sent(self.send(place, kind, request, shared, now)),
            // It could be made before, and what it is made of has not changed.
            Err(reason) => {
                shared.health.service(source.service).gate.release(give_up);
                self.end(place, Status::Skipped, reason, shared, now)
            }
        }
    }

    /// Ends a source whose service must not be asked now; probes of health ask it all the same.
    fn refused(&mut self, place: usize, shared: &mut Shared, now: Instant) -> Option<Progress> {
        let source = self.source(place);
        if source.probe {
            return None;
        }
        let breaker = &shared.health.service(source.service).breaker;
        if source.policy.breaker.is_none_or(|policy| breaker.admits(&policy, now)) {
            return None;
        }
        self.leave_queue(place, shared);
        let why = "the circuit of the service is open";
        let reason = self.after_failure(place, Some(why), String::new);
        Some(self.end(place, Status::CircuitOpen, reason, shared, now))
    }

    /// Sends a second attempt beside the one under way, if that costs nobody else anything.
    fn hedge(&mut self, place: usize, shared: &mut Shared, now: Instant) -> Progress {
        let source = self.source(place);
        let policy = &source.policy;
        if self.under_way() >= self.endpoint.concurrency {
            return Progress::None;
        }
        let Ok(request) = self.request(place) else { return Progress::None };
        let (give_up, _) = self.give_up_at(place, now);
        let health = shared.health.service(source.service);
        if health.breaker.state(now) != BreakerState::Closed
            || !health.gate.try_enter(&policy.gate, give_up)
        {
            return Progress::None;
        }
        if !health.budget.withdraw(&policy.budget, now) {
            health.gate.release(give_up);
            return Progress::None;
        }
        Progress::Sent(self.send(place, AttemptKind::Hedge, request, shared, now))
    }

    /// Sends an attempt that the gate has let in.
    fn send(
        &mut self,
        place: usize,
        kind: AttemptKind,
        mut request: Request,
        shared: &mut Shared,
        now: Instant,
    ) -> Step {
        let source = self.source(place);
        let policy = source.policy;
        let health = shared.health.service(source.service);
        let mut permit = None;
        if !source.probe {
            permit = policy.breaker.and_then(|policy| health.breaker.admit(&policy, now));
            if kind == AttemptKind::First {
                health.budget.deposit(&policy.budget, now);
            }
        }
        let (give_up, limit) = self.give_up_at(place, now);
        if let Some(name) = &self.plan.services[source.service].deadline_header {
            let left = give_up.since(now).as_millis();
            request.headers.push((name.clone(), left.to_string()));
        }
        let again = self.is_repeatable(place);
        let id = AttemptId(self.attempts);
        self.attempts += 1;
        let state = &mut self.states[place];
        state.attempts += 1;
        state.phase = Phase::Running;
        state.hedge_at = None;
        let probing = permit.is_some_and(Permit::is_probe);
        if again && !probing && kind != AttemptKind::Hedge && state.attempts < policy.attempts {
            let delay = policy.hedge.and_then(|hedge| hedge.delay(&health.latency, now));
            state.hedge_at = delay.map(|delay| now + delay).filter(|at| *at < give_up);
        }
        state.under_way.push(UnderWay { id, kind, sent: now, give_up, limit, permit });
        Step::Send { attempt: id, kind, source: place, request }
    }

    pub(super) fn is_repeatable(&self, place: usize) -> bool {
        let call = self.states[place].call.and_then(|call| self.source(place).calls.get(call));
        call.is_some_and(|call| call.repeatable)
    }

    pub(super) fn leave_queue(&self, place: usize, shared: &mut Shared) {
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

    /// How the last attempt failed and why there is no further one; without a last one the latter,
    /// or else what `otherwise` says.
    fn after_failure(
        &self,
        place: usize,
        why: Option<&str>,
        otherwise: impl FnOnce() -> String,
    ) -> String {
        match (&self.states[place].failed, why) {
            (Some((_, reason)), Some(why)) => format!("{reason}; not asked again: {why}"),
            (Some((_, reason)), None) => reason.clone(),
            (None, Some(why)) => why.to_string(),
            (None, None) => otherwise(),
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
}
