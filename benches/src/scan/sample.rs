//! Many short samples, in which the contenders take turns.

use std::time::{Duration, Instant};

use orquesta_bench_tasks::Job;
use xtask::error::{Error, Result};

use crate::statistics::Spread;

/// How long a sample is, about: long against the clock's steps, short against the turns of a scheduler.
pub(super) const LENGTH: Duration = Duration::from_millis(4);

/// How long each warms up, and how often it fits into a sample is found out.
const WARM: Duration = Duration::from_millis(40);

/// What took how long.
#[derive(Clone, Debug)]
pub(super) struct Took {
    pub(super) name: String,
    /// Microseconds of one turn, in each sample.
    pub(super) samples: Vec<f64>,
}

impl Took {
    /// The least and the median.
    pub(super) fn times(&self) -> [f64; 2] {
        let Spread { least, median, .. } = Spread::of(self.samples.iter().copied());
        [least, median]
    }
}

/// Measures so many samples of each of these.
pub(super) fn measure(
    contenders: Vec<(&'static str, Job<'_>)>,
    samples: usize,
) -> Result<Vec<Took>> {
    let mut running = Vec::new();
    for (name, mut job) in contenders {
        let times = repetitions(name, &mut job)?;
        running.push((name, job, times, Vec::with_capacity(samples)));
    }
    for _ in 0..samples {
        for (name, job, times, took) in &mut running {
            took.push(time(name, job, *times)?.as_secs_f64() * 1e6 / f64::from(*times));
        }
    }
    let took = running.into_iter();
    Ok(took.map(|(name, _, _, samples)| Took { name: name.to_owned(), samples }).collect())
}

fn time(name: &str, job: &mut Job<'_>, times: u32) -> Result<Duration> {
    let start = Instant::now();
    for _ in 0..times {
        if !job() {
            return Err(Error::new(format!("`{name}` failed on a body that is right")));
        }
    }
    Ok(start.elapsed())
}

/// How often it is to be done to take as long as a sample.
fn repetitions(name: &str, job: &mut Job<'_>) -> Result<u32> {
    let start = Instant::now();
    let mut done = 0;
    while done == 0 || start.elapsed() < WARM {
        time(name, job, 1)?;
        done += 1;
    }
    let each = start.elapsed() / done;
    Ok((LENGTH.as_secs_f64() / each.as_secs_f64()).ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_named() {
        let mut turns = 0;
        let works: Job<'_> = Box::new(|| {
            turns += 1;
            true
        });
        let took = measure(vec![("works", works)], 3).unwrap();
        assert_eq!(took.iter().map(|took| took.samples.len()).collect::<Vec<_>>(), [3]);
        assert!(turns > 3);
        let error = measure(vec![("fails", Box::new(|| false))], 3).unwrap_err();
        assert_eq!(error.to_string(), "`fails` failed on a body that is right");
    }
}
