//! How many calls of a service may be under way at once; what is more waits, and what is more than
//! may wait is turned away.
//!
//! A bulkhead with a bounded queue. Turning away at once what could only be late keeps the latency
//! of the rest ("Handling Overload", in *Site Reliability Engineering*, 2016).

use alloc::collections::VecDeque;

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    in_flight: u32,
    /// In the order of arrival, which is that of their numbers.
    queue: VecDeque<Ticket>,
    next: u64,
}

impl Gate {
    /// Lets a call in, or lets it wait.
    pub fn enter(&mut self, policy: &GatePolicy) -> Entry {
        if self.try_enter(policy) {
            return Entry::Admitted;
        }
        // Places that are free already will be taken by those who wait, and do not keep others out.
        if self.waiting() >= policy.queue.saturating_add(self.free(policy)) {
            return Entry::Full;
        }
        let ticket = Ticket(self.next);
        self.next = self.next.saturating_add(1);
        self.queue.push_back(ticket);
        Entry::Queued(ticket)
    }

    /// Lets a call in if there is a place beside those of the waiting; it never waits.
    pub fn try_enter(&mut self, policy: &GatePolicy) -> bool {
        let free = self.waiting() < self.free(policy);
        if free {
            self.in_flight = self.in_flight.saturating_add(1);
        }
        free
    }

    /// Whether the one with `ticket` has been let in, and so waits no longer.
    pub fn advance(&mut self, policy: &GatePolicy, ticket: Ticket) -> bool {
        let Ok(before) = self.queue.binary_search(&ticket) else { return false };
        let free = usize::try_from(self.free(policy)).unwrap_or(usize::MAX);
        if before >= free {
            return false;
        }
        self.queue.remove(before);
        self.in_flight = self.in_flight.saturating_add(1);
        true
    }

    /// Lets nobody wait with `ticket` any more.
    pub fn forget(&mut self, ticket: Ticket) {
        if let Ok(place) = self.queue.binary_search(&ticket) {
            self.queue.remove(place);
        }
    }

    /// A call that was let in has ended.
    pub fn release(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// How many calls are under way.
    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }

    /// How many calls wait.
    pub fn waiting(&self) -> u32 {
        u32::try_from(self.queue.len()).unwrap_or(u32::MAX)
    }

    /// Places that no call under way takes.
    fn free(&self, policy: &GatePolicy) -> u32 {
        policy.concurrency.max(1).saturating_sub(self.in_flight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: GatePolicy = GatePolicy { concurrency: 2, queue: 3 };

    fn full() -> (Gate, [Ticket; 3]) {
        let mut gate = Gate::default();
        assert_eq!(gate.enter(&POLICY), Entry::Admitted);
        assert_eq!(gate.enter(&POLICY), Entry::Admitted);
        let tickets = [(); 3].map(|()| match gate.enter(&POLICY) {
            Entry::Queued(ticket) => ticket,
            other => panic!("{other:?}"),
        });
        (gate, tickets)
    }

    #[test]
    fn admits_then_queues_then_turns_away() {
        let (mut gate, _) = full();
        assert_eq!(gate.enter(&POLICY), Entry::Full);
        assert!(!gate.try_enter(&POLICY));
        assert_eq!((gate.in_flight(), gate.waiting()), (2, 3));
    }

    #[test]
    fn nobody_overtakes() {
        let (mut gate, [first, second, third]) = full();
        assert!(!gate.advance(&POLICY, first));
        gate.release();
        assert!(!gate.try_enter(&POLICY));
        assert!(!gate.advance(&POLICY, second));
        assert!(gate.advance(&POLICY, first));
        assert!(!gate.advance(&POLICY, first), "it waits no longer");
        gate.release();
        gate.release();
        assert!(!gate.try_enter(&POLICY), "both places belong to those who wait");
        assert!(gate.advance(&POLICY, third));
        assert!(gate.advance(&POLICY, second));
        assert_eq!((gate.in_flight(), gate.waiting()), (2, 0));
    }

    #[test]
    fn who_is_forgotten_makes_room() {
        let (mut gate, [first, second, _]) = full();
        gate.forget(first);
        gate.forget(first);
        assert_eq!(gate.waiting(), 2);
        assert!(matches!(gate.enter(&POLICY), Entry::Queued(_)));
        gate.release();
        assert!(!gate.advance(&POLICY, first));
        assert!(gate.advance(&POLICY, second));
    }

    #[test]
    fn odd_policies_and_releases_do_no_harm() {
        let mut gate = Gate::default();
        gate.release();
        let policy = GatePolicy { concurrency: 0, queue: 0 };
        assert_eq!(gate.enter(&policy), Entry::Admitted);
        assert_eq!(gate.enter(&policy), Entry::Full);
    }
}
