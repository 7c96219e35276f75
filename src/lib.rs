//! Asks many services at once, joins what they say, and says plainly what is missing.
#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod json;
