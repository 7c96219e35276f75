//! The tests of the npm package: what it holds, bundlers, runtimes, browsers, example apps, and the shared
//! scenarios through it.

use std::process::Command;
use std::thread;

use xtask::error::Result;
use xtask::repository;

use crate::gates::run_shown;
use crate::progress::Progress;
use crate::{build, setup, www};

/// Installs what is missing, builds and packs the package, and runs all its tests, also after one has failed.
pub(crate) fn run() -> Result<()> {
    let browsers = Progress::show(|progress| {
        thread::scope(|scope| {
            let packages = scope.spawn(|| setup::web(progress));
            let built = build::wasm(progress).and_then(|()| www::package(progress));
            let browsers = setup::browsers(progress);
            let packages = setup::join(packages);
            built.and(packages).and(browsers)
        })
    })?;
    let with_browsers = |command: &mut Command| {
        command.envs(browsers.iter().map(|(variable, path)| (variable, path)));
        run_shown(command)
    };
    let npm = |script: &str| {
        let mut npm = Command::new("npm");
        npm.args(["run", "--silent", script]).current_dir(repository::web_tests());
        with_browsers(&mut npm)
    };
    npm("pack")?;
    let tests = npm("test");
    let mut scenarios = Command::new("cargo");
    scenarios
        .args(["test", "--package", "orquesta-e2e", "--features", "web"])
        .args(["--test", "package_scenarios"]);
    tests.and(with_browsers(&mut scenarios))
}
