//! How the services fare, as far as it outlives a request.

use alloc::vec::Vec;

use crate::plan::Plan;
use crate::policy::breaker::{Breaker, BreakerPolicy};
use crate::policy::budget::Budget;
use crate::policy::gate::Gate;
use crate::policy::latency::Latency;
use crate::time::Instant;

/// The state of every service of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    services: Vec<ServiceHealth>,
}

/// The state of one service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceHealth {
    /// Whether it may be asked.
    pub breaker: Breaker,
    /// How many attempts beyond the first may still be made.
    pub budget: Budget,
    /// How long it took to answer of late.
    pub latency: Latency,
    /// How many attempts are under way, and who waits to make one.
    pub gate: Gate,
}

impl Health {
    /// The service at a place in the plan; there is one at every place.
    pub fn service(&mut self, place: usize) -> &mut ServiceHealth {
        if self.services.len() <= place {
            self.services.resize_with(place + 1, ServiceHealth::default);
        }
        // Just made long enough.
        &mut self.services[place]
    }

    /// The services that were asked for, in the order of the plan; those after them were not.
    pub fn services(&self) -> &[ServiceHealth] {
        &self.services
    }

    /// Joins what two hosts have learnt of the services of one plan; of every service the more
    /// careful state wins. Merging the same twice changes nothing.
    pub fn merge(&mut self, other: &Self, plan: &Plan, now: Instant) {
        for (place, (theirs, service)) in other.services.iter().zip(&plan.services).enumerate() {
            let ours = self.service(place);
            let breaker = service.policy.breaker.unwrap_or(BreakerPolicy::DEFAULT);
            ours.breaker.merge(&theirs.breaker, &breaker, now);
            ours.budget.merge(&theirs.budget, &service.policy.budget, now);
            ours.latency.merge(&theirs.latency, now);
        }
    }
}
