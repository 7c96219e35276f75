//! One number or value from many records.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Skip;
use crate::json::{ExactSum, Field, finite, round, write_f64};

/// Fields of one record, in the order in which they were declared.
pub(super) type Fields<'f, 'a> = &'f [Option<Field<'a>>];

/// What to make of the records; fields are places among a record's fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Fold {
    /// How many records there are.
    Count,
    /// The sum, exact for integers; nothing sums to 0.
    Sum {
        /// A number; missing counts 0.
        field: usize,
    },
    /// The sum of doubles from the first record to the last; nothing sums to 0.0.
    Double {
        /// A number; missing counts 0.
        field: usize,
    },
    /// The arithmetic mean of those present.
    Mean {
        /// A number; missing is left out.
        field: usize,
        /// Numbers that are left out, too.
        skip: Skip,
        /// Places to round to.
        decimals: Option<u8>,
    },
    /// The smallest number, as it was written; the first of equals.
    Min {
        /// A number; missing is left out.
        field: usize,
    },
    /// The largest number, as it was written; the first of equals.
    Max {
        /// A number; missing is left out.
        field: usize,
    },
    /// The first value present, as it was written.
    First {
        /// Any value.
        field: usize,
    },
}

/// A fold on its way.
#[derive(Clone, Debug)]
pub(super) enum FoldState {
    Count(usize),
    Sum(ExactSum),
    Double(f64),
    Mean { sum: f64, count: u32 },
    Extreme(Option<(f64, Vec<u8>)>),
    First(Option<Vec<u8>>),
}

impl Fold {
    pub(super) fn start(&self) -> FoldState {
        match self {
            Self::Count => FoldState::Count(0),
            Self::Sum { .. } => FoldState::Sum(ExactSum::default()),
            Self::Double { .. } => FoldState::Double(0.0),
            Self::Mean { .. } => FoldState::Mean { sum: 0.0, count: 0 },
            Self::Min { .. } | Self::Max { .. } => FoldState::Extreme(None),
            Self::First { .. } => FoldState::First(None),
        }
    }

    #[inline]
    pub(super) fn feed(&self, state: &mut FoldState, fields: Fields<'_, '_>) {
        let field = |place: usize| fields.get(place)?.as_ref();
        match (self, state) {
            (Self::Count, FoldState::Count(count)) => *count += 1,
            (Self::Sum { field: place }, FoldState::Sum(sum)) => {
                if let Some(field) = field(*place) {
                    field.add_to(sum);
                }
            }
            (Self::Double { field: place }, FoldState::Double(sum)) => {
                *sum += field(*place).and_then(Field::number).unwrap_or(0.0);
            }
            (Self::Mean { field: place, skip, .. }, FoldState::Mean { sum, count }) => {
                let field = field(*place).filter(|field| !skip.matches(field));
                if let Some(number) = field.and_then(Field::number) {
                    *sum += number;
                    *count += 1;
                }
            }
            (Self::Min { field: place } | Self::Max { field: place }, FoldState::Extreme(best)) => {
                if let Some(field) = field(*place) {
                    self.feed_extreme(best, field);
                }
            }
            (Self::First { field: place }, FoldState::First(first)) => {
                if let (None, Some(field)) = (&first, field(*place)) {
                    *first = Some(field.token.raw.to_vec());
                }
            }
            // `start` made the state for this very fold.
            _ => {}
        }
    }

    fn feed_extreme(&self, best: &mut Option<(f64, Vec<u8>)>, field: &Field<'_>) {
        let Some(number) = field.number() else { return };
        let better = best.as_ref().is_none_or(|(best, _)| match self {
            Self::Min { .. } => number < *best,
            _ => number > *best,
        });
        if better {
            *best = Some((number, field.token.raw.to_vec()));
        }
    }

    /// Writes what came of it, or `default` if there was nothing to make it of.
    pub(super) fn write(&self, state: &FoldState, default: &[u8], out: &mut Vec<u8>) {
        match state {
            FoldState::Count(count) => out.extend_from_slice(alloc::format!("{count}").as_bytes()),
            FoldState::Sum(sum) => sum.write(out),
            FoldState::Double(sum) => write_f64(*sum, out),
            FoldState::Mean { count: 0, .. } => out.extend_from_slice(default),
            FoldState::Mean { sum, count } => {
                let mean = sum / f64::from(*count);
                let decimals =
                    if let Self::Mean { decimals, .. } = self { *decimals } else { None };
                write_f64(decimals.map_or(mean, |decimals| round(mean, decimals)), out);
            }
            FoldState::Extreme(extreme) => {
                out.extend_from_slice(extreme.as_ref().map_or(default, |(_, raw)| raw));
            }
            FoldState::First(first) => out.extend_from_slice(first.as_deref().unwrap_or(default)),
        }
    }
}

impl FoldState {
    /// Orders what came of two folds of one kind; nothing is below everything.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => a.cmp(b),
            (Self::Sum(a), Self::Sum(b)) => a.compare(b),
            _ => self.number().total_cmp(&other.number()),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Double(sum) => *sum,
            Self::Mean { sum, count } if *count > 0 => sum / f64::from(*count),
            Self::Extreme(Some((number, _))) => *number,
            Self::First(Some(raw)) => finite(raw).unwrap_or(f64::NEG_INFINITY),
            _ => f64::NEG_INFINITY,
        }
    }
}
