//! A plan served in JavaScript: in a Cloudflare Worker, a browser, Node and the like.
//!
//! One module serves all of them, and one instance of it one plan. What requests share is data, never a
//! promise: in a Worker an I/O object of one request must not be awaited in another.
//!
//! Between the wasm and JavaScript there are numbers and ranges of memory only, no library; both sides
//! are written by hand: here this file and `js.rs`, there `js/host.js`.

mod calls;
mod clock;
mod host;
mod js;
mod respond;
mod state;
mod table;
mod tasks;

use orquesta::driver;
use orquesta::gateway::{Accepted, Incoming};
use orquesta::host::Host;

use host::JsHost;

/// Makes room for a text of so many bytes and gives its address.
#[unsafe(no_mangle)]
pub extern "C" fn inbox(length: usize) -> *mut u8 {
    js::inbox(length)
}

/// Takes the plan and its variables: in the inbox is an object of strings, numbers and booleans as JSON,
/// of which `PLAN` is the text of the plan. 1 if the plan is right; what is wrong with it is complained of.
#[unsafe(no_mangle)]
pub extern "C" fn configure(length: usize) -> u32 {
    state::configure(&js::take(length)).into()
}

/// Begins to answer a request: in the inbox are its method, its URL and each header field that was said
/// to be wanted, one to a line; a field that is there begins with `=`. `deadline` is how many
/// milliseconds the caller waits, negative if it does not say; `parts` whether it wants parts, 0 or 1.
#[unsafe(no_mangle)]
pub extern "C" fn start(request: u32, length: usize, deadline: f64, parts: u32) {
    let text = js::take(length);
    let mut lines = text.split('\n');
    let (method, url) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let fields: Vec<_> = lines.map(|line| line.strip_prefix('=')).collect();
    let (path, query) = split(url);
    let (plan, wanted) = match state::plan() {
        Ok(served) => (&served.plan, &served.wanted),
        Err(problem) => return respond::problem(request, problem),
    };
    let header = |name: &str| {
        let place = wanted.iter().position(|known| known == name)?;
        fields.get(place).copied().flatten().map(str::to_owned)
    };
    let incoming = Incoming { method, path, query, header: &header };
    let shared = state::shared();
    let accepted = plan.accept(&incoming, &shared.borrow());
    match accepted {
        Accepted::Answered(response) => respond::response(request, &response),
        Accepted::Run(mut run) => {
            if deadline >= 0.0 {
                run.within(clock::milliseconds(deadline));
            }
            if parts != 0 {
                run.in_parts();
            }
            tasks::spawn(request, async move {
                let host = JsHost { request, shared };
                let engine = run.engine(clock::seed(), host.now(), clock::unix_time());
                let outcome = driver::run(&host, engine).await;
                respond::response(request, &run.respond(outcome));
            });
        }
    }
}

/// Gives up the requests that the platform has ended without a word; for Workers, as elsewhere a request whose
/// timer is late has only slept.
#[unsafe(no_mangle)]
pub extern "C" fn sweep() {
    tasks::sweep(clock::now());
}

/// Gives a request up, and with it all that was sent for it.
#[unsafe(no_mangle)]
pub extern "C" fn cancel(request: u32) {
    tasks::cancel(request);
}

/// Tells JavaScript what is remembered of the health of the services, as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn save() {
    state::save();
}

/// Joins what another instance remembers, in the inbox as [`save`] tells it, with what this one does;
/// 1 if it could be read.
#[unsafe(no_mangle)]
pub extern "C" fn merge(length: usize) -> u32 {
    state::merge(&js::take(length)).into()
}

/// Whether there is room for a body of so many bytes in all: 0, or a failure as in `js/host.js`.
#[unsafe(no_mangle)]
pub extern "C" fn room(call: u32, bytes: usize) -> u32 {
    calls::room(call, bytes)
}

/// Tells what came of a call: its status; why there is no reply, or 0; in the inbox the header fields
/// of replies, as in [`start`]; the length of the body, which JavaScript holds. Gives the request that
/// waits for it and is to be advanced.
#[unsafe(no_mangle)]
pub extern "C" fn replied(call: u32, status: u32, failure: u32, length: usize, body: usize) -> u32 {
    calls::replied(call, status, failure, &js::take(length), body).unwrap_or(js::NOBODY)
}

/// Lets a request go on.
#[unsafe(no_mangle)]
pub extern "C" fn advance(request: u32) {
    tasks::advance(request);
}

/// Tells that the timer of a request has ended.
#[unsafe(no_mangle)]
pub extern "C" fn fired(request: u32) {
    clock::fired(request);
    tasks::advance(request);
}

/// The path and the query of an absolute URL, both still encoded.
fn split(url: &str) -> (&str, &str) {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    let target = target.split('#').next().unwrap_or("/");
    target.split_once('?').unwrap_or((target, ""))
}
