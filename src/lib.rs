//! Answers one request by asking many services at once and joining what they say.
//!
//! A [`plan::Plan`] describes services and endpoints as data. A request for an endpoint is a
//! [`gateway::Run`], answered by an [`engine::Engine`] that makes every decision without I/O;
//! [`driver::run`] runs it over a [`host::Host`]. Bodies are validated and read in one pass by
//! [`json`] and spliced into the declared [`answer`] as they came.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

/// JSON as bytes; a crate of its own so that a build for size can still have it fast.
pub use orquesta_json as json;

pub mod answer;
pub mod check;
pub mod driver;
pub mod engine;
pub mod gateway;
pub mod host;
pub mod http;
#[cfg(feature = "native")]
pub mod native;
pub mod plan;
pub mod policy;
pub mod shared;
#[cfg(feature = "sim")]
pub mod sim;
pub mod time;
