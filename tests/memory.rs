//! What becomes of requests while the bodies in flight are as many as they may be.

#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use orquesta::plan::Plan;
use orquesta::sim::{Arrival, Behaviour, Sim, Upstream};
use serde_json::{Value, json};

/// A body comes after 10 ms and another after 100 ms; the first is in flight until then.
fn answered(memory: usize, requests: &[(u64, &str)]) -> (Sim, Vec<(u16, Value)>) {
    let plan = json!({
        "memory": memory,
        "services": {"s": {"url": "http://s.test", "attempts": 1}},
        "sources": {
            "soon": {"service": "s", "path": "/soon"},
            "late": {"service": "s", "path": "/late"},
        },
        "endpoints": {
            "GET /": {"answer": {"soon": {"$source": "soon"}, "late": {"$source": "late"}}},
            "GET /count": {"answer": {"soon": {"$length": "soon"}, "late": {"$length": "late"}}},
            "GET /health": {"answer": {"$health": "all"}},
        },
    });
    let plan = Plan::parse(plan.to_string().as_bytes(), &|_| None).unwrap();
    let sim = Sim::new(1);
    let reply = |millis| Behaviour::reply(200, "[1,2]").after(Duration::from_millis(millis));
    sim.upstream(
        Upstream::new("http://s.test", reply(10)).at("/soon", reply(10)).at("/late", reply(100)),
    );
    let arrivals: Vec<_> = requests
        .iter()
        .map(|(millis, target)| Arrival::new(Duration::from_millis(*millis), *target))
        .collect();
    let answers = sim.answer_all(&plan, &arrivals).into_iter().map(|answered| {
        let response = answered.response;
        if response.status == 503 {
            assert!(response.headers.contains(&("retry-after", "1".into())));
            assert!(response.headers.contains(&("cache-control", "no-store".into())));
        }
        (response.status, serde_json::from_slice(&response.body.to_vec()).unwrap())
    });
    let answers = answers.collect();
    assert_eq!(sim.shared().borrow().memory.in_flight(), 0);
    (sim, answers)
}

#[test]
fn a_request_that_would_need_more_is_refused_before_anybody_is_asked() {
    let requests = [(0, "/"), (9, "/health"), (50, "/"), (60, "/health"), (200, "/")];
    let (sim, answers) = answered(5, &requests);
    let statuses: Vec<_> = answers.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 503, 200, 200]);
    assert_eq!(answers[2].1["detail"], "too much is being answered; ask again in a second");
    assert_eq!(answers[3].1, json!({"s": "healthy"}));
    assert_eq!(sim.sent().len(), 6);
}

#[test]
fn what_is_not_shown_takes_no_room_once_it_is_read() {
    let (_, answers) = answered(5, &[(0, "/count"), (50, "/count"), (95, "/count")]);
    for answer in answers {
        assert_eq!(answer, (200, json!({"soon": 2, "late": 2})));
    }
}
