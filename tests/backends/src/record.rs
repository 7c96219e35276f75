//! Remembers the requests that a service received.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use bytes::Bytes;
use serde::Serialize;

/// Older requests are forgotten.
const MOST: usize = 1000;

/// A request as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recorded {
    /// In capitals.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Without the question mark; empty when there is none.
    pub query: String,
    /// By lower-case name; values of a repeated header are joined by `, `.
    pub headers: BTreeMap<String, String>,
    /// Bytes that are not UTF-8 are replaced.
    pub body: String,
    /// When it was received, in milliseconds since 1970.
    pub at_ms: u64,
}

/// Kept as received, and spelled out only when read.
#[derive(Debug)]
struct Entry {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    at: SystemTime,
}

#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<VecDeque<Entry>>);

impl Record {
    pub(crate) fn add(&self, request: &Parts, body: &Bytes) {
        let entry = Entry {
            method: request.method.clone(),
            uri: request.uri.clone(),
            headers: request.headers.clone(),
            body: body.clone(),
            at: SystemTime::now(),
        };
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == MOST {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().map(spell).collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn spell(entry: &Entry) -> Recorded {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in &entry.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|known| {
                known.push_str(", ");
                known.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    let since_1970 = entry.at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Recorded {
        method: entry.method.to_string(),
        path: entry.uri.path().to_owned(),
        query: entry.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8_lossy(&entry.body).into_owned(),
        at_ms: u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX),
    }
}
