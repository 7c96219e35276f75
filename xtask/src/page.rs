//! The tests of the dashboard page in Chromium, with the sample services and the Worker.

use std::process::Command;
use std::thread;

use xtask::error::Result;
use xtask::repository;

use crate::gates::run_shown;
use crate::progress::Progress;
use crate::{setup, start, www};

/// Installs what is missing, builds the page and all that it asks, and runs its tests.
pub(crate) fn run() -> Result<()> {
    script("test")
}

/// Takes the screenshots that the documents show.
pub(crate) fn screenshots() -> Result<()> {
    script("screenshots")
}

fn script(name: &str) -> Result<()> {
    let browsers = Progress::show(|progress| {
        thread::scope(|scope| {
            let backends = scope.spawn(|| start::backends(progress));
            let built = www::build_all(progress).and_then(|()| setup::page(progress));
            let browsers = setup::browsers(progress);
            built.and(setup::join(backends)).and(browsers)
        })
    })?;
    let mut npm = Command::new("npm");
    npm.args(["run", "--silent", name])
        .current_dir(repository::web_tests().join("page"))
        .envs(browsers.iter().map(|(variable, path)| (variable, path)))
        .env("ORQUESTA_BACKENDS", repository::backends())
        .env("ORQUESTA_WORKER_DIR", repository::worker_build())
        .env("ORQUESTA_WORKERD", repository::workerd());
    run_shown(&mut npm)
}
