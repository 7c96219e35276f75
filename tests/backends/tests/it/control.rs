//! The control endpoints.

use orquesta_backends::{Faults, Options, Service};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, read, small};

const SERVICE: Service = Service::Accounts;

async fn put(client: &Client, body: &str) -> (u16, Value) {
    read(client.call(Method::PUT, SERVICE, "/__control", body).await.unwrap()).await
}

async fn delete(client: &Client, path: &str) -> u16 {
    client.call(Method::DELETE, SERVICE, path, "").await.unwrap().status().as_u16()
}

#[tokio::test]
async fn faults_are_set_shown_and_cleared() {
    let client = Client::new().await;
    assert_eq!(client.get(SERVICE, "/__control").await, (200, json!({})));
    let every_key = json!({
        "delay_ms": 1, "jitter_ms": 2, "failure_rate": 0.5, "failure_status": 502, "status": 503,
        "body_json": null, "content_type": "text/html", "truncate": 3, "headers": {"x-a": "b"},
        "path_prefix": "/only",
    });
    assert_eq!(put(&client, &every_key.to_string()).await, (200, every_key.clone()));
    assert_eq!(client.get(SERVICE, "/__control").await, (200, every_key));
    assert_eq!(client.services.faults(SERVICE).body_json, Some(Value::Null));

    // The next setting replaces the whole, and concerns the service itself but not its control.
    for setting in [
        json!({"cut_json": 5}),
        json!({"hang": true}),
        json!({"hang_body": true}),
        json!({"reset": true}),
        json!({"body": "x"}),
    ] {
        assert_eq!(put(&client, &setting.to_string()).await, (200, setting.clone()));
        assert_eq!(client.get(SERVICE, "/__control").await, (200, setting));
    }
    assert_eq!(client.get(Service::Users, "/__control").await, (200, json!({})));
    assert_eq!(delete(&client, "/__control").await, 204);
    assert_eq!(client.services.faults(SERVICE), Faults::default());
    assert_eq!(client.get(SERVICE, "/health").await.0, 200);
}

#[tokio::test]
async fn bad_settings_change_nothing() {
    let client = Client::new().await;
    put(&client, r#"{"status": 503}"#).await;
    for (body, named) in [
        ("x", "expected value"),
        (r#"{"dely_ms": 1}"#, "dely_ms"),
        (r#"{"failure_rate": 1.5}"#, "failure_rate"),
        (r#"{"status": 99}"#, "status"),
        (r#"{"delay_ms": "1"}"#, "delay_ms"),
        (r#"{"hang": true, "reset": true}"#, "reset"),
        (r#"{"body": "", "body_json": 1}"#, "body_json"),
        (r#"{"headers": {"a b": "c"}}"#, "a b"),
        (r#"{"content_type": "a\nb"}"#, "content-type"),
    ] {
        let (status, error) = put(&client, body).await;
        assert_eq!(status, 400, "{body}");
        assert!(error["error"].as_str().unwrap().contains(named), "{body}: {error}");
    }
    assert_eq!(client.get(SERVICE, "/__control").await.1, json!({"status": 503}));
    assert_eq!(client.call(Method::POST, SERVICE, "/__control", "").await.unwrap().status(), 405);
}

#[tokio::test]
async fn requests_are_recorded() {
    let client = Client::new().await;
    let url = format!("{}/scrapedAccounts?a=1&b", client.services.url(SERVICE));
    let request =
        client.http.post(url).header("X-Twice", "1").header("x-twice", "2").body("¡hola!");
    request.send().await.unwrap();
    client.get(SERVICE, "/health").await;
    let (_, recorded) = client.get(SERVICE, "/__requests").await;
    assert_eq!(recorded.as_array().unwrap().len(), 2, "control is not recorded");
    let (first, second) = (&recorded[0], &recorded[1]);
    for (key, value) in
        [("method", "POST"), ("path", "/scrapedAccounts"), ("query", "a=1&b"), ("body", "¡hola!")]
    {
        assert_eq!(first[key], value);
    }
    assert_eq!(first["headers"]["x-twice"], "1, 2");
    assert_eq!((&second["path"], &second["query"]), (&json!("/health"), &json!("")));
    assert!(first["at_ms"].as_u64().unwrap() <= second["at_ms"].as_u64().unwrap());

    assert_eq!(delete(&client, "/__requests").await, 204);
    assert_eq!(client.get(SERVICE, "/__requests").await, (200, json!([])));
    for n in 0..1010 {
        client.call(Method::GET, SERVICE, &format!("/{n}"), "").await.unwrap();
    }
    let recorded = client.services.requests(SERVICE);
    assert_eq!((recorded.len(), &*recorded[0].path), (1000, "/10"));
}

#[tokio::test]
async fn without_control() {
    let client = Client::with(Options { control: false, ..small() }).await;
    assert_eq!(client.get(SERVICE, "/__control").await.0, 404);
    assert_eq!(client.get(SERVICE, "/__requests").await.0, 404);
    assert!(client.services.requests(SERVICE).is_empty());
}
