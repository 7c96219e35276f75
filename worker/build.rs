//! Puts the plan into the Worker: `plans/dashboard.json`, or the file that `ORQUESTA_PLAN` names.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=ORQUESTA_PLAN");
    let variable = |name| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let plan = match env::var_os("ORQUESTA_PLAN") {
        Some(path) => PathBuf::from(path),
        None => variable("CARGO_MANIFEST_DIR").join("../plans/dashboard.json"),
    };
    println!("cargo::rerun-if-changed={}", plan.display());
    fs::copy(&plan, variable("OUT_DIR").join("plan.json")).map(drop).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot read the plan `{}`: {error}", plan.display()))
    })
}
