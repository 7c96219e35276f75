//! The upstreams of a scenario on loopback, for every host that sends real requests.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::net::TcpListener;

use orquesta_backends::{Fault, Reply, Script, ScriptedUpstream};
use serde_json::Value;

use crate::common::scenario::{self, Fault as Named, Scenario, Sent};

/// The upstreams of one scenario, by the name of their service.
pub struct Upstreams(BTreeMap<String, ScriptedUpstream>);

impl Upstreams {
    /// Starts them, and gives the scenario's plan with their URLs.
    pub async fn start(scenario: &Scenario) -> (Value, Self) {
        Self::start_with(scenario, false).await
    }

    /// The same for a host in a page, which calls them from another origin.
    pub async fn start_for_pages(scenario: &Scenario) -> (Value, Self) {
        Self::start_with(scenario, true).await
    }

    async fn start_with(scenario: &Scenario, pages: bool) -> (Value, Self) {
        let mut plan = scenario.plan.clone();
        let mut upstreams = BTreeMap::new();
        for (service, description) in plan["services"].as_object_mut().unwrap() {
            let url = if scenario.refuses(service) {
                closed_port()
            } else {
                let script = script(scenario, service);
                let upstream = if pages {
                    ScriptedUpstream::start_for_pages(script).await.unwrap()
                } else {
                    ScriptedUpstream::start(script).await.unwrap()
                };
                let url = upstream.url.clone();
                upstreams.insert(service.clone(), upstream);
                url
            };
            description["url"] = Value::String(url);
        }
        (plan, Self(upstreams))
    }

    /// Forgets what was sent; the turns of the replies go on.
    pub fn clear(&self) {
        self.0.values().for_each(ScriptedUpstream::clear_requests);
    }

    /// What was sent since.
    pub fn sent(&self) -> Vec<Sent> {
        let sent = self.0.iter().flat_map(|(service, upstream)| {
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
        sent.collect()
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

/// A URL at whose port nothing listens.
pub fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
