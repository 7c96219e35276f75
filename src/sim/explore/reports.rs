//! The laws of what reports say.

use alloc::format;
use alloc::string::String;

use crate::answer::{Report, Status};
use crate::plan::{Endpoint, Source};
use crate::sim::Answered;

/// Why the reports of an answer cannot be true.
pub(super) fn check(endpoint: &Endpoint, answered: &Answered) -> Result<(), String> {
    // A request that was shed has no reports.
    if answered.response.status == 503 && answered.reports.is_empty() {
        return Ok(());
    }
    for (source, (name, report)) in endpoint.sources.iter().zip(&answered.reports) {
        let wrong = |what: &str| Err(format!("{name} is {}: {what}", report.status.as_str()));
        if source.name != *name {
            return wrong("it is out of order");
        }
        if let Some(what) = contradiction(source, report) {
            return wrong(what);
        }
    }
    let lacks = |(source, (_, report)): (&Source, &(String, Report))| {
        source.required && !report.status.has_answer()
    };
    let required = endpoint.sources.iter().zip(&answered.reports).any(lacks);
    let expected = if required { 502 } else { 200 };
    if answered.response.status != expected {
        return Err(format!("the answer is {}, not {expected}", answered.response.status));
    }
    Ok(())
}

fn contradiction(source: &Source, report: &Report) -> Option<&'static str> {
    let failed = matches!(
        report.status,
        Status::Error | Status::Timeout | Status::CircuitOpen | Status::Shed
    );
    let succeeded = matches!(report.status, Status::Ok | Status::NoData);
    if failed && source.fallback.is_some() {
        Some("its fallback ought to stand in")
    } else if report.status == Status::Fallback && source.fallback.is_none() {
        Some("it has no fallback")
    } else if (report.status == Status::Stale) != report.age.is_some() {
        Some("an age belongs to what is stale")
    } else if report.age.is_some_and(|age| source.stale.is_none_or(|most| age > most)) {
        Some("it is older than it may be")
    } else if succeeded != report.reason.is_none() {
        Some("a reason belongs to what failed")
    } else if succeeded && report.attempts == 0 {
        Some("nobody was asked")
    } else {
        None
    }
}
