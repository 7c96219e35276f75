//! `cargo xtask sim --mutants`: plants a bug in each policy in turn, and sees whether the simulation
//! finds it.
//!
//! The bugs are data, `tests/sim/mutants.json`: a text of a source file and what to put in its place.
//! They are planted in a copy of the sources.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;
use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::progress::Progress;

/// Worlds in which a bug must show.
const SEEDS: u64 = 20_000;

/// How the command ends when a law does not hold.
const UNLAWFUL: i32 = 6;

/// How a program ends that panics.
const PANICKED: i32 = 101;

/// What is copied: all that cargo wants of the workspace.
const COPIED: [&str; 13] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "src",
    "json",
    "benches",
    "plans",
    "tests",
    "xtask/Cargo.toml",
    "xtask/src",
    "wasm/Cargo.toml",
    "wasm/src",
    "rustfmt.toml",
];

/// A bug.
struct Mutant {
    name: String,
    file: String,
    from: String,
    to: String,
}

/// Plants each bug in turn; an error if one is not found.
pub(crate) fn run() -> Result<()> {
    let mutants = read()?;
    let copy = repository::target().join("mutants/tree");
    copy_tree(&copy)?;
    println!("{:<52} {:>7} {:>9}  law", "bug", "seconds", "seed");
    if let Some((seed, law)) = Progress::show(|progress| try_out(progress, &copy))? {
        return Err(Error::new(format!("without any bug, seed `{seed}` breaks a law: {law}")));
    }
    let mut missed = Vec::new();
    for mutant in &mutants {
        let started = Instant::now();
        let path = copy.join(&mutant.file);
        let original = fs::read_to_string(&path).on("read", &path)?;
        if original.matches(&mutant.from).count() != 1 {
            return Err(Error::new(format!(
                "`{}` must stand in `{}` once, for the bug `{}`",
                mutant.from, mutant.file, mutant.name
            )));
        }
        fs::write(&path, original.replacen(&mutant.from, &mutant.to, 1)).on("write", &path)?;
        let found = Progress::show(|progress| try_out(progress, &copy));
        fs::write(&path, original).on("write", &path)?;
        let (seed, law) = found?.unwrap_or_else(|| {
            missed.push(mutant.name.as_str());
            ("-".to_owned(), "NOT FOUND".to_owned())
        });
        let seconds = started.elapsed().as_secs_f64();
        println!("{:<52} {seconds:>7.1} {seed:>9}  {law}", mutant.name);
    }
    if missed.is_empty() {
        println!("\nthe simulation found each of {} bugs", mutants.len());
        Ok(())
    } else {
        Err(Error::new(format!("the simulation did not find `{}`", missed.join("`, `"))))
    }
}

fn read() -> Result<Vec<Mutant>> {
    let path = repository::root().join("tests/sim/mutants.json");
    let text = fs::read_to_string(&path).on("read", &path)?;
    let wrong = || Error::new(format!("`{}` is not a list of bugs", path.display()));
    let value: Value = serde_json::from_str(&text).map_err(|_| wrong())?;
    let mutant = |value: &Value| {
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        Some(Mutant {
            name: text("name")?,
            file: text("file")?,
            from: text("from")?,
            to: text("to")?,
        })
    };
    let mutants = value.as_array().and_then(|list| list.iter().map(mutant).collect());
    mutants.ok_or_else(wrong)
}

/// Builds the copy and explores; the first seed that shows the bug, and the law that it breaks.
fn try_out(progress: &Progress, copy: &Path) -> Result<Option<(String, String)>> {
    let target = repository::target().join("mutants/target");
    let mut build = Command::new("cargo");
    build.args(["build", "--package", "orquesta", "--bin", "orquesta"]);
    build.args(["--features", "command", "--profile", "sim", "--target-dir"]);
    // Most of the time goes into building, so that fast code does not pay.
    build.arg(&target).current_dir(copy).env("CARGO_PROFILE_SIM_OPT_LEVEL", "1");
    build.env("CARGO_PROFILE_SIM_INCREMENTAL", "true");
    build.env("CARGO_PROFILE_SIM_CODEGEN_UNITS", "64").env("RUSTFLAGS", "-Awarnings");
    progress.run("mutant", &mut build)?;
    let binary = target.join("sim").join(format!("orquesta{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(&binary);
    command.arg("sim").arg(copy.join("tests/sim/policies.json"));
    let output = command.args(["--seeds", &SEEDS.to_string()]).output().on("run", &binary)?;
    let said = String::from_utf8_lossy(&output.stdout);
    let after = |mark: &str, end: char| {
        let rest = said.split(mark).nth(1).unwrap_or_default();
        rest.split(end).next().unwrap_or_default().to_owned()
    };
    match output.status.code() {
        Some(0) => Ok(None),
        Some(UNLAWFUL) => {
            let law = after("this law does not hold: ", '\n');
            Ok(Some((after("seed ", ','), law.split(" (").next().unwrap_or_default().to_owned())))
        }
        // A bug that makes the simulation itself stop has been found, too.
        Some(PANICKED) => Ok(Some(("-".to_owned(), "it panics".to_owned()))),
        _ => {
            let errors = String::from_utf8_lossy(&output.stderr);
            Err(Error::new(format!("`orquesta sim` ended with {}: {errors}", output.status)))
        }
    }
}

/// Copies what cargo needs.
fn copy_tree(copy: &Path) -> Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy).on("remove", copy)?;
    }
    for name in COPIED {
        copy_all(&repository::root().join(name), &copy.join(name))?;
    }
    Ok(())
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from).on("read", from)? {
            let name = entry.on("read", from)?.file_name();
            // What npm installs is large, and cargo does not look at it.
            if name == "node_modules" {
                continue;
            }
            copy_all(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).on("create", folder)?;
    }
    fs::copy(from, to).on("copy", from).map(drop)
}
