//! Builds the wasm module, and the Worker of it: compile, optimise, bundle with the JavaScript around it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use xtask::error::{Context, Result};
use xtask::repository;

use crate::progress::Progress;
use crate::setup::{self, WASM};
use crate::stamp::Stamp;

/// The profile of `Cargo.toml` by which the module is compiled.
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
    wasm(progress)?;
    bundle(progress)
}

/// Installs the tools that are missing and makes the module that the Worker and the npm package share.
pub(crate) fn wasm(progress: &Progress) -> Result<()> {
    thread::scope(|scope| {
        let npm = scope.spawn(|| setup::npm(progress));
        let compiled = compile(progress);
        // The first failure is told, but only when nothing is running any more.
        let npm = setup::join(npm);
        let (compiled, ()) = (compiled?, npm?);
        optimised(progress, &compiled)
    })
}

/// Compiles the module. Cargo sees by itself when there is nothing to do.
fn compile(progress: &Progress) -> Result<PathBuf> {
    let rust = setup::rust(progress)?;
    progress.step("wasm", || {
        let mut build = rust.cargo();
        // Only this package: with the whole workspace its features would be those of all packages.
        build.args([
            "build",
            "--package",
            "orquesta-wasm",
            "--lib",
            "--profile",
            PROFILE,
            "--target",
            WASM,
        ]);
        progress.run("wasm", build.current_dir(repository::root()))
    })?;
    Ok(repository::target().join(WASM).join(PROFILE).join("orquesta_wasm.wasm"))
}

/// Makes the module smaller and faster, unless that was done with the same before.
fn optimised(progress: &Progress, compiled: &Path) -> Result<()> {
    let out = repository::wasm();
    let stamp = Stamp::new(out.with_extension("stamp"))
        .file(compiled)?
        .file(&repository::root().join("package-lock.json"))?
        .text(&WASM_OPT.join(" "));
    if stamp.matches() && out.exists() {
        return Ok(());
    }
    progress.step("wasm-opt", || {
        let folder = out.parent().unwrap_or(&out);
        fs::create_dir_all(folder).on("create", folder)?;
        progress.run("wasm-opt", &mut optimise(compiled, &out))?;
        stamp.write()
    })
}

/// Makes `index.js` and `index_bg.wasm` of the Worker, unless they were made of the same before.
fn bundle(progress: &Progress) -> Result<()> {
    let root = repository::root();
    let out = repository::worker_build();
    let [entry, host] = ["worker/js/index.js", "wasm/js/host.js"].map(|name| root.join(name));
    let plan = env::var_os("ORQUESTA_PLAN").map_or_else(repository::default_plan, PathBuf::from);
    // Any plan is a text to the bundler, whatever its name.
    let alias = out.join("plan.txt");
    let stamp = Stamp::new(out.join(".stamp"))
        .file(&repository::wasm())?
        .file(&entry)?
        .file(&host)?
        .file(&plan)?
        .file(&root.join("package-lock.json"))?
        .text(&ESBUILD.join(" "));
    if stamp.matches() {
        return Ok(());
    }
    progress.step("worker package", || {
        fs::create_dir_all(&out).on("create", &out)?;
        fs::copy(&plan, &alias).on("copy", &plan)?;
        let wasm = out.join("index_bg.wasm");
        fs::copy(repository::wasm(), &wasm).on("write", &wasm)?;
        let mut bundle = Command::new(root.join("node_modules/.bin/esbuild"));
        bundle
            .arg(entry)
            .args(ESBUILD)
            .arg(format!("--alias:orquesta:plan={}", alias.display()))
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
