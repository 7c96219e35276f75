//! JSON answers and errors.

use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

pub(crate) const JSON: &str = "application/json";

/// An error as clients see it: `{"error": "…"}`.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.message }).to_string();
        (self.status, [(CONTENT_TYPE, JSON)], body).into_response()
    }
}

/// Bytes that are JSON already.
pub(crate) fn ready(body: Bytes) -> Response {
    ([(CONTENT_TYPE, JSON)], body).into_response()
}

/// Writes a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<Response, Problem> {
    bytes(value).map(ready).map_err(Problem::internal)
}

pub(crate) fn bytes(value: &impl Serialize) -> Result<Bytes, String> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|error| error.to_string())
}

pub(crate) async fn no_such_path(uri: Uri) -> Problem {
    Problem::not_found(format!("no such path: `{}`", uri.path()))
}

pub(crate) async fn no_such_method(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("`{}` does not take this method", uri.path()),
    )
}
