//! How long answers take, as ratios within one run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use orquesta_backends::{Faults, Options, Service, Services, start};
use orquesta_e2e::{Response, Worker, plan, services};

const CONSOLIDATED: &str = "/api/dashboard/consolidated";

async fn dashboard(variables: &[(&str, &str)]) -> (Services, Worker) {
    let backends = start(Options { posts: 200, ..Options::default() }).await.unwrap();
    let mut all = services(&backends.urls);
    all.extend(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    let worker = Worker::start(&plan("dashboard.json"), &all);
    // Connections are made and the plan is read before anything is timed.
    worker.get(CONSOLIDATED).await;
    (backends, worker)
}

async fn timed(worker: &Worker, target: &str) -> (Response, Duration) {
    let started = Instant::now();
    let response = worker.get(target).await;
    (response, started.elapsed())
}

#[tokio::test]
async fn services_are_asked_at_once() {
    let (backends, worker) = dashboard(&[]).await;
    let delays = [500, 400, 600, 300];
    for (service, delay_ms) in Service::ALL.into_iter().zip(delays) {
        backends.set_faults(service, Faults { delay_ms, ..Faults::default() });
    }
    let slowest = Duration::from_millis(600);
    // Other work on this machine can only make an answer later, so the best of a few counts.
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let (response, took) = timed(&worker, CONSOLIDATED).await;
        assert_eq!(response.status, 200);
        assert!(took >= slowest, "{took:?}");
        best = best.min(took);
    }
    let ratio = best.as_secs_f64() / slowest.as_secs_f64();
    println!(
        "one after the other: 1800 ms; slowest: 600 ms; the answer: {best:?}, {ratio:.3} times"
    );
    assert!(ratio <= 1.03, "{best:?} is {ratio:.3} times the slowest");
}

/// Each service in turn hangs, before its answer and within it; the answer comes at its limit.
#[tokio::test]
async fn a_hanging_service_delays_no_answer_beyond_its_limit() {
    let (backends, worker) = dashboard(&[("REQUEST_TIMEOUT", "0.5")]).await;
    let limit = Duration::from_millis(500);
    for service in Service::ALL {
        for faults in [
            Faults { hang: true, ..Faults::default() },
            Faults { hang_body: true, ..Faults::default() },
            Faults { delay_ms: 5000, ..Faults::default() },
        ] {
            backends.set_faults(service, faults);
            let (response, took) = timed(&worker, CONSOLIDATED).await;
            backends.clear_faults(service);
            let metadata = &response.json()["metadata"];
            for other in Service::ALL {
                let expected = if other == service { "timeout" } else { "ok" };
                assert_eq!(metadata["services_status"][other.name()], expected, "{metadata}");
            }
            let report = &metadata["services"][service.name()];
            assert_eq!(report["reason"], "no answer within 500 ms", "{report}");
            let ratio = took.as_secs_f64() / limit.as_secs_f64();
            assert!((1.0..1.5).contains(&ratio), "{}: {took:?}", service.name());
        }
    }
}

#[tokio::test]
async fn health_asks_every_service_at_once() {
    let (backends, worker) = dashboard(&[]).await;
    for service in Service::ALL {
        backends.set_faults(service, Faults { hang: true, ..Faults::default() });
    }
    let (response, took) = timed(&worker, "/api/health/services").await;
    for service in Service::ALL {
        assert_eq!(response.json()[service.name()], "timeout");
    }
    let ratio = took.as_secs_f64() / 2.0;
    assert!((1.0..1.5).contains(&ratio), "{took:?} for four services that get 2 s each");
}
