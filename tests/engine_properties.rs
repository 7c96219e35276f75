//! Laws of the engine, over random policies, upstreams and seeds, in virtual time.
//!
//! A failure prints the case that broke a law, shrunk; `PROPTEST_RNG_SEED` repeats a run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "sim")]

use std::collections::BTreeMap;
use std::time::Duration;

use orquesta::engine::{AttemptId, Engine, Inputs, Step};
use orquesta::gateway::{Incoming, Response};
use orquesta::http::{Failure, Reply};
use orquesta::plan::Plan;
use orquesta::shared::Shared;
use orquesta::sim::{Behaviour, Sim, What};
use orquesta::time::Instant;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

const SOURCES: usize = 5;

/// What a plan and its upstreams are made of.
#[derive(Clone, Debug)]
struct Case {
    timeout: u64,
    source_deadline: u64,
    endpoint_deadline: u64,
    attempts: u64,
    base: u64,
    /// The last source needs a field of the first.
    dependent: bool,
    /// The first source is required.
    required: bool,
    behaviours: Vec<Vec<Behaviour>>,
    seed: u64,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    let result = prop_oneof![
        6 => Just(Behaviour::reply(200, r#"{"id":7,"n":[1,2]}"#)),
        1 => Just(Behaviour::reply(200, "{")),
        1 => Just(Behaviour::reply(404, "")),
        2 => Just(Behaviour::reply(503, "")),
        1 => Just(Behaviour::fail(Failure::Interrupted)),
        1 => Just(Behaviour::hang()),
    ];
    (result, 0..1500_u64).prop_map(|(result, delay)| result.after(Duration::from_millis(delay)))
}

prop_compose! {
    fn case()(
        timeout in 1..1000_u64,
        source_deadline in 1..2000_u64,
        endpoint_deadline in 1..2500_u64,
        attempts in 1..5_u64,
        base in 0..300_u64,
        dependent in any::<bool>(),
        required in any::<bool>(),
        behaviours in vec(vec(behaviour(), 1..4), SOURCES),
        seed in any::<u64>(),
    ) -> Case {
        Case { timeout, source_deadline, endpoint_deadline, attempts, base, dependent, required, behaviours, seed }
    }
}

impl Case {
    fn plan(&self) -> Plan {
        let mut sources = BTreeMap::new();
        let mut answer = json!({"reports": {"$reports": "source"}});
        for number in 0..SOURCES {
            let path = if self.dependent && number == SOURCES - 1 {
                format!("/{number}/{{s0#/id}}")
            } else {
                format!("/{number}")
            };
            sources
                .insert(format!("s{number}"), json!({"service": "a", "path": path, "empty": {}}));
            answer[format!("s{number}")] = json!({"$source": format!("s{number}")});
        }
        let required = if self.required { json!(["s0"]) } else { json!([]) };
        let plan = json!({
            "services": {"a": {
                "url": "http://a.test",
                "timeout": format!("{}ms", self.timeout),
                "deadline": format!("{}ms", self.source_deadline),
                "attempts": self.attempts,
                "backoff": {"base": format!("{}ms", self.base), "max": "1s"},
            }},
            "sources": sources,
            "endpoints": {"GET /": {
                "deadline": format!("{}ms", self.endpoint_deadline),
                "required": required,
                "answer": answer,
            }},
        });
        Plan::parse(plan.to_string().as_bytes(), &|_| None).unwrap()
    }

    fn run(&self, plan: &Plan) -> (Sim, Response) {
        let sim = Sim::new(self.seed);
        for (number, behaviours) in self.behaviours.iter().enumerate() {
            let field = if self.dependent && number == SOURCES - 1 { "/7" } else { "" };
            sim.on(&format!("GET http://a.test/{number}{field}"), behaviours.clone());
        }
        let incoming = Incoming { method: "GET", path: "/", query: "", header: &|_| None };
        let response = sim.answer(plan, &incoming);
        (sim, response)
    }
}

fn reports(response: &Response) -> Value {
    let answer: Value = serde_json::from_slice(&response.body.to_vec()).unwrap();
    let reports = if response.status == 200 { &answer["reports"] } else { &answer["sources"] };
    assert!(reports.is_object(), "{answer}");
    reports.clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn limits_hold_and_reports_tell_the_truth(case in case()) {
        let plan = case.plan();
        let (sim, response) = case.run(&plan);
        prop_assert!(sim.elapsed() <= Duration::from_millis(case.endpoint_deadline));
        let reports = reports(&response);
        for number in 0..SOURCES {
            let report = &reports[format!("s{number}")];
            let attempts = report["attempts"].as_u64().unwrap();
            let url = format!("http://a.test/{number}");
            let sent = sim.sent().iter().filter(|request| request.url.starts_with(&url)).count();
            prop_assert_eq!(attempts, sent as u64);
            prop_assert!(attempts <= case.attempts);
            let latency = report["latency_ms"].as_u64().unwrap();
            prop_assert!(latency <= case.source_deadline, "{}", report);
            let succeeded = report["status"] == "ok" || report["status"] == "no_data";
            prop_assert_eq!(report["reason"].is_null(), succeeded, "{}", report);
        }
        let failed = reports["s0"]["status"] != "ok" && reports["s0"]["status"] != "no_data";
        prop_assert_eq!(response.status, if case.required && failed { 502 } else { 200 });
    }

    #[test]
    fn the_same_seed_gives_the_same_trace_and_bytes(case in case()) {
        let plan = case.plan();
        let ((first, a), (second, b)) = (case.run(&plan), case.run(&plan));
        prop_assert_eq!(first.trace(), second.trace());
        prop_assert_eq!(a.body.to_vec(), b.body.to_vec());
    }

    #[test]
    fn every_attempt_is_answered_or_cancelled_once(case in case()) {
        let (sim, _) = case.run(&case.plan());
        let mut open = Vec::new();
        for moment in sim.trace() {
            match moment.what {
                What::Sent { attempt, .. } => {
                    prop_assert!(!open.contains(&attempt), "sent twice: {}", moment);
                    open.push(attempt);
                }
                What::Replied { attempt, .. } | What::Cancelled { attempt, .. } => {
                    let place = open.iter().position(|known| *known == attempt);
                    prop_assert!(place.is_some(), "ended twice: {}", moment);
                    open.swap_remove(place.unwrap());
                }
                What::Arrived { .. } | What::Answered { .. } => {}
            }
        }
        prop_assert!(open.is_empty(), "left open: {:?}", open);
    }

    /// Polls more often than asked, replies that come twice, late or to nobody change nothing.
    #[test]
    fn spurious_calls_do_no_harm(
        order in vec(0..SOURCES, 0..40),
        extra in vec(0..4_u8, 40),
        seed in any::<u64>(),
    ) {
        let case = Case {
            timeout: 1000, source_deadline: 1000, endpoint_deadline: 1000, attempts: 1, base: 0,
            dependent: false, required: false, behaviours: Vec::new(), seed,
        };
        let plan = case.plan();
        let calm = drive(&plan, seed, &order, &[]);
        let wild = drive(&plan, seed, &order, &extra);
        prop_assert_eq!(calm, wild);
    }

    /// Parts join in the order of the plan, whatever the order in which services answer.
    #[test]
    fn bytes_do_not_depend_on_the_order_of_arrival(order in Just((0..SOURCES).collect::<Vec<_>>()).prop_shuffle()) {
        let case = Case {
            timeout: 1000, source_deadline: 1000, endpoint_deadline: 1000, attempts: 1, base: 0,
            dependent: false, required: false, behaviours: Vec::new(), seed: 1,
        };
        let plan = case.plan();
        let straight: Vec<_> = (0..SOURCES).collect();
        prop_assert_eq!(drive(&plan, 1, &order, &[]), drive(&plan, 1, &straight, &[]));
    }
}

/// A timer that fires late must not send what would have to be aborted at once.
#[test]
fn nothing_is_sent_once_the_time_of_a_source_is_up() {
    let case = Case {
        timeout: 100,
        source_deadline: 100,
        endpoint_deadline: 1000,
        attempts: 3,
        base: 50,
        dependent: false,
        required: false,
        behaviours: Vec::new(),
        seed: 1,
    };
    let plan = case.plan();
    let at = |millis: u64| Instant::from_micros(millis * 1000);
    let inputs = Inputs { seed: 1, ..Inputs::default() };
    let mut engine: Engine<'_> = Engine::new(&plan, plan.route("/").unwrap().0, inputs, at(0));
    let (mut shared, mut sent) = (Shared::default(), Vec::new());
    while let Step::Send { attempt, .. } = engine.poll(&mut shared, at(0)) {
        sent.push(attempt);
    }
    for attempt in sent {
        engine.on_reply(
            attempt,
            Ok(Reply { status: 503, headers: Vec::new(), body: Vec::new() }),
            &mut shared,
            at(10),
        );
    }
    assert!(matches!(engine.poll(&mut shared, at(10)), Step::Wait(_)));
    assert_eq!(engine.poll(&mut shared, at(100)), Step::Done);
    for (_, report) in engine.finish(&mut shared, at(100)).reports {
        assert_eq!(report.attempts, 1);
        assert_eq!(report.status.as_str(), "error");
        assert_eq!(report.reason.as_deref(), Some("answered `503`"));
    }
}

/// A host that wakes late finds the moment of a hedge and the end of its attempt passed together.
#[test]
fn a_hedge_that_was_due_is_not_sent_beside_a_retry() {
    let plan = json!({
        "services": {"a": {
            "url": "http://a.test",
            "timeout": "100ms",
            "attempts": 2,
            "backoff": {"base": "0s"},
            "hedge": {},
        }},
        "sources": {"s": {"service": "a", "path": "/"}},
        "endpoints": {"GET /": {"answer": {"$source": "s"}}},
    });
    let plan = Plan::parse(plan.to_string().as_bytes(), &|_| None).unwrap();
    let at = |millis: u64| Instant::from_micros(millis * 1000);
    let mut shared = Shared::default();
    for _ in 0..20 {
        shared.health.service(0).latency.record(Duration::from_millis(5), at(0));
    }
    let inputs = Inputs { seed: 1, ..Inputs::default() };
    let mut engine: Engine<'_> = Engine::new(&plan, plan.route("/").unwrap().0, inputs, at(0));
    let mut steps = |now| {
        let mut steps = Vec::new();
        loop {
            match engine.poll(&mut shared, now) {
                Step::Send { kind, .. } => steps.push(format!("{kind:?}")),
                Step::Cancel { cause, .. } => steps.push(format!("{cause:?}")),
                Step::Wait(until) => return (steps, until),
                Step::Part | Step::Done => panic!("it has not been answered"),
            }
        }
    };
    // The hedge is due after 10 ms, and nobody looks before 105 ms.
    assert_eq!(steps(at(0)), (vec!["First".to_owned()], at(10)));
    assert_eq!(steps(at(105)), (vec!["Expired".to_owned(), "Retry".to_owned()], at(205)));
    assert_eq!(steps(at(150)), (vec![], at(205)));
}

/// Drives an engine by hand: every attempt is sent at 0, the replies come at 1 ms in the order
/// given, and what is missing times out. `extra` says what to do besides after each reply.
fn drive(plan: &Plan, seed: u64, order: &[usize], extra: &[u8]) -> Vec<u8> {
    let (start, later) = (Instant::from_micros(5), Instant::from_micros(1005));
    let inputs = Inputs { seed, ..Inputs::default() };
    let endpoint = plan.route("/").unwrap().0;
    let mut engine: Engine<'_> = Engine::new(plan, endpoint, inputs, start);
    let mut shared = Shared::default();
    let mut sent: Vec<(AttemptId, usize)> = Vec::new();
    while let Step::Send { attempt, source, .. } = engine.poll(&mut shared, start) {
        sent.push((attempt, source));
    }
    let reply = |source: usize| Reply {
        status: 200,
        headers: Vec::new(),
        body: format!(r#"{{"n":{source}}}"#).into(),
    };
    let mut extra = extra.iter();
    for source in order {
        let (attempt, _) = sent[*source];
        engine.on_reply(attempt, Ok(reply(*source)), &mut shared, later);
        match extra.next() {
            Some(1) => {
                engine.poll(&mut shared, later);
            }
            Some(2) => {
                engine.on_reply(attempt, Err(Failure::Interrupted), &mut shared, later);
            }
            Some(3) => {
                engine.poll(&mut shared, start);
                engine.on_reply(attempt, Ok(reply(99)), &mut shared, later);
            }
            _ => {}
        }
    }
    let mut now = later;
    let mut cancelled = Vec::new();
    loop {
        match engine.poll(&mut shared, now) {
            Step::Wait(until) => now = now.max(until),
            Step::Cancel { attempt, .. } => cancelled.push(attempt.number()),
            Step::Send { .. } | Step::Part => panic!("no attempt is left"),
            Step::Done => break,
        }
    }
    let unanswered = sent.iter().filter(|(_, source)| !order.contains(source));
    assert_eq!(cancelled.len(), unanswered.count());
    engine.finish(&mut shared, now).body.to_vec()
}
