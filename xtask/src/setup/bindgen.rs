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

#[cfg(test)]
mod tests {
    /// The version of `package` in a `Cargo.lock`.
    fn version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
        let entry = lock.split(&format!("name = \"{package}\"\nversion = \"")).nth(1)?;
        entry.split('"').next()
    }

    #[test]
    fn tool_and_library_have_the_same_version() {
        let library = version(include_str!("../../../Cargo.lock"), "wasm-bindgen");
        let tool = version(include_str!("../../bindgen/Cargo.lock"), "wasm-bindgen-cli-support");
        assert!(library.is_some());
        assert_eq!(library, tool);
    }
}
