//! Whether a number rises or falls along an order.
//!
//! The records are sorted, halved in the middle (the second half gets the odd one), and the means of
//! the halves compared.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use super::Label;
use super::fold::Fields;
use super::key::inner;
use crate::json::{Field, Kind, decode, round, write_f64};

/// Most records that a trend takes. A body of 16 MiB can have five million, and each costs some
/// thirty bytes here.
const MAX_RECORDS: usize = 500_000;

/// What to compare along which order.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The field to sort by: missing first, then numbers, then strings by code point.
    pub order: usize,
    /// The number whose means are compared; missing counts 0.
    pub value: usize,
    /// How far, as a part of the first mean, the second must be from it to be more than `stable`.
    pub threshold: f64,
    /// Places that the growth is rounded to.
    pub decimals: u8,
    /// The members of the object that the trend becomes.
    pub item: Vec<(Label, TrendMember)>,
}

/// What a member of a trend's object says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendMember {
    /// The change from the first mean to the second in percent of the first; 0.0 if that is 0.
    Growth,
    /// `increasing`, `decreasing`, `stable`, or `insufficient_data` for fewer than two records.
    Direction,
}

#[derive(Clone, Debug, Default)]
pub(super) struct TrendState {
    entries: Vec<Entry>,
    /// The strings to sort by, one after another.
    strings: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Entry {
    order: Order,
    value: f64,
}

#[derive(Clone, Debug)]
enum Order {
    Missing,
    Number(f64),
    String(Range<usize>),
}

impl Trend {
    /// Takes a record; false if it had to be left out, as there are too many.
    pub(super) fn feed(&self, state: &mut TrendState, fields: Fields<'_, '_>) -> bool {
        if state.entries.len() == MAX_RECORDS {
            return false;
        }
        let field = |place: usize| fields.get(place)?.as_ref();
        let order = match field(self.order) {
            Some(field) if field.token.kind == Kind::String => {
                let start = state.strings.len();
                state.strings.extend_from_slice(&decode(inner(field.token)));
                Order::String(start..state.strings.len())
            }
            Some(field) => field.number().map_or(Order::Missing, Order::Number),
            None => Order::Missing,
        };
        let value = field(self.value).and_then(Field::number).unwrap_or(0.0);
        state.entries.push(Entry { order, value });
        true
    }

    pub(super) fn write(&self, state: &TrendState, out: &mut Vec<u8>) {
        let (growth, direction) = self.judge(state);
        out.push(b'{');
        for (index, (label, member)) in self.item.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            label.write(out);
            match member {
                TrendMember::Growth => write_f64(growth, out),
                TrendMember::Direction => {
                    out.extend([b"\"", direction.as_bytes(), b"\""].concat());
                }
            }
        }
        out.push(b'}');
    }

    fn judge(&self, state: &TrendState) -> (f64, &'static str) {
        if state.entries.len() < 2 {
            return (0.0, "insufficient_data");
        }
        let mut sorted: Vec<_> = state.entries.iter().collect();
        sorted.sort_by(|a, b| a.order.compare(&b.order, &state.strings));
        let (first, second) = sorted.split_at(sorted.len() / 2);
        let (first, second) = (mean(first), mean(second));
        let growth =
            if first == 0.0 { 0.0 } else { round((second - first) / first * 100.0, self.decimals) };
        let direction = if second > first * (1.0 + self.threshold) {
            "increasing"
        } else if second < first * (1.0 - self.threshold) {
            "decreasing"
        } else {
            "stable"
        };
        (growth, direction)
    }
}

impl Order {
    fn compare(&self, other: &Self, strings: &[u8]) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::String(a), Self::String(b)) => {
                strings.get(a.clone()).cmp(&strings.get(b.clone()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Number(_) => 1,
            Self::String(_) => 2,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no body holds 2^53 records")]
fn mean(entries: &[&Entry]) -> f64 {
    entries.iter().map(|entry| entry.value).sum::<f64>() / entries.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_bounded() {
        let trend = Trend { order: 0, value: 1, threshold: 0.1, decimals: 2, item: Vec::new() };
        let mut state = TrendState::default();
        let taken = (0..=MAX_RECORDS).filter(|_| trend.feed(&mut state, &[None, None])).count();
        assert_eq!((taken, state.entries.len()), (MAX_RECORDS, MAX_RECORDS));
    }
}
