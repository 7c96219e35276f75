//! The services as a client sees them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod control;
mod data;
mod endpoints;
mod faults;
mod filters;
mod program;
mod scripted;
