//! The records that rank highest by a number.

use alloc::vec::Vec;
use core::ops::Range;

use super::fold::Fields;
use super::key::key_of;
use super::{Join, Label};
use crate::json::Field;

/// How to rank records and what to say of each that is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    /// The number to rank by.
    pub by: usize,
    /// What a missing number counts as; without it such records are not ranked.
    pub missing: Option<f64>,
    /// How many records are listed at most.
    pub limit: usize,
    /// The members of the object that stands for a record.
    pub item: Vec<(Label, TopMember)>,
}

/// What a member of a record's object says.
#[derive(Clone, Debug, PartialEq)]
pub enum TopMember {
    /// A field as it was written, or the default.
    Field(usize, Vec<u8>),
    /// A value found in another source by a field of the record.
    Join(usize, Join),
}

/// The best records so far, best first; ties in order of appearance.
#[derive(Clone, Debug, Default)]
pub(super) struct TopState(Vec<Ranked>);

#[derive(Clone, Debug, Default)]
pub(super) struct Ranked {
    number: f64,
    text: Vec<u8>,
    /// For each member of the item, where in the text is what its field held: as written, or for a
    /// join as compared.
    values: Vec<Option<Range<usize>>>,
}

impl Top {
    pub(super) fn feed(&self, state: &mut TopState, fields: Fields<'_, '_>) {
        let field = |place: usize| fields.get(place)?.as_ref();
        let number = field(self.by).and_then(Field::number).or(self.missing);
        let Some(number) = number else { return };
        // Behind all that are at least as high, so that equals keep their order.
        let place = state.0.partition_point(|ranked| ranked.number >= number);
        if place >= self.limit {
            return;
        }
        // The record that falls out lends its room to the one that comes in.
        let mut ranked = match state.0.len() == self.limit {
            true => state.0.pop().unwrap_or_default(),
            false => Ranked::default(),
        };
        ranked.number = number;
        ranked.text.clear();
        ranked.values.clear();
        for (_, member) in &self.item {
            let start = ranked.text.len();
            let held = match member {
                TopMember::Field(place, _) => {
                    field(*place).map(|field| ranked.text.extend_from_slice(field.token.raw))
                }
                TopMember::Join(place, _) => {
                    field(*place).map(|field| ranked.text.extend_from_slice(&key_of(field)))
                }
            };
            ranked.values.push(held.map(|()| start..ranked.text.len()));
        }
        state.0.insert(place, ranked);
    }
}

impl TopState {
    /// The listed records, best first.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Ranked> {
        self.0.iter()
    }
}

impl Ranked {
    /// What the field of a member of the item held.
    pub(super) fn value(&self, member: usize) -> Option<&[u8]> {
        self.text.get(self.values.get(member)?.clone()?)
    }
}
