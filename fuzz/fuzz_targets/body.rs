//! Looks for bodies of services that make an answer something else than JSON.
//!
//! From the root: `cargo +nightly fuzz run body fuzz/corpus/body fuzz/seeds/json`.
#![no_main]

use std::sync::LazyLock;

use orquesta::gateway::Incoming;
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Sim};

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let plan = Plan::parse(include_bytes!("../../plans/dashboard.json"), &|_| None);
    plan.unwrap_or_else(|error| panic!("{error}"))
});

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for target in ["/api/dashboard/consolidated", "/api/dashboard/summary"] {
        let sim = Sim::new(1);
        for call in [
            "GET http://localhost:8081/api/v1/auth/users",
            "GET http://localhost:3000/scrapedAccounts",
            "POST http://localhost:8000/dbquery/user",
            "GET http://localhost:8080/getDashboardInfo",
        ] {
            sim.on(call, [Behaviour::reply(200, body)]);
        }
        let incoming = Incoming { method: "GET", path: target, query: "", header: &|_| None };
        let answer = sim.answer(&PLAN, &incoming).body.to_vec();
        // A body is spliced in with the nesting that it has, one level deeper.
        if let Err(error) = orquesta::json::validate(&answer) {
            assert!(error.expected.contains("levels"), "{error}");
        }
    }
});
