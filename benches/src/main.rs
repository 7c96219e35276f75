//! `cargo xtask bench`: orquesta against other ways to do the same.

mod bodies;
mod cli;
mod load;
mod random;
mod scan;
mod size;
mod statistics;
mod table;

use std::process::ExitCode;

use xtask::error::Result;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let options = cli::options(&cli::command().get_matches());
    if options.has("load") {
        load::run(&options)?;
    }
    if options.has("core") {
        scan::run(&options)?;
    }
    if options.has("size") {
        size::run(&options)?;
    }
    Ok(())
}
