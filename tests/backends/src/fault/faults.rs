//! The faults that a service is set to, and their JSON.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Deserializer, Serialize};

use super::Fault;
use crate::random::Random;
use crate::respond::{JSON, Problem};

/// What goes wrong with the answers of a service; by default nothing. Its JSON is the body of
/// `PUT /__control`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Every answer waits this long.
    #[serde(skip_serializing_if = "is_default")]
    pub delay_ms: u64,
    /// And up to this much longer, at random.
    #[serde(skip_serializing_if = "is_default")]
    pub jitter_ms: u64,
    /// The share of requests, from 0.0 to 1.0, that get `failure_status`. The same requests fail
    /// each time the faults are set.
    #[serde(skip_serializing_if = "is_default")]
    pub failure_rate: f64,
    /// The status of these failures; 500 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_status: Option<u16>,
    /// The status of every answer. From 400 on, a short JSON error replaces the real body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Sent raw instead of the real body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Sent as JSON instead of the real body. Keys may change order; `body` is kept to the byte.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub body_json: Option<serde_json::Value>,
    /// Replaces the header `content-type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// [`Fault::Truncate`] after this many bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncate: Option<usize>,
    /// [`Fault::Cut`] to this many bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_json: Option<usize>,
    /// [`Fault::Hang`].
    #[serde(skip_serializing_if = "is_default")]
    pub hang: bool,
    /// [`Fault::HangBody`].
    #[serde(skip_serializing_if = "is_default")]
    pub hang_body: bool,
    /// [`Fault::Reset`].
    #[serde(skip_serializing_if = "is_default")]
    pub reset: bool,
    /// Headers to add or replace.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Only requests whose path starts so are concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
}

impl Faults {
    /// Checks what types do not say; the error names the key.
    pub(crate) fn check(&self) -> Result<(), String> {
        if !(0.0..=1.0).contains(&self.failure_rate) {
            return Err("`failure_rate`: expected a number from 0.0 to 1.0".to_owned());
        }
        for (key, status) in [("failure_status", self.failure_status), ("status", self.status)] {
            if status.is_some_and(|status| !(200..=599).contains(&status)) {
                return Err(format!("`{key}`: expected a status from 200 to 599"));
            }
        }
        if self.body.is_some() && self.body_json.is_some() {
            return Err("`body` and `body_json` exclude each other".to_owned());
        }
        let deliveries = [
            self.hang,
            self.hang_body,
            self.reset,
            self.truncate.is_some(),
            self.cut_json.is_some(),
        ];
        if deliveries.iter().filter(|&&set| set).count() > 1 {
            return Err("`hang`, `hang_body`, `reset`, `truncate` and `cut_json` exclude each \
                        other"
                .to_owned());
        }
        self.header_map().map(drop)
    }

    /// How the answer is delivered.
    pub(crate) fn fault(&self) -> Fault {
        if self.hang {
            Fault::Hang
        } else if self.hang_body {
            Fault::HangBody
        } else if self.reset {
            Fault::Reset
        } else if let Some(count) = self.truncate {
            Fault::Truncate(count)
        } else if let Some(count) = self.cut_json {
            Fault::Cut(count)
        } else {
            Fault::None
        }
    }

    /// The answer that replaces the real one, if the body or the whole of it is replaced.
    pub(crate) fn replacement(&self) -> Option<Response> {
        let failed = self.status.filter(|&status| status >= 400);
        if let Some(body) = &self.body {
            Some(([(CONTENT_TYPE, "text/plain; charset=utf-8")], body.clone()).into_response())
        } else if let Some(body) = &self.body_json {
            Some(([(CONTENT_TYPE, JSON)], body.to_string()).into_response())
        } else {
            failed.map(|status| failure(status).into_response())
        }
    }

    /// Changes the status and the headers as set.
    pub(crate) fn dress(&self, response: &mut Response) {
        if let Some(status) = self.status.and_then(|status| StatusCode::from_u16(status).ok()) {
            *response.status_mut() = status;
            if matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
                *response.body_mut() = Body::empty();
                response.headers_mut().remove(CONTENT_LENGTH);
            }
        }
        response.headers_mut().extend(self.header_map().unwrap_or_default());
    }

    /// How long a request waits, and whether it then fails.
    pub(crate) fn draw(&self, random: &mut Random) -> (Duration, Option<Problem>) {
        let jitter = random.below(self.jitter_ms.saturating_add(1));
        let fails = self.failure_rate > 0.0 && random.unit() < self.failure_rate;
        let failed = fails.then(|| failure(self.failure_status.unwrap_or(500)));
        (Duration::from_millis(self.delay_ms.saturating_add(jitter)), failed)
    }

    fn header_map(&self) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        let typed = self.content_type.iter().map(|value| (CONTENT_TYPE.as_str(), value));
        let named = self.headers.iter().map(|(name, value)| (name.as_str(), value));
        for (name, value) in typed.chain(named) {
            let value = HeaderValue::from_str(value)
                .map_err(|_| format!("header `{name}`: `{value}` is not a header value"))?;
            let name = HeaderName::try_from(name)
                .map_err(|_| format!("`headers`: `{name}` is not a header name"))?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

fn failure(status: u16) -> Problem {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Problem::new(status, status.canonical_reason().unwrap_or("failed on purpose"))
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Tells `null` from an absent key.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(from).map(Some)
}

/// Holds the present faults of one service. Without any, asking costs one uncontended lock.
#[derive(Debug, Default)]
pub(crate) struct Switchboard {
    faults: RwLock<Option<Arc<Faults>>>,
    draws: AtomicU64,
}

impl Switchboard {
    pub(crate) fn set(&self, faults: Faults) {
        let faults = (faults != Faults::default()).then(|| Arc::new(faults));
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = faults;
        self.draws.store(0, Ordering::Relaxed);
    }

    pub(crate) fn present(&self) -> Faults {
        self.read().map(|faults| Faults::clone(&faults)).unwrap_or_default()
    }

    /// The faults that concern a path, if any.
    pub(crate) fn concerning(&self, path: &str) -> Option<Arc<Faults>> {
        self.read().filter(|faults| {
            faults.path_prefix.as_ref().is_none_or(|prefix| path.starts_with(prefix.as_str()))
        })
    }

    /// Randomness for one request: the same for the n-th request since the faults were set.
    pub(crate) fn random(&self) -> Random {
        Random::new(self.draws.fetch_add(1, Ordering::Relaxed))
    }

    fn read(&self) -> Option<Arc<Faults>> {
        self.faults.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
