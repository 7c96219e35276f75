//! HTTP in front of a plan: routing, parameters, methods, CORS and errors, the same on every host.
//!
//! Who asks for [`ENVELOPE`] is given the answer and the report of every source beside it.

mod envelope;

pub use envelope::ENVELOPE;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::answer::Splice;
use crate::engine::{Engine, Inputs, Outcome};
use crate::http::{Body, Headers, Problem, is_header_value, pairs, shorten};
use crate::plan::{Argument, Endpoint, Plan};
use crate::shared::Shared;
use crate::time::{Duration, Instant, UnixTime};

/// Longest path and longest query, in bytes; more than every endpoint's parameters need.
const MAX_TARGET: usize = 8192;
/// Longest header field that is passed on, in bytes; as long as the path, and more than tokens are.
const MAX_HEADER: usize = 8192;
const ALLOWED: &str = "GET, HEAD, OPTIONS";

/// A request as it came.
pub struct Incoming<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, still encoded.
    pub path: &'a str,
    /// The query without its `?`, still encoded.
    pub query: &'a str,
    /// The value of a header field by its name in lower case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
}

/// An answer as it goes out.
#[derive(Clone, Debug)]
pub struct Response<B = Vec<u8>> {
    /// The status code.
    pub status: u16,
    /// The header fields.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for `HEAD`.
    pub body: Splice<B>,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Accepted<'p, B = Vec<u8>> {
    /// It is answered at once; nothing is asked of any service.
    Answered(Response<B>),
    /// It is for an endpoint.
    Run(Run<'p>),
}

/// A request for an endpoint, checked.
#[derive(Debug)]
pub struct Run<'p> {
    plan: &'p Plan,
    endpoint: &'p Endpoint,
    arguments: Vec<Option<Argument>>,
    headers: Headers,
    /// How long the caller waits, if it says so and is trusted.
    deadline: Option<Duration>,
    /// What every answer to this request carries.
    common: Vec<(&'static str, String)>,
    head: bool,
    /// Whether the caller wants the report beside the answer.
    envelope: bool,
    /// Whether parts of the answer are wanted.
    parts: bool,
}

impl Plan {
    /// The header fields that [`Self::accept`] may ask for, in lower case, each once. A host to which
    /// header fields are costly can fetch these and no others.
    pub fn incoming_headers(&self) -> Vec<&str> {
        let mut names = Vec::from(["accept", "origin"]);
        let forwarded = self.services.iter().flat_map(|service| &service.forward);
        let deadlines = self.endpoints.iter().filter_map(|e| e.deadline_header.as_ref());
        for name in forwarded.chain(deadlines) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }

    /// Checks a request and says what is to be done; `shared` is what the requests of the host share.
    pub fn accept<B>(&self, incoming: &Incoming<'_>, shared: &Shared) -> Accepted<'_, B> {
        let preflight = incoming.method == "OPTIONS";
        let origin = (incoming.header)("origin");
        let mut common = Vec::from([("x-content-type-options", "nosniff".to_string())]);
        common.extend(self.cors.headers(origin.as_deref(), preflight));
        match self.check(incoming, shared) {
            Ok((endpoint, arguments, deadline, headers)) => Accepted::Run(Run {
                plan: self,
                endpoint,
                arguments,
                deadline,
                headers,
                common,
                head: incoming.method == "HEAD",
                envelope: envelope::is_wanted(incoming),
                parts: false,
            }),
            Err(Refusal::NoContent) => {
                common.push(("allow", ALLOWED.into()));
                let body = Splice::default();
                Accepted::Answered(Response { status: 204, headers: common, body })
            }
            Err(Refusal::Problem(problem)) => {
                match problem.status {
                    405 => common.push(("allow", ALLOWED.into())),
                    503 => common.push(("retry-after", "1".into())),
                    _ => {}
                }
                Accepted::Answered(respond_problem(&problem, common, incoming.method == "HEAD"))
            }
        }
    }

    fn check(&self, incoming: &Incoming<'_>, shared: &Shared) -> Result<Checked<'_>, Refusal> {
        let problem = |status, detail: &str| Refusal::Problem(Problem::new(status, detail));
        if incoming.path.len() > MAX_TARGET || incoming.query.len() > MAX_TARGET {
            return Err(problem(414, "the path and the query may have 8192 bytes each"));
        }
        let Some((endpoint, in_path)) = self.route(incoming.path) else {
            const SHOWN: usize = 10;
            let routes = self.endpoints.iter().take(SHOWN).map(|e| format!("`{}`", e.route));
            let routes = routes.collect::<Vec<_>>().join(", ");
            let more = if self.endpoints.len() > SHOWN { " and more" } else { "" };
            let detail = format!("nothing is here; there is {routes}{more}");
            return Err(problem(404, &detail));
        };
        match incoming.method {
            "GET" | "HEAD" => {}
            "OPTIONS" => return Err(Refusal::NoContent),
            method => {
                let detail = format!("the method `{}` is not allowed here", shorten(method));
                return Err(problem(405, &detail));
            }
        }
        let deadline = deadline(endpoint, incoming)?;
        let arguments = arguments(endpoint, in_path, incoming.query)?;
        let headers = self.forwarded(endpoint, incoming)?;
        // Probes have no bodies, and how the services are is wanted most when much is under way.
        let bodies = endpoint.sources.iter().any(|source| !source.probe);
        if bodies && shared.memory.in_flight() >= self.memory {
            return Err(problem(503, "too much is being answered; ask again in a second"));
        }
        Ok((endpoint, arguments, deadline, headers))
    }

    /// The header fields that at least one service of the endpoint is to be sent.
    fn forwarded(&self, endpoint: &Endpoint, incoming: &Incoming<'_>) -> Result<Headers, Refusal> {
        let mut headers = Headers::new();
        for source in &endpoint.sources {
            let names = self.services.get(source.service).map(|service| &service.forward);
            for name in names.into_iter().flatten() {
                if !headers.iter().any(|(known, _)| known == name)
                    && let Some(value) = (incoming.header)(name)
                {
                    if value.len() > MAX_HEADER {
                        let detail = format!("header `{name}`: it may have {MAX_HEADER} bytes");
                        return Err(Refusal::Problem(Problem::new(431, detail)));
                    }
                    if !is_header_value(&value) {
                        let detail = format!("header `{name}`: expected printable ASCII");
                        return Err(Refusal::Problem(Problem::new(400, detail)));
                    }
                    headers.push((name.clone(), value));
                }
            }
        }
        Ok(headers)
    }
}

impl<'p> Run<'p> {
    /// Lets the answer take so long at most, as a caller in the same process says.
    pub fn within(&mut self, deadline: Duration) {
        self.deadline = Some(self.deadline.map_or(deadline, |known| known.min(deadline)));
    }

    /// Gives the host parts of the answer as they become certain.
    pub fn in_parts(&mut self) {
        self.parts = true;
    }

    /// The engine that answers it; `seed` is what delays are drawn from.
    pub fn engine<B: Body>(&mut self, seed: u64, now: Instant, time: UnixTime) -> Engine<'p, B> {
        let inputs = Inputs {
            arguments: core::mem::take(&mut self.arguments),
            headers: core::mem::take(&mut self.headers),
            deadline: self.deadline,
            seed,
            time,
            parts: self.parts,
        };
        Engine::new(self.plan, self.endpoint, inputs, now)
    }

    /// The answer that says what came of it.
    pub fn respond<B: Body>(self, outcome: Outcome<B>) -> Response<B> {
        let outcome = match self.envelope {
            true => envelope::put(outcome, self.plan, self.endpoint),
            false => outcome,
        };
        let mut headers = self.common;
        headers.push(("content-type", outcome.media_type.into()));
        // What services say may be for this caller alone.
        headers.push(("cache-control", "no-store".into()));
        let body = if self.head { Splice::default() } else { outcome.body };
        Response { status: outcome.status, headers, body }
    }
}

type Checked<'p> = (&'p Endpoint, Vec<Option<Argument>>, Option<Duration>, Headers);

enum Refusal {
    NoContent,
    Problem(Problem),
}

fn respond_problem<B>(
    problem: &Problem,
    mut headers: Vec<(&'static str, String)>,
    head: bool,
) -> Response<B> {
    headers.push(("content-type", Problem::MEDIA_TYPE.into()));
    headers.push(("cache-control", "no-store".into()));
    let body = if head { Splice::default() } else { problem.to_json().into() };
    Response { status: problem.status, headers, body }
}

/// How long the caller waits, if the endpoint trusts it to say so.
fn deadline(endpoint: &Endpoint, incoming: &Incoming<'_>) -> Result<Option<Duration>, Refusal> {
    let Some(name) = &endpoint.deadline_header else { return Ok(None) };
    let Some(text) = (incoming.header)(name) else { return Ok(None) };
    // A day at most, as in plans.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let millis = text.parse::<u64>().ok().filter(|millis| digits && *millis <= 86_400_000);
    millis.map(|millis| Some(Duration::from_millis(millis))).ok_or_else(|| {
        let found = shorten(&text);
        let detail = format!("header `{name}`: found `{found}`, expected milliseconds up to a day");
        Refusal::Problem(Problem::new(400, detail))
    })
}

/// The values of the endpoint's parameters; what it does not know is ignored, as a page may send
/// more.
fn arguments(
    endpoint: &Endpoint,
    in_path: Vec<(usize, String)>,
    query: &str,
) -> Result<Vec<Option<Argument>>, Refusal> {
    let mut values: Vec<Option<String>> = alloc::vec![None; endpoint.parameters.len()];
    for (place, text) in in_path {
        values[place] = Some(text);
    }
    let wrong = |name: &str, detail: String| {
        let detail = format!("parameter `{name}`: {detail}");
        Refusal::Problem(Problem { parameter: Some(name.into()), ..Problem::new(400, detail) })
    };
    for (name, text) in pairs(query) {
        let place = endpoint.parameters.iter().position(|parameter| parameter.name == name);
        let Some(place) = place.filter(|place| !endpoint.route.holds(*place)) else { continue };
        if values[place].replace(text).is_some() {
            return Err(wrong(&name, "found it more than once, expected it once".into()));
        }
    }
    let parsed = endpoint.parameters.iter().zip(values).map(|(parameter, value)| match value {
        Some(text) => parameter.domain.parse(&text).map(Some).map_err(|expected| {
            wrong(&parameter.name, format!("found `{}`, expected {expected}", shorten(&text)))
        }),
        None if parameter.required => {
            Err(wrong(&parameter.name, "found nothing, expected a value".into()))
        }
        None => Ok(None),
    });
    parsed.collect()
}
