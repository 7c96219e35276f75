//! Builds the Worker: compile, optimise, bundle with the JavaScript around it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use xtask::error::{Context, Result};
use xtask::repository;

use crate::progress::Progress;
use crate::setup::{self, WASM};
use crate::stamp::Stamp;

/// The profile of `Cargo.toml` by which the Worker is compiled.
pub(crate) const PROFILE: &str = "wasm";

/// What `wasm-opt` may use: what every engine that runs Workers has had for years.
pub(crate) const WASM_OPT: [&str; 10] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
    "--strip-debug",
];

const ESBUILD: [&str; 5] =
    ["--bundle", "--minify", "--format=esm", "--log-level=warning", "--external:*.wasm"];

/// Installs the tools that are missing and builds the Worker into `worker/build`.
pub(crate) fn worker(progress: &Progress) -> Result<()> {
    thread::scope(|scope| {
        let npm = scope.spawn(|| setup::npm(progress));
        let wasm = compile(progress);
        // The first failure is told, but only when nothing is running any more.
        let npm = setup::join(npm);
        let (wasm, ()) = (wasm?, npm?);
        package(progress, &wasm)
    })
}

/// Compiles the Worker. Cargo sees by itself when there is nothing to do.
fn compile(progress: &Progress) -> Result<PathBuf> {
    let rust = setup::rust(progress)?;
    progress.step("worker", || {
        let mut build = rust.cargo();
        // Only this package: with the whole workspace its features would be those of all packages.
        build.args([
            "build",
            "--package",
            "orquesta-worker",
            "--lib",
            "--profile",
            PROFILE,
            "--target",
            WASM,
        ]);
        progress.run("worker", build.current_dir(repository::root()))
    })?;
    Ok(repository::target().join(WASM).join(PROFILE).join("orquesta_worker.wasm"))
}

/// Makes `index.js` and `index_bg.wasm` of the compiled Worker, unless they were made of the same before.
fn package(progress: &Progress, wasm: &Path) -> Result<()> {
    let root = repository::root();
    let out = repository::worker_build();
    let scripts = ["index.js", "host.js"].map(|name| root.join("worker/js").join(name));
    let [entry, host] = &scripts;
    let stamp = Stamp::new(out.join(".stamp"))
        .file(wasm)?
        .file(entry)?
        .file(host)?
        .file(&root.join("package-lock.json"))?
        .text(&WASM_OPT.join(" "))
        .text(&ESBUILD.join(" "));
    if stamp.matches() {
        return Ok(());
    }
    progress.step("worker package", || {
        fs::create_dir_all(&out).on("create", &out)?;
        let mut optimise = optimise(wasm, &out.join("index_bg.wasm"));
        progress.run("worker-wasm-opt", &mut optimise)?;
        let mut bundle = Command::new(root.join("node_modules/.bin/esbuild"));
        bundle
            .arg(entry)
            .args(ESBUILD)
            .arg(format!("--outfile={}", out.join("index.js").display()));
        progress.run("worker-esbuild", &mut bundle)?;
        stamp.write()
    })
}

/// The command that makes a module smaller and faster.
pub(crate) fn optimise(from: &Path, to: &Path) -> Command {
    let mut command = Command::new(repository::root().join("node_modules/.bin/wasm-opt"));
    command.args(WASM_OPT).arg(from).arg("-o").arg(to);
    command
}
