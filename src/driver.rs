//! Runs an engine over a host: the only asynchronous code of the core.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;

use crate::engine::{AttemptId, Engine, Outcome, Step};
use crate::host::{Event, Host};
use crate::http::{Failure, Reply};
use crate::time::Instant;

type Sent<'h, B> = Pin<Box<dyn Future<Output = Result<Reply<B>, Failure>> + 'h>>;
type InFlight<'h, B> = Vec<(AttemptId, Sent<'h, B>)>;
type Timer<'h> = Option<(Instant, Pin<Box<dyn Future<Output = ()> + 'h>>)>;

/// What a wait ended with.
enum Woken<B> {
    Replies(Vec<(AttemptId, Result<Reply<B>, Failure>)>),
    Timer(Instant),
}

/// Runs `engine` to its end. Dropping the future aborts every attempt under way.
pub async fn run<H: Host>(host: &H, engine: Engine<'_, H::Body>) -> Outcome<H::Body> {
    let endpoint = engine.endpoint();
    let mut guard = Guard { host, engine };
    let engine = &mut guard.engine;
    let mut in_flight: InFlight<'_, H::Body> = Vec::new();
    let mut timer: Timer<'_> = None;
    let mut now = host.now();
    loop {
        let step = engine.poll(&mut host.shared().borrow_mut(), now);
        match step {
            Step::Send { attempt, kind, source, request } => {
                let source = endpoint.sources.get(source).map_or("", |source| &source.name);
                host.observe(&Event::Sent { attempt, kind, source, request: &request });
                in_flight.push((attempt, Box::pin(host.send(request))));
            }
            Step::Cancel { attempt, cause } => {
                host.observe(&Event::Cancelled { attempt, cause });
                in_flight.retain(|(known, _)| *known != attempt);
            }
            Step::Wait(until) => {
                // A timer that is set for this moment already is kept: a request has one at a time.
                let timer = match timer.take() {
                    Some(set) if set.0 == until => timer.insert(set),
                    _ => timer.insert((until, Box::pin(host.sleep_until(until)))),
                };
                match wait(&mut in_flight, timer).await {
                    Woken::Replies(replies) => {
                        now = host.now();
                        for (attempt, reply) in replies {
                            let result = reply.as_ref().map(|reply| reply.status).map_err(|e| *e);
                            let retry_after = reply.as_ref().ok();
                            let retry_after = retry_after
                                .and_then(|reply| reply.header("retry-after"))
                                .map(String::from);
                            let shared = host.shared();
                            let taken =
                                engine.on_reply(attempt, reply, &mut shared.borrow_mut(), now);
                            // One that came beside it may have made it unwanted.
                            if taken {
                                let retry_after = retry_after.as_deref();
                                host.observe(&Event::Replied { attempt, result, retry_after });
                            }
                        }
                    }
                    // A clock that lags behind its own timers must not make the engine wait again.
                    Woken::Timer(moment) => now = host.now().max(moment),
                }
            }
            Step::Part => host.part(&engine.part(now)),
            Step::Done => return engine.finish(&mut host.shared().borrow_mut(), now),
        }
    }
}

/// An engine that gives back what it holds of what requests share, also when its run is dropped.
struct Guard<'h, 'p, H: Host> {
    host: &'h H,
    engine: Engine<'p, H::Body>,
}

impl<H: Host> Drop for Guard<'_, '_, H> {
    fn drop(&mut self) {
        // Borrowed it is only where a panic passes, after which a host begins anew.
        if let Ok(mut shared) = self.host.shared().try_borrow_mut() {
            self.engine.abandon(&mut shared);
        }
    }
}

/// Every reply that is there, in the order of sending, or else the timer. All of them are taken, so
/// that of two that come at a limit together neither is late because of the other.
async fn wait<'h, B>(
    in_flight: &mut InFlight<'h, B>,
    timer: &mut (Instant, Pin<Box<dyn Future<Output = ()> + 'h>>),
) -> Woken<B> {
    poll_fn(|context| {
        let mut replies = Vec::new();
        // What has ended is removed, so that dropping it aborts nothing.
        in_flight.retain_mut(|(attempt, send)| match send.as_mut().poll(context) {
            Poll::Ready(reply) => {
                replies.push((*attempt, reply));
                false
            }
            Poll::Pending => true,
        });
        if !replies.is_empty() {
            return Poll::Ready(Woken::Replies(replies));
        }
        timer.1.as_mut().poll(context).map(|()| Woken::Timer(timer.0))
    })
    .await
}
