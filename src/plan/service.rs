//! Services: where upstreams are and how far each is trusted.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::call::Draft;
use super::error::Result;
use super::node::{Node, Object};
use super::variables::Variables;
use crate::http::{Headers, is_header_name, is_header_value, parse_base_url};
use crate::policy::backoff::Backoff;
use crate::time::Duration;

/// An upstream.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name in the plan.
    pub name: String,
    /// What every URL of its sources begins with, without a slash at the end.
    pub url: String,
    /// How it is asked.
    pub policy: Policy,
    /// Header fields that every request to it carries.
    pub headers: Headers,
    /// Names of header fields that are passed on from the caller; others never are.
    pub forward: Vec<String>,
    /// The request that tells whether it can answer.
    pub(super) health: Draft,
    /// How long that request may take.
    pub(super) health_timeout: Duration,
}

/// How a service is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Longest time for one attempt, from sending to the last byte of the body.
    pub timeout: Duration,
    /// Longest time for a source with all its attempts.
    pub deadline: Duration,
    /// Attempts at most, the first included.
    pub attempts: u32,
    /// Delays between attempts.
    pub backoff: Backoff,
    /// Largest body of a reply, in bytes.
    pub max_body: usize,
}

impl Policy {
    /// 10 s an attempt, 3 attempts, 30 s in all, 16 MiB. The times are between Envoy's 15 s for a
    /// route and the 30 s after which most clients give up; three attempts survive two lost
    /// instances.
    pub const DEFAULT: Self = Self {
        timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
        attempts: 3,
        backoff: Backoff::DEFAULT,
        max_body: 16 << 20,
    };

    pub(super) const KEYS: [&'static str; 5] =
        ["timeout", "deadline", "attempts", "backoff", "max_body"];

    /// This policy with what `object` says otherwise.
    pub(super) fn adjusted(mut self, object: &Object<'_>, variables: &Variables) -> Result<Self> {
        if let Some(node) = object.get("timeout") {
            self.timeout = variables.duration(node)?;
        }
        if let Some(node) = object.get("deadline") {
            self.deadline = variables.duration(node)?;
        }
        if let Some(node) = object.get("attempts") {
            self.attempts = variables.count(node, 10)?;
        }
        if let Some(node) = object.get("max_body") {
            self.max_body = node.integer(1..=256 << 20)?;
        }
        if let Some(node) = object.get("backoff") {
            let backoff = node.object(&["base", "max", "jitter"])?;
            if let Some(node) = backoff.get("base") {
                self.backoff.base = variables.delay(node)?;
            }
            if let Some(node) = backoff.get("max") {
                self.backoff.max = variables.delay(node)?;
            }
            if let Some(node) = backoff.get("jitter") {
                self.backoff.jitter = node.word(&[("full", true), ("none", false)])?;
            }
        }
        Ok(self)
    }
}

/// Fields that clients set themselves or that belong to one connection (RFC 9110, section 7.6.1).
const UNFORWARDABLE: [&str; 12] = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "proxy-authorization",
];

pub(super) fn read(
    name: &str,
    node: &Node<'_>,
    defaults: Policy,
    variables: &Variables,
) -> Result<Service> {
    node.check_name(name)?;
    let mut keys = Vec::from(["description", "url", "headers", "forward", "health"]);
    keys.extend(Policy::KEYS);
    let object = node.object(&keys)?;
    object.get("description").map(Node::string).transpose()?;
    let url_node = object.require("url")?;
    let url = variables.expand(url_node)?;
    let parsed = parse_base_url(&url.text).ok_or_else(|| {
        let expected =
            "a URL such as `https://api.example.com/v1`, without query, fragment or credentials";
        // Credentials and keys in a URL are secrets, which errors never show.
        match url.text.chars().find(|c| matches!(c, '@' | '?')) {
            Some(c) => url_node.found(format!("a URL with `{c}` in it"), expected),
            None => url.wrong(expected),
        }
    })?;
    let headers =
        object.get("headers").map_or(Ok(Vec::new()), |node| read_headers(node, variables))?;
    let (health, health_timeout) = read_health(object.get("health"), variables)?;
    Ok(Service {
        name: name.into(),
        url: parsed,
        policy: defaults.adjusted(&object, variables)?,
        forward: object
            .get("forward")
            .map_or(Ok(Vec::new()), |node| read_forward(node, &headers))?,
        headers,
        health,
        health_timeout,
    })
}

fn read_headers(node: &Node<'_>, variables: &Variables) -> Result<Headers> {
    let mut headers = Vec::new();
    for (name, node) in node.members()? {
        check_header_name(name, &node)?;
        let value = variables.expand(&node)?.text;
        if !is_header_value(&value) {
            // The value may be a secret; the plan's own text is not.
            return Err(
                node.wrong("printable ASCII without spaces at its ends, variables filled in")
            );
        }
        headers.push((name.into(), value));
    }
    Ok(headers)
}

fn read_forward(node: &Node<'_>, headers: &Headers) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for node in node.elements()? {
        let name = node.string()?;
        check_header_name(name, &node)?;
        if headers.iter().any(|(known, _)| known == name) {
            return Err(node.wrong("a header that `headers` does not have"));
        }
        names.push(name.into());
    }
    Ok(names)
}

fn check_header_name(name: &str, node: &Node<'_>) -> Result<()> {
    if !is_header_name(name) {
        let expected = "a header field's name in lower case";
        return Err(node.found(format!("the header `{name}`"), expected));
    }
    if UNFORWARDABLE.contains(&name) {
        let expected = "a header that does not belong to the connection or the body";
        return Err(node.found(format!("the header `{name}`"), expected));
    }
    Ok(())
}

/// A service is asked for `GET /` unless the plan says better; 401 and 403 show that it is up and
/// only wants to know who asks.
fn read_health(node: Option<&Node<'_>>, variables: &Variables) -> Result<(Draft, Duration)> {
    let mut timeout = Duration::from_secs(2);
    let mut draft = Draft::health();
    if let Some(node) = node {
        let object = node.object(&["method", "path", "body", "healthy_on", "timeout"])?;
        if let Some(node) = object.get("timeout") {
            timeout = variables.duration(node)?;
        }
        draft = draft.adjusted_health(&object)?;
    }
    Ok((draft, timeout))
}
