//! What stands in front of every service: recording, control, faults.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

use crate::fault::{Fault, Faults, Switchboard, deliver};
use crate::record::Record;
use crate::respond::Problem;
use crate::wire::Switch;
use crate::{control, cors};

const LONGEST_BODY: usize = 1 << 20;

/// A service and what tests can do to it.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) router: Router,
    pub(crate) faults: Switchboard,
    pub(crate) record: Record,
    pub(crate) manners: Manners,
}

/// How a front treats requests that are not for the service itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// Answers `/__control` and `/__requests`.
    pub(crate) control: bool,
    /// Remembers requests.
    pub(crate) recording: bool,
    /// Lets pages of other origins in.
    pub(crate) cors: bool,
}

impl Front {
    pub(crate) fn new(router: Router, manners: Manners) -> Self {
        Self { router, faults: Switchboard::default(), record: Record::default(), manners }
    }

    /// Answers one request. Must run within the task of its connection.
    pub(crate) async fn answer(&self, request: Request<Body>, switch: &Switch) -> Response {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
            let message = format!("body is longer than {LONGEST_BODY} bytes, or broke off");
            return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
        };
        if self.manners.cors
            && let Some(response) = cors::preflight(&parts)
        {
            return response;
        }
        if self.manners.control
            && let Some(mut response) = control::answer(&parts, &body, &self.faults, &self.record)
        {
            cors::allow(&mut response);
            return response;
        }
        if self.manners.recording {
            self.record.add(&parts, &body);
        }
        let faults = self.faults.concerning(parts.uri.path());
        let request = Request::from_parts(parts, Body::from(body));
        let (mut response, fault) = match faults {
            None => self.real(request).await,
            Some(faults) => self.disturbed(&faults, request).await,
        };
        if self.manners.cors {
            cors::allow(&mut response);
        }
        deliver(fault, response, switch).await
    }

    /// The service's own answer, which may say by an extension that it be delivered badly.
    async fn real(&self, request: Request<Body>) -> (Response, Fault) {
        let Ok(mut response) = self.router.clone().oneshot(request).await;
        let fault = response.extensions_mut().remove::<Fault>().unwrap_or_default();
        (response, fault)
    }

    async fn disturbed(&self, faults: &Arc<Faults>, request: Request<Body>) -> (Response, Fault) {
        let (delay, failed) = faults.draw(&mut self.faults.random());
        tokio::time::sleep(delay).await;
        if let Some(failed) = failed {
            return (failed.into_response(), Fault::None);
        }
        let mut response = match faults.replacement() {
            Some(response) => response,
            None => self.real(request).await.0,
        };
        faults.dress(&mut response);
        (response, faults.fault())
    }
}
