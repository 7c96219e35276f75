//! JavaScript as a host of the engine.

use std::cell::RefCell;
use std::rc::Rc;

use orquesta::answer::Splice;
use orquesta::host::Host;
use orquesta::http::{Failure, Reply, Request};
use orquesta::shared::{Held, Shared};
use orquesta::time::Instant;

use crate::calls::{Buffer, Call};
use crate::clock::{self, Sleep};
use crate::respond;

/// Sends by `fetch` and waits by `setTimeout`, for one request.
pub(crate) struct JsHost {
    pub(crate) request: u32,
    pub(crate) shared: Rc<RefCell<Shared>>,
}

impl Host for JsHost {
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

    fn part(&self, part: &Splice<&Self::Body>) {
        respond::part(self.request, part);
    }

    async fn send(&self, request: Request) -> Result<Reply<Self::Body>, Failure> {
        let room = self.shared.borrow().memory.room(&request);
        Call::new(self.request, request, room).await
    }
}
