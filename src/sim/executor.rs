//! Runs requests, one or many at a time, in virtual time.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

use super::body::Elsewhere;
use super::{EPOCH, Run, Sim, What};
use crate::answer::Report;
use crate::driver;
use crate::gateway::{Accepted, Incoming, Response};
use crate::plan::Plan;
use crate::policy::random::Random;
use crate::shared::Held;
use crate::time::{Duration, Instant};

type Pending<'a> = Pin<Box<dyn Future<Output = Answered> + 'a>>;

/// A `GET` request and when it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When, from the start of the simulation.
    pub at: Duration,
    /// The path and the query.
    pub target: String,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The answer.
    pub response: Response,
    /// The name and the report of each source; none if the request was refused.
    pub reports: Vec<(String, Report)>,
    /// When it came.
    pub arrived: Instant,
    /// How long it took.
    pub took: Duration,
}

impl Arrival {
    /// A request without header fields.
    pub fn new(at: Duration, target: impl Into<String>) -> Self {
        Self { at, target: target.into(), headers: Vec::new() }
    }
}

impl Sim {
    /// Answers requests that come while others are under way, letting virtual time pass; the
    /// answers are in the order of `arrivals`, which must be that of time.
    pub fn answer_all(&self, plan: &Plan, arrivals: &[Arrival]) -> Vec<Answered> {
        let mut answers: Vec<Option<Answered>> = arrivals.iter().map(|_| None).collect();
        let mut waiting = arrivals.iter().enumerate().peekable();
        let mut under_way: Vec<(usize, Pending<'_>)> = Vec::new();
        self.block_on(poll_fn(|context| {
            let due = |moment: &Duration| *moment <= self.elapsed();
            while let Some((place, arrival)) = waiting.next_if(|(_, arrival)| due(&arrival.at)) {
                under_way.push((place, Box::pin(self.arrive(plan, arrival))));
            }
            under_way.retain_mut(|(place, run)| match run.as_mut().poll(context) {
                Poll::Ready(answered) => {
                    if let Some(answer) = answers.get_mut(*place) {
                        *answer = Some(answered);
                    }
                    false
                }
                Poll::Pending => true,
            });
            match waiting.peek() {
                Some((_, arrival)) => self.wait_for(Instant::default() + arrival.at),
                None if under_way.is_empty() => return Poll::Ready(()),
                None => {}
            }
            Poll::Pending
        }));
        answers.into_iter().flatten().collect()
    }

    async fn arrive(&self, plan: &Plan, arrival: &Arrival) -> Answered {
        let (path, query) = arrival.target.split_once('?').unwrap_or((&arrival.target, ""));
        let header = |name: &str| {
            let field = arrival.headers.iter().find(|(known, _)| known == name);
            field.map(|(_, value)| value.clone())
        };
        self.run(plan, &Incoming { method: "GET", path, query, header: &header }).await
    }

    /// One request from its arrival to its answer.
    pub(super) async fn run(&self, plan: &Plan, incoming: &Incoming<'_>) -> Answered {
        let number = self.runs.replace(self.runs.get() + 1);
        let arrived = self.now.get();
        let mark = if incoming.query.is_empty() { "" } else { "?" };
        let target = alloc::format!("{}{mark}{}", incoming.path, incoming.query);
        self.record(number, What::Arrived { target });
        let accepted = plan.accept(incoming, &self.shared.borrow());
        let (response, reports) = match accepted {
            Accepted::Answered(response) => (sent_out(response), Vec::new()),
            Accepted::Run(mut run) => {
                // Requests draw different delays, and each the same whatever the others draw.
                let seed = Random::new(self.seed.wrapping_add(number as u64)).bits();
                let engine = run.engine(seed, arrived, EPOCH + self.elapsed());
                let outcome = driver::run(&Run { sim: self, number }, engine).await;
                let reports = outcome.reports.clone();
                (sent_out(run.respond(outcome)), reports)
            }
        };
        let sources =
            reports.iter().map(|(name, report): &(String, Report)| (name.clone(), report.status));
        let sources = sources.collect();
        self.record(number, What::Answered { status: response.status, sources });
        Answered { response, reports, arrived, took: self.now.get().since(arrived) }
    }

    /// Runs a future, jumping from each moment that it waits for to the next.
    ///
    /// # Panics
    /// If the future waits for something that no time brings.
    pub(super) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            self.next.set(None);
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            let next = self.next.get().filter(|next| *next > self.now.get());
            assert!(next.is_some(), "a wait that never ends, after {:?}", self.trace.borrow());
            let mut now = next.unwrap_or_default();
            if !self.lag.is_zero() {
                let random = &mut self.random.borrow_mut();
                let most = u64::try_from(self.lag.as_micros()).unwrap_or(u64::MAX);
                now = now
                    + Duration::from_micros(if random.chance(0.3) {
                        random.up_to(most)
                    } else {
                        0
                    });
            }
            self.now.set(now);
        }
    }

    /// Makes sure that time stops at a moment.
    pub(super) fn wait_for(&self, moment: Instant) {
        self.next.set(Some(self.next.get().map_or(moment, |next| next.min(moment))));
    }
}

/// A response once it has been sent, which needs the bodies of replies no longer.
fn sent_out(response: Response<Held<Elsewhere>>) -> Response {
    let Response { status, headers, body } = response;
    Response { status, headers, body: body.to_vec().into() }
}
