//! A trap in the wasm, as a panic or memory that ran out is one, ends the requests that were being
//! answered, soon and with an error that says so, and no request that comes after.
//!
//! The trap is a real one: the wasm is as it is shipped, but its memory may not grow to hold a large
//! body. An allocation that fails is an `unreachable` instruction.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use orquesta_e2e::altered::Altered;
use orquesta_e2e::raw::{Raw, Step};
use orquesta_e2e::{Response, Worker};
use serde_json::json;
use tokio::time::{sleep, timeout};

/// Long enough for any machine; it passes only when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// 4 MiB, in which small requests have ample room.
const PAGES: u32 = 64;

/// The length of the body that has no room there.
const LARGE: usize = 10_000_000;
const LENGTH: &str = "content-length: 10000000";
const CHUNKED: &str = "transfer-encoding: chunked";

const PLAN: &str = r#"{
  "variables": { "SMALL_URL": null, "LARGE_URL": null, "SILENT_URL": null },
  "defaults": { "timeout": "10m", "deadline": "10m", "attempts": 1 },
  "services": {
    "small": { "url": "${SMALL_URL}" },
    "large": { "url": "${LARGE_URL}" },
    "silent": { "url": "${SILENT_URL}" }
  },
  "sources": {
    "small": { "service": "small", "path": "/" },
    "large": { "service": "large", "path": "/" },
    "silent": { "service": "silent", "path": "/" }
  },
  "endpoints": {
    "GET /small": { "answer": { "small": { "$source": "small" } } },
    "GET /large": { "answer": { "large": { "$source": "large" } } },
    "GET /silent": { "answer": { "silent": { "$source": "silent" } } }
  }
}"#;

struct Setup {
    worker: Worker,
    large: Raw,
    silent: Raw,
    _small: Raw,
}

impl Setup {
    fn new(pages: u32) -> Self {
        let small = Raw::start(answer("content-length: 7", "{\"a\":1}")).unwrap();
        let [large, silent] = [(); 2].map(|()| Raw::start(Vec::new()).unwrap());
        let variables = [("SMALL_URL", &small), ("LARGE_URL", &large), ("SILENT_URL", &silent)];
        let variables = variables.map(|(name, raw)| (name.to_owned(), raw.url()));
        let altered = Altered::copy().memory_limited(pages);
        let worker = Worker::start_built(altered.folder(), PLAN, &variables);
        Self { worker, large, silent, _small: small }
    }

    async fn get(&self, target: &str) -> Response {
        let answer = timeout(PATIENCE, self.worker.get(target)).await;
        answer.unwrap_or_else(|_| panic!("{target}: no answer; {}", self.worker.log()))
    }

    async fn assert_well(&self) {
        let response = self.get("/small").await;
        assert_eq!((response.status, response.json()), (200, json!({ "small": { "a": 1 } })));
    }

    /// Waits until the log, which comes by another way than answers, tells of that many traps.
    async fn told(&self, count: usize) {
        while self.worker.log().matches("RuntimeError: unreachable").count() < count {
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until that many requests hang in the Worker.
    async fn silent(&self, count: u64) {
        while self.silent.requests() < count {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn a_trap_breaks_no_request_that_follows() {
    let setup = Setup::new(PAGES);
    setup.assert_well().await;
    // A body with a length comes in one piece, one without in many: they trap at different places.
    for (round, head) in [LENGTH, CHUNKED, CHUNKED, LENGTH, LENGTH].into_iter().enumerate() {
        setup.large.set(large(head));
        setup.silent.set(if round % 2 == 0 { Vec::new() } else { busy() });
        let hanging = async {
            tokio::join!(setup.get("/silent"), setup.get("/silent"), setup.get("/silent"))
        };
        let trapping = async {
            timeout(PATIENCE, setup.silent(3)).await.unwrap();
            let response = setup.get("/large").await;
            // The next one, while those in flight may still be ending.
            setup.assert_well().await;
            response
        };
        let ((first, second, third), trapped) = tokio::join!(hanging, trapping);
        for response in [trapped, first, second, third] {
            assert_broken_off(&response);
        }
        // The service that was waited for sees that nobody waits any more.
        timeout(PATIENCE, setup.silent.closed()).await.expect("the connections stay open");
        setup.assert_well().await;
        timeout(PATIENCE, setup.told(round + 1)).await.expect("the trap is not in the log");
    }
    // Nothing that came too late was taken for another trap.
    let log = setup.worker.log();
    for line in ["broke off 4 requests and starts afresh", "RuntimeError: unreachable"] {
        assert_eq!(log.matches(line).count(), 5, "{log}");
    }
    assert_eq!(log.matches("starts afresh").count(), 5, "{log}");
}

/// It is the limit that breaks it, and nothing else about these requests.
#[tokio::test]
async fn with_enough_memory_there_is_no_trap() {
    let mut setup = Setup::new(16 * PAGES);
    for head in [LENGTH, CHUNKED] {
        setup.large.set(large(head));
        let response = setup.get("/large").await;
        assert_eq!((response.status, response.body.len()), (200, LARGE + "{\"large\":}".len()));
    }
    setup.assert_well().await;
    setup.worker.assert_unharmed();
}

fn assert_broken_off(response: &Response) {
    assert_eq!(response.status, 500, "{response:?}");
    for (name, value) in [
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert!(response.headers.contains(&(name.into(), value.into())), "{response:?}");
    }
    let problem = response.json();
    assert_eq!(
        (&problem["title"], &problem["status"]),
        (&json!("Internal Server Error"), &json!(500))
    );
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("failed within and started afresh"), "{detail}");
}

fn large(head: &str) -> Vec<Step> {
    let body = format!("\"{}\"", "x".repeat(LARGE - 2));
    if head == CHUNKED {
        answer(head, &format!("{LARGE:x}\r\n{body}\r\n0\r\n\r\n"))
    } else {
        answer(head, &body)
    }
}

/// An answer without end, which lets its request be called back all the time.
fn busy() -> Vec<Step> {
    let drop = Step::Repeat(b"1\r\n \r\n".to_vec(), u64::MAX, Duration::from_micros(100));
    [answer(CHUNKED, ""), vec![drop]].concat()
}

fn answer(head: &str, body: &str) -> Vec<Step> {
    vec![Step::Send(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}").into_bytes())]
}
