//! Many worlds at once, on every processor.

use std::io::IsTerminal;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use orquesta::plan::Plan;
use orquesta::sim::explore::{Coverage, Explorer};

use crate::output;

/// Seeds that a thread takes at a time: few enough to end together, many enough not to meet.
const CHUNK: u64 = 64;

/// What came of an exploration.
pub(super) struct Explored {
    /// The first seed whose world breaks a law.
    pub(super) violating: Option<u64>,
    coverage: Coverage,
    took: Duration,
}

/// What the threads share.
struct Progress {
    seeds: Range<u64>,
    next: AtomicU64,
    done: AtomicU64,
    violating: AtomicU64,
}

/// Explores the worlds of `seeds`, telling how far it is.
pub(super) fn explore(plan: &Plan, seeds: Range<u64>) -> Explored {
    let started = Instant::now();
    let progress = Progress {
        next: AtomicU64::new(seeds.start),
        done: AtomicU64::new(0),
        violating: AtomicU64::new(u64::MAX),
        seeds,
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut coverage = Coverage::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(plan, &progress))).collect();
        let shown = std::io::stderr().is_terminal();
        let mut told = Instant::now();
        while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(10));
            let interval = if shown { 1 } else { 10 };
            if told.elapsed() > Duration::from_secs(interval) {
                told = Instant::now();
                progress.tell(started.elapsed());
            }
        }
        for worker in workers {
            match worker.join() {
                Ok(found) => coverage.add(&found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    let violating = progress.violating.into_inner();
    Explored {
        violating: (violating != u64::MAX).then_some(violating),
        coverage,
        took: started.elapsed(),
    }
}

fn work(plan: &Plan, progress: &Progress) -> Coverage {
    let mut explorer = Explorer::new(plan);
    loop {
        let start = progress.next.fetch_add(CHUNK, Ordering::Relaxed);
        let end = start.saturating_add(CHUNK).min(progress.seeds.end);
        // Only what comes before a violation that is known can still be the first.
        if start >= end || start > progress.violating.load(Ordering::Relaxed) {
            return explorer.coverage().clone();
        }
        for seed in start..end {
            let world = explorer.world(seed);
            if explorer.check(&world).is_err() {
                progress.violating.fetch_min(seed, Ordering::Relaxed);
                break;
            }
        }
        progress.done.fetch_add(end - start, Ordering::Relaxed);
    }
}

impl Progress {
    fn tell(&self, took: Duration) {
        let (done, all) = (self.done.load(Ordering::Relaxed), self.seeds.end - self.seeds.start);
        let rate = done as f64 / took.as_secs_f64();
        output::note(&format!("{done} of {all} worlds, {rate:.0} a second"));
    }
}

impl Explored {
    /// What is said when no law was broken.
    pub(super) fn summary(&self, seeds: &Range<u64>) -> String {
        let count = seeds.end - seeds.start;
        let rate = count as f64 / self.took.as_secs_f64();
        format!(
            "no law was broken in {count} worlds, seeds {} to {}, in {:.1} s: {rate:.0} a second\n\n{}",
            seeds.start,
            seeds.end - 1,
            self.took.as_secs_f64(),
            self.coverage
        )
    }
}
