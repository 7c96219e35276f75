//! What the benchmark does to a body: the same code natively and in WebAssembly.
//!
//! For WebAssembly `cargo xtask bench` compiles it as a module of its own, whose exports `exports.rs` has.

#[cfg(target_arch = "wasm32")]
mod exports;
mod splice;
mod task;
mod typed;

pub use task::{Job, Task, plan};
pub use typed::{Metrics, Summary};
