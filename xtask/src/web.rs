//! The tests of the npm package: what it holds, bundlers, runtimes, browsers, example apps, and the shared
//! scenarios through it.

use std::process::Command;
use std::thread;

use xtask::error::Result;
use xtask::repository;

use crate::gates::run_shown;
use crate::progress::Progress;
use crate::{setup, www};

/// Installs what is missing, builds and packs the package, and runs all its tests, also after one has failed.
pub(crate) fn run() -> Result<()> {
    let browsers = Progress::show(|progress| {
        thread::scope(|scope| {
            let packages = scope.spawn(|| setup::web(progress));
            let built = www::package(progress);
            let browsers = setup::browsers(progress);
            let packages = setup::join(packages);
            built.and(packages).and(browsers)
        })
    })?;
    let mut unit = Command::new("npm");
    unit.args(["run", "--silent", "test", "--workspace", "orquesta"])
        .env("ORQUESTA_WASM", repository::wasm());
    let mut pack = Command::new("npm");
    pack.args(["run", "--silent", "pack"]).current_dir(repository::web_tests());
    let mut web = Command::new("npm");
    web.args(["run", "--silent", "test"]).current_dir(repository::web_tests());
    let mut scenarios = Command::new("cargo");
    scenarios
        .args(["test", "--package", "orquesta-e2e", "--features", "web"])
        // One after the other: a browser on a busy machine is not as fast as scenarios want.
        .args(["--test", "package_scenarios", "--", "--test-threads=1"]);

    let unit = run_shown(&mut unit);
    run_shown(&mut pack)?;
    let rest =
        [web, scenarios].map(|mut command| run_shown(command.envs(browsers.iter().cloned())));
    rest.into_iter().fold(unit, Result::and)
}
