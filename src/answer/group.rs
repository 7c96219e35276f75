//! Records grouped by a key, with folds over each group.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::fold::{Fields, Fold, FoldState};
use super::key::{MAX_KEYS, key_of};
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
    places: BTreeMap<Vec<u8>, usize>,
    groups: Vec<OneGroup>,
}

#[derive(Clone, Debug)]
pub(super) struct OneGroup {
    /// The key as it was written.
    pub(super) raw: Vec<u8>,
    /// The key as it is compared.
    pub(super) key: Vec<u8>,
    pub(super) folds: Vec<FoldState>,
}

impl Group {
    /// Takes a record; false if it had to be left out, as there are too many groups.
    pub(super) fn feed(&self, state: &mut GroupState, fields: Fields<'_, '_>) -> bool {
        let usable = |place: &usize| fields.get(*place)?.as_ref();
        let field = self.by.iter().filter_map(usable).find(|field| !self.skip.matches(field));
        let Some(token) = field.map(|field| field.token) else { return true };
        let key = key_of(token);
        let place = match state.places.get(&*key) {
            Some(&place) => place,
            None if state.groups.len() == MAX_KEYS => return false,
            None => {
                let folds = self.folds.iter().map(Fold::start).collect();
                let key = key.into_owned();
                state.places.insert(key.clone(), state.groups.len());
                state.groups.push(OneGroup { raw: token.raw.to_vec(), key, folds });
                state.groups.len() - 1
            }
        };
        if let Some(group) = state.groups.get_mut(place) {
            for (fold, state) in self.folds.iter().zip(&mut group.folds) {
                fold.feed(state, fields);
            }
        }
        true
    }

    /// The groups to list, in order.
    pub(super) fn listed<'s>(&self, state: &'s GroupState) -> Vec<&'s OneGroup> {
        let mut groups: Vec<_> = state.groups.iter().collect();
        if let Some(order) = self.order {
            groups.sort_by(|a, b| match (a.folds.get(order), b.folds.get(order)) {
                (Some(a), Some(b)) => b.compare(a),
                _ => core::cmp::Ordering::Equal,
            });
        }
        groups.truncate(self.limit.unwrap_or(usize::MAX));
        groups
    }
}
