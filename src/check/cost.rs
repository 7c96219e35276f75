//! What one request can cost: how many requests it sends at most, and how long it takes.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::plan::{Endpoint, Plan, Policy, Source};
use crate::time::Duration;

/// What one request for an endpoint can cost at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointCost {
    /// The endpoint as the plan names it: `GET` and a path.
    pub name: String,
    /// The endpoint's own deadline.
    pub deadline: Option<Duration>,
    /// Its sources, probes of health included, in the order of the plan.
    pub sources: Vec<SourceCost>,
    /// Requests to services, every attempt counted.
    pub subrequests: u32,
    /// Time until the answer: along the sources that wait for each other, and never beyond the
    /// deadline.
    pub longest: Duration,
}

/// What one source of an endpoint can cost at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCost {
    /// Its name; that of its service for a probe.
    pub name: String,
    /// The service that it asks.
    pub service: String,
    /// Whether it only asks whether the service can answer.
    pub probe: bool,
    /// Attempts; one if no call that it may make can be repeated.
    pub attempts: u32,
    /// Time from its first attempt to its end.
    pub longest: Duration,
    /// The sources that it waits for.
    pub after: Vec<String>,
}

impl EndpointCost {
    pub(super) fn of(plan: &Plan, endpoint: &Endpoint) -> Self {
        let sources: Vec<_> =
            endpoint.sources.iter().map(|source| SourceCost::of(plan, endpoint, source)).collect();
        let path = critical_path(endpoint, &sources);
        Self {
            name: format!("GET {}", endpoint.route),
            deadline: endpoint.deadline,
            subrequests: sources.iter().map(|source| source.attempts).sum(),
            longest: endpoint.deadline.map_or(path, |deadline| path.min(deadline)),
            sources,
        }
    }
}

impl SourceCost {
    fn of(plan: &Plan, endpoint: &Endpoint, source: &Source) -> Self {
        let attempts = attempts(source);
        let policy = &source.policy;
        let longest = policy.timeout.saturating_mul(attempts);
        let longest = longest.saturating_add(delays(policy, attempts)).min(policy.deadline);
        let service = plan.services.get(source.service);
        let name = |place: &usize| endpoint.sources.get(*place).map(|source| source.name.clone());
        Self {
            name: source.name.clone(),
            service: service.map(|service| service.name.clone()).unwrap_or_default(),
            probe: source.probe,
            attempts,
            longest,
            after: source.after.iter().filter_map(name).collect(),
        }
    }
}

/// Most attempts of a source.
pub(super) fn attempts(source: &Source) -> u32 {
    let repeatable = source.calls.iter().any(|call| call.repeatable);
    if repeatable { source.policy.attempts } else { 1 }
}

/// The longest delays between so many attempts, added up.
pub(super) fn delays(policy: &Policy, attempts: u32) -> Duration {
    let delays = (1..attempts).map(|attempt| policy.backoff.longest(attempt));
    delays.fold(Duration::ZERO, Duration::saturating_add)
}

/// The time along the sources that wait for each other. Each round settles at least the sources
/// whose predecessors are settled, so as many rounds as there are sources suffice.
fn critical_path(endpoint: &Endpoint, costs: &[SourceCost]) -> Duration {
    let mut ends: Vec<Duration> = costs.iter().map(|cost| cost.longest).collect();
    for _ in 0..costs.len() {
        let before = ends.clone();
        for ((end, cost), source) in ends.iter_mut().zip(costs).zip(&endpoint.sources) {
            let start = source.after.iter().filter_map(|place| before.get(*place)).max();
            *end = cost.longest.saturating_add(start.copied().unwrap_or_default());
        }
        if before == ends {
            break;
        }
    }
    ends.into_iter().max().unwrap_or_default()
}
