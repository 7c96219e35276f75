//! What is no longer waited for is aborted: the service sees its connection close.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use orquesta_e2e::{Worker, plan, services};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::{Duration, timeout};

/// Long enough for any machine; it passes only when the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_hanging_request_is_closed_at_its_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut variables = services(&std::array::from_fn(|_| url.clone()));
    variables.push(("REQUEST_TIMEOUT".into(), "0.3".into()));
    variables.push(("MAX_RETRIES".into(), "1".into()));
    let worker = Worker::start(&plan("dashboard.json"), &variables);

    // Takes the four requests, answers none, and reads on until each connection ends.
    let closed = tokio::spawn(async move {
        let mut connections = Vec::new();
        for _ in 0..4 {
            let (mut connection, _) = listener.accept().await.unwrap();
            connections.push(tokio::spawn(async move {
                let mut request = Vec::new();
                // A reset is an end, too.
                let _ = connection.read_to_end(&mut request).await;
                String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned()
            }));
        }
        let mut requests = Vec::new();
        for connection in connections {
            requests.push(connection.await.unwrap());
        }
        requests.sort();
        requests
    });
    let answer = worker.get("/api/dashboard/consolidated").await.json();
    assert_eq!(answer["metadata"]["services_status"]["microservice1"], "timeout");
    let requests = timeout(PATIENCE, closed).await.expect("the connections stay open").unwrap();
    let expected = [
        "GET /api/v1/auth/users HTTP/1.1",
        "GET /getDashboardInfo HTTP/1.1",
        "GET /scrapedAccounts HTTP/1.1",
        "POST /dbquery/user HTTP/1.1",
    ];
    assert_eq!(requests, expected);
}
