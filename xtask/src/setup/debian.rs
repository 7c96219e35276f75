//! Debian's own Rust for WebAssembly, for a machine on which rustup cannot fetch the target.
//!
//! Its compiler knows the target, but its standard library comes as source: it is built once and put where
//! the compiler looks. The toolchain is then known to rustup as `debian-web`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use xtask::error::{Context, Error, Result};
use xtask::repository;

use super::rust::{Rust, WASM};
use crate::progress::Progress;

/// What rustup calls the toolchain.
pub(super) const TOOLCHAIN: &str = "debian-web";

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// Where Debian's compiler looks for the target's standard library.
const LIBRARY: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// Installs the packages, builds the standard library and tells rustup.
pub(super) fn install(progress: &Progress) -> Result<()> {
    packages(progress, &PACKAGES)?;
    let built = build_std(progress)?;
    progress.run("debian-library", privileged("mkdir").args(["-p", LIBRARY]))?;
    progress.run("debian-library", privileged("cp").args(built).arg(LIBRARY))?;
    let mut link = Command::new("rustup");
    progress.run("debian-link", link.args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    if Rust::Debian.has(WASM) {
        Ok(())
    } else {
        Err(Error::new(format!("`{LIBRARY}` has no standard library after building it")))
    }
}

/// Installs packages of the distribution.
pub(super) fn packages(progress: &Progress, names: &[&str]) -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(Error::new("this machine has no `apt-get`"));
    }
    progress.run("debian-update", privileged("apt-get").arg("update"))?;
    let mut install = privileged("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(names);
    progress.run("debian-packages", install.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Builds the standard library for an empty crate, and gives its parts.
fn build_std(progress: &Progress) -> Result<Vec<PathBuf>> {
    let folder = repository::target().join("setup/debian-std");
    let source = folder.join("src");
    fs::create_dir_all(&source).on("create", &source)?;
    let manifest = folder.join("Cargo.toml");
    let text =
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::write(&manifest, text).on("write", &manifest)?;
    let library = source.join("lib.rs");
    fs::write(&library, "#![no_std]\n").on("write", &library)?;

    let mut build = Command::new("/usr/bin/cargo");
    build
        .args([
            "build",
            "--release",
            "--target",
            WASM,
            "-Zbuild-std=std,panic_abort,proc_macro,test",
        ])
        .current_dir(&folder)
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        // Without the bitcode a later build with fat LTO cannot read the library.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("LD_LIBRARY_PATH");
    progress.run("debian-std", &mut build)?;

    let built = folder.join("target").join(WASM).join("release/deps");
    let entries = built.read_dir().on("read", &built)?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".rlib") && !name.starts_with("libempty-")
        })
        .collect())
}

/// A command that changes the system: as it is for root, else through `sudo`, which must not ask.
fn privileged(program: &str) -> Command {
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if root {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["--non-interactive", "--preserve-env=DEBIAN_FRONTEND", program]);
    command
}
