//! What came of it, in words and tables.

use std::borrow::Borrow;
use std::iter;

use super::experiment::{OUTAGES, RUNS, Results};
use super::measure::{Spread, Summary};
use super::policy::POLICIES;
use super::situation::{SITUATIONS, Situation};
use crate::table;

/// The heads of the columns.
const HEADS: [&str; 8] =
    ["situation", "policy", "success", "while wrong", "well again after", "p50", "p99", "attempts"];

/// For a terminal.
pub(super) fn text(results: &Results) -> String {
    let comparison: Vec<_> =
        iter::once(HEADS.map(str::to_owned)).chain(comparison(results)).collect();
    let outages: Vec<_> =
        iter::once(OUTAGE_HEADS.map(str::to_owned)).chain(outages(results)).collect();
    format!(
        "Medians of {RUNS} runs (least to most).\n\n{}\n\n\
         The defaults after outages of other lengths: well again after\n\n{}\n",
        table::lines(&comparison).join("\n"),
        table::lines(&outages).join("\n"),
    )
}

/// For `docs/`.
pub(super) fn markdown(results: &Results) -> String {
    let situations =
        SITUATIONS.iter().map(|situation| [situation.name.to_owned(), situation.about.to_owned()]);
    let policies = POLICIES.iter().map(|policy| {
        let members = policy.members.trim_end_matches(',');
        let code = if members.is_empty() { String::new() } else { format!("`{members}`") };
        [policy.name.to_owned(), policy.about.to_owned(), code]
    });
    let heads = |heads: &[&str]| format!("{}\n|{}", row(heads), "---|".repeat(heads.len()));
    include_str!("report.md")
        .replace("{{runs}}", &RUNS.to_string())
        .replace("{{situations}}", &rows(situations))
        .replace("{{policies}}", &rows(policies))
        .replace("{{comparison}}", &format!("{}\n{}", heads(&HEADS), rows(comparison(results))))
        .replace("{{outages}}", &format!("{}\n{}", heads(&OUTAGE_HEADS), rows(outages(results))))
}

const OUTAGE_HEADS: [&str; 3] = ["outage of", "refused", "hanging"];

fn comparison(results: &Results) -> impl Iterator<Item = [String; 8]> {
    SITUATIONS.iter().zip(&results.situations).flat_map(|(situation, summaries)| {
        POLICIES
            .iter()
            .zip(summaries)
            .map(|(policy, summary)| cells(situation, policy.name, summary))
    })
}

/// A policy in a situation.
pub(super) fn cells(situation: &Situation, policy: &str, summary: &Summary) -> [String; 8] {
    let passing = |text: String| if situation.passes() { text } else { "–".to_owned() };
    [
        situation.name.to_owned(),
        policy.to_owned(),
        summary.success.told("%", 1),
        passing(summary.during.told("%", 1)),
        passing(summary.recovery.told("s", 0)),
        summary.p50.told("s", 2),
        summary.p99.told("s", 2),
        summary.load.told("", 2),
    ]
}

fn outages(results: &Results) -> impl Iterator<Item = [String; 3]> {
    OUTAGES.iter().zip(&results.outages).map(|(seconds, summaries)| {
        let told = |place: usize| {
            summaries.get(place).map(|summary| summary.recovery.told("s", 0)).unwrap_or_default()
        };
        [format!("{seconds} s"), told(0), told(1)]
    })
}

impl Spread {
    /// The median, and what lies around it if that shows.
    fn told(self, unit: &str, decimals: usize) -> String {
        let number = |value: f64| {
            if value.is_finite() { format!("{value:.decimals$}") } else { "never".to_owned() }
        };
        let [least, median, most] = [self.least, self.median, self.most].map(number);
        let unit =
            if unit.is_empty() || median == "never" { String::new() } else { format!(" {unit}") };
        if least == most {
            format!("{median}{unit}")
        } else {
            format!("{median}{unit} ({least}–{most})")
        }
    }
}

/// Rows of a table in Markdown.
fn rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    rows.map(|cells| row(&cells)).collect::<Vec<_>>().join("\n")
}

fn row(cells: &[impl Borrow<str>]) -> String {
    format!("| {} |", cells.join(" | "))
}
