//! Sorting, once for all that is sorted: each kind of record with a sort of its own would be several
//! kilobytes of code more to be downloaded.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// The places of so many things in their order, equals as they came.
pub(super) fn sorted(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<_> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}
