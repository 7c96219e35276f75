//! The bodies that are read.

use super::twitter;
use crate::bodies::{Bodies, Style};

/// What part of all bodies of the dashboard the metrics are, in thousandths.
const METRICS: usize = 947;

/// Bytes of the metrics of which the targets speak, and of larger ones.
pub(super) const SIZES: [(&str, usize); 2] = [("100 kB", 100_000), ("1.1 MB", 1_100_000)];

/// A body that is read.
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether it is what the dashboard's metrics are.
    pub(super) metrics: bool,
    /// Whether the targets are for it.
    pub(super) target: bool,
}

impl Subject {
    /// The metrics of both sizes in both styles, and a page like `twitter.json`.
    pub(super) fn all() -> Vec<Self> {
        let mut subjects = Vec::new();
        for (name, size) in SIZES {
            for (style, how) in [(Style::Compact, "compact"), (Style::Spaced, "spaced")] {
                subjects.push(Self {
                    name: format!("metrics, {name}, {how}"),
                    text: Bodies::new(size * 1000 / METRICS, style).metrics,
                    metrics: true,
                    target: size == 100_000,
                });
            }
        }
        let text = twitter::page();
        let name = "like twitter.json".to_owned();
        subjects.push(Self { name, text, metrics: false, target: false });
        subjects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_have_the_size_that_they_are_named_after() {
        for (subject, size) in Subject::all().iter().zip([1e5, 1e5, 1.1e6, 1.1e6]) {
            let ratio = subject.text.len() as f64 / size;
            assert!((ratio - 1.0).abs() < 0.01, "{}: {ratio}", subject.name);
        }
    }
}
