//! The little of HTTP that hosts and engine share; nothing here sends anything.

mod body;
mod media_type;
mod problem;
mod query;
mod url;

pub use body::Body;
pub use problem::Problem;

pub(crate) use media_type::is_json;
pub(crate) use query::{pairs, percent_decode};
pub(crate) use url::{
    is_dot_segment, is_header_name, is_header_value, is_path, parse_base_url, percent_encode,
};

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Methods that a source may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads, and is safe to repeat.
    Get,
    /// As `GET`, without a body in the reply.
    Head,
    /// Safe to repeat only if the plan says so, as all that follow.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Every method, in the order of the schema.
    pub const ALL: [Self; 6] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request may be sent twice without being asked (RFC 9110, section 9.2.1).
    pub fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Header fields in order; names in lower case.
pub type Headers = Vec<(String, String)>;

/// What a host sends for one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// An absolute URL, encoded; made from the plan alone.
    pub url: String,
    /// The header fields to send, besides those that every client adds.
    pub headers: Headers,
    /// The body, if the request has one.
    pub body: Option<Vec<u8>>,
    /// Largest body of a reply, in bytes, that the host may read.
    pub max_body: usize,
    /// Whether the body of a reply is not wanted, the status alone being the answer.
    pub ignore_body: bool,
    /// How many bytes of bodies may be in flight on the host.
    pub memory: usize,
}

/// What an attempt gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<B = Vec<u8>> {
    /// The status code.
    pub status: u16,
    /// Those of [`REPLY_HEADERS`] that it has, names in lower case.
    pub headers: Headers,
    /// The whole body, its content encoding undone; empty if it was not wanted.
    pub body: B,
}

/// The header fields of a reply that the engine judges; hosts pass on no others.
pub const REPLY_HEADERS: [&str; 3] = ["content-encoding", "content-type", "retry-after"];

impl Request {
    /// All that tells this request from another: which source makes it, what it asks for, and on
    /// whose behalf.
    pub fn key(&self, source: &str) -> Vec<u8> {
        let mut key = Vec::new();
        let mut add = |text: &[u8]| {
            // With its length, so that no two requests have one key.
            key.extend_from_slice(&text.len().to_le_bytes());
            key.extend_from_slice(text);
        };
        add(source.as_bytes());
        add(self.method.as_str().as_bytes());
        add(self.url.as_bytes());
        add(self.body.as_deref().unwrap_or_default());
        for (name, value) in &self.headers {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        key
    }
}

impl<B> Reply<B> {
    /// The value of one of [`REPLY_HEADERS`].
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.as_str())
    }
}

/// Why an attempt gave no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There was no reply: no connection could be made, or it was lost. Whether the service has
    /// acted is not known, as not every host can tell.
    Interrupted,
    /// The host could not send the request at all; the service has nothing to do with it.
    Unsent,
    /// The connection was lost within the reply.
    Truncated,
    /// The body is larger than the request allowed.
    TooLarge,
    /// The bodies in flight on the host leave no room for this one.
    NoRoom,
}

impl Failure {
    /// The failure in a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::Unsent => "unsent",
            Self::Truncated => "truncated",
            Self::TooLarge => "too large",
            Self::NoRoom => "no room",
        }
    }
}

/// Text from outside as it may stand in an answer.
pub(crate) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
