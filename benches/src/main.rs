//! `cargo xtask bench`: orquesta against other ways to do the same.
//!
//! A part of the benchmark has a name in [`cli::PARTS`], a place in `page.md` and a line in [`run`], where it
//! gives a [`page::Section`].

mod bodies;
mod cli;
mod load;
mod machine;
mod page;
mod random;
mod scan;
mod shown;
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
    let mut sections = Vec::new();
    if options.has("load") {
        sections.push(load::section(&load::run(&options)?));
    }
    if options.has("core") {
        sections.push(scan::run(&options)?);
    }
    if options.has("size") {
        sections.push(size::run(&options)?);
    }
    match &options.write {
        Some(folder) => page::write(folder, &sections),
        None => Ok(()),
    }
}
