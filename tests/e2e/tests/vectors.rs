//! The recorded answers of the dashboard contract, through the built Worker in `workerd`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../common/mod.rs"]
mod common;

use orquesta_backends::{Reply, Script, ScriptedUpstream};
use orquesta_e2e::{Worker, plan, services};
use serde_json::Value;

#[tokio::test]
async fn every_vector_is_answered_as_recorded() {
    let mut checked = 0;
    for name in ["empty", "one_post", "two_posts", "snake_case", "typical"] {
        let vector = common::read_json(&format!("tests/vectors/{name}.json"));
        let mut scripts: [Script; 4] = Default::default();
        for (target, body) in vector["upstreams"].as_object().unwrap() {
            let (service, call) = target.split_once(' ').unwrap();
            let call: Vec<_> = call.split(' ').take(2).collect();
            let place = service.strip_prefix("microservice").unwrap().parse::<usize>().unwrap() - 1;
            scripts[place].insert(call.join(" "), vec![Reply::json(body.to_string())]);
        }
        let mut upstreams = Vec::new();
        for script in scripts {
            upstreams.push(ScriptedUpstream::start(script).await.unwrap());
        }
        let urls = std::array::from_fn(|place| upstreams[place].url.clone());
        let worker = Worker::start(&plan("dashboard.json"), &services(&urls));
        for (request, expected) in vector["expect"].as_object().unwrap() {
            let response = worker.get(request.strip_prefix("GET ").unwrap()).await;
            assert_eq!(response.status, 200);
            let difference = common::difference(
                &common::comparable(response.json(), request),
                expected,
                false,
                "$",
            );
            assert_eq!(difference, None, "{name} {request}");
            if request.ends_with("consolidated") {
                let metrics = &vector["upstreams"]["microservice3 POST /dbquery/user {}"];
                assert_contains(&response.body, metrics);
            }
            checked += 1;
        }
    }
    assert_eq!(checked, 10);
}

/// What a service says is in the answer to the byte.
fn assert_contains(answer: &[u8], body: &Value) {
    let body = body.to_string();
    let found = answer.windows(body.len()).any(|part| part == body.as_bytes());
    assert!(found, "the body is not in the answer as it came");
}
