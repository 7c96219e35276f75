//! The four services of the contract, each as a router.

mod accounts;
mod dashboard;
mod metrics;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use bytes::Bytes;

use crate::respond::{Problem, bytes, json, no_such_method, no_such_path, ready};
use crate::service::Service;
use crate::store::{self, Filter, Store};

/// What the services answer from.
#[derive(Debug)]
pub(crate) struct Shared {
    store: Arc<Store>,
    prepared: Prepared,
    require_identity: bool,
}

/// The answers of calls without filters, made once.
#[derive(Debug)]
struct Prepared {
    users: Bytes,
    accounts: Bytes,
    questions: Bytes,
    posts: Bytes,
    dashboard: Bytes,
}

impl Shared {
    pub(crate) fn new(store: Store, require_identity: bool) -> Result<Arc<Self>, String> {
        let prepared = store.read(|file| -> Result<Prepared, String> {
            let failed = |error: rusqlite::Error| error.to_string();
            let all = Filter::default();
            Ok(Prepared {
                users: bytes(&store::users(file).map_err(failed)?)?,
                accounts: bytes(&store::accounts(file).map_err(failed)?)?,
                questions: bytes(&store::questions(file).map_err(failed)?)?,
                posts: bytes(&metrics::answer(file, &all).map_err(failed)?)?,
                dashboard: bytes(&store::totals(file, &all, usize::MAX >> 1).map_err(failed)?)?,
            })
        })?;
        Ok(Arc::new(Self { store: Arc::new(store), prepared, require_identity }))
    }
}

pub(crate) fn router(service: Service, shared: &Arc<Shared>) -> Router {
    let calls = match service {
        Service::Users => users::router(),
        Service::Accounts => accounts::router(shared),
        Service::Metrics => metrics::router(),
        Service::Dashboard => dashboard::router(),
    };
    calls
        .route("/health", get(async || json(&serde_json::json!({ "status": "ok" }))))
        .fallback(no_such_path)
        .method_not_allowed_fallback(no_such_method)
        .with_state(Arc::clone(shared))
}

/// Reads an identifier in a path.
fn identifier(text: &str) -> Result<i64, Problem> {
    text.parse()
        .map_err(|_| Problem::bad_request(format!("`id`: expected an integer, got `{text}`")))
}
