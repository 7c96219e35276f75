//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target`.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The module that the Worker and the npm package share, once it is built.
pub fn wasm() -> PathBuf {
    target().join("wasm32-unknown-unknown/package/orquesta.wasm")
}

/// The built Worker: `index.js` and `index_bg.wasm`.
pub fn worker_build() -> PathBuf {
    root().join("worker/build")
}

/// What a page downloads of the npm package, `client.js` and `engine.js`, once it is bundled to be measured.
pub fn page_bundle() -> PathBuf {
    target().join("size")
}

/// The `workerd` binary, once the npm packages are installed.
pub fn workerd() -> PathBuf {
    root().join("node_modules/.bin/workerd")
}

/// The tests of the npm package in bundlers, runtimes and browsers.
pub fn web_tests() -> PathBuf {
    root().join("tests/web")
}

/// The plan that is served unless another is named.
pub fn default_plan() -> PathBuf {
    root().join("plans/dashboard.json")
}

/// The sample services' binary, once it is built.
pub fn backends() -> PathBuf {
    target().join("debug").join(format!("orquesta-backends{}", env::consts::EXE_SUFFIX))
}

/// The command `orquesta`, once it is built.
pub fn command() -> PathBuf {
    target().join("debug").join(format!("orquesta{}", env::consts::EXE_SUFFIX))
}
