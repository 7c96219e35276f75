//! The Cloudflare Worker: a plan served over HTTP.
//!
//! The plan is the one that was built in, or the text of the variable `PLAN`; the plan's variables
//! are the Worker's. What requests share is data, never a promise: an I/O object of one request must
//! not be awaited in another.

mod body;
mod clock;
mod fetch;
mod host;
mod respond;
mod state;

use orquesta::driver;
use orquesta::gateway::{Accepted, Incoming};
use orquesta::host::Host;
use wasm_bindgen::JsValue;
use worker::{Context, Env, event};

use host::WorkerHost;

/// Answers one request.
#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> Result<web_sys::Response, worker::Error> {
    answer(&request, &env).await.map_err(worker::Error::from)
}

async fn answer(request: &web_sys::Request, env: &Env) -> Result<web_sys::Response, JsValue> {
    let plan = match state::plan(env) {
        Ok(plan) => plan,
        Err(problem) => return respond::problem(&problem),
    };
    let url = request.url();
    let (path, query) = split(&url);
    let (method, headers) = (request.method(), request.headers());
    // A name from the plan is valid, so a failure could only mean that there is no such field.
    let header = |name: &str| headers.get(name).ok().flatten();
    let incoming = Incoming { method: &method, path, query, header: &header };
    let shared = state::shared();
    let accepted = plan.accept(&incoming, &shared.borrow());
    let response = match accepted {
        Accepted::Answered(response) => response,
        Accepted::Run(mut run) => {
            let host = WorkerHost { shared };
            let engine = run.engine(clock::seed(), host.now(), clock::unix_time());
            let outcome = driver::run(&host, engine).await;
            run.respond(outcome)
        }
    };
    respond::response(&response)
}

/// The path and the query of an absolute URL, both still encoded.
fn split(url: &str) -> (&str, &str) {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    let target = target.split('#').next().unwrap_or("/");
    target.split_once('?').unwrap_or((target, ""))
}
