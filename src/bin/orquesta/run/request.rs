//! The request as it was typed.

use orquesta::gateway::Incoming;
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};

use crate::error::Error;

/// A request as it was typed.
#[derive(Debug)]
pub(super) struct Request {
    method: String,
    path: String,
    query: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
}

impl Request {
    /// Reads `GET /path?query`, or `/path?query`, and header fields as `name: value`.
    pub(super) fn read<'a>(
        line: &str,
        fields: impl Iterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        let (method, target) = line.split_once(' ').unwrap_or(("GET", line));
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '#';
        if Method::from_bytes(method.as_bytes()).is_err()
            || !target.starts_with('/')
            || !target.chars().all(plain)
        {
            return Err(Error::argument(
                line,
                "a method, a space, a path and a query, such as `GET /orders?day=mon`",
            ));
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = fields.map(field).collect::<Result<_, _>>()?;
        Ok(Self { method: method.into(), path: path.into(), query: query.into(), headers })
    }

    /// The value of a header field.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let field = self.headers.iter().find(|(known, _)| known == name);
        field.map(|(_, value)| value.clone())
    }

    /// The request as the gateway takes it; `header` is that of this request.
    pub(super) fn incoming<'a>(
        &'a self,
        header: &'a dyn Fn(&str) -> Option<String>,
    ) -> Incoming<'a> {
        Incoming { method: &self.method, path: &self.path, query: &self.query, header }
    }
}

fn field(text: &str) -> Result<(String, String), Error> {
    let (name, value) = text.split_once(':').unwrap_or(("", ""));
    let value = value.trim();
    match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        (Ok(name), Ok(_)) => Ok((name.as_str().to_owned(), value.to_owned())),
        // What stands after the name may be a secret.
        _ => {
            let name = text.split(':').next().unwrap_or_default();
            Err(Error::argument(name, "a header field as `name: value`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let fields = ["X-Token:  a: b ", "x-empty:"];
        let request = Request::read("PUT /a%20b?c=d?e", fields.into_iter()).unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("PUT", "/a%20b"));
        assert_eq!(request.query, "c=d?e");
        assert_eq!(request.header("x-token").as_deref(), Some("a: b"));
        assert_eq!(request.header("x-empty").as_deref(), Some(""));
        assert_eq!(request.header("x-other"), None);
        assert_eq!(Request::read("/only", std::iter::empty()).unwrap().method, "GET");
    }

    #[test]
    fn what_is_no_request_is_told() {
        for line in ["", "GET", "GET orders", "GET  /a", "G(T /a", "GET /a b", "GET /a#b"] {
            let error = Request::read(line, std::iter::empty()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("found `{line}`, expected ")), "{error}");
        }
        for field in ["secret", ": secret", "a b: secret", "name: se\ncret"] {
            let error = Request::read("/", [field].into_iter()).unwrap_err().to_string();
            assert!(error.contains("expected a header field"), "{error}");
            assert!(field == "secret" || !error.contains("secret"), "{error}");
        }
    }
}
