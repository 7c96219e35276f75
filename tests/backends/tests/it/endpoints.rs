//! The shape of every answer.

use orquesta_backends::{Options, Service};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, small};

#[tokio::test]
async fn users() {
    let client = Client::new().await;
    let (status, users) = client.get(Service::Users, "/api/v1/auth/users").await;
    let users = users.as_array().unwrap();
    assert_eq!((status, users.len()), (200, 60));
    for user in users {
        keys(user, "id email firstname lastname username role created_at");
        assert!(user["id"].is_i64());
        assert!(user["email"].is_string() || user["email"].is_null());
        assert!(["USER", "ADMIN"].contains(&user["role"].as_str().unwrap()));
    }
    let large: Vec<_> = users.iter().filter(|user| user["id"].as_i64() > Some(1 << 53)).collect();
    assert!(large.len() > 3);
    for user in [&users[0], large[0]] {
        let path = format!("/api/v1/auth/profile/{}", user["id"]);
        assert_eq!(client.get(Service::Users, &path).await, (200, user.clone()));
    }
    assert_eq!(client.get(Service::Users, "/api/v1/auth/profile/999999").await.0, 404);
    assert_eq!(client.get(Service::Users, "/api/v1/auth/profile/abc").await.0, 400);
}

#[tokio::test]
async fn accounts() {
    let client = Client::new().await;
    let (status, accounts) = client.get(Service::Accounts, "/scrapedAccounts").await;
    let accounts = accounts.as_array().unwrap();
    assert_eq!((status, accounts.len()), (200, 300));
    for account in accounts {
        keys(account, "id accountName userId scrapedAt");
        assert!(account["accountName"].as_str().unwrap().starts_with('@'));
    }
    let owner = &accounts[0]["userId"];
    let theirs: Vec<_> = accounts.iter().filter(|a| &a["userId"] == owner).cloned().collect();
    let path = format!("/scrapedAccounts/user/{owner}");
    assert_eq!(client.get(Service::Accounts, &path).await, (200, Value::from(theirs)));
    assert_eq!(client.get(Service::Accounts, "/scrapedAccounts/user/999999").await.0, 404);
    assert_eq!(client.get(Service::Accounts, "/scrapedAccounts/user/x").await.0, 400);
}

#[tokio::test]
async fn questions() {
    let client = Client::new().await;
    let (status, questions) = client.get(Service::Accounts, "/questions").await;
    assert_eq!(status, 200);
    keys(&questions[0], "id title body userId answered createdAt");
}

#[tokio::test]
async fn metrics() {
    let client = Client::new().await;
    let (status, answer) = client.post("/dbquery/user", "{}").await;
    keys(&answer, "items count dashboard");
    assert_eq!((status, &answer["count"]), (200, &json!(800)));
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), 800);
    for item in items {
        let owner = if item.get("adminId").is_some() { "adminId" } else { "userId" };
        keys(
            item,
            &format!(
                "postId datePosted hourPosted usernameTiktokAccount postURL views likes comments \
                 saves reposts totalInteractions engagement numberHashtags hashtags soundId \
                 soundURL regionPost dateTracking timeTracking {owner}"
            ),
        );
        assert!(item["postId"].as_str().unwrap().parse::<u64>().unwrap() > 1 << 53);
        let sum: i64 = ["likes", "comments", "saves", "reposts"].map(|k| int(item, k)).iter().sum();
        assert_eq!(int(item, "totalInteractions"), sum);
        let (engagement, views) = (item["engagement"].as_f64().unwrap(), int(item, "views"));
        let exact = if views == 0 { 0.0 } else { 100.0 * sum as f64 / views as f64 };
        assert!((engagement - exact).abs() <= 0.00501, "{engagement} for {exact}");
    }
    keys(
        &answer["dashboard"][0],
        "username totalPosts totalViews totalLikes totalInteractions averageEngagement lastPosted",
    );
    assert_eq!(client.post("/dbquery/user", "").await, (200, answer));
}

#[tokio::test]
async fn an_answer_holds_at_most_ten_thousand_items() {
    let client = Client::with(Options { posts: 10_050, ..small() }).await;
    let (_, answer) = client.post("/dbquery/user", "{}").await;
    assert_eq!(answer["count"], 10_000);
    assert_eq!(answer["items"].as_array().unwrap().len(), 10_000);
}

#[tokio::test]
async fn dashboard() {
    let client = Client::new().await;
    let (status, dashboard) = client.get(Service::Dashboard, "/getDashboardInfo").await;
    assert_eq!(status, 200);
    let totals = dashboard.as_array().unwrap();
    assert_eq!(totals.iter().map(|account| int(account, "totalPosts")).sum::<i64>(), 800);
    assert!(totals.is_sorted_by_key(|account| -int(account, "totalViews")));
}

#[tokio::test]
async fn health_and_unknown_paths() {
    let client = Client::new().await;
    for service in Service::ALL {
        assert_eq!(client.get(service, "/health").await, (200, json!({"status": "ok"})));
        let (status, error) = client.get(service, "/nothing").await;
        assert_eq!((status, error), (404, json!({"error": "no such path: `/nothing`"})));
    }
    assert_eq!(client.get(Service::Metrics, "/dbquery/user").await.0, 405);
}

#[tokio::test]
async fn identity_when_required() {
    let client = Client::with(Options { require_identity: true, ..small() }).await;
    let url = format!("{}/scrapedAccounts", client.services.url(Service::Accounts));
    let (status, error) = client.get(Service::Accounts, "/scrapedAccounts").await;
    assert_eq!(status, 401);
    assert_eq!(error, json!({"error": "the header `x-user-id` is missing"}));
    let half = client.http.get(&url).header("x-user-id", "7").send().await.unwrap();
    assert_eq!(half.status(), 401);
    let named = client.http.get(&url).header("x-user-id", "7").header("x-user-role", "USER");
    assert_eq!(named.send().await.unwrap().status(), 200);
    assert_eq!(client.get(Service::Accounts, "/health").await.0, 200);
    assert_eq!(client.get(Service::Users, "/api/v1/auth/users").await.0, 200);
}

#[tokio::test]
async fn pages_of_other_origins_are_let_in() {
    let client = Client::new().await;
    let url = format!("{}/dbquery/user", client.services.url(Service::Metrics));
    let asked = client
        .http
        .request(Method::OPTIONS, &url)
        .header("origin", "http://localhost:8005")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await
        .unwrap();
    assert_eq!(asked.headers()["access-control-allow-headers"], "authorization,content-type");
    let answered = client.http.post(&url).send().await.unwrap();
    assert_eq!(answered.headers()["access-control-allow-origin"], "*");
    assert_eq!(client.services.requests(Service::Metrics).len(), 1, "preflights are not recorded");
}

fn int(value: &Value, key: &str) -> i64 {
    value[key].as_i64().unwrap()
}

/// The value has these keys and no others.
fn keys(value: &Value, expected: &str) {
    let mut expected: Vec<&str> = expected.split_whitespace().collect();
    let mut found: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}
