//! Every shared scenario against the built Worker in `workerd`, with real services on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../common/mod.rs"]
mod common;
mod upstreams;

use common::scenario::{self, Observed, Scenario};
use orquesta_e2e::Worker;
use upstreams::Upstreams;

#[tokio::test]
async fn every_scenario_in_workerd() {
    let scenarios = scenario::all();
    assert!(!scenarios.is_empty());
    let only = std::env::var("ORQUESTA_SCENARIO").ok();
    for scenario in scenarios.iter().filter(|s| only.as_ref().is_none_or(|only| *only == s.name)) {
        run(scenario).await;
    }
}

async fn run(scenario: &Scenario) {
    let (plan, upstreams) = Upstreams::start(scenario).await;
    let worker = Worker::start(&plan.to_string(), &scenario.variables);
    for case in &scenario.requests {
        tokio::time::sleep(case.after).await;
        upstreams.clear();
        let response = worker.send(&case.method, &case.target(), &case.headers).await;
        let observed = Observed {
            status: response.status,
            headers: response.headers,
            body: response.body,
            sent: upstreams.sent(),
            elapsed: None,
        };
        case.check(&observed, &format!("{} in workerd", scenario.name));
    }
}
