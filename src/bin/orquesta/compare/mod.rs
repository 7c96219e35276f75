//! `orquesta compare`.

mod chart;
mod experiment;
mod load;
mod measure;
mod policy;
mod report;
mod situation;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::error::{Error, Exit};
use crate::output;

pub(crate) const NAME: &str = "compare";

/// The names of the files that `--write` writes.
const PAGE: &str = "failure-policy.md";
const DRAWING: &str = "failure-policy.svg";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Compare failure policies by experiment, in a simulation")
        .long_about(
            "Compare failure policies by experiment: no policy, plain retries, the defaults, and these \
             with hedging meet the same requests while a simulated service browns out, is down, or has a \
             slow tail. Told are success rates, times and attempts. It takes some seconds, depends on \
             nothing, and sends nothing.",
        )
        .after_help(Exit::HELP)
        .arg(
            Arg::new("write")
                .long("write")
                .value_name("DIR")
                .help(format!("Write the page {PAGE} and its drawing {DRAWING} into DIR, too"))
                .value_parser(value_parser!(PathBuf)),
        )
}

pub(crate) fn run(matches: &ArgMatches) -> Result<Exit, Error> {
    let results = experiment::run()?;
    output::text(&report::text(&results))?;
    if let Some(directory) = matches.get_one::<PathBuf>("write") {
        write(&directory.join(PAGE), &report::markdown(&results))?;
        write(&directory.join(DRAWING), &chart::svg(&results))?;
    }
    Ok(Exit::Fine)
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text).map_err(|error| {
        Error::new(Exit::Broken, format_args!("cannot write `{}`: {error}", path.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows, as all of it takes too long without optimisation; `cargo xtask test --only sim` holds
    /// the whole page to what is measured.
    #[test]
    fn the_page_says_what_is_measured() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/failure-policy.md");
        let page = std::fs::read_to_string(page).unwrap();
        let [_, refused, ..] = &situation::SITUATIONS;
        for policy in [&policy::POLICIES[0], &policy::DEFAULTS] {
            let summary = experiment::summary(refused, &policy.plan().unwrap());
            let row = report::cells(refused, policy.name, &summary).join(" | ");
            assert!(page.contains(&row), "{row}: run `cargo xtask sim --report`");
        }
    }
}
