//! Scenarios: behaviour that every host shares, as data in `tests/scenarios/*.json`.
//!
//! A scenario is a plan, what its upstreams do, requests, and what must come of them. Members:
//! - `description`: what it shows;
//! - `plan`: the path of a plan file, or a plan; `variables`: values for its variables;
//! - `vector`: a file of `tests/vectors` whose upstream bodies are there unless said otherwise;
//! - `upstreams`: replies by `service METHOD /path?query`, in turn, the last stays: `status` (200),
//!   `json`, `text` or `hex` (the body), `delay_ms`, `headers`, `fault` (`refuse`, `reset`, `hang`,
//!   `truncate`), `times` (how often it is given, 1); a service with a `refuse` refuses every
//!   connection;
//! - `requests`, one after the other, to one host that keeps what requests share: `request`,
//!   `headers`, `after_ms` (how long nothing happens before it), `repeat` (how often it is made, 1),
//!   and `expect`: `status`, `headers`, `answer` (members that must be there), `bytes` (text that must
//!   be in the body), `empty` (whether there is no body), `sent` (how often each target was asked
//!   for), `bodies` (the last body sent to a target), `forwarded` (header fields that a target was
//!   sent last, `null` for none), `trace`, and what holds in virtual time only: `elapsed_ms`, and
//!   `virtual`, further expectations.
//!
//! Where a value is expected in `answer`, `headers` or `forwarded`, `{"$between": [0, 300]}` stands
//! for any number in that range, or text of one.
//!
//! A `trace` is all that happens to attempts: `sent`, `retry` or `hedge` and the source, `replied`, the
//! source and the status, `failed`, the source and `interrupted`, `truncated`, `too large` or `no room`, `expired`
//! or `aborted` and the source; then, if it matters, ` at ` and the milliseconds since the request.
//!
//! Hosts in real time are as slow as their machine: what must come before something else has 300 ms
//! to spare.

mod expect;
mod trace;

use std::time::Duration;

use serde_json::{Map, Value};

use super::{read_json, root};

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
#[derive(Clone)]
pub struct Case {
    /// Which of the scenario's requests it is, from 1.
    number: usize,
    /// How long nothing happens before it.
    pub after: Duration,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    expect: Map<String, Value>,
    targets: trace::Targets,
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
                Value::Array(replies) => replies.iter().flat_map(Reply::read).collect(),
                reply => Reply::read(&reply),
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
        let requests = requests.as_array().unwrap().iter();
        let requests = requests.flat_map(|value| Case::read(value, &plan));
        let numbered = requests.zip(1..).map(|(case, number)| Case { number, ..case });
        let requests = numbered.collect();
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

    fn read(value: &Value) -> Vec<Self> {
        let mut reply = Self::ok(Vec::new());
        let mut times = 1;
        for (name, value) in value.as_object().unwrap() {
            match name.as_str() {
                "status" => reply.status = u16::try_from(value.as_u64().unwrap()).unwrap(),
                "json" => reply.body = serde_json::to_vec(value).unwrap(),
                "text" => reply.body = value.as_str().unwrap().into(),
                "hex" => reply.body = bytes(value.as_str().unwrap()),
                "times" => times = usize::try_from(value.as_u64().unwrap()).unwrap(),
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
        vec![reply; times]
    }
}

impl Case {
    /// The case as often as it says.
    fn read(value: &Value, plan: &Value) -> Vec<Self> {
        let members = value.as_object().unwrap();
        let known = ["request", "headers", "after_ms", "repeat", "expect"];
        let unknown: Vec<_> = members.keys().filter(|name| !known.contains(&&***name)).collect();
        assert!(unknown.is_empty(), "unknown {unknown:?} of a request");
        let request = value["request"].as_str().expect("a `request`");
        let (method, target) = request.split_once(' ').expect("a method and a target");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let number = |name: &str, or| value.get(name).map_or(or, |n| n.as_u64().unwrap());
        let times = usize::try_from(number("repeat", 1)).unwrap();
        let case = Self {
            number: 0,
            after: Duration::from_millis(number("after_ms", 0)),
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: value.get("headers").map(strings).unwrap_or_default(),
            expect: value["expect"].as_object().expect("`expect`").clone(),
            targets: trace::targets(plan),
        };
        vec![case; times]
    }

    /// The path and the query.
    pub fn target(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, self.query)
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

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
