//! The command `orquesta`: checks plans, and runs them from a terminal.
//!
//! Each subcommand is a file with its `command`, for the command line, and its `run`.

mod check;
mod compare;
mod error;
mod output;
mod plan;
#[cfg(feature = "native")]
mod run;
mod schema;
mod sim;
mod table;

use std::process::ExitCode;

use clap::Command;

use crate::error::{Error, Exit};

fn main() -> ExitCode {
    let exit = match dispatch() {
        Ok(exit) => exit,
        Err(error) => {
            output::note(&format!("error: {error}"));
            error.exit
        }
    };
    ExitCode::from(exit.code())
}

fn dispatch() -> Result<Exit, Error> {
    match command().get_matches().subcommand() {
        Some((check::NAME, matches)) => check::run(matches),
        Some((compare::NAME, matches)) => compare::run(matches),
        #[cfg(feature = "native")]
        Some((run::NAME, matches)) => run::run(matches),
        Some((schema::NAME, _)) => schema::run(),
        Some((sim::NAME, matches)) => sim::run(matches),
        _ => Ok(Exit::Usage),
    }
}

fn command() -> Command {
    let command = Command::new("orquesta")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Checks plans, and runs them: asks many services at once and joins what they say.")
        .after_help(Exit::HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(check::command())
        .subcommand(compare::command())
        .subcommand(schema::command())
        .subcommand(sim::command());
    #[cfg(feature = "native")]
    let command = command.subcommand(run::command());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        command().debug_assert();
    }
}
