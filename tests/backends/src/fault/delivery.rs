//! Ways to deliver an answer badly.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use axum::response::Response;
use bytes::Bytes;
use http_body::Frame;

use crate::wire::Switch;

/// What goes wrong while an answer is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The request is accepted and never answered.
    Hang,
    /// The headers and half of the body arrive, then nothing more.
    HangBody,
    /// The TCP connection is reset without an answer.
    Reset,
    /// The full length is declared, and the connection closes after this many bytes of the body.
    Truncate(usize),
    /// Only this many bytes of the body are sent, as if they were all of it.
    Cut(usize),
}

/// Delivers a response with a fault. May never return; the connection's end drops it.
pub(crate) async fn deliver(fault: Fault, response: Response, switch: &Switch) -> Response {
    match fault {
        Fault::None => response,
        Fault::Hang => std::future::pending().await,
        Fault::Reset => {
            switch.reset();
            std::future::pending().await
        }
        Fault::HangBody => {
            let (response, body) = whole(response).await;
            let half = body.len() / 2;
            partial(response, body, half, None)
        }
        Fault::Truncate(count) => {
            let (response, body) = whole(response).await;
            partial(response, body, count, Some(switch.clone()))
        }
        Fault::Cut(count) => {
            let (response, body) = whole(response).await;
            response.map(|_| Body::from(body.slice(..count.min(body.len()))))
        }
    }
}

/// Takes the body, and the headers that speak of its length.
async fn whole(response: Response) -> (Response, Bytes) {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(TRANSFER_ENCODING);
    // Bodies are made in memory here and cannot fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    (Response::from_parts(parts, Body::empty()), body)
}

/// Declares all of the body and sends `count` bytes of it.
fn partial(mut response: Response, body: Bytes, count: usize, then: Option<Switch>) -> Response {
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let start = body.slice(..count.min(body.len()));
    response.map(|_| Body::new(Partial { start: Some(start), then }))
}

/// A body that stops: after its start it closes the connection, or waits for ever.
struct Partial {
    start: Option<Bytes>,
    then: Option<Switch>,
}

impl http_body::Body for Partial {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(start) = self.start.take().filter(|start| !start.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(start))));
        }
        if let Some(switch) = &self.then {
            switch.close();
        }
        Poll::Pending
    }
}
