//! Warnings about limits that do not fit each other, and about calls that cannot succeed.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Limits;
use super::cost::{EndpointCost, attempts, delays};
use crate::http::Method;
use crate::json::{Value, quote_member};
use crate::plan::{Endpoint, Plan};
use crate::time::humane;

/// Something in a plan that is probably not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Of which kind it is.
    pub kind: Kind,
    /// A JSONPath into the plan.
    pub path: String,
    /// What it is, for people; names and values in backticks.
    pub message: String,
}

/// Kinds of warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A service that no endpoint asks.
    UnusedService,
    /// A source that no endpoint asks.
    UnusedSource,
    /// A variable that stands nowhere.
    UnusedVariable,
    /// A parameter that no source and no answer uses.
    UnusedParameter,
    /// An attempt may take longer than its service or its endpoint has.
    TimeoutAboveDeadline,
    /// The first delay would be longer than the longest.
    BackoffBaseAboveMax,
    /// The delays alone can take the whole deadline.
    BackoffAboveDeadline,
    /// Hedging where there is no second attempt to make.
    HedgeNever,
    /// Calls that are given up before they count as slow, so that the circuit never opens on them.
    SlowAboveTimeout,
    /// More attempts at a time than a request has connections.
    ConcurrencyAboveConnections,
    /// A call with `HEAD`, whose reply has no body.
    NoBody,
    /// An endpoint with sources and without a deadline of its own.
    NoDeadline,
    /// One request can send more requests than the limit.
    TooManySubrequests,
}

impl Kind {
    /// The name of the kind, which stays what it is.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnusedService => "unused-service",
            Self::UnusedSource => "unused-source",
            Self::UnusedVariable => "unused-variable",
            Self::UnusedParameter => "unused-parameter",
            Self::TimeoutAboveDeadline => "timeout-above-deadline",
            Self::BackoffBaseAboveMax => "backoff-base-above-max",
            Self::BackoffAboveDeadline => "backoff-above-deadline",
            Self::HedgeNever => "hedge-never",
            Self::SlowAboveTimeout => "slow-above-timeout",
            Self::ConcurrencyAboveConnections => "concurrency-above-connections",
            Self::NoBody => "no-body",
            Self::NoDeadline => "no-deadline",
            Self::TooManySubrequests => "too-many-subrequests",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Limits of each service that do not fit each other.
pub(super) fn of_services(plan: &Plan, text: &Value, warnings: &mut Vec<Warning>) {
    for service in &plan.services {
        let (name, policy) = (&service.name, &service.policy);
        let written = text.member("services").and_then(|services| services.member(name));
        // Where the key stands, or the service if it has it from `defaults` or from nowhere.
        let mut warn = |kind, key: &str, message| {
            let mut path = quote_member("$.services", name);
            if written.and_then(|service| service.member(key)).is_some() {
                path = quote_member(&path, key);
            }
            warnings.push(Warning { kind, path, message });
        };
        let deadline = humane(policy.deadline);
        if policy.timeout > policy.deadline {
            let timeout = humane(policy.timeout);
            let message = format!(
                "the service `{name}` has a timeout of `{timeout}`, above its deadline of `{deadline}`"
            );
            warn(Kind::TimeoutAboveDeadline, "timeout", message);
        }
        if policy.backoff.base > policy.backoff.max {
            let (base, max) = (humane(policy.backoff.base), humane(policy.backoff.max));
            let message = format!(
                "the service `{name}` has a backoff base of `{base}`, above its max of `{max}`"
            );
            warn(Kind::BackoffBaseAboveMax, "backoff", message);
        }
        if policy.hedge.is_some() && policy.attempts == 1 {
            let message = format!(
                "the service `{name}` is hedged, but has `1` attempt, so that none is sent"
            );
            warn(Kind::HedgeNever, "hedge", message);
        }
        let longest = policy.timeout.min(policy.deadline);
        if let Some(slow) = policy.breaker.and_then(|breaker| breaker.slow)
            && slow > longest
        {
            let (slow, longest) = (humane(slow), humane(longest));
            let message = format!(
                "calls of the service `{name}` are slow from `{slow}` on, but given up after \
                 `{longest}`, so that calls that hang never count"
            );
            warn(Kind::SlowAboveTimeout, "breaker", message);
        }
        let rest = delays(policy, policy.attempts);
        if policy.attempts > 1 && rest >= policy.deadline {
            let (attempts, rest) = (policy.attempts, humane(rest));
            let message = format!(
                "the delays between the `{attempts}` attempts of the service `{name}` can take `{rest}`, \
                 all of its deadline of `{deadline}`"
            );
            warn(Kind::BackoffAboveDeadline, "backoff", message);
        }
    }
}

/// Calls of sources that always fail.
pub(super) fn of_sources(plan: &Plan, warnings: &mut Vec<Warning>) {
    let mut told: Vec<&str> = Vec::new();
    let sources = plan.endpoints.iter().flat_map(|endpoint| &endpoint.sources);
    for source in sources.filter(|source| !source.probe) {
        let head = source.calls.iter().any(|call| call.method == Method::Head);
        if head && !told.contains(&source.name.as_str()) {
            told.push(&source.name);
            let name = &source.name;
            warnings.push(Warning {
                kind: Kind::NoBody,
                path: quote_member("$.sources", name),
                message: format!(
                    "the source `{name}` asks with `HEAD`, whose reply has no body to be the data"
                ),
            });
        }
    }
}

/// Limits of an endpoint, and of what it asks.
pub(super) fn of_endpoint(
    plan: &Plan,
    endpoint: &Endpoint,
    cost: &EndpointCost,
    limits: Limits,
    warnings: &mut Vec<Warning>,
) {
    let path = quote_member("$.endpoints", &cost.name);
    if cost.subrequests > limits.subrequests {
        let (most, limit) = (cost.subrequests, limits.subrequests);
        let message = format!("one request can send `{most}` others, above the limit of `{limit}`");
        let kind = Kind::TooManySubrequests;
        warnings.push(Warning { kind, path: path.clone(), message });
    }
    if endpoint.concurrency > limits.connections && endpoint.sources.len() > limits.connections {
        let (concurrency, limit) = (endpoint.concurrency, limits.connections);
        let message = format!(
            "`{concurrency}` attempts at a time, above the `{limit}` connections of a request: those \
             beyond wait for one while their time runs"
        );
        let (kind, path) = (Kind::ConcurrencyAboveConnections, quote_member(&path, "concurrency"));
        warnings.push(Warning { kind, path, message });
    }
    let Some(deadline) = endpoint.deadline else {
        if !endpoint.sources.is_empty() {
            let longest = humane(cost.longest);
            let message = format!(
                "no `deadline` of its own; with those of its sources it can take `{longest}`"
            );
            warnings.push(Warning { kind: Kind::NoDeadline, path, message });
        }
        return;
    };
    let path = quote_member(&path, "deadline");
    let shown = humane(deadline);
    let mut told: Vec<(usize, bool)> = Vec::new();
    for source in &endpoint.sources {
        let Some(service) = plan.services.get(source.service) else { continue };
        // All sources of a service have its limits, and probes their own.
        if told.contains(&(source.service, source.probe)) {
            continue;
        }
        told.push((source.service, source.probe));
        let (name, policy) = (&service.name, &source.policy);
        let timeout = policy.timeout.min(policy.deadline);
        if timeout > deadline {
            let what = if source.probe { "the health of the service" } else { "the service" };
            let timeout = humane(timeout);
            warnings.push(Warning {
                kind: Kind::TimeoutAboveDeadline,
                path: path.clone(),
                message: format!("{what} `{name}` has a timeout of `{timeout}`, above `{shown}`"),
            });
        }
    }
    for source in &endpoint.sources {
        let attempts = attempts(source);
        let rest = delays(&source.policy, attempts);
        // What its service is too short for has been told there.
        if attempts > 1 && rest >= deadline && rest < source.policy.deadline {
            let (name, rest) = (&source.name, humane(rest));
            warnings.push(Warning {
                kind: Kind::BackoffAboveDeadline,
                path: path.clone(),
                message: format!(
                    "the delays between the `{attempts}` attempts of the source `{name}` can take \
                     `{rest}`, all of `{shown}`"
                ),
            });
        }
    }
}
