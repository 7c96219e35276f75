//! An upstream that says what a script tells it to, for scenario tests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::error::Error;
use crate::fault::Fault;
use crate::front::{Front, Manners};
use crate::record::Recorded;
use crate::respond::Problem;
use crate::server::{Listener, Server};

/// Replies by request. A key is `METHOD /path?query`, or `METHOD /path` for any query; the more
/// exact one wins. The replies of a key are used in turn, and the last one repeats.
pub type Script = BTreeMap<String, Vec<Reply>>;

/// One scripted reply, sent exactly so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names and values; the same name may occur more than once.
    pub headers: Vec<(String, String)>,
    /// Any bytes.
    pub body: Vec<u8>,
    /// How long the reply waits.
    pub delay: Duration,
    /// How it is delivered.
    pub fault: Fault,
}

impl Default for Reply {
    fn default() -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            fault: Fault::None,
        }
    }
}

impl Reply {
    /// Status 200 and a JSON text, which is not checked.
    pub fn json(text: impl Into<String>) -> Self {
        Self {
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: text.into().into_bytes(),
            ..Self::default()
        }
    }

    /// A status and no body.
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The status 200, delivered with a fault.
    pub fn fault(fault: Fault) -> Self {
        Self { fault, ..Self::default() }
    }

    /// The same reply, later.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A scripted upstream on a free loopback port. Dropping it ends it at once.
///
/// A request that the script does not know is recorded too, and gets status 501.
#[derive(Debug)]
pub struct ScriptedUpstream {
    /// The base URL without a final slash.
    pub url: String,
    server: Server,
}

impl ScriptedUpstream {
    /// Starts an upstream; when this returns, it accepts requests.
    ///
    /// # Errors
    /// When a reply has a status or a header that HTTP does not allow, or no port is free.
    pub async fn start(script: Script) -> Result<Self, Error> {
        Self::start_with(script, false).await
    }

    /// Starts an upstream that pages of any origin may call: it answers what browsers ask before a
    /// request, which is not recorded, and lets them read every header field.
    ///
    /// # Errors
    /// As [`ScriptedUpstream::start`].
    pub async fn start_for_pages(script: Script) -> Result<Self, Error> {
        Self::start_with(script, true).await
    }

    async fn start_with(script: Script, cors: bool) -> Result<Self, Error> {
        let lines = script
            .into_iter()
            .map(|(request, replies)| match Line::new(replies) {
                Ok(line) => Ok((request, line)),
                Err(cause) => Err(Error::Script { request, cause }),
            })
            .collect::<Result<Lines, Error>>()?;
        let router = Router::new().fallback(reply).with_state(Arc::new(lines));
        let listener = Listener::bind("127.0.0.1", 0)
            .await
            .map_err(|cause| Error::Listen { address: "127.0.0.1:0".to_owned(), cause })?;
        let manners = Manners { control: false, recording: true, cors };
        let server = Server::start(listener, Front::new(router, manners));
        Ok(Self { url: server.url.clone(), server })
    }

    /// What it received since the last clear, the newest last; at most 1000 requests.
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.front.record.all()
    }

    /// Forgets what it received. The turns of the replies go on.
    pub fn clear_requests(&self) {
        self.server.front.record.clear();
    }
}

type Lines = BTreeMap<String, Line>;

/// The replies of one key, and whose turn it is.
#[derive(Debug)]
struct Line {
    replies: Vec<Checked>,
    turn: AtomicUsize,
}

#[derive(Clone, Debug)]
struct Checked {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    fault: Fault,
}

impl Line {
    fn new(replies: Vec<Reply>) -> Result<Self, String> {
        let replies = replies.into_iter().map(check).collect::<Result<_, _>>()?;
        Ok(Self { replies, turn: AtomicUsize::new(0) })
    }

    fn next(&self) -> Option<Checked> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.replies.get(turn).or(self.replies.last()).cloned()
    }
}

fn check(reply: Reply) -> Result<Checked, String> {
    let status = StatusCode::from_u16(reply.status)
        .ok()
        .filter(|status| status.as_u16() >= 200)
        .ok_or_else(|| format!("`{}` is not a final status", reply.status))?;
    let mut headers = HeaderMap::new();
    for (name, value) in reply.headers {
        let value = HeaderValue::from_str(&value)
            .map_err(|_| format!("header `{name}`: `{value}` is not a header value"))?;
        let name =
            HeaderName::try_from(&name).map_err(|_| format!("`{name}` is not a header name"))?;
        headers.append(name, value);
    }
    let (body, delay, fault) = (reply.body.into(), reply.delay, reply.fault);
    Ok(Checked { status, headers, body, delay, fault })
}

async fn reply(State(lines): State<Arc<Lines>>, request: Request) -> Response {
    let (method, uri) = (request.method(), request.uri());
    let exact = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    let line = [exact, uri.path()].iter().find_map(|path| lines.get(&format!("{method} {path}")));
    let Some(reply) = line.and_then(Line::next) else {
        let message = format!("the script has no reply to `{method} {exact}`");
        return Problem::new(StatusCode::NOT_IMPLEMENTED, message).into_response();
    };
    tokio::time::sleep(reply.delay).await;
    let mut response = Response::new(reply.body.into());
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response.extensions_mut().insert(reply.fault);
    response
}
