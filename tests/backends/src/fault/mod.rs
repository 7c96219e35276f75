//! Faults on purpose: what a service may do to its own answers.

mod delivery;
mod faults;

pub use delivery::Fault;
pub use faults::Faults;

pub(crate) use delivery::deliver;
pub(crate) use faults::Switchboard;
