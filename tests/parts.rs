//! Parts of an answer: each member is told as soon as all that it shows is there, once, and as the answer
//! then has it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;

use common::{read_json, root};
use orquesta::engine::{AttemptId, Engine, Inputs, Step};
use orquesta::http::{Failure, Reply};
use orquesta::plan::Plan;
use orquesta::shared::Shared;
use orquesta::time::Instant;
use serde_json::{Value, json};

/// A request that wants parts.
struct Run<'p> {
    engine: Engine<'p>,
    shared: Shared,
    sent: Vec<(AttemptId, String)>,
    parts: Vec<Value>,
}

impl<'p> Run<'p> {
    fn new(plan: &'p Plan, path: &str) -> Self {
        let inputs = Inputs { parts: true, ..Inputs::default() };
        let engine = Engine::new(plan, plan.route(path).unwrap().0, inputs, Instant::default());
        let mut run =
            Self { engine, shared: Shared::default(), sent: Vec::new(), parts: Vec::new() };
        run.poll();
        run
    }

    fn poll(&mut self) {
        loop {
            match self.engine.poll(&mut self.shared, Instant::default()) {
                Step::Send { attempt, source, .. } => {
                    let source = self.engine.endpoint().sources[source].name.clone();
                    self.sent.push((attempt, source));
                }
                Step::Part => {
                    let part = self.engine.part(Instant::default()).to_vec();
                    self.parts.push(serde_json::from_slice(&part).unwrap());
                }
                Step::Cancel { .. } => {}
                Step::Wait(_) | Step::Done => break,
            }
        }
    }

    fn reply(&mut self, source: &str, reply: Result<Reply, Failure>) {
        let place = self.sent.iter().position(|(_, sent)| sent == source).unwrap();
        let (attempt, _) = self.sent.remove(place);
        self.engine.on_reply(attempt, reply, &mut self.shared, Instant::default());
        self.poll();
    }

    fn answer(&mut self, source: &str, body: &Value) {
        let body = serde_json::to_vec(body).unwrap();
        self.reply(source, Ok(Reply { status: 200, headers: Vec::new(), body }));
    }

    fn finish(mut self) -> (Vec<Value>, Value) {
        let outcome = self.engine.finish(&mut self.shared, Instant::default());
        (self.parts, serde_json::from_slice(&outcome.body.to_vec()).unwrap())
    }
}

fn plan(json: &Value) -> Plan {
    Plan::parse(json.to_string().as_bytes(), &|_| None).unwrap()
}

/// The path of each member of a part, with slashes.
fn members(part: &Value) -> Vec<String> {
    let path = |member: &Value| {
        let names = member["path"].as_array().unwrap().iter();
        names.map(|name| format!("/{}", name.as_str().unwrap())).collect()
    };
    part["members"].as_array().unwrap().iter().map(path).collect()
}

#[test]
fn parts_agree_with_the_answer_in_every_order() {
    let text = std::fs::read(root().join("plans/dashboard.json")).unwrap();
    let plan = Plan::parse(&text, &|_| None).unwrap();
    let vector = std::fs::read_dir(root().join("tests/vectors")).unwrap().flatten();
    let mut vectors: Vec<_> = vector.map(|entry| entry.path()).collect();
    vectors.sort();
    let mut tried = 0;
    for path in vectors.iter().take(4) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let vector = read_json(&format!("tests/vectors/{name}"));
        let Some(upstreams) = vector["upstreams"].as_object() else { continue };
        let body = |service: &str| {
            let found = upstreams.iter().find(|(target, _)| target.starts_with(service));
            found.map_or(Value::Null, |(_, body)| body.clone())
        };
        let bodies = [
            ("users", body("microservice1")),
            ("accounts", body("microservice2")),
            ("metrics", body("microservice3")),
            ("dashboard", body("microservice4")),
        ];
        for order in permutations(4) {
            let mut run = Run::new(&plan, "/api/dashboard/overview");
            for place in &order {
                let (source, body) = &bodies[*place];
                run.answer(source, body);
            }
            let (parts, answer) = run.finish();
            // What the last source gives comes with the answer.
            assert_eq!(parts.len(), 3, "{name} {order:?}");
            let mut seen = BTreeSet::new();
            for (part, place) in parts.iter().zip(&order) {
                assert_eq!(part["settled"], json!([bodies[*place].0]));
                for (member, path) in part["members"].as_array().unwrap().iter().zip(members(part))
                {
                    assert_eq!(answer.pointer(&path), Some(&member["value"]), "{name} {path}");
                    assert!(seen.insert(path.clone()), "{path} came twice");
                }
            }
            tried += 1;
        }
    }
    assert!(tried >= 24);
}

/// All orders of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for place in 0..=shorter.len() {
            let mut order = shorter.clone();
            order.insert(place, count - 1);
            all.push(order);
        }
    }
    all
}

fn shop() -> Plan {
    plan(&json!({
        "services": {"shop": {"url": "http://shop.test", "attempts": 1}},
        "sources": {
            "a": {"service": "shop", "path": "/a", "empty": []},
            "b": {"service": "shop", "path": "/b", "empty": []},
            "c": {"service": "shop", "path": "/c", "after": ["a"], "empty": []},
        },
        "endpoints": {"GET /": {"answer": {
            "fixed": "text",
            "a": {"whole": {"$source": "a"}, "count": {"$length": "a"}},
            "both": [{"$length": "a"}, {"$length": "b"}],
            "joined": {"$group": "a", "by": ["/id"],
                "item": {"name": {"$join": "b", "on": "/id", "value": "/name"}}},
            "mixed": {"c": {"$length": "c"}, "b": {"$length": "b"}},
            "statuses": {"$statuses": "source"},
            "time": {"$time": "iso8601"},
        }}},
    }))
}

#[test]
fn a_member_comes_with_the_last_source_that_it_shows() {
    let plan = shop();
    let mut run = Run::new(&plan, "/");
    run.answer("b", &json!([{"id": 1, "name": "one"}]));
    assert_eq!(members(&run.parts[0]), ["/fixed", "/mixed/b"]);
    run.answer("a", &json!([{"id": 1}]));
    assert_eq!(members(&run.parts[1]), ["/a", "/both", "/joined"]);
    assert_eq!(run.parts[1]["members"][0]["value"], json!({"whole": [{"id": 1}], "count": 1}));
    assert_eq!(run.parts[1]["members"][2]["value"], json!([{"name": "one"}]));
    assert_eq!(run.parts[1]["sources"]["a"]["service"], "shop");
    run.answer("c", &json!([]));
    let (parts, answer) = run.finish();
    assert_eq!(parts.len(), 2);
    assert_eq!(answer["statuses"], json!({"a": "ok", "b": "ok", "c": "no_data"}));
}

#[test]
fn a_source_that_failed_is_told_with_what_stands_in() {
    let plan = shop();
    let mut run = Run::new(&plan, "/");
    run.reply("a", Err(Failure::Truncated));
    assert_eq!(members(&run.parts[0]), ["/fixed", "/a"]);
    let report = &run.parts[0]["sources"]["a"];
    assert_eq!((report["status"].as_str(), report["attempts"].as_u64()), (Some("error"), Some(1)));
    assert_eq!(run.parts[0]["members"][1]["value"], json!({"whole": [], "count": 0}));
}

#[test]
fn nobody_is_told_who_does_not_ask() {
    let plan = shop();
    let endpoint = plan.route("/").unwrap().0;
    let mut engine: Engine<'_> =
        Engine::new(&plan, endpoint, Inputs::default(), Instant::default());
    let mut shared = Shared::default();
    let Step::Send { attempt, .. } = engine.poll(&mut shared, Instant::default()) else {
        panic!("nothing is sent")
    };
    engine.on_reply(attempt, Err(Failure::Truncated), &mut shared, Instant::default());
    loop {
        match engine.poll(&mut shared, Instant::default()) {
            Step::Part => panic!("a part"),
            Step::Wait(_) => break,
            _ => {}
        }
    }
}
