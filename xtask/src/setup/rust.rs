//! A Rust that compiles to WebAssembly.

use std::env;
use std::path::Path;
use std::process::Command;

use xtask::error::{Error, Result};

use super::debian;
use crate::progress::Progress;

/// The target of the Worker.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Set to `debian` to use Debian's compiler for WebAssembly even where rustup has the target.
const FORCE: &str = "ORQUESTA_WASM_TOOLCHAIN";

/// Which toolchain compiles to WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rust {
    /// The one that compiles everything else.
    Ordinary,
    /// Debian's `rustc-web`, where rustup could not fetch the target.
    Debian,
}

impl Rust {
    /// `cargo` with this toolchain.
    pub(crate) fn cargo(self) -> Command {
        self.command("cargo")
    }

    /// `rustc` of this toolchain.
    pub(crate) fn rustc(self) -> Command {
        self.command("rustc")
    }

    fn command(self, program: &str) -> Command {
        let mut command = Command::new(program);
        if self == Self::Debian {
            command.env("RUSTUP_TOOLCHAIN", debian::TOOLCHAIN);
            // `cargo run` points these at its own toolchain.
            for name in ["CARGO", "RUSTC", "RUSTDOC", "LD_LIBRARY_PATH"] {
                command.env_remove(name);
            }
        }
        command
    }

    /// Whether the toolchain is there and has the standard library of `target`.
    pub(super) fn has(self, target: &str) -> bool {
        let output =
            self.command("rustc").args(["--print", "target-libdir", "--target", target]).output();
        output.is_ok_and(|output| {
            let folder = String::from_utf8_lossy(&output.stdout);
            output.status.success() && has_core(Path::new(folder.trim()))
        })
    }
}

/// Finds a toolchain with the wasm target, or installs one: with rustup, else Debian's.
pub(crate) fn rust(progress: &Progress) -> Result<Rust> {
    let forced = env::var(FORCE).is_ok_and(|value| value == "debian");
    if !forced && Rust::Ordinary.has(WASM) {
        return Ok(Rust::Ordinary);
    }
    if Rust::Debian.has(WASM) {
        return Ok(Rust::Debian);
    }
    let ordinary = if forced { Ok(()) } else { add_target(progress, WASM) };
    if !forced && ordinary.is_ok() {
        return Ok(Rust::Ordinary);
    }
    progress.step("Debian's Rust for WebAssembly", || debian::install(progress)).map_err(|debian| {
        let rustup = ordinary.err().map_or_else(String::new, |error| format!("{error}, and "));
        Error::new(format!(
            "{rustup}Debian's Rust for WebAssembly could not be installed: {debian}; install rustup from \
             https://rustup.rs and run `rustup target add {WASM}`"
        ))
    })?;
    Ok(Rust::Debian)
}

/// Adds a target with rustup, unless it is there.
pub(crate) fn add_target(progress: &Progress, target: &'static str) -> Result<()> {
    if Rust::Ordinary.has(target) {
        return Ok(());
    }
    progress.step(target, || {
        let failed = |reason: String| {
            Error::new(format!("rustup could not add the target `{target}`: {reason}"))
        };
        let output = Command::new("rustup").args(["target", "add", target]).output();
        let output = output.map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(failed(
            said.lines()
                .map(str::trim)
                .rfind(|line| !line.is_empty())
                .unwrap_or_default()
                .to_owned(),
        ))
    })
}

fn has_core(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}
