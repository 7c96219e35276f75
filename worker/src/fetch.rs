//! `fetch` by the shortest way, aborted when dropped.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use orquesta::http::{Failure, Headers, REPLY_HEADERS, Reply, Request};
use orquesta::shared::{Held, Room};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, RequestRedirect};

use crate::body;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

/// Sends a request and collects the reply.
pub(crate) async fn send(
    request: Request,
    mut room: Room,
) -> Result<Reply<Held<Vec<u8>>>, Failure> {
    let mut guard = AbortOnDrop::new().map_err(|_| Failure::Unsent)?;
    let init = init(&request, &guard).map_err(|_| Failure::Unsent)?;
    let promise = fetch(&request.url, &init).map_err(|_| Failure::Unsent)?;
    let response = JsFuture::from(promise).await.map_err(|error| failure(&error))?;
    let response: web_sys::Response = response.unchecked_into();
    let status = response.status();
    let fields = response.headers();
    let field = |name: &str| Some((name.to_owned(), fields.get(name).ok().flatten()?));
    let headers = REPLY_HEADERS.into_iter().filter_map(field).collect();
    if request.ignore_body {
        // Dropping the guard ends the transfer.
        return Ok(Reply { status, headers, body: room.hold(Vec::new()) });
    }
    let body = body::read(&response, &mut room).await?;
    guard.done = true;
    Ok(Reply { status, headers, body: room.hold(body) })
}

/// Why there is no response. The platform's limit of requests is no fault of the service; it shows in
/// its words alone.
fn failure(error: &JsValue) -> Failure {
    let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
    match message {
        Some(message) if message.includes("subrequests", 0) => Failure::Unsent,
        _ => Failure::Interrupted,
    }
}

fn init(request: &Request, guard: &AbortOnDrop) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    // A redirect could lead anywhere; the engine is shown its status instead.
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&guard.controller.signal()));
    init.set_headers(&headers(&request.headers)?);
    if let Some(body) = &request.body {
        init.set_body(&Uint8Array::from(body.as_slice()));
    }
    Ok(init)
}

fn headers(headers: &Headers) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in headers {
        Reflect::set(&object, &name.into(), &value.into())?;
    }
    Ok(object.into())
}

/// Aborts a request unless it is done.
struct AbortOnDrop {
    controller: AbortController,
    done: bool,
}

impl AbortOnDrop {
    fn new() -> Result<Self, JsValue> {
        Ok(Self { controller: AbortController::new()?, done: false })
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.done {
            self.controller.abort();
        }
    }
}
