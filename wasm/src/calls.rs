//! Requests to services, by JavaScript's `fetch`.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll};

use orquesta::http::{Body, Failure, Headers, REPLY_HEADERS, Reply, Request};
use orquesta::shared::{Held, Room};

use crate::js;
use crate::table::Table;

type Outcome = Result<Reply<Held<Buffer>>, Failure>;

thread_local! {
    static WAITING: RefCell<Table<Waiting>> = const { RefCell::new(Table::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// A call that somebody waits for.
struct Waiting {
    /// On behalf of which request.
    request: u32,
    room: Option<Room>,
    outcome: Option<Outcome>,
}

/// A request to a service on its way, aborted when dropped.
pub(crate) struct Call {
    id: u32,
    request: Option<Request>,
    done: bool,
}

impl Call {
    /// A call on behalf of a request; it is sent when it is polled.
    pub(crate) fn new(request: u32, call: Request, room: Room) -> Self {
        let id = NEXT.get();
        // JavaScript is shown numbers with a sign.
        NEXT.set((id + 1) & 0x7fff_ffff);
        let waiting = Waiting { request, room: Some(room), outcome: None };
        WAITING.with_borrow_mut(|calls| calls.insert(id, waiting));
        Self { id, request: Some(call), done: false }
    }
}

impl Future for Call {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Outcome> {
        if let Some(request) = self.request.take() {
            send(self.id, &request);
        }
        let outcome = WAITING.with_borrow_mut(|calls| {
            let outcome = calls.get_mut(self.id)?.outcome.take()?;
            calls.remove(self.id);
            Some(outcome)
        });
        match outcome {
            Some(outcome) => {
                self.done = true;
                Poll::Ready(outcome)
            }
            None => Poll::Pending,
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.done {
            // What has come of it is dropped outside, as it lets go of its body.
            let waiting = WAITING.with_borrow_mut(|calls| calls.remove(self.id));
            js::abort(self.id);
            drop(waiting);
        }
    }
}

fn send(id: u32, request: &Request) {
    let mut text = format!("{}\n{}", request.method.as_str(), request.url);
    for (name, value) in &request.headers {
        text.push_str(&format!("\n{name}\n{value}"));
    }
    let forget = if request.ignore_body { js::FORGET_BODY } else { 0 };
    let has = if request.body.is_some() { js::HAS_BODY } else { 0 };
    js::send(id, &text, request.body.as_deref().unwrap_or_default(), forget | has);
}

/// Takes room for the body of a call; 0 if there is, otherwise why not, as failures are numbered.
pub(crate) fn room(id: u32, bytes: usize) -> u32 {
    WAITING.with_borrow_mut(|calls| {
        let room = calls.get_mut(id).and_then(|waiting| waiting.room.as_mut());
        match room.map(|room| room.reserve(bytes)) {
            Some(Ok(())) => 0,
            Some(Err(Failure::TooLarge)) => 4,
            Some(Err(_)) => 5,
            // Nobody hears of it.
            None => 3,
        }
    })
}

/// Takes what came of a call; gives the request that waits for it, if there is one.
pub(crate) fn replied(
    id: u32,
    status: u32,
    failure: u32,
    fields: &str,
    length: usize,
) -> Option<u32> {
    WAITING.with_borrow_mut(|calls| {
        let waiting = calls.get_mut(id)?;
        let room = waiting.room.take()?;
        waiting.outcome = Some(match reason(failure) {
            Some(failure) => Err(failure),
            None => Ok(Reply {
                status: u16::try_from(status).unwrap_or_default(),
                headers: headers(fields),
                body: room.hold(Buffer { call: id, length }),
            }),
        });
        Some(waiting.request)
    })
}

/// As `js/host.js` numbers failures.
fn reason(failure: u32) -> Option<Failure> {
    match failure {
        0 => None,
        1 => Some(Failure::Unsent),
        3 => Some(Failure::Truncated),
        4 => Some(Failure::TooLarge),
        5 => Some(Failure::NoRoom),
        _ => Some(Failure::Interrupted),
    }
}

/// The fields of a reply, one to a line in the order of [`REPLY_HEADERS`].
fn headers(fields: &str) -> Headers {
    let fields = REPLY_HEADERS.into_iter().zip(fields.split('\n'));
    let present =
        |(name, line): (&str, &str)| Some((name.to_owned(), line.strip_prefix('=')?.to_owned()));
    fields.filter_map(present).collect()
}

/// A body that JavaScript holds, until this is dropped.
#[derive(Debug)]
pub(crate) struct Buffer {
    call: u32,
    length: usize,
}

impl Buffer {
    /// The number of the call that it is of.
    pub(crate) fn call(&self) -> u32 {
        self.call
    }
}

impl Body for Buffer {
    fn len(&self) -> usize {
        self.length
    }

    fn bytes(&self) -> Option<&[u8]> {
        None
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        let count = out.len().min(self.length.saturating_sub(at));
        if let Some(out) = out.get_mut(..count).filter(|out| !out.is_empty()) {
            js::copy(self.call, at, out);
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        js::release(self.call);
    }
}
