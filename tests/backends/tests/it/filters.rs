//! Every filter, against the same choice made here.

use serde_json::{Value, json};

use crate::client::Client;

/// The answer to a filter holds the items of `all` that `passes` lets through.
async fn check(client: &Client, all: &[Value], filter: Value, passes: impl Fn(&Value) -> bool) {
    let (status, answer) = client.post("/dbquery/user", &filter.to_string()).await;
    assert_eq!(status, 200, "{filter}: {answer}");
    let expected: Vec<&Value> = all.iter().filter(|item| passes(item)).collect();
    let found: Vec<&Value> = answer["items"].as_array().unwrap().iter().collect();
    assert_eq!(found, expected, "{filter}");
    assert_eq!(answer["count"], expected.len(), "{filter}");
    let (few, many) = (!expected.is_empty(), expected.len() < all.len());
    assert!(few && many, "{filter} tells nothing: {} of {}", expected.len(), all.len());
    let summed = answer["dashboard"].as_array().unwrap();
    assert!(!summed.is_empty() && summed.len() <= 10);
}

#[tokio::test]
async fn each_filter() {
    let client = Client::new().await;
    let (_, answer) = client.post("/dbquery/user", "{}").await;
    let all = answer["items"].as_array().unwrap();
    let (a, b) = (&all[3], &all[5]);
    let text = |item: &Value, key: &str| item[key].as_str().unwrap().to_owned();
    let int = |item: &Value, key: &str| item[key].as_i64().unwrap();
    let both = |key: &str| format!("{}, {}", text(a, key), text(b, key));

    for (filter, key) in [
        ("postId", "postId"),
        ("postURL", "postURL"),
        ("tiktokUsernames", "usernameTiktokAccount"),
        ("regionPost", "regionPost"),
        ("soundId", "soundId"),
        ("soundURL", "soundURL"),
    ] {
        let wanted = [&a[key], &b[key]];
        check(&client, all, json!({filter: both(key)}), |item| wanted.contains(&&item[key])).await;
    }
    let bare = text(a, "usernameTiktokAccount").to_uppercase().replace('@', "");
    check(&client, all, json!({"tiktokUsernames": bare}), |item| {
        item["usernameTiktokAccount"] == a["usernameTiktokAccount"]
    })
    .await;
    check(&client, all, json!({"regionPost": "pe"}), |item| item["regionPost"] == "PE").await;
    check(&client, all, json!({"hashtags": "PERÚ,#viaje"}), |item| {
        text(item, "hashtags").split(' ').any(|tag| tag == "#perú" || tag == "#viaje")
    })
    .await;

    for (min, max, key) in [
        ("datePostedFrom", "datePostedTo", "datePosted"),
        ("minViews", "maxViews", "views"),
        ("minLikes", "maxLikes", "likes"),
        ("minTotalInteractions", "maxTotalInteractions", "totalInteractions"),
        ("minEngagement", "maxEngagement", "engagement"),
    ] {
        let limit = &a[key];
        let order = |item: &Value| match limit {
            Value::String(_) => text(item, key).cmp(&text(a, key)),
            _ => item[key].as_f64().unwrap().total_cmp(&limit.as_f64().unwrap()),
        };
        check(&client, all, json!({min: limit}), |item| order(item).is_ge()).await;
        check(&client, all, json!({max: limit}), |item| order(item).is_le()).await;
        check(&client, all, json!({min: limit, max: limit}), |item| order(item).is_eq()).await;
    }

    let large = all.iter().find(|item| item["userId"].as_i64() > Some(1 << 53)).unwrap();
    for id in [large["userId"].clone(), large["userId"].to_string().into()] {
        check(&client, all, json!({"userId": id}), |item| item["userId"] == large["userId"]).await;
    }
    let views = json!({"minViews": 1000, "maxLikes": 5000, "userId": a["userId"], "postId": null});
    check(&client, all, views, |item| {
        int(item, "views") >= 1000 && int(item, "likes") <= 5000 && item["userId"] == a["userId"]
    })
    .await;
}

#[tokio::test]
async fn posts_of_administrators() {
    let client = Client::new().await;
    let (_, all) = client.post("/dbquery/admin", "{}").await;
    let all = all["items"].as_array().unwrap().clone();
    assert!(!all.is_empty() && all.iter().all(|item| item["adminId"].is_i64()));
    let admin = &all[0]["adminId"];
    let filter = json!({ "adminId": admin }).to_string();
    let (_, theirs) = client.post("/dbquery/admin", &filter).await;
    let count = all.iter().filter(|item| &item["adminId"] == admin).count();
    assert_eq!(theirs["count"], count);
    assert_eq!(client.post("/dbquery/user", &filter).await.1, theirs);
}

#[tokio::test]
async fn nothing_passes() {
    let client = Client::new().await;
    let nothing = json!({"items": [], "count": 0, "dashboard": []});
    for filter in [
        json!({"userId": 999_999}),
        json!({"userId": u64::MAX}),
        json!({"minViews": 9, "maxViews": 8}),
        json!({"hashtags": "' OR 1=1 --"}),
    ] {
        let answer = client.post("/dbquery/user", &filter.to_string()).await;
        assert_eq!(answer, (200, nothing.clone()), "{filter}");
    }
}

#[tokio::test]
async fn bad_filters_are_named() {
    let client = Client::new().await;
    for (body, error) in [
        ("[]", "body is not a JSON object"),
        (r#"{"views": 1}"#, "unknown filter `views`"),
        (r#"{"minViews": "1"}"#, r#"filter `minViews`: expected an integer, got `"1"`"#),
        (r#"{"maxLikes": 1.5}"#, "filter `maxLikes`: expected an integer, got `1.5`"),
        (r#"{"minEngagement": true}"#, "filter `minEngagement`: expected a number, got `true`"),
        (r#"{"postId": 1}"#, "filter `postId`: expected a comma-separated string, got `1`"),
        (
            r#"{"datePostedTo": "2025-02-30"}"#,
            r#"filter `datePostedTo`: expected a date `YYYY-MM-DD`, got `"2025-02-30"`"#,
        ),
        (
            r#"{"userId": "x"}"#,
            r#"filter `userId`: expected an integer, or a string of digits, got `"x"`"#,
        ),
    ] {
        for path in ["/dbquery/user", "/dbquery/admin"] {
            let answer = client.post(path, body).await;
            assert_eq!(answer, (400, json!({ "error": error })), "{body}");
        }
    }
    assert_eq!(client.post("/dbquery/user", "{").await.0, 400);
}
