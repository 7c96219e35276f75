//! A native host that shows what it does.

use std::cell::{Cell, Ref, RefCell};
use std::future::Future;

use orquesta::engine::{AttemptKind, CancelCause};
use orquesta::host::{Event, Host};
use orquesta::http::{Failure, Reply, Request};
use orquesta::native::NativeHost;
use orquesta::shared::{Held, Shared};
use orquesta::time::{Instant, humane};

use super::paint::{Colour, Paint};
use crate::output;

/// A host that shows each event in a line and remembers the attempts.
#[derive(Debug)]
pub(super) struct Watch {
    host: NativeHost,
    /// Nothing is shown without it.
    paint: Option<Paint>,
    attempts: RefCell<Vec<Attempt>>,
    /// Columns that the names of sources take.
    pub(super) names: Cell<usize>,
}

/// One attempt, as it went.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) number: u32,
    pub(super) source: String,
    pub(super) sent: Instant,
    /// When and how it ended.
    pub(super) ended: Option<(Instant, End)>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Replied(u16),
    Failed(Failure),
    Cancelled(CancelCause),
}

impl End {
    pub(super) fn colour(self) -> Colour {
        match self {
            Self::Replied(0..=399) => Colour::Green,
            Self::Replied(_) | Self::Failed(_) => Colour::Red,
            Self::Cancelled(_) => Colour::Yellow,
        }
    }
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Replied(status) => write!(f, "{status}"),
            Self::Failed(Failure::Interrupted) => f.write_str("the connection failed"),
            Self::Failed(Failure::Unsent) => f.write_str("it could not be sent"),
            Self::Failed(Failure::Truncated) => f.write_str("the connection was lost"),
            Self::Failed(Failure::TooLarge) => f.write_str("the body is too large"),
            Self::Failed(Failure::NoRoom) => f.write_str("no memory was left for the body"),
            Self::Cancelled(CancelCause::Expired) => f.write_str("given up"),
            Self::Cancelled(CancelCause::Unwanted) => f.write_str("no longer wanted"),
        }
    }
}

impl Watch {
    pub(super) fn new(host: NativeHost, paint: Option<Paint>) -> Self {
        Self { host, paint, attempts: RefCell::default(), names: Cell::default() }
    }

    /// What was sent, in order.
    pub(super) fn attempts(&self) -> Ref<'_, Vec<Attempt>> {
        self.attempts.borrow()
    }

    fn end(&self, number: u32, end: End) {
        let now = self.now();
        let mut attempts = self.attempts.borrow_mut();
        let Some(attempt) = attempts.iter_mut().find(|attempt| attempt.number == number) else {
            return;
        };
        attempt.ended = Some((now, end));
        if let Some(paint) = self.paint {
            let what = paint.text(end.colour(), &end.to_string());
            self.show(now, attempt, &format!("← {what} after {}", humane(now.since(attempt.sent))));
        }
    }

    fn show(&self, now: Instant, attempt: &Attempt, what: &str) {
        let millis = now.since(Instant::default()).as_millis();
        let Attempt { number, source, .. } = attempt;
        let names = self.names.get();
        output::note(&format!("{millis:>6} ms  #{number:<2} {source:<names$} {what}"));
    }
}

impl Host for Watch {
    type Body = Held<Vec<u8>>;

    fn now(&self) -> Instant {
        self.host.now()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> {
        self.host.sleep_until(moment)
    }

    fn shared(&self) -> &RefCell<Shared> {
        self.host.shared()
    }

    fn send(&self, request: Request) -> impl Future<Output = Result<Reply<Self::Body>, Failure>> {
        self.host.send(request)
    }

    fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Sent { attempt, kind, source, request } => {
                let sent = self.now();
                let source = (*source).to_owned();
                let attempt = Attempt { number: attempt.number(), source, sent, ended: None };
                if self.paint.is_some() {
                    let url = without_values(&request.url);
                    let again = match kind {
                        AttemptKind::First => "",
                        AttemptKind::Retry => " (retry)",
                        AttemptKind::Hedge => " (hedge)",
                    };
                    self.show(sent, &attempt, &format!("→ {} {url}{again}", request.method));
                }
                self.attempts.borrow_mut().push(attempt);
            }
            Event::Replied { attempt, result, .. } => {
                let end = result.map_or_else(End::Failed, End::Replied);
                self.end(attempt.number(), end);
            }
            Event::Cancelled { attempt, cause } => {
                self.end(attempt.number(), End::Cancelled(*cause));
            }
        }
    }
}

/// A URL with the names alone of its query, as values may be secrets.
fn without_values(url: &str) -> String {
    let Some((place, query)) = url.split_once('?') else { return url.to_owned() };
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    format!("{place}?{}", names.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_queries_are_not_shown() {
        for (url, shown) in [
            ("http://a.test/b", "http://a.test/b"),
            ("http://a.test/b?key=secret&day=mon=tue&x", "http://a.test/b?key&day&x"),
        ] {
            assert_eq!(without_values(url), shown);
        }
    }
}
