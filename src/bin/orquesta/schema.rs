//! `orquesta schema`.

use clap::Command;

use crate::error::{Error, Exit};
use crate::output;

pub(crate) const NAME: &str = "schema";

pub(crate) fn command() -> Command {
    Command::new(NAME).about("Print the JSON Schema of plans, for editors")
}

pub(crate) fn run() -> Result<Exit, Error> {
    output::text(orquesta::plan::SCHEMA)?;
    Ok(Exit::Fine)
}
