//! `cargo xtask sim`: the failure policies in simulated worlds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::progress::Progress;

/// How many worlds `cargo xtask test` explores.
pub(crate) const SEEDS: u64 = 200_000;

/// The plans that are explored unless one is named, each with its part of the worlds, in percent.
const PLANS: [(&str, u64); 2] = [("tests/sim/policies.json", 95), ("plans/dashboard.json", 5)];

/// Explores worlds of a plan, or of those of the repository.
pub(crate) fn run(plan: Option<&PathBuf>, seeds: u64, seed: u64) -> Result<()> {
    Progress::show(build)?;
    match plan {
        Some(plan) => explore(plan, seeds, seed),
        None => PLANS.iter().try_for_each(|(plan, percent)| {
            println!("\n{plan}");
            explore(&repository::root().join(plan), (seeds * percent / 100).max(1), seed)
        }),
    }
}

/// Compares failure policies by experiment, and writes what came of it into `docs/`.
pub(crate) fn report() -> Result<()> {
    Progress::show(build)?;
    let docs = repository::root().join("docs");
    finish(Command::new(binary()).arg("compare").arg("--write").arg(docs))
}

/// Explores, and holds the comparison in `docs/` to what the experiment gives.
pub(crate) fn check() -> Result<()> {
    run(None, SEEDS, 0)?;
    let fresh = repository::target().join("sim/compare");
    fs::create_dir_all(&fresh).on("create", &fresh)?;
    finish(Command::new(binary()).arg("compare").arg("--write").arg(&fresh))?;
    for name in ["failure-policy.md", "failure-policy.svg"] {
        let known = repository::root().join("docs").join(name);
        let read = |path: &Path| fs::read(path).on("read", path);
        if read(&known)? != read(&fresh.join(name))? {
            return Err(Error::new(format!(
                "`docs/{name}` is not what the experiment gives; write it again with `cargo xtask sim \
                 --report`, and read whether what it says is still true"
            )));
        }
    }
    Ok(())
}

fn explore(plan: &Path, seeds: u64, seed: u64) -> Result<()> {
    let mut command = Command::new(binary());
    command.arg("sim").arg(plan);
    finish(command.args(["--seeds", &seeds.to_string(), "--seed", &seed.to_string()]))
}

fn finish(command: &mut Command) -> Result<()> {
    let status =
        command.status().map_err(|error| Error::new(format!("cannot run `orquesta`: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(format!("`orquesta` ended with {status}; what it said is above")))
    }
}

fn build(progress: &Progress) -> Result<()> {
    progress.step("simulation", || {
        let mut build = Command::new("cargo");
        build.args(["build", "--package", "orquesta", "--bin", "orquesta"]);
        build.args(["--features", "command", "--profile", "sim"]);
        progress.run("simulation", build.current_dir(repository::root()))
    })
}

fn binary() -> PathBuf {
    repository::target().join("sim").join(format!("orquesta{}", std::env::consts::EXE_SUFFIX))
}
