//! What was measured, in tables.

use orquesta_bench_tasks::Task;

use super::native::SONIC;
use super::node::{COPY_IN, SCRIPT};
use super::sample::Took;
use crate::statistics::Spread;
use crate::table::Table;

/// The aggregates alone, which are read in the same pass as all else.
const AGGREGATE: &str = "summary: aggregates";

/// Megabytes that the summary reads in a second, at least: natively and in WebAssembly.
pub(super) const TARGETS: [f64; 2] = [2000.0, 800.0];

/// A row for each contender on a body of so many bytes.
pub(super) fn table(bytes: usize, took: &[Took]) -> Table {
    let mut table = Table::new(&["", "MB/s", "µs at least", "µs median", "time of orquesta to it"]);
    let mut row = |name: &str, [least, median]: [f64; 2], ratio: String| {
        let rate = format!("{:.0}", bytes as f64 / least);
        let [least, median] = [least, median].map(|micros| format!("{micros:.1}"));
        table.row([name.to_owned(), rate, least, median, ratio]);
    };
    for one in took {
        let ratio = counterpart(&one.name).and_then(|names| {
            let ours = sum(took, &names)?;
            let told = Spread::ratio(&ours, &one.samples).median;
            Some(format!("{told:.2} ({})", names.join(" + ")))
        });
        let [least, median] = one.times();
        row(&one.name, [least, median], ratio.unwrap_or_default());
        if one.name == Task::ReadSummary.name()
            && let Some(without) = find(took, Task::ReadConsolidated.name())
        {
            let [other_least, other_median] = without.times();
            row(AGGREGATE, [least - other_least, median - other_median], String::new());
        }
    }
    table
}

/// Whether the summary is read as fast as it is to be.
pub(super) fn target(bytes: usize, took: &[Took], target: f64) -> Option<String> {
    let [least, _] = find(took, Task::ReadSummary.name())?.times();
    let rate = bytes as f64 / least;
    let how = if rate >= target { "met" } else { "missed" };
    Some(format!(
        "target for `{}`, {target:.0} MB/s: {how} with {rate:.0}",
        Task::ReadSummary.name()
    ))
}

/// What of orquesta does the same as a rival.
fn counterpart(name: &str) -> Option<Vec<&'static str>> {
    let listed = |list: &[(&str, Task)]| {
        list.iter().find(|(known, _)| *known == name).map(|(_, task)| *task)
    };
    if let Some(task) = listed(&SCRIPT) {
        return Some(vec![COPY_IN, task.name()]);
    }
    let rival = Task::ALL.into_iter().find(|task| task.name() == name);
    let task = rival.and_then(Task::rival_of).or_else(|| listed(&SONIC))?;
    Some(vec![task.name()])
}

/// What these took together, in each sample.
fn sum(took: &[Took], names: &[&str]) -> Option<Vec<f64>> {
    let mut sums: Vec<f64> = Vec::new();
    for name in names {
        let samples = &find(took, name)?.samples;
        sums.resize(samples.len(), 0.0);
        sums.iter_mut().zip(samples).for_each(|(sum, sample)| *sum += sample);
    }
    Some(sums)
}

fn find<'t>(took: &'t [Took], name: &str) -> Option<&'t Took> {
    took.iter().find(|one| one.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(list: &[(&str, f64)]) -> Vec<Took> {
        let took = list.iter().map(|(name, micros)| Took {
            name: (*name).to_owned(),
            samples: vec![*micros, *micros * 2.0],
        });
        took.collect()
    }

    #[test]
    fn rivals_are_put_beside_what_does_the_same() {
        let took = took(&[
            ("validate", 50.0),
            ("consolidated: read", 60.0),
            ("summary: read", 90.0),
            ("serde_json IgnoredAny", 200.0),
            ("copy in", 10.0),
            ("JSON.parse", 350.0),
        ]);
        let text = table(100_000, &took).text();
        let lines: Vec<_> = text.lines().skip(1).collect();
        let expected = [
            ["validate", "2000", ""],
            ["consolidated: read", "1667", ""],
            ["summary: read", "1111", ""],
            ["summary: aggregates", "3333", ""],
            ["serde_json IgnoredAny", "500", "0.25 (validate)"],
            ["copy in", "10000", ""],
            ["JSON.parse", "286", "0.20 (copy in + consolidated: read)"],
        ];
        assert_eq!(lines.len(), expected.len(), "{text}");
        for (line, [name, rate, ratio]) in lines.iter().zip(expected) {
            assert!(line.starts_with(name) && line.contains(rate), "{line}");
            assert!(line.ends_with(ratio), "{line}");
        }
        let told = target(100_000, &took, 1200.0).unwrap();
        assert_eq!(told, "target for `summary: read`, 1200 MB/s: missed with 1111");
    }
}
