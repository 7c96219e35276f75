//! `microservice3`: the posts and their metrics, by filters in the body.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use bytes::Bytes;
use rusqlite::Connection;
use serde::Serialize;

use super::{Shared, ready};
use crate::data::model::{Post, Totals};
use crate::respond::{Problem, json};
use crate::store::{self, Filter};

/// The accounts of which an answer gives the sums.
const MOST_TOTALS: usize = 10;

#[derive(Debug, Serialize)]
pub(super) struct Answer {
    items: Vec<Post>,
    count: usize,
    dashboard: Vec<Totals>,
}

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/dbquery/user", post(by_user)).route("/dbquery/admin", post(by_admin))
}

/// The posts that pass, and the sums of the accounts that are seen most among them.
pub(super) fn answer(file: &Connection, filter: &Filter) -> rusqlite::Result<Answer> {
    let items = store::posts(file, filter)?;
    let dashboard = store::totals(file, filter, MOST_TOTALS)?;
    Ok(Answer { count: items.len(), items, dashboard })
}

async fn by_user(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Response, Problem> {
    let filter = Filter::default().and_body(&body).map_err(Problem::bad_request)?;
    if filter.is_empty() {
        return Ok(ready(shared.prepared.posts.clone()));
    }
    query(&shared, filter).await
}

async fn by_admin(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Response, Problem> {
    query(&shared, Filter::by_admins().and_body(&body).map_err(Problem::bad_request)?).await
}

async fn query(shared: &Shared, filter: Filter) -> Result<Response, Problem> {
    let answer = shared.store.ask(move |file| answer(file, &filter)).await;
    json(&answer.map_err(Problem::internal)?)
}
