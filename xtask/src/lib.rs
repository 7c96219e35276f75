//! What `cargo xtask` and the end-to-end tests share: running the Worker in `workerd`.

pub mod error;
pub mod process;
pub mod repository;
pub mod workerd;
