//! What happens in a world, told step by step.

use orquesta::plan::Plan;
use orquesta::sim::explore::{Explorer, World};

use crate::error::Error;
use crate::output;

/// Tells a world.
pub(super) fn world(plan: &Plan, seed: u64) -> Result<(), Error> {
    let explorer = Explorer::new(plan);
    let world = explorer.world(seed);
    output::text(&format!("{}\n{}\n", described(plan, &world), timeline(&explorer, &world)))
}

/// Tells which law a world breaks, and the smallest world that breaks it as well.
pub(super) fn violation(plan: &Plan, seed: u64) -> Result<(), Error> {
    let mut explorer = Explorer::new(plan);
    let world = explorer.world(seed);
    let Err(violation) = explorer.check(&world) else {
        // What an answer was compared with may have come from another world.
        return output::text(&format!("seed {seed}: answers depend on the order of arrival\n"));
    };
    output::note(&format!("seed {seed}: {violation}\n\nmaking its world smaller …"));
    let smaller = explorer.shrink(world, &violation);
    let violation = Explorer::new(plan).check(&smaller).err().unwrap_or(violation);
    output::text(&format!(
        "seed {seed}, smaller:\n{}\n{}\n{violation}\n\nagain: `orquesta sim PLAN --seeds 1 --seed {seed}`\n",
        described(plan, &smaller),
        timeline(&explorer, &smaller),
    ))
}

fn timeline(explorer: &Explorer<'_>, world: &World) -> String {
    explorer.timeline(world).iter().map(|moment| format!("{moment}\n")).collect()
}

/// What is wrong with which service, and which requests come when.
fn described(plan: &Plan, world: &World) -> String {
    let mut text = String::new();
    for (service, faults) in plan.services.iter().zip(&world.faults) {
        let faults: Vec<_> = faults.iter().map(|fault| format!("{fault:?}")).collect();
        let faults = if faults.is_empty() { "well".to_owned() } else { faults.join(", ") };
        text.push_str(&format!("{}: {faults}\n", service.name));
    }
    if !world.lag.is_zero() {
        text.push_str(&format!("the host: up to {:?} late\n", world.lag));
    }
    for arrival in &world.arrivals {
        let headers = arrival.headers.iter().map(|(name, value)| format!("  {name}: {value}"));
        let (at, headers) = (arrival.at.as_millis(), headers.collect::<String>());
        text.push_str(&format!("{at:>7} ms  GET {}{headers}\n", arrival.target));
    }
    text
}
