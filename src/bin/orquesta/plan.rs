//! Reading a plan file, its variables filled in from the environment.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};
use orquesta::plan::{Plan, PlanError};

use crate::error::{Error, Exit};

/// The argument that names the file.
pub(crate) fn argument() -> Arg {
    Arg::new("plan")
        .value_name("PLAN")
        .help("The plan, a JSON file; its variables are taken from the environment")
        .required(true)
        .value_parser(value_parser!(PathBuf))
}

/// The text of the plan.
pub(crate) fn text(matches: &ArgMatches) -> Result<Vec<u8>, Error> {
    let path = matches.get_one::<PathBuf>("plan").cloned().unwrap_or_default();
    std::fs::read(&path).map_err(|error| {
        Error::new(Exit::Usage, format_args!("cannot read the plan `{}`: {error}", path.display()))
    })
}

/// Reads the plan.
pub(crate) fn read(text: &[u8]) -> Result<Plan, PlanError> {
    Plan::parse(text, &|name| std::env::var(name).ok())
}
