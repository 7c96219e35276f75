//! Looks for bytes that break what `tests/json/agreement.rs` promises.
//!
//! From the root: `cargo +nightly fuzz run json fuzz/corpus/json fuzz/seeds/json`. The first folder
//! takes what is found to be new; `cargo test` runs the seeds as well. A finding becomes a seed.
#![no_main]

#[path = "../../tests/json/agreement.rs"]
mod agreement;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = agreement::check(bytes);
});
