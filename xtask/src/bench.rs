//! `cargo xtask bench`: orquesta against other ways to do the same.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::build;
use crate::progress::Progress;
use crate::setup::{self, WASM};
use crate::size::page;
use crate::stamp::Stamp;
use crate::www;

/// Builds the Worker and the benchmark, and hands the arguments to the latter.
pub(crate) fn run<'a>(arguments: impl IntoIterator<Item = &'a String>) -> Result<()> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    Progress::show(|progress| {
        // Help is there sooner.
        let help = arguments.iter().any(|argument| ["-h", "--help"].contains(&argument.as_str()));
        if !help {
            build::worker(progress)?;
            www::package(progress)?;
            page::bundle(progress)?;
            tasks(progress)?;
        }
        build(progress)
    })?;
    let mut command = Command::new(binary());
    command
        .args(arguments)
        .env("ORQUESTA_WORKER_DIR", repository::worker_build())
        .env("ORQUESTA_WORKERD", repository::workerd())
        .env("ORQUESTA_BENCH_WASM", wasm());
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

/// Compiles the tasks that are measured in WebAssembly, in the same way as the Worker.
fn tasks(progress: &Progress) -> Result<()> {
    let rust = setup::rust(progress)?;
    progress.step("tasks", || {
        let mut build = rust.cargo();
        build.args([
            "rustc",
            "--package",
            "orquesta-bench-tasks",
            "--lib",
            "--crate-type",
            "cdylib",
        ]);
        build.args(["--profile", build::PROFILE, "--target", WASM]);
        progress.run("tasks", build.current_dir(repository::root()))?;
        let built = repository::target().join(WASM).join(build::PROFILE);
        let from = built.join("orquesta_bench_tasks.wasm");
        let folder = repository::target().join("bench");
        fs::create_dir_all(&folder).on("create", &folder)?;
        let stamp = Stamp::new(folder.join(".stamp"))
            .file(&from)?
            .file(&repository::root().join("package-lock.json"))?
            .text(&build::WASM_OPT.join(" "));
        if stamp.matches() && wasm().exists() {
            return Ok(());
        }
        progress.run("tasks-wasm-opt", &mut build::optimise(&from, &wasm()))?;
        stamp.write()
    })
}

fn wasm() -> PathBuf {
    repository::target().join("bench/tasks.wasm")
}

fn binary() -> PathBuf {
    repository::target().join("measure").join(format!("orquesta-bench{}", env::consts::EXE_SUFFIX))
}
