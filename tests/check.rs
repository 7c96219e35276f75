//! What a plan can cost and what in it is probably not meant, a case a plan.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use orquesta::check::{Check, Limits, check};
use orquesta::plan::Plan;
use serde_json::{Value, json};

const SHOP: &str = r#"{"shop": {"url": "http://shop.test", "timeout": "1s", "deadline": "4s"}}"#;

fn checked(plan: &Value, limits: Limits) -> Check {
    let text = serde_json::to_vec(plan).unwrap();
    let plan = Plan::parse(&text, &|_| None).unwrap_or_else(|error| panic!("{error}"));
    check(&plan, &text, limits)
}

/// A plan of these services and sources with an endpoint that has all sources.
fn plan(services: &str, sources: &str, endpoint: &str) -> Value {
    let (services, sources): (Value, Value) =
        (serde_json::from_str(services).unwrap(), serde_json::from_str(sources).unwrap());
    let mut endpoint: Value = serde_json::from_str(endpoint).unwrap();
    if endpoint.get("answer").is_none() {
        let names = sources.as_object().unwrap().keys();
        endpoint["answer"] = names.map(|name| json!({ "$source": name })).collect();
    }
    json!({ "services": services, "sources": sources, "endpoints": { "GET /all": endpoint } })
}

/// Each warning as `kind path`.
fn warnings(check: &Check) -> Vec<String> {
    let line = |w: &orquesta::check::Warning| format!("{} {}", w.kind.as_str(), w.path);
    check.warnings.iter().map(line).collect()
}

#[test]
fn costs() {
    let services = r#"{
        "a": {"url": "http://a.test", "timeout": "1s", "deadline": "60s", "attempts": 3,
              "backoff": {"base": "100ms", "max": "150ms"}},
        "b": {"url": "http://b.test", "timeout": "1s", "deadline": "2s", "attempts": 5},
        "c": {"url": "http://c.test", "timeout": "5s", "attempts": 4, "health": {"timeout": "300ms"}}
    }"#;
    let sources = r##"{
        "one": {"service": "a", "path": "/"},
        "two": {"service": "b", "path": "/{one#/id}"},
        "three": {"service": "c", "path": "/", "method": "POST", "after": ["two", "one"]},
        "alone": {"service": "a", "path": "/x"}
    }"##;
    for (endpoint, subrequests, longest_ms) in [
        // 3 × 1 s with 100 and 150 ms between; the 2 s of a deadline; an attempt that is not repeated.
        ("{}", 3 + 5 + 1 + 3, 3250 + 2000 + 5000),
        (r#"{"deadline": "9s"}"#, 12, 9000),
        (r#"{"deadline": "1m"}"#, 12, 10_250),
        (r#"{"answer": {"$source": "alone"}}"#, 3, 3250),
        (r#"{"answer": {"$source": "two"}}"#, 8, 5250),
        (r#"{"answer": {"$health": "all"}}"#, 3, 2000),
        (r#"{"answer": "constant"}"#, 0, 0),
    ] {
        let check = checked(&plan(services, sources, endpoint), Limits::DEFAULT);
        let cost = &check.endpoints[0];
        let found = (cost.subrequests, cost.longest.as_millis());
        assert_eq!(found, (subrequests, longest_ms), "{endpoint}");
    }
}

#[test]
fn warnings_have_a_kind_and_a_path() {
    let one = r#"{"orders": {"service": "shop", "path": "/orders"}}"#;
    let service = |more: &str| {
        format!(
            r#"{{"shop": {{"url": "http://shop.test", "timeout": "1s", "deadline": "4s"{more}}}}}"#
        )
    };
    for (services, sources, endpoint, expected) in [
        (SHOP, one, r#"{"deadline": "4s"}"#, vec![]),
        (SHOP, one, "{}", vec!["no-deadline $.endpoints['GET /all']"]),
        (
            SHOP,
            one,
            r#"{"answer": 1}"#,
            vec!["unused-service $.services.shop", "unused-source $.sources.orders"],
        ),
        (SHOP, "{}", r#"{"answer": {"$health": "all"}, "deadline": "2s"}"#, vec![]),
        (
            SHOP,
            "{}",
            r#"{"answer": {"$health": "all"}, "deadline": "1s"}"#,
            vec!["timeout-above-deadline $.endpoints['GET /all'].deadline"],
        ),
        (
            SHOP,
            one,
            r#"{"deadline": "500ms"}"#,
            vec!["timeout-above-deadline $.endpoints['GET /all'].deadline"],
        ),
        (
            SHOP,
            one,
            r#"{"deadline": "4s", "parameters": {"page-no": {"type": "integer"}}}"#,
            vec!["unused-parameter $.endpoints['GET /all'].parameters['page-no']"],
        ),
        (
            &service(r#", "timeout": "5s""#).replacen(r#""timeout": "1s", "#, "", 1),
            one,
            r#"{"deadline": "4s"}"#,
            vec!["timeout-above-deadline $.services.shop.timeout"],
        ),
        (
            &service(r#", "backoff": {"base": "3s"}"#),
            one,
            r#"{"deadline": "4s"}"#,
            // Two delays of 2 s, the default's longest.
            vec![
                "backoff-base-above-max $.services.shop.backoff",
                "backoff-above-deadline $.services.shop.backoff",
            ],
        ),
        (
            &service(r#", "attempts": 1, "backoff": {"base": "2s"}"#),
            one,
            r#"{"deadline": "1s"}"#,
            vec![],
        ),
        (
            &service(r#", "attempts": 2, "backoff": {"base": "2s"}"#),
            one,
            r#"{"deadline": "1500ms"}"#,
            vec!["backoff-above-deadline $.endpoints['GET /all'].deadline"],
        ),
        (
            &service(r#", "attempts": 2, "backoff": {"base": "2s"}"#),
            r#"{"orders": {"service": "shop", "path": "/orders", "method": "POST"}}"#,
            r#"{"deadline": "1500ms"}"#,
            vec![],
        ),
        (
            &service(r#", "attempts": 1, "hedge": {}"#),
            one,
            r#"{"deadline": "4s"}"#,
            vec!["hedge-never $.services.shop.hedge"],
        ),
        (
            &service(r#", "breaker": {"slow": "1500ms"}"#),
            one,
            r#"{"deadline": "4s"}"#,
            vec!["slow-above-timeout $.services.shop.breaker"],
        ),
        (
            &service(r#", "hedge": {}, "breaker": {"slow": "1s"}"#),
            one,
            r#"{"deadline": "4s", "concurrency": 7}"#,
            vec![],
        ),
        (
            SHOP,
            r#"{"orders": {"service": "shop", "path": "/orders", "method": "HEAD"}}"#,
            r#"{"deadline": "4s"}"#,
            vec!["no-body $.sources.orders"],
        ),
    ] {
        let check = checked(&plan(services, sources, endpoint), Limits::DEFAULT);
        assert_eq!(warnings(&check), expected, "{services} {sources} {endpoint}");
    }
}

#[test]
fn a_parameter_is_used_in_each_of_its_places() {
    for source in [
        r#"{"service": "shop", "path": "/{id}"}"#,
        r#"{"service": "shop", "path": "/", "query": {"id": {"$parameter": "id"}}}"#,
        r#"{"service": "shop", "method": "PUT", "path": "/", "body": {"ids": [{"$parameter": "id"}]}}"#,
        r#"{"service": "shop", "path": "/", "alternatives": [{"when": ["id"], "path": "/one"}]}"#,
    ] {
        let endpoint = r#"{"deadline": "4s",
            "parameters": {"id": {"type": "integer", "required": true}}}"#;
        let check =
            checked(&plan(SHOP, &format!(r#"{{"s": {source}}}"#), endpoint), Limits::DEFAULT);
        assert_eq!(check.warnings, [], "{source}");
    }
    let shown = r#"{"answer": {"asked": [{"$parameter": "id"}]}, "parameters": {"id": {"type": "string"}}}"#;
    assert_eq!(checked(&plan("{}", "{}", shown), Limits::DEFAULT).warnings, []);
}

#[test]
fn a_variable_is_used_where_it_is_filled_in() {
    let mut plan = plan(SHOP, "{}", r#"{"answer": {"$health": "all"}, "deadline": "2s"}"#);
    plan["variables"] = json!({ "HOST": "shop", "TIME": 1, "OLD": "${TIME}", "ORIGIN": "*" });
    plan["services"]["shop"]["url"] = json!("http://${HOST}.test");
    plan["defaults"] = json!({ "timeout": "${TIME}s" });
    plan["cors"] = json!({ "origins": "${ORIGIN}" });
    let check = checked(&plan, Limits::DEFAULT);
    assert_eq!(warnings(&check), ["unused-variable $.variables.OLD"]);
}

#[test]
fn connections_are_limited_by_the_place() {
    let source = |n| (format!("s{n}"), json!({"service": "shop", "path": "/", "empty": []}));
    let answer = |n| (format!("s{n}"), json!({"$source": format!("s{n}")}));
    let mut plan = plan(SHOP, "{}", r#"{"deadline": "4s", "concurrency": 7}"#);
    plan["sources"] = (0..7).map(source).collect();
    plan["endpoints"]["GET /all"]["answer"] = (0..7).map(answer).collect();
    let check = checked(&plan, Limits::DEFAULT);
    let path = "$.endpoints['GET /all'].concurrency";
    assert_eq!(warnings(&check), [format!("concurrency-above-connections {path}")]);
    assert_eq!(checked(&plan, Limits { connections: 7, ..Limits::DEFAULT }).warnings, []);
}

#[test]
fn subrequests_are_limited_by_the_place() {
    let plan = plan(SHOP, "{}", r#"{"answer": {"$health": "all"}, "deadline": "2s"}"#);
    assert_eq!(checked(&plan, Limits { subrequests: 1, ..Limits::DEFAULT }).warnings, []);
    let check = checked(&plan, Limits { subrequests: 0, ..Limits::DEFAULT });
    assert_eq!(warnings(&check), ["too-many-subrequests $.endpoints['GET /all']"]);
    let said = check.warnings[0].to_string();
    assert_eq!(
        said,
        "$.endpoints['GET /all']: one request can send `1` others, above the limit of `0`"
    );
}

#[test]
fn the_plan_of_the_repository_is_as_it_is_meant() {
    let text = include_bytes!("../plans/dashboard.json");
    let check = check(&Plan::parse(text, &|_| None).unwrap(), text, Limits::DEFAULT);
    assert_eq!(check.warnings, []);
}

#[test]
fn the_json_of_a_check_has_all_of_it() {
    let plan = plan(SHOP, r#"{"orders": {"service": "shop", "path": "/"}}"#, "{}");
    let check = checked(&plan, Limits::DEFAULT);
    let json: Value = serde_json::from_slice(&check.to_json()).unwrap();
    let expected = json!({
        "endpoints": [{
            "endpoint": "GET /all", "subrequests": 3, "longest_ms": 3300, "deadline_ms": null,
            "sources": [{
                "source": "orders", "service": "shop", "probe": false, "attempts": 3,
                "longest_ms": 3300, "after": []
            }]
        }],
        "warnings": [{
            "kind": "no-deadline", "path": "$.endpoints['GET /all']",
            "message": "no `deadline` of its own; with those of its sources it can take `3.3 s`"
        }]
    });
    assert_eq!(json, expected);
}
