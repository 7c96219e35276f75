//! The recorded answers of the dashboard contract, natively.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "sim")]

mod common;

use orquesta::gateway::Incoming;
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Sim};
use serde_json::Value;

const PLAN: &[u8] = include_bytes!("../plans/dashboard.json");

#[test]
fn every_vector_is_answered_as_recorded() {
    let plan = Plan::parse(PLAN, &|_| None).unwrap();
    let mut checked = 0;
    for entry in std::fs::read_dir(common::root().join("tests/vectors")).unwrap() {
        let path = entry.unwrap().path();
        let vector: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for (request, expected) in vector["expect"].as_object().unwrap() {
            let sim = Sim::new(1);
            for (target, body) in vector["upstreams"].as_object().unwrap() {
                let (service, call) = target.split_once(' ').unwrap();
                let service = plan.services.iter().find(|s| s.name == service).unwrap();
                let (method, rest) = call.split_once(' ').unwrap();
                let body = serde_json::to_vec(body).unwrap();
                sim.on(&format!("{method} {}{rest}", service.url), [Behaviour::reply(200, body)]);
            }
            let path_of = request.strip_prefix("GET ").unwrap();
            let incoming = Incoming { method: "GET", path: path_of, query: "", header: &|_| None };
            let response = sim.answer(&plan, &incoming);
            assert_eq!(response.status, 200);
            let answer: Value = serde_json::from_slice(&response.body.to_vec()).unwrap();
            let answer = common::comparable(answer, request);
            let difference = common::difference(&answer, expected, false, "$");
            assert_eq!(difference, None, "{} {request}", path.display());
            checked += 1;
        }
    }
    assert_eq!(checked, 10);
}
