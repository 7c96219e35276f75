//! Answers on their way out, copied out once.

use js_sys::{Object, Reflect, Uint8Array};
use orquesta::answer::{Piece, Splice};
use orquesta::gateway::Response;
use orquesta::http::Body;
use orquesta::http::Problem;
use orquesta::shared::Held;
use wasm_bindgen::JsValue;
use web_sys::ResponseInit;

/// The response that the runtime sends.
pub(crate) fn response(response: &Response<Held<Vec<u8>>>) -> Result<web_sys::Response, JsValue> {
    let headers = Object::new();
    for (name, value) in &response.headers {
        Reflect::set(&headers, &(*name).into(), &value.into())?;
    }
    build(response.status, &headers, &response.body)
}

/// The response to a request that no plan could judge.
pub(crate) fn problem(problem: &Problem) -> Result<web_sys::Response, JsValue> {
    let headers = Object::new();
    Reflect::set(&headers, &"content-type".into(), &Problem::MEDIA_TYPE.into())?;
    build(problem.status, &headers, &Splice::<Vec<u8>>::from(problem.to_json()))
}

fn build(
    status: u16,
    headers: &Object,
    body: &Splice<impl Body>,
) -> Result<web_sys::Response, JsValue> {
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers(headers);
    let length =
        u32::try_from(body.len()).map_err(|_| JsValue::from_str("the answer is too large"))?;
    if length == 0 {
        return web_sys::Response::new_with_opt_str_and_init(None, &init);
    }
    let bytes = Uint8Array::new_with_length(length);
    let mut start = 0;
    for piece in body.pieces().map(Piece::bytes) {
        // No longer than the whole, whose length fits.
        let end = start + u32::try_from(piece.len()).unwrap_or(u32::MAX);
        bytes.subarray(start, end).copy_from(&piece);
        start = end;
    }
    web_sys::Response::new_with_opt_js_u8_array_and_init(Some(&bytes), &init)
}
