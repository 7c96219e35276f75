//! Installs what a fresh machine lacks; what is there already costs next to nothing to check.
//!
//! Each tool is a step of its own that may run beside the others. Everything is kept inside the
//! repository, except the Rust target, which is rustup's.

mod browser;
mod debian;
mod node;
mod npm;
mod rust;

use std::thread;

use xtask::error::{Error, Result};

pub(crate) use browser::browsers;
pub(crate) use npm::{npm, page, web};
pub(crate) use rust::{Rust, WASM, add_target, rust};

use crate::progress::Progress;

/// Installs everything that building and testing need.
pub(crate) fn all(progress: &Progress) -> Result<()> {
    thread::scope(|scope| {
        let npm = scope.spawn(|| npm(progress));
        let rust = rust(progress);
        // The first failure is told, but only when nothing is running any more.
        rust.and(join(npm))
    })
}

/// The result of a step that ran on a thread of its own.
pub(crate) fn join<T>(thread: thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|_| Err(Error::new("a set-up step stopped before its end")))
}
