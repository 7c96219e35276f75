//! The truth about each source.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::write_string;
use crate::time::Duration;

/// How a source fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It gave data.
    Ok,
    /// It answered, and there was no data.
    NoData,
    /// It failed, could not be reached or answered what is of no use.
    Error,
    /// It did not answer within its limits.
    Timeout,
    /// It was not asked, as its service has failed too often of late.
    CircuitOpen,
    /// It was not asked, as too many requests to its service are under way and waiting, or the host
    /// had no memory left for its answer.
    Shed,
    /// It failed, and a former answer stands in.
    Stale,
    /// It failed, and what the plan has for that case stands in.
    Fallback,
    /// It was not asked: no alternative applies, or a source that it depends on gave nothing.
    Skipped,
    /// It was no longer waited for, as a required source had failed.
    Cancelled,
}

impl Status {
    /// The status as answers show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NoData => "no_data",
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::CircuitOpen => "circuit_open",
            Self::Shed => "shed",
            Self::Stale => "stale",
            Self::Fallback => "fallback",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether there is an answer of the source: its own, a former one, or the plan's.
    pub fn has_answer(self) -> bool {
        matches!(self, Self::Ok | Self::NoData | Self::Stale | Self::Fallback)
    }
}

/// What became of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub status: Status,
    /// How many times the service was asked.
    pub attempts: u32,
    /// From when the first attempt was to be made to the end, waiting for a turn included; zero if
    /// none was to be made.
    pub latency: Duration,
    /// Why the service gave nothing; nothing if it did.
    pub reason: Option<String>,
    /// How many fields, records and arrays were left out because they are not what they must be.
    pub unusable: u64,
    /// How old the former answer is that stands in.
    pub age: Option<Duration>,
}

impl Report {
    /// Writes it with the name of its service and further members, each with a comma before it.
    pub(crate) fn write_of(&self, service: &str, more: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"service\":");
        write_string(service, out);
        out.push(b',');
        self.write_members(out);
        out.extend_from_slice(more);
        out.push(b'}');
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        self.write_members(out);
        out.push(b'}');
    }

    fn write_members(&self, out: &mut Vec<u8>) {
        let status = self.status.as_str();
        let (attempts, latency) = (self.attempts, self.latency.as_millis());
        let head = alloc::format!(
            "\"status\":\"{status}\",\"attempts\":{attempts},\"latency_ms\":{latency},\"reason\":"
        );
        out.extend_from_slice(head.as_bytes());
        match &self.reason {
            Some(reason) => write_string(reason, out),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(alloc::format!(",\"unusable\":{}", self.unusable).as_bytes());
        if let Some(age) = self.age {
            out.extend_from_slice(alloc::format!(",\"age_ms\":{}", age.as_millis()).as_bytes());
        }
    }
}

/// Writes an object of statuses by name.
pub(crate) fn write_statuses<'r>(
    reports: impl Iterator<Item = (&'r str, &'r Report)>,
    out: &mut Vec<u8>,
) {
    write_members(reports, out, |report, out| write_string(report.status.as_str(), out));
}

/// Writes an object of reports by name.
pub(crate) fn write_reports<'r>(
    reports: impl Iterator<Item = (&'r str, &'r Report)>,
    out: &mut Vec<u8>,
) {
    write_members(reports, out, Report::write);
}

fn write_members<'r>(
    reports: impl Iterator<Item = (&'r str, &'r Report)>,
    out: &mut Vec<u8>,
    write: impl Fn(&Report, &mut Vec<u8>),
) {
    out.push(b'{');
    for (index, (name, report)) in reports.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_string(name, out);
        out.push(b':');
        write(report, out);
    }
    out.push(b'}');
}
