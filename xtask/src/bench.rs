//! `cargo xtask bench`: orquesta against other ways to do the same.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use xtask::error::{Error, Result};
use xtask::repository;

use crate::build;
use crate::progress::Progress;

/// Builds the Worker and the benchmark, and hands the arguments to the latter.
pub(crate) fn run<'a>(arguments: impl IntoIterator<Item = &'a String>) -> Result<()> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    Progress::show(|progress| {
        // Help is there sooner.
        let help = arguments.iter().any(|argument| ["-h", "--help"].contains(&argument.as_str()));
        if help { Ok(()) } else { build::worker(progress) }.and_then(|()| build(progress))
    })?;
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .env("ORQUESTA_WORKER_DIR", repository::worker_build())
        .env("ORQUESTA_WORKERD", repository::workerd());
    let status = command
        .status()
        .map_err(|error| Error::new(format!("cannot run `orquesta-bench`: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(format!("`orquesta-bench` ended with {status}; what it said is above")))
    }
}

fn build(progress: &Progress) -> Result<()> {
    progress.step("benchmark", || {
        let mut build = Command::new("cargo");
        build.args(["build", "--package", "orquesta-bench", "--profile", "measure"]);
        progress.run("benchmark", build.current_dir(repository::root()))
    })
}

fn binary() -> PathBuf {
    repository::target().join("measure").join(format!("orquesta-bench{}", env::consts::EXE_SUFFIX))
}
