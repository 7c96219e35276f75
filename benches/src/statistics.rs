//! What is told of many values.

/// A measure over several rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) most: f64,
}

impl Spread {
    /// Of these values; of none all is not a number.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        let median = (at(last / 2) + at(last.div_ceil(2))) / 2.0;
        Self { least: at(0), median, most: at(last) }
    }

    /// Of what one is to the other in each round, in the order of rounds.
    pub(crate) fn ratio(over: &[f64], under: &[f64]) -> Self {
        Self::of(over.iter().zip(under).map(|(over, under)| over / under))
    }

    /// The median, and what lies around it if that shows.
    pub(crate) fn told(self, decimals: usize) -> String {
        let [least, median, most] =
            [self.least, self.median, self.most].map(|value| format!("{value:.decimals$}"));
        if self.median.is_nan() {
            "–".to_owned()
        } else if least == most {
            median
        } else {
            format!("{median} ({least}–{most})")
        }
    }
}

/// The least of `sorted` values that `percent` of them do not exceed (nearest rank); 0 of none.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(Spread::of([3.0, 1.0, 9.0]), Spread { least: 1.0, median: 3.0, most: 9.0 });
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 9.0]).median, 3.0);
        assert!(Spread::of([]).median.is_nan());
    }

    #[test]
    fn ratios_are_taken_in_each_round() {
        // A round in which everything took twice as long does not show.
        let ratio = Spread::ratio(&[10.0, 20.0, 11.0], &[20.0, 40.0, 20.0]);
        assert_eq!(ratio, Spread { least: 0.5, median: 0.5, most: 0.55 });
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!(percentile(&values, 50), 100.0);
        assert_eq!(percentile(&values, 99), 198.0);
        assert_eq!(percentile(&[5.0], 99), 5.0);
        assert_eq!(percentile(&[], 50), 0.0);
    }

    #[test]
    fn a_spread_is_told_only_if_it_shows() {
        assert_eq!(Spread::of([1.01, 1.02, 1.04]).told(1), "1.0");
        assert_eq!(Spread::of([1.0, 1.2, 1.4]).told(1), "1.2 (1.0–1.4)");
        assert_eq!(Spread::of([]).told(1), "–");
    }
}
