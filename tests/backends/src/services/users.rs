//! `microservice1`: users and their profiles.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::{Shared, identifier, ready};
use crate::respond::{Problem, json};
use crate::store;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/v1/auth/users", get(users))
        .route("/api/v1/auth/profile/{id}", get(profile))
}

async fn users(State(shared): State<Arc<Shared>>) -> Response {
    ready(shared.prepared.users.clone())
}

async fn profile(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = identifier(&id)?;
    let user = shared.store.ask(move |file| store::profile(file, id)).await;
    match user.map_err(Problem::internal)? {
        Some(user) => json(&user),
        None => Err(Problem::not_found(format!("no user `{id}`"))),
    }
}
