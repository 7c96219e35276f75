//! Which web pages may read answers (the Fetch standard's CORS protocol).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::Result;
use super::node::Node;
use super::variables::Variables;
use crate::http::{is_header_name, parse_base_url};
use crate::time::Duration;

/// Which origins may read answers; none, unless the plan says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors {
    /// Exact origins, or `*` for every one.
    pub origins: Vec<String>,
    /// Whether pages may send credentials; never together with `*`.
    pub credentials: bool,
    /// Names of header fields that pages may send, besides those that are always allowed.
    pub headers: Vec<String>,
    /// How long a browser may remember what it was allowed.
    pub max_age: Option<Duration>,
}

impl Cors {
    pub(super) fn read(node: Node<'_>, variables: &Variables) -> Result<Self> {
        let object = node.object(&["origins", "credentials", "headers", "max_age"])?;
        let mut cors = Self::default();
        let origins = object.require("origins")?;
        // One string may hold several, so that one variable can.
        let expanded = variables.expand(origins)?;
        for origin in expanded.text.split(',').map(str::trim).filter(|origin| !origin.is_empty()) {
            let exact = parse_base_url(origin).is_some_and(|url| url == origin)
                && origin.matches('/').count() == 2;
            if origin != "*" && !exact {
                return Err(expanded.wrong(
                    "`*` or origins such as `https://app.example.com`, separated by commas",
                ));
            }
            cors.origins.push(origin.into());
        }
        if let Some(node) = object.get("credentials") {
            cors.credentials = node.boolean()?;
            if cors.credentials && cors.origins.iter().any(|origin| origin == "*") {
                let expected = "exact origins, or no `credentials`";
                return Err(node.found("`credentials` with the origin `*`", expected));
            }
        }
        if let Some(node) = object.get("headers") {
            for node in node.elements()? {
                let name = node.string()?;
                if !is_header_name(name) {
                    return Err(node.wrong("a header field's name in lower case"));
                }
                cors.headers.push(name.into());
            }
        }
        cors.max_age = object.get("max_age").map(|node| variables.delay(node)).transpose()?;
        Ok(cors)
    }

    /// The header fields of an answer to a page of `origin`.
    pub fn headers(&self, origin: Option<&str>, preflight: bool) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if self.origins.is_empty() {
            return headers;
        }
        let everyone = self.origins.iter().any(|allowed| allowed == "*");
        if !everyone {
            headers.push(("vary", "origin".into()));
        }
        let Some(origin) = origin else {
            if everyone {
                headers.push(("access-control-allow-origin", "*".into()));
            }
            return headers;
        };
        let allowed = self.origins.iter().find(|allowed| *allowed == "*" || *allowed == origin);
        let Some(allowed) = allowed else { return headers };
        headers.push(("access-control-allow-origin", allowed.clone()));
        if self.credentials {
            headers.push(("access-control-allow-credentials", "true".into()));
        }
        if preflight {
            headers.push(("access-control-allow-methods", "GET, HEAD, OPTIONS".into()));
            if !self.headers.is_empty() {
                headers.push(("access-control-allow-headers", self.headers.join(", ")));
            }
            if let Some(max_age) = self.max_age {
                headers.push(("access-control-max-age", max_age.as_secs().to_string()));
            }
        }
        headers
    }
}
