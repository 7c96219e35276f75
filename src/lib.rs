//! Asks many services at once, joins what they say, and says plainly what is missing.
#![no_std]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod answer;
pub mod http;
pub mod json;
pub mod policy;
pub mod time;
