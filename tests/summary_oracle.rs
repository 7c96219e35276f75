//! The dashboard's summary against a plain reading of its contract, over random bodies.
//!
//! The oracle parses everything into trees and follows the contract's sentences one by one; it
//! shares no code with the core.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(feature = "sim")]

mod common;

use orquesta::gateway::Incoming;
use orquesta::plan::Plan;
use orquesta::sim::{Behaviour, Sim};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const PLAN: &[u8] = include_bytes!("../plans/dashboard.json");

/// Values that fields have in real bodies, and now and then one that they should not have.
fn field(usual: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Option<Value>> {
    let odd =
        vec![json!(null), json!("x"), json!(""), json!(0), json!(true), json!([1]), json!({})];
    prop_oneof![
        8 => usual.prop_map(Some),
        1 => Just(None),
        1 => select(odd).prop_map(Some),
    ]
}

fn object(fields: Vec<(&'static str, Option<Value>)>) -> Value {
    let fields = fields.into_iter();
    let present = fields.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

prop_compose! {
    fn item()(
        views in field((0..5_000_000_u64).prop_map(Value::from)),
        likes in field(select(vec![json!(3), json!(18446744073709551615_u64), json!(-2), json!(7)])),
        interactions in field((0..900_u64).prop_map(Value::from)),
        engagement in field((-20..200_i32).prop_map(|n| json!(f64::from(n) / 8.0))),
        name in field((0..6_u8).prop_map(|n| json!(format!("@ñ{n}")))),
        date in field((1..28_u8).prop_map(|day| json!(format!("2025-03-{day:02}")))),
        id in field((0..u64::MAX).prop_map(|n| json!(n.to_string()))),
    ) -> Value {
        object(vec![
            ("postId", id), ("views", views), ("likes", likes), ("totalInteractions", interactions),
            ("engagement", engagement), ("usernameTiktokAccount", name), ("datePosted", date),
        ])
    }
}

prop_compose! {
    fn account()(
        camel in field(select(vec![json!(1), json!(2), json!(9007199254740993_u64), json!("7")])),
        snake in field(select(vec![json!(2), json!(3), json!(9007199254740992_u64)])),
    ) -> Value {
        object(vec![("userId", camel), ("user_id", snake)])
    }
}

prop_compose! {
    fn user()(
        id in field(select(vec![json!(1), json!(2), json!(9007199254740993_u64), json!("7")])),
        email in field((0..9_u8).prop_map(|n| json!(format!("u{n}@example.com")))),
    ) -> Value {
        object(vec![("id", id), ("email", email)])
    }
}

fn with_odd(element: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![20 => element, 1 => select(vec![json!(null), json!(3), json!("x"), json!([])])]
}

fn text(value: &Value) -> Option<&Value> {
    (!value.is_null() && !value.is_object() && !value.is_array()).then_some(value)
}

fn number(item: &Value, name: &str) -> Option<f64> {
    item.get(name)?.as_number()?.as_f64()
}

fn summary(users: &[Value], accounts: &[Value], items: &[Value]) -> Value {
    let objects: Vec<_> = items.iter().filter(|item| item.is_object()).collect();
    let total = |items: &[&Value], name: &str| -> i128 {
        let numbers = items.iter().filter_map(|item| item.get(name)?.as_number()?.as_i128());
        numbers.sum()
    };
    let engagements: Vec<f64> = objects.iter().filter_map(|i| number(i, "engagement")).collect();
    let counted: Vec<_> = engagements.iter().filter(|engagement| **engagement != 0.0).collect();
    let average = counted.iter().copied().sum::<f64>() / counted.len().max(1) as f64;

    let mut owners: Vec<(Value, usize)> = Vec::new();
    for account in accounts.iter().filter(|account| account.is_object()) {
        let usable = |name: &str| {
            let value = account.get(name).and_then(text)?;
            (*value != json!(0) && *value != json!("")).then(|| value.clone())
        };
        let Some(owner) = usable("userId").or_else(|| usable("user_id")) else { continue };
        match owners.iter_mut().find(|(known, _)| *known == owner) {
            Some((_, count)) => *count += 1,
            None => owners.push((owner, 1)),
        }
    }
    owners.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let top_users = owners.iter().take(5).map(|(owner, count)| {
        let user = users.iter().find(|user| user.get("id").and_then(text) == Some(owner));
        let email = user.map_or(json!("N/A"), |user| user.get("email").cloned().into());
        json!({"user_id": owner, "accounts_count": count, "email": email})
    });

    let mut groups: Vec<(Value, Vec<&Value>)> = Vec::new();
    for item in &objects {
        let name = item.get("usernameTiktokAccount").and_then(text);
        let Some(name) = name.filter(|name| **name != json!("")) else { continue };
        match groups.iter_mut().find(|(known, _)| known == name) {
            Some((_, items)) => items.push(item),
            None => groups.push((name.clone(), vec![item])),
        }
    }
    let engagement = |items: &[&Value]| {
        items.iter().fold(0.0, |sum, item| sum + number(item, "engagement").unwrap_or(0.0))
    };
    groups.sort_by(|a, b| engagement(&b.1).total_cmp(&engagement(&a.1)));
    let top_accounts = groups.iter().take(5).map(|(name, items)| {
        json!({
            "account": name, "total_views": total(items, "views"), "total_likes": total(items, "likes"),
            "total_engagement": engagement(items), "post_count": items.len(),
        })
    });

    let mut best = objects.clone();
    let rank = |item: &Value| number(item, "engagement").unwrap_or(0.0);
    best.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
    let best = best.iter().take(5).map(|item| {
        // A field of no use is missing, and a missing field is null.
        let numeric = |name: &str| item.get(name).filter(|value| value.is_number());
        json!({
            "post_id": item.get("postId"),
            "account": item.get("usernameTiktokAccount").and_then(text),
            "engagement": numeric("engagement"), "views": numeric("views"), "likes": numeric("likes"),
        })
    });

    json!({
        "summary": {
            "total_users": users.len(), "total_accounts": accounts.len(),
            "total_views": total(&objects, "views"), "total_likes": total(&objects, "likes"),
            "total_interactions": total(&objects, "totalInteractions"),
            "average_engagement": format!("{average:.2}").parse::<f64>().unwrap(),
        },
        "rankings": {
            "top_users": top_users.collect::<Vec<_>>(),
            "top_accounts": top_accounts.collect::<Vec<_>>(),
            "best_engagement": best.collect::<Vec<_>>(),
        },
        "trends": trends(objects, rank),
    })
}

fn trends(mut items: Vec<&Value>, rank: impl Fn(&Value) -> f64) -> Value {
    if items.len() < 2 {
        return json!({"growth_rate": 0.0, "engagement_trend": "insufficient_data"});
    }
    // Missing first; then, as the plan's words have it, numbers and booleans before strings.
    let date = |item: &Value| match item.get("datePosted") {
        Some(Value::String(date)) => (2, date.clone()),
        Some(Value::Number(_)) => (1, String::new()),
        _ => (0, String::new()),
    };
    items.sort_by_key(|item| date(item));
    let (first, second) = items.split_at(items.len() / 2);
    let mean = |half: &[&Value]| half.iter().map(|i| rank(i)).sum::<f64>() / half.len() as f64;
    let (first, second) = (mean(first), mean(second));
    let growth = if first == 0.0 { 0.0 } else { (second - first) / first * 100.0 };
    let trend = if second > first * 1.1 {
        "increasing"
    } else if second < first * 0.9 {
        "decreasing"
    } else {
        "stable"
    };
    json!({"growth_rate": format!("{growth:.2}").parse::<f64>().unwrap(), "engagement_trend": trend})
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn the_summary_is_what_the_contract_says(
        users in vec(with_odd(user()), 0..6),
        accounts in vec(with_odd(account()), 0..12),
        items in vec(with_odd(item()), 0..30),
    ) {
        let plan = Plan::parse(PLAN, &|_| None).unwrap();
        let sim = Sim::new(1);
        let metrics = json!({"items": items, "count": items.len(), "dashboard": []});
        for (target, body) in [
            ("GET http://localhost:8081/api/v1/auth/users", json!(users)),
            ("GET http://localhost:3000/scrapedAccounts", json!(accounts)),
            ("POST http://localhost:8000/dbquery/user", metrics),
        ] {
            sim.on(target, [Behaviour::reply(200, body.to_string())]);
        }
        let path = "/api/dashboard/summary";
        let incoming = Incoming { method: "GET", path, query: "", header: &|_| None };
        let response = sim.answer(&plan, &incoming);
        let answer: Value = serde_json::from_slice(&response.body.to_vec()).unwrap();
        let expected = summary(&users, &accounts, &items);
        if items.is_empty() {
            // A count of 0 is no data, and the empty metrics stand in.
            prop_assert_eq!(&answer["metadata"]["services_status"]["microservice3"], "no_data");
        }
        let answer = common::comparable(answer, path);
        let difference = common::difference(&answer, &expected, false, "$");
        prop_assert_eq!(difference, None, "{}", answer);
    }
}
