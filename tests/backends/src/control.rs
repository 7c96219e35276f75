//! The paths by which tests and demos set faults and read what was received.

use axum::http::{Method, StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};

use crate::fault::{Faults, Switchboard};
use crate::record::Record;
use crate::respond::{Problem, json};

/// Answers `/__control` and `/__requests`; `None` for other paths.
pub(crate) fn answer(
    request: &Parts,
    body: &[u8],
    faults: &Switchboard,
    record: &Record,
) -> Option<Response> {
    let answer = match (request.uri.path(), &request.method) {
        ("/__control", &Method::GET) => json(&faults.present()),
        ("/__control", &Method::PUT) => put(body, faults),
        ("/__control", &Method::DELETE) => {
            faults.set(Faults::default());
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ("/__requests", &Method::GET) => json(&record.all()),
        ("/__requests", &Method::DELETE) => {
            record.clear();
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ("/__control", _) => Err(not_allowed("GET, PUT and DELETE")),
        ("/__requests", _) => Err(not_allowed("GET and DELETE")),
        _ => return None,
    };
    Some(answer.into_response())
}

/// Replaces the faults; what the body does not name is off.
fn put(body: &[u8], switchboard: &Switchboard) -> Result<Response, Problem> {
    let faults = parse(body).map_err(Problem::bad_request)?;
    faults.check().map_err(Problem::bad_request)?;
    let answer = json(&faults)?;
    switchboard.set(faults);
    Ok(answer)
}

/// The error names the key that is wrong.
fn parse(body: &[u8]) -> Result<Faults, String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let faults = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| format!("`{}`: {}", error.path(), error.inner()))?;
    json.end().map_err(|error| error.to_string())?;
    Ok(faults)
}

fn not_allowed(methods: &str) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("this path takes {methods}"))
}
