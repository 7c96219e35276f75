//! How attempts end: what they held is given back, and another follows or none.

use alloc::format;
use alloc::string::String;

use super::Engine;
use super::attempt::CancelCause;
use super::state::{Phase, UnderWay};
use super::timeline::{End, Tried};
use crate::answer::Status;
use crate::http::Body;
use crate::policy::breaker::{BreakerState, CallResult};
use crate::shared::Shared;
use crate::time::{Instant, humane};

impl<B: Body> Engine<'_, B> {
    /// Gives up every attempt whose time is over.
    pub(super) fn expire(&mut self, shared: &mut Shared, now: Instant) {
        for place in 0..self.states.len() {
            let over = |attempt: &UnderWay| attempt.give_up <= now;
            while let Some(index) = self.states[place].under_way.iter().position(over) {
                let attempt = self.states[place].under_way.remove(index);
                self.cancels.push((attempt.id, CancelCause::Expired));
                self.note(place, &attempt, End::Cancelled(CancelCause::Expired), now);
                let fair = attempt.give_up.since(attempt.sent) >= self.source(place).slow;
                let result = if fair { CallResult::Failure } else { CallResult::Uncounted };
                self.release(place, &attempt, result, shared, now);
                let reason = format!("no answer within {}", humane(attempt.limit));
                self.states[place].failed = Some((Status::Timeout, reason));
                if self.states[place].under_way.is_empty() {
                    let again = self.is_repeatable(place);
                    self.rest_or_end(place, again, shared, now);
                }
            }
        }
    }

    /// An attempt failed and none is under way: rest before another, if that can help, there is
    /// time and the policies allow it, or end.
    pub(super) fn rest_or_end(
        &mut self,
        place: usize,
        again: bool,
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
            let next = (now + delay).max(state.alone_until);
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
        health.gate.release(attempt.give_up);
        if let (Some(policy), Some(permit)) = (&source.policy.breaker, attempt.permit) {
            health.breaker.record(policy, permit, result, now);
        }
    }

    /// Gives back all that a source holds of what requests share, as nothing more is wanted of it.
    pub(super) fn withdraw(&mut self, place: usize, shared: &mut Shared, now: Instant) {
        self.leave_queue(place, shared);
        for attempt in core::mem::take(&mut self.states[place].under_way) {
            self.cancels.push((attempt.id, CancelCause::Unwanted));
            self.note(place, &attempt, End::Cancelled(CancelCause::Unwanted), now);
            self.release(place, &attempt, CallResult::Uncounted, shared, attempt.sent);
        }
    }

    /// Notes how an attempt ended.
    pub(super) fn note(&mut self, place: usize, attempt: &UnderWay, end: End, now: Instant) {
        let (sent, ended) = (attempt.sent.since(self.started), now.since(self.started));
        let (id, kind) = (attempt.id, attempt.kind);
        let tried = &mut self.states[place].tried;
        // In the order of sending; a hedge may end before what it was sent beside.
        let after = tried.iter().filter(|known| known.id.number() < id.number()).count();
        tried.insert(after, Tried { id, kind, sent, ended, end });
    }
}
