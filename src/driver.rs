//! Runs an engine over a host: the only asynchronous code of the core.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;

use crate::engine::{AttemptId, Engine, Outcome, Step};
use crate::host::{Event, Host};
use crate::http::{Failure, Reply};
use crate::time::Instant;

type InFlight<'h> = Vec<(AttemptId, Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'h>>)>;
type Timer<'h> = Option<(Instant, Pin<Box<dyn Future<Output = ()> + 'h>>)>;

/// What a wait ended with.
enum Woken {
    Reply(AttemptId, Result<Reply, Failure>),
    Timer(Instant),
}

/// Runs `engine` to its end. Dropping the future aborts every attempt under way.
pub async fn run<H: Host>(host: &H, mut engine: Engine<'_>) -> Outcome {
    let endpoint = engine.endpoint();
    let mut in_flight: InFlight<'_> = Vec::new();
    let mut timer: Timer<'_> = None;
    let mut now = host.now();
    loop {
        match engine.poll(now) {
            Step::Send { attempt, source, request } => {
                let source = endpoint.sources.get(source).map_or("", |source| &source.name);
                host.observe(&Event::Sent { attempt, source, request: &request });
                in_flight.push((attempt, Box::pin(host.send(request))));
            }
            Step::Cancel(attempt) => {
                host.observe(&Event::Cancelled { attempt });
                in_flight.retain(|(known, _)| *known != attempt);
            }
            Step::Wait(until) => {
                // A timer that is set for this moment already is kept: a request has one at a time.
                let timer = match timer.take() {
                    Some(set) if set.0 == until => timer.insert(set),
                    _ => timer.insert((until, Box::pin(host.sleep_until(until)))),
                };
                match wait(&mut in_flight, timer).await {
                    Woken::Reply(attempt, reply) => {
                        now = host.now();
                        let result = reply.as_ref().map(|reply| reply.status).map_err(|e| *e);
                        host.observe(&Event::Replied { attempt, result });
                        engine.on_reply(attempt, reply, now);
                    }
                    // A clock that lags behind its own timers must not make the engine wait again.
                    Woken::Timer(moment) => now = host.now().max(moment),
                }
            }
            Step::Done => return engine.finish(now),
        }
    }
}

/// The first reply in the order of sending, or else the timer.
async fn wait<'h>(
    in_flight: &mut InFlight<'h>,
    timer: &mut (Instant, Pin<Box<dyn Future<Output = ()> + 'h>>),
) -> Woken {
    poll_fn(|context| {
        for place in 0..in_flight.len() {
            let Some((attempt, send)) = in_flight.get_mut(place) else { break };
            if let Poll::Ready(reply) = send.as_mut().poll(context) {
                let attempt = *attempt;
                // It has ended, so that dropping it aborts nothing.
                drop(in_flight.remove(place));
                return Poll::Ready(Woken::Reply(attempt, reply));
            }
        }
        timer.1.as_mut().poll(context).map(|()| Woken::Timer(timer.0))
    })
    .await
}
