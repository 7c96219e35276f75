//! `microservice2`: scraped accounts and questions.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;

use super::{Shared, identifier, ready};
use crate::respond::{Problem, json};
use crate::store;

pub(super) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let calls = Router::new()
        .route("/scrapedAccounts", get(accounts))
        .route("/scrapedAccounts/user/{id}", get(accounts_of))
        .route("/questions", get(questions));
    if shared.require_identity { calls.route_layer(from_fn(identified)) } else { calls }
}

async fn accounts(State(shared): State<Arc<Shared>>) -> Response {
    ready(shared.prepared.accounts.clone())
}

async fn accounts_of(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = identifier(&id)?;
    let accounts = shared.store.ask(move |file| store::accounts_of(file, id)).await;
    let accounts = accounts.map_err(Problem::internal)?;
    if accounts.is_empty() {
        return Err(Problem::not_found(format!("user `{id}` has no accounts")));
    }
    json(&accounts)
}

async fn questions(State(shared): State<Arc<Shared>>) -> Response {
    ready(shared.prepared.questions.clone())
}

/// Turns away callers who do not say who they are.
async fn identified(request: Request, next: Next) -> Result<Response, Problem> {
    for name in ["x-user-id", "x-user-role"] {
        if request.headers().get(name).is_none_or(|value| value.is_empty()) {
            let message = format!("the header `{name}` is missing");
            return Err(Problem::new(StatusCode::UNAUTHORIZED, message));
        }
    }
    Ok(next.run(request).await)
}
