//! A plan grows by entries alone, and another application is another plan.

#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use core::time::Duration;

use orquesta::gateway::{Incoming, Response};
use orquesta::http::{Failure, Method, Request};
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Sim};
use serde_json::{Value, json};

const DASHBOARD: &str = include_str!("../plans/dashboard.json");
const REFERENCE: &str = include_str!("../docs/plan.md");

fn plan(value: &Value) -> Plan {
    Plan::parse(value.to_string().as_bytes(), &|_| None).unwrap()
}

fn get(sim: &Sim, plan: &Plan, path: &str) -> Response {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let header = |name: &str| (name == "authorization").then(|| "Bearer t".to_string());
    sim.answer(plan, &Incoming { method: "GET", path, query, header: &header })
}

fn json_of(response: &Response) -> Value {
    serde_json::from_slice(&response.body.to_vec()).unwrap()
}

fn reply(body: &str) -> [Behaviour; 1] {
    [Behaviour::reply(200, body)]
}

/// The dashboard with a fifth service, by entries in three places.
fn with_campaigns() -> Plan {
    let mut dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    dashboard["services"]["microservice5"] = json!({
        "url": "http://campaigns.test", "forward": ["authorization"], "health": { "path": "/up" }
    });
    dashboard["sources"]["campaigns"] = json!({
        "service": "microservice5", "path": "/campaigns",
        "query": { "owner": { "$parameter": "user_id" } }, "empty": []
    });
    let answer = &mut dashboard["endpoints"]["GET /api/dashboard/consolidated"]["answer"];
    answer["campaigns"] = json!({ "$source": "campaigns" });
    answer["metadata"]["total_campaigns"] = json!({ "$length": "campaigns" });
    plan(&dashboard)
}

/// What the four services say of user 7.
fn script_dashboard(sim: &Sim) {
    sim.on("GET http://localhost:8081/api/v1/auth/profile/7", reply(r#"{"id":7}"#));
    sim.on("GET http://localhost:3000/scrapedAccounts/user/7", reply("[]"));
    let metrics = r#"{"items":[],"count":0,"dashboard":[]}"#;
    sim.on("POST http://localhost:8000/dbquery/user", reply(metrics));
    sim.on("GET http://localhost:8080/getDashboardInfo", reply("[1]"));
}

#[test]
fn a_fifth_service_is_asked_and_answers() {
    let (plan, sim) = (with_campaigns(), Sim::new(1));
    script_dashboard(&sim);
    let body = r#"[ {"id": 9007199254740993, "budget": 1.10} ]"#;
    sim.on("GET http://campaigns.test/campaigns?owner=7", reply(body));
    let response = get(&sim, &plan, "/api/dashboard/consolidated?user_id=7");
    assert_eq!(response.status, 200);
    let text = String::from_utf8(response.body.to_vec()).unwrap();
    assert!(text.contains(&format!(r#""campaigns":{body}"#)), "unchanged to the byte: {text}");

    let answer = json_of(&response);
    assert_eq!(answer["users"], json!([{ "id": 7 }]));
    let metadata = &answer["metadata"];
    assert_eq!(metadata["total_campaigns"], 1);
    assert_eq!(metadata["services_status"]["microservice5"], "ok");
    let report = &metadata["services"]["microservice5"];
    assert_eq!((&report["status"], &report["attempts"]), (&json!("ok"), &json!(1)));

    let sent = sim.sent();
    assert_eq!(sent.len(), 5);
    let asked: Vec<&Request> = sent.iter().filter(|r| r.url.contains("campaigns")).collect();
    assert!(asked[0].headers.contains(&("authorization".into(), "Bearer t".into())));
}

#[test]
fn a_fifth_service_that_is_down_is_said_to_be() {
    let (plan, sim) = (with_campaigns(), Sim::new(1));
    script_dashboard(&sim);
    let failing = [Behaviour::reply(503, "").after(Duration::from_millis(20))];
    sim.on("GET http://campaigns.test/campaigns?owner=7", failing);
    let answer = json_of(&get(&sim, &plan, "/api/dashboard/consolidated?user_id=7"));
    assert_eq!(answer["campaigns"], json!([]));
    assert_eq!(answer["users"], json!([{ "id": 7 }]));
    assert_eq!(answer["metadata"]["services_status"]["microservice5"], "error");
    let report = &answer["metadata"]["services"]["microservice5"];
    assert_eq!(report["attempts"], 3);
    assert_eq!(report["reason"], "answered `503`");
}

#[test]
fn health_lists_a_fifth_service() {
    let (plan, sim) = (with_campaigns(), Sim::new(1));
    sim.on("GET http://localhost:8081/api/v1/auth/users", reply("[]"));
    sim.on("GET http://localhost:3000/scrapedAccounts", [Behaviour::reply(401, "")]);
    sim.on("POST http://localhost:8000/dbquery/user", [Behaviour::hang()]);
    sim.on("GET http://localhost:8080/getDashboardInfo", [Behaviour::fail(Failure::Interrupted)]);
    sim.on("GET http://campaigns.test/up", reply(""));
    let answer = json_of(&get(&sim, &plan, "/api/health/services"));
    let expected = json!({
        "microservice1": "healthy", "microservice2": "healthy", "microservice3": "timeout",
        "microservice4": "unhealthy: the connection failed", "microservice5": "healthy"
    });
    assert_eq!(answer, expected);
    assert_eq!(sim.elapsed(), Duration::from_secs(2));
}

/// Nothing here was ever thought of by who wrote the core.
fn shop() -> Plan {
    plan(&json!({
        "services": {
            "shop": { "url": "http://shop.test", "attempts": 1, "timeout": "1s" },
            "stock": { "url": "http://stock.test", "attempts": 1, "timeout": "1s" }
        },
        "sources": {
            "customer": { "service": "shop", "path": "/customers/{id}", "empty": {} },
            "orders": {
                "service": "shop", "path": "/customers/{customer#/key}/orders",
                "query": { "status": { "$parameter": "status" } }, "empty": []
            },
            "stock": {
                "service": "stock", "method": "POST", "path": "/levels", "repeatable": true,
                "body": { "warehouse": { "$field": "customer", "path": "/warehouse" } },
                "after": ["orders"], "count": "/count", "empty": { "levels": [], "count": 0 }
            }
        },
        "endpoints": {
            "GET /customers/{id}": {
                "parameters": {
                    "id": { "type": "integer", "min": 1 },
                    "status": { "type": "string", "enum": ["open", "paid"] }
                },
                "required": ["customer"],
                "answer": {
                    "id": { "$parameter": "id" },
                    "name": { "$source": "customer", "path": "/name" },
                    "orders": { "$length": "orders" },
                    "spent": { "$sum": "orders", "value": "/total" },
                    "goods": {
                        "$group": "orders", "by": ["/sku"],
                        "item": {
                            "sku": { "$key": true },
                            "ordered": { "$sum": "/quantity" },
                            "left": { "$join": "stock", "each": "/levels", "on": "/sku", "value": "/left" }
                        },
                        "order": "ordered"
                    },
                    "sources": { "$statuses": "source" }
                }
            },
            "GET /customers/{id}/name": {
                "parameters": { "id": { "type": "integer" } },
                "answer": { "$source": "customer", "path": "/name", "default": "?" }
            }
        }
    }))
}

#[test]
fn a_shop_is_another_plan() {
    let (plan, sim) = (shop(), Sim::new(1));
    let after =
        |millis, body: &str| [Behaviour::reply(200, body).after(Duration::from_millis(millis))];
    sim.on(
        "GET http://shop.test/customers/12",
        after(30, r#"{"key":"a/b ñ","name":"Ada","warehouse":{"id":1}}"#),
    );
    let customer = r#"{"key":"a/b ñ","name":"Ada","warehouse":"north"}"#;
    sim.on("GET http://shop.test/customers/7", after(30, customer));
    sim.on(
        "GET http://shop.test/customers/a%2Fb%20%C3%B1/orders?status=open",
        after(
            20,
            r#"[{"sku":"x","quantity":1,"total":2.5},{"sku":"y","quantity":3,"total":4},
            {"sku":"x","quantity":1,"total":1}]"#,
        ),
    );
    sim.on(
        r#"POST http://stock.test/levels {"warehouse":"north"}"#,
        after(10, r#"{"levels":[{"sku":"y","left":0},{"sku":"x","left":41}],"count":2}"#),
    );
    let response = get(&sim, &plan, "/customers/7?status=open");
    let expected = json!({
        "id": 7, "name": "Ada", "orders": 3, "spent": 7.5,
        "goods": [
            { "sku": "y", "ordered": 3, "left": 0 },
            { "sku": "x", "ordered": 2, "left": 41 }
        ],
        "sources": { "customer": "ok", "orders": "ok", "stock": "ok" }
    });
    assert_eq!((response.status, json_of(&response)), (200, expected));
    // One after another: the orders need the customer, the stock waits for the orders.
    assert_eq!(sim.elapsed(), Duration::from_millis(60));
    let methods: Vec<_> = sim.sent().iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Get, Method::Get, Method::Post]);

    let name = get(&sim, &plan, "/customers/7/name");
    assert_eq!(name.body.to_vec(), b"\"Ada\"");
}

#[test]
fn what_depends_on_nothing_is_not_asked() {
    let (plan, sim) = (shop(), Sim::new(1));
    // No key for the orders; an object where a body takes any value but a path takes none.
    sim.on("GET http://shop.test/customers/7", reply(r#"{"name":"Ada","warehouse":"south"}"#));
    let answer = json_of(&get(&sim, &plan, "/customers/7"));
    assert_eq!(answer["orders"], 0);
    assert_eq!(
        answer["sources"],
        json!({ "customer": "ok", "orders": "skipped", "stock": "error" })
    );
}

#[test]
fn a_required_source_decides() {
    let (plan, sim) = (shop(), Sim::new(1));
    sim.on("GET http://shop.test/customers/7", [Behaviour::fail(Failure::Interrupted)]);
    let response = get(&sim, &plan, "/customers/7");
    assert_eq!(response.status, 502);
    let problem = json_of(&response);
    assert_eq!(problem["sources"]["customer"]["status"], "error");
    assert_eq!(sim.sent().len(), 1);

    let optional = get(&sim, &plan, "/customers/7/name");
    assert_eq!((optional.status, optional.body.to_vec()), (200, b"\"?\"".to_vec()));

    for path in ["/customers/x", "/customers/0", "/customers/7?status=lost"] {
        assert_eq!(get(&sim, &plan, path).status, 400, "{path}");
    }
    assert_eq!(get(&sim, &plan, "/customers").status, 404);
    assert_eq!(sim.sent().len(), 2, "nothing is asked for what is refused");
}

/// The operations of the reference with what it says that they give.
fn examples() -> Vec<(&'static str, Value)> {
    let (_, section) = REFERENCE.split_once("\n## Answers\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let mut examples = Vec::new();
    for row in section.lines().filter(|line| line.starts_with("| `{")) {
        let mut codes = row.split('`').skip(1).step_by(2);
        let (operation, gives) = (codes.next().unwrap(), row.rsplit(" | ").next().unwrap());
        let gives = gives.trim_end_matches(" |").trim_matches('`');
        if let Ok(gives) = serde_json::from_str(gives) {
            examples.push((operation, gives));
        }
    }
    for rest in section.split("```json\n").skip(1) {
        let (operation, rest) = rest.split_once("\n```\n\ngives `").unwrap();
        let gives = serde_json::from_str(rest.split_once('`').unwrap().0).unwrap();
        examples.push((operation, gives));
    }
    examples
}

#[test]
fn the_reference_says_what_operations_give() {
    let (_, orders) = REFERENCE.split_once("`orders` with the body `").unwrap();
    let (_, days) = REFERENCE.split_once("`days` of `").unwrap();
    let body = |text: &'static str| text.split_once('`').unwrap().0;
    let examples = examples();
    assert!(examples.len() >= 15, "{examples:?}");
    for (operation, gives) in examples {
        let plan = plan(&json!({
            "services": { "shop": { "url": "http://shop.test" }, "stock": { "url": "http://stock.test" } },
            "sources": {
                "orders": { "service": "shop", "path": "/orders", "empty": [] },
                "days": { "service": "shop", "path": "/days", "empty": [] }
            },
            "endpoints": { "GET /": {
                "parameters": { "id": { "type": "integer" } },
                "answer": [{ "$length": "orders" }, serde_json::from_str::<Value>(operation).unwrap()]
            } }
        }));
        let sim = Sim::new(1);
        sim.on("GET http://shop.test/", reply(""));
        sim.on("GET http://stock.test/", [Behaviour::hang()]);
        sim.on("GET http://shop.test/orders", reply(body(orders)));
        sim.on("GET http://shop.test/days", reply(body(days)));
        assert_eq!(json_of(&get(&sim, &plan, "/"))[1], gives, "{operation}");
    }
}
