//! Builds the Worker: compile, write the JavaScript around it, optimise, bundle.
//!
//! What is done here is what the `worker-build` command does. That command takes minutes to install and
//! brings a TLS library that has to be compiled; four commands and a short `worker/shim.js` take its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use xtask::error::{Context, Error, Result};
use xtask::repository;

use crate::progress::Progress;
use crate::setup::{self, WASM};
use crate::stamp::Stamp;

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

const ESBUILD: [&str; 6] = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--log-level=warning",
    "--external:./index_bg.wasm",
    "--external:cloudflare:*",
];

/// Installs the tools that are missing and builds the Worker into `worker/build`.
pub(crate) fn worker(progress: &Progress) -> Result<()> {
    thread::scope(|scope| {
        let npm = scope.spawn(|| setup::npm(progress));
        let bindgen = scope.spawn(|| setup::bindgen(progress));
        let wasm = compile(progress);
        // The first failure is told, but only when nothing is running any more.
        let (npm, bindgen) = (setup::join(npm), setup::join(bindgen));
        let (wasm, ()) = (wasm?, npm?);
        package(progress, &wasm, &bindgen?)
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
            "--release",
            "--target",
            WASM,
        ]);
        progress.run("worker", build.current_dir(repository::root()))
    })?;
    Ok(repository::target().join(WASM).join("release/orquesta_worker.wasm"))
}

/// Makes `index.js` and `index_bg.wasm` of the compiled Worker, unless they were made of the same before.
fn package(progress: &Progress, wasm: &Path, bindgen: &Path) -> Result<()> {
    let root = repository::root();
    let out = repository::worker_build();
    let shim = root.join("worker/shim.js");
    let stamp = Stamp::new(out.join(".stamp"))
        .file(wasm)?
        .file(&shim)?
        .file(bindgen)?
        .file(&root.join("package-lock.json"))?
        .text(&WASM_OPT.join(" "))
        .text(&ESBUILD.join(" "));
    if stamp.matches() {
        return Ok(());
    }
    progress.step("worker package", || {
        let staging = repository::target().join("worker-build");
        if staging.exists() {
            fs::remove_dir_all(&staging).on("remove", &staging)?;
        }
        fs::create_dir_all(&staging).on("create", &staging)?;
        progress.run("worker-bindgen", Command::new(bindgen).arg(wasm).arg(&staging))?;
        import_module(&staging.join("index.js"))?;
        let shim_copy = staging.join("shim.js");
        fs::copy(&shim, &shim_copy).on("copy", &shim)?;

        fs::create_dir_all(&out).on("create", &out)?;
        let mut optimise = optimise(&staging.join("index_bg.wasm"), &out.join("index_bg.wasm"));
        progress.run("worker-wasm-opt", &mut optimise)?;
        let mut bundle = Command::new(root.join("node_modules/.bin/esbuild"));
        bundle
            .arg("./shim.js")
            .args(ESBUILD)
            .arg(format!("--outfile={}", out.join("index.js").display()));
        progress.run("worker-esbuild", bundle.current_dir(&staging))?;
        stamp.write()
    })
}

/// The command that makes a module smaller and faster.
pub(crate) fn optimise(from: &Path, to: &Path) -> Command {
    let mut command = Command::new(repository::root().join("node_modules/.bin/wasm-opt"));
    command.args(WASM_OPT).arg(from).arg("-o").arg(to);
    command
}

/// `import source m from "a.wasm"` is a proposal; in a Worker the plain import gives the module.
fn import_module(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).on("read", path)?;
    if !text.contains("import source ") {
        return Err(Error::new(format!(
            "`{}` does not import its wasm as a module",
            path.display()
        )));
    }
    fs::write(path, text.replace("import source ", "import ")).on("write", path)
}
