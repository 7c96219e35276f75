//! Bodies of replies, copied in once and never beyond their limit.

use js_sys::{Reflect, Uint8Array};
use orquesta::http::Failure;
use orquesta::shared::Room;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// Reads the body of `response`, as far as there is room.
pub(crate) async fn read(response: &Response, room: &mut Room) -> Result<Vec<u8>, Failure> {
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten();
    let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
    room.reserve(length.unwrap_or_default())?;
    match length {
        // The length that was announced cannot be exceeded, so the body can come in one piece.
        Some(_) if header("content-encoding").is_none() => read_whole(response).await,
        _ => read_chunks(response, room).await,
    }
}

async fn read_whole(response: &Response) -> Result<Vec<u8>, Failure> {
    let buffer = response.array_buffer().map_err(|_| Failure::Truncated)?;
    let buffer = JsFuture::from(buffer).await.map_err(|_| Failure::Truncated)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a body whose length is not known, or that is being decompressed.
async fn read_chunks(response: &Response, room: &mut Room) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else { return Ok(body) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| Failure::Truncated)?;
        let member = |name: &str| Reflect::get(&chunk, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if member("done").is_truthy() {
            return Ok(body);
        }
        let chunk: Uint8Array = member("value").unchecked_into();
        let start = body.len();
        let end = start + chunk.length() as usize;
        room.reserve(end)?;
        body.resize(end, 0);
        chunk.copy_to(body.get_mut(start..).unwrap_or_default());
    }
}
