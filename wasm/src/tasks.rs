//! Requests on their way, each a future that is polled when something has happened to it.
//!
//! What can happen are replies and the timer, and JavaScript tells of both by calling in. So no waker
//! is needed, and no promise on this side.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Waker};

use orquesta::time::{Duration, Instant};

use crate::table::Table;
use crate::{clock, js};

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static TASKS: RefCell<Table<Task>> = const { RefCell::new(Table::new()) };
}

/// How long after its timer was due a request is given up: the platform has ended it without a word, as
/// Cloudflare does 30 s after its client has gone. Twice that.
const LOST: Duration = Duration::from_secs(60);

/// Drops the tasks of requests that nothing will happen to any more, with all that they hold.
pub(crate) fn sweep(now: Instant) {
    while let Some(request) = clock::overdue(now, LOST) {
        cancel(request);
        js::lose(request);
    }
}

/// Begins the task of a request.
pub(crate) fn spawn(request: u32, task: impl Future<Output = ()> + 'static) {
    poll(request, Box::pin(task));
}

/// Drops the task of a request, with all that it holds.
pub(crate) fn cancel(request: u32) {
    let task = TASKS.with_borrow_mut(|tasks| tasks.remove(request));
    drop(task);
}

/// Lets the task of a request go on, if it has not ended.
pub(crate) fn advance(request: u32) {
    // Taken out, so that nothing is borrowed while it runs.
    let task = TASKS.with_borrow_mut(|tasks| tasks.remove(request));
    if let Some(task) = task {
        poll(request, task);
    }
}

fn poll(request: u32, mut task: Task) {
    if task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        TASKS.with_borrow_mut(|tasks| tasks.insert(request, task));
    }
}
