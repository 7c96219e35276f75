//! What requests share: plain data that a host keeps between them, and never a promise.

/// What one host, such as an isolate of a Worker, remembers from request to request.
#[derive(Clone, Debug, Default)]
pub struct Shared {}
