//! What is measured in a run, and over several.

use std::ops::Range;
use std::time::Duration;

use orquesta::answer::Status;
use orquesta::sim::Answered;
use orquesta::time::Instant;

use super::situation::Situation;

/// The success rate that counts as recovered.
const RECOVERED: f64 = 0.99;

/// What came of one run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measures {
    /// Percent of the requests whose source is `ok`.
    success: f64,
    /// The same of those that came while something was wrong.
    during: f64,
    /// Seconds from the end of the trouble to the last whole second of arrivals in which fewer than
    /// 99 % succeeded; endless if that is the very last one.
    recovery: f64,
    /// Seconds in which half of the requests were answered.
    p50: f64,
    /// Seconds in which 99 % of them were.
    p99: f64,
    /// Attempts sent for a request.
    load: f64,
}

/// A measure over several runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

/// The measures of a policy in a situation over several runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Summary {
    pub(super) success: Spread,
    pub(super) during: Spread,
    pub(super) recovery: Spread,
    pub(super) p50: Spread,
    pub(super) p99: Spread,
    pub(super) load: Spread,
}

impl Measures {
    pub(super) fn of(answered: &[Answered], situation: &Situation) -> Self {
        let mut took: Vec<_> = answered.iter().map(|answer| answer.took).collect();
        took.sort_unstable();
        let percentile = |percent: usize| {
            let rank = (took.len() * percent).div_ceil(100).max(1);
            took.get(rank - 1).copied().unwrap_or_default().as_secs_f64()
        };
        let reports = answered.iter().flat_map(|answer| &answer.reports);
        let attempts: u32 = reports.map(|(_, report)| report.attempts).sum();
        Self {
            success: success(answered, Duration::ZERO..situation.length),
            during: success(answered, situation.trouble.clone()),
            recovery: recovery(answered, situation),
            p50: percentile(50),
            p99: percentile(99),
            load: f64::from(attempts) / answered.len() as f64,
        }
    }
}

/// Percent of the requests of a time that succeeded; all of none.
fn success(answered: &[Answered], time: Range<Duration>) -> f64 {
    let (mut all, mut good) = (0_u32, 0_u32);
    for answer in answered {
        if time.contains(&answer.arrived.since(Instant::default())) {
            all += 1;
            let ok = answer.reports.iter().all(|(_, report)| report.status == Status::Ok);
            good += u32::from(ok);
        }
    }
    if all == 0 { 100.0 } else { f64::from(good) * 100.0 / f64::from(all) }
}

fn recovery(answered: &[Answered], situation: &Situation) -> f64 {
    let end = situation.trouble.end.as_secs();
    let seconds = end..situation.length.as_secs();
    let bad = |second: &u64| {
        let second = Duration::from_secs(*second);
        success(answered, second..second + Duration::from_secs(1)) < 100.0 * RECOVERED
    };
    match seconds.clone().rev().find(bad) {
        None => 0.0,
        Some(last) if last + 1 == seconds.end => f64::INFINITY,
        Some(last) => Duration::from_secs(last + 1 - end).as_secs_f64(),
    }
}

impl Summary {
    /// Of runs, of which there is an odd number.
    pub(super) fn of(runs: &[Measures]) -> Self {
        let spread = |measure: fn(&Measures) -> f64| {
            let mut values: Vec<_> = runs.iter().map(measure).collect();
            values.sort_unstable_by(f64::total_cmp);
            let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
            let last = values.len().saturating_sub(1);
            Spread { least: at(0), median: at(last / 2), most: at(last) }
        };
        Self {
            success: spread(|run| run.success),
            during: spread(|run| run.during),
            recovery: spread(|run| run.recovery),
            p50: spread(|run| run.p50),
            p99: spread(|run| run.p99),
            load: spread(|run| run.load),
        }
    }
}
