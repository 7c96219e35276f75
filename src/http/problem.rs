//! Errors as `application/problem+json` (RFC 9457).

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::write_string;

/// An error as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time and what to do; no secrets.
    pub detail: String,
    /// The parameter at fault, if it was one.
    pub parameter: Option<String>,
}

impl Problem {
    /// The media type of [`Problem::to_json`].
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem that no parameter caused.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), parameter: None }
    }

    /// The status in words; as there is no `type`, the title says no more (RFC 9457, section 4.2.1).
    pub fn title(&self) -> &'static str {
        match self.status {
            400 => "Bad Request",
            404 => "Not Found",
            405 => "Method Not Allowed",
            414 => "URI Too Long",
            431 => "Request Header Fields Too Large",
            500 => "Internal Server Error",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            _ => "Error",
        }
    }

    /// The body that describes the problem.
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::from(*b"{\"title\":");
        write_string(self.title(), &mut out);
        out.extend_from_slice(b",\"status\":");
        out.extend_from_slice(alloc::format!("{}", self.status).as_bytes());
        out.extend_from_slice(b",\"detail\":");
        write_string(&self.detail, &mut out);
        if let Some(parameter) = &self.parameter {
            out.extend_from_slice(b",\"parameter\":");
            write_string(parameter, &mut out);
        }
        out.push(b'}');
        out
    }
}
