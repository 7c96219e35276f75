//! The Worker as a host of the engine.

use std::cell::RefCell;
use std::rc::Rc;

use orquesta::host::Host;
use orquesta::http::{Failure, Reply, Request};
use orquesta::shared::{Held, Shared};
use orquesta::time::Instant;

use crate::calls::{Buffer, Call};
use crate::clock::{self, Sleep};

/// Sends by `fetch` and waits by `setTimeout`, for one request.
pub(crate) struct WorkerHost {
    pub(crate) request: u32,
    pub(crate) shared: Rc<RefCell<Shared>>,
}

impl Host for WorkerHost {
    type Body = Held<Buffer>;

    fn now(&self) -> Instant {
        clock::now()
    }

    async fn sleep_until(&self, moment: Instant) {
        Sleep::new(self.request, moment).await;
    }

    fn shared(&self) -> &RefCell<Shared> {
        &self.shared
    }

    async fn send(&self, request: Request) -> Result<Reply<Self::Body>, Failure> {
        let room = self.shared.borrow().memory.room(&request);
        Call::new(self.request, request, room).await
    }
}
