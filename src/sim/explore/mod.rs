//! Exploring a plan: many worlds, each drawn from a seed, each held to the laws of the engine.
//!
//! ```
//! use orquesta::{plan::Plan, sim::explore::Explorer};
//!
//! let plan = br#"{
//!   "services": {"shop": {"url": "http://shop.test", "timeout": "1s"}},
//!   "sources": {"orders": {"service": "shop", "path": "/orders", "empty": []}},
//!   "endpoints": {"GET /orders": {"deadline": "2s", "answer": {"orders": {"$source": "orders"}}}}
//! }"#;
//! let plan = Plan::parse(plan, &|_| None).unwrap();
//! let mut explorer = Explorer::new(&plan);
//! for seed in 0..100 {
//!     if let Err(violation) = explorer.check(&explorer.world(seed)) {
//!         panic!("seed {seed}: {violation}");
//!     }
//! }
//! ```

mod circuit;
mod coverage;
mod laws;
mod reports;
mod shrink;
mod spans;
mod world;

pub use coverage::Coverage;
pub use laws::Violation;
pub use world::World;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Answered, Moment, Sim};
use crate::plan::{Endpoint, Plan};
use crate::shared::ServiceHealth;

/// Holds worlds of one plan to the laws.
#[derive(Debug)]
pub struct Explorer<'p> {
    plan: &'p Plan,
    /// What an endpoint without times in its answer said, by what its sources came to.
    answers: BTreeMap<String, Vec<u8>>,
    coverage: Coverage,
}

impl<'p> Explorer<'p> {
    /// For a plan that need not be served anywhere.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, answers: BTreeMap::new(), coverage: Coverage::default() }
    }

    /// The world that belongs to a seed.
    pub fn world(&self, seed: u64) -> World {
        World::draw(self.plan, seed)
    }

    /// What has happened in all worlds so far.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Runs a world and holds it to the laws.
    ///
    /// # Errors
    /// The first law that does not hold, and where.
    pub fn check(&mut self, world: &World) -> Result<(), Violation> {
        let Ran { trace, answered, idle, most_in_flight } = run(self.plan, world);
        laws::check(self.plan, world, &trace, &answered)?;
        if !idle {
            let law = "nothing is under way, waits or is in memory once all is answered";
            return Err(Violation::new(law, "", &trace));
        }
        if most_in_flight >= self.plan.memory + world::LARGEST_BODY.len() {
            let law = "bodies in flight exceed the memory by one at most";
            return Err(Violation::new(law, &format!("{most_in_flight} bytes"), &trace));
        }
        self.same_answer(world, &answered)?;
        let Ran { trace: again, answered: answered_again, .. } = run(self.plan, world);
        let bodies = |answered: &[Answered]| -> Vec<Vec<u8>> {
            answered.iter().map(|answered| answered.response.body.to_vec()).collect()
        };
        if trace != again || bodies(&answered) != bodies(&answered_again) {
            return Err(Violation::new(
                "the same seed gives the same trace and answers",
                "",
                &trace,
            ));
        }
        self.coverage.count(&trace, &answered);
        Ok(())
    }

    /// What happens in a world, step by step.
    pub fn timeline(&self, world: &World) -> Vec<Moment> {
        run(self.plan, world).trace
    }

    /// A smaller world in which the same law does not hold.
    pub fn shrink(&self, world: World, violation: &Violation) -> World {
        shrink::shrink(world, |smaller| {
            let found = Explorer::new(self.plan).check(smaller).err();
            found.is_some_and(|found| found.law() == violation.law())
        })
    }

    /// Whatever the order in which replies came, the same replies make the same answer.
    fn same_answer(&mut self, world: &World, answered: &[Answered]) -> Result<(), Violation> {
        for (answered, arrival) in answered.iter().zip(&world.arrivals) {
            if endpoint(self.plan, &arrival.target).is_none_or(|e| e.answer.shows_time()) {
                continue;
            }
            let statuses: Vec<_> =
                answered.reports.iter().map(|(_, r)| r.status.as_str()).collect();
            let key = format!("{} {}", arrival.target, statuses.join(" "));
            let body = answered.response.body.to_vec();
            if answered.response.status == 200
                && *self.answers.entry(key).or_insert_with(|| body.clone()) != body
            {
                let law = "answers do not depend on the order of arrival";
                return Err(Violation::new(law, &arrival.target, &[]));
            }
        }
        Ok(())
    }
}

/// What came of a world.
struct Ran {
    trace: Vec<Moment>,
    answered: Vec<Answered>,
    /// Whether no service has anything under way or waiting, and no body is in memory.
    idle: bool,
    most_in_flight: usize,
}

/// Runs a world to its end.
fn run(plan: &Plan, world: &World) -> Ran {
    let sim = Sim::new(world.seed).lagging(world.lag);
    for upstream in world.upstreams(plan) {
        sim.upstream(upstream);
    }
    let answered = sim.answer_all(plan, &world.arrivals);
    let idle = |health: &ServiceHealth| health.gate.in_flight() == 0 && health.gate.waiting() == 0;
    let shared = sim.shared().borrow();
    let idle = shared.health.services().iter().all(idle) && shared.memory.in_flight() == 0;
    drop(shared);
    let most_in_flight = sim.most_in_flight.get();
    Ran { trace: sim.into_trace(), answered, idle, most_in_flight }
}

fn endpoint<'p>(plan: &'p Plan, target: &str) -> Option<&'p Endpoint> {
    let path = target.split('?').next().unwrap_or_default();
    plan.route(path).map(|(endpoint, _)| endpoint)
}
