//! Looks for plans that break the reader of plans, or the engine that runs them.
//!
//! From the root: `cargo +nightly fuzz run plan fuzz/corpus/plan plans tests/plan`.
#![no_main]

use orquesta::gateway::Incoming;
use orquesta::plan::Plan;
use orquesta::sim::Sim;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    let variables = Plan::variables(text);
    match Plan::parse(text, &|_| None) {
        Ok(plan) => {
            assert!(variables.is_ok(), "a plan whose variables cannot be told");
            for endpoint in &plan.endpoints {
                let path = endpoint.route.to_string();
                let sim = Sim::new(1);
                let incoming =
                    Incoming { method: "GET", path: &path, query: "", header: &|_| None };
                let response = sim.answer(&plan, &incoming);
                let body = response.body.to_vec();
                assert!(orquesta::json::validate(&body).is_ok(), "an answer that is not JSON");
            }
        }
        Err(error) => {
            let error = error.to_string();
            assert!(error.starts_with('$') && !error.ends_with('.'), "{error}");
        }
    }
});
