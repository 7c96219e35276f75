//! Every shared scenario through the npm package, in Node and in a page of Chromium, with real services
//! on loopback.
//!
//! `cargo xtask test --only web` packs the package first. What a page cannot do or show is listed in the
//! module `page`; a scenario that is listed there and passes all the same is a failure, too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../common/mod.rs"]
mod common;
mod page;
mod session;
mod upstreams;

use std::panic::AssertUnwindSafe;

use common::scenario::{self, Case, Observed, Scenario};
use session::Session;
use upstreams::Upstreams;

#[tokio::test]
async fn every_scenario_in_node() {
    let mut session = Session::start("tests/web/scenarios/node.mjs").await;
    let mut failures = Vec::new();
    for scenario in chosen() {
        let started = Upstreams::start(&scenario).await;
        failures.extend(run(&scenario, started, &mut session, "in Node").await.err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn every_scenario_in_chromium() {
    let mut session = Session::start("tests/web/scenarios/chromium.mjs").await;
    let mut failures = Vec::new();
    for scenario in chosen() {
        let started = Upstreams::start_for_pages(&scenario).await;
        let outcome = run(&scenario, started, &mut session, "in Chromium").await;
        failures.extend(page::judge(&scenario.name, outcome).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// All scenarios, or the one that `ORQUESTA_SCENARIO` names.
fn chosen() -> Vec<Scenario> {
    let only = std::env::var("ORQUESTA_SCENARIO").ok();
    let mut scenarios = scenario::all();
    scenarios.retain(|scenario| only.as_ref().is_none_or(|only| *only == scenario.name));
    assert!(!scenarios.is_empty());
    scenarios
}

/// Plays a scenario; the error is its first disappointed expectation.
async fn run(
    scenario: &Scenario,
    (plan, upstreams): (serde_json::Value, Upstreams),
    session: &mut Session,
    place: &str,
) -> Result<(), String> {
    let context = format!("{} {place}", scenario.name);
    session.open(&plan, &scenario.variables).await.map_err(|e| format!("{context}: {e}"))?;
    for case in &scenario.requests {
        tokio::time::sleep(case.after).await;
        upstreams.clear();
        let answer = session.handle(case).await.map_err(|e| format!("{context}: {e}"))?;
        let observed = Observed { sent: upstreams.sent(), ..answer };
        check(case, &observed, &context)?;
    }
    Ok(())
}

/// The expectations of a case, with what a panic says as the error.
fn check(case: &Case, observed: &Observed, context: &str) -> Result<(), String> {
    let checked = std::panic::catch_unwind(AssertUnwindSafe(|| case.check(observed, context)));
    checked.map_err(|said| match said.downcast::<String>() {
        Ok(said) => *said,
        Err(_) => format!("{context}: failed"),
    })
}
