//! Every shared scenario against the built Worker in `workerd`, with real services on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::net::TcpListener;

use common::scenario::{self, Fault as Named, Observed, Scenario, Sent};
use orquesta_backends::{Fault, Reply, Script, ScriptedUpstream};
use orquesta_e2e::Worker;
use serde_json::Value;

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
    let name = &scenario.name;
    let mut plan = scenario.plan.clone();
    let mut upstreams: BTreeMap<String, ScriptedUpstream> = BTreeMap::new();
    for (service, description) in plan["services"].as_object_mut().unwrap() {
        let url = if scenario.refuses(service) {
            closed_port()
        } else {
            let upstream = ScriptedUpstream::start(script(scenario, service)).await.unwrap();
            let url = upstream.url.clone();
            upstreams.insert(service.clone(), upstream);
            url
        };
        description["url"] = Value::String(url);
    }
    let worker = Worker::start(&plan.to_string(), &scenario.variables);
    for case in &scenario.requests {
        upstreams.values().for_each(ScriptedUpstream::clear_requests);
        let response = worker.send(&case.method, &case.target(), &case.headers).await;
        let sent = upstreams.iter().flat_map(|(service, upstream)| {
            upstream.requests().into_iter().map(|request| {
                let mark = if request.query.is_empty() { "" } else { "?" };
                Sent {
                    service: service.clone(),
                    target: format!("{} {}{mark}{}", request.method, request.path, request.query),
                    headers: request.headers.into_iter().collect(),
                    body: request.body,
                }
            })
        });
        let observed = Observed {
            status: response.status,
            headers: response.headers,
            body: response.body,
            sent: sent.collect(),
            elapsed: None,
        };
        case.check(&observed, &format!("{name} in workerd"));
    }
}

fn script(scenario: &Scenario, service: &str) -> Script {
    let upstreams = scenario.upstreams.iter().filter(|upstream| upstream.service == service);
    let replies = |upstream: &scenario::Upstream| upstream.replies.iter().map(reply).collect();
    upstreams.map(|upstream| (upstream.target.clone(), replies(upstream))).collect()
}

fn reply(reply: &scenario::Reply) -> Reply {
    let fault = match reply.fault {
        None | Some(Named::Refuse) => Fault::None,
        Some(Named::Reset) => Fault::Reset,
        Some(Named::Hang) => Fault::Hang,
        Some(Named::Truncate) => Fault::Truncate(reply.body.len() / 2),
    };
    Reply {
        status: reply.status,
        headers: reply.headers.clone(),
        body: reply.body.clone(),
        delay: reply.delay,
        fault,
    }
}

/// A port on which nothing listens.
fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
