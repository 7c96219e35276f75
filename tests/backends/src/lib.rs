//! The four sample services of the dashboard, with faults on demand, for demos and tests.
//!
//! [`start`] runs them within a process. [`scripted`] is an upstream for other tests: it says
//! what a script tells it to, and breaks in the same ways.

mod control;
mod cors;
mod data;
mod error;
mod fault;
mod front;
mod options;
mod random;
mod record;
mod respond;
mod running;
pub mod scripted;
mod server;
mod service;
mod services;
mod store;
mod wire;

pub use error::Error;
pub use fault::{Fault, Faults};
pub use options::Options;
pub use record::Recorded;
pub use running::{Services, start};
pub use scripted::{Reply, Script, ScriptedUpstream};
pub use service::Service;
