//! What an endpoint reads from one source, and what it found.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::fold::{Fields, FoldState};
use super::group::GroupState;
use super::index::IndexState;
use super::top::TopState;
use super::trend::TrendState;
use super::{Fold, Group, Index, Top, Trend};
use crate::http::Body;
use crate::json::{EachId, Field, Kind, Program, Sink, Slot, SyntaxError};

/// Something made of the records of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Reduction {
    /// One value from all records.
    Fold(Fold),
    /// Groups of records.
    Group(Group),
    /// The highest records.
    Top(Top),
    /// A rise or fall.
    Trend(Trend),
    /// Records by key, for joins.
    Index(Index),
}

#[derive(Clone, Debug)]
pub(super) enum ReductionState {
    Fold(FoldState),
    Group(GroupState),
    Top(TopState),
    Trend(TrendState),
    Index(IndexState),
}

/// The paths that an endpoint reads from one source and what it makes of records.
#[derive(Clone, Debug, Default)]
pub struct Recipe {
    /// The declared paths.
    pub program: Program,
    reductions: Vec<(EachId, Reduction)>,
}

/// How many bytes of a body that is elsewhere are looked at together: few enough to stay in the cache
/// of a processor between being copied and being read, and enough that parts cost nothing.
const PART: usize = 64 << 10;

/// What one body gave.
#[derive(Clone, Debug)]
pub struct Reading {
    kind: Kind,
    values: Vec<Option<Range<usize>>>,
    counts: Vec<usize>,
    pub(super) states: Vec<ReductionState>,
    unusable: u64,
}

impl Recipe {
    /// Adds a reduction over an array of the program and gives its place.
    pub fn reduce(&mut self, each: EachId, reduction: Reduction) -> usize {
        let wanted = (each, reduction);
        if let Some(place) = self.reductions.iter().position(|known| *known == wanted) {
            return place;
        }
        self.reductions.push(wanted);
        self.reductions.len() - 1
    }

    /// The reduction at a place.
    pub(super) fn reduction(&self, place: usize) -> Option<&Reduction> {
        self.reductions.get(place).map(|(_, reduction)| reduction)
    }

    /// Validates a whole body and reads what is declared, in one pass.
    ///
    /// # Errors
    /// Where the body is not JSON.
    pub fn read(&self, body: &(impl Body + ?Sized)) -> Result<Reading, SyntaxError> {
        let mut reader = Reader {
            recipe: self,
            reading: Reading {
                values: vec![None; self.program.values()],
                counts: vec![0; self.program.counts()],
                states: self.reductions.iter().map(|(_, reduction)| start(reduction)).collect(),
                ..Reading::default()
            },
        };
        let kind = match body.bytes() {
            Some(bytes) => self.program.run(bytes, &mut reader),
            None => {
                let mut copy = |at: usize, out: &mut [u8]| body.copy_to(at, out);
                self.program.run_in_parts(body.len(), PART, &mut copy, &mut reader)
            }
        }?;
        Ok(Reading { kind, ..reader.reading })
    }
}

impl Default for Reading {
    /// What the empty recipe reads from `null`.
    fn default() -> Self {
        Self {
            kind: Kind::Null,
            values: Vec::new(),
            counts: Vec::new(),
            states: Vec::new(),
            unusable: 0,
        }
    }
}

impl Reading {
    /// What the body is as a whole.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where in the body a single value stands.
    pub fn value(&self, slot: Slot) -> Option<Range<usize>> {
        self.values.get(slot).cloned().flatten()
    }

    /// How many elements or members were counted.
    pub fn count(&self, slot: Slot) -> usize {
        self.counts.get(slot).copied().unwrap_or(0)
    }

    /// How many fields, records and arrays were not what they must be and were left out.
    pub fn unusable(&self) -> u64 {
        self.unusable
    }
}

fn start(reduction: &Reduction) -> ReductionState {
    match reduction {
        Reduction::Fold(fold) => ReductionState::Fold(fold.start()),
        Reduction::Group(_) => ReductionState::Group(GroupState::default()),
        Reduction::Top(_) => ReductionState::Top(TopState::default()),
        Reduction::Trend(_) => ReductionState::Trend(TrendState::default()),
        Reduction::Index(_) => ReductionState::Index(IndexState::default()),
    }
}

/// Feeds a record to a reduction; false if it had to be left out.
fn feed(reduction: &Reduction, state: &mut ReductionState, fields: Fields<'_, '_>) -> bool {
    match (reduction, state) {
        (Reduction::Group(group), ReductionState::Group(state)) => {
            return group.feed(state, fields);
        }
        (Reduction::Index(index), ReductionState::Index(state)) => {
            return index.feed(state, fields);
        }
        (Reduction::Trend(trend), ReductionState::Trend(state)) => {
            return trend.feed(state, fields);
        }
        (Reduction::Fold(fold), ReductionState::Fold(state)) => fold.feed(state, fields),
        (Reduction::Top(top), ReductionState::Top(state)) => top.feed(state, fields),
        // `start` made the state for this very reduction.
        _ => {}
    }
    true
}

struct Reader<'r> {
    recipe: &'r Recipe,
    reading: Reading,
}

impl Sink for Reader<'_> {
    fn value(&mut self, slot: Slot, range: Range<usize>, _: Kind) {
        if let Some(value) = self.reading.values.get_mut(slot) {
            *value = Some(range);
        }
    }

    fn forget(&mut self, slot: Slot) {
        if let Some(value) = self.reading.values.get_mut(slot) {
            *value = None;
        }
    }

    fn count(&mut self, slot: Slot, count: usize) {
        if let Some(known) = self.reading.counts.get_mut(slot) {
            *known = count;
        }
    }

    fn begin(&mut self, each: EachId) {
        let reductions = self.recipe.reductions.iter().zip(&mut self.reading.states);
        for ((_, reduction), state) in reductions.filter(|((id, _), _)| *id == each) {
            *state = start(reduction);
        }
    }

    fn record(&mut self, each: EachId, fields: &[Option<Field<'_>>]) {
        let reductions = self.recipe.reductions.iter().zip(&mut self.reading.states);
        for ((_, reduction), state) in reductions.filter(|((id, _), _)| *id == each) {
            if !feed(reduction, state, fields) {
                self.reading.unusable += 1;
            }
        }
    }

    fn unusable(&mut self, _: EachId) {
        self.reading.unusable += 1;
    }
}
