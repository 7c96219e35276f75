//! How many calls of a service may be under way at once; what is more waits, and what is more than
//! may wait is turned away.
//!
//! A bulkhead with a bounded queue. Turning away at once what could only be late keeps the latency
//! of the rest ("Handling Overload", in *Site Reliability Engineering*, 2016).

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use crate::time::{Duration, Instant};

/// How wide a gate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatePolicy {
    /// Calls under way at once; 0 counts as 1.
    pub concurrency: u32,
    /// Calls that may wait.
    pub queue: u32,
}

impl GatePolicy {
    /// 256 and 256: a quarter of the 1024 that Envoy's circuit breakers allow of each, as an isolate
    /// has but 128 MB for the bodies.
    pub const DEFAULT: Self = Self { concurrency: 256, queue: 256 };
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

/// What becomes of a call that wants in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It may be made, and is [released](Gate::release) when it has ended.
    Admitted,
    /// It waits until the gate [advances](Gate::advance) it or is told to [forget](Gate::forget) it.
    Queued(Ticket),
    /// It may not be made, nor wait.
    Full,
}

/// The gate of one service.
///
/// Free places belong to those who wait, in the order of arrival: each may take one as long as there
/// is one too for everybody before it. So nobody is overtaken, and nobody has to wait for another to
/// take a place that is free.
///
/// Every call says until when it is over at the latest. One of which nothing is heard for a minute
/// beyond that is taken for lost, as where a host ends a request without a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// When each call under way is over at the latest.
    places: Vec<Instant>,
    /// Those who wait and until when, in the order of arrival, which is that of their numbers.
    queue: VecDeque<(Ticket, Instant)>,
    next: u64,
}

/// How much longer than it may take a call is waited for.
const LOST: Duration = Duration::from_secs(60);

impl Gate {
    /// Lets a call in, to be over at `until`, or lets it wait, until `deadline` at the latest.
    pub fn enter(
        &mut self,
        policy: &GatePolicy,
        until: Instant,
        deadline: Instant,
        now: Instant,
    ) -> Entry {
        if self.try_enter(policy, until) {
            return Entry::Admitted;
        }
        self.places.retain(|until| *until + LOST > now);
        self.queue.retain(|(_, until)| *until + LOST > now);
        if self.try_enter(policy, until) {
            return Entry::Admitted;
        }
        // Places that are free already will be taken by those who wait, and do not keep others out.
        if self.waiting() >= policy.queue.saturating_add(self.free(policy)) {
            return Entry::Full;
        }
        let ticket = Ticket(self.next);
        self.next = self.next.saturating_add(1);
        self.queue.push_back((ticket, deadline));
        Entry::Queued(ticket)
    }

    /// Lets a call in if there is a place beside those of the waiting; it never waits.
    pub fn try_enter(&mut self, policy: &GatePolicy, until: Instant) -> bool {
        let free = self.waiting() < self.free(policy);
        if free {
            self.places.push(until);
        }
        free
    }

    /// Whether the one with `ticket` has been let in, to be over at `until`, and so waits no longer.
    pub fn advance(&mut self, policy: &GatePolicy, ticket: Ticket, until: Instant) -> bool {
        let Some(before) = self.ahead(ticket) else { return false };
        let free = usize::try_from(self.free(policy)).unwrap_or(usize::MAX);
        if before >= free {
            return false;
        }
        self.queue.remove(before);
        self.places.push(until);
        true
    }

    /// How many wait before the one with `ticket`; nothing if it does not wait.
    pub fn ahead(&self, ticket: Ticket) -> Option<usize> {
        self.queue.binary_search_by_key(&ticket, |(known, _)| *known).ok()
    }

    /// Lets nobody wait with `ticket` any more.
    pub fn forget(&mut self, ticket: Ticket) {
        if let Some(place) = self.ahead(ticket) {
            self.queue.remove(place);
        }
    }

    /// A call that was let in, to be over at `until`, has ended.
    pub fn release(&mut self, until: Instant) {
        if let Some(place) = self.places.iter().position(|known| *known == until) {
            self.places.swap_remove(place);
        }
    }

    /// How many calls are under way.
    pub fn in_flight(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// How many calls wait.
    pub fn waiting(&self) -> u32 {
        u32::try_from(self.queue.len()).unwrap_or(u32::MAX)
    }

    /// Places that no call under way takes.
    fn free(&self, policy: &GatePolicy) -> u32 {
        policy.concurrency.max(1).saturating_sub(self.in_flight())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_000_000);
    const UNTIL: Instant = Instant::from_micros(3_000_000);
    const POLICY: GatePolicy = GatePolicy { concurrency: 2, queue: 3 };

    fn full() -> (Gate, [Ticket; 3]) {
        let mut gate = Gate::default();
        assert_eq!(gate.enter(&POLICY, UNTIL, UNTIL, NOW), Entry::Admitted);
        assert_eq!(gate.enter(&POLICY, UNTIL, UNTIL, NOW), Entry::Admitted);
        let tickets = [(); 3].map(|()| match gate.enter(&POLICY, UNTIL, UNTIL, NOW) {
            Entry::Queued(ticket) => ticket,
            other => panic!("{other:?}"),
        });
        (gate, tickets)
    }

    #[test]
    fn admits_then_queues_then_turns_away() {
        let (mut gate, _) = full();
        assert_eq!(gate.enter(&POLICY, UNTIL, UNTIL, NOW), Entry::Full);
        assert!(!gate.try_enter(&POLICY, UNTIL));
        assert_eq!((gate.in_flight(), gate.waiting()), (2, 3));
    }

    #[test]
    fn nobody_overtakes() {
        let (mut gate, [first, second, third]) = full();
        assert!(!gate.advance(&POLICY, first, UNTIL));
        gate.release(UNTIL);
        assert!(!gate.try_enter(&POLICY, UNTIL));
        assert!(!gate.advance(&POLICY, second, UNTIL));
        assert!(gate.advance(&POLICY, first, UNTIL));
        assert!(!gate.advance(&POLICY, first, UNTIL), "it waits no longer");
        gate.release(UNTIL);
        gate.release(UNTIL);
        assert!(!gate.try_enter(&POLICY, UNTIL), "both places belong to those who wait");
        assert!(gate.advance(&POLICY, third, UNTIL));
        assert!(gate.advance(&POLICY, second, UNTIL));
        assert_eq!((gate.in_flight(), gate.waiting()), (2, 0));
    }

    #[test]
    fn who_is_forgotten_makes_room() {
        let (mut gate, [first, second, _]) = full();
        gate.forget(first);
        gate.forget(first);
        assert_eq!(gate.waiting(), 2);
        assert!(matches!(gate.enter(&POLICY, UNTIL, UNTIL, NOW), Entry::Queued(_)));
        gate.release(UNTIL);
        assert!(!gate.advance(&POLICY, first, UNTIL));
        assert!(gate.advance(&POLICY, second, UNTIL));
    }

    #[test]
    fn calls_that_are_lost_do_not_block_it() {
        let (mut gate, _) = full();
        let later = |seconds| UNTIL + Duration::from_secs(seconds);
        assert_eq!(gate.enter(&POLICY, later(80), later(80), later(59)), Entry::Full);
        assert_eq!(gate.enter(&POLICY, later(80), later(80), later(60)), Entry::Admitted);
        assert_eq!((gate.in_flight(), gate.waiting()), (1, 0));
    }

    #[test]
    fn odd_policies_and_releases_do_no_harm() {
        let mut gate = Gate::default();
        gate.release(UNTIL);
        let policy = GatePolicy { concurrency: 0, queue: 0 };
        assert_eq!(gate.enter(&policy, UNTIL, UNTIL, NOW), Entry::Admitted);
        assert_eq!(gate.enter(&policy, UNTIL, UNTIL, NOW), Entry::Full);
    }
}
