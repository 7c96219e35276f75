//! The records that rank highest by a number.

use alloc::vec::Vec;

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

#[derive(Clone, Debug)]
struct Ranked {
    number: f64,
    /// For each member of the item, what its field held: as written, or for a join as compared.
    values: Vec<Option<Vec<u8>>>,
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
        let value = |(_, member): &(Label, TopMember)| match member {
            TopMember::Field(place, _) => field(*place).map(|field| field.token.raw.to_vec()),
            TopMember::Join(place, _) => {
                field(*place).map(|field| key_of(field.token).into_owned())
            }
        };
        state.0.truncate(self.limit - 1);
        state.0.insert(place, Ranked { number, values: self.item.iter().map(value).collect() });
    }
}

impl TopState {
    /// The values of each listed record, in the order of the item's members.
    pub(super) fn listed(&self) -> impl Iterator<Item = &[Option<Vec<u8>>]> {
        self.0.iter().map(|ranked| ranked.values.as_slice())
    }
}
