//! Every scenario in virtual time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "sim")]

mod common;

use std::collections::BTreeMap;

use common::scenario::{self, Fault, Observed, Scenario, Sent};
use orquesta::engine::{AttemptKind, CancelCause};
use orquesta::gateway::Incoming;
use orquesta::http::Failure;
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Moment, Sim, What};
use orquesta::time::{Duration, Instant};

#[test]
fn every_scenario_in_virtual_time() {
    let scenarios = scenario::all();
    assert!(!scenarios.is_empty());
    let only = std::env::var("ORQUESTA_SCENARIO").ok();
    for scenario in scenarios.iter().filter(|s| only.as_ref().is_none_or(|only| *only == s.name)) {
        run(scenario);
    }
}

fn run(scenario: &Scenario) {
    let name = &scenario.name;
    let variable = |wanted: &str| {
        let found = scenario.variables.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    let plan = Plan::parse(&serde_json::to_vec(&scenario.plan).unwrap(), &variable)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    // One after the other, as each request must find the replies that the last one left.
    let sim = Sim::new(1);
    for upstream in &scenario.upstreams {
        let service = plan.services.iter().find(|service| service.name == upstream.service);
        let service = service.unwrap_or_else(|| panic!("{name}: no `{}`", upstream.service));
        let (method, path) = upstream.target.split_once(' ').unwrap();
        let behaviours: Vec<_> = upstream.replies.iter().map(behaviour).collect();
        sim.on(&format!("{method} {}{path}", service.url), behaviours);
    }
    for case in &scenario.requests {
        sim.advance(case.after);
        let (started, already) = (sim.elapsed(), sim.sent().len());
        let traced = sim.trace().len();
        let header = |wanted: &str| {
            case.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
        };
        let incoming = Incoming {
            method: &case.method,
            path: &case.path,
            query: &case.query,
            header: &header,
        };
        let response = sim.answer(&plan, &incoming);
        let sent = sim.sent().split_off(already).into_iter().map(|request| {
            let service =
                plan.services.iter().find(|service| request.url.starts_with(&service.url));
            let service = service.unwrap();
            Sent {
                service: service.name.clone(),
                target: format!("{} {}", request.method, &request.url[service.url.len()..]),
                headers: request.headers,
                body: String::from_utf8(request.body.unwrap_or_default()).unwrap(),
            }
        });
        let observed = Observed {
            status: response.status,
            headers: response.headers.iter().map(|(n, v)| ((*n).into(), v.clone())).collect(),
            body: response.body.to_vec(),
            sent: sent.collect(),
            elapsed: Some(sim.elapsed() - started),
        };
        case.check(&observed, name);
        case.check_trace(&happened(&sim.trace().split_off(traced), started), name);
    }
}

/// What happened to attempts, as scenarios write it, and how long after the request had come.
fn happened(trace: &[Moment], started: Duration) -> Vec<(String, Duration)> {
    let mut sources = BTreeMap::new();
    let mut happened = Vec::new();
    for moment in trace {
        let what = match &moment.what {
            What::Arrived { .. } | What::Answered { .. } => continue,
            What::Sent { attempt, kind, source, .. } => {
                sources.insert(*attempt, source.as_str());
                let kind = match kind {
                    AttemptKind::First => "sent",
                    AttemptKind::Retry => "retry",
                    AttemptKind::Hedge => "hedge",
                };
                format!("{kind} {source}")
            }
            What::Replied { attempt, result: Ok(status), .. } => {
                format!("replied {} {status}", sources[attempt])
            }
            What::Replied { attempt, result: Err(failure), .. } => {
                let failure = match failure {
                    Failure::Interrupted => "interrupted",
                    Failure::Unsent => "unsent",
                    Failure::Truncated => "truncated",
                    Failure::TooLarge => "too large",
                    Failure::NoRoom => "no room",
                };
                format!("failed {} {failure}", sources[attempt])
            }
            What::Cancelled { attempt, cause } => {
                let cause = match cause {
                    CancelCause::Expired => "expired",
                    CancelCause::Unwanted => "aborted",
                };
                format!("{cause} {}", sources[attempt])
            }
        };
        happened.push((what, moment.at.since(Instant::default()) - started));
    }
    happened
}

fn behaviour(reply: &scenario::Reply) -> Behaviour {
    let behaviour = match reply.fault {
        None => Behaviour::reply(reply.status, reply.body.clone()),
        Some(Fault::Refuse) => Behaviour::fail(Failure::Interrupted),
        Some(Fault::Reset) => Behaviour::fail(Failure::Interrupted),
        Some(Fault::Truncate) => Behaviour::fail(Failure::Truncated),
        Some(Fault::Hang) => Behaviour::hang(),
    };
    behaviour.after(reply.delay).with_headers(reply.headers.clone())
}
