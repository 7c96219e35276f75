//! Records grouped by a key, with folds over each group.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::fold::{Fields, Fold, FoldState};
use super::key::key_of;
use super::keys::Keys;
use super::order::sorted;
use super::{Join, Label, Skip};

/// How to group records and what to say of each group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Fields that may hold the key; the first that is present and not skipped does.
    pub by: Vec<usize>,
    /// Keys that count as missing; records without a key belong to no group.
    pub skip: Skip,
    /// What is computed for each group.
    pub folds: Vec<Fold>,
    /// The members of the object that stands for a group.
    pub item: Vec<(Label, GroupMember)>,
    /// The fold by which groups are ordered, highest first; ties, and all without it, in order of
    /// first appearance.
    pub order: Option<usize>,
    /// How many groups are listed at most.
    pub limit: Option<usize>,
}

/// What a member of a group's object says.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupMember {
    /// The key, as the group's first record wrote it.
    Key,
    /// What came of a fold, or the default.
    Fold(usize, Vec<u8>),
    /// A value found by the key in another source.
    Join(Join),
}

#[derive(Clone, Debug, Default)]
pub(super) struct GroupState {
    keys: Keys,
    /// The keys as they were written first, one after another, and where each ends.
    raw: Vec<u8>,
    ends: Vec<usize>,
    /// The folds of each group, one group after another.
    folds: Vec<FoldState>,
}

/// A group that is listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct OneGroup<'s> {
    /// The key as it was written.
    pub(super) raw: &'s [u8],
    /// The key as it is compared.
    pub(super) key: &'s [u8],
    pub(super) folds: &'s [FoldState],
}

impl Group {
    /// Takes a record; false if it had to be left out, as there are too many groups.
    pub(super) fn feed(&self, state: &mut GroupState, fields: Fields<'_, '_>) -> bool {
        let usable = |place: &usize| fields.get(*place)?.as_ref();
        let field = self.by.iter().filter_map(usable).find(|field| !self.skip.matches(field));
        let Some(field) = field else { return true };
        let key = key_of(field);
        let place = match state.keys.find(&key) {
            Some(place) => place,
            None => {
                let Some(place) = state.keys.add(&key) else { return false };
                state.raw.extend_from_slice(field.token.raw);
                state.ends.push(state.raw.len());
                state.folds.extend(self.folds.iter().map(Fold::start));
                place
            }
        };
        let group = state.folds.get_mut(place * self.folds.len()..).unwrap_or_default();
        for (fold, state) in self.folds.iter().zip(group) {
            fold.feed(state, fields);
        }
        true
    }

    /// The groups to list, in order.
    pub(super) fn listed<'s>(&self, state: &'s GroupState) -> Vec<OneGroup<'s>> {
        let group = |place: usize| {
            let start = place.checked_sub(1).and_then(|former| state.ends.get(former)).copied();
            let end = state.ends.get(place).copied().unwrap_or_default();
            let raw = state.raw.get(start.unwrap_or(0)..end).unwrap_or_default();
            let count = self.folds.len();
            let folds = state.folds.get(place * count..(place + 1) * count).unwrap_or_default();
            OneGroup { raw, key: state.keys.key(place), folds }
        };
        let order = |a: usize, b: usize| {
            let fold = |place: usize| state.folds.get(place * self.folds.len() + self.order?);
            match (fold(a), fold(b)) {
                (Some(a), Some(b)) => b.compare(a),
                _ => Ordering::Equal,
            }
        };
        let places = sorted(state.keys.len(), &order);
        places.into_iter().take(self.limit.unwrap_or(usize::MAX)).map(group).collect()
    }
}
