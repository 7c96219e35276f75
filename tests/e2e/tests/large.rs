//! Many large answers at once: the memory that they take, and that they leave the Worker as quick as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::rc::Rc;
use std::time::{Duration, Instant};

use orquesta_e2e::Worker;
use orquesta_e2e::altered::{Altered, memory};
use orquesta_e2e::raw::{Raw, Step};
use tokio::task::{JoinSet, LocalSet};

const PLAN: &str = r#"{
  "variables": { "SMALL": null, "LARGE": null },
  "defaults": { "timeout": "60s", "deadline": "60s", "attempts": 1 },
  "services": { "small": { "url": "${SMALL}" }, "large": { "url": "${LARGE}" } },
  "sources": {
    "small": { "service": "small", "path": "/" },
    "large": { "service": "large", "path": "/" }
  },
  "endpoints": {
    "GET /small": { "answer": { "small": { "$source": "small" } } },
    "GET /large": { "answer": {
      "large": { "$source": "large" },
      "sum": { "$sum": "large", "each": "", "value": "/number" },
      "statuses": { "$statuses": "source" }
    } }
  }
}"#;

/// Large answers at once, and how large each is.
const AT_ONCE: usize = 50;
const LARGE: usize = 1_100_000;

/// Small requests in a row.
const SMALL: usize = 1000;

#[tokio::test]
async fn fifty_large_answers_at_once() {
    let records = r#"{"number":7,"text":"as much as it takes to be as large as wanted"},"#;
    let body = format!("[{}0]", records.repeat(LARGE / records.len() + 1));
    let [small, large] = ["[1]", &body].map(|body| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        Raw::start(vec![Step::Send((head + body).into_bytes())]).unwrap()
    });
    let variables = [("SMALL", small.url()), ("LARGE", large.url())];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    let altered = Altered::copy().memory_shown();
    let worker = Rc::new(Worker::start_built(altered.folder(), PLAN, &variables));

    // Until the code is as fast as it will be.
    ask(&worker, "/small", SMALL, 8).await;
    ask(&worker, "/small", SMALL, 8).await;
    let before = ask(&worker, "/small", SMALL, 8).await;
    let instance = memory(&worker).await;
    let resident = worker.resident();
    ask(&worker, "/large", AT_ONCE, AT_ONCE).await;
    let instance_after = memory(&worker).await;
    // Not held to anything: the garbage collector and the allocator take their time to give back.
    if let (Some((base, _)), Some((_, most))) = (resident, worker.resident()) {
        println!("{AT_ONCE} at once took {} MB at most", most.saturating_sub(base) / 1_000_000);
    }
    let after = ask(&worker, "/small", SMALL, 8).await;

    println!("the instance had {instance} bytes, then {instance_after}");
    assert!(instance_after <= instance + LARGE as u64, "bodies were held in the wasm");
    println!("{SMALL} small requests took {before:?} before and {after:?} after");
    assert!(after < 2 * before, "{after:?} after, {before:?} before");
    Rc::into_inner(worker).expect("nothing else holds the Worker").assert_unharmed();
}

/// Sends so many requests, some of them at once, and tells how long it took.
async fn ask(worker: &Rc<Worker>, target: &'static str, count: usize, at_once: usize) -> Duration {
    let local = LocalSet::new();
    let mut clients = JoinSet::new();
    let started = Instant::now();
    for _ in 0..at_once {
        let worker = worker.clone();
        let client = async move {
            for _ in 0..count / at_once {
                let response = worker.get(target).await;
                assert_eq!(response.status, 200, "{}", worker.log());
                if target == "/large" {
                    // Together they are more than the 48 MiB that may be in flight.
                    let answer = response.json();
                    let whole = response.body.len() > LARGE && answer["statuses"]["large"] == "ok";
                    let shed = answer["large"].is_null() && answer["statuses"]["large"] == "shed";
                    assert!(whole || shed, "{}", answer["statuses"]);
                }
            }
        };
        clients.spawn_local_on(client, &local);
    }
    local.run_until(clients.join_all()).await;
    started.elapsed()
}
