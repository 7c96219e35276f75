//! One request as a state machine without I/O.
//!
//! The whole contract: call [`Engine::poll`] until it says [`Step::Wait`] or [`Step::Done`]; do what
//! the other steps say; when a reply comes or the moment to wait for has come, tell the engine and
//! poll again. Calling too often, too late, or with replies that nobody waits for does no harm.
//!
//! The engine reads no clock and draws randomness from its seed, so (plan, request, seed, what is
//! shared, replies with their times) determine every step and every byte of the answer.

mod attempt;
mod end;
mod field;
mod judge;
mod outcome;
mod part;
mod request;
mod settle;
mod state;
mod timeline;

pub use attempt::{AttemptId, AttemptKind, CancelCause};
pub use outcome::Outcome;
pub use timeline::{End, Tried};

use alloc::vec::Vec;

use crate::http::{Body, Failure, Headers, Reply, Request};
use crate::plan::{Argument, Endpoint, Plan, Source};
use crate::policy::random::Random;
use crate::shared::Shared;
use crate::time::{Duration, Instant, UnixTime};
use attempt::Progress;
use state::{Phase, State};

/// What the host is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send a request and tell the engine what came of it.
    Send {
        /// Which attempt the reply belongs to.
        attempt: AttemptId,
        /// Why it is made.
        kind: AttemptKind,
        /// The place of its source in the endpoint.
        source: usize,
        /// What to send.
        request: Request,
    },
    /// Abort an attempt; its reply is not wanted any more.
    Cancel {
        /// Which.
        attempt: AttemptId,
        /// Why.
        cause: CancelCause,
    },
    /// Wait for replies, at most until this moment.
    Wait(Instant),
    /// Take the part of the answer that is certain by now, with [`Engine::part`].
    Part,
    /// Nothing is left to do but [`Engine::finish`].
    Done,
}

/// What a request asks for, once checked.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The parameters in the endpoint's order.
    pub arguments: Vec<Option<Argument>>,
    /// Header fields of the caller that services may be sent; names in lower case.
    pub headers: Headers,
    /// How long the caller waits; nothing if it does not say.
    pub deadline: Option<Duration>,
    /// What the delays between attempts are drawn from.
    pub seed: u64,
    /// The calendar's time when the request came.
    pub time: UnixTime,
    /// Whether parts of the answer are wanted as they become certain.
    pub parts: bool,
}

/// One request on its way to an answer.
#[derive(Debug)]
pub struct Engine<'p, B = Vec<u8>> {
    plan: &'p Plan,
    endpoint: &'p Endpoint,
    inputs: Inputs,
    random: Random,
    started: Instant,
    states: Vec<State<B>>,
    cancels: Vec<(AttemptId, CancelCause)>,
    /// How many attempts have been made.
    attempts: u32,
    /// Which sources had ended when a part was taken last.
    told: Option<Vec<bool>>,
}

/// How often the first of those who wait for a service looks whether it may be asked. Requests cannot
/// wake each other: in a Worker none may settle a promise of another.
const QUEUE_INTERVAL: Duration = Duration::from_millis(5);

/// How much longer everybody else leaves it for each one before, so that many who wait do not keep
/// the host busy.
const QUEUE_STEP: Duration = Duration::from_millis(1);

impl<'p, B: Body> Engine<'p, B> {
    /// A request for `endpoint` of `plan` that came at `now`.
    pub fn new(plan: &'p Plan, endpoint: &'p Endpoint, inputs: Inputs, now: Instant) -> Self {
        Self {
            plan,
            endpoint,
            random: Random::new(inputs.seed),
            inputs,
            started: now,
            states: endpoint.sources.iter().map(|_| State::default()).collect(),
            cancels: Vec::new(),
            attempts: 0,
            told: None,
        }
    }

    /// The endpoint that is being answered.
    pub fn endpoint(&self) -> &'p Endpoint {
        self.endpoint
    }

    /// What to do at `now`.
    pub fn poll(&mut self, shared: &mut Shared, now: Instant) -> Step {
        self.expire(shared, now);
        let mut place = 0;
        while place < self.states.len() {
            if let Some((attempt, cause)) = self.cancels.pop() {
                return Step::Cancel { attempt, cause };
            }
            match self.advance(place, shared, now) {
                Progress::Sent(step) => return step,
                // Others may have waited for it.
                Progress::Settled => place = 0,
                Progress::None => place += 1,
            }
        }
        if let Some((attempt, cause)) = self.cancels.pop() {
            return Step::Cancel { attempt, cause };
        }
        if self.has_part() {
            return Step::Part;
        }
        let moments = (0..self.states.len()).filter_map(|place| self.moment(place, shared, now));
        moments.min().map_or(Step::Done, Step::Wait)
    }

    /// Takes what an attempt gave. False, and ignored, if the attempt is over.
    pub fn on_reply(
        &mut self,
        attempt: AttemptId,
        reply: Result<Reply<B>, Failure>,
        shared: &mut Shared,
        now: Instant,
    ) -> bool {
        let waits = |state: &State<B>| state.under_way.iter().any(|known| known.id == attempt);
        let Some(place) = self.states.iter().position(waits) else { return false };
        let end = match &reply {
            Ok(reply) => End::Replied(reply.status),
            Err(failure) => End::Failed(*failure),
        };
        let judged = self.judge(place, reply, now);
        self.conclude(place, attempt, end, judged, shared, now);
        true
    }

    /// Gives back what this request holds of what requests share; for a run that is not finished.
    pub fn abandon(&mut self, shared: &mut Shared) {
        for place in 0..self.states.len() {
            self.withdraw(place, shared, self.started);
        }
    }

    fn source(&self, place: usize) -> &'p Source {
        &self.endpoint.sources[place]
    }

    /// When a source, and the whole answer, must have ended, and how long that is.
    fn limits(&self, place: usize, now: Instant) -> [Option<(Instant, Duration)>; 3] {
        let policy = self.source(place).policy;
        let began = self.states[place].began.unwrap_or(now);
        let from = |start: Instant| move |length: Duration| (start + length, length);
        [
            Some(policy.deadline).map(from(began)),
            self.endpoint.deadline.map(from(self.started)),
            self.inputs.deadline.map(from(self.started)),
        ]
    }

    /// The first of the limits of a source.
    fn deadline(&self, place: usize, now: Instant) -> (Instant, Duration) {
        let limits = self.limits(place, now).into_iter().flatten();
        limits.min_by_key(|(moment, _)| *moment).unwrap_or((now, Duration::ZERO))
    }

    /// The next moment at which something is to be done for a source.
    fn moment(&self, place: usize, shared: &mut Shared, now: Instant) -> Option<Instant> {
        let state = &self.states[place];
        let deadline = || self.deadline(place, now).0;
        match state.phase {
            Phase::Settled(_) => None,
            // Whatever it waits for, a reply or another source, has a moment of its own.
            Phase::Blocked if state.began.is_none() => None,
            Phase::Blocked => Some(deadline()),
            Phase::Resting(at) if at > now => Some(at),
            Phase::Resting(_) => Some(deadline()),
            Phase::Queued(ticket, _) => {
                let gate = &shared.health.service(self.source(place).service).gate;
                let ahead = u32::try_from(gate.ahead(ticket).unwrap_or_default());
                let more = QUEUE_STEP.saturating_mul(ahead.unwrap_or(u32::MAX));
                Some((now + QUEUE_INTERVAL + more).min(deadline()))
            }
            Phase::Running => {
                let ends = state.under_way.iter().map(|attempt| attempt.give_up);
                ends.chain(state.hedge_at).min()
            }
        }
    }
}
