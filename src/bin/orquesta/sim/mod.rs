//! `orquesta sim`.

mod explore;
mod story;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::error::{Error, Exit};
use crate::{output, plan};

pub(crate) const NAME: &str = "sim";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Run a plan in many simulated worlds, and hold each to the laws of failure policy")
        .long_about(
            "Run a plan in many simulated worlds: requests come, services are slow, fail, hang, flap or \
             drown in load, all drawn from a seed, in virtual time. Each world is held to the laws: no \
             answer is later than its deadline, attempts and budgets stay within their limits, an open \
             circuit lets only its probes through, and so on. The first world that breaks one is made as \
             small as it can be, and shown step by step. Nothing is sent.",
        )
        .after_help(Exit::HELP)
        .arg(plan::argument())
        .arg(
            Arg::new("seeds")
                .long("seeds")
                .value_name("N")
                .help("How many worlds; of a single one, every step is shown")
                .default_value("10000")
                .value_parser(value_parser!(u64).range(1..)),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("S")
                .help("The seed of the first world")
                .default_value("0")
                .value_parser(value_parser!(u64)),
        )
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Error> {
    let text = plan::text(matches)?;
    let plan = plan::read(&text).map_err(|error| Error::new(Exit::Plan, error))?;
    let first = matches.get_one::<u64>("seed").copied().unwrap_or_default();
    let count = matches.get_one::<u64>("seeds").copied().unwrap_or(1);
    let seeds = first..first.saturating_add(count);
    let explored = explore::explore(&plan, seeds.clone());
    if let Some(seed) = explored.violating {
        story::violation(&plan, seed)?;
        return Ok(Exit::Unlawful);
    }
    if count == 1 {
        story::world(&plan, first)?;
    }
    output::text(&explored.summary(&seeds))?;
    Ok(Exit::Fine)
}
