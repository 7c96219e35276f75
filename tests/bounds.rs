//! What hostile bodies cannot do: grow memory far beyond their own size, or take the answer down.

#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used)]

use orquesta::gateway::Incoming;
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Sim};
use serde_json::Value;

fn summary(users: String, accounts: String) -> Value {
    let plan = Plan::parse(include_bytes!("../plans/dashboard.json"), &|_| None).unwrap();
    let sim = Sim::new(1);
    let metrics = r#"{"items":[],"count":0,"dashboard":[]}"#;
    for (target, body) in [
        ("GET http://localhost:8081/api/v1/auth/users", users.as_str()),
        ("GET http://localhost:3000/scrapedAccounts", accounts.as_str()),
        ("POST http://localhost:8000/dbquery/user", metrics),
    ] {
        sim.on(target, [Behaviour::reply(200, body)]);
    }
    let path = "/api/dashboard/summary";
    let incoming = Incoming { method: "GET", path, query: "", header: &|_| None };
    serde_json::from_slice(&sim.answer(&plan, &incoming).body.to_vec()).unwrap()
}

fn list(count: usize, element: impl Fn(usize) -> String) -> String {
    format!("[{}]", (1..=count).map(element).collect::<Vec<_>>().join(","))
}

/// Past 100,000 different keys the rest is left out and counted; known keys go on counting.
#[test]
fn keys_without_end_are_cut_off_and_counted() {
    let accounts = list(100_010, |n| format!(r#"{{"userId":{n}}},{{"userId":7}}"#));
    let users = list(100_003, |n| format!(r#"{{"id":{n},"email":"e{n}"}}"#));
    let answer = summary(users, accounts);
    let services = &answer["metadata"]["services"];
    assert_eq!(services["microservice2"]["unusable"], 10);
    assert_eq!(services["microservice1"]["unusable"], 3);
    let first = &answer["rankings"]["top_users"][0];
    assert_eq!((&first["user_id"], &first["email"]), (&Value::from(7), &Value::from("e7")));
    assert_eq!(first["accounts_count"], 100_011);
}

#[test]
fn too_deep_and_too_large_bodies_are_errors() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let large = list(9_000_000, |_| "1".into());
    let answer = summary(deep, large);
    let services = &answer["metadata"]["services"];
    let reason = |service: &str| services[service]["reason"].as_str().unwrap().to_owned();
    assert_eq!(
        reason("microservice1"),
        "the body is not JSON: expected at most 128 levels of nesting at byte 128"
    );
    assert_eq!(reason("microservice2"), "the answer is larger than 16777216 bytes");
}
