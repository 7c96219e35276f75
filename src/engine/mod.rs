//! One request as a state machine without I/O.
//!
//! The whole contract: call [`Engine::poll`] until it says [`Step::Wait`] or [`Step::Done`]; do what
//! the other steps say; when a reply comes or the moment to wait for has come, tell the engine and
//! poll again. Calling too often, too late, or with replies that nobody waits for does no harm.
//!
//! The engine reads no clock and draws randomness from its seed, so (plan, request, seed, replies
//! with their times) determine every step and every byte of the answer.

mod outcome;
mod request;
mod settle;

pub use outcome::Outcome;

use alloc::string::String;
use alloc::vec::Vec;

use crate::answer::{Report, Status};
use crate::http::{Failure, Headers, Reply, Request};
use crate::plan::{Argument, Endpoint, Plan, Source};
use crate::policy::classify::{self, Verdict};
use crate::policy::random::Random;
use crate::shared::Shared;
use crate::time::{Instant, UnixTime, humane};
use settle::Settled;

/// One try of a source, unique within a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttemptId(u32);

impl AttemptId {
    /// The attempt's number, in the order of sending.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What the host is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send a request and tell the engine what came of it.
    Send {
        /// Which attempt the reply belongs to.
        attempt: AttemptId,
        /// The place of its source in the endpoint.
        source: usize,
        /// What to send.
        request: Request,
    },
    /// Abort an attempt; its reply is not wanted any more.
    Cancel(AttemptId),
    /// Wait for replies, at most until this moment.
    Wait(Instant),
    /// Nothing is left to do but [`Engine::finish`].
    Done,
}

/// What a request asks for, once checked.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The parameters in the endpoint's order.
    pub arguments: Vec<Option<Argument>>,
    /// Header fields of the caller that services may be sent; names in lower case.
    pub headers: Headers,
    /// What the delays between attempts are drawn from.
    pub seed: u64,
    /// The calendar's time when the request came.
    pub time: UnixTime,
}

/// One request on its way to an answer.
#[derive(Debug)]
pub struct Engine<'p> {
    plan: &'p Plan,
    endpoint: &'p Endpoint,
    inputs: Inputs,
    random: Random,
    started: Instant,
    deadline: Option<Instant>,
    states: Vec<State>,
    cancels: Vec<AttemptId>,
    attempts: u32,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// Which of the source's calls is made, once chosen.
    call: Option<usize>,
    attempts: u32,
    /// When the first attempt was sent.
    started: Option<Instant>,
}

#[derive(Debug, Default)]
enum Phase {
    /// Not begun; other sources may have to end first.
    #[default]
    Blocked,
    /// Another attempt is due at this moment.
    Resting(Instant),
    /// An attempt is under way and is given up at this moment.
    Running(AttemptId, Instant),
    Settled(Settled),
}

impl<'p> Engine<'p> {
    /// A request for `endpoint` of `plan` that came at `now`.
    pub fn new(plan: &'p Plan, endpoint: &'p Endpoint, inputs: Inputs, now: Instant) -> Self {
        Self {
            plan,
            endpoint,
            random: Random::new(inputs.seed),
            inputs,
            started: now,
            deadline: endpoint.deadline.map(|deadline| now + deadline),
            states: endpoint.sources.iter().map(|_| State::default()).collect(),
            cancels: Vec::new(),
            attempts: 0,
        }
    }

    /// The endpoint that is being answered.
    pub fn endpoint(&self) -> &'p Endpoint {
        self.endpoint
    }

    /// What to do at `now`.
    pub fn poll(&mut self, _shared: &mut Shared, now: Instant) -> Step {
        loop {
            self.expire(now);
            if let Some(attempt) = self.cancels.pop() {
                return Step::Cancel(attempt);
            }
            match self.states.iter().enumerate().position(|(place, _)| self.is_due(place, now)) {
                Some(place) => {
                    if let Some(step) = self.begin(place, now) {
                        return step;
                    }
                }
                None => break,
            }
        }
        let moments = self.states.iter().filter_map(|state| match state.phase {
            Phase::Resting(at) | Phase::Running(_, at) => Some(at),
            Phase::Blocked | Phase::Settled(_) => None,
        });
        moments.min().map_or(Step::Done, Step::Wait)
    }

    /// Takes what an attempt gave; ignored if the attempt is over.
    pub fn on_reply(
        &mut self,
        attempt: AttemptId,
        reply: Result<Reply, Failure>,
        _shared: &mut Shared,
        now: Instant,
    ) {
        let waits = |state: &State| matches!(state.phase, Phase::Running(id, _) if id == attempt);
        let Some(place) = self.states.iter().position(waits) else { return };
        let source = self.source(place);
        let call = self.states[place].call.and_then(|call| source.calls.get(call));
        let (empty_on, repeatable) =
            call.map_or((&[][..], false), |call| (&call.empty_on, call.repeatable));
        match reply {
            Ok(reply) => match classify::status(reply.status, empty_on) {
                Verdict::Data => self.accept(place, reply, now),
                Verdict::Empty => self.settle_without_data(place, now),
                Verdict::Failed { transient } => {
                    let reason = alloc::format!("answered `{}`", reply.status);
                    self.fail(place, Status::Error, reason, transient && repeatable, now);
                }
            },
            Err(failure) => {
                let reason = match failure {
                    Failure::Interrupted => "the connection failed".into(),
                    Failure::Truncated => "the connection was lost before the answer ended".into(),
                    Failure::TooLarge => {
                        alloc::format!("the answer is larger than {} bytes", source.policy.max_body)
                    }
                };
                let again = classify::failure(failure, repeatable);
                self.fail(place, Status::Error, reason, again, now);
            }
        }
    }

    /// Gives back what this request holds of what requests share; for a run that is not finished.
    pub fn abandon(&mut self, _shared: &mut Shared) {}

    fn source(&self, place: usize) -> &'p Source {
        &self.endpoint.sources[place]
    }

    /// Whether a source can send its next attempt, or end without one.
    fn is_due(&self, place: usize, now: Instant) -> bool {
        let settled = |place: &usize| matches!(self.states[*place].phase, Phase::Settled(_));
        match self.states[place].phase {
            Phase::Blocked => self.source(place).after.iter().all(settled),
            Phase::Resting(at) => at <= now,
            Phase::Running(..) | Phase::Settled(_) => false,
        }
    }

    /// Sends the next attempt of a source, or ends it if there is nothing to send.
    fn begin(&mut self, place: usize, now: Instant) -> Option<Step> {
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            let reason = "the time for the whole answer was up".into();
            self.settle_failed(place, Status::Timeout, reason, now);
            return None;
        }
        let policy = self.source(place).policy;
        let source_deadline = self.states[place].started.unwrap_or(now) + policy.deadline;
        if source_deadline <= now {
            let reason = alloc::format!("no answer within {}", humane(policy.deadline));
            self.settle_failed(place, Status::Timeout, reason, now);
            return None;
        }
        let request = match self.request(place) {
            Ok(request) => request,
            Err(reason) => {
                self.settle_failed(place, Status::Skipped, reason, now);
                return None;
            }
        };
        let attempt = AttemptId(self.attempts);
        self.attempts += 1;
        let state = &mut self.states[place];
        state.attempts += 1;
        state.started.get_or_insert(now);
        let give_up = (now + policy.timeout).min(source_deadline);
        let give_up = self.deadline.map_or(give_up, |deadline| give_up.min(deadline));
        state.phase = Phase::Running(attempt, give_up);
        Some(Step::Send { attempt, source: place, request })
    }

    /// Gives up every attempt whose time is over.
    fn expire(&mut self, now: Instant) {
        for place in 0..self.states.len() {
            if let Phase::Running(attempt, give_up) = self.states[place].phase
                && give_up <= now
            {
                self.cancels.push(attempt);
                let source = self.source(place);
                let state = &self.states[place];
                let call = state.call.and_then(|call| source.calls.get(call));
                let repeatable = call.is_some_and(|call| call.repeatable);
                let waited = give_up.since(state.started.unwrap_or(give_up));
                let reason = alloc::format!("no answer within {}", humane(waited));
                self.fail(place, Status::Timeout, reason, repeatable, now);
            }
        }
    }

    /// An attempt failed: rest before another, if that can help and there is time, or end.
    fn fail(&mut self, place: usize, status: Status, reason: String, again: bool, now: Instant) {
        let policy = self.source(place).policy;
        let state = &mut self.states[place];
        let source_deadline = state.started.unwrap_or(now) + policy.deadline;
        let deadline = self.deadline.map_or(source_deadline, |d| d.min(source_deadline));
        if again && state.attempts < policy.attempts {
            let next = now + policy.backoff.delay(state.attempts, &mut self.random);
            if next < deadline {
                state.phase = Phase::Resting(next);
                return;
            }
        }
        self.settle_failed(place, status, reason, now);
    }

    /// The report of a source that ends now.
    fn report(&self, place: usize, status: Status, reason: Option<String>, now: Instant) -> Report {
        let state = &self.states[place];
        Report {
            status,
            attempts: state.attempts,
            latency: state.started.map_or_else(Default::default, |started| now.since(started)),
            reason,
            unusable: 0,
        }
    }
}
