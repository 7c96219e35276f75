//! `cargo xtask serve`: the Worker alone.

use std::env;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use xtask::error::{Error, Result};
use xtask::process::Output;
use xtask::repository;
use xtask::workerd::{Config, Workerd};

use crate::build;
use crate::plan::Plan;
use crate::progress::Progress;

/// The port of the service unless another is named.
pub(crate) const PORT: u16 = 8005;

/// Builds and serves the Worker until it is interrupted.
pub(crate) fn run(port: Option<u16>, plan: Option<&PathBuf>) -> Result<()> {
    let port = port.map_or_else(port_variable, Ok)?;
    let plan = Plan::read(plan)?;
    Progress::show(build::worker)?;
    let mut worker = start(port, &plan, &[])?;
    println!("orquesta is ready at {}; Ctrl-C ends it", worker.url());
    while worker.status().is_none() {
        thread::sleep(Duration::from_millis(200));
    }
    Err(worker.ended())
}

/// Starts the built Worker with the plan's variables: those in `given`, else from the environment.
pub(crate) fn start(port: u16, plan: &Plan, given: &[(String, String)]) -> Result<Workerd> {
    // One folder for each Worker, as several may be served at a time.
    let folder = repository::target().join("serve").join(port.to_string());
    let mut config = Config::new(repository::worker_build(), &plan.text).folder(folder).port(port);
    for name in &plan.variables {
        let value = match given.iter().find(|(other, _)| other == name) {
            Some((_, value)) => Some(value.clone()),
            None => env::var(name).ok(),
        };
        if let Some(value) = value {
            config = config.variable(name, value);
        }
    }
    Workerd::start(repository::workerd(), &config, Output::Shown)
}

fn port_variable() -> Result<u16> {
    match env::var("PORT") {
        Err(_) => Ok(PORT),
        Ok(text) => text.parse().map_err(|_| {
            Error::new(format!("`PORT` is `{text}`; expected a number from 1 to 65535"))
        }),
    }
}
