//! What the native host promises of every request that it sends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use orquesta::host::Host;
use orquesta::http::{Failure, Method, Request};
use orquesta::native::NativeHost;
use orquesta_backends::{Fault, Reply, Script, ScriptedUpstream};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// Long enough for any machine; it passes only when the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

const LIMIT: usize = 10_000;

fn get(url: String) -> Request {
    Request {
        method: Method::Get,
        url,
        headers: vec![("accept".into(), "application/json".into())],
        body: None,
        max_body: LIMIT,
        ignore_body: false,
        memory: 48 << 20,
    }
}

/// An upstream with one reply to `GET /`, and the request for it.
async fn upstream(reply: Reply) -> (ScriptedUpstream, Request) {
    let script = Script::from([("GET /".into(), vec![reply])]);
    let upstream = ScriptedUpstream::start(script).await.unwrap();
    let request = get(format!("{}/", upstream.url));
    (upstream, request)
}

/// A reply whose body is encoded so.
fn encoded(encoding: &str, body: Vec<u8>) -> Reply {
    let headers = vec![("content-encoding".into(), encoding.into())];
    Reply { headers, body, ..Reply::default() }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn bodies_are_limited() {
    let body = |length: usize| Reply { body: vec![b' '; length], ..Reply::default() };
    let zipped = |length: usize| encoded("gzip", gzip(&vec![b' '; length]));
    let host = NativeHost::new().unwrap();
    for (reply, length) in [
        (body(LIMIT), Ok(LIMIT)),
        (body(LIMIT + 1), Err(Failure::TooLarge)),
        // The rest never comes, so the length that was announced must be enough.
        (Reply { fault: Fault::HangBody, ..body(LIMIT + 1) }, Err(Failure::TooLarge)),
        (zipped(LIMIT), Ok(LIMIT)),
        (zipped(LIMIT + 1), Err(Failure::TooLarge)),
        (zipped(100 * LIMIT), Err(Failure::TooLarge)),
    ] {
        let said = format!("{} bytes, {:?}", reply.body.len(), reply.headers);
        let (_upstream, request) = upstream(reply).await;
        let got = timeout(PATIENCE, host.send(request)).await.unwrap();
        assert_eq!(got.map(|reply| reply.body.len()), length, "{said}");
    }
}

#[tokio::test]
async fn bodies_are_decompressed() {
    // Brotli without compression: a window of 16 bits, five bytes as they are, the end.
    let brotli = [&[0x40, 0x00, 0x10], &b"[1,2]"[..], &[0x03]].concat();
    let host = NativeHost::new().unwrap();
    for reply in [encoded("br", brotli), encoded("gzip", gzip(b"[1,2]"))] {
        let (upstream, request) = upstream(reply).await;
        let reply = host.send(request).await.unwrap();
        assert_eq!((&reply.body[..], reply.header("content-encoding")), (&b"[1,2]"[..], None));
        assert_eq!(upstream.requests()[0].headers["accept-encoding"], "gzip,br");
    }
    // What cannot be decoded here is for the engine to judge.
    let (_upstream, request) = upstream(encoded("zstd", b"?".into())).await;
    let reply = host.send(request).await.unwrap();
    assert_eq!((&reply.body[..], reply.header("content-encoding")), (&b"?"[..], Some("zstd")));
    let (_upstream, request) = upstream(encoded("gzip", b"[1,2]".into())).await;
    assert_eq!(host.send(request).await, Err(Failure::Truncated));
}

#[tokio::test]
async fn failures_say_how_far_it_came() {
    let host = NativeHost::new().unwrap();
    let body = || Reply { body: b"[1,2,3]".into(), ..Reply::default() };
    for (fault, failure) in
        [(Fault::Reset, Failure::Interrupted), (Fault::Truncate(3), Failure::Truncated)]
    {
        let (_upstream, request) = upstream(Reply { fault, ..body() }).await;
        assert_eq!(host.send(request).await, Err(failure), "{fault:?}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for url in [format!("http://{closed}/"), "no URL".into(), "https://".into()] {
        assert_eq!(host.send(get(url.clone())).await, Err(Failure::Interrupted), "{url}");
    }
    let mut request = get(format!("http://{closed}/"));
    request.headers.push(("x-line".into(), "a\r\nb".into()));
    assert_eq!(host.send(request).await, Err(Failure::Unsent));
}

#[tokio::test]
async fn only_what_the_request_says_is_sent_and_only_what_is_judged_passed_on() {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        field("content-type", "text/plain"),
        field("retry-after", "3"),
        field("set-cookie", "a=b"),
        field("location", "/elsewhere"),
    ];
    let (upstream, mut request) =
        upstream(Reply { status: 302, headers, ..Reply::default() }).await;
    request.headers.push(field("x-token", "t"));
    let reply = NativeHost::new().unwrap().send(request).await.unwrap();
    assert_eq!(reply.status, 302);
    assert_eq!(reply.headers, [field("content-type", "text/plain"), field("retry-after", "3")]);
    let sent = upstream.requests();
    let names: Vec<_> = sent[0].headers.keys().map(String::as_str).collect();
    assert_eq!((sent.len(), names), (1, vec!["accept", "accept-encoding", "host", "x-token"]));
}

#[tokio::test]
async fn a_request_whose_body_is_not_wanted_ends_with_the_head() {
    let body = vec![b' '; 2 * LIMIT];
    let (_upstream, mut request) =
        upstream(Reply { body, fault: Fault::HangBody, ..Reply::default() }).await;
    request.ignore_body = true;
    let host = NativeHost::new().unwrap();
    let reply = timeout(PATIENCE, host.send(request)).await.unwrap().unwrap();
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[tokio::test]
async fn what_is_dropped_is_aborted() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hang", listener.local_addr().unwrap());
    let host = NativeHost::new().unwrap();
    let mut sending = Box::pin(host.send(get(url)));
    let mut connection = tokio::select! {
        reply = &mut sending => panic!("{reply:?}"),
        accepted = listener.accept() => accepted.unwrap().0,
    };
    let mut start = [0; 9];
    tokio::select! {
        reply = &mut sending => panic!("{reply:?}"),
        read = connection.read_exact(&mut start) => assert_eq!(read.unwrap(), start.len()),
    }
    assert_eq!(&start, b"GET /hang");
    drop(sending);
    // A reset is an end, too.
    let ended = timeout(PATIENCE, connection.read_to_end(&mut Vec::new())).await;
    assert!(ended.is_ok(), "the connection stays open");
}

#[tokio::test]
async fn time_goes_on_and_seeds_differ() {
    let host = NativeHost::new().unwrap();
    let moment = host.now() + Duration::from_millis(20);
    host.sleep_until(moment).await;
    assert!(host.now() >= moment);
    host.sleep_until(moment).await;
    assert!(NativeHost::unix_time().to_iso8601().as_str() > "2025-01-01T00:00:00.000Z");
    assert_ne!(NativeHost::seed(), NativeHost::seed());
}
