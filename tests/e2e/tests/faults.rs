//! Upstreams that misbehave in ways that no HTTP library has. Whatever one does, the answer is 200 with
//! what the other source gave, the fault is reported as what it is, and the next answer is whole again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use orquesta_e2e::Worker;
use orquesta_e2e::raw::{Raw, Step};
use serde_json::{Value, json};
use tokio::time::timeout;

/// Long enough for any machine; it passes only when a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest body that the plan below takes.
const MAX_BODY: u64 = 16 * 1024 * 1024;

const PLAN: &str = r#"{
  "variables": { "WELL_URL": null, "FAULTY_URL": null, "TIMEOUT": null },
  "defaults": { "timeout": "${TIMEOUT}", "attempts": 1, "max_body": 16777216 },
  "services": { "well": { "url": "${WELL_URL}" }, "faulty": { "url": "${FAULTY_URL}" } },
  "sources": {
    "well": { "service": "well", "path": "/well" },
    "faulty": { "service": "faulty", "path": "/faulty" }
  },
  "endpoints": {
    "GET /joined": {
      "answer": {
        "well": { "$source": "well" },
        "faulty": { "$source": "faulty" },
        "reports": { "$reports": "source" }
      }
    }
  }
}"#;

/// What the upstream does, and what is to be reported.
type Case = (&'static str, Vec<Step>, &'static str, &'static str);

const FAILED: &str = "the connection failed";
const LOST: &str = "the connection was lost before the answer ended";
const TOO_LARGE: &str = "the answer is larger than 16777216 bytes";
const NOT_JSON: &str = "the body is not JSON: expected `,` or `}` at byte 6";

const HALF_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-le";
const HALF_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":";
const SMALL: &[u8] = b"{\"a\":1}";

/// A Worker between a service that is well and one that is not.
struct Setup {
    worker: Worker,
    faulty: Raw,
    _well: Raw,
}

impl Setup {
    fn new(faulty: Raw, timeout: &str) -> Self {
        let well = Raw::start(ok()).unwrap();
        let variables = [("WELL_URL", well.url()), ("FAULTY_URL", faulty.url())];
        let mut variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        variables.push(("TIMEOUT".to_owned(), timeout.to_owned()));
        Self { worker: Worker::start(PLAN, &variables), faulty, _well: well }
    }

    /// Answers once by these steps, and checks the status and the reason of the report; then once well.
    async fn check(&self, (name, steps, status, reason): Case) {
        self.faulty.set(steps);
        let report = self.ask(name).await;
        assert_eq!(report["status"], status, "{name}: {report}");
        assert_eq!(report["reason"].as_str().unwrap_or_default(), reason, "{name}");
        assert_eq!(self.faulty.requests(), 1, "{name}");
        self.check_well(name).await;
    }

    /// Nothing of what happened before is left, neither in the Worker nor on a connection.
    async fn check_well(&self, name: &str) {
        self.faulty.set(ok());
        let report = self.ask(name).await;
        assert_eq!(report["status"], "ok", "after `{name}`: {report}");
    }

    /// The report on the faulty source, when everything else is as it must be.
    async fn ask(&self, name: &str) -> Value {
        let answer = timeout(PATIENCE, self.worker.get("/joined")).await;
        let answer = answer.unwrap_or_else(|_| panic!("{name}: no answer; {}", self.worker.log()));
        assert_eq!(answer.status, 200, "{name}");
        let answer = answer.json();
        assert_eq!(answer["well"], json!({ "a": 1 }), "{name}");
        assert_eq!(answer["reports"]["well"]["status"], "ok", "{name}: {answer}");
        let report = &answer["reports"]["faulty"];
        let body = if report["status"] == "ok" { json!({ "a": 1 }) } else { Value::Null };
        assert_eq!(answer["faulty"], body, "{name}: {report}");
        report.clone()
    }
}

#[tokio::test]
async fn refused() {
    let mut setup = Setup::new(Raw::refusing().unwrap(), "20s");
    let report = setup.ask("refused").await;
    assert_eq!((&report["status"], &report["reason"]), (&json!("error"), &json!(FAILED)));
    setup.faulty.listen().unwrap();
    setup.check_well("refused").await;
    setup.worker.assert_unharmed();
}

#[tokio::test]
async fn connections_that_break() {
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\n{\"a\":";
    let whole_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n";
    check(vec![
        ("reset at once", vec![Step::Reset], "error", FAILED),
        ("reset in the head", vec![send(HALF_HEAD), Step::Reset], "error", FAILED),
        ("closed in the head", vec![send(HALF_HEAD), Step::Close], "error", FAILED),
        ("reset in the body", vec![send(HALF_BODY), Step::Reset], "error", LOST),
        ("closed in the body", vec![send(HALF_BODY), Step::Close], "error", LOST),
        ("reset in a chunk", vec![send(chunk), Step::Reset], "error", LOST),
        ("closed in a chunk", vec![send(chunk), Step::Close], "error", LOST),
        ("closed between chunks", vec![send(whole_chunk), Step::Close], "error", LOST),
        ("a status line alone", vec![send("HTTP/1.1 200 OK\r\n"), Step::Close], "error", FAILED),
        (
            "a head alone",
            vec![send("HTTP/1.1 200 OK\r\n\r\n"), Step::Close],
            "error",
            "the answer has no body",
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_not_http() {
    let not_chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"a\":1}\r\n";
    let http2 = "HTTP/2 200\r\ncontent-length: 7\r\n\r\n{\"a\":1}";
    check(vec![
        ("garbage", vec![send("\0\x01garbage\r\n\r\n"), Step::Close], "error", FAILED),
        ("another protocol", vec![send("SSH-2.0-OpenSSH_9.6\r\n")], "error", FAILED),
        ("another version", vec![send(http2)], "error", FAILED),
        ("chunks that are none", vec![send(not_chunks)], "error", LOST),
        ("gzip that is none", gzipped(b"{\"a\":1}".to_vec()), "error", LOST),
        ("half of a gzip", gzipped(gzip(SMALL)[..20].to_vec()), "error", LOST),
        ("a whole gzip", gzipped(gzip(SMALL)), "ok", ""),
    ])
    .await;
}

/// What is over comes to an end for the service, too: it would go on for minutes, or for ever.
#[tokio::test]
async fn bodies_without_measure() {
    let mebibyte = vec![b' '; 1 << 20];
    let chunk = [b"100000\r\n", &mebibyte[..], b"\r\n"].concat();
    let chunked = send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    let hundred = Step::Repeat(mebibyte, 100, Duration::ZERO);
    let announced = send("HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n");
    let beyond = send("HTTP/1.1 200 OK\r\ncontent-length: 5000000000\r\n\r\n");
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000, "{} bytes on the wire are no bomb", bomb.len());
    let mut setup = Setup::new(Raw::start(ok()).unwrap(), "20s");
    for (name, steps) in [
        ("a body without end", vec![chunked, Step::Repeat(chunk, u64::MAX, Duration::ZERO)]),
        ("100 MB with a length", vec![announced, hundred.clone()]),
        ("5 GB with a length", vec![beyond, hundred.clone()]),
        ("100 MB without a length", vec![send("HTTP/1.1 200 OK\r\n\r\n"), hundred, Step::Close]),
        ("64 MB as gzip", gzipped(bomb)),
    ] {
        setup.faulty.set(steps);
        let report = setup.ask(name).await;
        let expected = (&json!("error"), &json!(TOO_LARGE));
        assert_eq!((&report["status"], &report["reason"]), expected, "{name}");
        let closed = timeout(PATIENCE, setup.faulty.closed()).await;
        closed.unwrap_or_else(|_| panic!("{name}: the connection stays open"));
        // Besides what was read, what the system holds on the way.
        let sent = setup.faulty.sent();
        assert!(sent < 4 * MAX_BODY, "{name}: {sent} bytes were taken");
        setup.check_well(name).await;
    }
    setup.worker.assert_unharmed();
}

#[tokio::test]
async fn a_byte_now_and_then() {
    let mut setup = Setup::new(Raw::start(ok()).unwrap(), "500ms");
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n";
    for (name, start, drop) in [
        ("nothing at all", "", ""),
        ("in the status line", "HTTP/1.1 200 ", " "),
        ("in the head", "HTTP/1.1 200 OK\r\nx: ", " "),
        ("in the body", HALF_BODY, " "),
        ("between chunks", chunk, "0"),
    ] {
        let drip = Step::Repeat(drop.into(), u64::MAX, Duration::from_millis(40));
        setup.faulty.set(vec![send(start), drip]);
        let report = setup.ask(name).await;
        let expected = (&json!("timeout"), &json!("no answer within 500 ms"));
        assert_eq!((&report["status"], &report["reason"]), expected, "{name}");
        let closed = timeout(PATIENCE, setup.faulty.closed()).await;
        closed.unwrap_or_else(|_| panic!("{name}: the connection stays open"));
        setup.check_well(name).await;
    }
    setup.worker.assert_unharmed();
}

#[tokio::test]
async fn lengths_that_are_wrong() {
    let second = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"b\":1}";
    let two = |length: &str| vec![send(&format!("{}{second}", with_length(length)))];
    let closing = |length: &str| vec![send(&with_length(length)), Step::Close];
    check(vec![
        ("too long", closing("8"), "error", LOST),
        ("much too long", closing("16777216"), "error", LOST),
        ("too short", vec![send(&with_length("6"))], "error", NOT_JSON),
        // What is left over must not be taken for the answer to the next request.
        ("too short by an answer", two("6"), "error", NOT_JSON),
        ("an answer that nobody asked for", two("7"), "ok", ""),
        ("less than nothing", closing("-1"), "error", FAILED),
        ("no number", closing("many"), "error", FAILED),
        ("no number of 64 bits", closing("99999999999999999999999"), "error", FAILED),
        ("two lengths", closing("7\r\ncontent-length: 6"), "error", FAILED),
    ])
    .await;
}

#[tokio::test]
async fn heads_that_are_odd() {
    let head = |status: &str| vec![send(&format!("HTTP/1.1 {status}\r\n\r\n"))];
    let interim =
        |status: &str| vec![send(&format!("HTTP/1.1 {status}\r\n\r\n{}", with_length("7")))];
    let whole = |status: &str| vec![send(&with_length("7").replace("200 OK", status))];
    let long =
        with_length("7").replace("content", &format!("x: {}\r\ncontent", "x".repeat(1_000_000)));
    let many = with_length("7").replace("content", &("x: x\r\n".repeat(200_000) + "content"));
    check(vec![
        ("a field of 1 MB", vec![send(&long)], "error", FAILED),
        ("1 MB of fields", vec![send(&many)], "error", FAILED),
        ("100", interim("100 Continue"), "ok", ""),
        ("103", interim("103 Early Hints"), "ok", ""),
        ("101", head("101 Switching Protocols"), "error", "answered `101`"),
        ("199", whole("199 What"), "error", FAILED),
        ("000", whole("000 What"), "error", FAILED),
        ("204", whole("204 No Content"), "no_data", ""),
        ("304", whole("304 Not Modified"), "error", "answered `304`"),
        ("999", whole("999 What"), "error", "answered `999`"),
    ])
    .await;
}

#[tokio::test]
async fn a_redirect_to_itself_is_asked_once() {
    let redirect = "HTTP/1.1 302 Found\r\nlocation: /faulty\r\ncontent-length: 0\r\n\r\n";
    // That one request comes is checked for each case.
    let reason = "answered `302`; redirects are not followed";
    check(vec![("a redirect", vec![send(redirect)], "error", reason)]).await;
}

/// Each in turn, through one Worker.
async fn check(cases: Vec<Case>) {
    let mut setup = Setup::new(Raw::start(ok()).unwrap(), "20s");
    for case in cases {
        setup.check(case).await;
    }
    setup.worker.assert_unharmed();
}

fn send(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

fn ok() -> Vec<Step> {
    vec![send(&with_length("7"))]
}

/// A body of seven bytes, whatever is said of it.
fn with_length(length: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{{\"a\":1}}")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(body: Vec<u8>) -> Vec<Step> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
    vec![Step::Send([head.into_bytes(), body].concat())]
}
