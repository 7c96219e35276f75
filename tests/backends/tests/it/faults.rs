//! Each fault as a real client meets it.

use std::error::Error as _;
use std::io;

use orquesta_backends::{Faults, Service};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::client::{Client, until};

const SERVICE: Service = Service::Dashboard;
const PATH: &str = "/getDashboardInfo";

async fn call(client: &Client) -> reqwest::Result<Response> {
    client.call(Method::GET, SERVICE, PATH, "").await
}

async fn with(faults: Faults) -> Client {
    let client = Client::new().await;
    client.services.set_faults(SERVICE, faults);
    client
}

async fn length(client: &Client) -> usize {
    client.services.clear_faults(SERVICE);
    call(client).await.unwrap().bytes().await.unwrap().len()
}

fn is_reset(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return error.kind() == io::ErrorKind::ConnectionReset;
        }
        cause = error.source();
    }
    false
}

#[tokio::test]
async fn truncate_declares_more_than_it_sends() {
    for count in [0, 1, 1000] {
        let client = with(Faults { truncate: Some(count), ..Faults::default() }).await;
        let mut response = call(&client).await.unwrap();
        let declared = response.content_length().unwrap() as usize;
        let mut received = 0;
        let error = loop {
            match response.chunk().await {
                Ok(chunk) => received += chunk.expect("the body ended well").len(),
                Err(error) => break error,
            }
        };
        assert!(!is_reset(&error), "{error:?}");
        assert_eq!((received, declared), (count, length(&client).await));
    }
}

#[tokio::test]
async fn a_large_body_is_truncated_at_the_byte() {
    let client =
        Client::with(orquesta_backends::Options { posts: 10_050, ..crate::client::small() });
    let client = client.await;
    let count = 3_000_000;
    client
        .services
        .set_faults(Service::Metrics, Faults { truncate: Some(count), ..Faults::default() });
    let mut response =
        client.call(Method::POST, Service::Metrics, "/dbquery/user", "{}").await.unwrap();
    let mut received = 0;
    while let Ok(chunk) = response.chunk().await {
        received += chunk.expect("the body ended well").len();
    }
    assert_eq!(received, count);
}

#[tokio::test]
async fn cut_json_looks_complete() {
    let client = with(Faults { cut_json: Some(100), ..Faults::default() }).await;
    let response = call(&client).await.unwrap();
    assert_eq!(response.content_length(), Some(100));
    let body = response.bytes().await.unwrap();
    assert_eq!(body.len(), 100);
    assert!(serde_json::from_slice::<Value>(&body).is_err());
}

#[tokio::test]
async fn reset_gives_no_answer() {
    let client = with(Faults { reset: true, ..Faults::default() }).await;
    let error = call(&client).await.unwrap_err();
    assert!(is_reset(&error), "{error:?}");
    assert_eq!(client.services.requests(SERVICE).len(), 1);
}

#[tokio::test]
async fn hang_never_answers() {
    let client = with(Faults { hang: true, ..Faults::default() }).await;
    let other = async {
        until(|| client.services.requests(SERVICE).len() == 1).await;
        client.get(Service::Users, "/health").await
    };
    tokio::select! {
        answer = call(&client) => panic!("it answered: {answer:?}"),
        (status, _) = other => assert_eq!(status, 200),
    }
}

#[tokio::test]
async fn hang_body_stalls_halfway() {
    let client = with(Faults { hang_body: true, ..Faults::default() }).await;
    let mut response = call(&client).await.unwrap();
    let declared = response.content_length().unwrap() as usize;
    let mut received = 0;
    while received < declared / 2 {
        received += response.chunk().await.unwrap().unwrap().len();
    }
    assert_eq!(received, declared / 2);
    tokio::select! {
        more = response.chunk() => panic!("it went on: {more:?}"),
        (status, _) = client.get(Service::Users, "/health") => assert_eq!(status, 200),
    }
}

#[tokio::test]
async fn a_delayed_answer_comes_after_one_that_is_not() {
    let client = with(Faults { delay_ms: 200, jitter_ms: 1, ..Faults::default() }).await;
    let late = async {
        assert_eq!(call(&client).await.unwrap().status(), 200);
        std::time::Instant::now()
    };
    let early = async {
        until(|| client.services.requests(SERVICE).len() == 1).await;
        client.get(Service::Users, "/health").await;
        std::time::Instant::now()
    };
    let (late, early) = tokio::join!(late, early);
    assert!(early < late);
}

#[tokio::test]
async fn a_share_of_requests_fails_the_same_each_time() {
    let client = Client::new().await;
    let mut runs = Vec::new();
    for _ in 0..2 {
        client.services.set_faults(
            SERVICE,
            Faults { failure_rate: 0.3, failure_status: Some(429), ..Faults::default() },
        );
        let mut run = Vec::new();
        for _ in 0..100 {
            run.push(call(&client).await.unwrap().status().as_u16());
        }
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    let failed = runs[0].iter().filter(|&&status| status == 429).count();
    assert!((15..=45).contains(&failed), "{failed} of 100");
    assert!(runs[0].iter().all(|status| [200, 429].contains(status)));
}

#[tokio::test]
async fn status_and_bodies() {
    let down = with(Faults { status: Some(503), ..Faults::default() }).await;
    assert_eq!(down.get(SERVICE, PATH).await, (503, json!({"error": "Service Unavailable"})));

    let html = with(Faults {
        status: Some(502),
        body: Some("<html>".to_owned()),
        content_type: Some("text/html".to_owned()),
        headers: [("retry-after".to_owned(), "3".to_owned())].into(),
        ..Faults::default()
    })
    .await;
    let response = call(&html).await.unwrap();
    assert_eq!(response.status(), 502);
    assert_eq!(response.headers()["content-type"], "text/html");
    assert_eq!(response.headers()["retry-after"], "3");
    assert_eq!(response.text().await.unwrap(), "<html>");

    let other = with(Faults { body_json: Some(json!({"a": [1]})), ..Faults::default() }).await;
    assert_eq!(other.get(SERVICE, PATH).await, (200, json!({"a": [1]})));
    let null = with(Faults { body_json: Some(Value::Null), ..Faults::default() }).await;
    assert_eq!(null.get(SERVICE, PATH).await, (200, Value::Null));

    let accepted = with(Faults { status: Some(202), ..Faults::default() }).await;
    let (status, body) = accepted.get(SERVICE, PATH).await;
    assert!(status == 202 && body.is_array(), "the real body stays");
    let empty = with(Faults { status: Some(204), ..Faults::default() }).await;
    assert_eq!(call(&empty).await.unwrap().text().await.unwrap(), "");
}

#[tokio::test]
async fn only_what_is_meant_fails() {
    let faults =
        Faults { status: Some(500), path_prefix: Some(PATH.to_owned()), ..Faults::default() };
    let client = with(faults).await;
    assert_eq!(call(&client).await.unwrap().status(), 500);
    assert_eq!(client.get(SERVICE, "/health").await.0, 200);
    for other in [Service::Users, Service::Accounts, Service::Metrics] {
        assert_eq!(client.get(other, "/health").await.0, 200);
    }
    client.services.clear_faults(SERVICE);
    assert_eq!(call(&client).await.unwrap().status(), 200);
}
