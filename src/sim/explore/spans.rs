//! Spans of time in which something was so.

use alloc::vec::Vec;

use crate::time::Instant;

/// Spans in order, of which the last may still go on.
#[derive(Debug, Default)]
pub(super) struct Spans(Vec<(Instant, Option<Instant>)>);

impl Spans {
    /// From `at` on it is so or not.
    pub(super) fn turn(&mut self, so: bool, at: Instant) {
        match self.0.last_mut() {
            Some((_, end @ None)) if !so => *end = Some(at),
            Some((_, None)) => {}
            _ if so => self.0.push((at, None)),
            _ => {}
        }
    }

    /// Whether it was so at some moment between these, both included.
    pub(super) fn touch(&self, from: Instant, until: Instant) -> bool {
        let mut spans = self.0.iter();
        spans.any(|(start, end)| *start <= until && end.is_none_or(|end| end >= from))
    }
}
