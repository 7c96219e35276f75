//! A small client of one running set of services.

use std::time::Duration;

use orquesta_backends::{Options, Service, Services, start};
use reqwest::{Method, Response};
use serde_json::Value;

pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) services: Services,
}

impl Client {
    pub(crate) async fn new() -> Self {
        Self::with(small()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let services = start(options).await.unwrap();
        Self { http: reqwest::Client::new(), services }
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        service: Service,
        path: &str,
        body: &str,
    ) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.services.url(service));
        self.http.request(method, url).body(body.to_owned()).send().await
    }

    pub(crate) async fn get(&self, service: Service, path: &str) -> (u16, Value) {
        read(self.call(Method::GET, service, path, "").await.unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        read(self.call(Method::POST, Service::Metrics, path, body).await.unwrap()).await
    }
}

/// Enough posts for every kind of item to occur, and quick to make.
pub(crate) fn small() -> Options {
    Options { posts: 800, ..Options::default() }
}

pub(crate) async fn read(response: Response) -> (u16, Value) {
    assert_eq!(response.headers()["content-type"], "application/json");
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap())
}

/// Waits for something that other tasks bring about soon.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("this never happens");
}
