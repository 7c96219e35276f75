//! A host in virtual time with scripted and faulty upstreams, to test plans with.
//!
//! Time is a number that jumps to the next moment anything waits for, so hours pass in microseconds
//! and a run depends on nothing but the plan, the upstreams, the requests and the seed.
//!
//! One request and scripted upstreams:
//!
//! ```
//! use core::time::Duration;
//! use orquesta::{gateway::Incoming, plan::Plan, sim::{Behaviour, Sim}};
//!
//! let plan = br#"{
//!   "services": {"shop": {"url": "http://shop.test", "timeout": "1s", "attempts": 1}},
//!   "sources": {"orders": {"service": "shop", "path": "/orders", "empty": []}},
//!   "endpoints": {"GET /orders": {"answer": {"orders": {"$source": "orders"}}}}
//! }"#;
//! let plan = Plan::parse(plan, &|_| None).unwrap();
//! let sim = Sim::new(7);
//! sim.on("GET http://shop.test/orders", [Behaviour::reply(200, "[1,2]").after(Duration::from_millis(80))]);
//! let response = sim.answer(&plan, &Incoming { method: "GET", path: "/orders", query: "", header: &|_| None });
//! assert_eq!(response.body.to_vec(), br#"{"orders":[1,2]}"#);
//! assert_eq!(sim.elapsed(), Duration::from_millis(80));
//! ```
//!
//! Many requests and an upstream that is down: after a while it is no longer asked.
//!
//! ```
//! # use core::time::Duration;
//! # use orquesta::{plan::Plan, sim::{Arrival, Behaviour, Fault, Sim, Upstream}};
//! # let plan = br#"{
//! #   "services": {"shop": {"url": "http://shop.test", "attempts": 1}},
//! #   "sources": {"orders": {"service": "shop", "path": "/orders", "empty": []}},
//! #   "endpoints": {"GET /orders": {"answer": {"orders": {"$source": "orders"}}}}
//! # }"#;
//! # let plan = Plan::parse(plan, &|_| None).unwrap();
//! let sim = Sim::new(7);
//! let fault = Fault::Flapping { up: Duration::ZERO, down: Duration::from_secs(60) };
//! sim.upstream(Upstream::new("http://shop.test", Behaviour::reply(200, "[]")).with(fault));
//! let arrivals: Vec<_> = (0..100).map(|n| Arrival::new(Duration::from_millis(10 * n), "/orders")).collect();
//! let answered = sim.answer_all(&plan, &arrivals);
//! assert_eq!(answered.len(), 100);
//! assert_eq!(answered[99].reports[0].1.status.as_str(), "circuit_open");
//! assert_eq!(sim.sent().len(), 20);
//! ```

mod behaviour;
mod body;
mod executor;
pub mod explore;
mod trace;
mod upstream;

pub use behaviour::Behaviour;
pub use executor::{Answered, Arrival};
pub use trace::{Moment, What};
pub use upstream::{Fault, Upstream};

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::task::Poll;

use crate::gateway::{Incoming, Response};
use crate::host::{Event, Host};
use crate::http::{Failure, Reply, Request};
use crate::plan::Plan;
use crate::policy::random::Random;
use crate::shared::{Held, Shared};
use crate::time::{Duration, Instant, UnixTime};
use body::Elsewhere;

/// The calendar's time when a simulation begins: 2025-01-01T00:00:00Z.
const EPOCH: UnixTime = UnixTime(1_735_689_600_000);

/// A host in virtual time.
#[derive(Debug)]
pub struct Sim {
    seed: u64,
    random: RefCell<Random>,
    now: Cell<Instant>,
    lag: Duration,
    /// The next moment that something waits for; found anew at every poll.
    next: Cell<Option<Instant>>,
    scripts: RefCell<Vec<Script>>,
    upstreams: RefCell<Vec<Upstream>>,
    runs: Cell<usize>,
    sent: RefCell<Vec<Request>>,
    trace: RefCell<Vec<Moment>>,
    shared: RefCell<Shared>,
    /// The most bytes of bodies that were in flight at a time.
    most_in_flight: Cell<usize>,
}

#[derive(Debug)]
struct Script {
    target: String,
    behaviours: Vec<Behaviour>,
    used: usize,
}

/// One request's view of the simulation.
pub(super) struct Run<'s> {
    sim: &'s Sim,
    number: usize,
}

impl Sim {
    /// A host without upstreams; delays between attempts and what faults leave to chance are drawn
    /// from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            random: RefCell::new(Random::new(!seed)),
            now: Cell::new(Instant::default()),
            lag: Duration::ZERO,
            next: Cell::new(None),
            scripts: RefCell::default(),
            upstreams: RefCell::default(),
            runs: Cell::new(0),
            sent: RefCell::default(),
            trace: RefCell::default(),
            shared: RefCell::default(),
            most_in_flight: Cell::default(),
        }
    }

    /// The same, but now and then everything is noticed late, up to this, as by a host that is busy.
    #[must_use]
    pub fn lagging(self, lag: Duration) -> Self {
        Self { lag, ..self }
    }

    /// Scripts what becomes of the requests for `target`, in turn; the last stays. A target is the
    /// method and the URL, and may end in a space and the exact body. Requests that nothing is
    /// scripted for are answered by an [`Upstream`], or else 501.
    pub fn on(&self, target: &str, behaviours: impl Into<Vec<Behaviour>>) {
        let script = Script { target: target.into(), behaviours: behaviours.into(), used: 0 };
        self.scripts.borrow_mut().push(script);
    }

    /// Adds a service that answers whatever is asked below its URL.
    pub fn upstream(&self, upstream: Upstream) {
        self.upstreams.borrow_mut().push(upstream);
    }

    /// Answers a request, letting virtual time pass. What requests share is of one plan, so that all
    /// requests to one simulation must be, too.
    pub fn answer(&self, plan: &Plan, incoming: &Incoming<'_>) -> Response {
        self.block_on(self.run(plan, incoming)).response
    }

    /// Lets time pass in which nothing happens.
    pub fn advance(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
    }

    /// Time that has passed since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.now.get().since(Instant::default())
    }

    /// The requests that were sent, in order.
    pub fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    /// What happened.
    pub fn trace(&self) -> Vec<Moment> {
        self.trace.borrow().clone()
    }

    /// What happened, when nothing more is to happen.
    pub fn into_trace(self) -> Vec<Moment> {
        self.trace.into_inner()
    }

    /// What the requests share: the health of the services, and former answers.
    pub fn shared(&self) -> &RefCell<Shared> {
        &self.shared
    }

    fn record(&self, run: usize, what: What) {
        self.trace.borrow_mut().push(Moment { at: self.now.get(), run, what });
    }

    fn behaviour(&self, request: &Request) -> Behaviour {
        if let Some(behaviour) = self.scripted(request) {
            return behaviour;
        }
        let mut upstreams = self.upstreams.borrow_mut();
        let below = |upstream: &&mut Upstream| {
            let rest = request.url.strip_prefix(&upstream.url);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        match upstreams.iter_mut().find(below) {
            Some(upstream) => {
                let path = request.url.get(upstream.url.len()..).unwrap_or_default();
                upstream.respond(path, self.now.get(), &mut self.random.borrow_mut())
            }
            None => Behaviour::reply(501, ""),
        }
    }

    fn scripted(&self, request: &Request) -> Option<Behaviour> {
        let mut scripts = self.scripts.borrow_mut();
        if scripts.is_empty() {
            return None;
        }
        let target = format!("{} {}", request.method, request.url);
        let body = request.body.as_deref().map(String::from_utf8_lossy);
        let whole = format!("{target} {}", body.as_deref().unwrap_or_default());
        let exact = scripts.iter().position(|script| script.target == whole);
        let place = exact.or_else(|| scripts.iter().position(|script| script.target == target));
        scripts.get_mut(place?)?.next()
    }
}

impl Script {
    fn next(&mut self) -> Option<Behaviour> {
        let behaviour = self.behaviours.get(self.used).or(self.behaviours.last()).cloned();
        self.used += 1;
        behaviour
    }
}

impl Host for Run<'_> {
    type Body = Held<Elsewhere>;

    fn now(&self) -> Instant {
        self.sim.now.get()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> {
        let sim = self.sim;
        poll_fn(move |_| {
            if moment <= sim.now.get() {
                return Poll::Ready(());
            }
            sim.wait_for(moment);
            Poll::Pending
        })
    }

    fn shared(&self) -> &RefCell<Shared> {
        &self.sim.shared
    }

    fn send(&self, request: Request) -> impl Future<Output = Result<Reply<Self::Body>, Failure>> {
        let behaviour = self.sim.behaviour(&request);
        let ignore_body = request.ignore_body;
        let mut room = self.sim.shared.borrow().memory.room(&request);
        self.sim.sent.borrow_mut().push(request);
        let until = self.sim.now.get() + behaviour.delay;
        async move {
            self.sleep_until(until).await;
            let Some(result) = behaviour.result else { return core::future::pending().await };
            let Reply { status, headers, body } = result?;
            let body = if ignore_body { Vec::new() } else { body };
            room.reserve(body.len())?;
            let in_flight = self.sim.shared.borrow().memory.in_flight();
            self.sim.most_in_flight.set(in_flight.max(self.sim.most_in_flight.get()));
            Ok(Reply { status, headers, body: room.hold(Elsewhere(body)) })
        }
    }

    fn observe(&self, event: &Event<'_>) {
        self.sim.record(self.number, What::from(event));
    }
}
