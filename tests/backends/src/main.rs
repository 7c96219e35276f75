//! The four sample services.
fn main() {}
