//! Making a world smaller as long as it shows the same.

use alloc::vec::Vec;

use super::World;

/// Leaves out requests and faults, ever smaller pieces of them, as long as `still_shows` says so.
pub(super) fn shrink(mut world: World, still_shows: impl Fn(&World) -> bool) -> World {
    loop {
        let before = (world.arrivals.len(), world.faults.iter().map(Vec::len).sum::<usize>());
        let mut size = world.arrivals.len().div_ceil(2);
        while size > 0 {
            let mut start = 0;
            while start < world.arrivals.len() {
                let mut smaller = world.clone();
                let end = (start + size).min(smaller.arrivals.len());
                smaller.arrivals.drain(start..end);
                if still_shows(&smaller) {
                    world = smaller;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
        for service in 0..world.faults.len() {
            let mut fault = 0;
            while fault < world.faults[service].len() {
                let mut smaller = world.clone();
                smaller.faults[service].remove(fault);
                if still_shows(&smaller) {
                    world = smaller;
                } else {
                    fault += 1;
                }
            }
        }
        if before == (world.arrivals.len(), world.faults.iter().map(Vec::len).sum()) {
            return world;
        }
    }
}
