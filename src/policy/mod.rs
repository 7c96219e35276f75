//! Small synchronous policies that do not know each other; the engine composes them.

pub mod backoff;
pub mod classify;
pub mod random;
