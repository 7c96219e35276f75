//! The runs: every policy in every situation, several times.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use orquesta::plan::Plan;
use orquesta::sim::Sim;

use super::load::arrivals;
use super::measure::{Measures, Summary};
use super::policy::{DEFAULTS, POLICIES, Policy};
use super::situation::{HANGING, REFUSED, SITUATIONS, Situation};
use crate::error::Error;

/// How often each is run, with other arrivals and other chances: an odd number, so that the median is
/// one of them.
pub(super) const RUNS: u64 = 7;

/// How many seconds the outages last after which the time to recover is measured.
pub(super) const OUTAGES: [u64; 8] = [5, 10, 15, 20, 25, 30, 45, 60];

/// What came of it all.
pub(super) struct Results {
    /// For each situation, each policy.
    pub(super) situations: Vec<Vec<Summary>>,
    /// For each length of an outage, the defaults when connections are refused and when they hang.
    pub(super) outages: Vec<Vec<Summary>>,
}

/// Runs everything.
pub(super) fn run() -> Result<Results, Error> {
    let plans = POLICIES.iter().map(Policy::plan).collect::<Result<Vec<_>, _>>()?;
    let defaults = DEFAULTS.plan()?;
    let outages: Vec<_> = OUTAGES
        .iter()
        .flat_map(|seconds| [REFUSED, HANGING].map(|fault| Situation::outage(fault, *seconds)))
        .collect();
    let compared =
        SITUATIONS.iter().flat_map(|situation| plans.iter().map(move |p| (situation, p)));
    let pairs: Vec<_> = compared.chain(outages.iter().map(|outage| (outage, &defaults))).collect();
    let mut summaries = on_every_processor(&pairs);
    let outages = summaries.split_off(SITUATIONS.len() * plans.len());
    Ok(Results {
        situations: summaries.chunks(plans.len()).map(<[_]>::to_vec).collect(),
        outages: outages.chunks(2).map(<[_]>::to_vec).collect(),
    })
}

/// The summary of each pair, in their order.
fn on_every_processor(pairs: &[(&Situation, &Plan)]) -> Vec<Summary> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((situation, plan)) = pairs.get(place) else { return done };
            done.push((place, summary(situation, plan)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut done = Vec::new();
        for worker in workers {
            done.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, summary)| summary).collect()
}

/// A policy in a situation; in every other, the arrivals are the same.
pub(super) fn summary(situation: &Situation, plan: &Plan) -> Summary {
    let run = |seed| {
        let sim = Sim::new(seed);
        sim.upstream(situation.upstream());
        Measures::of(&sim.answer_all(plan, &arrivals(seed, situation.length)), situation)
    };
    Summary::of(&(0..RUNS).map(run).collect::<Vec<_>>())
}
