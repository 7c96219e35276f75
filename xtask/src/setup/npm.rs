//! The npm packages of `package-lock.json`: `workerd`, `esbuild`, `binaryen` and test data; and those of
//! `tests/web/package-lock.json`: runtimes, checkers and what drives browsers.

use std::path::Path;
use std::process::Command;

use xtask::error::{Error, Result};
use xtask::repository;

use super::node;
use crate::progress::Progress;
use crate::stamp::Stamp;

/// Installs the packages into `node_modules`.
pub(crate) fn npm(progress: &Progress) -> Result<()> {
    install(progress, "npm packages", "npm", &repository::root())
}

/// Installs what only the tests of the npm package need.
pub(crate) fn web(progress: &Progress) -> Result<()> {
    install(progress, "npm packages of the web tests", "npm-web", &repository::web_tests())
}

/// Installs what only the tests of the page need.
pub(crate) fn page(progress: &Progress) -> Result<()> {
    let folder = repository::web_tests().join("page");
    install(progress, "npm packages of the page's tests", "npm-page", &folder)
}

fn install(progress: &Progress, name: &'static str, log: &str, folder: &Path) -> Result<()> {
    node::check()?;
    let stamp = Stamp::new(folder.join("node_modules/.orquesta"))
        .file(&folder.join("package-lock.json"))?;
    if stamp.matches() {
        return Ok(());
    }
    progress.step(name, || {
        let mut install = Command::new("npm");
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
        progress.run(log, &mut install).map_err(|error| {
            Error::new(format!(
                "{error}; check that the npm registry can be reached, then run the command again"
            ))
        })?;
        stamp.write()
    })
}
