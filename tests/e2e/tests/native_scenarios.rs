//! Every shared scenario on the native host, with real services on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../common/mod.rs"]
mod common;
mod upstreams;

use common::scenario::{self, Observed, Scenario};
use orquesta::gateway::Incoming;
use orquesta::native::NativeHost;
use orquesta::plan::Plan;
use upstreams::Upstreams;

#[tokio::test]
async fn every_scenario_natively() {
    let scenarios = scenario::all();
    assert!(!scenarios.is_empty());
    let only = std::env::var("ORQUESTA_SCENARIO").ok();
    for scenario in scenarios.iter().filter(|s| only.as_ref().is_none_or(|only| *only == s.name)) {
        run(scenario).await;
    }
}

async fn run(scenario: &Scenario) {
    let name = &scenario.name;
    let (plan, upstreams) = Upstreams::start(scenario).await;
    let find = |fields: &[(String, String)], wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    };
    let plan = Plan::parse(plan.to_string().as_bytes(), &|name| find(&scenario.variables, name));
    let plan = plan.unwrap_or_else(|error| panic!("{name}: {error}"));
    let host = NativeHost::new().unwrap();
    for case in &scenario.requests {
        tokio::time::sleep(case.after).await;
        upstreams.clear();
        let header = |name: &str| find(&case.headers, name);
        let incoming = Incoming {
            method: &case.method,
            path: &case.path,
            query: &case.query,
            header: &header,
        };
        let response = host.answer(&plan, &incoming).await;
        let observed = Observed {
            status: response.status,
            headers: response.headers.iter().map(|(n, v)| ((*n).into(), v.clone())).collect(),
            body: response.body.to_vec(),
            sent: upstreams.sent(),
            elapsed: None,
        };
        case.check(&observed, &format!("{name} natively"));
    }
}
