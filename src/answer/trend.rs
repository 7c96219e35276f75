//! Whether a number rises or falls along an order.
//!
//! The records are sorted, halved in the middle (the second half gets the odd one), and the means of
//! the halves compared.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use super::Label;
use super::fold::Fields;
use super::order::sorted;
use crate::json::{Field, Kind, round, write_f64};

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
    /// What long strings to sort by have beyond their beginning, one after another.
    ends: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Entry {
    order: Order,
    value: f64,
}

/// What to sort by, most of it in one number.
#[derive(Clone, Debug)]
struct Order {
    /// From the highest byte: the rank of the kind; then for a number its bits such that they ascend,
    /// for a string its first bytes, zeros behind it, and its length as far as that is one byte more.
    head: u128,
    /// Where among the ends the rest of a long string is.
    end: Range<usize>,
}

/// Bytes of a string that its head holds.
const HEAD: usize = 14;

impl Trend {
    /// Takes a record; false if it had to be left out, as there are too many.
    pub(super) fn feed(&self, state: &mut TrendState, fields: Fields<'_, '_>) -> bool {
        if state.entries.len() == MAX_RECORDS {
            return false;
        }
        let field = |place: usize| fields.get(place)?.as_ref();
        let order = match field(self.order) {
            Some(field) if field.token.kind == Kind::String => {
                Order::string(&field.text(), &mut state.ends)
            }
            Some(field) => field.number().map_or(Order::MISSING, Order::number),
            None => Order::MISSING,
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
        let entry = |place: usize| state.entries.get(place);
        let order = |a: usize, b: usize| match (entry(a), entry(b)) {
            (Some(a), Some(b)) => a.order.compare(&b.order, &state.ends),
            _ => Ordering::Equal,
        };
        let places = sorted(state.entries.len(), &order);
        let (first, second) = places.split_at(places.len() / 2);
        let (first, second) = (mean(&state.entries, first), mean(&state.entries, second));
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
    const MISSING: Self = Self { head: 0, end: 0..0 };

    fn number(number: f64) -> Self {
        // Negative numbers descend with their bits and come before the others (as `f64::total_cmp`).
        let bits = number.to_bits();
        let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
        Self { head: 1 << 120 | u128::from(ascending), end: 0..0 }
    }

    fn string(text: &[u8], ends: &mut Vec<u8>) -> Self {
        let mut head = [0; 16];
        head[0] = 2;
        let (first, rest) = text.split_at(text.len().min(HEAD));
        head.iter_mut().skip(1).zip(first).for_each(|(to, from)| *to = *from);
        // One that goes on comes after one that ends here.
        let length = first.len() + usize::from(!rest.is_empty());
        head[15] = u8::try_from(length).unwrap_or(u8::MAX);
        let start = ends.len();
        ends.extend_from_slice(rest);
        Self { head: u128::from_be_bytes(head), end: start..ends.len() }
    }

    fn compare(&self, other: &Self, ends: &[u8]) -> Ordering {
        let end = |order: &Self| ends.get(order.end.clone()).unwrap_or_default();
        self.head.cmp(&other.head).then_with(|| end(self).cmp(end(other)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "no body holds 2^53 records")]
fn mean(entries: &[Entry], places: &[usize]) -> f64 {
    let values = places.iter().filter_map(|place| entries.get(*place)).map(|entry| entry.value);
    values.sum::<f64>() / places.len() as f64
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

    #[test]
    fn orders_are_those_of_what_they_stand_for() {
        let mut ends = Vec::new();
        let strings = ["", "\0", "\0\0", "a", "a\0", "ab", "abcdefghijklmn", "abcdefghijklmn\0"];
        let longer = ["abcdefghijklmna", "abcdefghijklmnab", "abcdefghijklmnb", "b", "é", "🎵"];
        let numbers = [f64::MIN, -1.5, -1.0, -1e-300, 0.0, 1e-300, 1.0, 2.0, f64::MAX];
        let mut orders = alloc::vec![Order::MISSING];
        orders.extend(numbers.map(Order::number));
        for string in strings.iter().chain(&longer) {
            orders.push(Order::string(string.as_bytes(), &mut ends));
        }
        for (a, first) in orders.iter().enumerate() {
            for (b, second) in orders.iter().enumerate() {
                assert_eq!(first.compare(second, &ends), a.cmp(&b), "{first:?} {second:?}");
            }
        }
    }
}
