//! The tool that writes the JavaScript around the wasm: `xtask/bindgen`, a few lines over wasm-bindgen's own
//! library. Its command line would be three times as much to build.

use std::path::PathBuf;
use std::process::Command;

use xtask::error::{Error, Result};
use xtask::repository;

use crate::progress::Progress;

/// Builds the tool and says where it is. Cargo sees by itself when there is nothing to do.
pub(crate) fn bindgen(progress: &Progress) -> Result<PathBuf> {
    let target = repository::target().join("tools");
    progress.step("wasm-bindgen", || {
        let mut build = Command::new("cargo");
        build
            .args(["build", "--release", "--locked", "--manifest-path"])
            .arg(repository::root().join("xtask/bindgen/Cargo.toml"))
            .arg("--target-dir")
            .arg(&target)
            // An empty value lifts the flags that `.cargo/config.toml` or the caller set for the product.
            .env("RUSTFLAGS", "");
        progress.run("wasm-bindgen", &mut build).map_err(|error| {
            Error::new(format!(
                "{error}; check that crates.io can be reached, then run the command again"
            ))
        })
    })?;
    Ok(target.join("release").join(format!("orquesta-bindgen{}", std::env::consts::EXE_SUFFIX)))
}
