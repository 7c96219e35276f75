//! The dashboard over the sample services: real bodies, large ones, and what is sent upstream.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::rc::Rc;

use orquesta_backends::{Faults, Options, Service, start};
use orquesta_e2e::{Worker, plan, services};
use serde_json::Value;
use tokio::task::{JoinSet, LocalSet};

#[tokio::test]
async fn ten_thousand_items() {
    let backends = start(Options { posts: 12_000, ..Options::default() }).await.unwrap();
    let worker = Worker::start(&plan("dashboard.json"), &services(&backends.urls));
    let metrics = body_of(backends.url(Service::Metrics), "/dbquery/user").await;

    let consolidated = worker.get("/api/dashboard/consolidated").await;
    let answer = consolidated.json();
    assert_eq!(answer["metadata"]["total_posts_analyzed"], 10_000);
    assert_eq!(answer["metadata"]["services_status"]["microservice3"], "ok");
    assert!(metrics.len() > 4_000_000, "{} bytes are no large body", metrics.len());
    assert!(contains(&consolidated.body, &metrics), "the body is not in the answer as it came");

    let summary = worker.get("/api/dashboard/summary").await.json();
    let items: Value = serde_json::from_slice(&metrics).unwrap();
    let items = items["items"].as_array().unwrap();
    let sum = |name: &str| items.iter().map(|item| item[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(summary["summary"]["total_views"], sum("views"));
    assert_eq!(summary["summary"]["total_likes"], sum("likes"));
    assert_eq!(summary["summary"]["total_interactions"], sum("totalInteractions"));
    let engagement = |item: &Value| item["engagement"].as_f64().unwrap();
    let mut best: Vec<_> = items.iter().collect();
    best.sort_by(|a, b| engagement(b).total_cmp(&engagement(a)));
    let listed = summary["rankings"]["best_engagement"].as_array().unwrap();
    let ids: Vec<_> = listed.iter().map(|post| &post["post_id"]).collect();
    assert_eq!(ids, best.iter().take(5).map(|post| &post["postId"]).collect::<Vec<_>>());
    assert_eq!(summary["metadata"]["services"]["microservice3"]["unusable"], 0);
}

#[tokio::test]
async fn one_user_who_exists_and_one_who_does_not() {
    let backends = start(Options { posts: 500, ..Options::default() }).await.unwrap();
    let worker = Worker::start(&plan("dashboard.json"), &services(&backends.urls));
    let users = worker.get("/api/dashboard/consolidated").await.json()["users"].clone();
    let id = &users[0]["id"];

    let answer = worker.get(&format!("/api/dashboard/consolidated?user_id={id}")).await.json();
    assert_eq!(answer["users"].as_array().unwrap().len(), 1);
    assert_eq!(answer["users"][0], users[0]);
    for item in answer["metrics"]["items"].as_array().unwrap() {
        assert!(&item["userId"] == id || &item["adminId"] == id, "{item}");
    }
    let answer = worker.get("/api/dashboard/consolidated?user_id=987654321").await.json();
    assert_eq!(answer["users"], Value::Array(Vec::new()));
    assert_eq!(answer["scraped_accounts"], Value::Array(Vec::new()));
    let statuses = &answer["metadata"]["services_status"];
    for service in ["microservice1", "microservice2", "microservice3"] {
        assert_eq!(statuses[service], "no_data", "{statuses}");
    }
}

#[tokio::test]
async fn the_caller_is_known_to_the_service_that_wants_to_know() {
    let options = Options { posts: 200, require_identity: true, ..Options::default() };
    let backends = start(options).await.unwrap();
    let worker = Worker::start(&plan("dashboard.json"), &services(&backends.urls));
    let status = |answer: &Value| answer["metadata"]["services_status"]["microservice2"].clone();

    let anonymous = worker.get("/api/dashboard/consolidated").await.json();
    assert_eq!(status(&anonymous), "error");
    let report = &anonymous["metadata"]["services"]["microservice2"];
    assert_eq!(report["reason"], "answered `401`");
    let identity = [("x-user-id", "1"), ("x-user-role", "ADMIN")];
    let identity = identity.map(|(name, value)| (name.into(), value.into()));
    let known = worker.send("GET", "/api/dashboard/consolidated", &identity).await.json();
    assert_eq!(status(&known), "ok");
    let health = worker.get("/api/health/services").await.json();
    assert_eq!(health["microservice2"], "healthy");
}

/// One isolate serves many requests at once, some of them failing, and mixes none of them up.
#[tokio::test]
async fn requests_at_once_do_not_disturb_each_other() {
    let backends = start(Options { posts: 300, ..Options::default() }).await.unwrap();
    let faults = Faults { delay_ms: 20, jitter_ms: 80, failure_rate: 0.3, ..Faults::default() };
    backends.set_faults(Service::Users, faults);
    let mut variables = services(&backends.urls);
    variables.push(("MAX_RETRIES".into(), "1".into()));
    let worker = Rc::new(Worker::start(&plan("dashboard.json"), &variables));
    let mut requests = JoinSet::new();
    let local = LocalSet::new();
    for number in 0..60 {
        let worker = worker.clone();
        let request = async move {
            let target = if number % 2 == 0 {
                "/api/dashboard/consolidated".to_owned()
            } else {
                format!("/api/dashboard/consolidated?user_id={number}")
            };
            (number, worker.get(&target).await.json())
        };
        requests.spawn_local_on(request, &local);
    }
    let mut failed = 0;
    for (number, answer) in local.run_until(requests.join_all()).await {
        let statuses = &answer["metadata"]["services_status"];
        assert_eq!(statuses["microservice4"], "ok", "{statuses}");
        failed += u32::from(statuses["microservice1"] == "error");
        let users = answer["users"].as_array().unwrap();
        if number % 2 == 1 && statuses["microservice1"] == "ok" {
            assert_eq!(users.len(), 1);
            assert_eq!(users[0]["id"], number);
        }
    }
    assert!((1..60).contains(&failed), "{failed} of 60 failed");
}

async fn body_of(url: &str, path: &str) -> Vec<u8> {
    let client = reqwest::Client::new();
    let request = client.post(format!("{url}{path}")).body("{}");
    let response = request.header("content-type", "application/json").send().await.unwrap();
    response.bytes().await.unwrap().to_vec()
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}
