//! `cargo xtask`: what a developer runs. Without arguments it lists its commands.

mod bench;
mod build;
mod cli;
mod gates;
mod mutants;
mod page;
mod plan;
mod progress;
mod serve;
mod setup;
mod sim;
mod size;
mod stamp;
mod start;
mod web;
mod www;

use std::process::ExitCode;

use clap::ArgMatches;
use xtask::error::Result;

use crate::progress::Progress;

fn main() -> ExitCode {
    match run(&cli::command().get_matches()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(matches: &ArgMatches) -> Result<()> {
    match matches.subcommand() {
        Some(("start", matches)) => {
            let port = matches.get_one("port").copied().unwrap_or(serve::PORT);
            let page = matches.get_one("page-port").copied().unwrap_or(www::PORT);
            let ports = matches.get_one("service-ports").copied().unwrap_or(start::SERVICE_PORTS);
            start::run(port, page, ports, matches.get_one("plan"))
        }
        Some(("serve", matches)) => {
            serve::run(matches.get_one("port").copied(), matches.get_one("plan"))
        }
        Some(("build", _)) => Progress::show(build::worker),
        Some(("package", _)) => Progress::show(build::package),
        Some(("screenshots", _)) => page::screenshots(),
        Some(("sim", matches)) if matches.get_flag("mutants") => mutants::run(),
        Some(("sim", matches)) if matches.get_flag("report") => sim::report(),
        Some(("sim", matches)) => {
            let number = |name| matches.get_one::<u64>(name).copied().unwrap_or_default();
            sim::run(matches.get_one("plan"), number("seeds"), number("seed"))
        }
        Some(("bench", matches)) => {
            bench::run(matches.get_many::<String>("arguments").into_iter().flatten())
        }
        Some(("size", matches)) if matches.get_flag("write") => size::write(),
        Some(("size", _)) => size::check(),
        Some(("setup", _)) => Progress::show(setup::all),
        Some(("test", matches)) => {
            gates::run(matches.get_one::<String>("only").map(String::as_str))
        }
        _ => Ok(()),
    }
}
