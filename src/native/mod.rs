//! A host over reqwest and tokio, for programs that run on an operating system.
//!
//! ```no_run
//! use orquesta::{gateway::Incoming, native::NativeHost, plan::Plan};
//!
//! async fn orders(plan: &Plan) -> Result<Vec<u8>, orquesta::native::Error> {
//!     let host = NativeHost::new()?;
//!     let incoming = Incoming { method: "GET", path: "/orders", query: "", header: &|_| None };
//!     Ok(host.answer(plan, &incoming).await.body.to_vec())
//! }
//! ```

mod error;
mod send;

pub use error::Error;

use alloc::vec::Vec;
use core::cell::RefCell;
use core::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::time::SystemTime;

use reqwest::Client;
use reqwest::redirect::Policy;

use crate::driver;
use crate::gateway::{Accepted, Incoming, Response};
use crate::host::Host;
use crate::http::{Failure, Reply, Request};
use crate::plan::Plan;
use crate::shared::{Held, Shared};
use crate::time::{Instant, UnixTime};

/// A host on one thread: its connections, its clock, and what its requests share.
///
/// One host is for many requests, one after the other or at once on its thread; connections are
/// kept open between them. Its futures must be polled within a tokio runtime whose I/O and time are
/// enabled.
#[derive(Debug)]
pub struct NativeHost {
    client: Client,
    created: std::time::Instant,
    shared: RefCell<Shared>,
}

impl NativeHost {
    /// A host without connections, which trusts the certificates that the system trusts.
    ///
    /// # Errors
    /// The system has no certificates to trust, or its random generator fails.
    pub fn new() -> Result<Self, Error> {
        // A redirect could lead anywhere, and so could a proxy that the plan does not name. How long
        // an attempt may take is for the engine to say.
        let client =
            Client::builder().redirect(Policy::none()).no_proxy().build().map_err(Error)?;
        Ok(Self { client, created: std::time::Instant::now(), shared: RefCell::default() })
    }

    /// Answers a request. Dropping the future aborts what was sent for it; the response holds bodies of
    /// services, which are in flight until it is dropped.
    pub async fn answer(&self, plan: &Plan, incoming: &Incoming<'_>) -> Response<Held<Vec<u8>>> {
        let accepted = plan.accept(incoming, &self.shared.borrow());
        match accepted {
            Accepted::Answered(response) => response,
            Accepted::Run(mut run) => {
                let engine = run.engine(Self::seed(), self.now(), Self::unix_time());
                let outcome = driver::run(self, engine).await;
                run.respond(outcome)
            }
        }
    }

    /// A seed that differs from call to call, for delays and not for secrets.
    pub fn seed() -> u64 {
        RandomState::new().hash_one(())
    }

    /// The calendar's time.
    pub fn unix_time() -> UnixTime {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        UnixTime::default() + since
    }
}

impl Host for NativeHost {
    type Body = Held<Vec<u8>>;

    fn now(&self) -> Instant {
        Instant::default() + self.created.elapsed()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> {
        tokio::time::sleep(moment.since(self.now()))
    }

    fn shared(&self) -> &RefCell<Shared> {
        &self.shared
    }

    fn send(&self, request: Request) -> impl Future<Output = Result<Reply<Self::Body>, Failure>> {
        let room = self.shared.borrow().memory.room(&request);
        send::send(&self.client, request, room)
    }
}
