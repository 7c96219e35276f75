//! The bodies in flight on a host: their sum, and what it may be.
//!
//! A body is in flight from when it begins to be read until it is let go: because the request is
//! answered or dropped, or because nothing of the body is needed any more. Whoever holds a body holds
//! its [`Room`], so that none is forgotten on any path.

use alloc::sync::Arc;
use core::ops::Deref;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::http::{Body, Failure, Request};

/// How many bytes of bodies are in flight on a host.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<AtomicUsize>);

/// Room for the body of one reply, given back when dropped.
#[derive(Debug)]
pub struct Room {
    memory: Memory,
    taken: usize,
    max_body: usize,
    max_sum: usize,
}

/// A body with the room that it takes.
#[derive(Clone, Debug)]
pub struct Held<B> {
    body: B,
    /// Given back with the body.
    _room: Room,
}

impl Memory {
    /// How many bytes of bodies are in flight.
    pub fn in_flight(&self) -> usize {
        self.0.load(Relaxed)
    }

    /// Room for the body of the reply to a request; nothing is taken yet.
    pub fn room(&self, request: &Request) -> Room {
        let (max_body, max_sum) = (request.max_body, request.memory);
        Room { memory: self.clone(), taken: 0, max_body, max_sum }
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes, Relaxed);
    }

    fn subtract(&self, bytes: usize) {
        self.0.fetch_sub(bytes, Relaxed);
    }
}

impl Room {
    /// Takes room for a body of so many bytes in all, before they are read.
    ///
    /// As long as the other bodies leave anything, this one has its room, whatever its size: so the sum
    /// is never exceeded by more than one body, and a body that is alone is never refused.
    ///
    /// # Errors
    /// The body is larger than the request allows, or the others leave nothing.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), Failure> {
        if bytes > self.max_body {
            return Err(Failure::TooLarge);
        }
        let Some(more) = bytes.checked_sub(self.taken) else { return Ok(()) };
        if more > 0 && self.memory.in_flight() - self.taken >= self.max_sum {
            return Err(Failure::NoRoom);
        }
        self.memory.add(more);
        self.taken = bytes;
        Ok(())
    }

    /// The body that has been read into it, with as much room as it needs.
    pub fn hold<B: Body>(mut self, body: B) -> Held<B> {
        let bytes = body.len();
        self.memory.add(bytes);
        self.memory.subtract(self.taken);
        self.taken = bytes;
        Held { body, _room: self }
    }
}

impl Clone for Room {
    /// A copy of what is held takes as much again.
    fn clone(&self) -> Self {
        self.memory.add(self.taken);
        Self { memory: self.memory.clone(), ..*self }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.memory.subtract(self.taken);
    }
}

impl<B> Deref for Held<B> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.body
    }
}

impl<B: PartialEq> PartialEq for Held<B> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

impl<B: Body> Body for Held<B> {
    fn len(&self) -> usize {
        self.body.len()
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.body.bytes()
    }

    fn copy_to(&self, at: usize, out: &mut [u8]) {
        self.body.copy_to(at, out);
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::http::Method;

    fn room(memory: &Memory, max_body: usize) -> Room {
        memory.room(&Request {
            method: Method::Get,
            url: String::new(),
            headers: Vec::new(),
            body: None,
            max_body,
            ignore_body: false,
            memory: 10,
        })
    }

    #[test]
    fn room_is_taken_before_and_given_back_after() {
        let memory = Memory::default();
        let mut first = room(&memory, 100);
        assert_eq!(first.reserve(4), Ok(()));
        assert_eq!(first.reserve(2), Ok(()));
        assert_eq!(memory.in_flight(), 4);
        let held = first.hold(vec![0; 3]);
        assert_eq!((memory.in_flight(), held.len()), (3, 3));
        let copy = held.clone();
        assert_eq!(memory.in_flight(), 6);
        drop(held);
        drop(copy);
        assert_eq!(memory.in_flight(), 0);
        // What was read but never handed over, because its request was dropped or it broke off.
        let mut dropped = room(&memory, 100);
        assert_eq!(dropped.reserve(9), Ok(()));
        drop(dropped);
        assert_eq!(memory.in_flight(), 0);
    }

    #[test]
    fn the_sum_is_exceeded_by_one_body_at_most() {
        let memory = Memory::default();
        let [mut first, mut second, mut third] = [(); 3].map(|()| room(&memory, 100));
        assert_eq!(first.reserve(9), Ok(()));
        assert_eq!(second.reserve(50), Ok(()), "a byte was left");
        assert_eq!(third.reserve(1), Err(Failure::NoRoom));
        assert_eq!(first.reserve(10), Err(Failure::NoRoom), "the second leaves nothing");
        assert_eq!(second.reserve(60), Ok(()), "the first still leaves a byte");
        assert_eq!(memory.in_flight(), 69);
        drop(second);
        assert_eq!(first.reserve(100), Ok(()), "it is alone");
        assert_eq!(first.reserve(101), Err(Failure::TooLarge));
        assert_eq!(third.reserve(0), Ok(()), "nothing needs no room");
        drop((first, third));
        assert_eq!(memory.in_flight(), 0);
    }
}
