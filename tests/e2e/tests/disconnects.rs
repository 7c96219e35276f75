//! Clients that go away before their answer leave nothing behind in the Worker.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use orquesta_backends::{Faults, Options, Service, start};
use orquesta_e2e::altered::{Altered, memory};
use orquesta_e2e::{Worker, plan, services};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The answer to a client that stays.
const LIMIT: Duration = Duration::from_millis(500);

const CLIENTS: usize = 16;
const ROUNDS: usize = 9;

/// How much the memory may grow once it is as large as this load needs. What one client left behind
/// would be the bodies of three services, some 700 kB.
const SLACK: u64 = 2 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_go_away_leave_nothing_in_memory() {
    let backends = start(Options { posts: 2000, ..Options::default() }).await.unwrap();
    let mut variables = services(&backends.urls);
    variables.push(("REQUEST_TIMEOUT".into(), LIMIT.as_secs_f64().to_string()));
    variables.push(("MAX_RETRIES".into(), "1".into()));
    let altered = Altered::copy().memory_shown();
    let mut worker = Worker::start_built(altered.folder(), &plan("dashboard.json"), &variables);
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
