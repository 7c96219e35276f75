//! Records found by a key, for joins.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;

use super::fold::Fields;
use super::key::{MAX_KEYS, key_of};

/// Remembers one field of each record by another; the first of several with one key counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The field that holds the key.
    pub on: usize,
    /// The field that is looked up.
    pub value: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct IndexState(BTreeMap<Vec<u8>, Option<Vec<u8>>>);

impl Index {
    /// Takes a record; false if it had to be left out, as there are too many keys.
    pub(super) fn feed(&self, state: &mut IndexState, fields: Fields<'_, '_>) -> bool {
        let field = |place: usize| fields.get(place)?.map(|field| field.token);
        let Some(on) = field(self.on) else { return true };
        let full = state.0.len() == MAX_KEYS;
        match state.0.entry(key_of(on).into_owned()) {
            Entry::Occupied(_) => true,
            Entry::Vacant(_) if full => false,
            Entry::Vacant(entry) => {
                entry.insert(field(self.value).map(|token| token.raw.to_vec()));
                true
            }
        }
    }
}

impl IndexState {
    /// The value of the record with this key: nothing if there is no such record, `None` inside if
    /// it has no value.
    pub(super) fn find(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.0.get(key).map(Option::as_deref)
    }
}
