//! What a plan can cost, and what in it is probably not meant: read from the plan alone.
//!
//! A plan that is read is valid; this is about plans that are valid and still not what somebody
//! wants, such as a time limit that another one always precedes. Nothing is sent.
//!
//! ```
//! use orquesta::check::{Kind, Limits, check};
//! use orquesta::plan::Plan;
//!
//! let text = br#"{
//!   "services": {"shop": {"url": "http://shop.test", "timeout": "1s", "attempts": 2}},
//!   "sources": {"orders": {"service": "shop", "path": "/orders"}},
//!   "endpoints": {"GET /orders": {"answer": {"$source": "orders"}}}
//! }"#;
//! let check = check(&Plan::parse(text, &|_| None).unwrap(), text, Limits::DEFAULT);
//! assert_eq!(check.endpoints[0].subrequests, 2);
//! assert_eq!(check.endpoints[0].longest.as_millis(), 2100);
//! assert_eq!(check.warnings[0].kind, Kind::NoDeadline);
//! ```

mod cost;
mod report;
mod unused;
mod warning;

pub use cost::{EndpointCost, SourceCost};
pub use warning::{Kind, Warning};

use alloc::vec::Vec;

use crate::json::Value;
use crate::plan::Plan;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What one request for each endpoint can cost, in the order of the plan.
    pub endpoints: Vec<EndpointCost>,
    /// What is probably not meant; first of services, sources and variables, then of endpoints.
    pub warnings: Vec<Warning>,
}

/// What the place allows that a plan is to run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests that one request may send.
    pub subrequests: u32,
    /// Connections that one request may have at a time.
    pub connections: usize,
}

impl Limits {
    /// 50 requests, what Cloudflare's free plan allows for one request to a Worker (Workers'
    /// documentation, "Limits", 2025), and the 6 connections of any of its plans.
    pub const DEFAULT: Self = Self { subrequests: 50, connections: 6 };
}

/// Checks `plan`, which was read from `text`.
pub fn check(plan: &Plan, text: &[u8], limits: Limits) -> Check {
    // A plan that was read is JSON, so this is only nothing if the text is of something else.
    let value = Value::parse(text).unwrap_or(Value::Null);
    let endpoints: Vec<_> = plan.endpoints.iter().map(|e| EndpointCost::of(plan, e)).collect();
    let mut warnings = Vec::new();
    warning::of_services(plan, &value, &mut warnings);
    unused::in_plan(plan, &value, &mut warnings);
    for (endpoint, cost) in plan.endpoints.iter().zip(&endpoints) {
        warning::of_endpoint(plan, endpoint, cost, limits, &mut warnings);
        unused::in_endpoint(endpoint, &mut warnings);
    }
    warning::of_sources(plan, &mut warnings);
    Check { endpoints, warnings }
}
