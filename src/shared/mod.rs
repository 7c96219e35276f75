//! What requests share: plain data that a host keeps between them, and never a promise.

mod health;
mod kept;
mod memory;
mod snapshot;

pub use health::{Health, ServiceHealth};
pub use kept::Kept;
pub use memory::{Held, Memory, Room};
pub use snapshot::SnapshotError;

/// What one host, such as an isolate of a Worker, remembers from request to request.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// How the services fare.
    pub health: Health,
    /// Former bodies, to stand in for those that fail to come.
    pub kept: Kept,
    /// The bodies in flight.
    pub memory: Memory,
}
