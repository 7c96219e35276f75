//! An answer with the report of each source beside it, for clients that show what is missing.

use alloc::vec::Vec;

use super::Incoming;
use crate::answer::{Report, Splice, Status};
use crate::engine::Outcome;
use crate::http::Body;
use crate::json::write_string;
use crate::plan::{Endpoint, Plan};

/// The media type by which a client asks for it.
///
/// It is `{"data": …, "report": {"outcome", "reason", "elapsed_ms", "sources"}}`. The data are the answer,
/// or `null` when the outcome is `failed`; the outcome is `complete` when every source gave data or said
/// that there are none, and else `partial`. Each source has what reports have, the name of its
/// `service`, and a `timeline` of its attempts: their `kind`, when they were sent and ended in
/// milliseconds since the request came, and the `result`, a status or a word.
pub const ENVELOPE: &str = "application/vnd.orquesta+json";

/// Whether the caller asks for it by name.
pub(super) fn is_wanted(incoming: &Incoming<'_>) -> bool {
    let Some(accept) = (incoming.header)("accept") else { return false };
    let mut ranges = accept.split(',').filter_map(|range| range.split(';').next());
    ranges.any(|range| range.trim().eq_ignore_ascii_case(ENVELOPE))
}

/// Puts an outcome of `endpoint` into an envelope.
pub(super) fn put<B: Body>(outcome: Outcome<B>, plan: &Plan, endpoint: &Endpoint) -> Outcome<B> {
    let report = report(&outcome, plan, endpoint);
    let data = match outcome.reason {
        Some(_) => Splice::from(b"null".to_vec()),
        None => outcome.body,
    };
    let body = data.between(b"{\"data\":", &report);
    Outcome { body, media_type: ENVELOPE, ..outcome }
}

/// What follows the data.
fn report<B>(outcome: &Outcome<B>, plan: &Plan, endpoint: &Endpoint) -> Vec<u8> {
    let complete = |(_, report): &(_, Report)| matches!(report.status, Status::Ok | Status::NoData);
    let word = match &outcome.reason {
        Some(_) => "failed",
        None if outcome.reports.iter().all(complete) => "complete",
        None => "partial",
    };
    let mut out = alloc::format!(",\"report\":{{\"outcome\":\"{word}\",\"reason\":").into_bytes();
    match &outcome.reason {
        Some(reason) => write_string(reason, &mut out),
        None => out.extend_from_slice(b"null"),
    }
    let elapsed = outcome.elapsed.as_millis();
    out.extend_from_slice(alloc::format!(",\"elapsed_ms\":{elapsed},\"sources\":{{").as_bytes());
    let reports = outcome.reports.iter().zip(&outcome.timelines).zip(&endpoint.sources);
    for (place, (((name, report), tried), source)) in reports.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write_string(name, &mut out);
        out.push(b':');
        let service = plan.services.get(source.service).map_or("", |service| &service.name);
        let tried: Vec<_> = tried.iter().map(crate::engine::Tried::to_json).collect();
        let timeline = alloc::format!(",\"timeline\":[{}]", tried.join(","));
        report.write_of(service, timeline.as_bytes(), &mut out);
    }
    out.extend_from_slice(b"}}}");
    out
}
