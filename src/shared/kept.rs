//! Former bodies, kept in memory to stand in for those that fail to come.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::http::Body;
use crate::time::{Duration, Instant};

/// Most bodies: 4 kB each fill the default size.
const MAX_ENTRIES: usize = 4096;

/// Bodies by the request that they answered, the oldest dropped first.
///
/// A key is a whole request with all its header fields, so that what one caller was told is never
/// shown to another.
#[derive(Clone, Debug)]
pub struct Kept {
    /// In the order in which they came.
    entries: Vec<Entry>,
    size: usize,
    max_size: usize,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Vec<u8>,
    body: Arc<[u8]>,
    at: Instant,
}

impl Entry {
    fn size(&self) -> usize {
        self.key.len() + self.body.len()
    }
}

impl Default for Kept {
    /// 16 MiB: an eighth of the 128 MB that an isolate of a Worker has.
    fn default() -> Self {
        Self::with_size(16 << 20)
    }
}

impl Kept {
    /// Keeps `max_size` bytes of keys and bodies at most, in 4096 bodies at most; 0 keeps nothing.
    pub fn with_size(max_size: usize) -> Self {
        Self { entries: Vec::new(), size: 0, max_size }
    }

    /// Keeps a copy of a body, in place of the former one with this key.
    pub fn put(&mut self, key: &[u8], body: &(impl Body + ?Sized), now: Instant) {
        self.forget(key);
        // Nothing is copied that would not be kept.
        if key.len() + body.len() > self.max_size {
            return;
        }
        let mut copy: Arc<[u8]> = core::iter::repeat_n(0, body.len()).collect();
        if let Some(copy) = Arc::get_mut(&mut copy) {
            body.copy_to(0, copy);
        }
        let entry = Entry { key: key.into(), body: copy, at: now };
        self.size += entry.size();
        self.entries.push(entry);
        while self.size > self.max_size || self.entries.len() > MAX_ENTRIES {
            self.remove(0);
        }
    }

    /// Keeps no body for a key, as it no longer holds.
    pub fn forget(&mut self, key: &[u8]) {
        if let Some(former) = self.entries.iter().position(|entry| entry.key == key) {
            self.remove(former);
        }
    }

    /// The body for a key and how old it is, unless it is older than `max_age`.
    pub fn find(
        &self,
        key: &[u8],
        max_age: Duration,
        now: Instant,
    ) -> Option<(&Arc<[u8]>, Duration)> {
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        let age = now.since(entry.at);
        (age <= max_age).then_some((&entry.body, age))
    }

    /// How many bytes are kept.
    pub fn size(&self) -> usize {
        self.size
    }

    fn remove(&mut self, place: usize) {
        self.size -= self.entries.remove(place).size();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_micros(millis * 1000)
    }

    #[test]
    fn the_newest_body_of_a_key_stands_in_until_it_is_too_old() {
        let mut kept = Kept::default();
        kept.put(b"a", &b"old"[..], at(0));
        kept.put(b"a", &b"new"[..], at(10));
        kept.put(b"b", &b"other"[..], at(20));
        let hour = Duration::from_secs(3600);
        let age = Duration::from_millis(20);
        let new = Arc::from(&b"new"[..]);
        assert_eq!(kept.find(b"a", hour, at(30)), Some((&new, age)));
        assert_eq!(kept.find(b"a", age, at(30)), Some((&new, age)));
        assert_eq!(kept.find(b"a", age, at(31)), None);
        assert_eq!(kept.find(b"c", hour, at(30)), None);
        kept.forget(b"c");
        assert_eq!(kept.size(), 10);
    }

    #[test]
    fn the_oldest_gives_way_to_the_newest() {
        let mut kept = Kept::with_size(10);
        for (time, key) in [b"a", b"b", b"c"].into_iter().enumerate() {
            kept.put(key, &b"1234"[..], at(time as u64));
        }
        let hour = Duration::from_secs(3600);
        assert_eq!(kept.find(b"a", hour, at(9)), None);
        assert!(kept.find(b"b", hour, at(9)).is_some() && kept.find(b"c", hour, at(9)).is_some());
        kept.put(b"d", &b"too long for it"[..], at(9));
        assert_eq!(kept.find(b"d", hour, at(9)), None);
        assert_eq!(kept.size(), 10);
        for number in 0..10_000_u32 {
            kept.put(&number.to_be_bytes(), &b""[..], at(9));
        }
        assert!(kept.entries.len() <= MAX_ENTRIES);
    }
}
