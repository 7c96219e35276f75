//! A few worlds of every plan here held to the laws; `cargo xtask sim` explores many more.

#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::panic)]

use orquesta::plan::Plan;
use orquesta::sim::explore::Explorer;

fn explore(text: &[u8], seeds: u64) -> orquesta::sim::explore::Coverage {
    let plan = Plan::parse(text, &|_| None).unwrap();
    let mut explorer = Explorer::new(&plan);
    for seed in 0..seeds {
        let world = explorer.world(seed);
        if let Err(violation) = explorer.check(&world) {
            let smaller = explorer.shrink(world, &violation);
            let violation = explorer.check(&smaller).unwrap_err();
            for moment in explorer.timeline(&smaller) {
                println!("{moment}");
            }
            panic!("seed {seed}: {violation}\n{smaller:#?}");
        }
    }
    explorer.coverage().clone()
}

#[test]
fn every_policy_is_reached_and_no_law_is_broken() {
    let coverage = explore(include_bytes!("sim/policies.json"), 2000);
    println!("{coverage}");
    for what in [
        "retries",
        "hedges",
        "attempts given up",
        "attempts unwanted",
        "requests shed",
        "ok",
        "no_data",
        "error",
        "timeout",
        "circuit_open",
        "shed",
        "stale",
        "fallback",
        "skipped",
        "cancelled",
    ] {
        assert!(coverage.of(what) > 0, "{what} never happened in\n{coverage}");
    }
}

#[test]
fn the_dashboard_breaks_no_law() {
    explore(include_bytes!("../plans/dashboard.json"), 300);
}
