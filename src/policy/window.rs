//! Counts over the recent past.
//!
//! A rolling window made of slices, as Hystrix and Resilience4j have it: as time passes, the oldest
//! slice is dropped whole. Slices begin at multiples of their length on the clock, so that windows
//! that were kept apart can be joined slice by slice.

use crate::time::{Duration, Instant};

/// How many slices a window has unless it says otherwise: 10, as in Hystrix (a bucket a second in
/// 10 seconds).
pub const SLICES: usize = 10;

/// Counts of `K` kinds in `N` slices, from the oldest to the current.
pub type Slices<const K: usize, const N: usize = SLICES> = [[u32; K]; N];

/// Counts of `K` kinds of events over a rolling window of `N` slices.
///
/// The length of the window is not kept but named with each call, and must be the same in each; a
/// window whose length is changed begins anew. As the current slice is never full, a window covers
/// between `N - 1` and `N` slices of time.
///
/// Should time go back by less than the window, it is taken to stand still; should it go back
/// further, the window begins anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window<const K: usize, const N: usize = SLICES> {
    /// The number of the current slice, counted from the origin of the clock.
    current: u64,
    slices: Slices<K, N>,
}

impl<const K: usize, const N: usize> Default for Window<K, N> {
    fn default() -> Self {
        Self { current: 0, slices: [[0; K]; N] }
    }
}

impl<const K: usize, const N: usize> Window<K, N> {
    /// Counts one event of `kind`, from 0 to `K - 1`; others are not counted.
    pub fn add(&mut self, span: Duration, kind: usize, now: Instant) {
        self.advance(number::<N>(span, now));
        if let Some(count) = self.slices.last_mut().and_then(|slice| slice.get_mut(kind)) {
            *count = count.saturating_add(1);
        }
    }

    /// The counts of the last `span`.
    pub fn totals(&self, span: Duration, now: Instant) -> [u32; K] {
        let mut totals = [0_u32; K];
        for slice in self.slices(span, now) {
            for (total, count) in totals.iter_mut().zip(slice) {
                *total = total.saturating_add(count);
            }
        }
        totals
    }

    /// Forgets all counts.
    pub fn clear(&mut self) {
        self.slices = [[0; K]; N];
    }

    /// The counts of each slice from the oldest to the current, to be saved.
    pub fn slices(&self, span: Duration, now: Instant) -> Slices<K, N> {
        let mut window = self.clone();
        window.advance(number::<N>(span, now));
        window.slices
    }

    /// The window that [`slices`](Self::slices) told, wherever the clock of that time began.
    pub fn from_slices(span: Duration, now: Instant, slices: Slices<K, N>) -> Self {
        Self { current: number::<N>(span, now), slices }
    }

    /// Takes of each slice and kind the larger count, so that what both have seen is not counted
    /// twice: the order of merging does not matter, nor does repeating it.
    pub fn merge(&mut self, other: &Self, span: Duration, now: Instant) {
        let number = number::<N>(span, now);
        let mut other = other.clone();
        self.advance(number);
        other.advance(number);
        // One of them may be ahead of the clock, by less than the window.
        self.advance(other.current);
        other.advance(self.current);
        for (slice, others) in self.slices.iter_mut().zip(other.slices) {
            for (count, other) in slice.iter_mut().zip(others) {
                *count = other.max(*count);
            }
        }
    }

    /// Moves on to the slice of this number.
    fn advance(&mut self, number: u64) {
        let length = u64::try_from(N).unwrap_or(u64::MAX);
        if self.current.saturating_sub(number) >= length {
            *self = Self { current: number, ..Self::default() };
        }
        let passed = number.saturating_sub(self.current);
        let passed = usize::try_from(passed).unwrap_or(N).min(N);
        self.slices.rotate_left(passed);
        self.slices.iter_mut().rev().take(passed).for_each(|slice| *slice = [0; K]);
        self.current = self.current.max(number);
    }
}

/// Slices that were saved so long ago, as they would be now.
pub fn aged<const K: usize, const N: usize>(
    slices: Slices<K, N>,
    span: Duration,
    ago: Duration,
) -> Slices<K, N> {
    let mut window = Window { current: 0, slices };
    window.advance(number::<N>(span, Instant::default() + ago));
    window.slices
}

/// The number of the slice that `now` lies in, in windows of `N` slices.
fn number<const N: usize>(span: Duration, now: Instant) -> u64 {
    let slices = u64::try_from(N).unwrap_or(u64::MAX).max(1);
    let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
    now.as_micros() / (micros / slices).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Duration = Duration::from_secs(10);

    fn at(millis: u64) -> Instant {
        Instant::from_micros(millis * 1000)
    }

    #[test]
    fn counts_roll_out_slice_by_slice() {
        let mut window = Window::<2, SLICES>::default();
        window.add(SPAN, 0, at(500));
        window.add(SPAN, 1, at(1500));
        window.add(SPAN, 1, at(9999));
        window.add(SPAN, 2, at(9999));
        assert_eq!(window.totals(SPAN, at(9999)), [1, 2]);
        assert_eq!(window.totals(SPAN, at(10_000)), [0, 2]);
        assert_eq!(window.totals(SPAN, at(18_999)), [0, 1]);
        assert_eq!(window.totals(SPAN, at(19_000)), [0, 0]);
        assert_eq!(window.totals(SPAN, at(u64::MAX / 1000)), [0, 0]);
        window.clear();
        assert_eq!(window.totals(SPAN, at(9999)), [0, 0]);
    }

    #[test]
    fn time_that_goes_back_stands_still_or_begins_anew() {
        let mut window = Window::<1, SLICES>::default();
        window.add(SPAN, 0, at(50_000));
        window.add(SPAN, 0, at(41_000));
        assert_eq!(window.slices(SPAN, at(41_000))[9], [2]);
        assert_eq!(window.totals(SPAN, at(40_999)), [0]);
        window.add(SPAN, 0, at(40_000));
        assert_eq!(window.totals(SPAN, at(40_000)), [1]);
    }

    #[test]
    fn slices_are_kept_across_clocks() {
        let mut window = Window::<1, SLICES>::default();
        for millis in [91_000, 95_500, 99_000] {
            window.add(SPAN, 0, at(millis));
        }
        let slices = window.slices(SPAN, at(100_000));
        assert_eq!(slices.map(|[count]| count), [1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
        let restored = Window::from_slices(SPAN, at(3000), slices);
        assert_eq!(restored.totals(SPAN, at(4000)), [2]);
    }

    #[test]
    fn odd_lengths_do_no_harm() {
        for span in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
            let mut window = Window::<1, SLICES>::default();
            window.add(span, 0, at(7));
            assert_eq!(window.totals(span, at(7)), [1]);
            window.add(SPAN, 0, at(7));
        }
        let mut none = Window::<1, 0>::default();
        none.add(SPAN, 0, at(7));
        assert_eq!(none.totals(SPAN, at(7)), [0]);
        let mut full = Window::from_slices(SPAN, at(0), [[u32::MAX]; SLICES]);
        full.add(SPAN, 0, at(0));
        assert_eq!(full.totals(SPAN, at(0)), [u32::MAX]);
    }
}
