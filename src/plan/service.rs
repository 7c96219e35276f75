//! Services: where upstreams are and how far each is trusted.

use alloc::string::String;
use alloc::vec::Vec;

use super::call::Draft;
use super::error::Result;
use super::node::{Node, Object};
use super::policy::Policy;
use super::variables::Variables;
use crate::http::{Headers, is_header_name, is_header_value, parse_base_url};
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
    /// The header field that tells the service how long it has, in milliseconds.
    pub deadline_header: Option<String>,
    /// The request that tells whether it can answer.
    pub(super) health: Draft,
    /// How long that request may take.
    pub(super) health_timeout: Duration,
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
    node: Node<'_>,
    defaults: Policy,
    variables: &Variables,
) -> Result<Service> {
    node.check_name(name)?;
    let mut keys =
        Vec::from(["description", "url", "headers", "forward", "deadline_header", "health"]);
    keys.extend(Policy::KEYS);
    let object = node.object(&keys)?;
    object.string("description")?;
    let url_node = object.require("url")?;
    let url = variables.expand(url_node)?;
    let parsed = parse_base_url(&url.text).ok_or_else(|| {
        let expected =
            "a URL such as `https://api.example.com/v1`, without query, fragment or credentials";
        // Credentials and keys in a URL are secrets, which errors never show.
        match url.text.chars().find(|c| matches!(c, '@' | '?')) {
            Some(c) => url_node.found(format_args!("a URL with `{c}` in it"), expected),
            None => url.wrong(expected),
        }
    })?;
    let headers = read_headers(object, variables)?;
    let forward = read_forward(object, &headers)?;
    let deadline_header = object.get("deadline_header").map(header_name).transpose()?;
    if let (Some(name), Some(node)) = (&deadline_header, object.get("deadline_header"))
        && (forward.contains(name) || headers.iter().any(|(known, _)| known == name))
    {
        return Err(node.wrong("a header that neither `headers` nor `forward` has"));
    }
    let (health, health_timeout) = read_health(object.get("health"), variables)?;
    Ok(Service {
        name: name.into(),
        url: parsed,
        policy: defaults.adjusted(object, variables)?,
        forward,
        deadline_header,
        headers,
        health,
        health_timeout,
    })
}

fn read_headers(object: Object<'_>, variables: &Variables) -> Result<Headers> {
    let mut headers = Vec::new();
    for (name, node) in object.members("headers")? {
        check_header_name(name, node)?;
        let value = variables.expand(node)?.text;
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

fn read_forward(object: Object<'_>, headers: &Headers) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for node in object.elements("forward")? {
        let name = node.string()?;
        check_header_name(name, node)?;
        if headers.iter().any(|(known, _)| known == name) {
            return Err(node.wrong("a header that `headers` does not have"));
        }
        names.push(name.into());
    }
    Ok(names)
}

/// A header field's name.
pub(super) fn header_name(node: Node<'_>) -> Result<String> {
    let name = node.string()?;
    check_header_name(name, node)?;
    Ok(name.into())
}

fn check_header_name(name: &str, node: Node<'_>) -> Result<()> {
    if !is_header_name(name) {
        let expected = "a header field's name in lower case";
        return Err(node.found(format_args!("the header `{name}`"), expected));
    }
    if UNFORWARDABLE.contains(&name) {
        let expected = "a header that does not belong to the connection or the body";
        return Err(node.found(format_args!("the header `{name}`"), expected));
    }
    Ok(())
}

/// A service is asked for `GET /` unless the plan says better; 401 and 403 show that it is up and
/// only wants to know who asks.
fn read_health(node: Option<Node<'_>>, variables: &Variables) -> Result<(Draft, Duration)> {
    let mut timeout = Duration::from_secs(2);
    let mut draft = Draft::health();
    if let Some(node) = node {
        let object = node.object(&["method", "path", "body", "healthy_on", "timeout"])?;
        variables.set_duration(object, "timeout", &mut timeout)?;
        draft = draft.adjusted_health(object)?;
    }
    Ok((draft, timeout))
}
