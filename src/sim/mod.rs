//! A host in virtual time with scripted upstreams, to test plans with.
//!
//! Time is a number that jumps to the next moment anything waits for, so hours pass in microseconds
//! and a run depends on nothing but the plan, the script, the request and the seed.
//!
//! ```
//! use core::time::Duration;
//! use orquesta::{gateway::Accepted, gateway::Incoming, plan::Plan, sim::{Behaviour, Sim}};
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

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use crate::driver;
use crate::gateway::{Accepted, Incoming, Response};
use crate::host::{Event, Host};
use crate::http::{Failure, Headers, Reply, Request};
use crate::plan::Plan;
use crate::shared::Shared;
use crate::time::{Duration, Instant, UnixTime};

/// The calendar's time when a simulation begins: 2025-01-01T00:00:00Z.
const EPOCH: UnixTime = UnixTime(1_735_689_600_000);

/// What an upstream does with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    delay: Duration,
    result: Option<Result<Reply, Failure>>,
}

impl Behaviour {
    /// Answers at once.
    pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let result = Some(Ok(Reply { status, headers: Headers::new(), body: body.into() }));
        Self { delay: Duration::ZERO, result }
    }

    /// The same with header fields, names in lower case.
    pub fn with_headers(mut self, headers: Headers) -> Self {
        if let Some(Ok(reply)) = &mut self.result {
            reply.headers = headers;
        }
        self
    }

    /// Gives no reply, at once.
    pub fn fail(failure: Failure) -> Self {
        Self { delay: Duration::ZERO, result: Some(Err(failure)) }
    }

    /// Never ends.
    pub fn hang() -> Self {
        Self { delay: Duration::ZERO, result: None }
    }

    /// The same, after a delay.
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A host in virtual time.
#[derive(Debug)]
pub struct Sim {
    seed: u64,
    now: Cell<Instant>,
    /// The next moment that something waits for; found anew at every poll.
    next: Cell<Option<Instant>>,
    scripts: RefCell<Vec<Script>>,
    sent: RefCell<Vec<Request>>,
    trace: RefCell<Vec<String>>,
    shared: RefCell<Shared>,
}

#[derive(Debug)]
struct Script {
    target: String,
    behaviours: Vec<Behaviour>,
    used: usize,
}

impl Sim {
    /// A host without upstreams; delays between attempts are drawn from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            now: Cell::new(Instant::default()),
            next: Cell::new(None),
            scripts: RefCell::default(),
            sent: RefCell::default(),
            trace: RefCell::default(),
            shared: RefCell::default(),
        }
    }

    /// Scripts what becomes of the requests for `target`, in turn; the last stays. A target is the
    /// method and the URL, and may end in a space and the exact body. Requests that nothing is
    /// scripted for are answered 501.
    pub fn on(&self, target: &str, behaviours: impl Into<Vec<Behaviour>>) {
        let script = Script { target: target.into(), behaviours: behaviours.into(), used: 0 };
        self.scripts.borrow_mut().push(script);
    }

    /// Answers a request, letting virtual time pass.
    pub fn answer(&self, plan: &Plan, incoming: &Incoming<'_>) -> Response {
        match plan.accept(incoming) {
            Accepted::Answered(response) => response,
            Accepted::Run(mut run) => {
                let time = EPOCH + self.elapsed();
                let engine = run.engine(self.seed, self.now.get(), time);
                let outcome = self.block_on(driver::run(self, engine));
                run.respond(outcome)
            }
        }
    }

    /// Time that has passed since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.now.get().since(Instant::default())
    }

    /// The requests that were sent, in order.
    pub fn sent(&self) -> Vec<Request> {
        self.sent.borrow().clone()
    }

    /// What happened, a line each: the microsecond, the attempt and what became of it.
    pub fn trace(&self) -> Vec<String> {
        self.trace.borrow().clone()
    }

    /// Runs a future, jumping from each moment that it waits for to the next.
    ///
    /// # Panics
    /// If the future waits for something that no time brings.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            self.next.set(None);
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            let next = self.next.get().filter(|next| *next > self.now.get());
            assert!(next.is_some(), "a wait that never ends, after {:?}", self.trace.borrow());
            self.now.set(next.unwrap_or_default());
        }
    }

    fn behaviour(&self, request: &Request) -> Behaviour {
        let target = format!("{} {}", request.method, request.url);
        let body = request.body.as_deref().map(String::from_utf8_lossy);
        let whole = format!("{target} {}", body.as_deref().unwrap_or_default());
        let mut scripts = self.scripts.borrow_mut();
        let exact = scripts.iter().position(|script| script.target == whole);
        let place = exact.or_else(|| scripts.iter().position(|script| script.target == target));
        let script = place.and_then(|place| scripts.get_mut(place));
        script.and_then(Script::next).unwrap_or(Behaviour::reply(501, ""))
    }
}

impl Script {
    fn next(&mut self) -> Option<Behaviour> {
        let behaviour = self.behaviours.get(self.used).or(self.behaviours.last()).cloned();
        self.used += 1;
        behaviour
    }
}

impl Host for Sim {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> {
        poll_fn(move |_| {
            if moment <= self.now.get() {
                return Poll::Ready(());
            }
            self.next.set(Some(self.next.get().map_or(moment, |next| next.min(moment))));
            Poll::Pending
        })
    }

    fn shared(&self) -> &RefCell<Shared> {
        &self.shared
    }

    fn send(&self, request: Request) -> impl Future<Output = Result<Reply, Failure>> {
        let behaviour = self.behaviour(&request);
        let (max_body, ignore_body) = (request.max_body, request.ignore_body);
        self.sent.borrow_mut().push(request);
        let until = self.now.get() + behaviour.delay;
        async move {
            self.sleep_until(until).await;
            match behaviour.result {
                Some(Ok(reply)) if ignore_body => Ok(Reply { body: Vec::new(), ..reply }),
                Some(Ok(reply)) if reply.body.len() > max_body => Err(Failure::TooLarge),
                Some(result) => result,
                None => core::future::pending().await,
            }
        }
    }

    fn observe(&self, event: &Event<'_>) {
        let what = match event {
            Event::Sent { attempt, source, request } => {
                format!("{} {source}: {} {}", attempt.number(), request.method, request.url)
            }
            Event::Replied { attempt, result } => match result {
                Ok(status) => format!("{} replied {status}", attempt.number()),
                Err(failure) => format!("{} failed: {failure:?}", attempt.number()),
            },
            Event::Cancelled { attempt } => format!("{} cancelled", attempt.number()),
        };
        let micros = self.elapsed().as_micros();
        self.trace.borrow_mut().push(format!("{micros} {what}"));
    }
}
