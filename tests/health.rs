//! Health as data: saved, restored and merged.

#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use orquesta::plan::Plan;
use orquesta::shared::Health;
use orquesta::sim::{Arrival, Behaviour, Fault, Sim, Upstream};
use orquesta::time::{Instant, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;

const PLAN: &[u8] = br#"{
  "services": {
    "up": {"url": "http://up.test", "hedge": {}},
    "down": {"url": "http://down.test", "attempts": 2, "backoff": {"base": "10ms"},
             "breaker": {"volume": 5, "open": "8s"}}
  },
  "sources": {
    "good": {"service": "up", "path": "/", "empty": []},
    "bad": {"service": "down", "path": "/", "empty": []}
  },
  "endpoints": {"GET /": {"answer": {"good": {"$source": "good"}, "bad": {"$source": "bad"},
                                     "statuses": {"$statuses": "source"}}}}
}"#;

fn plan() -> Plan {
    Plan::parse(PLAN, &|_| None).unwrap()
}

/// A simulation in which one service is up and one is down.
fn sim(seed: u64, requests: u64) -> Sim {
    let sim = Sim::new(seed);
    sim.upstream(
        Upstream::new("http://up.test", Behaviour::reply(200, "[1]"))
            .with(Fault::Jitter(Duration::from_millis(50))),
    );
    sim.upstream(
        Upstream::new("http://down.test", Behaviour::reply(200, "[1]"))
            .with(Fault::Drop { ratio: 1.0 }),
    );
    run(&sim, requests);
    sim
}

fn run(sim: &Sim, requests: u64) {
    let from = sim.elapsed();
    let arrival = |n| Arrival::new(from + Duration::from_millis(20 * n), "/");
    sim.answer_all(&plan(), &(0..requests).map(arrival).collect::<Vec<_>>());
}

fn now(sim: &Sim) -> Instant {
    Instant::default() + sim.elapsed()
}

fn saved(sim: &Sim, time: u64) -> Vec<u8> {
    sim.shared().borrow().health.save(&plan(), now(sim), UnixTime(time))
}

fn asked(sim: &Sim, url: &str) -> usize {
    sim.sent().iter().filter(|request| request.url.starts_with(url)).count()
}

/// What a browser does with the snapshot of the edge.
#[test]
fn a_snapshot_keeps_another_host_from_doomed_calls() {
    let edge = sim(1, 30);
    let snapshot = saved(&edge, 1_000_000);
    let browser = sim(2, 0);
    let restored = |time| Health::restore(&plan(), &snapshot, now(&browser), UnixTime(time));
    browser.shared().borrow_mut().health.merge(
        &restored(1_002_000).unwrap(),
        &plan(),
        now(&browser),
    );
    run(&browser, 5);
    assert_eq!(asked(&browser, "http://down.test"), 0);
    assert_eq!(asked(&browser, "http://up.test"), 5);

    let later = sim(2, 0);
    later.shared().borrow_mut().health =
        Health::restore(&plan(), &snapshot, now(&later), UnixTime(1_009_000)).unwrap();
    run(&later, 1);
    assert_eq!(asked(&later, "http://down.test"), 1, "its time is over, and a probe is sent");
}

#[test]
fn what_was_saved_is_restored() {
    let sim = sim(3, 40);
    let snapshot = saved(&sim, 5000);
    let restored = Health::restore(&plan(), &snapshot, now(&sim), UnixTime(5000)).unwrap();
    assert_eq!(restored.save(&plan(), now(&sim), UnixTime(5000)), snapshot);
    let hour = UnixTime(5000 + 3_600_000);
    let forgotten = Health::restore(&plan(), &snapshot, now(&sim), hour).unwrap();
    let text = String::from_utf8(forgotten.save(&plan(), now(&sim), hour)).unwrap();
    assert!(text.contains(r#""latency":{"previous":[],"current":[]}"#), "{text}");
    assert!(!text.contains("[1,"), "{text}");
}

#[test]
fn merging_is_in_any_order_and_any_number_of_times() {
    let (a, b) = (sim(4, 3), sim(5, 60));
    let at = now(&a).max(now(&b));
    let health = |sim: &Sim| sim.shared().borrow().health.clone();
    let text = |health: &Health| health.save(&plan(), at, UnixTime(0));
    let (mut ab, mut ba) = (health(&a), health(&b));
    ab.merge(&health(&b), &plan(), at);
    ba.merge(&health(&a), &plan(), at);
    assert_eq!(text(&ab), text(&ba));
    let once = text(&ab);
    ab.merge(&health(&b), &plan(), at);
    ab.merge(&health(&a), &plan(), at);
    assert_eq!(text(&ab), once);
}

#[test]
fn mistakes_are_named() {
    for (text, error) in [
        ("", "$: expected a value"),
        ("[]", "$.version: expected a value"),
        (r#"{"version":2}"#, "$.version: expected the version 1"),
        (r#"{"version":1,"saved_at":-1}"#, "$.saved_at: expected an integer that is not negative"),
        (r#"{"version":1,"saved_at":1}"#, "$.services: expected a value"),
        (
            r#"{"version":1,"saved_at":1,"services":{"up":{"breaker":{"remaining_ms":0,"state":"ajar"}}}}"#,
            "$.services.up.breaker.state: expected `closed`, `open` or `half_open`",
        ),
    ] {
        let result = Health::restore(&plan(), text.as_bytes(), Instant::default(), UnixTime(0));
        assert_eq!(result.unwrap_err().to_string(), error, "{text}");
    }
}

proptest! {
    /// Nothing in a snapshot from elsewhere panics or keeps a service closed off beyond the plan.
    #[test]
    fn hostile_snapshots_do_no_harm(edits in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)) {
        let edge = sim(6, 30);
        let mut text = saved(&edge, 1000);
        for (place, byte) in edits {
            let place = place.index(text.len());
            text[place] = b"0123456789,[]{}\":ex"[usize::from(byte) % 19];
        }
        let browser = sim(7, 0);
        if let Ok(health) = Health::restore(&plan(), &text, now(&browser), UnixTime(1000)) {
            browser.shared().borrow_mut().health.merge(&health, &plan(), now(&browser));
            browser.advance(Duration::from_secs(60));
            run(&browser, 1);
            prop_assert!(asked(&browser, "http://down.test") > 0);
        }
    }
}
