//! Bodies of replies in a simulation.

use alloc::vec::Vec;

use crate::http::Body;

/// A body that the core cannot look into but by copying, as in a Worker. The native host holds its
/// bodies in memory, so that scenarios show both ways to give the same.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere(pub(super) Vec<u8>);

impl Body for Elsewhere {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        None
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        self.0.copy_to(at, out);
    }
}
