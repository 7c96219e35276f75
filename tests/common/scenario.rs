//! Scenarios: behaviour that every host shares, as data in `tests/scenarios/*.json`.
//!
//! A scenario is a plan, what its upstreams do, requests, and what must come of them. Members:
//! - `description`: what it shows;
//! - `plan`: the path of a plan file, or a plan; `variables`: values for its variables;
//! - `vector`: a file of `tests/vectors` whose upstream bodies are there unless said otherwise;
//! - `upstreams`: replies by `service METHOD /path?query`, in turn, the last stays: `status` (200),
//!   `json` or `text` (the body), `delay_ms`, `headers`, `fault` (`refuse`, `reset`, `hang`,
//!   `truncate`); a service with a `refuse` refuses every connection;
//! - `requests`, one after the other: `request`, `headers`, and `expect`: `status`, `headers`,
//!   `answer` (members that must be there), `bytes` (text that must be in the body), `sent` (how
//!   often each target was asked for), `bodies` (the last body sent to a target), `forwarded`
//!   (header fields that a target was sent, `null` for none), `elapsed_ms` (in virtual time).

use std::time::Duration;

use serde_json::{Map, Value};

use super::{difference, read_json, root};

/// A file of `tests/scenarios`.
pub struct Scenario {
    pub name: String,
    pub plan: Value,
    pub variables: Vec<(String, String)>,
    pub upstreams: Vec<Upstream>,
    pub requests: Vec<Case>,
}

/// What becomes of the requests for one target of a service.
pub struct Upstream {
    pub service: String,
    /// The method, a space, the path and the query.
    pub target: String,
    pub replies: Vec<Reply>,
}

#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
    pub headers: Vec<(String, String)>,
    pub delay: Duration,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Refuse,
    Reset,
    Hang,
    Truncate,
}

/// One request and what must come of it.
pub struct Case {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    expect: Map<String, Value>,
}

/// What came of a request on some host.
pub struct Observed {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// What was sent upstream for it.
    pub sent: Vec<Sent>,
    /// How long it took, if that is exact.
    pub elapsed: Option<Duration>,
}

/// A request that reached an upstream.
pub struct Sent {
    pub service: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Every scenario, by name.
pub fn all() -> Vec<Scenario> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("tests/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    names.iter().map(|name| Scenario::read(name)).collect()
}

impl Scenario {
    fn read(file: &str) -> Self {
        let mut file_value = read_json(&format!("tests/scenarios/{file}"));
        let members = file_value.as_object_mut().unwrap();
        let mut take = |name: &str| members.remove(name);
        take("description").and_then(|text| text.as_str().map(str::len)).expect("a `description`");
        let plan = match take("plan").expect("a `plan`") {
            Value::String(path) => read_json(&path),
            plan => plan,
        };
        let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
        let variables = object(take("variables"));
        let mut upstreams = Vec::new();
        for (target, replies) in object(take("upstreams")) {
            let replies = match replies {
                Value::Array(replies) => replies.iter().map(Reply::read).collect(),
                reply => vec![Reply::read(&reply)],
            };
            upstreams.push(Upstream::new(&target, replies));
        }
        if let Some(vector) = take("vector") {
            let vector = read_json(&format!("tests/vectors/{}.json", vector.as_str().unwrap()));
            for (target, body) in vector["upstreams"].as_object().unwrap() {
                let reply = Reply::ok(serde_json::to_vec(body).unwrap());
                let upstream = Upstream::new(target, vec![reply]);
                let scripted = |other: &Upstream| {
                    other.service == upstream.service && other.target == upstream.target
                };
                if !upstreams.iter().any(scripted) {
                    upstreams.push(upstream);
                }
            }
        }
        let requests = take("requests").expect("`requests`");
        let requests = requests.as_array().unwrap().iter().map(Case::read).collect();
        let unknown: Vec<_> = members.keys().collect();
        assert!(unknown.is_empty(), "{file}: unknown {unknown:?}");
        Self {
            name: file.trim_end_matches(".json").into(),
            plan,
            variables: variables.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
            upstreams,
            requests,
        }
    }

    /// Whether a service refuses every connection.
    pub fn refuses(&self, service: &str) -> bool {
        let refuses = |reply: &Reply| reply.fault == Some(Fault::Refuse);
        let upstreams = self.upstreams.iter().filter(|upstream| upstream.service == service);
        upstreams.flat_map(|upstream| &upstream.replies).any(refuses)
    }
}

impl Upstream {
    /// Reads `service METHOD /path`; what vectors say of the body after it is left out.
    fn new(target: &str, replies: Vec<Reply>) -> Self {
        let mut words = target.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_else(|| panic!("`{target}` is no target"));
        let (service, method, path) = (word(), word(), word());
        Self { service: service.into(), target: format!("{method} {path}"), replies }
    }
}

impl Reply {
    fn ok(body: Vec<u8>) -> Self {
        Self { status: 200, body, headers: Vec::new(), delay: Duration::ZERO, fault: None }
    }

    fn read(value: &Value) -> Self {
        let mut reply = Self::ok(Vec::new());
        for (name, value) in value.as_object().unwrap() {
            match name.as_str() {
                "status" => reply.status = u16::try_from(value.as_u64().unwrap()).unwrap(),
                "json" => reply.body = serde_json::to_vec(value).unwrap(),
                "text" => reply.body = value.as_str().unwrap().into(),
                "delay_ms" => reply.delay = Duration::from_millis(value.as_u64().unwrap()),
                "headers" => reply.headers = strings(value),
                "fault" => {
                    reply.fault = Some(match value.as_str().unwrap() {
                        "refuse" => Fault::Refuse,
                        "reset" => Fault::Reset,
                        "hang" => Fault::Hang,
                        "truncate" => Fault::Truncate,
                        other => panic!("unknown fault `{other}`"),
                    });
                }
                other => panic!("unknown member `{other}` of a reply"),
            }
        }
        reply
    }
}

impl Case {
    fn read(value: &Value) -> Self {
        let request = value["request"].as_str().expect("a `request`");
        let (method, target) = request.split_once(' ').expect("a method and a target");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: value.get("headers").map(strings).unwrap_or_default(),
            expect: value["expect"].as_object().expect("`expect`").clone(),
        }
    }

    /// The path and the query.
    pub fn target(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, self.query)
    }

    /// Panics, naming `context`, unless what was observed is what must be.
    pub fn check(&self, observed: &Observed, context: &str) {
        let context = format!("{context}: {} {}", self.method, self.target());
        let text = String::from_utf8_lossy(&observed.body);
        let short: String = text.chars().take(2000).collect();
        for (name, expected) in &self.expect {
            match name.as_str() {
                "status" => assert_eq!(observed.status, *expected, "{context}: status; {short}"),
                "headers" => {
                    for (name, value) in object(Some(expected.clone())) {
                        let found = find(&observed.headers, &name);
                        assert_eq!(found, value.as_str(), "{context}: header `{name}`");
                    }
                }
                "answer" => {
                    let answer: Value = serde_json::from_slice(&observed.body)
                        .unwrap_or_else(|error| panic!("{context}: {error}: {short}"));
                    let difference = difference(&answer, expected, true, "$");
                    assert_eq!(difference, None, "{context}: {short}");
                }
                "bytes" => {
                    let part = expected.as_str().unwrap();
                    assert!(text.contains(part), "{context}: no `{part}` in {short}");
                }
                "empty" => assert_eq!(observed.body.is_empty(), *expected, "{context}: {short}"),
                "sent" => {
                    for (target, count) in object(Some(expected.clone())) {
                        let count = count.as_u64().unwrap();
                        assert_eq!(
                            observed.to(&target).len() as u64,
                            count,
                            "{context}: `{target}`"
                        );
                    }
                }
                "bodies" => {
                    for (target, body) in object(Some(expected.clone())) {
                        let sent = observed.to(&target);
                        let last = sent.last().map(|sent| sent.body.as_str());
                        assert_eq!(last, body.as_str(), "{context}: body sent to `{target}`");
                    }
                }
                "forwarded" => {
                    for (target, headers) in object(Some(expected.clone())) {
                        let sent = observed.to(&target);
                        let last = sent.last().unwrap_or_else(|| panic!("{context}: `{target}`"));
                        for (name, value) in object(Some(headers)) {
                            let found = find(&last.headers, &name);
                            assert_eq!(found, value.as_str(), "{context}: `{name}` to `{target}`");
                        }
                    }
                }
                "elapsed_ms" => {
                    if let Some(elapsed) = observed.elapsed {
                        assert_eq!(elapsed.as_millis() as u64, *expected, "{context}: elapsed");
                    }
                }
                other => panic!("unknown expectation `{other}`"),
            }
        }
    }
}

impl Observed {
    /// What was sent to `service METHOD /path?query`, or to `service` at all.
    fn to(&self, target: &str) -> Vec<&Sent> {
        let matches = |sent: &&Sent| {
            sent.service == target || format!("{} {}", sent.service, sent.target) == target
        };
        self.sent.iter().filter(matches).collect()
    }
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(members)) => members,
        None => Map::new(),
        Some(other) => panic!("expected an object, not {other}"),
    }
}

fn strings(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().unwrap().iter();
    members.map(|(name, value)| (name.clone(), value.as_str().unwrap().into())).collect()
}

fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}
