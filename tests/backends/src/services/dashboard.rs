//! `microservice4`: the sums of every account.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::{Shared, ready};

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/getDashboardInfo", get(dashboard))
}

async fn dashboard(State(shared): State<Arc<Shared>>) -> Response {
    ready(shared.prepared.dashboard.clone())
}
