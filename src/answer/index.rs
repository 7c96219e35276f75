//! Records found by a key, for joins.

use alloc::vec::Vec;
use core::ops::Range;

use super::fold::Fields;
use super::key::key_of;
use super::keys::Keys;

/// Remembers one field of each record by another; the first of several with one key counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The field that holds the key.
    pub on: usize,
    /// The field that is looked up.
    pub value: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct IndexState {
    keys: Keys,
    text: Vec<u8>,
    /// Where in the text the value of each key is.
    values: Vec<Option<Range<usize>>>,
}

impl Index {
    /// Takes a record; false if it had to be left out, as there are too many keys.
    pub(super) fn feed(&self, state: &mut IndexState, fields: Fields<'_, '_>) -> bool {
        let field = |place: usize| fields.get(place)?.as_ref();
        let Some(on) = field(self.on) else { return true };
        let key = key_of(on);
        if state.keys.find(&key).is_some() {
            return true;
        }
        if state.keys.add(&key).is_none() {
            return false;
        }
        let value = field(self.value).map(|field| {
            let start = state.text.len();
            state.text.extend_from_slice(field.token.raw);
            start..state.text.len()
        });
        state.values.push(value);
        true
    }
}

impl IndexState {
    /// The value of the record with this key: nothing if there is no such record, `None` inside if
    /// it has no value.
    pub(super) fn find(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        let value = self.values.get(self.keys.find(key)?)?;
        Some(value.clone().and_then(|range| self.text.get(range)))
    }
}
