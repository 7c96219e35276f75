//! The npm packages of `package-lock.json`: `workerd`, `esbuild`, `binaryen` and test data.

use std::process::Command;

use xtask::error::{Error, Result};
use xtask::repository;

use super::node;
use crate::progress::Progress;
use crate::stamp::Stamp;

/// Installs the packages into `node_modules`.
pub(crate) fn npm(progress: &Progress) -> Result<()> {
    node::check()?;
    let root = repository::root();
    let stamp =
        Stamp::new(root.join("node_modules/.orquesta")).file(&root.join("package-lock.json"))?;
    if stamp.matches() {
        return Ok(());
    }
    progress.step("npm packages", || {
        let mut install = Command::new("npm");
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&root);
        progress.run("npm", &mut install).map_err(|error| {
            Error::new(format!(
                "{error}; check that the npm registry can be reached, then run the command again"
            ))
        })?;
        stamp.write()
    })
}
