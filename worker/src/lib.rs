//! The Cloudflare Worker.

use wasm_bindgen::JsValue;
use worker::{Context, Env, Result, event};

/// Answers one request.
#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> Result<web_sys::Response> {
    let service = |name: &str| env.var(name).map(|value| value.to_string()).unwrap_or_default();
    let body = format!(
        r#"{{"status":"ok","path":"{}","upstream":"{}","plan":{}}}"#,
        request.url(),
        service("MICROSERVICE1_URL"),
        service("PLAN").len(),
    );
    let init = web_sys::ResponseInit::new();
    let headers = web_sys::Headers::new().map_err(js)?;
    headers.set("content-type", "application/json").map_err(js)?;
    init.set_headers(&headers);
    web_sys::Response::new_with_opt_str_and_init(Some(&body), &init).map_err(js)
}

fn js(value: JsValue) -> worker::Error {
    worker::Error::from(value)
}
