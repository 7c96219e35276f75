//! Requests leave nothing behind in the Worker's memory, neither those that are answered nor those whose
//! clients go away before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::rc::Rc;
use std::time::Duration;

use orquesta_backends::{Faults, Options, Service, start};
use orquesta_e2e::altered::{Altered, memory};
use orquesta_e2e::raw::{Raw, Step};
use orquesta_e2e::{Worker, plan, services};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

/// The longest time for an answer.
const LIMIT: Duration = Duration::from_millis(500);

const CLIENTS: usize = 16;
const ROUNDS: usize = 6;

/// How much the memory may grow once it is as large as this load needs. What one client left behind
/// would be the bodies of three services, some 700 kB.
const SLACK: u64 = 2 << 20;

/// Small requests, so that the little that one might leave shows: a forgotten timer is some hundred bytes.
/// They are answered well, or fail in each way that leaves something to be given up.
#[tokio::test]
async fn requests_leave_nothing_in_memory() {
    let upstream = Raw::start(Vec::new()).unwrap();
    let altered = Altered::copy().memory_shown();
    let send = |text: &str| Step::Send(text.as_bytes().to_vec());
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for (name, steps, expected) in [
        ("well", vec![send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1")], "ok"),
        ("chunked", vec![send(&format!("{chunked}1\r\n1\r\n0\r\n\r\n"))], "ok"),
        ("silent", Vec::new(), "timeout"),
        ("silent in the body", vec![send(&format!("{chunked}1\r\n1\r\n"))], "timeout"),
        ("closed", vec![Step::Close], "error"),
        ("closed in the body", vec![send(&format!("{chunked}1\r\n1\r\n")), Step::Close], "error"),
        (
            "too large",
            vec![send(&format!("{chunked}{}", "1\r\n \r\n".repeat(60))), Step::Close],
            "error",
        ),
        (
            "a redirect",
            vec![send("HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n"), Step::Close],
            "error",
        ),
    ] {
        upstream.set(steps);
        let timeout = if expected == "timeout" { "20ms" } else { "20s" };
        let variables = [("URL", upstream.url()), ("TIMEOUT", timeout.to_owned())];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        let worker = Rc::new(Worker::start_built(altered.folder(), PLAN, &variables));
        let mut sizes = Vec::new();
        for _ in 0..ROUNDS {
            ask(&worker, 480, expected).await;
            sizes.push(memory(&worker).await);
        }
        println!("bytes after each 480 answers, {name}: {sizes:?}");
        // Two pages, as more may come together in one round than in another.
        let grown = sizes[ROUNDS - 1] - sizes[ROUNDS / 3];
        assert!(grown <= 2 << 16, "{name}: the memory grows: {sizes:?}");
        Rc::into_inner(worker).expect("nothing else holds the Worker").assert_unharmed();
    }
}

const PLAN: &str = r#"{
  "variables": { "URL": null, "TIMEOUT": null },
  "defaults": { "timeout": "${TIMEOUT}", "attempts": 1, "max_body": 200, "breaker": "off" },
  "services": { "one": { "url": "${URL}" } },
  "sources": { "one": { "service": "one", "path": "/" } },
  "endpoints": { "GET /one": { "answer": { "one": { "$source": "one" }, "reports": { "$reports": "source" } } } }
}"#;

/// Sends that many requests, `CLIENTS` at a time.
async fn ask(worker: &Rc<Worker>, count: usize, expected: &'static str) {
    let local = LocalSet::new();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let worker = worker.clone();
        let client = async move {
            for _ in 0..count / CLIENTS {
                let answer = worker.get("/one").await.json();
                assert_eq!(answer["reports"]["one"]["status"], expected);
            }
        };
        clients.spawn_local_on(client, &local);
    }
    local.run_until(clients.join_all()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_go_away_leave_nothing_in_memory() {
    let backends = start(Options { posts: 2000, ..Options::default() }).await.unwrap();
    let mut variables = services(&backends.urls);
    variables.push(("REQUEST_TIMEOUT".into(), LIMIT.as_secs_f64().to_string()));
    variables.push(("MAX_RETRIES".into(), "1".into()));
    let altered = Altered::copy().memory_shown();
    // Every client is to wait for a service, however often it has not answered.
    let breaker_off = r#""defaults": { "breaker": "off","#;
    let plan = plan("dashboard.json").replacen(r#""defaults": {"#, breaker_off, 1);
    let mut worker = Worker::start_built(altered.folder(), &plan, &variables);
    // Three services have answered when the client goes, so their bodies are in memory.
    backends.set_faults(Service::Dashboard, Faults { hang: true, ..Faults::default() });
    let mut sizes = Vec::new();
    for _ in 0..ROUNDS {
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            clients.spawn(go_away(worker.port(), 3 * LIMIT / 5));
        }
        clients.join_all().await;
        // Their requests run on to the end of their time.
        sleep(LIMIT).await;
        sizes.push(memory(&worker).await);
    }
    println!("bytes after each {CLIENTS} clients that went away: {sizes:?}");
    let (early, late) = (sizes[ROUNDS / 3], sizes[ROUNDS - 1]);
    assert!(late <= early + SLACK, "the memory grows: {sizes:?}");
    backends.clear_faults(Service::Dashboard);
    let answer = worker.get("/api/dashboard/consolidated").await.json();
    for service in Service::ALL {
        assert_eq!(answer["metadata"]["services_status"][service.name()], "ok");
    }
    worker.assert_unharmed();
}

/// Asks for a dashboard and resets the connection `after` a while, without an answer.
async fn go_away(port: u16, after: Duration) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = "GET /api/dashboard/consolidated HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    sleep(after).await;
    let mut byte = [0];
    let answered = stream.try_read(&mut byte);
    assert!(answered.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
    // A mere end of what the client sends could mean that it still reads.
    stream.set_zero_linger().unwrap();
}
