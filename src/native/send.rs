//! Sending a request and collecting the reply, never beyond its limit.

use alloc::string::String;
use alloc::vec::Vec;

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response};

use crate::http::{Failure, Headers, REPLY_HEADERS, Reply, Request};
use crate::shared::{Held, Room};

/// Sends a request and collects the reply, as far as there is room. Dropping the future closes the
/// connection, unless the reply has come whole.
pub(super) async fn send(
    client: &Client,
    request: Request,
    mut room: Room,
) -> Result<Reply<Held<Vec<u8>>>, Failure> {
    let ignore_body = request.ignore_body;
    let request = prepare(client, request).ok_or(Failure::Unsent)?;
    let response = request.send().await.map_err(|_| Failure::Interrupted)?;
    let status = response.status().as_u16();
    let headers = fields(response.headers());
    let body = if ignore_body { Vec::new() } else { read(response, &mut room).await? };
    Ok(Reply { status, headers, body: room.hold(body) })
}

/// The request as the client wants it; nothing if it cannot be sent.
fn prepare(client: &Client, request: Request) -> Option<RequestBuilder> {
    let method = Method::from_bytes(request.method.as_str().as_bytes()).ok()?;
    let mut headers = HeaderMap::with_capacity(request.headers.len());
    for (name, value) in &request.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_str(value).ok()?);
    }
    let mut builder = client.request(method, &request.url).headers(headers);
    if let Some(body) = request.body {
        builder = builder.body(body);
    }
    Some(builder)
}

/// What is passed on of a reply's header fields; of several with one name the values are joined, as
/// `fetch` does.
fn fields(headers: &HeaderMap) -> Headers {
    let field = |name: &str| {
        let values: Vec<_> =
            headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        (!values.is_empty()).then(|| (String::from(name), values.join(", ")))
    };
    REPLY_HEADERS.into_iter().filter_map(field).collect()
}

/// Reads a body, whose length is counted after its decompression.
async fn read(mut response: Response, room: &mut Room) -> Result<Vec<u8>, Failure> {
    // reqwest takes the length of what it decompresses out of the header.
    let length = response.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let length = length.unwrap_or_default();
    room.reserve(length)?;
    // Room for what a body says of itself, but for no more than a modest one before it has come.
    const MODEST: usize = 1 << 20;
    let mut body = Vec::with_capacity(length.min(MODEST));
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::Truncated)? {
        room.reserve(body.len() + chunk.len())?;
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
