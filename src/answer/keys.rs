//! Many different keys, each with a place in order of appearance.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

/// Most different keys that a group or an index holds. A body of 16 MiB can have a million, and each
/// costs some hundred bytes; a list for people has a few thousand at most.
pub(super) const MAX_KEYS: usize = 100_000;

/// How far from where it belongs a key may be in the table.
const REACH: usize = 8;
/// An odd number without pattern, as good as any: 2^64 divided by the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A set of keys.
///
/// It is a hash table with open addressing. Its hash is quick and can be foreseen, so bodies could be
/// made of keys that collide: what does not find room near where it belongs goes into a tree, where the
/// worst case is the logarithm.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    text: Vec<u8>,
    keys: Vec<Range<usize>>,
    /// One more than the place of a key, or 0; at least twice as long as there are keys.
    table: Vec<u32>,
    crowded: BTreeMap<Vec<u8>, usize>,
}

impl Keys {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The key at a place.
    pub(super) fn key(&self, place: usize) -> &[u8] {
        self.keys.get(place).and_then(|key| self.text.get(key.clone())).unwrap_or_default()
    }

    /// The place of a key.
    #[inline]
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        if self.table.is_empty() {
            return None;
        }
        let start = self.slot(hash(key));
        for &entry in self.table.get(start..start + REACH)? {
            let place = (entry as usize).checked_sub(1)?;
            if equal(self.key(place), key) {
                return Some(place);
            }
        }
        self.crowded.get(key).copied()
    }

    /// Adds a key that is not there and gives its place, unless there are too many.
    pub(super) fn add(&mut self, key: &[u8]) -> Option<usize> {
        let place = self.keys.len();
        if place == MAX_KEYS {
            return None;
        }
        let start = self.text.len();
        self.text.extend_from_slice(key);
        self.keys.push(start..self.text.len());
        if self.table.len() < 2 * self.keys.len() + REACH {
            self.grow();
        } else {
            self.enter(place);
        }
        Some(place)
    }

    fn grow(&mut self) {
        // Behind the last slot there is room for those that belong near the end.
        let slots = (4 * self.keys.len()).next_power_of_two().max(16);
        self.table.clear();
        self.table.resize(slots + REACH, 0);
        self.crowded.clear();
        (0..self.keys.len()).for_each(|place| self.enter(place));
    }

    fn enter(&mut self, place: usize) {
        let start = self.slot(hash(self.key(place)));
        let near = self.table.get_mut(start..start + REACH).unwrap_or_default();
        match near.iter_mut().find(|entry| **entry == 0) {
            // There are a hundred thousand places at most.
            Some(entry) => *entry = u32::try_from(place + 1).unwrap_or(0),
            None => {
                self.crowded.insert(self.key(place).to_vec(), place);
            }
        }
    }

    /// Where in the table, which has slots, a key with this hash belongs.
    #[expect(clippy::cast_possible_truncation, reason = "as few bits as a length has")]
    fn slot(&self, hash: u64) -> usize {
        // Their number is a power of two; the highest bits of the hash depend on the whole key.
        let slots = self.table.len() - REACH;
        (hash >> (64 - slots.trailing_zeros())) as usize
    }
}

fn hash(key: &[u8]) -> u64 {
    let (words, rest) = key.as_chunks::<8>();
    let last = rest.iter().fold(key.len() as u64, |word, byte| word << 8 | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let mixed = words.fold(0, |hash: u64, word| (hash.rotate_left(29) ^ word).wrapping_mul(MIX));
    (mixed.rotate_left(29) ^ last).wrapping_mul(MIX)
}

/// Whether two keys are the same; short as they are, calling the library would take longer.
fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    a.iter().zip(b).all(|(a, b)| a == b) && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn places_are_those_of_first_appearance() {
        let mut keys = Keys::default();
        assert_eq!(keys.find(b""), None);
        for number in 0..5000 {
            let key = format!("key {number}");
            assert_eq!(keys.find(key.as_bytes()), None);
            assert_eq!(keys.add(key.as_bytes()), Some(number));
        }
        for number in (0..5000).rev() {
            let key = format!("key {number}");
            assert_eq!(keys.find(key.as_bytes()), Some(number));
            assert_eq!(keys.key(number), key.as_bytes());
        }
        assert_eq!(keys.add(b""), Some(5000));
        assert_eq!(keys.find(b""), Some(5000));
        assert_eq!(keys.find(b"key 5000"), None);
    }

    /// All with one hash: the multiplication is undone, and the second word makes up for the first.
    #[test]
    fn keys_made_to_collide_are_found() {
        let colliding = |number: u64| {
            let first = number.wrapping_mul(MIX).rotate_left(29);
            [number.to_le_bytes(), (first ^ 7).to_le_bytes()].concat()
        };
        let mut keys = Keys::default();
        for number in 0..2000 {
            assert_eq!(hash(&colliding(number)), hash(&colliding(0)));
            keys.add(&colliding(number));
        }
        assert!(keys.crowded.len() >= 2000 - REACH);
        for number in 0..2000 {
            assert_eq!(keys.find(&colliding(number)), Some(number as usize));
        }
        assert_eq!(keys.find(&colliding(2000)), None);
    }
}
