//! Small synchronous policies that do not know each other; the engine composes them.

pub mod backoff;
pub mod breaker;
pub mod budget;
pub mod classify;
pub mod gate;
pub mod hedge;
pub mod latency;
pub mod random;
pub mod retry_after;
pub mod window;
