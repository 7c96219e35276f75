//! The driver over hosts that are not as obliging as the simulated one.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::{Cell, RefCell};
use std::future::{Future, pending, ready};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use orquesta::driver;
use orquesta::engine::{Engine, Inputs};
use orquesta::host::{Event, Host};
use orquesta::http::{Failure, Reply, Request};
use orquesta::plan::Plan;
use orquesta::shared::Shared;
use orquesta::time::Instant;

const PLAN: &[u8] = br#"{
  "services": {"a": {"url": "http://a.test", "timeout": "1s", "attempts": 2}},
  "sources": {"s": {"service": "a", "path": "/s", "empty": []}},
  "endpoints": {"GET /": {"answer": {"s": {"$source": "s"}, "reports": {"$reports": "source"}}}}
}"#;

/// Counts the requests under way; dropping one ends it.
struct InFlight(Rc<Cell<u32>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// A clock that stands still, as a Worker's does between events, and services that never answer.
#[derive(Default)]
struct Standstill {
    timers: bool,
    in_flight: Rc<Cell<u32>>,
    events: RefCell<Vec<String>>,
    shared: RefCell<Shared>,
}

impl Host for Standstill {
    type Body = Vec<u8>;

    fn now(&self) -> Instant {
        Instant::default()
    }

    fn sleep_until(&self, _: Instant) -> impl Future<Output = ()> {
        let timers = self.timers;
        async move { if timers { ready(()).await } else { pending().await } }
    }

    fn shared(&self) -> &RefCell<Shared> {
        &self.shared
    }

    async fn send(&self, _: Request) -> Result<Reply, Failure> {
        self.in_flight.set(self.in_flight.get() + 1);
        let _guard = InFlight(self.in_flight.clone());
        pending().await
    }

    fn observe(&self, event: &Event<'_>) {
        let name = match event {
            Event::Sent { .. } => "sent",
            Event::Replied { .. } => "replied",
            Event::Cancelled { .. } => "cancelled",
        };
        self.events.borrow_mut().push(name.into());
    }
}

fn engine(plan: &Plan) -> Engine<'_> {
    let inputs = Inputs { seed: 1, ..Inputs::default() };
    let (endpoint, _) = plan.route("/").unwrap();
    Engine::new(plan, endpoint, inputs, Instant::default())
}

#[test]
fn a_clock_that_lags_behind_its_timers_does_not_hold_the_engine_up() {
    let plan = Plan::parse(PLAN, &|_| None).unwrap();
    let host = Standstill { timers: true, ..Standstill::default() };
    let mut run = pin!(driver::run(&host, engine(&plan)));
    let Poll::Ready(outcome) = run.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the engine waits for a clock that stands still")
    };
    let (_, report) = &outcome.reports[0];
    assert_eq!((report.status.as_str(), report.attempts), ("timeout", 2));
    assert_eq!(*host.events.borrow(), ["sent", "cancelled", "sent", "cancelled"]);
    assert_eq!(host.in_flight.get(), 0);
}

#[test]
fn dropping_a_run_aborts_what_is_under_way() {
    let plan = Plan::parse(PLAN, &|_| None).unwrap();
    let host = Standstill::default();
    {
        let mut run = pin!(driver::run(&host, engine(&plan)));
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(host.in_flight.get(), 1);
    }
    assert_eq!(host.in_flight.get(), 0);
}
