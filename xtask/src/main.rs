//! Commands for developers: `cargo xtask`.
fn main() {}
